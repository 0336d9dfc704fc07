# %% [markdown]
# # Word of mouth and reviews
#
# People talk when they are moved, in either direction. Most say nothing. What a brand reads on the net, and what its
# next customer hears, is therefore not what its customers live.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.paired import bands, estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. Who talks?
#
# **Concept.** Talk follows emotion of either sign (Anderson 1998). Positive and negative messages have effects of
# their own, limited by head-room: who already thinks well of a brand cannot be told much more.
#
# **The model**: [word_of_mouth.py](../sim/rules/word_of_mouth.py). **Look.** The weekly rate of talk about one
# experience, and the probability of a review in public, by how much somebody was moved.

# %%
model = LoyaltyModel("telecom", customers=3_000, seed=1, diaries=0)
drive, review, p = model.rule("drive_of_story"), model.rule("review_probability"), model.market.behaviour.word_of_mouth
moved = np.linspace(-1, 1, 201)

figure, panels = plt.subplots(1, 2, figsize=(9, 2.8))
for axes, values, title in (
    (panels[0], [drive(each, p) for each in moved], "To tell somebody, per week"),
    (panels[1], [review(each, 0.0, p) for each in moved], "To post a review, per experience"),
):
    axes.plot(moved[moved <= 0], np.array(values)[moved <= 0], color=NEGATIVE)
    axes.plot(moved[moved >= 0], np.array(values)[moved >= 0], color=POSITIVE)
    axes.set(title=title, xlabel="moved, from -1 (badly) to 1 (well)", ylim=(0, None))

# %% [markdown]
# **Think.** In the middle nobody speaks. Which customers does a brand that "listens to the net" not hear?
#
# ## 2. What is said, and what is lived
#
# **Look.** A year of four operators. On the left the stars that were posted; on the right the recommendation that
# *all* customers would give, put into five classes of equal width. The first is public, the second only a simulation
# knows.

# %%
model.run(52)
year = model.booked.query("week >= 1").sum(numeric_only=True)
posted = np.array([year[f"reviews_{stars}"] for stars in range(1, 6)])
people = model.customers.query("brand != 'none'").index
intention = np.array([model.customer(number).recommendation for number in people[:400]])
lived, _ = np.histogram(intention, bins=np.linspace(0, 10, 6))

figure, panels = plt.subplots(1, 2, figsize=(8, 2.6), sharey=True)
for axes, counts, labels, title in (
    (panels[0], posted, [f"{stars}" for stars in range(1, 6)], "Posted: stars"),
    (panels[1], lived, ["0-2", "2-4", "4-6", "6-8", "8-10"], "Lived: recommendation"),
):
    axes.bar(labels, 100 * counts / counts.sum(), color=[NEGATIVE, NEGATIVE, NEUTRAL, POSITIVE, POSITIVE], width=0.65)
    axes.set_title(title)
    axes.grid(axis="x", visible=False)
panels[0].set_ylabel("%")
lowest, middle = ([100 * counts[place] / counts.sum() for counts in (posted, lived)] for place in (0, 2))
print(f"In the lowest class: {lowest[0]:.0f} % of the reviews, {lowest[1]:.0f} % of the customers.")
print(f"In the middle one: {middle[0]:.0f} % of the reviews, {middle[1]:.0f} % of the customers.")

# %% [markdown]
# **Think.** Both pictures are right. Which would you put before the board, and with which sentence below it?
#
# ## 3. What talk does
#
# **Concept.** Word of mouth makes a brand known, moves its image, and joins people who use the same. Take it away,
# and everything else stays: the same encounters on the same evenings.
#
# **Look.** Without any effect of messages, against the market as it is: orders at each brand in two years, difference
# and 95 % interval.

# %%
SEEDS = range(1, 7)
GAINS = ("praise_gain", "blame_gain", "awareness_gain")
deaf = Scenario(name="deaf", levers=tuple(Lever(path=f"behaviour.word_of_mouth.{each}", to=0.0) for each in GAINS))


def orders(scenario, seed):
    """Return the orders of each brand in two years."""
    booked = LoyaltyModel(model.market, scenario=scenario, customers=1_000, seed=seed, diaries=0).run(104).booked
    return booked.query("week >= 1").groupby("brand").orders.sum()


changes = pd.DataFrame([orders(deaf, seed) - orders("baseline", seed) for seed in SEEDS])[list(model.brands)]

figure, axes = plt.subplots(figsize=(7, 2.2))
for row, (_, values) in enumerate(changes.items()):
    mean = estimate(values.to_numpy(dtype=float))
    axes.plot([mean.low, mean.high], [row, row], color=NEUTRAL, linewidth=3)
    axes.plot(mean.mean, row, "o", color=NEUTRAL)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(
    yticks=range(len(changes.columns)),
    yticklabels=changes.columns,
    xlabel="orders in two years",
    title="If nobody heard a word",
)
axes.invert_yaxis()
axes.grid(axis="y", visible=False);

# %% [markdown]
# **Think.** A brand to the right of the line would gain if people were silent. What does that say about what is said
# of it?
#
# ## 4. A bad week on the net
#
# **Look.** The shipped scenario `storm`: for three weeks the network of the focus brand breaks down, and everybody
# who speaks also posts. Satisfaction of its customers and its public rating, week by week, less the baseline; the
# band is the 95 % interval over the futures.

# %%
focus = model.market.focus


def weekly(scenario, seed):
    """Return satisfaction and rating of the focus brand, week by week."""
    weeks = LoyaltyModel(model.market, scenario=scenario, customers=1_000, seed=seed, diaries=0).run(78).booked
    own = weeks[weeks.brand == focus].groupby("week").sum(numeric_only=True).loc[1:]
    reviews = sum(own[f"reviews_{stars}"] for stars in range(1, 6)).rolling(8, min_periods=1).sum()
    given = sum(stars * own[f"reviews_{stars}"] for stars in range(1, 6)).rolling(8, min_periods=1).sum()
    return np.array([own.satisfaction_sum / own.customers, given / reviews])


storm = np.array([weekly("storm", seed) - weekly("baseline", seed) for seed in SEEDS])

figure, panels = plt.subplots(1, 2, figsize=(9.5, 2.8))
for axes, values, title in zip(
    panels, storm.transpose(1, 0, 2), ("Satisfaction", "Stars posted, last eight weeks"), strict=True
):
    mean, low, high = bands(values)
    axes.fill_between(range(1, 79), low, high, color=NEGATIVE, alpha=0.2)
    axes.plot(range(1, 79), mean, color=NEGATIVE)
    axes.axhline(0, color="black", linewidth=0.8)
    axes.axvspan(12, 14, color=NEUTRAL, alpha=0.15)
    axes.set(xlabel="week", title=title)

# %% [markdown]
# **Think.** Which of the two is back first? Somebody who judges the crisis by the net, and somebody who judges it by
# the people, will disagree about when it is over.
#
# ## Exercises
#
# 1. *Does asking for reviews help?* With half of the customers invited, how does the ratio of reviews by the badly
#    moved to those by the well moved change?
# 2. *Who is worth more to a brand, a customer who praises or one who keeps silent?* Count messages sent by sign in
#    the year.
# 3. *What would a network of friends change?* Which network does the market have, and where would you change it?

# %% [markdown]
# ### Answers

# %%
for invited in (0.0, 0.5):
    ratio = review(-0.8, invited, p) / review(0.8, invited, p)
    print(f"1. Invited {invited:.0%}: a bad experience is posted {ratio:.2f} times as often as an equally good one.")
print("   The invitation speaks to everybody alike, so the two come closer, and the middle becomes visible.")

# %%
said = {sign: year[f"said_{sign}"] for sign in ("positive", "negative")}
heard = {sign: year[f"heard_{sign}"] / year[f"said_{sign}"] for sign in said}
print("2. " + ", ".join(f"{sign}: {said[sign]:,.0f} said, each heard by {heard[sign]:.1f} ties" for sign in said))
silent = 1 - sum(said.values()) / (52 * len(model.agents))
print(f"   In an average week at least {silent:.0%} of all people say nothing about any brand.")

# %%
network = model.market.network
print("3. " + ", ".join(f"{name}: {value}" for name, value in network.model_dump().items() if value is not None))

# %% [markdown]
# `network` in the market file says how ties are drawn. A [study](../docs/STUDIES.md) plays the same strategies in
# networks of five structures.
