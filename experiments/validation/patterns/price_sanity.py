"""Brands are not blind to their own price: the best price is near the one they ask (Lerner 1934).

Basis: every brand that has customers at the start in turn asks .5, .75, 1, 1.25, 1.5, 2 and 3 times its list price from
week 1 for five years; unit costs and rivals stay as they are. Its net present value is the margin after all its costs,
discounted to week 0 at the rate of the market. The best price is the one of the seven with the largest net present
value, mean over seeds. *Outside* are the steps away from the middle: from .75 down to .5, and from 1.25 up to 1.5, 2
and 3; each must lose, and the smallest loss counts, in per cent of the size of the net present value at the list price.
"""

from __future__ import annotations

import numpy as np

from experiments.measures.metrics import discounts
from experiments.validation.pattern import (
    ABOVE_ZERO,
    Check,
    Design,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    jackknife,
)
from experiments.validation.patterns.contrasts import incumbents, lever, stepped, twin_of
from experiments.validation.patterns.subscribers import WEEKS_A_YEAR
from sim.simulation import Simulation
from sim.state.counters import BRAND_ONLY, COUNTERS
from sim.state.indicators import indicator, value

FACTORS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
LIST = FACTORS.index(1.0)
LOWEST, HIGHEST = 0.75, 1.4
DOWN, UP = FACTORS.index(0.75), FACTORS.index(1.25)
"""Where the middle ends on both sides: steps away from there are outside."""
WEEKS = 5 * WEEKS_A_YEAR

TRIALS = Design(customers=5_000, seeds=8)
"""A market that is simulated once for every brand and price."""


def prices_tried(simulation: Simulation) -> Watching:
    """Return the net present value of each brand at each price, (B, 7) EUR, and the names of the brands, (B,)."""
    brands = incumbents(simulation)
    npv = np.empty((len(brands), len(FACTORS)))
    for row, (brand, name) in enumerate(brands.items()):
        for place, factor in enumerate(FACTORS):
            if place != LIST:
                twin = twin_of(simulation, lever(f"brands.{name}.offer.price_eur", multiply=factor))
                for _ in range(WEEKS):
                    stepped(twin)
                npv[row, place] = present_value(twin, brand)
    for _ in range(WEEKS):
        yield
    npv[:, LIST] = [present_value(simulation, brand) for brand in brands]
    return {"npv": npv, "brand": np.array([*brands.values()])}


def present_value(world: Simulation, brand: int) -> float:
    """Return the margin of a brand since week 1 after all its costs, discounted to week 0, EUR."""
    booked = dict(zip(COUNTERS, world.ledger.of_brand(brand).T, strict=True)) | dict.fromkeys(BRAND_ONLY, 0.0)
    margin = value(indicator("margin_eur"), booked)
    weeks = np.arange(1, len(margin) + 1)
    return float(np.sum(margin * discounts(weeks, world.market.category.discount_rate)))


def best_price(npv: np.ndarray) -> float:
    """Return the price with the largest net present value, in list prices."""
    return FACTORS[int(np.argmax(npv))]


def smallest_loss_outside(npv: np.ndarray) -> float:
    """Return the smallest loss by a step outside, % of the value at the list price; below zero for a gain."""
    steps = np.concatenate([npv[1 : DOWN + 1] - npv[:DOWN], npv[UP:-1] - npv[UP + 1 :]])
    return float(100 * steps.min() / abs(npv[LIST]))


def judged(samples: Samples) -> Result:
    """Check for each brand where the best price is, and whether everything farther away loses."""
    npv, names = samples["prices"]["npv"], samples["prices"]["brand"][0]
    curves, errors = jackknife(in_per_cent, npv)
    best = [jackknife(best_price, npv[:, brand]) for brand in range(len(names))]
    losses = [jackknife(smallest_loss_outside, npv[:, brand]) for brand in range(len(names))]
    weakest = int(np.argmin([loss for loss, _ in losses]))
    return Result(
        checks=(
            *(
                Check(f"best price of {name}, list prices", *each, "near 1", LOWEST, HIGHEST)
                for name, each in zip(names, best, strict=True)
            ),
            Check("smallest loss by a step outside, any brand, %", *losses[weakest], "above 0", low=ABOVE_ZERO),
        ),
        figure=Figure(
            "price, in list prices",
            "net present value of five years, % of that at the list price",
            FACTORS,
            tuple(
                Series(str(name), tuple(curve), tuple(error))
                for name, curve, error in zip(names, curves, errors, strict=True)
            ),
        ),
        sentence="The best of the seven prices is "
        + ", ".join(f"{price:g} for {name}" for name, (price, _) in zip(names, best, strict=True))
        + f"; outside, {names[weakest]} loses least by a step.",
    )


def in_per_cent(npv: np.ndarray) -> np.ndarray:
    """Return values (B, 7) in per cent of the size of that at the list price."""
    return 100 * npv / np.abs(npv[:, LIST : LIST + 1])


PATTERN = Pattern(
    id="price-sanity",
    kind="C",
    claim="Firms are not blind to their own price: there is a best price, and those far below or above it lose.",
    source="Lerner 1934, Review of Economic Studies 1(3):157-175, condition of the best price",
    category="any",
    design="Each brand in turn asks .5, .75, 1, 1.25, 1.5, 2 and 3 times its list price from week 1; unit costs are "
    "fixed and rivals do not react. Margin after all costs of five years, discounted.",
    watches={"prices": Watch(TRIALS, prices_tried)},
    judge=judged,
    is_long=True,
)
