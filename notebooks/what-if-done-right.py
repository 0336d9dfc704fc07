# %% [markdown]
# # What-if done right
#
# "With the new strategy we had 4 % more customers than last year." What would have happened without it? Five habits
# make a what-if an experiment: a counterfactual, the same luck, an interval, several worlds, and a question written
# down first.

# %%
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np

from experiments.design.ensemble import read_ensemble, shipped_ensemble
from experiments.measures.paired import estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from experiments.running.study import Study
from sim.market.loading import load_market
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. A question before a number
#
# A [scenario](../docs/SCENARIOS.md) begins with a question. Ours: *would two fifths fewer dropped calls keep more
# customers within two years?* The measure is the number of customers of the brand in week 104. We write both
# down now, and change neither.

# %%
QUESTION = "Would two fifths fewer dropped calls keep more customers within two years?"
WEEKS, CUSTOMERS = 104, 600
market = load_market("telecom")
focus = market.focus
fewer_drops = Scenario(
    name="fewer-drops",
    question=QUESTION,
    brand=focus,
    levers=(Lever(path="causes.reliability.weekly_probability", multiply=0.6, from_week=8),),
)


def customers(scenario, seed, weeks=WEEKS):
    """Return the customers of the focus brand, week by week."""
    booked = LoyaltyModel(market, scenario=scenario, customers=CUSTOMERS, seed=seed, diaries=0).run(weeks).booked
    return booked[booked.brand == focus].groupby("week").customers.sum().loc[1:].to_numpy()


# %% [markdown]
# ## 2. The same luck
#
# **Concept.** Every random number has an address: the seed, why it is drawn, the week, and for whom. A strategy
# therefore changes only what it causes. Two things follow that can be checked, and are, bit by bit: a strategy that
# changes nothing gives the baseline, and one that begins in week 8 gives it until week 7.

# %%
nothing = Scenario(
    name="nothing",
    brand=focus,
    levers=(Lever(path="causes.reliability.weekly_probability", multiply=1.0, from_week=8),),
)
base, same, new = (customers(each, seed=1) for each in ("baseline", nothing, fewer_drops))
assert (base == same).all(), "a strategy that changes nothing changes no bit"
assert (base[:7] == new[:7]).all(), "nothing happens before it begins"
first = next((week for week, (one, other) in enumerate(zip(base, new, strict=True), start=1) if one != other), None)
print("The first week in which the number of customers differs:", first if first else f"none in {WEEKS} weeks")

# %% [markdown]
# **Think.** "First week that differs" is not a measure of the effect. What is it?
#
# ## 3. One future, twelve futures
#
# **Look.** Left: the number of customers in twelve futures, each with and without. Right: the differences, future by
# future, with the same luck; and what one would have got by comparing each future with the *next* one, as a company
# does that compares two years.

# %%
SEEDS = range(1, 13)
without, with_it = (np.array([customers(each, seed)[-1] for seed in SEEDS]) for each in ("baseline", fewer_drops))
paired, unpaired = with_it - without, np.roll(with_it, 1) - without

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), width_ratios=(2, 3))
left.plot([0, 1], [without, with_it], color=NEUTRAL, linewidth=0.8)
left.plot(np.zeros(len(SEEDS)), without, "o", color=NEUTRAL, markersize=4)
left.plot(np.ones(len(SEEDS)), with_it, "o", color=POSITIVE, markersize=4)
left.set(xticks=(0, 1), xticklabels=("as it is", "fewer drops"), xlim=(-0.4, 1.4), ylabel=f"customers in week {WEEKS}")
for row, (values, _) in enumerate(((unpaired, "other luck"), (paired, "same luck"))):
    mean = estimate(values)
    right.plot(values, np.full(len(SEEDS), row), "o", color=NEUTRAL, alpha=0.5, markersize=4)
    right.plot([mean.low, mean.high], [row + 0.2] * 2, color=POSITIVE, linewidth=3)
    right.plot(mean.mean, row + 0.2, "o", color=POSITIVE)
right.axvline(0, color="black", linewidth=0.8)
right.set(yticks=(0, 1), yticklabels=("other luck", "same luck"), ylim=(1.5, -0.4), xlabel="difference in customers")
right.grid(axis="y", visible=False)
answer = estimate(paired)
print(
    f"{answer.mean:+.1f} customers, 95 % interval {answer.low:+.1f} to {answer.high:+.1f}; "
    f"better in {answer.wins:.0%} of futures."
)

# %% [markdown]
# **Think.** With how many customers does one future differ from another, and with how many one strategy from another?
# Which of the two does a company see when it compares two years?
#
# ## 4. What the interval promises
#
# **Concept.** *Were the experiment repeated with other seeds, 95 of 100 such intervals would hold the true mean of
# this model.* That can be tried: take groups of five futures out of our twelve, and count how often their interval
# holds the mean of all twelve. (Groups of the same twelve overlap, so this is a demonstration, not a proof.)

# %%
rng = np.random.default_rng(1)
groups = [estimate(rng.choice(paired, 5, replace=False)) for _ in range(60)]
holds = np.array([each.low <= paired.mean() <= each.high for each in groups])

figure, axes = plt.subplots(figsize=(9, 2.6))
for place, (each, held) in enumerate(zip(groups, holds, strict=True)):
    axes.plot([place, place], [each.low, each.high], color=POSITIVE if held else NEGATIVE, linewidth=1.8)
axes.axhline(paired.mean(), color="black", linewidth=0.8)
axes.set(
    xticks=[],
    ylabel="difference",
    title=f"60 intervals from five futures each: {holds.mean():.0%} hold the mean of all twelve",
);

# %% [markdown]
# **Think.** The interval says nothing about whether the *assumptions* are right. What would have to be varied for
# that?
#
# ## 5. Other worlds: how sure?
#
# **Concept.** Numbers that nobody measured are assumptions. Many sets of them agree with all that is known of a market;
# each such set is a *world*, and a strategy may win in one and lose in another ([worlds](../docs/WORLDS.md)). `cxsim
# worlds` looks for them, and a table of them lies beside this market. A *future* is a world with a seed.
#
# **Look.** The same question in the first worlds of that table, one future in each, on the same luck with and without.
# Above, for comparison, as many futures of the market as it is. The bars are 95 % intervals of the means.

# %%
table = read_ensemble(shipped_ensemble(market), market)
LIVED = len(SEEDS)
study = Study.of(market, [fewer_drops], brand=focus, customers=CUSTOMERS, weeks=WEEKS)
study = replace(study, worlds=table.first(LIVED).worlds)


def ends_in_worlds(seed):
    """Return how many more customers the strategy keeps in one future, which lies in a world of its own."""
    ends = {}
    for scenario, there in study.begun(seed):
        booked = there.run(WEEKS).booked
        ends[scenario.name] = booked[(booked.brand == focus) & (booked.week == WEEKS)].customers.sum()
    return ends[fewer_drops.name] - ends["baseline"]


in_worlds = np.array([ends_in_worlds(seed) for seed in SEEDS], dtype=float)
ROWS = {"the market as it is": paired, f"{LIVED} worlds": in_worlds}
figure, axes = plt.subplots(figsize=(8, 2))
for row, values in enumerate(ROWS.values()):
    mean = estimate(values)
    axes.plot(values, np.full(len(values), row), "o", color=NEUTRAL, alpha=0.5, markersize=4)
    axes.plot([mean.low, mean.high], [row + 0.25] * 2, color=POSITIVE, linewidth=3)
    axes.plot(mean.mean, row + 0.25, "o", color=POSITIVE)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(yticks=(0, 1), yticklabels=ROWS, ylim=(1.6, -0.4), xlabel="difference in customers")
axes.grid(axis="y", visible=False)
over_worlds = estimate(in_worlds)
print(
    f"Of {len(table)} worlds in the table {LIVED} were lived; better in {100 * over_worlds.wins:.0f} % of futures, "
    f"{over_worlds.mean:+.1f} customers ({over_worlds.low:+.1f} to {over_worlds.high:+.1f})."
)

# %% [markdown]
# **Think.** A share of worlds is no probability: why not? And how would you find out how much of the spread in the
# lower row is luck?
#
# ## Exercises
#
# 1. *How many futures would you need* for an interval half as wide?
# 2. *And without common luck?* Compare the variances.
# 3. *Luck or assumptions?* Compare the standard deviations of the two rows of part 5.
# 4. *Write the sentence.* One sentence for the board, and the one that the board would rather hear.

# %% [markdown]
# ### Answers

# %%
print(f"1. About {4 * len(SEEDS)}: the width shrinks with the square root of their number.")
ratio = unpaired.var(ddof=1) / max(paired.var(ddof=1), 1e-9)
print(f"2. About {ratio * len(SEEDS):,.0f} futures without common luck tell as much as {len(SEEDS)} with it.")

# %%
spread = {name: values.std(ddof=1) for name, values in ROWS.items()}
told = "; ".join(f"{name}: {value:.1f} customers" for name, value in spread.items())
print(f"3. {told}. The first is luck alone, the second luck and assumptions.")
verdict = "more" if answer.low > 0 else "fewer" if answer.high < 0 else None
said = (
    f"keep {abs(answer.mean):.0f} {verdict} customers in {CUSTOMERS:,} people"
    if verdict
    else f"make no difference that {len(SEEDS)} futures can tell from luck"
)
print(
    f"4. Two fifths fewer dropped calls {said} within {WEEKS} weeks "
    f"(95 % interval {answer.low:+.1f} to {answer.high:+.1f}), in this market and under its assumptions;\n"
    f"   in {LIVED} worlds of other assumptions it was better in {100 * over_worlds.wins:.0f} % of futures."
)
