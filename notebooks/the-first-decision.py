# %% [markdown]
# # The first decision
#
# An operator with recurring trouble has money for one programme. Fix the root causes, or polish the conversations in
# which customers complain? Both cost the same.
#
# This notebook compares the two, step by step, and shows what a sound comparison needs: many futures, common random
# numbers, an interval for every claim, and a statement of what would reverse it. It runs in half a minute; the first
# time, compiling the model takes another minute or two. Linked terms are explained in the [glossary](../docs/GLOSSARY.md).

# %%
import textwrap

import matplotlib.pyplot as plt
import numpy as np

from experiments.comparison import words
from experiments.comparison.compare import compare
from experiments.comparison.sections.answer import gain_and_cost, headline, points
from experiments.comparison.view import ComparisonView
from experiments.measures.paired import estimate
from experiments.pages.palette import NEUTRAL, POSITIVE, inks
from experiments.pages.phrases import quoted
from experiments.running.replications import Replications
from experiments.running.study import Study
from sim.market.loading import load_market
from sim.scenarios.loading import load_scenario

plt.style.use("cxsim.mplstyle")

# %% [markdown]
# ## 1. The question as data
#
# A [scenario](../docs/GLOSSARY.md) is a list of [levers](../docs/GLOSSARY.md) with a question. These two are shipped with the
# market [telecom](../sim/scenarios/telecom/README.md). To finish in seconds we simulate a sample of the 20,000
# customers, with its share of the budget. For a decision with consequences, use the full size:
# `cxsim compare telecom fix-root-causes polish-interactions`.

# %%
market = load_market("telecom")
fix = load_scenario("fix-root-causes", market)
polish = load_scenario("polish-interactions", market)

for scenario in (fix, polish):
    print(f"{scenario.title}: {scenario.question}")
    for lever in scenario.levers:
        change = f"x {lever.multiply:g}" if lever.multiply else f"+ {lever.add:g}"
        print(f"    {lever.path} {change}, from week {lever.from_week}")

# %% [markdown]
# ## 2. One future misleads
#
# A run is *one* possible future of the market: who lives in which household, whose line drops, who talks to whom. We
# simulate eight of them, each three times: without changes (the [baseline](../docs/GLOSSARY.md)), and with either programme.
# The criterion is the brand's net present value: margin over three years, after the cost of the programme, discounted.

# %%
CUSTOMERS, WEEKS, FUTURES = 1_000, 156, 8

study = Study.of(market, [fix, polish], customers=CUSTOMERS, weeks=WEEKS)
comparison = compare(study, Replications(FUTURES))
npv = comparison.per_seed.pivot(index="seed", columns="scenario", values="npv_eur") / 1000  # thousands of EUR
npv = npv[[each.name for each in study.scenarios]]
titles = {each.name: each.title for each in study.scenarios}
ink = dict(zip(npv.columns, inks(len(npv.columns)), strict=True))

figure, axes = plt.subplots(figsize=(8, 2.4))
for row, name in enumerate(npv):
    axes.plot(npv[name], [row] * FUTURES, ink[name].marker, color=ink[name].colour, alpha=0.8)
axes.set(yticks=range(3), yticklabels=titles.values(), ylim=(2.5, -0.5), xlabel="EUR k")
axes.set_title("Net present value, one mark for each future")
axes.grid(axis="y", visible=False)

# %% [markdown]
# The three clouds overlap: the difference between two *futures* is much larger than the difference between
# two *programmes*. Suppose two teams try one programme each, in one future each, and compare their figures. How often would
# they choose the programme that is worse on average?

# %%
worse, better = npv[[fix.name, polish.name]].mean().sort_values().index
duels = npv[better].to_numpy()[:, None] - npv[worse].to_numpy()[None, :]
of_two_futures = duels[~np.eye(FUTURES, dtype=bool)]
print(f"In {np.mean(of_two_futures < 0):.0%} of {of_two_futures.size} pairs of futures.")

# %% [markdown]
# ## 3. Common random numbers
#
# The remedy is [common random numbers](../docs/GLOSSARY.md) for all programmes: the same people, the same needs, the
# same evening on which the line drops. Then only the programme differs, and differences are taken future
# by future. On the left, the same figures as above, with a line for each future: where lines run in parallel, the
# randomness is shared. On the right, the difference between the programmes: with different random numbers, then with
# common ones.

# %%
same_luck = (npv[better] - npv[worse]).to_numpy()
other_luck = npv[better].to_numpy() - np.roll(npv[worse].to_numpy(), 1)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3), width_ratios=(3, 2))
left.plot(npv.to_numpy().T, range(3), color=NEUTRAL, linewidth=0.9)
for row, name in enumerate(npv):
    left.plot(npv[name], [row] * FUTURES, ink[name].marker, color=ink[name].colour)
left.set(yticks=range(3), yticklabels=titles.values(), ylim=(2.3, -0.3), xlabel="EUR k", title="The same futures")
left.grid(axis="y", visible=False)
for row, differences in enumerate((other_luck, same_luck)):
    mean = estimate(differences)
    right.plot(differences, [row] * FUTURES, "o", color=NEUTRAL, alpha=0.5, markersize=4)
    right.plot([mean.low, mean.high], [row + 0.22] * 2, color=POSITIVE, linewidth=3)
    right.plot(mean.mean, row + 0.22, "o", color=POSITIVE)
right.axvline(0, color="black", linewidth=0.8)
right.set(yticks=(0, 1), yticklabels=("other luck", "same luck"), ylim=(1.6, -0.4), xlabel="EUR k")
right.set_title(f"{titles[better]} less\n{titles[worse]}")
right.grid(axis="y", visible=False)

needed = FUTURES * other_luck.var(ddof=1) / same_luck.var(ddof=1)
print(f"{FUTURES} futures with the same luck tell as much as about {needed:,.0f} without it.")

# %% [markdown]
# The thick line is the 95 % interval of the mean. **How to read it:** were the whole experiment repeated with other seeds,
# about 95 of 100 such intervals would contain the true mean *of this model*. It does not contain 95 of 100 futures.
#
# ## 4. How many futures are enough?
#
# Enough for the question. The interval narrows as futures are added; the width shrinks with the square root of
# their number, so half the width costs four times the futures.

# %%
counts = np.arange(2, FUTURES + 1)
so_far = [estimate(same_luck[:count]) for count in counts]

figure, axes = plt.subplots(figsize=(7, 2.7))
axes.fill_between(counts, [each.low for each in so_far], [each.high for each in so_far], color=POSITIVE, alpha=0.2)
axes.plot(counts, [each.mean for each in so_far], color=POSITIVE)
axes.plot(range(1, FUTURES + 1), same_luck, "o", color=NEUTRAL, markersize=4)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xlabel="futures so far", ylabel="EUR k", title=f"{titles[better]} less {titles[worse]}")
axes.set_ylim(min(0, same_luck.min()) - 1, same_luck.max() + 1);

# %% [markdown]
# It is tempting to stop as soon as the interval excludes zero. Do not: repeated looks until the answer pleases find
# differences where there are none. Fix the number of futures beforehand, or the *width* you need
# (`cxsim compare ... --until-precise 1000`), which does not depend on the answer.
#
# ## 5. The ranking
#
# Each programme against the baseline. *P(better)* is the share of futures in which it does better than the baseline, *P(best)*
# the share in which nothing does better. They say how *often*; the difference says how *much*. A programme can be better in
# nine futures of ten and still not be worth it.

# %%
money, shares = ["mean", "difference", "low", "high"], ["probability_better", "probability_best"]
ranking = comparison.summary.query("metric == 'npv_eur'").sort_values("mean", ascending=False)
ranking = ranking.assign(scenario=ranking.scenario.map(titles)).set_index("scenario")[money + shares]
ranking.style.format("{:,.0f} EUR", na_rep="–", subset=money).format("{:.0%}", na_rep="–", subset=shares)

# %% [markdown]
# ## 6. What would reverse the conclusion?
#
# Intervals cover random variation. They say nothing about whether the inputs are right, and most of them are
# [assumed](../sim/scenarios/telecom/README.md#what-is-known-and-what-is-assumed). So take the assumption that matters most
# and vary it. Here: programmes often achieve less than planned. What if only a part of the reduction in trouble is
# achieved, at the full cost?
#
# The new runs use the same seeds, so they share their random numbers with the old ones and can be compared with them. And
# a programme that achieves nothing needs no run at all: it is the baseline, less its cost.

# %%
PARTS = (1 / 3, 2 / 3)


def achieved(part):
    """Return the root-cause programme of which only a part (0 to 1) works, at its full cost."""
    levers = [lever.model_copy(update={"multiply": 1 - part * (1 - lever.multiply)}) for lever in fix.levers]
    return fix.model_copy(update={"name": f"{part:.0%}", "levers": tuple(levers)})


weaker = compare(Study.of(market, map(achieved, PARTS), customers=CUSTOMERS, weeks=WEEKS), Replications(FUTURES))
weaker_npv = weaker.per_seed.pivot(index="seed", columns="scenario", values="npv_eur") / 1000
assert (weaker_npv["baseline"] == npv["baseline"]).all(), "the same seeds are the same futures, bit by bit"

cost = comparison.per_seed.pivot(index="seed", columns="scenario", values="cost_eur")[fix.name] / 1000
outcomes = {0.0: npv["baseline"] - cost}
outcomes |= {part: weaker_npv[f"{part:.0%}"] for part in PARTS}
outcomes |= {1.0: npv[fix.name]}
parts, leads = list(outcomes), [estimate((each - npv[polish.name]).to_numpy()) for each in outcomes.values()]

figure, axes = plt.subplots(figsize=(7, 3))
colour = ink[fix.name].colour
axes.fill_between(parts, [each.low for each in leads], [each.high for each in leads], color=colour, alpha=0.2)
axes.plot(parts, [each.mean for each in leads], "o-", color=colour)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xticks=parts, xticklabels=[f"{part:.0%}" for part in parts], ylabel="EUR k")
axes.set(xlabel="part of the promised healing that is achieved", title=f"{fix.title} less {polish.title}")

for part, lead in zip(parts, leads, strict=True):
    verdict = "better" if lead.is_above else "worse" if lead.is_below else "cannot be told apart"
    print(f"{part:4.0%}: {lead.mean:+.1f} k, 95 % interval {lead.low:+.1f} to {lead.high:+.1f}, {verdict}")

# %% [markdown]
# Where the band crosses the line, the conclusion is reversed. That is the number to discuss with experts on the causes,
# and the first to measure in a pilot. Another question of this kind needs no new run at all: at what *cost* would the
# conclusion be reversed?

# %%
view = ComparisonView(comparison)
for scenario in (fix, polish):
    print(words.break_even(quoted(scenario.title), *gain_and_cost(view, scenario.name)))

# %% [markdown]
# ## 7. Reporting
#
# A sentence should claim what its interval supports and no more. These are the sentences of the report that `cxsim compare`
# writes: the answer, its reason, and its uncertainty.

# %%
*_, why, how_sure = points(view)
for sentence in (headline(view), f"{why.label}: {why.text}", f"{how_sure.label}: {how_sure.text}"):
    print(textwrap.fill(sentence, 105), end="\n\n")

# %% [markdown]
# A good conclusion has five parts. Write your own, with the figures above:
#
# 1. **What was compared**, with what, over how long, and measured by what.
# 2. **How much**, with its interval, and **how often**.
# 3. **Which random variation was covered**: how many futures, paired.
# 4. **What was assumed**, and which assumption would reverse the answer.
# 5. **What to do next**: decide, simulate more, or go and measure.
#
# And four sentences to avoid: "the simulation proves ..."; "no difference" (when the interval is merely wide); "98 % sure" (of
# what: the model, or reality?); and a figure without its interval.
#
# ## Try it
#
# - Change `WEEKS` to 52. Does patience change the answer?
# - Another measure: `comparison.per_seed` has many. Does the programme that earns more also keep more customers?
# - Move another assumption, for example `behaviour.impressions.loss_aversion`, with a lever of your own.
# - Then at full size, with the report: `cxsim compare telecom fix-root-causes polish-interactions`.
