# %% [markdown]
# # Waiting, and the first discovery
#
# Between the order and the first use a customer has nothing but a promise. What happens then is short, is met once,
# and is remembered for long: the first discovery sets a dream against reality.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.paired import estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from sim.market.loading import load_market
from sim.model import LoyaltyModel

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. Before and after the promised day
#
# **Concept.** To wait for something good is itself good (Loewenstein 1987), until the promised day. After it anger
# grows quickly, and saturates: the fifteenth day late is hardly worse than the tenth. What people know of their order
# calms the anger (Hui & Tse 1996).
#
# **The model**: [waiting.py](../sim/rules/waiting.py). **Look.** Anger by days of delay, without and with news of the
# order; and the quality of a delivery by the day on which it comes, promised for day 5.

# %%
model = LoyaltyModel("retail", customers=2_000, seed=1, diaries=400)
anger, quality, p = model.rule("anger_while_waiting"), model.rule("arrival_quality"), model.market.behaviour.waiting
late, PROMISED, OFFERED = np.linspace(0, 15, 121), 5.0, 0.8
day = np.linspace(1, 15, 113)

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3))
for tracking, colour, label in ((0.0, NEGATIVE, "told nothing"), (1.0, POSITIVE, "told everything")):
    values = [anger(each, tracking, p) for each in late]
    left.plot(late, values, color=colour)
    left.annotate(label, (late[-1], values[-1]), xytext=(-4, 5), ha="right", textcoords="offset points", color=colour)
left.set(xlabel="days late", ylabel="anger", ylim=(0, 1.1), title="Anger while waiting")
right.plot(day, [quality(OFFERED, each, PROMISED, PROMISED, 1.0, p) for each in day], color=NEUTRAL)
right.axvline(PROMISED, color="black", linewidth=0.8, linestyle=":")
right.set(
    xlabel="day of delivery (promised: 5)",
    ylabel="quality of the delivery",
    ylim=(0, 1),
    title="Early gains little, late costs much",
);

# %% [markdown]
# **Think.** A shop delivers on day 5 on average. Should it promise 4, 5 or 7? What does the answer cost *before* the
# order?
#
# ## 2. A year of deliveries
#
# **Look.** Every delivery of a year in the diaries of 400 people: how late it was, and the impression of the encounter in which it
# was received.

# %%
model.run(52)
events = pd.concat({number: model.diary(number).events for number in range(1, 401)}, names=["customer", "line"])
year = events[events.week >= 1].reset_index()
came = year[year.event == "delivered"]
received = year[
    (year.event == "encounter")
    & year.about.isin([each.title for each in model.market.touchpoints.values() if each.stage == "receiving"])
]
first = received.groupby(["customer", "week"]).impression.mean()
deliveries = came.set_index(["customer", "week"]).assign(impression=first).dropna(subset=["impression"])
deliveries["late"] = deliveries.actual_days - deliveries.promised_days
classes = pd.cut(deliveries.late, [-99, -1, 0, 2, 5, 99], labels=["early", "on time", "1-2 late", "3-5 late", "later"])
seen = deliveries.groupby(classes, observed=True).impression.agg(["mean", "sem", "size"])

figure, axes = plt.subplots(figsize=(6, 2.8))
axes.errorbar(seen.index, seen["mean"], 1.96 * seen["sem"].fillna(0), fmt="o", color=NEUTRAL, capsize=4)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(
    ylabel="impression when received",
    xlabel="days against the promise",
    title="Deliveries of a year (mean, 95 % interval)",
)
seen.round(2)

# %% [markdown]
# **Think.** How many deliveries are in the last class? A mean over all of them would hide it; a customer who waited
# would not.
#
# ## 3. The first time counts more
#
# **Concept.** What is met first is remembered longer (primacy). In the model the first discoveries of a relation
# enter memory with a higher weight ([impressions.py](../sim/rules/impressions.py), `memory_weight`).
#
# **Look.** Two customers with the same encounters week by week, one of them bad: in the first week, or when
# discovery is over.

# %%
impressions = model.market.behaviour.impressions
weight, image_after, faded = (model.rule(name) for name in ("memory_weight", "image_after", "faded"))
kept = 0.5 ** (1 / impressions.image_half_life)
WEEKS, DISCOVERY, BAD, GOOD = 52, 6, -0.5, 0.15


def image(bad_week):
    """Return the image stock, week by week, of somebody whose one bad encounter comes in a given week."""
    stock, weeks = 0.0, []
    for week in range(1, WEEKS + 1):
        stock = faded(stock, kept)
        felt = BAD if week == bad_week else GOOD
        stock = image_after(stock, felt, weight(1.0, week <= DISCOVERY, 1.0, impressions), impressions)
        weeks.append(stock)
    return weeks


figure, axes = plt.subplots(figsize=(7, 3))
for bad_week, colour, label in (
    (1, NEGATIVE, "bad in week 1"),
    (DISCOVERY + 6, NEUTRAL, f"bad in week {DISCOVERY + 6}"),
):
    axes.plot(range(1, WEEKS + 1), image(bad_week), color=colour, label=label)
axes.axvspan(1, DISCOVERY, color=NEUTRAL, alpha=0.1)
axes.annotate("first discovery", (1.3, axes.get_ylim()[1]), va="top", fontsize=9)
axes.set(xlabel="week", ylabel="image stock", title="One bad encounter, early or later")
axes.legend(loc="lower right");

# %% [markdown]
# **Think.** The earlier memory has had more weeks to fade, and still weighs more at first. When do the lines meet,
# and who has left by then?
#
# ## 4. Deliver sooner, or tell more?
#
# **Look.** Two shipped strategies of the telecom market, on the same luck: activation on the next day, and news of
# the order while it waits. What they do to the satisfaction of the brand's customers and to cancelled orders; a bar
# is the 95 % interval of the mean difference to the baseline.

# %%
telecom = load_market("telecom")
SEEDS = range(1, 6)
STRATEGIES = {"faster-provisioning": "deliver sooner", "tell-while-waiting": "tell more"}
FIGURES = {"cancelled orders": "cancellations", "late deliveries": "late_deliveries"}


def booked(scenario, seed):
    """Return what the focus brand books in two years."""
    booked = LoyaltyModel(telecom, scenario=scenario, customers=1_000, seed=seed, diaries=0).run(104).booked
    return booked.query("brand == @telecom.focus and week >= 1").sum(numeric_only=True)


usual = {seed: booked("baseline", seed) for seed in SEEDS}
figure, panels = plt.subplots(1, 2, figsize=(9, 1.9), sharey=True)
changed = {name: [booked(name, seed) - usual[seed] for seed in SEEDS] for name in STRATEGIES}
for axes, (title, counter) in zip(panels, FIGURES.items(), strict=True):
    for row, name in enumerate(STRATEGIES):
        mean = estimate(np.array([each[counter] for each in changed[name]], dtype=float))
        axes.plot([mean.low, mean.high], [row, row], color=POSITIVE, linewidth=3)
        axes.plot(mean.mean, row, "o", color=POSITIVE)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(
        yticks=range(2),
        yticklabels=STRATEGIES.values(),
        ylim=(1.5, -0.5),
        title=title,
        xlabel="difference in two years",
    )
    axes.grid(axis="y", visible=False)

# %% [markdown]
# **Think.** News cannot make an order arrive. Which of the two strategies would you expect to act on late deliveries
# at all, and does the figure agree?
#
# ## Exercises
#
# 1. *How long is long enough?* After how many days of delay is the anger half of its maximum?
# 2. *What is a patient customer?* Draw the quality of a delivery that is five days late for patience from 0.5 to 2.
# 3. *A promise of 7 days that is met on day 5, or of 4 that is met on day 5?* Use the rule, for somebody used to 5
#    days.

# %% [markdown]
# ### Answers

# %%
most = anger(365.0, 0.0, p)
half = next(each for each in np.linspace(0, 30, 3001) if anger(each, 0.0, p) >= most / 2)
print(f"1. After {half:.1f} days: the parameter behaviour.waiting.anger_days is {p.anger_days:g}.")
for patience in (0.5, 1.0, 2.0):
    print(f"2. Patience {patience:g}: quality {quality(OFFERED, 10.0, 5.0, 5.0, patience, p):.2f}")
for promised in (7.0, 4.0):
    print(f"3. Promised for day {promised:.0f}: quality {quality(OFFERED, 5.0, promised, 5.0, 1.0, p):.2f}")

# %% [markdown]
# The cautious promise is better *at the door*. It is worse at the choice, where delivery times are compared
# ([choice.py](../sim/rules/choice.py), `delivery_utility`): that is the trade-off, and `overpromise-delivery` in the
# retail market plays it.
