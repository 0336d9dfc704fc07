# %% [markdown]
# # Price and rivals
#
# A price is never seen alone. It is compared with what one paid, with what seems fair, and with what others ask; and
# the others do not stand still.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.paired import bands, estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE, inks
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. Losses and gains
#
# **Concept.** People carry a [reference price](../docs/GLOSSARY.md). A price above it is a loss, one below it a gain,
# and losses weigh more (Kalyanaram & Winer 1995).
#
# **The model**: [price.py](../sim/rules/price.py). **Look.** What is felt, for a reference of EUR 25, by people who
# look at prices more or less.

# %%
model = LoyaltyModel("telecom", customers=2_000, seed=1, diaries=0)
loss, p = model.rule("price_loss"), model.market.behaviour.price
REFERENCE = 25.0
price = np.linspace(18, 32, 141)

figure, axes = plt.subplots(figsize=(6.4, 3))
for sensitivity, shade in ((0.5, 0.4), (1.0, 0.7), (1.5, 1.0)):
    values = [loss(each, REFERENCE, sensitivity, p) for each in price]
    axes.plot(price, values, color=NEGATIVE, alpha=shade)
    axes.annotate(
        f"sensitivity {sensitivity:g}", (price[-1], values[-1]), xytext=(4, -3), textcoords="offset points", fontsize=9
    )
axes.axhline(0, color="black", linewidth=0.8)
axes.axvline(REFERENCE, color="black", linewidth=0.8, linestyle=":")
axes.set(
    xlim=(18, 36),
    xlabel="price, EUR",
    ylabel="felt loss, share of the reference",
    title="A loss weighs more than a gain",
);

# %% [markdown]
# **Think.** Raise a price by two euros and lower it again: are people where they were? Where is the reference by
# then?
#
# ## 2. Getting used to it
#
# **The model.** The reference moves towards what is paid and what is fair, bill by bill. **Look.** A rise of a tenth
# at the sixth bill: reference and felt loss.

# %%
after = model.rule("reference_after_bill")
bills = np.arange(1, 37)
paid = np.where(bills < 6, 25.0, 27.5)
reference, references = 25.0, []
for each in paid:
    references.append(reference)
    reference = after(reference, each, 25.0, p)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 2.6))
left.step(bills, paid, color=NEUTRAL, where="mid", label="paid")
left.plot(bills, references, color=POSITIVE, label="reference")
left.set(xlabel="bill", ylabel="EUR", title="The reference follows")
left.legend(loc="lower right")
right.plot(bills, [loss(*both, 1.0, p) for both in zip(paid, references, strict=True)], color=NEGATIVE)
right.axhline(0, color="black", linewidth=0.8)
right.set(xlabel="bill", ylabel="felt loss", title="The pain fades, and some of it stays");

# %% [markdown]
# **Think.** Some of the loss never goes away: others ask less, and that stays visible. What does the right panel say
# about raising a price often, by little?
#
# ## 3. What a price does
#
# **Look.** The price of the focus brand, from -20 % to +20 %, for everybody from week 8: customers and yearly margin
# at the end of two years, against the baseline. Bands are 95 % intervals over futures with the same luck.

# %%
SEEDS = range(1, 5)
focus = model.market.focus
STEPS = (0.8, 0.9, 1.1, 1.2)


def result(scenario, seed):
    """Return customers of the focus brand after two years, and its margin in the second year, in thousands of EUR."""
    weekly = LoyaltyModel(model.market, scenario=scenario, customers=800, seed=seed, diaries=0).run(104).weekly
    own = weekly[weekly.brand == focus].groupby("week").sum(numeric_only=True)
    return own.customers.loc[104], own.margin_eur.loc[53:].sum() / 1000


def priced(factor):
    """Return the scenario in which the focus brand asks for another price."""
    return Scenario(
        name=f"x{factor:g}", brand=focus, levers=(Lever(path="brand.offer.price_eur", multiply=factor, from_week=8),)
    )


usual = np.array([result("baseline", seed) for seed in SEEDS])
tried = {factor: np.array([result(priced(factor), seed) for seed in SEEDS]) - usual for factor in STEPS}
tried[1.0] = np.zeros_like(usual)
changes = [100 * (factor - 1) for factor in sorted(tried)]

figure, panels = plt.subplots(1, 2, figsize=(9, 2.8))
for axes, part, title in zip(
    panels, (0, 1), ("Customers after two years", "Margin of the second year, EUR k"), strict=True
):
    mean, low, high = bands(np.array([tried[factor][:, part] for factor in sorted(tried)]).T)
    axes.fill_between(changes, low, high, color=POSITIVE, alpha=0.2)
    axes.plot(changes, mean, color=POSITIVE, marker="o", markersize=4)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(xlabel="price, %", title=title)

# %% [markdown]
# **Think.** The two panels may pull in different directions. Which horizon would you take before you call one of the
# prices best? A rise earns at once and loses slowly.
#
# ## 4. They answer
#
# **Concept.** A price cut is worth what rivals let it be worth. In the shipped scenario `price-cut-followed` two of
# them follow after some weeks ([policies](../docs/POLICIES.md)); they decide from what they can see.
#
# **Look.** Customers won against the baseline, with rivals that keep their price and with rivals that follow.

# %%
WEEKS = 104


def customers(scenario, seed):
    """Return the customers of the focus brand week by week."""
    booked = LoyaltyModel(model.market, scenario=scenario, customers=800, seed=seed, diaries=0).run(WEEKS).booked
    return booked[booked.brand == focus].groupby("week").customers.sum().loc[1:].to_numpy()


base = {seed: customers("baseline", seed) for seed in SEEDS}
figure, axes = plt.subplots(figsize=(7.4, 3))
for name, ink, label in zip(("price-cut", "price-cut-followed"), inks(3)[1:], ("alone", "followed"), strict=True):
    mean, low, high = bands(np.array([customers(name, seed) - base[seed] for seed in SEEDS]))
    axes.fill_between(range(1, WEEKS + 1), low, high, color=ink.colour, alpha=0.15)
    axes.plot(range(1, WEEKS + 1), mean, color=ink.colour, linestyle=ink.dash)
    axes.annotate(label, (WEEKS, mean[-1]), xytext=(5, -3), textcoords="offset points", color=ink.colour)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xlim=(1, WEEKS + 12), xlabel="week", ylabel="customers won", title="A price cut, alone and followed");

# %% [markdown]
# **Think.** Who pays for a price war? Look at the margin of all four brands, not of one.
#
# ## Exercises
#
# 1. *Elasticity.* From part 3: by how many per cent does the number of customers change for one per cent of price,
#    for a cut and for a rise? Are they equal?
# 2. *A price war.* Compare the margin of all brands together in `price-cut` and in `price-cut-followed`.
# 3. *Announce it.* Which other numbers of a rise, besides its size, does the model know? Look for them in the
#    [parameters](../sim/rules/price.py).

# %% [markdown]
# ### Answers

# %%
for factor in (0.9, 1.1):
    relative = estimate(100 * tried[factor][:, 0] / usual[:, 0] / (100 * (factor - 1)))
    print(
        f"1. {100 * (factor - 1):+.0f} %: {relative.mean:+.2f} per cent for one "
        f"(95 % interval {relative.low:+.2f} to {relative.high:+.2f})"
    )


# %%
def earned(scenario, seed):
    """Return the margin of all brands together in two years, in thousands of EUR."""
    weekly = LoyaltyModel(model.market, scenario=scenario, customers=800, seed=seed, diaries=0).run(104).weekly
    return weekly.query("week >= 1").margin_eur.sum() / 1000


war = pd.DataFrame([[earned(name, seed) for name in ("price-cut", "price-cut-followed")] for seed in SEEDS])
mean = estimate((war[1] - war[0]).to_numpy())
print(f"2. Followed less alone, all brands: {mean.mean:+.1f} EUR k (95 % interval {mean.low:+.1f} to {mean.high:+.1f})")

# %% [markdown]
# 3. Whether it is announced and justified, and what newcomers pay at the same time (`unfair_rise`): a rise that
#    others do not get is judged as unfair.
