"""The heaviest fifth of a brand's buyers make some 60 % of its sales, not 80 % (Sharp & Romaniuk 2007).

Basis: the year after the burn-in of :mod:`experiments.validation.patterns.shopping`; everybody who orders from a shop
at least once in that year is its buyer, and buyers are ranked by their orders from it. Mean over the shops of the
market.
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
from experiments.validation.patterns.shopping import BURN_IN, SHOPS, orders_placed
from sim.simulation import Simulation

YEAR = 52
HEAVIEST = 0.2


def year_ranked(simulation: Simulation) -> Watching:
    """Return the share of orders made by the heaviest fifth of the buyers of each shop, (B,)."""
    brands = len(simulation.market.brands)
    for _ in range(BURN_IN):
        yield
    orders = np.zeros((brands, len(simulation.world.customers)), int)
    for _ in range(YEAR):
        yield
        orders += orders_placed(simulation) == np.arange(brands)[:, None]
    return {"share": np.array([share_of_heaviest(each[each > 0]) for each in orders])}


def share_of_heaviest(orders: np.ndarray, heaviest: float = HEAVIEST) -> float:
    """Return the share of all orders made by the heaviest part of the buyers, NaN without buyers.

    Parameters
    ----------
    orders : (buyers,) of each, at least 1.
    heaviest : part of the buyers, 0 to 1; a buyer on its edge counts in part.
    """
    if not orders.size:
        return np.nan
    reached = np.concatenate([[0.0], np.cumsum(np.sort(orders)[::-1])])
    return float(np.interp(heaviest * orders.size, np.arange(reached.size), reached) / reached[-1])


def judged(samples: Samples) -> Result:
    """Compare the share of the heaviest buyers with the published one."""
    shares = 100 * samples["year"]["share"]
    by_shop, by_shop_error = mean_and_error(shares)
    mean, error = mean_and_error(shares.mean(axis=1))
    order = np.argsort(by_shop, kind="stable")
    ranks = tuple(f"shop {position}" for position in range(1, len(order) + 1))
    return Result(
        checks=(Check("orders made by the heaviest 20 % of buyers, %", mean, error, "about 60", 45, 65),),
        figure=Figure(
            "shops, in the order of concentration",
            "% of orders made by the heaviest 20 % of buyers",
            ranks,
            (
                Series("Sharp & Romaniuk 2007", (60.0,) * len(ranks), is_published=True),
                Series("simulated", tuple(by_shop[order]), tuple(by_shop_error[order])),
            ),
        ),
        sentence=f"The heaviest 20 % of a shop's buyers make {mean:.0f} % of its orders, {by_shop.min():.0f} to "
        f"{by_shop.max():.0f} % from shop to shop.",
    )


PATTERN = Pattern(
    id="pareto-share",
    kind="V",
    claim="The heaviest 20 % of a brand's buyers make about 60 % of its purchases, not 80 %.",
    source="Sharp & Romaniuk 2007, Ehrenberg-Bass Institute, There is a Pareto law - but not as you know it",
    category="repeat_purchase",
    design="The baseline. All orders of the year after the burn-in, for each shop.",
    watches={"year": Watch(SHOPS, year_ranked)},
    judge=judged,
)
