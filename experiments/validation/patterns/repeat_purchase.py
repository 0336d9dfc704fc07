"""Most new customers of a shop never come back, a few come often (Fader, Hardie & Lee 2005).

Basis: the shop under watch of :mod:`experiments.validation.patterns.shopping`. New customers order there for the first
time since the burn-in began, and were not its customers then. As in the published table, a cohort joins in
twelve weeks and is followed to the end of week 39, so that 27 to 39 weeks are seen of each. A repeat is every further
order from this shop.
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
    jackknife,
    published,
)
from experiments.validation.patterns.shopping import BURN_IN, SHOPS, focus_of, orders_placed, percent
from sim.simulation import Simulation

JOINING, FOLLOWED = 12, 39
"""Weeks in which the cohort joins, and to the end of the table."""
MOST = 7
"""The last class of the table is open: so many repeats, or more."""
PUBLISHED_MEAN = 1.04


def newcomers_followed(simulation: Simulation) -> Watching:
    """Return how many new customers repeat 0, 1, ... times (the last class is open), and all their repeats."""
    shop = focus_of(simulation)
    has_bought = simulation.world.customers["brand"] == shop
    for _ in range(BURN_IN):
        yield
        has_bought |= orders_placed(simulation) == shop
    is_new = np.zeros(len(has_bought), bool)
    orders = np.zeros(len(has_bought), int)
    for week in range(FOLLOWED):
        yield
        buys = orders_placed(simulation) == shop
        if week < JOINING:
            is_new |= buys & ~has_bought
        orders += buys & is_new
    return repeats_of(orders[is_new])


def repeats_of(orders: np.ndarray) -> dict[str, np.ndarray]:
    """Return the table of repeats of people with so many orders each, the first included, (people,)."""
    repeats = orders - 1
    return {
        "customers": np.bincount(np.minimum(repeats, MOST), minlength=MOST + 1),
        "repeats": np.array(repeats.sum()),
    }


def variation_distance(some: np.ndarray, others: np.ndarray) -> float:
    """Return the total variation distance of two histograms over the same classes, 0 (same shape) to 1 (disjoint)."""
    return float(0.5 * np.abs(some / some.sum() - others / others.sum()).sum())


def judged(samples: Samples) -> Result:
    """Compare the histogram of repeats with the published one."""
    real = published("repeat_purchases_cdnow_39w")["customers"].to_numpy(float)
    customers, repeats = samples["cohort"]["customers"], samples["cohort"]["repeats"]
    shares, errors = jackknife(percent, customers)
    never, zeros = percent(real)[0], shares[0]
    distance, distance_error = jackknife(lambda total: variation_distance(total, real), customers)
    both = np.stack([repeats, customers.sum(axis=1)], axis=1)
    mean, mean_error = jackknife(lambda total: total[0] / total[1], both)
    return Result(
        checks=(
            Check("new customers who never buy again, %", zeros, errors[0], f"{never:.1f}", never - 4, never + 4),
            Check(
                "repeats of a new customer, mean",
                mean,
                mean_error,
                f"{PUBLISHED_MEAN}",
                0.85 * PUBLISHED_MEAN,
                1.15 * PUBLISHED_MEAN,
            ),
            Check("total variation distance of the histograms", distance, distance_error, "0", 0, 0.08),
        ),
        figure=Figure(
            "further orders in 27 to 39 weeks",
            "% of new customers",
            (*map(str, range(MOST)), f"{MOST}+"),
            (
                Series("CDNOW, Fader, Hardie & Lee 2005", tuple(percent(real)), is_published=True),
                Series("simulated", tuple(shares), tuple(errors)),
            ),
        ),
        sentence=f"Of {customers.sum():,.0f} new customers {zeros:.1f} % never come back; the others "
        f"do so {mean / (1 - zeros / 100):.1f} times on average.",
    )


PATTERN = Pattern(
    id="repeat-purchase",
    kind="C",
    claim="Of those who buy for the first time 59.9 % never buy again in about 33 weeks; the mean is 1.04 repeats, "
    "with a long tail.",
    source="Fader, Hardie & Lee 2005, Marketing Science 24(2):275-284; CDNOW sample of 2,357 customers",
    category="repeat_purchase",
    design="The baseline. Everybody whose first order at the shop under watch falls into twelve weeks after the "
    "burn-in is followed to the end of week 39.",
    watches={"cohort": Watch(SHOPS, newcomers_followed)},
    judge=judged,
)
