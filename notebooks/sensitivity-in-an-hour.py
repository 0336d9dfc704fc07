# %% [markdown]
# # Sensitivity in an hour
#
# A simulation has hundreds of numbers, and nobody knows them all. Which of them decide the answer, and could one of
# them reverse it? With a good design an hour is enough to find out; here we take a minute, with few factors and small
# populations.

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from experiments.experiment.lab import Lab
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from experiments.results.store import Store
from experiments.sensitivity.experiment import SensitivityExperiment
from experiments.sensitivity.request import SensitivityRequest
from sim.market.loading import load_market
from sim.market.sheet import numbers_in

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. What is uncertain?
#
# **Concept.** Every number of the model carries a range and a grade: *measured* in a published study, *adapted* from
# one, or *assumed*. A decision should not hang on an assumption that nobody knows of.
#
# **Look.** All numbers of the rules, by grade, and some of the assumed ones.

# %%
market = load_market("telecom")
listed = [each for each in numbers_in(market.model_dump()) if each.path[0] == "behaviour"]
grades = {
    grade: [each for each in listed if each.number.grade == grade] for grade in ("measured", "adapted", "assumed")
}

figure, axes = plt.subplots(figsize=(6.5, 1.6))
start = 0
for (grade, numbers), colour in zip(grades.items(), (POSITIVE, NEUTRAL, NEGATIVE), strict=True):
    axes.barh([0], [len(numbers)], left=start, color=colour, label=f"{grade}: {len(numbers)}")
    start += len(numbers)
axes.set(yticks=[], xlabel="numbers of the rules")
axes.legend(ncols=3, loc="lower left", bbox_to_anchor=(0, 1))
for each in grades["assumed"][:5]:
    print(
        f"{'.'.join(each.path)}: {each.value:g}, {each.number.low:g} to {each.number.high:g} {each.number.unit}; "
        f"{each.number.meaning}"
    )

# %% [markdown]
# **Think.** Would you rather have a measured number from another country, or an assumption of your own?
#
# ## 2. One at a time misleads
#
# **Concept.** Moving one number and holding the others misses what happens when two are wrong together. The method of
# Morris moves one at a time *from many starting points*: the mean size of its effects says how much a factor matters,
# their spread whether it depends on the others.
#
# **The tool**: `cxsim sensitivity`, or from Python as here ([its page](../docs/SENSITIVITY.md)). The question: which
# numbers decide the lead of *fixing root causes* over the baseline? Six factors, each within 40 % of its value.

# %%
FACTORS = (
    "behaviour.impressions.loss_aversion",
    "behaviour.impressions.sensitisation",
    "behaviour.impressions.image_half_life",
    "behaviour.satisfaction.learning",
    "behaviour.word_of_mouth.praise_gain",
    "behaviour.loyalty.settling_weeks",
)
KNOWN = {".".join(each.path) for each in listed}
request = SensitivityRequest(
    market="telecom",
    scenario="fix-root-causes",
    factors=tuple(each for each in FACTORS if each in KNOWN),
    within=0.4,
    samples=4,
    seeds=1,
    customers=600,
    weeks=104,
)
experiment = SensitivityExperiment()
folder = Path(tempfile.mkdtemp()) / "sensitivity"  # keeps what was simulated
found = experiment.run(experiment.plan(request), Lab(Store(folder, {"inputs": {}})))
finding = found.stages[-1].findings[0]

print(f"{finding.results.shape[0]} points were simulated, each with and without the strategy.")

# %% [markdown]
# **Look.** Left: the factors by the mean size of their effects, with the 95 % interval. Right: the swing, the average
# change of the strategy's lead from the low end of a factor to its high end. With so few points the intervals are wide.

# %%
names = [path.removeprefix("behaviour.") for path in request.factors]
order = [index.factor for index in finding.ranking][::-1]
by_factor = {index.factor: index for index in finding.ranking}
rows = np.arange(len(order))

figure, (left, right) = plt.subplots(1, 2, figsize=(9.5, 2.8), sharey=True)
left.hlines(
    rows, [by_factor[each].low for each in order], [by_factor[each].high for each in order], color=NEUTRAL, linewidth=3
)
left.plot([by_factor[each].value for each in order], rows, "o", color=NEUTRAL)
left.set(
    yticks=rows, yticklabels=[names[each] for each in order], xlabel=f"size of the effects, {finding.outcome.unit}"
)
swings = [finding.swings[each] for each in order]
right.hlines(rows, [each.low for each in swings], [each.high for each in swings], color=POSITIVE, linewidth=3)
right.plot([each.value for each in swings], rows, "o", color=POSITIVE)
right.axvline(0, color="black", linewidth=0.8)
right.set(xlabel=f"change of the lead, {finding.outcome.unit}");

# %% [markdown]
# **Think.** A factor that matters and is measured needs no more work. Which of these would you measure first?
#
# ## 3. Could it be reversed?
#
# **Concept.** Importance is not the question of a director. *Is there a corner of what we do not know in which the
# other strategy wins?* The same points answer it.

# %%
decided = finding.decision
if decided is None or not decided.is_possible:
    print("In none of the points does the answer turn round.")
else:
    print(
        f"In {decided.share:.0%} of the sampled space "
        f"(95 % interval {decided.share_low:.0%} to {decided.share_high:.0%}) the sign is the other one."
    )
print(
    f"With all factors at their own values the lead is {np.mean(finding.usual):,.0f} {finding.outcome.unit}; over the "
    f"points it runs from {finding.results.mean(axis=1).min():,.0f} to {finding.results.mean(axis=1).max():,.0f}."
)

figure, axes = plt.subplots(figsize=(7, 1.7))
lead = finding.results.mean(axis=1)
axes.plot(lead, np.zeros(len(lead)), "o", color=NEUTRAL, alpha=0.5)
axes.axvline(0, color="black", linewidth=0.8)
axes.axvline(float(np.mean(finding.usual)), color=POSITIVE, linewidth=2)
axes.set(
    yticks=[],
    xlabel=f"lead of the strategy, {finding.outcome.unit}",
    title="A mark for each point; the line is the market as it is",
);

# %% [markdown]
# One seed and few people: part of the spread is luck, not assumptions. `finding.noise` says how much cannot be told
# apart here; with more seeds the tool measures it.
#
# **Think.** What would be a fair sentence for the board about this figure?
#
# ## 4. The hour
#
# The same in earnest, for an hour on two cores: all rules are screened, and the eight that matter most are analysed
# with Sobol indices, which also show which pairs act together.
#
# ```
# cxsim sensitivity telecom --scenario fix-root-causes --within 20% --screen --method sobol --customers 2000
# ```
#
# An interrupted analysis goes on where it was. Then ask in which *region* of the assumptions the strategy loses
# ([scenario discovery](../docs/DISCOVERY.md)), or whether it holds in all [worlds](../docs/WORLDS.md) that agree with
# what is known: 20 % around every number is a range of convenience, and worlds are not.
#
# ## Exercises
#
# 1. *How many runs* does Morris need for 300 factors with 20 trajectories? And a design that tries both ends of every
#    factor in all combinations?
# 2. *Two factors act together.* How would you see it in the effects of one of them?
# 3. *A factor has no effect.* Name two reasons, of which only one allows to forget it.

# %% [markdown]
# ### Answers

# %%
print(
    f"1. Morris: {20 * (300 + 1):,} points. All combinations of both ends: "
    f"2 to the power of 300, a number of {len(str(2**300))} digits."
)

# %%
spread = {index.factor: index for index in finding.indices if index.name == "sigma" and index.other < 0}
for each in reversed(order):
    if each in spread:
        print(f"2. {names[each]}: mean size {by_factor[each].value:,.0f}, spread {spread[each].value:,.0f}")
print("   A spread as large as the mean: the effect depends on where the other factors are, or on luck.")

# %% [markdown]
# 3. Either it does not matter within its range, or the outcome does not look at what it changes: a number of word of
#    mouth may do nothing to the money of two years, and much to ten. Only the first reason allows to forget it.
