# %% [markdown]
# # Satisfied is not loyal
#
# "Our customers are satisfied, and they leave." In this model that is no paradox: satisfaction, trust, attachment and
# habit are four states with four histories, and leaving has more causes than dissatisfaction.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.counted import share_interval
from experiments.measures.paired import estimate
from experiments.pages.palette import LOYALTY, NEGATIVE, NEUTRAL, POSITIVE
from sim.model import LoyaltyModel
from sim.state.counters import LOYALTY_TYPES

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. Four states
#
# **Concept.** *Satisfaction* is a judgement of the relation, *trust* the belief that promises are kept, *attachment*
# an emotional bond, *habit* plain repetition. Only the last needs no opinion.
#
# **The model**: [satisfaction.py](../sim/rules/satisfaction.py). **Look.** Everybody who has a provider, after a
# year; each panel with its correlation.

# %%
model = LoyaltyModel("telecom", customers=2_500, seed=1, diaries=700)
before = model.customers
model.run(52)
people = model.customers.query("brand != 'none'")
OTHERS = ("trust", "attachment", "habit")

figure, panels = plt.subplots(1, 3, figsize=(9.5, 3), sharey=True)
for axes, name in zip(panels, OTHERS, strict=True):
    axes.scatter(people[name], people.satisfaction, s=2, color=NEUTRAL, alpha=0.4)
    axes.set(
        xlabel=name,
        title=f"correlation {np.corrcoef(people[name], people.satisfaction)[0, 1]:.2f}",
        xlim=(0, 1),
        ylim=(0, 1),
    )
panels[0].set_ylabel("satisfaction");

# %% [markdown]
# **Think.** Take the upper left corner of each panel: satisfied, and without trust, without a bond, without habit.
# Who lives there?
#
# ## 2. Four types of loyalty
#
# **Concept.** Attitude and behaviour cross (Dick & Basu 1994). *Loyal*: both. *Latent*: likes the brand, buys little
# of it. *Spurious*: stays, without liking it. *None*: neither.
#
# **Look.** The customers of each brand by type. The spurious ones look like success in every count of customers.

# %%
last = model.booked.query("week == 52").groupby("brand").sum(numeric_only=True).loc[list(model.brands)]
types = last[[f"type_{name}" for name in LOYALTY_TYPES]]
types = 100 * types.div(types.sum(axis=1), axis=0)

figure, axes = plt.subplots(figsize=(7.6, 2.4))
start = np.zeros(len(types))
for name in LOYALTY_TYPES:
    axes.barh(types.index, types[f"type_{name}"], left=start, color=LOYALTY[name], label=name, height=0.65)
    start += types[f"type_{name}"].to_numpy()
axes.set(xlabel="% of customers", xlim=(0, 100), title="Loyalty after a year")
axes.invert_yaxis()
axes.grid(visible=False)
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5));

# %% [markdown]
# **Think.** A competitor makes leaving easy. Which colour moves first?
#
# ## 3. Who leaves?
#
# **Look.** The 700 people who keep a diary. On the left, the share of customers who left within the year, by their satisfaction when it began (five
# classes of equal size). On the right the question turned round: of those who left, how many had been in each class?

# %%
had_brand = before.loc[:700].query("brand != 'none'")
left = np.array([any(entry.week >= 1 for entry in model.diary(number).departures) for number in had_brand.index])
fifth = pd.qcut(had_brand.satisfaction.rank(method="first"), 5, labels=["lowest", "2", "3", "4", "highest"])
counted = pd.DataFrame({"left": left}, index=had_brand.index).groupby(fifth, observed=True).left.agg(["sum", "size"])
share = counted["sum"] / counted["size"]
limits = np.array([share_interval(int(row["sum"]), int(row["size"])) for _, row in counted.iterrows()])

figure, (one, other) = plt.subplots(1, 2, figsize=(9, 2.8))
one.errorbar(counted.index, 100 * share, 100 * np.abs(limits.T - share.to_numpy()), fmt="o", color=NEGATIVE, capsize=4)
one.set(ylabel="% who left", xlabel="satisfaction at the start", title="Leaving, by satisfaction", ylim=(0, None))
other.bar(counted.index, 100 * counted["sum"] / counted["sum"].sum(), color=NEUTRAL, width=0.6)
other.set(ylabel="% of those who left", xlabel="satisfaction at the start", title="Satisfaction of those who left")
above = counted["sum"].iloc[2:].sum() / counted["sum"].sum()
print(f"{above:.0%} of those who left had been in the middle class or above.")

# %% [markdown]
# **Think.** A programme that calls the least satisfied fifth reaches only the first bar on the right. What would have
# to be known to reach the others?
#
# ## 4. Why do satisfied people leave?
#
# **The model** records the reason that decided each departure ([choice.py](../sim/rules/choice.py)), and the trigger
# of the search before it. **Look.** Deciding reasons of those above and below the median of satisfaction when they
# left.

# %%
departures = [entry for number in had_brand.index for entry in model.diary(number).departures if entry.week >= 1]
reasons = pd.DataFrame(
    {"reason": [e.about for e in departures], "satisfaction": [e.figures["satisfaction"] for e in departures]}
)
reasons["who"] = np.where(
    reasons.satisfaction >= people.satisfaction.median(), "more satisfied than most", "less satisfied"
)
shares = 100 * pd.crosstab(reasons.reason, reasons.who, normalize="columns")
shares = shares.loc[shares.max(axis=1).sort_values().index]

figure, axes = plt.subplots(figsize=(7.5, 0.32 * len(shares) + 1))
for place, (who, colour) in enumerate((("less satisfied", NEGATIVE), ("more satisfied than most", POSITIVE))):
    if who in shares:
        axes.barh(np.arange(len(shares)) + 0.2 - 0.4 * place, shares[who], height=0.36, color=colour, label=who)
axes.set(
    yticks=range(len(shares)), yticklabels=shares.index, xlabel="% of departures in each group", title="What decided"
)
axes.grid(axis="y", visible=False)
axes.legend(loc="lower right");

# %% [markdown]
# **Think.** Which of these reasons could a brand have known from a satisfaction survey?
#
# ## 5. What would it take?
#
# **Concept.** Locking customers in and being worth staying with keep people in different ways, and are hard to tell
# apart in a count of customers.
#
# **Look.** The shipped scenario `loyalty-lock-in` against the baseline, on the same luck: churn, and the share of
# customers who like the brand.

# %%
SEEDS = range(1, 6)
focus = model.market.focus


def outcome(scenario, seed):
    """Return losses in two years and the share of customers with a high attitude at the end, in per cent."""
    booked = LoyaltyModel(model.market, scenario=scenario, customers=1_000, seed=seed, diaries=0).run(104).booked
    own = booked[booked.brand == focus]
    end = own[own.week == 104].sum(numeric_only=True)
    liked = end["type_loyal"] + end["type_latent"]
    return own[own.week >= 1].losses.sum(), 100 * liked / end[[f"type_{name}" for name in LOYALTY_TYPES]].sum()


pairs = [np.subtract(outcome("loyalty-lock-in", seed), outcome("baseline", seed)) for seed in SEEDS]
for name, values in zip(
    ("customers lost in two years", "share who like the brand, points"), np.array(pairs).T, strict=True
):
    mean = estimate(values)
    print(f"{name}: {mean.mean:+.1f}, 95 % interval {mean.low:+.1f} to {mean.high:+.1f}")

# %% [markdown]
# ## Exercises
#
# 1. *Is the loyal customer of one brand the loyal customer of all?* Compare the types by segment instead of by brand.
# 2. *Does a satisfied customer recommend?* Find the correlation of satisfaction and recommendation, and the share of
#    promoters among the most satisfied fifth.
# 3. *A director wants one number.* Which would you give, and what would you say it leaves out?

# %% [markdown]
# ### Answers

# %%
by_segment = (
    model.booked.query("week == 52 and segment != 'all'")
    .groupby("segment")
    .sum(numeric_only=True)[[f"type_{name}" for name in LOYALTY_TYPES]]
)
(100 * by_segment.div(by_segment.sum(axis=1), axis=0)).round(0)

# %%
sample = people.index[:400]
intention = np.array([model.customer(number).recommendation for number in sample])
satisfied = people.satisfaction.loc[sample].to_numpy()
top = satisfied >= np.quantile(satisfied, 0.8)
print(
    f"2. Correlation {np.corrcoef(intention, satisfied)[0, 1]:.2f}; {np.mean(intention[top] >= 8.5):.0%} "
    f"of the most satisfied fifth would give 9 or 10."
)

# %% [markdown]
# 3. No number does. Recommendation comes closest to lasting loyalty, since it draws on memory, trust and attachment
#    together, and still is asked of those who answer only. Give it with the share of spurious customers, who are
#    counted as success until somebody opens the door, and with the reasons of those who left.
