# %% [markdown]
# # The people behind one customer
#
# A contract has one name on it. Behind the name live a family, a small firm, a payer, an adviser: people who meet the
# product each in their own way, and of whom one decides. And they have lives, in which things happen that have nothing
# to do with any brand.

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
# ## 1. Who uses, who pays, who advises
#
# **Concept.** In families and firms several people play different parts: users, payers, deciders, advisers (Webster &
# Wind 1972; Davis 1976). A [customer](../docs/GLOSSARY.md) of the model is one such unit.
#
# **Look.** The segments of a telecom market: users per customer, the share in which somebody else pays, and the share
# with an adviser whose brand counts.

# %%
PEOPLE, WEEKS = 1_000, 104
model = LoyaltyModel("telecom", customers=PEOPLE, seed=1, diaries=PEOPLE)
focus, behaviour = model.market.focus, model.market.behaviour
start = model.customers
parts = pd.DataFrame(
    {
        "users per customer": start.groupby("segment").users.mean(),
        "% with another payer": 100 * start.groupby("segment").payer_is_other.mean(),
        "% with an adviser": 100 * (start.prescriber > 0).groupby(start.segment).mean(),
    }
)
figure, panels = plt.subplots(1, 3, figsize=(9.5, 2.1), sharey=True)
for axes, (name, values) in zip(panels, parts.items(), strict=True):
    axes.barh(values.index, values, color=NEUTRAL, height=0.6)
    axes.set(title=name)
    axes.grid(axis="y", visible=False)
panels[0].invert_yaxis();

# %% [markdown]
# **Think.** A satisfaction survey is sent to the address on the contract. Whose satisfaction does it measure?
#
# ## 2. At second hand
#
# **Concept.** Those who decide did not live what the others lived; they are told, and bad news is told more than good
# (Baumeister et al. 2001). And whoever fares badly presses for a change.
#
# **The model**: [household.py](../sim/rules/household.py). **Look.** Left: how much of an experience reaches those who
# did not live it. Right: the satisfaction with which a household decides, by the experience of its unhappiest user, for
# somebody who is content (.75) with what was lived at first hand.

# %%
told, at_home, household = model.rule("told_share"), model.rule("satisfaction_at_home"), behaviour.household
felt = np.linspace(-1, 1, 101)
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 2.6))
left.plot(felt, [told(each, household) for each in felt], color=NEUTRAL)
left.set(xlabel="impression of the one who lived it", ylabel="share that is told", ylim=(0, 1.05), title="Told at home")
right.plot(felt, [at_home(0.75, each, household) for each in felt], color=NEGATIVE)
right.set(xlabel="experience of the unhappiest user", ylabel="satisfaction that decides", title="Heard at home");

# %% [markdown]
# **Think.** A child's telephone drops calls every day; the parents' work well. On which day does the brand hear of it?
#
# ## 3. One name, several memories
#
# **Concept.** Each user remembers an own product. A mean over the users of one customer hides the unhappiest of them.
#
# **Look.** After two years: the experience of the users of each customer, -1 to 1, by the number of users. Light, every
# user; dark, the mean of all of them; red, the mean of the unhappiest ones. The bars are 95 % intervals.

# %%
model.run(WEEKS)
now = model.customers
memories = model.simulation.world.users["experience"]
counts = np.minimum(now.users.to_numpy(), memories.shape[1])
MOST = 4
rng = np.random.default_rng(1)
figure, axes = plt.subplots(figsize=(7, 3.2))
worst_of = {}
for users in range(2, MOST + 1):
    rows = np.flatnonzero((counts == users) & (now.brand == focus).to_numpy())
    every = memories[rows, :users]
    if len(rows) < 10:
        continue
    worst_of[users] = estimate(every.min(axis=1))
    axes.plot(users + rng.uniform(-0.2, 0.2, every.size), every.ravel(), ".", color=NEUTRAL, alpha=0.25, markersize=4)
    for shift, mean, ink in ((-0.05, estimate(every.mean(axis=1)), NEUTRAL), (0.05, worst_of[users], NEGATIVE)):
        axes.plot([users + shift] * 2, [mean.low, mean.high], color=ink, linewidth=4)
        axes.plot(users + shift, mean.mean, "o", color=ink)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xticks=list(worst_of), xlabel="users of one customer", ylabel="experience", title="What users remember");

# %% [markdown]
# **Think.** How far apart are the dark and the red point of a group? Which of the two does a survey of those who signed
# come near to?
#
# ## 4. What the unhappiest user does
#
# **Concept.** In a simulation the unhappiest user can be silenced, and nothing else changed.
#
# **Look.** Customers whom the brand loses in two years as things are, less those whom it loses when nobody listens to
# the unhappiest user: a mark for each future and the 95 % interval of the mean, by segment.

# %%
SEEDS = range(1, 7)
COUNTERS = ["losses", "proposals", "proposals_accepted"]
silenced = Scenario(name="silenced", levers=(Lever(path="behaviour.household.worst_served_weight", to=0.0),))


begun = {seed: LoyaltyModel("telecom", customers=800, seed=seed, diaries=0) for seed in SEEDS}


def counted(scenario, seed):
    """Return what the focus brand counts in two years, by segment."""
    twin = begun[seed].fork(scenario).run(WEEKS)
    booked = twin.booked.query("brand == @focus and week >= 1")
    return booked.groupby("segment")[COUNTERS].sum().reindex(model.market.listed("segments"))


usual = {seed: counted("baseline", seed) for seed in SEEDS}
heard = pd.DataFrame({seed: usual[seed].losses - counted(silenced, seed).losses for seed in SEEDS})
heard.loc["everybody"] = heard.sum()

figure, axes = plt.subplots(figsize=(7, 2.6))
for row, values in enumerate(heard.to_numpy(float)):
    mean = estimate(values)
    axes.plot(values, np.full(len(values), row), "o", color=NEUTRAL, alpha=0.4, markersize=4)
    axes.plot([mean.low, mean.high], [row + 0.25] * 2, color=NEGATIVE, linewidth=3)
    axes.plot(mean.mean, row + 0.25, "o", color=NEGATIVE)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(
    yticks=range(len(heard)),
    yticklabels=list(heard.index),
    ylim=(len(heard) - 0.4, -0.5),
    xlabel="customers lost because the unhappiest user is heard",
)
axes.grid(axis="y", visible=False);

# %% [markdown]
# **Think.** Where an interval contains zero: is the unhappiest user of no consequence there, or are these futures too
# few and too small to show it? What would decide between the two?
#
# ## 5. Moments of a life
#
# **Concept.** A move, a birth, a new job: needs change, and habits lose their hold for a while (Verplanken & Roy 2016).
# For a brand nothing has happened.
#
# **Look.** From the diaries of two years: of those who had a life event, the share who looked around (began to
# reconsider or search) in the half-year *after* it, and of the same people in the half-year *before* it.

# %%
HALF = 26
LOOKED = {"reconsidered", "searched"}
before, after = [], []
for number in range(1, PEOPLE + 1):
    entries = model.diary(number).between(first_week=1, last_week=WEEKS)
    moments = [each.week for each in entries if each.event == "life_event" and HALF < each.week <= WEEKS - HALF]
    if moments:
        looked = [each.week - moments[0] for each in entries if each.event in LOOKED]
        before.append(any(-HALF <= week < 0 for week in looked))
        after.append(any(0 <= week < HALF for week in looked))

figure, axes = plt.subplots(figsize=(6, 1.8))
for row, (seen, ink) in enumerate(((before, NEUTRAL), (after, NEGATIVE))):
    low, high = (100 * limit for limit in share_interval(sum(seen), len(seen)))
    axes.plot([low, high], [row, row], color=ink, linewidth=3)
    axes.plot(100 * np.mean(seen), row, "o", color=ink)
axes.set(
    yticks=(0, 1),
    yticklabels=("before", "after"),
    ylim=(1.5, -0.5),
    xlim=(0, None),
    xlabel=f"% of {len(before)} people who looked around within half a year",
    title="Around a life event",
)
axes.grid(axis="y", visible=False);

# %% [markdown]
# **Think.** The same people before and after are better than two groups of people. What could still differ between the
# two half-years but the event?
#
# ## 6. A proposal at the right moment
#
# **Concept.** A brand that senses the moment can propose a plan that fits the new life. It senses some moments, and
# imagines others.
#
# **Look.** The strategy `moments-of-life` of the market, in steps of how many moments are sensed: proposals in two
# years, those accepted, and the difference in customers lost, with 95 % intervals.

# %%
def sensing(share):
    """Return the strategy that senses a share of the moments, and imagines one in two thousand weeks."""
    levers = (
        Lever(path="brand.relationship.sensing_probability", to=share, from_week=1),
        Lever(path="brand.relationship.false_sensing_probability", to=0.0005, from_week=1),
    )
    return Scenario(name="sensing", brand=focus, levers=levers)


SHARES = (0.25, 0.5, 1.0)
reached = {share: [counted(sensing(share), seed).sum() for seed in SEEDS] for share in SHARES}
figure, panels = plt.subplots(1, 3, figsize=(9.5, 2.6))
TITLES = {"proposals": "proposals", "proposals_accepted": "accepted", "losses": "customers lost, difference"}
for axes, (counter, title) in zip(panels, TITLES.items(), strict=True):
    for share, futures in reached.items():
        values = np.array([each[counter] for each in futures], dtype=float)
        if counter == "losses":
            values -= np.array([usual[seed].losses.sum() for seed in SEEDS], dtype=float)
        mean = estimate(values)
        axes.plot([share, share], [mean.low, mean.high], color=POSITIVE, linewidth=3)
        axes.plot(share, mean.mean, "o", color=POSITIVE)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set(title=title, xlabel="share of moments sensed", xlim=(0, 1.1))

# %% [markdown]
# **Think.** Every proposal is about the plan, and some people look around because they were asked. What would a brand
# have to know in order to leave them in peace?
#
# ## Exercises
#
# 1. *How much is a second voice?* How far does one user with an experience of -.5 lower the satisfaction that decides?
# 2. *An adviser's family.* How many customers of the brand have an adviser who is with another brand?
# 3. *How rare is a moment?* How many life events does a customer have in ten years, by the number in the market file?

# %% [markdown]
# ### Answers

# %%
print(f"1. From 0.75 to {at_home(0.75, -0.5, household):.2f}: behaviour.household.worst_served_weight.")
advised = now[(now.brand == focus) & (now.prescriber > 0)]
elsewhere = (now.brand.reindex(advised.prescriber).to_numpy() != focus).mean()
print(f"2. {len(advised)} have an adviser, of whom {100 * elsewhere:.0f} % are with another brand, or with none.")
weekly = model.market.category.life_event_probability
print(f"3. {520 * weekly:.1f}: {weekly:g} a week. In a market of a million that is {1e6 * weekly:,.0f} people a week.")
