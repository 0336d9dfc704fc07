# %% [markdown]
# # Under-use
#
# Most complaints are about what does not work. What is never used makes no noise: it is paid for, and it wears the
# relationship out. Two kinds of people use little of what they bought, and what helps one of them harms the other.

# %%
import matplotlib.pyplot as plt
import numpy as np

from experiments.measures.counted import share_interval
from experiments.measures.paired import estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle")
# %% [markdown]
# ## 1. Needed, bought, used
#
# **Concept.** What people *need*, what they *say* they need, what they *buy*, and what they *use* are four things.
# [Under-use](../docs/GLOSSARY.md) has two causes: what is needed and bought but *not mastered*, and what was bought
# beyond the need, an *oversized* plan.
#
# **The model**: [usage.py](../sim/rules/usage.py). **Look.** Every customer of a telecom operator: how much of the
# offer was bought, and how much of it is in use. On the line everything bought is used.

# %%
PEOPLE, WEEKS = 2_000, 52
model = LoyaltyModel("telecom", customers=PEOPLE, seed=1, diaries=0)
focus, usage = model.market.focus, model.market.behaviour.usage
rule = {name: model.rule(name) for name in ("bought_breadth", "under_use", "is_oversized", "value_erosion")}


def with_use(customers):
    """Return customers of the focus brand with what they bought, their under-use and its cause."""
    own = customers[customers.brand == focus].copy()
    offered = model.market.brands[focus].offer.breadth
    own["bought"] = [rule["bought_breadth"](*each, offered) for each in own[["stated", "sold_up"]].to_numpy(float)]
    own["idle"] = [rule["under_use"](*each, usage) for each in own[["adopted", "bought"]].to_numpy(float)]
    is_large = [rule["is_oversized"](*each) for each in own[["needed", "adopted", "bought"]].to_numpy(float)]
    own["use"] = np.where(own.idle == 0, "enough in use", np.where(is_large, "oversized", "not mastered"))
    return own


COLOURS = {"enough in use": NEUTRAL, "not mastered": NEGATIVE, "oversized": POSITIVE}
own = with_use(model.customers)
figure, axes = plt.subplots(figsize=(6.2, 3.8))
for kind, colour in COLOURS.items():
    some = own[own.use == kind]
    label = f"{kind} ({100 * len(some) / len(own):.0f} %)"
    axes.plot(some.bought, some.adopted, ".", color=colour, markersize=4, alpha=0.7, label=label)
top = own.bought.max()
axes.plot([0, top], [0, top], color="black", linewidth=0.8)
axes.set(xlabel="breadth bought, share of all features", ylabel="breadth in use", title="Bought and used")
axes.legend(loc="upper left");
# %% [markdown]
# **Think.** Which of the four quantities does the operator know? From what it knows, could it tell the two kinds of
# under-users apart?
#
# ## 2. Value is lost without a word
#
# **Concept.** Value arises in use (Vargo & Lusch 2004). Who uses a small part of what is paid for loses some
# satisfaction every week, and has nothing to complain about.
#
# **Look.** Left: satisfaction lost in a year by the share of the bought breadth that is in use, if nothing else
# happened. Right: what became of the customers of part 1 within a year, by their use at the start, with 95 %
# intervals.

# %%
model.run(WEEKS)
later = model.customers.loc[own.index]
own["left"] = later.brand.ne(focus)
used = np.linspace(0, 1, 101)
lost = [WEEKS * rule["value_erosion"](rule["under_use"](each, 1.0, usage), 0.0, 0.0, usage) for each in used]

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 2.9))
left.plot(used, lost, color=NEGATIVE)
left.set(xlabel="share of what was bought in use", ylabel="satisfaction a year", title="Lost in silence, by the rule")
counted = own.groupby("use").left.agg(["sum", "size"]).reindex(COLOURS)
for row, (kind, each) in enumerate(counted.iterrows()):
    low, high = (100 * limit for limit in share_interval(int(each["sum"]), int(each["size"])))
    right.plot([low, high], [row, row], color=COLOURS[kind], linewidth=3)
    right.plot(100 * each["sum"] / each["size"], row, "o", color=COLOURS[kind])
right.set(
    yticks=range(3), yticklabels=counted.index, ylim=(2.5, -0.5), xlabel="% who left the brand", title="A year on"
)
right.grid(axis="y", visible=False);

# %% [markdown]
# **Think.** The groups of the right picture differ in more than their use: name two things. What would have to be done
# to learn what under-use *does*?
#
# ## 3. What under-use does
#
# **Concept.** In a simulation the same people can live in a world in which idle features disappoint nobody and make
# nobody easy prey for rivals.
#
# **Look.** Customers whom the brand loses in two years as things are, less those whom it loses in that world: a mark
# for each future, and the 95 % interval of their mean.

# %%
YEARS, SEEDS = 104, range(1, 7)
harmless = Scenario(
    name="harmless",
    levers=tuple(
        Lever(path=f"behaviour.{path}", to=0.0)
        for path in ("usage.under_use_erosion", "usage.unkept_erosion", "choice.under_use", "courting.easy_prey")
    ),
)
FIGURES = ("losses", "not_mastered", "oversized", "outreaches", "right_sizings", "annoyances", "revenue_eur")


def two_years(scenario, seed):
    """Return what the focus brand books in two years; of under-users, their mean number."""
    run = LoyaltyModel("telecom", scenario=scenario, customers=1_000, seed=seed, diaries=0).run(YEARS)
    booked = run.booked.query("brand == @focus and week >= 1")
    sums = booked.groupby("week")[list(FIGURES)].sum().sum()
    sums[["not_mastered", "oversized"]] /= YEARS
    return sums


usual = {seed: two_years("baseline", seed) for seed in SEEDS}
more = np.array([usual[seed].losses - two_years(harmless, seed).losses for seed in SEEDS])
mean = estimate(more)

figure, axes = plt.subplots(figsize=(7, 1.5))
axes.plot(more, np.zeros(len(more)), "o", color=NEUTRAL, alpha=0.5)
axes.plot([mean.low, mean.high], [0.4, 0.4], color=NEGATIVE, linewidth=3)
axes.plot(mean.mean, 0.4, "o", color=NEGATIVE)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(yticks=[], ylim=(-0.5, 0.9), xlabel="customers lost through under-use in two years")
share = 100 * mean.mean / np.mean([each.losses for each in usual.values()])
print(f"{mean.mean:+.1f} customers (95 % interval {mean.low:+.1f} to {mean.high:+.1f}), {share:.0f} % of all losses.")

# %% [markdown]
# **Think.** How many of these customers will be found in the complaints of the brand?
#
# ## 4. Two remedies
#
# **Concept.** What is not mastered asks for *coaching*; an oversized plan asks for a smaller one, which gives up
# revenue and may win trust. Advice also wakes some people up, who then look around (Ascarza, Iyengar & Schleicher
# 2016).
#
# **Look.** Two shipped strategies of the market, on the same luck: what they do to the number of under-users of both
# kinds, to customers lost, and to revenue in two years.

# %%
STRATEGIES = {"coach-the-lost": "coaching", "right-size-plans": "smaller plans"}
SHOWN = {
    "not_mastered": ("not mastered", "customers"),
    "oversized": ("oversized", "customers"),
    "losses": ("lost", "customers"),
    "revenue_eur": ("revenue", "EUR"),
}
acted = {name: {seed: two_years(name, seed) for seed in SEEDS} for name in STRATEGIES}
figure, panels = plt.subplots(1, 4, figsize=(10, 1.9), sharey=True)
for axes, (counter, (title, unit)) in zip(panels, SHOWN.items(), strict=True):
    for row, name in enumerate(STRATEGIES):
        each = estimate(np.array([acted[name][seed][counter] - usual[seed][counter] for seed in SEEDS]))
        ink = POSITIVE if each.is_significant else NEUTRAL
        axes.plot([each.low, each.high], [row, row], color=ink, linewidth=3)
        axes.plot(each.mean, row, "o", color=ink)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(yticks=range(2), yticklabels=STRATEGIES.values(), ylim=(1.5, -0.5), title=title, xlabel=unit)
    axes.locator_params(axis="x", nbins=4)
    axes.grid(axis="y", visible=False)

# %% [markdown]
# Grey intervals contain zero: these futures cannot tell the effect from luck.
#
# **Think.** Each strategy also acts on the kind of under-use that it is not meant for. By which way?
#
# ## 5. The wrong remedy
#
# **Concept.** Nobody wears a sign. Usage data tell the two kinds apart with some accuracy, and an outreach that was not
# called for annoys.
#
# **Look.** The share of outreaches that annoy, by the accuracy with which usage data are read; at one half they say
# nothing.

# %%
shares = {}
for accuracy in (0.5, 0.74, 1.0):
    levers = (
        Lever(path="brand.relationship.usage_insight", to=accuracy),
        Lever(path="brand.relationship.coaching_probability", to=0.02),
        Lever(path="brand.relationship.right_sizing_probability", to=0.02),
    )
    calls = two_years(Scenario(name="both", brand=focus, levers=levers), seed=1)
    reached = int(calls.outreaches + calls.right_sizings)
    shares[accuracy] = (int(calls.annoyances), reached)

figure, axes = plt.subplots(figsize=(5.4, 2.6))
for accuracy, (annoyed, reached) in shares.items():
    low, high = (100 * limit for limit in share_interval(annoyed, reached))
    axes.plot([accuracy, accuracy], [low, high], color=NEGATIVE, linewidth=3)
    axes.plot(accuracy, 100 * annoyed / reached, "o", color=NEGATIVE)
axes.set(xlabel="accuracy of usage data", ylabel="% that annoy", ylim=(0, 100), title="Outreaches not called for");
# %% [markdown]
# **Think.** When the data say nothing a coin decides, whatever the customers are like. Which share of the calls would
# annoy if this brand only coached, and whom?
#
# ## Exercises
#
# 1. *From which share on?* Below which share of use does the rule take value away?
# 2. *Sell what is needed.* What remains of the oversized plans of part 1 if nothing had been sold on top of the need
#    that was stated?
# 3. *A survey instead.* Would asking for satisfaction after each contact with the help line find under-users?

# %% [markdown]
# ### Answers

# %%
print(f"1. Below {100 * usage.under_use_threshold:.0f} % of what was bought: behaviour.usage.under_use_threshold.")
plain = model.market.brands[focus].offer.breadth
idle = own.assign(sold_up=0.0)
idle["bought"] = [rule["bought_breadth"](*each, plain) for each in idle[["stated", "sold_up"]].to_numpy(float)]
idle["idle"] = [rule["under_use"](*each, usage) for each in idle[["adopted", "bought"]].to_numpy(float)]
still = ((own.use == "oversized") & (idle.idle > 0)).sum()
print(
    f"2. Of {int((own.use == 'oversized').sum())} customers with an oversized plan {still} would still use too little,"
)
print("   because what they stated was more than what they use.")

# %% [markdown]
# 3. Only those who call are asked, and under-use is no reason to call. What a brand does not look for it does not
#    find: usage data are another ear ([programmes that listen](../docs/PROGRAMMES.md)).
