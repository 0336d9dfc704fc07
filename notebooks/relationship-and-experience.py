# %% [markdown]
# # Relationship and experience
#
# "How satisfied are you?" is one question. Behind the answer are at least five different things: satisfaction, lived
# experience, trust, attachment and habit. They come from the same encounters, grow at their own pace, and hold a
# customer in different ways.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.paired import estimate
from experiments.pages.palette import NEUTRAL, POSITIVE, inks
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. The same encounters, two memories
#
# **Concept.** *Satisfaction* compares with what was expected (Oliver 1997). *Lived experience* compares with nothing:
# it is what was felt, in all dimensions (Brakus, Schmitt & Zarantonello 2009). Whoever is treated well for long expects
# it; experience stays.
#
# **The model**: `satisfaction_after` and `experience_after` in [satisfaction.py](../sim/rules/satisfaction.py), and
# `expectation_from_experience` in [expectation.py](../sim/rules/expectation.py).
#
# **Look.** One customer, an encounter a week. From week 20 on everything is perceived a tenth better, functions and
# feelings alike. A line each for expectation, satisfaction and lived experience, all as differences from week 19.

# %%
PEOPLE = 2_000
model = LoyaltyModel("telecom", customers=PEOPLE, seed=1, diaries=0)
focus, behaviour = model.market.focus, model.market.behaviour
names = ("satisfaction_after", "experience_after", "expectation_from_experience", "impression")
satisfied, lived, expects, impression = (model.rule(name) for name in names)
WEEKS, BETTER, USUAL = 208, 20, 0.68


def memories(step):
    """Return expectation, satisfaction and experience, week by week; quality is a step higher from one week on."""
    expected, satisfaction, experience = USUAL, behaviour.satisfaction.level, USUAL
    weeks = []
    for week in range(1, WEEKS + 1):
        perceived = USUAL + (step if week >= BETTER else 0.0)
        felt = impression(perceived, expected, 0.0, 0.0, behaviour.impressions)
        satisfaction = satisfied(satisfaction, felt, 0.0, 0.0, 1.0, behaviour.satisfaction)
        experience = lived(experience, perceived, 1.0, behaviour.satisfaction)
        expected = expects(expected, perceived, False, behaviour.expectation)
        weeks.append({"expectation": expected, "satisfaction": satisfaction, "lived experience": experience})
    return pd.DataFrame(weeks, index=range(1, WEEKS + 1))


risen = memories(0.1) - memories(0.0)
figure, axes = plt.subplots(figsize=(8, 3))
for ink, (name, values) in zip(inks(4)[1:], risen.items(), strict=True):
    axes.plot(values, color=ink.colour, linestyle=ink.dash)
    side = "top" if name == "expectation" else "bottom"
    axes.annotate(f" {name}", (WEEKS, values.iloc[-1]), color=ink.colour, va=side, annotation_clip=False)
axes.axvline(BETTER, color="black", linewidth=0.8, linestyle=":")
axes.set(xlabel="week", ylabel="more than without", title="Everything a tenth better from week 20 on", xlim=(1, WEEKS));

# %% [markdown]
# **Think.** A manager reads satisfaction in week 40 and again at the end. What will she conclude about her investment,
# and what would she conclude from lived experience?
#
# ## 2. Five states in a population
#
# **Concept.** The five states go together, as their sources do: a good encounter helps most of them. They are not the
# same.
#
# **Look.** The correlations between them over the customers of one brand.

# %%
STATES = ["satisfaction", "experience", "trust", "attachment", "habit"]
own = model.customers.query("brand == @focus")
related = own[STATES].corr()
figure, axes = plt.subplots(figsize=(4.6, 3.8))
picture = axes.imshow(related, vmin=-1, vmax=1, cmap="RdBu_r")
for row, column in np.ndindex(related.shape):
    value = related.iloc[row, column]
    axes.text(column, row, f"{value:.2f}", ha="center", va="center", color="white" if abs(value) > 0.6 else "black")
axes.set(xticks=range(5), yticks=range(5), xticklabels=STATES, yticklabels=STATES, title="Correlations")
axes.tick_params(axis="x", rotation=30)
axes.grid(visible=False)
apart = related.where(~np.eye(5, dtype=bool)).stack()
least, most = apart.idxmin(), apart.idxmax()
print(f"Closest: {most[0]} and {most[1]} ({apart.max():.2f}).")
print(f"Least alike: {least[0]} and {least[1]} ({apart.min():.2f}).")

# %% [markdown]
# **Think.** Which of the five could a company measure without asking anybody?
#
# ## 3. With the years
#
# **Concept.** A relationship has an age. Trust and attachment begin with reputation and are then made by encounters;
# habit grows by repetition alone.
#
# **Look.** Means of the states by how long customers have been with the brand, with 95 % intervals.

# %%
LIMITS = [-1, 26, 52, 104, 208, 416, 9_999]
groups = pd.cut(own.tenure_weeks / 52, [limit / 52 for limit in LIMITS])
by_age = own.groupby(groups, observed=True)[STATES].agg(["mean", "sem"])
labels = ["half a year", "1", "2", "4", "8", "more"][: len(by_age)]
figure, axes = plt.subplots(figsize=(8, 3.2))
for place, (ink, state) in enumerate(zip(inks(6)[1:], STATES, strict=True)):
    x = np.arange(len(by_age)) + 0.08 * (place - 2)
    each = by_age[state]
    axes.errorbar(x, each["mean"], 1.96 * each["sem"], fmt=ink.marker, color=ink.colour, label=state, markersize=4)
axes.set(
    xticks=range(len(by_age)),
    xticklabels=labels,
    xlabel="years with the brand, up to",
    ylabel="mean, 0 to 1",
    title="States by the age of the relationship",
)
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5));

# %% [markdown]
# **Think.** Long-standing customers are those who did not leave. Which of these lines would rise even if nobody's state
# ever changed?
#
# ## 4. What holds a customer?
#
# **Concept.** The states act at different doors. Dissatisfaction and distrust push people to look around; habit,
# attachment and delight hold them back. When a rival's offer opens the comparison, mere satisfaction counts for little
# ([courting.py](../sim/rules/courting.py)), and what binds keeps its weight.
#
# **The model**: `dissatisfaction_push`, `delight` and `reconsidering_pressure` in [loyalty.py](../sim/rules/loyalty.py).
#
# **Look.** By which factor the chance to look around this week changes when one state goes from low to high, the others
# as for the median customer of the brand. Low and high are the tenth and the ninetieth of a hundred customers.

# %%
push, delight, pressure = (model.rule(name) for name in ("dissatisfaction_push", "delight", "reconsidering_pressure"))
p, usual_experience = behaviour.loyalty, behaviour.satisfaction.usual_experience


def log_hazard(of):
    """Return the pressure to look around of somebody with these states, in a quiet week without a rival's lead."""
    beyond = of["experience"] - usual_experience
    pushed = (push(of["satisfaction"], of["trust"], 0.0, p), 0.0, 0.0, 0.0, 0.0)
    happy = delight(of["satisfaction"], beyond, p)
    return pressure(pushed, of["habit"], of["attachment"], happy, beyond, p)


middle, (low, high) = own[STATES].median(), own[STATES].quantile([0.1, 0.9]).to_numpy()
factors = {}
for place, state in enumerate(STATES):
    ends = [log_hazard(dict(middle) | {state: end[place]}) for end in (low, high)]
    factors[state] = np.exp(ends[1] - ends[0])

figure, axes = plt.subplots(figsize=(7, 2.4))
axes.barh(list(factors), [each - 1 for each in factors.values()], left=1, color=POSITIVE, height=0.6)
for row, each in enumerate(factors.values()):
    axes.annotate(f"x {each:.2f} ", (each, row), va="center", ha="right", fontsize=9)
axes.axvline(1, color="black", linewidth=0.8)
axes.set(xlim=(-0.15, 1.1), xlabel="chance to look around, from low to high", title="What each state does")
axes.invert_yaxis()
axes.grid(axis="y", visible=False);

# %% [markdown]
# **Think.** The factor depends on how far customers are apart, not only on the rule. Which state could the brand move
# for *everybody*?
#
# ## 5. Better functions, or better feelings?
#
# **Concept.** An encounter has a functional, an emotional and a relational side. Satisfaction judges functions;
# experience takes in all of them, and attachment grows with warmth.
#
# **Look.** The product touchpoints and the account in the app are made better by the same amount: in functions only, or
# in the emotional and relational side only. Differences after two years, on the same luck, with 95 % intervals.

# %%
YEARS, SEEDS, STEP = 104, range(1, 6), 0.06
TOUCHED = ("network_use", "app", "invoice")
SIDES = {"functions": ("functional",), "feelings": ("emotional", "relational")}
FIGURES = {
    "satisfaction_sum": "satisfaction",
    "experience_sum": "lived experience",
    "attachment_sum": "attachment",
    "recommendation_sum": "recommendation",
}


def better(sides):
    """Return the strategy that improves some sides of the touchpoints."""
    levers = [
        Lever(path=f"touchpoints.{touchpoint}.quality.{side}", add=STEP, from_week=1)
        for touchpoint in TOUCHED
        for side in sides
    ]
    return Scenario(name="better", brand=focus, levers=tuple(levers))


def ends_with(scenario, seed):
    """Return the means of the last half-year of the customers of the focus brand, and all losses."""
    run = LoyaltyModel("telecom", scenario=scenario, customers=1_000, seed=seed, diaries=0).run(YEARS)
    booked = run.booked.query("brand == @focus and week >= 1")
    last = booked[booked.week > YEARS - 26].sum(numeric_only=True)
    return pd.Series({name: last[name] / last.customers for name in FIGURES} | {"losses": booked.losses.sum()})


base = {seed: ends_with("baseline", seed) for seed in SEEDS}
gained = {name: [ends_with(better(sides), seed) - base[seed] for seed in SEEDS] for name, sides in SIDES.items()}
figure, panels = plt.subplots(1, 5, figsize=(10, 1.9), sharey=True)
for axes, (counter, title) in zip(panels, (FIGURES | {"losses": "customers lost"}).items(), strict=True):
    for row, differences in enumerate(gained.values()):
        each = estimate(np.array([one[counter] for one in differences]))
        ink = POSITIVE if each.is_significant else NEUTRAL
        axes.plot([each.low, each.high], [row, row], color=ink, linewidth=3)
        axes.plot(each.mean, row, "o", color=ink)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set(yticks=range(2), yticklabels=SIDES, ylim=(1.5, -0.5))
    axes.set_title(title, fontsize=9)
    axes.locator_params(axis="x", nbins=3)
    axes.grid(axis="y", visible=False)

# %% [markdown]
# Grey intervals contain zero.
#
# **Think.** Suppose the two improvements cost the same. Which would a brand choose that is judged by satisfaction, and
# which one that wants to be missed if it disappeared?
#
# ## Exercises
#
# 1. *Half of it.* In part 1, in which week has satisfaction lost half of its highest gain? What about experience?
# 2. *Satisfied is not delighted.* What share of the brand's customers is satisfied above .7, and what share of those
#    would the model call delighted?
# 3. *Habit without liking.* How many customers have a habit above the median and an attachment below it? What are they
#    called in the [glossary](../docs/GLOSSARY.md)?

# %% [markdown]
# ### Answers

# %%
gain = risen.satisfaction
after = gain.loc[gain.idxmax() :]
half = after[after <= gain.max() / 2]
kept = f"half of it is left in week {half.index[0]}" if len(half) else f"more than half of it is left in week {WEEKS}"
print(f"1. Satisfaction gains most, {gain.max():+.3f}, in week {gain.idxmax()}; {kept}.")
best = risen["lived experience"]
print(f"   Experience gains most, {best.max():+.3f}, in week {best.idxmax()}: the end of the picture is {WEEKS}.")
content = own[own.satisfaction > 0.7]
is_delighted = model.rule("is_delighted")
happy = [is_delighted(each.satisfaction, each.experience - usual_experience, p) for each in content.itertuples()]
print(f"2. {100 * len(content) / len(own):.0f} % are satisfied; of them {100 * np.mean(happy):.0f} % are delighted.")
cool = (own.habit > own.habit.median()) & (own.attachment < own.attachment.median())
print(f"3. {int(cool.sum())} of {len(own)} customers: they come near to spurious loyalty (Dick & Basu 1994).")
