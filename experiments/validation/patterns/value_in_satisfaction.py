"""What one pays for what one gets is part of satisfaction (Fornell et al. 1996; Bolton & Lemon 1999).

Basis: everybody who is a customer of the focus brand at the end of the burn-in and still is 26 weeks later, without
interruption, both in a world in which its price changes in week 1 and in the same world where it does not. In shops
these are people who have ordered since week 1 in both worlds. The effect is the mean difference of their
satisfaction in standard deviations of the satisfaction of those customers. Prices are .9 and 1.1 times the list price;
dearer never means happier when neither step up raises satisfaction.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    Check,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    mean_and_error,
)
from experiments.validation.patterns.contrasts import priced, stepped, twin_of
from experiments.validation.patterns.price_elasticity import CHEAPER, DEARER
from experiments.validation.patterns.shopping import focus_of
from sim.simulation import Simulation

WEEKS = 26
LOWEST, HIGHEST = -0.5, -0.1


def difference_followed(simulation: Simulation) -> Watching:
    """Return how much more satisfied the customers of the focus brand are than in the same world at the list price."""
    twin = twin_of(simulation)
    worlds = (simulation, twin)
    stayed = simulation.world.customers["brand"] == focus_of(simulation)
    for _ in range(WEEKS):
        yield
        stepped(twin)
        for each in worlds:
            stayed &= each.world.seen["left"] == 0
    if simulation.market.category.kind == "repeat_purchase":
        for each in worlds:
            stayed &= each.world.customers["quiet_weeks"] < WEEKS
    here, there = (each.world.customers["satisfaction"][stayed].astype(float) for each in worlds)
    return {"effect": standardised(here, there)}


def standardised(here: np.ndarray, there: np.ndarray) -> float:
    """Return the mean difference of the same people in two worlds, in standard deviations of the second."""
    return float(np.mean(here - there) / np.std(there)) if len(there) > 1 else np.nan


def judged(samples: Samples) -> Result:
    """Compare the effect with its range, and check the sign of every step."""
    down, up = samples["cheaper"]["effect"], samples["dearer"]["effect"]
    effect, error = mean_and_error(up)
    cheaper, cheaper_error = mean_and_error(down)
    steps = [mean_and_error(-down), (effect, error)]
    happier = max(steps, key=lambda step: step[0])
    return Result(
        checks=(
            Check("satisfaction after +10 %, standard deviations", effect, error, "below 0", LOWEST, HIGHEST),
            Check("largest rise of satisfaction with a step up of the price", *happier, "none", high=0.0),
        ),
        figure=Figure(
            "price, in list prices",
            "satisfaction after 26 weeks, standard deviations",
            (CHEAPER, 1.0, DEARER),
            (Series("simulated", (cheaper, 0.0, effect), (cheaper_error, 0.0, error)),),
        ),
        sentence=f"Of the same customers, satisfaction moves by {effect:+.2f} standard deviations 26 weeks after "
        f"10 % more, and by {cheaper:+.2f} after 10 % less.",
    )


PATTERN = Pattern(
    id="value-in-satisfaction",
    kind="C",
    claim="What one pays for what one gets is part of satisfaction.",
    source="Fornell et al. 1996, Journal of Marketing 60(4):7-18; Bolton & Lemon 1999, Journal of Marketing Research "
    "36(2):171-186",
    category="any",
    design="The focus brand at .9 and 1.1 times its list price from week 1. Customers who are with it from the burn-in "
    "to week 26 in both of two worlds are compared with themselves.",
    watches={
        "cheaper": Watch(priced(CHEAPER), difference_followed),
        "dearer": Watch(priced(DEARER), difference_followed),
    },
    judge=judged,
)
