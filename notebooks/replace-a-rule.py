# %% [markdown]
# # Replace a rule with your own theory
#
# A theory of customer experience is usually a sentence. Here it becomes a function of five numbers, takes the place
# of one rule, and everything else stays. Then the theories can be told apart.

# %%
import inspect

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.paired import estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from sim.foundations.compiled import plain, rules
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.model import LoyaltyModel

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. The rule that is there
#
# Rules live in [sim/rules](../sim/rules), each with its source. A model gives one by its name; this is its code.

# %%
print(inspect.getsource(plain(rules()["impression"])))


# %% [markdown]
# ## 2. A rival theory
#
# *Impressions do not know losses.* "What counts is the quality that is perceived, nothing else; expectations are an
# invention of market research." Written down, with the same arguments, and the same range:

# %%
def nothing_but_quality(perceived, expected, trace, effort, p):
    """Return the impression of somebody who compares with nothing: -1 at quality 0, 1 at quality 1, less the effort."""
    return max(-1.0, min(1.0, 2.0 * perceived - 1.0 - p.effort_weight * effort))


def comparing_evenly(perceived, expected, trace, effort, p):
    """Return the impression of somebody for whom losses weigh no more than gains, and trouble leaves no trace."""
    return max(-1.0, min(1.0, p.steepness * (perceived - expected) - p.effort_weight * effort))


THEORIES = {"as shipped": None, "nothing but quality": nothing_but_quality, "even comparison": comparing_evenly}
model = LoyaltyModel("telecom", customers=50, diaries=0)
p = model.market.behaviour.impressions
shipped = model.rule("impression")

# %% [markdown]
# **Look.** Before simulating anything: where do the theories disagree? The impression of a service of 0.65, by what
# was expected.

# %%
expected = np.linspace(0.3, 1.0, 141)
figure, axes = plt.subplots(figsize=(6.8, 3))
for (name, theory), colour in zip(THEORIES.items(), (NEUTRAL, POSITIVE, NEGATIVE), strict=True):
    felt = [(theory or shipped)(0.65, each, 0.0, 0.0, p) for each in expected]
    axes.plot(expected, felt, color=colour)
    axes.annotate(name, (expected[-1], felt[-1]), xytext=(5, -3), textcoords="offset points", color=colour)
axes.axhline(0, color="black", linewidth=0.8)
axes.set(
    xlim=(0.3, 1.25), xlabel="expected quality", ylabel="impression", title="A service of 0.65, in three theories"
);

# %% [markdown]
# **Think.** Find a situation in which two theories say the same. Data from there cannot decide between them.
#
# ## 3. The same people under each theory
#
# `LoyaltyModel(rules=...)` lets a rule be replaced in everything that calls it. With `engine="python"` the phases run
# as plain Python, so that a theory can be tried without compiling: slow, and enough for fifty people. (Without it the
# model is compiled with the new rule once, in a minute or two, and then runs at full speed.)
#
# **Look.** Satisfaction after half a year under the rival theories, less that of *the same person* under the shipped
# rule. The random numbers are the same for all three.

# %%
PEOPLE, WEEKS = 50, 26
document = load_market("telecom").model_dump()
document["category"]["burn_in_weeks"] = 26.0  # shorter than usual, so that a market settles in seconds
market = Market.model_validate(document)


def world_of(theory):
    """Return the market after half a year in which a theory takes the place of the rule."""
    replaced = {"impression": theory} if theory else None
    return LoyaltyModel(market, customers=PEOPLE, seed=1, engine="python", diaries=PEOPLE, rules=replaced).run(WEEKS)


worlds = {name: world_of(theory) for name, theory in THEORIES.items()}
satisfaction = pd.DataFrame({name: world.customers.satisfaction for name, world in worlds.items()})
rivals = [name for name, theory in THEORIES.items() if theory]

figure, axes = plt.subplots(figsize=(7.4, 2))
for row, (name, colour) in enumerate(zip(rivals, (POSITIVE, NEGATIVE), strict=True)):
    change = satisfaction[name] - satisfaction["as shipped"]
    mean = estimate(change.to_numpy())
    axes.plot(change, np.full(PEOPLE, row), "|", color=NEUTRAL, alpha=0.5)
    axes.plot([mean.low, mean.high], [row + 0.25] * 2, color=colour, linewidth=3)
    axes.plot(mean.mean, row + 0.25, "o", color=colour)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(yticks=range(2), yticklabels=rivals, ylim=(1.6, -0.4), xlabel="satisfaction, against the shipped rule")
axes.set_title("A mark for each person; the mean with its 95 % interval")
axes.grid(axis="y", visible=False);


# %% [markdown]
# A mean that differs says little: each theory has a level of its own, which a fit to facts would move. What a fit
# cannot move away is the *pattern*.
#
# **Think.** Which pattern would one theory show and the other never, whatever its numbers?
#
# ## 4. What would tell them apart
#
# **Concept.** If expectation counts, two people who saw the same quality felt differently when they had expected
# differently. If it does not, what was expected says nothing more once quality is known. That can be asked of data:
# how much does the felt impression hang on expectation, *given* what was perceived?
#
# **Look.** The encounters in the diaries of each world, as a researcher would have them: perceived, expected, felt.

# %%
def weights(world):
    """Return the slopes of the impression on perceived and on expected quality, from all encounters in the diaries."""
    events = pd.concat([world.diary(number).events for number in range(1, PEOPLE + 1)])
    met = events[(events.event == "encounter") & (events.week >= 1)]
    given = np.column_stack([np.ones(len(met)), met.perceived, met.expected])
    return np.linalg.lstsq(given, met.impression.to_numpy(dtype=float), rcond=None)[0][1:]


found = pd.DataFrame({name: weights(world) for name, world in worlds.items()}, index=["perceived", "expected"])

figure, axes = plt.subplots(figsize=(7, 2.4))
for place, (name, colour) in enumerate(zip(found, (NEUTRAL, POSITIVE, NEGATIVE), strict=True)):
    axes.barh(np.arange(2) + 0.25 * (place - 1), found[name], height=0.22, color=colour, label=name)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(
    yticks=range(2), yticklabels=found.index, xlabel="slope of the impression", title="What the impression hangs on"
)
axes.invert_yaxis()
axes.grid(axis="y", visible=False)
axes.legend(loc="center left", bbox_to_anchor=(1, 0.5));


# %% [markdown]
# **Think.** A theory for which expectation weighs nothing can be refuted by a survey that asks for both. Which survey
# would you write, and what would make its answer worthless?
#
# ## 5. Towards a paper
#
# - A theory of your own is a function with a docstring: form, range, source. Give it to `LoyaltyModel(rules=...)`, or
#   to a [claim](../docs/CLAIMS.md), which is an experiment with a verdict.
# - Fit each theory before comparing them ([calibration](../docs/CALIBRATION.md)), and compare on what was held out,
#   or on [published patterns](../docs/VALIDATION.md): a theory with more free numbers fits better anyway.
# - A new *state* needs more than a rule: [a state of your own](../docs/EXTENDING.md).
#
# ## Exercises
#
# 1. *A theory of memory.* Replace `faded`, so that nothing is ever forgotten. Which states move most within a month?
# 2. *Wrong arguments.* What happens when a replacement takes other arguments than the rule?
# 3. *The same theory twice.* Replace a rule by a copy of itself. What has to be true of the results?

# %% [markdown]
# ### Answers

# %%
def world_with(faded=None):
    """Return thirty people after a month, with another rule of forgetting or the shipped one."""
    rules = {"faded": faded} if faded else None
    return LoyaltyModel(market, customers=30, seed=1, engine="python", diaries=0, rules=rules).run(4)


def never(level, kept):
    """Return a memory that never fades."""
    return level


usual, elephants = world_with().customers, world_with(never).customers
for name in ("mood", "satisfaction", "trust", "attachment"):
    print(f"1. {name}: moved by {(elephants[name] - usual[name]).abs().mean():.3f} on average")

# %%
try:
    world_with(lambda level: level)
except Exception as error:
    print(f"2. {type(error).__name__}: {error}")


# %%
def again(level, kept):
    """Return what the shipped rule returns."""
    return level * kept


assert world_with(again).customers.equals(usual)
print("3. Every bit of every state of every person is the same.")
