# %% [markdown]
# # Promised, expected, delivered, perceived
#
# A brand promises one thing, people expect another, they get a third, and remember a fourth. Most quarrels about
# quality mix them up. We measure all four in the same market, and see which gap is whose work.
#
# Each part has the **concept**, its place in **the model**, something to **look** at, and a question to **think**
# about. Exercises with answers are at the end. Linked terms are explained in the [glossary](../docs/GLOSSARY.md).

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.measures.paired import estimate
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE, inks
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.state.indicators import indicator, value
from sim.state.tables import STAGES

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. Four qualities at four stages
#
# **Concept.** Quality has a sender and a receiver (Parasuraman, Zeithaml & Berry 1985). The *promise* is what a brand
# says, the *expectation* what people have come to count on, the *delivery* what happens, the *perception* what they
# believe happened.
#
# **The model** writes down all four at each encounter ([touchpoint](../docs/GLOSSARY.md)), in four stages of the
# cycle: buying, receiving, using, and help. Only a simulation can show them side by side: a company knows its
# promise, and asks for perception.
#
# **Look.** A year of four mobile operators; a line for each of them.

# %%
STEPS = ("promised", "expected", "delivered", "perceived")
model = LoyaltyModel("telecom", customers=2_000, seed=1).run(52)


def chains(model):
    """Return the mean quality of a year by brand, stage and step of the chain."""
    year = model.booked.query("week >= 1").groupby("brand").sum(numeric_only=True).loc[list(model.brands)]
    names = {(stage, step): f"{step}_{stage}_quality" for stage in STAGES for step in STEPS}
    return pd.DataFrame({key: value(indicator(name), year) for key, name in names.items()}, index=year.index)


chain = chains(model)
brand_ink = dict(zip(model.brands, inks(len(model.brands) + 1)[1:], strict=True))

figure, panels = plt.subplots(1, 4, figsize=(9.5, 3.2), sharey=True)
for axes, stage in zip(panels, STAGES, strict=True):
    for brand, ink in brand_ink.items():
        axes.plot(STEPS, chain.loc[brand, stage], color=ink.colour, marker=ink.marker, markersize=4, label=brand)
    axes.set_title(stage)
    axes.tick_params(axis="x", rotation=60)
panels[0].set_ylabel("quality (0.5: just acceptable)")
panels[-1].legend(loc="center left", bbox_to_anchor=(1, 0.5));

# %% [markdown]
# **Think.** Where the line falls from *promised* to *delivered*, a promise is broken. Where it moves between
# *delivered* and *perceived*, nothing was done to the service at all. At which stage would you look first?
#
# ## 2. Three gaps, three owners
#
# **Concept.** *Promised less delivered* belongs to those who promise and those who deliver. *Delivered less
# perceived* belongs to communication: service that is better than people believe. *Perceived less expected* is what
# people feel.
#
# **Look.** The gaps of the focus brand. A bar to the right is good for the customer in the first and third row; in
# the second it means that people see more than there is.

# %%
brand = model.market.focus
gaps = pd.DataFrame(
    {
        "delivered less promised": chain.loc[brand].xs("delivered", level=1) - chain.loc[brand].xs("promised", level=1),
        "perceived less delivered": chain.loc[brand].xs("perceived", level=1)
        - chain.loc[brand].xs("delivered", level=1),
        "perceived less expected": chain.loc[brand].xs("perceived", level=1) - chain.loc[brand].xs("expected", level=1),
    }
).loc[list(STAGES)]

figure, panels = plt.subplots(1, 3, figsize=(9.5, 2.2), sharex=True, sharey=True)
for axes, (name, gap) in zip(panels, gaps.items(), strict=True):
    axes.barh(gap.index, gap, color=np.where(gap >= 0, POSITIVE, NEGATIVE), height=0.6)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_title(name)
    axes.grid(axis="y", visible=False)
panels[0].invert_yaxis()
worst = gaps["perceived less expected"].idxmin()
print(f"{brand}: people are furthest below what they expect at the stage '{worst}'.")

# %% [markdown]
# **Think.** A survey asks for the third gap only. Which of the first two causes it, and who in the company would be
# sent for?
#
# ## 3. The same service, seen by different people
#
# **Concept.** Perception is not a measurement. A good [image](../docs/GLOSSARY.md) lends a halo, and a gap within the
# zone of tolerance is felt smaller than it is, one outside larger (assimilation and contrast).
#
# **The model**: [perception.py](../sim/rules/perception.py). We call the rule with a service of 0.6 and change what
# people expect and what they think of the brand.

# %%
perceived, p = model.rule("perceived_quality"), model.market.behaviour.perception
expected = np.linspace(0.2, 0.95, 120)
DELIVERED, EXPERTISE, NO_BIAS, NO_NOISE = 0.6, 0.5, 0.0, 0.0

figure, axes = plt.subplots(figsize=(6.2, 3.2))
for image, colour, label in ((0.5, POSITIVE, "good image"), (0.0, NEUTRAL, "no image"), (-0.5, NEGATIVE, "bad image")):
    seen = [perceived(DELIVERED, each, image, NO_BIAS, EXPERTISE, NO_NOISE, p) for each in expected]
    axes.plot(expected, seen, color=colour)
    axes.annotate(label, (expected[-1], seen[-1]), xytext=(5, -3), textcoords="offset points", color=colour)
axes.axhline(DELIVERED, color="black", linewidth=0.8, linestyle=":")
axes.set(
    xlim=(0.2, 1.12), xlabel="expected quality", ylabel="perceived quality", title="A service of 0.6, as it is seen"
);

# %% [markdown]
# Within the zone of tolerance the line rises: people see what they expected. Outside it falls: the more was expected,
# the worse the same service looks.
#
# **Think.** Where would it help to promise less, and where would nobody notice?
#
# ## 4. Promising more
#
# **Concept.** A stronger promise wins customers who then expect more, and are disappointed by the same service. First
# come gains, then losses: the order matters, not only the sum.
#
# **Look.** The same market and the same luck ([common random numbers](../docs/GLOSSARY.md)), with the shipped scenario `overpromise`. The
# lines show the difference to the baseline, with the 95 % interval over a few futures.

# %%
SEEDS = range(1, 7)


def figures(scenario, seed):
    """Return gains and losses of the focus brand in each quarter of two years, added up from the beginning."""
    booked = LoyaltyModel(model.market, scenario=scenario, customers=1_000, seed=seed, diaries=0).run(104).booked
    weeks = booked[booked.brand == brand].groupby("week")[["gains", "losses"]].sum().loc[1:]
    return weeks.groupby((weeks.index - 1) // 13).sum().cumsum()


differences = [figures("overpromise", seed) - figures("baseline", seed) for seed in SEEDS]

figure, axes = plt.subplots(figsize=(7, 3.2))
quarters = np.arange(1, 9)
for what, colour in (("gains", POSITIVE), ("losses", NEGATIVE)):
    known = [estimate(np.array([each[what].iloc[quarter] for each in differences])) for quarter in range(8)]
    axes.fill_between(quarters, [each.low for each in known], [each.high for each in known], color=colour, alpha=0.18)
    axes.plot(quarters, [each.mean for each in known], color=colour, marker="o", markersize=4, label=f"more {what}")
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xlabel="quarter", ylabel="customers, since the start", title="A stronger promise, against the baseline")
axes.legend(loc="upper left");

# %% [markdown]
# **Think.** In which quarter would a dashboard of new customers praise the campaign? When would the losses be
# noticed, and would anybody connect them with it?
#
# ## Exercises
#
# 1. *At which stage does each brand break its promise most?* Use `chain`.
# 2. *Would promising exactly what is delivered help?* Compare `keep-promises` with the baseline, on trust.
# 3. *A promise can also be broken by the service.* Lower the quality of the network of the focus brand by 0.05 and
#    look at which of the three gaps moves.

# %% [markdown]
# ### Answers

# %%
broken = chain.xs("delivered", axis=1, level=1) - chain.xs("promised", axis=1, level=1)
for name, row in broken.iterrows():
    print(f"1. {name}: {row.idxmin()} ({row.min():+.2f})")

# %%
honest = [
    LoyaltyModel("telecom", scenario=each, customers=2_000, seed=1).run(52) for each in ("baseline", "keep-promises")
]
trust = [float(each.customers.query("brand == @brand").trust.mean()) for each in honest]
print(f"2. Trust after a year: {trust[0]:.3f} in the baseline, {trust[1]:.3f} with promises that are kept.")

# %%
path = f"touchpoints.network_use.quality.{brand}.*"
weaker = Scenario(name="weaker", brand=brand, levers=(Lever(path=path, add=-0.05, from_week=1),))
using = chains(LoyaltyModel("telecom", scenario=weaker, customers=2_000, seed=1).run(52)).loc[brand, "using"]
change = using - chain.loc[brand, "using"]
print("3. " + ", ".join(f"{step} {change[step]:+.3f}" for step in STEPS))

# %% [markdown]
# The promise stays, since words cost nothing to leave as they are. Delivery falls by what the lever takes, weighted
# by how often the touchpoint is met. Perception follows with a halo, and expectation follows perception slowly:
# people get used to it, which is not the same as being content.
