# %% [markdown]
# # Your own market from facts
#
# Nobody knows the hazard of reconsidering a provider. Everybody knows their churn. A fit moves the numbers that
# cannot be known until the market shows the figures that are, and says of each fact whether it is met.

# %%
import tempfile
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from experiments.experiment.lab import Lab
from experiments.fitting import words
from experiments.fitting.experiment import FitExperiment
from experiments.fitting.request import FitRequest
from experiments.pages.palette import NEGATIVE, POSITIVE
from sim.market.loading import load_market
from sim.model import LoyaltyModel
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario

plt.style.use("cxsim.mplstyle");

# %% [markdown]
# ## 1. What a company knows
#
# **Concept.** Facts are of four kinds: how many (shares), how they move (churn), what they say (NPS, complaints), how
# long they wait. Each has a tolerance: how far off the market may be and still be right.
#
# **The file** is a table, one figure a line ([all figures](../docs/FITTING.md)). Ours is about the focus brand of
# `telecom`; the values are invented, and chosen away from what the shipped market is fitted to.

# %%
FACTS = """what,brand,value,unit,tolerance,source
share,acme,30,% of customers,0.5,regulator
churn,acme,24,% a year,1.5,data warehouse
nps,acme,-10,points,3,survey of May
"""
folder = Path(tempfile.mkdtemp())
(folder / "facts.csv").write_text(FACTS, encoding="utf-8")
print(FACTS)

# %% [markdown]
# ## 2. What the market shows
#
# **Look.** The shipped market as it is, beside the facts: `--check` on the command line. Nothing is moved yet.

# %%
SIZE = {"market": "telecom", "facts": str(folder / "facts.csv"), "customers": 1_000, "seeds": 2, "checks": 4}
experiment = FitExperiment()


def verdicts(**more):
    """Return what the fit or the check says of each fact that is given."""
    request = FitRequest(**SIZE, **more)
    fitting = experiment.run(replace(experiment.plan(request), request=request), Lab()).fitting
    return fitting, [each for each in fitting.verdicts if not each.fact.is_implied]


_, before = verdicts(check=True)
pd.DataFrame(
    {
        "fact": [each.fact.title for each in before],
        "yours": [each.fact.value for each in before],
        "the model's": [round(each.shown, 1) for each in before],
        "verdict": [each.state for each in before],
    }
)

# %% [markdown]
# **Think.** Which of these figures would you trust least: the fact, or what the model shows? The table of facts has a
# column for that.
#
# ## 3. The fit
#
# **Concept.** Each kind of fact has handles: numbers that a company does not know and that move this fact most. The
# search moves all of them together, on a few seeds; what counts is the check, with seeds that it has not seen.
#
# **Look.** A search of a few steps, which takes some seconds; `cxsim fit` takes more steps, people and seeds. A dot
# is the market before, an arrow leads to the market after, in tolerances: between the lines the fact is met.

# %%
fitting, after = verdicts(steps=4)

figure, axes = plt.subplots(figsize=(7.2, 2.2))
for row, each in enumerate(after):
    start = (each.before - each.fact.value) / each.fact.tolerance
    axes.annotate("", (each.off, row), (start, row), arrowprops={"arrowstyle": "->", "color": POSITIVE, "linewidth": 2})
    axes.plot(start, row, "o", color=NEGATIVE)
axes.axvspan(-1, 1, color=POSITIVE, alpha=0.12)
axes.axvline(0, color="black", linewidth=0.8)
axes.set(yticks=range(len(after)), yticklabels=[each.fact.title for each in after], ylim=(len(after) - 0.5, -0.5))
axes.set(xlabel="away from the fact, in tolerances", title="Before and after")
axes.grid(axis="y", visible=False)
print(words.headline(fitting, "This market"))

# %% [markdown]
# It never says that a market fits while a fact is missed: with so few people and steps some may be. And then it says
# why.

# %%
for each in after:
    print(f"{each.fact.title}: {each.state}" + (f" ({words.reason(each.reason)})" if each.reason else ""))

# %% [markdown]
# ## 4. What was moved
#
# **Look.** The numbers that were moved, against the shipped ones. Each is one that nobody in the company could have
# measured.

# %%
market = load_market("telecom")
document = market.model_dump()


def at(path):
    """Return the shipped number at a path."""
    place = document
    for part in path.split("."):
        place = place[part]
    return place


moved = pd.DataFrame(
    [{"number": path, "shipped": at(path), "fitted": number} for path, number in fitting.numbers.items()]
)
moved[~np.isclose(moved.shipped.astype(float), moved.fitted)].set_index("number").round(4).head(12)

# %% [markdown]
# **Think.** Two different sets of numbers can show the same facts. Which decisions would not care, and which would?
# That is what [worlds](../docs/WORLDS.md) are for.
#
# ## 5. From here to a decision
#
# The same as commands, with a folder of your own:
#
# ```
# cxsim new energy --market telecom
# cxsim fit energy --facts energy/facts.csv --out energy/fitted
# cxsim worlds energy/fitted --facts energy/facts.csv
# cxsim compare energy/fitted fix-root-causes --worlds 20
# ```
#
# A fact that you keep back tests the rest: fit without it, and look whether the market shows it. If you have a table
# of customers, [it can take the place of the segments](../docs/CRM.md).
#
# ## Exercises
#
# 1. *Which fact moves most?* Raise the hazard of reconsidering by a fifth and look at churn, share and NPS.
# 2. *A fact that contradicts another.* What happens when the shares of all brands add up to 120 %?
# 3. *A fact too many.* Your survey gives NPS of respondents, and respondents are not everybody. What would you write
#    into the file?

# %% [markdown]
# ### Answers

# %%
hasty = Scenario(name="hasty", levers=(Lever(path="behaviour.loyalty.hazard", multiply=1.2, from_week=1),))
for name, scenario in (("shipped", "baseline"), ("hazard + 20 %", hasty)):
    last = (
        LoyaltyModel("telecom", scenario=scenario, customers=3_000, seed=1, diaries=0).run(52).booked.query("week >= 1")
    )
    own = last[last.brand == market.focus].sum(numeric_only=True)
    end = last[last.week == 52]
    share = (
        100 * end[end.brand == market.focus].customers.sum() / end[end.brand.isin(list(market.brands))].customers.sum()
    )
    nps = 100 * (own.promoters - own.detractors) / own.customers
    print(f"1. {name}: churn {5200 * own.losses / own.customers:.1f} % a year, share {share:.1f} %, NPS {nps:.1f}")

# %%
(folder / "wrong.csv").write_text(
    "what,brand,value\n" + "".join(f"share,{brand},30\n" for brand in market.brands), encoding="utf-8"
)
try:
    experiment.plan(FitRequest(**(SIZE | {"facts": str(folder / "wrong.csv")})))
except Exception as error:
    print("2.", str(error).replace(str(folder), "."))

# %% [markdown]
# 3. `basis: respondents`. The figure is still compared with everybody, and its default tolerance is doubled, since
#    those who answer are not those who do not.
