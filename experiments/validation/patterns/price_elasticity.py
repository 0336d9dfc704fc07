"""Sales fall by more than two per cent when a brand becomes one per cent dearer (Bijmolt et al. 2005).

Basis: the focus brand at .9 and at 1.1 times its list price from week 1, all else equal (see
:mod:`experiments.validation.patterns.contrasts`). The elasticity is the difference of the logarithms of sales over that
of the logarithms of the price. Sales of a shop are its orders in the second half-year (weeks 27 to 52), from people
who know the price by then. Under contract sales are twofold: new customers, those who join in the same half-year; and
the base, the customers at the end of the third year.
"""

from __future__ import annotations

import math

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
    jackknife,
)
from experiments.validation.patterns.contrasts import of_brand, priced
from experiments.validation.patterns.shopping import focus_of
from experiments.validation.patterns.subscribers import WEEKS_A_YEAR
from sim.simulation import Simulation

CHEAPER, DEARER = 0.9, 1.1
HALF = WEEKS_A_YEAR // 2
YEARS_OF_THE_BASE = 3
AVERAGE = -2.6
WORDS = "-2.6 on average, median -2.2"
SALES = {
    "orders": ("orders of the second half-year", -4.0, -1.5),
    "gains": ("new customers of the second half-year", -4.0, -1.5),
    "base": ("customers after three years", -2.0, -0.5),
}
"""Name of the sales -> in words, and the tolerance of their elasticity."""


def sales_followed(simulation: Simulation) -> Watching:
    """Return the sales of the focus brand: orders in a shop; under contract new customers, and the base."""
    focus = focus_of(simulation)
    is_shop = simulation.market.category.kind == "repeat_purchase"
    flow = "orders" if is_shop else "gains"
    sold = 0.0
    for week in range(1, WEEKS_A_YEAR + 1):
        yield
        sold += of_brand(simulation, flow, focus) if week > HALF else 0.0
    if is_shop:
        return {flow: sold}
    for _ in range((YEARS_OF_THE_BASE - 1) * WEEKS_A_YEAR):
        yield
    return {flow: sold, "base": of_brand(simulation, "customers", focus)}


def elasticity(sales: np.ndarray) -> float:
    """Return the elasticity of sales to the price, from sales (2,) at the lower and at the higher price."""
    if min(sales) <= 0:
        return math.nan
    return math.log(sales[1] / sales[0]) / math.log(DEARER / CHEAPER)


def judged(samples: Samples) -> Result:
    """Compare each elasticity with the published ones."""
    found = {}
    for name, cheap in samples["cheaper"].items():
        found[name] = jackknife(elasticity, np.stack([cheap, samples["dearer"][name]], axis=1))
    values, errors = zip(*found.values(), strict=True)
    return Result(
        checks=tuple(
            Check(f"elasticity of {SALES[name][0]}", *each, WORDS, *SALES[name][1:]) for name, each in found.items()
        ),
        figure=Figure(
            "sales",
            "elasticity to the price",
            tuple(SALES[name][0] for name in found),
            (
                Series("Bijmolt, van Heerde & Pieters 2005, average", (AVERAGE,) * len(found), is_published=True),
                Series("simulated", tuple(map(float, values)), tuple(map(float, errors))),
            ),
        ),
        sentence="One per cent on the price changes "
        + " and ".join(f"{SALES[name][0]} by {value:+.2f} %" for name, (value, _) in found.items())
        + ".",
    )


PATTERN = Pattern(
    id="price-elasticity",
    kind="C",
    claim="The elasticity of a brand's sales to its price is -2.6 on average, median -2.2, in the long run as in the "
    "short run.",
    source="Bijmolt, van Heerde & Pieters 2005, Journal of Marketing Research 42(2):141-156, 1,851 elasticities",
    category="any",
    design="The focus brand at .9 and 1.1 times its list price from week 1, all else equal. A shop: orders of weeks 27 "
    "to 52. Under contract: customers who join in the same weeks, and all customers after three years.",
    watches={"cheaper": Watch(priced(CHEAPER), sales_followed), "dearer": Watch(priced(DEARER), sales_followed)},
    judge=judged,
)
