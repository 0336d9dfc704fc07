"""Retention is worth more than margin, and margin more than cheap acquisition (Gupta, Lehmann & Stuart 2004).

Basis: everybody who becomes a customer of any brand in the first year after the burn-in, followed for twelve years or
until the relation ends. The value of a customer is the margin it brings with this brand after all costs, discounted to
the week of joining at the market's rate, less the cost of acquisition. Elasticities are relative changes of that value
over relative changes of

- yearly retention: what happens when everybody is less inclined to reconsider, from week 1, with the random numbers of
  the baseline. Retention is that of the cohort, all years together, and is measured in both worlds;
- margin, and acquisition cost: no customer notices what a brand pays, so that the world is the same to the last bit and
  value is reckoned anew from its parts.
"""

from __future__ import annotations

import numpy as np

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
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from sim.simulation import Simulation
from sim.state.tables import NOBODY

YEARS = 12
PUBLISHED = {"retention": 5.0, "margin": 1.0, "acquisition": 0.1}
LOWEST, HIGHEST = 3.0, 7.0
_CENTS = 0.01

STEADIER = Design(
    customers=LIFETIMES.customers,
    seeds=LIFETIMES.seeds,
    levers=({"set": "behaviour.loyalty.hazard", "multiply": 0.7, "from_week": 1},),
)


def newcomers_followed(simulation: Simulation) -> Watching:
    """Return newcomers, their acquisition cost and discounted margin before it (EUR), and years begun and completed."""
    rate = 1.0 + simulation.market.category.discount_rate
    customers = simulation.world.customers
    is_followed = np.zeros(len(customers), bool)
    newcomers = acquisition = margin = begun = completed = 0.0
    for week in range(1, (YEARS + 1) * WEEKS_A_YEAR + 1):
        customers = simulation.world.customers
        brand, tenure, earned = (customers[name].copy() for name in ("brand", "tenure_weeks", "margin_cents"))
        yield
        customers = simulation.world.customers
        is_followed &= (customers["brand"] == brand) & (customers["tenure_weeks"] == tenure + 1)
        if week <= WEEKS_A_YEAR:
            joined = (customers["brand"] != NOBODY) & (customers["tenure_weeks"] == 0)
            is_followed |= joined
            newcomers += joined.sum()
            acquisition += _CENTS * simulation.totals["acquisition_cost_cents"][:-1].sum()
        weeks = customers["tenure_weeks"][is_followed].astype(float)
        counts = weeks <= YEARS * WEEKS_A_YEAR
        gained = (customers["margin_cents"] - earned)[is_followed]
        margin += _CENTS * (gained * rate ** (-weeks / WEEKS_A_YEAR))[counts].sum()
        whole = (weeks % WEEKS_A_YEAR == 0) & counts
        begun += np.count_nonzero(whole & (weeks < YEARS * WEEKS_A_YEAR))
        completed += np.count_nonzero(whole & (weeks > 0))
    return {"sums": np.array([newcomers, acquisition, margin + acquisition, begun, completed])}


def value(sums: np.ndarray) -> float:
    """Return the value of a newcomer in EUR."""
    newcomers, acquisition, margin, _, _ = sums
    return float((margin - acquisition) / newcomers)


def retention(sums: np.ndarray) -> float:
    """Return the mean yearly retention of the cohort, 0 to 1."""
    return float(sums[4] / sums[3])


def elasticities(worlds: np.ndarray) -> np.ndarray:
    """Return by how many per cent value grows with 1 % more retention, 1 % more margin, 1 % less acquisition cost.

    Parameters
    ----------
    worlds : (2, 5), the sums of the baseline and of the steadier world.
    """
    baseline, steadier = worlds
    newcomers, acquisition, margin, _, _ = baseline
    worth = newcomers * value(baseline)
    by_retention = np.log(value(steadier) / value(baseline)) / np.log(retention(steadier) / retention(baseline))
    return np.array([by_retention, margin / worth, acquisition / worth])


def judged(samples: Samples) -> Result:
    """Check the order, and the size of the first."""
    worlds = np.stack([samples["baseline"]["sums"], samples["steadier"]["sums"]], axis=1)
    found, error = jackknife(elasticities, worlds)
    step, step_error = jackknife(lambda pair: np.min(-np.diff(elasticities(pair))), worlds)
    baseline, steadier = worlds.sum(axis=0)
    return Result(
        checks=(
            Check("elasticity of value to retention", found[0], error[0], "about 5", LOWEST, HIGHEST),
            Check("smallest step down: retention, margin, acquisition", step, step_error, "5 > 1 > .1", low=ABOVE_ZERO),
        ),
        figure=Figure(
            "1 % more retention, 1 % more margin, 1 % less acquisition cost",
            "% more customer value",
            tuple(PUBLISHED),
            (
                Series("Gupta, Lehmann & Stuart 2004", tuple(PUBLISHED.values()), is_published=True),
                Series("simulated", tuple(found), tuple(error)),
            ),
        ),
        sentence=f"One per cent more retention is worth {found[0]:.1f} %, margin {found[1]:.2f} %, cheaper acquisition "
        f"{found[2]:.2f} %. Mean yearly retention is {100 * retention(baseline):.1f} % and "
        f"{100 * retention(steadier):.1f} %, a newcomer is worth {value(baseline):.0f} EUR.",
    )


PATTERN = Pattern(
    id="customer-value-elasticity",
    kind="V",
    claim="One per cent more retention is worth about 5 % of customer value, 1 % more margin 1 %, 1 % less acquisition "
    "cost .1 %.",
    source="Gupta, Lehmann & Stuart 2004, Journal of Marketing Research 41(1):7-18",
    category="contractual",
    design="The baseline, and the same with a hazard to reconsider that is lower by 30 % from week 1. Everybody who "
    "joins a brand in the first year is followed for twelve.",
    watches={"baseline": Watch(LIFETIMES, newcomers_followed), "steadier": Watch(STEADIER, newcomers_followed)},
    judge=judged,
)
