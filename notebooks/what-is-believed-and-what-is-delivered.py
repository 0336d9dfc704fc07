# %% [markdown]
# # What is believed and what is delivered
#
# A promise is cheap to print. It is meant to bring people in, and it is what they hold the brand to afterwards. This
# essay follows a promise from the poster into somebody's expectation, and from there to the day when reality has been
# met often enough.

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
# ## 1. From the poster to the expectation
#
# **Concept.** Before the first use, an [expectation](../docs/GLOSSARY.md) is made of promises, as far as they are
# believed, and of what others say. With every use own experience takes over (Boulding, Kalra, Staelin & Zeithaml 1993).
#
# **The model**: `expectation_from_promise` and `expectation_from_experience` in
# [expectation.py](../sim/rules/expectation.py).
#
# **Look.** Two people see the same promise, .85, week after week. One has never used the brand; the other uses it once a
# week, and gets .65.

# %%
model = LoyaltyModel("telecom", customers=500, seed=1, diaries=0)
focus, behaviour = model.market.focus, model.market.behaviour
promised, experienced = model.rule("expectation_from_promise"), model.rule("expectation_from_experience")
PROMISE, DELIVERED, BELIEVED, WEEKS = 0.85, 0.65, 0.65, 52


def expectations(uses, start=0.65):
    """Return what somebody expects, week by week, who sees the promise and may use the product."""
    expected, weeks = start, []
    for week in range(WEEKS):
        expected = promised(expected, PROMISE, BELIEVED, float(week if uses else 0), behaviour.expectation)
        if uses:
            expected = experienced(expected, DELIVERED, week < 3, behaviour.expectation)
        weeks.append(expected)
    return weeks


figure, axes = plt.subplots(figsize=(7.5, 3))
for uses, label, colour in ((False, "has never used it", NEUTRAL), (True, "uses it every week", POSITIVE)):
    path = expectations(uses)
    axes.plot(range(1, WEEKS + 1), path, color=colour)
    axes.annotate(f" {label}", (WEEKS, path[-1]), color=colour, va="center", annotation_clip=False)
for level, label in ((PROMISE, "promised"), (DELIVERED, "delivered")):
    axes.axhline(level, color="black", linewidth=0.8, linestyle=":")
    axes.annotate(label, (1, level), (0, 3), textcoords="offset points", fontsize=9)
axes.set(xlabel="week", ylabel="expectation", xlim=(1, WEEKS), ylim=(0.6, 0.9), title="The same promise, two people");

# %% [markdown]
# **Think.** Which of the two does an advertising test ask, and which of the two pays the bill?
#
# ## 2. Kept and broken
#
# **Concept.** Trust is built in small steps and lost in large ones (Slovic 1993). A small shortfall is forgiven, since
# promises are known to exaggerate.
#
# **The model**: `trust_after` in [satisfaction.py](../sim/rules/satisfaction.py). **Look.** How trust of one half changes
# with one encounter, by how far what is perceived lies above or below what was promised.

# %%
trust_after, p = model.rule("trust_after"), behaviour.satisfaction
gaps = np.linspace(-0.4, 0.4, 161)
moved = np.array([trust_after(0.5, 0.5 + gap, 0.5, 1.0, p) - 0.5 for gap in gaps])

figure, axes = plt.subplots(figsize=(6.5, 2.8))
axes.plot(gaps, moved, color=NEUTRAL)
axes.fill_between(gaps, moved, 0, where=moved < 0, color=NEGATIVE, alpha=0.2)
axes.fill_between(gaps, moved, 0, where=moved > 0, color=POSITIVE, alpha=0.2)
axes.axhline(0, color="black", linewidth=0.8)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(xlabel="perceived less promised quality", ylabel="change of trust", title="One encounter");

# %% [markdown]
# **Think.** More than keeping a promise wins nothing more. What does that say to a brand that promises little on purpose?
#
# ## 3. Promise more, deliver more, or both
#
# **Concept.** A promise is made to those who choose. What is delivered is met by those who stay, and they hold it against
# the promise.
#
# **Look.** Three strategies in the same futures: the promise about use is raised by .06, the quality of use is raised
# by .06, or both. Lines are mean differences to the market as it is, bands their 95 % intervals.

# %%
YEARS, SEEDS, STEP, FROM = 104, range(1, 6), 0.06, 8
PROMISES = (Lever(path="brand.promise.using", add=STEP, from_week=FROM),)
DELIVERIES = tuple(
    Lever(path=f"touchpoints.network_use.quality.{side}", add=STEP, from_week=FROM)
    for side in ("functional", "emotional", "relational")
)
STRATEGIES = {"promise": PROMISES, "deliver": DELIVERIES, "both": PROMISES + DELIVERIES}
SHOWN = {"gains": "customers gained, added up", "losses": "customers lost, added up", "trust": "mean trust"}


def weeks_of(twin):
    """Return what the focus brand books, week by week."""
    booked = twin.run(YEARS).booked.query("brand == @focus and week >= 1")
    sums = booked.groupby("week")[["gains", "losses", "trust_sum", "customers"]].sum()
    return pd.DataFrame(
        {"gains": sums.gains.cumsum(), "losses": sums.losses.cumsum(), "trust": sums.trust_sum / sums.customers}
    )


changed = {name: [] for name in STRATEGIES}
for seed in SEEDS:
    begun = LoyaltyModel("telecom", customers=1_000, seed=seed, diaries=0)
    twins = {
        name: weeks_of(begun.fork(Scenario(name=name, brand=focus, levers=levers)))
        for name, levers in STRATEGIES.items()
    }
    usual = weeks_of(begun)
    for name, twin in twins.items():
        changed[name].append(twin - usual)

figure, panels = plt.subplots(1, 3, figsize=(10, 3))
for axes, (column, title) in zip(panels, SHOWN.items(), strict=True):
    for ink, name in zip(inks(4)[1:], STRATEGIES, strict=True):
        middle, low, high = bands(np.array([future[column] for future in changed[name]]))
        axes.plot(range(1, YEARS + 1), middle, color=ink.colour, linestyle=ink.dash, label=name)
        axes.fill_between(range(1, YEARS + 1), low, high, color=ink.colour, alpha=0.15, linewidth=0)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(xlabel="week", title=title)
panels[0].legend(loc="upper left");

# %% [markdown]
# **Think.** Which of the three pictures does a manager see who is paid by customers gained, and how much can be told from
# luck in it?
#
# ## 4. The balance
#
# **Look.** Customers gained less customers lost within two years, as a difference to the market as it is: a mark for
# each future, and the 95 % interval of the mean.

# %%
balance = {
    name: np.array([future.gains.iloc[-1] - future.losses.iloc[-1] for future in futures])
    for name, futures in changed.items()
}
figure, axes = plt.subplots(figsize=(7.5, 2))
for row, values in enumerate(balance.values()):
    mean = estimate(values)
    ink = NEUTRAL if not mean.is_significant else POSITIVE if mean.is_above else NEGATIVE
    axes.plot(values, np.full(len(values), row), "o", color=NEUTRAL, alpha=0.4, markersize=4)
    axes.plot([mean.low, mean.high], [row + 0.25] * 2, color=ink, linewidth=3)
    axes.plot(mean.mean, row + 0.25, "o", color=ink)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(yticks=range(3), yticklabels=balance, ylim=(2.6, -0.4), xlabel="customers, of 1,000 people in the market")
axes.grid(axis="y", visible=False);

# %% [markdown]
# A grey interval contains zero: these futures cannot tell the balance from luck.
#
# **Think.** The three rows have different costs, which are not in the figure. Which cost would turn your ranking around?
#
# ## Exercises
#
# 1. *How long is a promise believed?* After how many uses is the pull of a promise a tenth of that on somebody who has
#    never used the brand?
# 2. *How far may one exaggerate?* Up to which shortfall does the rule of part 2 still raise trust?
# 3. *One broken promise.* How many well kept ones make up for one that is broken by .3?

# %% [markdown]
# ### Answers

# %%
print("1. The pull is divided by 1 + experiences: after nine uses a tenth of it is left.")
print(f"2. Up to {-gaps[moved >= 0][0]:.2f}: behaviour.satisfaction.trust_slack is {p.trust_slack:g}.")
trust, kept = trust_after(0.5, 0.2, 0.5, 1.0, p), 0
while trust < 0.5 and kept < 1_000:
    trust, kept = trust_after(trust, 0.6, 0.5, 1.0, p), kept + 1
print(f"3. {kept} that are more than kept, starting from a trust of one half, if nothing fades in between.")
