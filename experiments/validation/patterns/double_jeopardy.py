"""Small brands suffer twice: many fewer buyers, who buy them slightly less often (Goodhardt et al. 1984).

Basis: one quarter (13 weeks) after the burn-in of :mod:`experiments.validation.patterns.shopping`, all shops of the
market, which are equal in quality and unequal in visibility. The category is what these shops sell; needs that are
served elsewhere are no purchases of it. Penetration is the share of all people who order at least once, the rate is
orders per buyer.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.dirichlet import Dirichlet, fitted
from experiments.validation.patterns.shopping import BURN_IN, SHOPS, orders_placed
from sim.simulation import Simulation

QUARTER = 13
TOOTHPASTE = Dirichlet(purchases=1.46, shape=0.78, switching=1.3)
"""The published model of toothpaste in the United Kingdom, first quarter of 1973."""


def quarter_counted(simulation: Simulation) -> Watching:
    """Return people, buyers and orders of the category (first) and of each shop, (B + 1, 3)."""
    brands = len(simulation.market.brands)
    for _ in range(BURN_IN):
        yield
    orders = np.zeros((brands + 1, len(simulation.world.customers)), int)
    for _ in range(QUARTER):
        yield
        placed = orders_placed(simulation)
        orders[0] += placed >= 0
        orders[1:] += placed == np.arange(brands)[:, None]
    people = np.full(brands + 1, orders.shape[1])
    return {"counts": np.stack([people, (orders > 0).sum(axis=1), orders.sum(axis=1)], axis=1)}


def penetrations(counts: np.ndarray) -> np.ndarray:
    """Return the share of people who bought the category and each brand, (B + 1,), from counts (B + 1, 3)."""
    return counts[:, 1] / counts[:, 0]


def rates(counts: np.ndarray) -> np.ndarray:
    """Return the orders of a buyer of the category and of each brand, (B + 1,)."""
    return counts[:, 2] / counts[:, 1]


def model_of(counts: np.ndarray) -> Dirichlet:
    """Return the Dirichlet model fitted to a quarter."""
    return fitted(counts[0, 2] / counts[0, 0], penetrations(counts)[0], shares_of(counts), penetrations(counts)[1:])


def shares_of(counts: np.ndarray) -> np.ndarray:
    """Return the share of each brand in all orders, (B,)."""
    return counts[1:, 2] / counts[0, 2]


def model_rates(counts: np.ndarray) -> np.ndarray:
    """Return the rate of each brand, (B,), in the Dirichlet model fitted to the quarter."""
    model = model_of(counts)
    return np.array([model.rate(share) for share in shares_of(counts)])


def correlation(counts: np.ndarray) -> float:
    """Return the correlation of penetration and rate over brands."""
    return float(np.corrcoef(penetrations(counts)[1:], rates(counts)[1:])[0, 1])


def spread(values: np.ndarray) -> float:
    """Return the largest of some values / the smallest."""
    return float(values.max() / values.min())


def relative(values: np.ndarray) -> np.ndarray:
    """Return values / the first of them."""
    return values / values[0]


def judged(samples: Samples) -> Result:
    """Compare penetrations and rates with each other, and with the Dirichlet model."""
    counts = samples["quarter"]["counts"]
    total = counts.sum(axis=0)
    order = np.argsort(shares_of(total), kind="stable")
    shares, each_rate = shares_of(total)[order], rates(total)[1:][order]
    found, errors = jackknife(lambda c: relative(rates(c)[1:][order]), counts)
    toothpaste = np.array([TOOTHPASTE.rate(share) for share in shares])
    return Result(
        checks=(
            Check("correlation of penetration and rate", *jackknife(correlation, counts), "above 0", low=0.0),
            Check(
                "penetration, largest shop / smallest",
                *jackknife(lambda c: spread(penetrations(c)[1:]), counts),
                "10 (.20 / .02)",
                low=5.0,
            ),
            Check(
                "rate, largest / smallest",
                *jackknife(lambda c: spread(rates(c)[1:]), counts),
                "1.13 (1.82 / 1.61)",
                high=1.4,
            ),
            Check(
                "rates against the Dirichlet model, mean absolute error in %",
                *jackknife(lambda c: 100 * np.mean(np.abs(rates(c)[1:] / model_rates(c) - 1)), counts),
                "0",
                high=15.0,
            ),
        ),
        figure=Figure(
            "share of all orders",
            "orders of a buyer, smallest shop = 1",
            tuple(shares),
            (
                Series("toothpaste, UK 1973", tuple(relative(toothpaste)), is_published=True),
                Series("simulated", tuple(found), tuple(errors)),
                Series("Dirichlet fitted to the run", tuple(relative(model_rates(total)[order]))),
            ),
        ),
        sentence=f"The largest shop has {spread(penetrations(total)[1:]):.1f} times the buyers of the smallest, "
        f"who order {each_rate[-1]:.2f} times in a quarter against {each_rate[0]:.2f}.",
    )


PATTERN = Pattern(
    id="double-jeopardy",
    kind="C",
    claim="Small brands have many fewer buyers, who buy slightly less often: from the largest to the smallest brand "
    "penetration falls from .20 to .02, the rate from 1.82 to 1.61.",
    source="Goodhardt, Ehrenberg & Chatfield 1984, Journal of the Royal Statistical Society A 147(5):621-655",
    category="repeat_purchase",
    design="The baseline: shops of equal quality and unequal visibility. All orders of one quarter after the burn-in.",
    watches={"quarter": Watch(SHOPS, quarter_counted)},
    judge=judged,
)
