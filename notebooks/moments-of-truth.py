# %% [markdown]
# # Moments of truth
#
# A brand meets its customers at many touchpoints and cannot polish all of them. Which ones decide whether people stay
# and recommend? And would a survey find them? A simulation can answer the first question by experiment, and so it can
# mark the survey.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.moments.decision import DECISIONS, decision
from experiments.moments.derived import rank_correlation
from experiments.moments.moments import Moments
from experiments.moments.outcomes import outcomes
from experiments.moments.runs import BASELINE
from experiments.moments.survey import ANSWERS, LIVED, Surveys
from experiments.moments.worlds import CAUSE, TOUCHPOINT, counterfactuals
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE, inks
from experiments.running.study import Study

plt.style.use("cxsim.mplstyle")
# %% [markdown]
# ## 1. One step better, one step worse
#
# **Concept.** A *moment of truth* is a contact in which a company is judged (Normann 1984; Carlzon 1987). Not every
# contact is one. How much a [touchpoint](../docs/GLOSSARY.md) matters is a question about a change: what would be
# different if it were a little better, and nothing else?
#
# **The model.** Each touchpoint of the brand is made one step better and one step worse for everybody, and each
# [cause](../docs/GLOSSARY.md) of trouble is taken away once, in worlds with the same people and the same random
# numbers. The difference is the true [importance](../docs/GLOSSARY.md) of the moment. `cxsim moments` does the same
# with more people and a page of results ([moments of truth](../docs/MOMENTS.md)); here the worlds are small, so the
# intervals are wide.
#
# **Look.** What one step at a touchpoint does to the recommendation of the brand, 0 to 10, in a year: a point is the
# mean, a bar its 95 % interval.

# %%
WEEKS, CUSTOMERS, STEP, SEEDS = 52, 600, 0.1, (1, 2, 3, 4)
study = Study.of("telecom", customers=CUSTOMERS, weeks=WEEKS)
market, brand = study.market, study.brand
WORLDS = list(counterfactuals(market, brand, STEP))
surveys = Surveys(study, respondents=CUSTOMERS)


def lived(model, kind, name, steps, seed):
    """Return what one world comes to, for everybody and by segment."""
    table = outcomes(model.run(WEEKS).booked, brand, market.category.discount_rate)
    return table.assign(kind=kind, name=name, steps=steps, seed=seed)


def future(seed):
    """Return the outcomes of all worlds of a seed, and the survey that is taken in the baseline."""
    (_, model), *_ = study.begun(seed)
    worlds = [lived(model.fork(each.scenario), each.moment.kind, each.moment.name, each.steps, seed) for each in WORLDS]
    surveys.give_diaries(model)
    return pd.concat([lived(model, BASELINE, BASELINE, 0.0, seed), *worlds]), surveys.taken(model, seed)


futures = {seed: future(seed) for seed in SEEDS}
found = Moments(
    study=study,
    step=STEP,
    seeds=SEEDS,
    runs=pd.concat([runs for runs, _ in futures.values()], ignore_index=True),
    answers={seed: survey[ANSWERS] for seed, (_, survey) in futures.items()},
    lived={seed: survey[LIVED] for seed, (_, survey) in futures.items()},
)
TITLES = {name: each.title for part in (market.touchpoints, market.causes) for name, each in part.items()}


def ranked(kind, outcome="recommendation"):
    """Return the moments of a kind with their importance, the most important first."""
    each = {moment: found.importance(moment, outcome) for moment in found.moments if moment.kind == kind}
    return dict(sorted(each.items(), key=lambda item: -item[1].mean))


def draw(axes, moments, colour, unit):
    """Draw importance with its interval, a line for each moment."""
    for row, each in enumerate(moments.values()):
        ink = colour if each.is_significant else NEUTRAL
        axes.plot([each.low, each.high], [row, row], color=ink, linewidth=2.5)
        axes.plot(each.mean, row, "o", color=ink)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(yticks=range(len(moments)), yticklabels=[TITLES[moment.name] for moment in moments], xlabel=unit)
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)


touchpoints = ranked(TOUCHPOINT)
figure, axes = plt.subplots(figsize=(8, 4.6))
draw(axes, touchpoints, POSITIVE, f"recommendation, points of 10, for a step of {STEP:g} in quality")
axes.set_title("Importance of touchpoints (grey: the interval contains zero)")
clear = [moment for moment, each in touchpoints.items() if each.is_significant]
print(f"{len(clear)} of {len(touchpoints)} touchpoints are clear with {len(SEEDS)} futures of {CUSTOMERS} people.")

# %% [markdown]
# **Think.** Everybody meets some touchpoints every week, and others once in years. Is the first line of the figure
# important because each encounter counts for much, or because there are so many of them?
#
# ## 2. Polish a touchpoint, or heal a cause?
#
# **Concept.** Trouble has a [cause](../docs/GLOSSARY.md) in one department and is felt at several touchpoints. A
# friendlier touchpoint leaves the cause where it is.
#
# **Look.** What it would do to recommendation if a cause did not occur any more.

# %%
causes = ranked(CAUSE)
figure, axes = plt.subplots(figsize=(8, 2.9))
draw(axes, causes, NEGATIVE, "recommendation, points of 10, without the cause")
axes.set_title("Importance of causes of trouble")
best_touchpoint, best_cause = next(iter(touchpoints.items())), next(iter(causes.items()))
for what, (moment, each) in (("touchpoint, one step better", best_touchpoint), ("cause, taken away", best_cause)):
    print(f"The first {what}: {TITLES[moment.name]}, {each.mean:+.2f} ({each.low:+.2f} to {each.high:+.2f}).")

# %% [markdown]
# **Think.** The two figures cannot be compared as they stand: one step is not "everything". What would you have to
# know of both to compare them?
#
# ## 3. A moment for whom?
#
# **Concept.** The same desk is a moment of truth for one person and a formality for another. The mean over all
# customers may be the importance for nobody.
#
# **Look.** Importance of the first touchpoints by segment. Segments are smaller than the population, so luck is larger.

# %%
SHOWN = 5
segments = market.listed("segments")
segment_inks = inks(len(segments) + 1)[1:]
figure, axes = plt.subplots(figsize=(8, 3))
for place, segment in enumerate(segments):
    each = [found.importance(moment, "recommendation", segment) for moment in list(touchpoints)[:SHOWN]]
    rows = np.arange(SHOWN) + 0.18 * (place - (len(segments) - 1) / 2)
    error = [[one.mean - one.low for one in each], [one.high - one.mean for one in each]]
    axes.errorbar(
        [one.mean for one in each],
        rows,
        xerr=error,
        fmt=segment_inks[place].marker,
        color=segment_inks[place].colour,
        label=segment,
        markersize=4,
    )
axes.axvline(0, color="black", linewidth=0.8)
axes.set(
    yticks=range(SHOWN),
    yticklabels=[TITLES[moment.name] for moment in list(touchpoints)[:SHOWN]],
    xlabel="recommendation, points of 10, for one step",
    title="Importance by segment (mean, 95 % interval)",
)
axes.invert_yaxis()
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5));
# %% [markdown]
# **Think.** For which touchpoint do the intervals of two segments not overlap? If there is none, what is the most that
# may be said?
#
# ## 4. What a survey would say
#
# **Concept.** Companies ask. Importance is *derived*: which ratings go along with recommendation (shares of the
# explained variance)? Or it is *stated*: how important is this to you? Both are about the same touchpoints as the
# experiment, and neither changes anything.
#
# **Look.** Touchpoints that enough people remember: true importance against what the survey of the same people says.
# The number is the rank correlation, 1 when both put them in the same order, 0 when they have nothing to do with each other.

# %%
truth = pd.Series({moment.name: each.mean for moment, each in touchpoints.items()})
KINDS = {"shapley": "derived: share of variance", "stated": "stated, points of 10"}
figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True)
agreed = {}


def label_points(axes, points, middle):
    """Write the name of each point beside it, towards the middle, below it where the next higher one is near."""
    higher = np.inf
    for x, y, name in sorted(points, key=lambda point: -point[1]):
        side = "left" if x <= middle else "right"
        offset = (6 if side == "left" else -6, -11 if higher - y < 0.06 * truth.max() else 4)
        axes.annotate(name, (x, y), offset, textcoords="offset points", fontsize=8, ha=side)
        higher = y


for axes, (kind, label) in zip(panels, KINDS.items(), strict=True):
    said = found.said[kind].reindex(truth.index)
    agreed[kind] = rank_correlation(said, truth)
    axes.plot(said, truth, "o", color=NEUTRAL)
    label_points(axes, [(said[name], truth[name], TITLES[name]) for name in said.dropna().index], said.median())
    axes.set(xlabel=label, title=f"rank correlation {agreed[kind]:+.2f}")
panels[0].set_ylabel("true importance");
# %% [markdown]
# **Think.** Ratings of all touchpoints colour each other: who is content gives high marks everywhere. Which of the two
# kinds of importance suffers from that, and from what does the other suffer?
#
# ## 5. What to do about it
#
# **Concept.** Importance alone decides nothing. What matters and is done worse than by the best rival is to be mended
# first; what matters little and is done clearly better may cost less (Martilla & James 1977; Slack 1994).
#
# **Look.** Importance for recommendation against performance: perceived quality less that of the best rival.

# %%
figure, axes = plt.subplots(figsize=(8.5, 4))
advice = {}
placed = {moment: place._replace(importance=touchpoints[moment]) for moment, place in found.places.items()}
threshold = float(np.mean([each.mean for each in touchpoints.values()]))
for moment, place in placed.items():
    advice[moment] = DECISIONS[decision(place, threshold, market.brands[brand].positioning)][0]
    ink = POSITIVE if place.ahead.is_above else NEGATIVE if place.ahead.is_below else NEUTRAL
    axes.errorbar(
        place.ahead.mean,
        place.importance.mean,
        xerr=place.ahead.half_width,
        yerr=place.importance.half_width,
        fmt="o",
        color=ink,
        alpha=0.7,
        elinewidth=0.8,
    )
matters = [each for each in touchpoints if each in placed and touchpoints[each].mean >= threshold]
label_points(axes, [(placed[each].ahead.mean, touchpoints[each].mean, TITLES[each.name]) for each in matters], np.inf)
axes.axhline(threshold, color="black", linewidth=0.8, linestyle=":")
axes.axvline(0, color="black", linewidth=0.8)
axes.set(
    xlabel="perceived quality, less that of the best rival",
    ylabel="importance for recommendation",
    title="The decision matrix (dotted: mean importance)",
)
pd.Series({TITLES[moment.name]: words for moment, words in advice.items()}, name="what the matrix says").to_frame()

# %% [markdown]
# **Think.** A [low-cost brand](../docs/MOMENTS.md) is behind at nearly everything. Should it mend nearly everything?
#
# ## Exercises
#
# 1. *Stay or recommend?* Do the touchpoints come in the same order for retention as for recommendation, and how many of
#    them are clear?
# 2. *Per encounter.* Divide importance by the encounters a year. Which touchpoint comes first now?
# 3. *How many futures* would make the intervals for retention half as wide?

# %% [markdown]
# ### Answers

# %%
stay = ranked(TOUCHPOINT, "retention")
order = rank_correlation(pd.Series({moment.name: each.mean for moment, each in stay.items()}), truth)
number = sum(each.is_significant for each in stay.values())
print(f"1. Rank correlation of the two orders: {order:+.2f}. Clear for retention: {number} of {len(stay)} touchpoints,")
print(f"   for recommendation {len(clear)}. Who leaves is yes or no, and rare: it takes more people to see it.")
each_time = (truth / found.encounters.reindex(truth.index)).dropna().sort_values(ascending=False)
often = found.encounters[each_time.index[0]]
print(
    f"2. {TITLES[each_time.index[0]]}: met {often:.1f} times a year by a customer; "
    f"in all it takes place {1 + list(truth.index).index(each_time.index[0])} of {len(truth)}."
)
widths = [each.half_width for each in stay.values()]
print(f"3. Half the width is {np.median(widths):.1f} points of retention in the middle. The width shrinks with the")
print(f"   square root of the number: {4 * len(SEEDS)} futures would halve it, or {4 * CUSTOMERS:,} people in each.")
