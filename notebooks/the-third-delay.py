# %% [markdown]
# # The third delay
#
# One late train is a late train. The third one is a reason to leave. A single [impression](../docs/GLOSSARY.md) has a
# *point effect*; what adds up has a *cumulative effect*, and the two need different cures.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.counted import share_interval
from experiments.measures.paired import estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. The point effect
#
# **Concept.** Falling short hurts more than exceeding by as much delights (Kahneman & Tversky 1979), and it hurts
# more while the last time is still fresh.
#
# **The model**: `impression` in [impressions.py](../sim/rules/impressions.py). The [trace](../docs/GLOSSARY.md) of a
# cause is one more after each time it is felt, and fades over the weeks.
#
# **Look.** The impression left by an encounter, by how far it falls short or exceeds, with no, one and two fresh
# traces.

# %%
PEOPLE = 400
model = LoyaltyModel("telecom", customers=2_000, seed=1, diaries=PEOPLE)
impression, p = model.rule("impression"), model.market.behaviour.impressions
gap = np.linspace(-0.4, 0.4, 161)
TIMES = {"first": 0, "second": 1, "third": 2}

figure, axes = plt.subplots(figsize=(6.2, 3.4))
for (label, trace), shade in zip(TIMES.items(), (0.35, 0.65, 1.0), strict=True):
    felt = [impression(0.6 + each, 0.6, float(trace), 0.0, p) for each in gap]
    axes.plot(gap, felt, color=NEGATIVE, alpha=shade)
    at = 56 - 12 * trace
    axes.annotate(f"{label} time", (gap[at], felt[at]), xytext=(-4, 2), ha="right", textcoords="offset points")
axes.axhline(0, color="black", linewidth=0.8)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(xlabel="perceived less expected quality", ylabel="impression", title="The same gap, felt again and again");

# %% [markdown]
# **Think.** On the right the lines are one: delight has no trace. What does that say about making up for a fault with
# a gift?
#
# ## 2. The cumulative effect
#
# **Concept.** Mood forgets in weeks, image in months. Six bad weeks spread over a year and six in a row contain the
# same faults.
#
# **The model**: mood is a fast average, the image stock a slow sum ([impressions.py](../sim/rules/impressions.py)).
# We feed the rules by hand.

# %%
WEEKS = 52
after, image_after, faded = (model.rule(name) for name in ("mood_after", "image_after", "faded"))
SPREAD, ROW = {4, 13, 22, 31, 40, 49}, {20, 21, 22, 23, 24, 25}


def lived(bad_weeks):
    """Return mood, image stock and trace, week by week, of somebody who meets a brand once a week."""
    mood = image = trace = 0.0
    weeks = []
    for week in range(1, WEEKS + 1):
        mood, image, trace = (
            faded(level, 0.5 ** (1 / half_life))
            for level, half_life in ((mood, p.mood_half_life), (image, p.image_half_life), (trace, p.trace_half_life))
        )
        felt = impression(0.4, 0.65, trace, 0.0, p) if week in bad_weeks else impression(0.66, 0.65, 0.0, 0.0, p)
        trace += week in bad_weeks
        mood, image = after(mood, felt, 1.0, p), image_after(image, felt, 1.0, p)
        weeks.append({"mood": mood, "image stock": image, "trace": trace})
    return pd.DataFrame(weeks, index=range(1, WEEKS + 1))


figure, panels = plt.subplots(1, 3, figsize=(9.5, 2.8))
for bad_weeks, colour, label in ((SPREAD, NEUTRAL, "six, spread"), (ROW, NEGATIVE, "six in a row")):
    for axes, (name, values) in zip(panels, lived(bad_weeks).items(), strict=True):
        axes.plot(values, color=colour, label=label)
        axes.set(title=name, xlabel="week")
panels[0].legend(loc="lower left");

# %% [markdown]
# **Think.** Which of the three would a monthly survey see, and in which month? Which one decides at the end of the
# contract?
#
# ## 3. In a population
#
# **Look.** The diaries of 400 people over a year. For each fault that is felt, how fresh was the memory of the same cause, and which
# impression did the encounter leave?

# %%
model.run(WEEKS)
events = pd.concat({number: model.diary(number).events for number in range(1, PEOPLE + 1)}, names=["customer", "line"])
year = events[events.week >= 1]
trouble = year[year.event == "trouble"]
felt_at = year.shift(-1).loc[trouble.index]  # trouble is written down just before its encounter
cases = trouble.assign(impression=felt_at.impression, next=felt_at.event).query("next == 'encounter'")
classes = pd.cut(cases.trace, [-0.1, 0.5, 1.5, 2.5, np.inf], labels=["none", "one", "two", "three or more"])
by_trace = cases.groupby(classes, observed=True).impression
summary = pd.DataFrame({"cases": by_trace.size(), "mean": by_trace.mean(), "error": by_trace.sem()})

figure, axes = plt.subplots(figsize=(5.4, 2.8))
axes.errorbar(summary.index, summary["mean"], 1.96 * summary.error, fmt="o", color=NEGATIVE, capsize=4)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(
    xlabel="fresh traces of the same cause", ylabel="impression", title="Faults felt in a year (mean, 95 % interval)"
)
summary.round(3)

# %% [markdown]
# Beware: those who feel a fault for the third time are not a sample of all customers. They live where the fault is,
# and they have come to expect less. The rule says what a trace does *to the same person*; this figure mixes it with
# who the people are.
#
# ## 4. Who leaves?
#
# **Look.** Customers by how often they felt their most frequent cause within the year, and the share of them who left
# a brand in it.

# %%
worst = trouble.groupby(["customer", "about"]).size().groupby("customer").max()
worst = worst.reindex(range(1, PEOPLE + 1), fill_value=0)
left = year[year.event == "left"].index.get_level_values("customer").unique()
table = pd.DataFrame({"times": worst.clip(upper=5), "left": worst.index.isin(left)})
counted = table.groupby("times").left.agg(["sum", "size"])
limits = np.array([share_interval(int(row["sum"]), int(row["size"])) for _, row in counted.iterrows()])

figure, axes = plt.subplots(figsize=(6, 2.8))
share = counted["sum"] / counted["size"]
axes.errorbar(counted.index, 100 * share, 100 * np.abs(limits.T - share.to_numpy()), fmt="o", color=NEGATIVE, capsize=4)
axes.set(
    xlabel="times the most frequent cause was felt (5: five or more)", ylabel="% who left", title="Who left in the year"
)
axes.set_xticks(counted.index);

# %% [markdown]
# **Think.** This is a correlation, as any company could draw it. Name two reasons why it is not the effect of the
# third delay.
#
# ## 5. The effect itself
#
# **Concept.** In a simulation the third delay can be made to hurt like the first: sensitisation is a number, and can
# be set to zero, for the same people with the same faults in the same weeks.
#
# **Look.** Losses of the focus brand in two years, without sensitisation, less those with it; a mark for each future,
# and the 95 % interval of their mean.

# %%
FUTURES = range(1, 9)
focus = model.market.focus
forgiving = Scenario(name="forgiving", levers=(Lever(path="behaviour.impressions.sensitisation", to=0.0),))


def lost(scenario, seed):
    """Return the customers whom the focus brand loses in two years."""
    booked = LoyaltyModel("telecom", scenario=scenario, customers=1_000, seed=seed, diaries=0).run(104).booked
    return booked.query("brand == @focus and week >= 1").losses.sum()


difference = np.array([lost(forgiving, seed) - lost("baseline", seed) for seed in FUTURES], dtype=float)
mean = estimate(difference)

figure, axes = plt.subplots(figsize=(7, 1.5))
axes.plot(difference, np.zeros(len(difference)), "o", color=NEUTRAL, alpha=0.5)
axes.plot([mean.low, mean.high], [0.4, 0.4], color=POSITIVE, linewidth=3)
axes.plot(mean.mean, 0.4, "o", color=POSITIVE)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(yticks=[], ylim=(-0.5, 0.9), xlabel="customers lost, without sensitisation less with it")
print(f"{mean.mean:+.1f} customers of 1,000 people, 95 % interval {mean.low:+.1f} to {mean.high:+.1f}.")

# %% [markdown]
# **Think.** If the interval contains zero, the sensitisation of this market cannot be told from luck *with so few
# futures*. What would you change: the market, or the number of futures?
#
# ## Exercises
#
# 1. *How many good weeks undo one bad week?* Use the rules of part 2: one bad week, and then weeks at 0.66, until the
#    image stock is back.
# 2. *Does it help to let the memory fade faster?* A brand cannot change a half-life. What could it do that looks like
#    it?
# 3. *Spread or bunched?* For the same six faults, when is mood worse, and when is image?

# %% [markdown]
# ### Answers

# %%
good, bad = impression(0.66, 0.65, 0.0, 0.0, p), impression(0.4, 0.65, 0.0, 0.0, p)
ratio = (p.reference - bad) / (good - p.reference) if good > p.reference else np.inf
print(
    f"1. A good week adds {good - p.reference:+.3f} to what image counts, "
    f"a bad one {bad - p.reference:+.3f}: {ratio:.0f} to one."
)
print("   (Infinite: an ordinary good week does not lift image at all.)" if np.isinf(ratio) else "")

# %% [markdown]
# 2. Traces belong to a *cause*. Healing it lets them fade; a good conversation at the desk does not, since the cause
#    is felt again. A change that people can see (a new timetable, another product) may be told as a new beginning:
#    the model has no such rule, and you could [add one](../docs/EXTENDING.md).

# %%
spread, row = lived(SPREAD), lived(ROW)
print(f"3. Lowest mood: spread {spread['mood'].min():.2f}, in a row {row['mood'].min():.2f}.")
print(
    f"   Image stock at the end: spread {spread['image stock'][WEEKS]:.2f}, in a row {row['image stock'][WEEKS]:.2f}."
)
