# %% [markdown]
# # The Voice of the Customer and its blind spots
#
# A brand asks, counts and reads what its customers say, and mends what it hears of. Here the same brand has two ways of
# listening, for the same money. We know what its customers really lived, so we can see what each way hears, what it
# puts it down to, and what neither can hear.

# %%
import matplotlib.pyplot as plt
import numpy as np

from experiments.comparison.compare import compare
from experiments.comparison.programmes import Programme
from experiments.comparison.view import ComparisonView
from experiments.measures.paired import estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from experiments.running.replications import Replications
from experiments.running.study import Study

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. Who answers
#
# **Concept.** Those whom an encounter has moved answer more often (Anderson 1998), and each question makes the next one
# less welcome (Porter, Whitcomb & Weitzer 2004). The answers are no sample of the customers.
#
# **The model**: `response_probability` in [answers.py](../sim/rules/answers.py). **Look.** The chance to answer, by
# what the encounter left, for somebody who is rarely and often asked.

# %%
WEEKS, CUSTOMERS, SEEDS = 104, 1_500, 4
study = Study.of("telecom", ["listen-silo", "listen-joined"], customers=CUSTOMERS, weeks=WEEKS)
market, brand = study.market, study.brand
(_, model), *_ = study.begun(1)
response, p = model.rule("response_probability"), market.behaviour.answers
felt = np.linspace(-0.6, 0.6, 121)

figure, axes = plt.subplots(figsize=(6.5, 2.8))
for load, label, colour in ((0.0, "rarely asked", POSITIVE), (1.0, "often asked", NEGATIVE)):
    chance = [100 * response(each, load, 0.0, p) for each in felt]
    axes.plot(felt, chance, color=colour)
    axes.annotate(label, (felt[-1], chance[-1]), (-4, 6), textcoords="offset points", ha="right", color=colour)
axes.set(xlabel="impression of the encounter", ylabel="% who answer", ylim=(0, 30), title="Who answers");

# %% [markdown]
# **Think.** Bad encounters are over-represented among the answers, and so are very good ones. Which of the two would
# this brand rather not know?
#
# ## 2. From the bad encounter to the desk
#
# **Concept.** Most who have trouble do not complain; they leave or they stay. What arrives at the brand is the last of
# several sieves.
#
# **Look.** Per 1,000 customers and year, as things are: encounters that went badly, problems severe enough for a
# complaint, and complaints, with 95 % intervals over futures (too narrow to be seen where luck is small).

# %%
view = ComparisonView(compare(study, Replications(SEEDS, 1)))
SIDES = {"listen-silo": "touchpoint by touchpoint", "listen-joined": "joined, by cause"}
truth = Programme(view, view.baseline)
silo, joined = (Programme(view, name) for name in SIDES)
bad = np.sum([truth.true(f"bad_at.{name}") for name in view.touchpoint_titles], axis=0)
SIEVES = {
    "bad encounters": estimate(bad),
    "problems": estimate(truth.true("problems")),
    "complaints": estimate(truth.true("complaints")),
}

figure, axes = plt.subplots(figsize=(7, 1.9))
for row, each in enumerate(SIEVES.values()):
    axes.barh(row, each.mean, color=NEUTRAL, height=0.6)
    axes.plot([each.low, each.high], [row, row], color="black", linewidth=1)
    axes.annotate(f" {each.mean:,.0f}", (each.high, row), va="center")
axes.set(yticks=range(len(SIEVES)), yticklabels=SIEVES, xlabel="per 1,000 customers a year")
axes.margins(x=0.12)
axes.invert_yaxis()
axes.grid(axis="y", visible=False);

# %% [markdown]
# **Think.** Which of these figures has the director of customer service on the desk, and which has nobody?
#
# ## 3. What it is put down to
#
# **Concept.** *Touchpoint by touchpoint*: a bad score belongs to where it was given. *Joined*: the cause is read in
# what customers write, mostly rightly; in the other cases one cause is taken for another.
#
# **Look.** Left: bad encounters by touchpoint, as the first programme blames them, and what was true of them: how many
# have their cause elsewhere. Right: bad encounters by cause, as the second programme blames them, and as they are. Means
# over futures; what is said is scaled to the true total, since whoever is moved answers more.

# %%
def means(values):
    """Return the mean of each row over futures."""
    return np.array([each.mean() for each in values])


causes = sorted(view.cause_titles, key=lambda cause: -truth.true(f"bad_on.{cause}").mean())
places = sorted(view.touchpoint_titles, key=lambda name: -truth.true(f"bad_at.{name}").mean())[:7]
figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6))
rows = np.arange(len(places))
left.barh(rows - 0.2, means(silo.shown(f"blamed_at.{name}") for name in places), 0.38, color=NEGATIVE, label="blamed")
left.barh(rows + 0.2, means(truth.true(f"bad_at.{name}") for name in places), 0.38, color=NEUTRAL, label="true")
elsewhere = means(truth.true(f"caused_at.{name}") for name in places)
left.barh(rows + 0.2, elsewhere, 0.38, color="none", edgecolor="black", hatch="///", label="cause elsewhere")
left.set(yticks=rows, yticklabels=[view.touchpoint_titles[name] for name in places], title="Touchpoint by touchpoint")
rows = np.arange(len(causes))
said = means(joined.shown(f"blamed_on.{cause}") for cause in causes)
right.barh(rows - 0.2, said, 0.38, color=POSITIVE, label="read")
right.barh(rows + 0.2, means(truth.true(f"bad_on.{cause}") for cause in causes), 0.38, color=NEUTRAL, label="true")
right.set(yticks=rows, yticklabels=[view.cause_titles[cause] for cause in causes], title="Joined, by cause")
for axes in (left, right):
    axes.invert_yaxis()
    axes.set(xlabel="per 1,000 customers a year")
    axes.grid(axis="y", visible=False)
    axes.legend(loc="lower right")
    axes.tick_params(axis="y", labelsize=8)

# %% [markdown]
# **Think.** The help line is where trouble is told, not where it begins. What would a target for its scores do to the
# people who work there?
#
# ## 4. Where the money went
#
# **Concept.** Money is *misdirected* when it goes to a touchpoint for trouble that comes from elsewhere, or to a cause
# that is blamed too much.
#
# **Look.** Left: the share of the money for works that is misdirected, a mark for each future. Right: customers lost in
# two years, less those lost by the brand that does not listen.

# %%
def losses(scenario):
    """Return the customers lost in each future."""
    return Programme(view, scenario).total("losses")


figure, (left, right) = plt.subplots(1, 2, figsize=(9, 1.9), sharey=True)
found = {}
for row, (name, programme) in enumerate(zip(SIDES, (silo, joined), strict=True)):
    share = 100 * programme.misdirected / np.maximum(programme.spent_on_works, 1)
    found[name] = (estimate(share), estimate(losses(name) - losses(view.baseline)))
    for axes, values, mean in zip(
        (left, right), (share, losses(name) - losses(view.baseline)), found[name], strict=True
    ):
        ink = NEUTRAL if axes is right and not mean.is_significant else POSITIVE
        axes.plot(values, np.full(len(values), row), "o", color=NEUTRAL, alpha=0.4, markersize=4)
        axes.plot([mean.low, mean.high], [row + 0.25] * 2, color=ink, linewidth=3)
        axes.plot(mean.mean, row + 0.25, "o", color=ink)
left.set(yticks=(0, 1), yticklabels=SIDES.values(), ylim=(1.6, -0.4), xlabel="% of the money misdirected")
right.axvline(0, color="black", linewidth=0.8)
right.set(xlabel="customers lost, against not listening")
for axes in (left, right):
    axes.grid(axis="y", visible=False)

# %% [markdown]
# A grey interval contains zero: with so few small futures the money cannot be seen in customers, whatever it bought.
#
# **Think.** The same money, the same customers, the same staff. Which figure would tell the board which of the two
# programmes it has?
#
# ## 5. Blind spots
#
# **Concept.** Some of those who leave had nothing to tell: nothing went wrong, a rival made an offer, little of the plan
# was in use. A programme that looks for trouble cannot hear what is none.
#
# **Look.** Customers lost as things are, by what their worst remembered moment was about: trouble with one of the
# causes, or none of them. The line below compares what the surveys say of recommendation with what all customers would.

# %%
lost = losses(view.baseline)
with_cause = np.sum([truth.true(f"left_for.{cause}") for cause in causes], axis=0)
all_lost = truth.true("losses")
silent = estimate(100 * (1 - with_cause / all_lost))
bias = joined.response_bias

figure, axes = plt.subplots(figsize=(7, 1.2))
axes.barh(0, 100 - silent.mean, color=NEUTRAL)
axes.barh(0, silent.mean, left=100 - silent.mean, color=NEGATIVE)
axes.annotate("trouble", ((100 - silent.mean) / 2, 0), ha="center", va="center", color="white")
axes.annotate("no trouble of any cause", (100 - silent.mean / 2, 0), ha="center", va="center", color="white")
axes.set(yticks=[], xlabel="% of customers lost", xlim=(0, 100), title="Worst moment of those who left")
print(f"No cause: {silent.mean:.0f} % of those lost (95 % interval {silent.low:.0f} to {silent.high:.0f}).")
print(f"Net promoter score of those who answer, less that of all: {bias.mean:+.1f}")
print(f"(95 % interval {bias.low:+.1f} to {bias.high:+.1f}).")

# %% [markdown]
# **Think.** Name two instruments that would hear of the second group. What would each of them cost, and whom would it
# annoy?
#
# ## Exercises
#
# 1. *Right cause.* Which share of bad encounters does each programme put down to the right cause?
# 2. *The loudest.* Is the cause that most people bring to the brand also the one of most bad encounters?
# 3. *A louder survey.* Would asking twice as many people close the blind spots of part 5?

# %% [markdown]
# ### Answers

# %%
right_cause = joined.found_share
print(f"1. Joined: {right_cause.mean:.0f} % ({right_cause.low:.0f} to {right_cause.high:.0f}).")
print(f"   Touchpoint by touchpoint: {silo.found_share.mean:.0f} %, since it has no word for a cause.")
loudest = max(causes, key=lambda cause: truth.total(f"complained.{cause}").mean())
print(f"2. Most complaints: {view.cause_titles[loudest]}. Most bad encounters: {view.cause_titles[causes[0]]}.")

# %% [markdown]
# 3. It would hear the same things more exactly. A blind spot is what is not asked about, and whoever has left is not
#    asked at all. Usage data, exit interviews and informants on rivals are other ears
#    ([programmes that listen](../docs/PROGRAMMES.md)).
