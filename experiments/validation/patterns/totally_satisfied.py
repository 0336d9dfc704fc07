"""Satisfied is not enough: only the totally satisfied are loyal where they have a choice (Jones & Sasser 1995).

Basis: all customers at the end of the burn-in, who are asked how satisfied they are on a scale of five. The thirty of
a hundred who are most satisfied count as "totally satisfied" and the next forty-five as "satisfied", shares that are
usual in such surveys. Defection is not being with the brand any more, without interruption, one year later, for any
reason.

The competitive market is the baseline. In the other one everything binds: switching costs are at their highest for all
brands, and everybody signs for two years, from before the burn-in on.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
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
from experiments.validation.patterns.subscribers import LIFETIMES, SUBSCRIBERS, WEEKS_A_YEAR
from sim.simulation import Simulation
from sim.state.tables import NOBODY

SHARES = (0.25, 0.45, 0.30)
"""Less than satisfied, satisfied, totally satisfied."""
LEAST, MOST_LOCKED_IN = 3.0, 1.5
TENTHS = 10

LOCKED_IN = Design(
    customers=LIFETIMES.customers,
    seeds=LIFETIMES.seeds,
    levers=(
        {"set": "brands.*.relationship.switching_cost", "to": 1.0, "from_week": 0},
        {"set": "brands.*.relationship.year_contract_share", "to": 0.0, "from_week": 0},
        {"set": "brands.*.relationship.two_year_contract_share", "to": 1.0, "from_week": 0},
    ),
)


def year_followed(simulation: Simulation) -> Watching:
    """Return customers and defectors, by group of satisfaction, (3, 2), and by its tenth, (10, 2)."""
    customers = simulation.world.customers
    asked = np.flatnonzero(customers["brand"] != NOBODY)
    asked = asked[np.argsort(customers["satisfaction"][asked], kind="stable")]
    brand, tenure = customers["brand"][asked], customers["tenure_weeks"][asked].astype(int)
    for _ in range(WEEKS_A_YEAR):
        yield
    customers = simulation.world.customers
    is_there = (customers["brand"][asked] == brand) & (customers["tenure_weeks"][asked] == tenure + WEEKS_A_YEAR)
    limits = np.round(np.cumsum(SHARES)[:-1] * len(asked)).astype(int)
    return {
        "groups": counted(np.split(~is_there, limits)),
        "tenths": counted(np.array_split(~is_there, TENTHS)),
    }


def counted(groups: list[np.ndarray]) -> np.ndarray:
    """Return how many there are in each group, and how many of them have left, (groups, 2)."""
    return np.array([(group.size, group.sum()) for group in groups], float)


def satisfied_over_totally(groups: np.ndarray) -> float:
    """Return how many times likelier the satisfied defect than the totally satisfied."""
    rate = groups[:, 1] / groups[:, 0]
    return float(rate[1] / rate[2]) if rate[2] > 0 else np.nan


def judged(samples: Samples) -> Result:
    """Compare the ratio under competition and under lock-in with what was observed."""
    free, bound = samples["competitive"], samples["locked in"]
    ratio, error = jackknife(satisfied_over_totally, free["groups"])
    locked, locked_error = jackknife(satisfied_over_totally, bound["groups"])
    percent = {name: percent_leaving(seen["groups"].sum(axis=0)) for name, seen in samples.items()}
    tenths = {name: jackknife(percent_leaving, seen["tenths"]) for name, seen in samples.items()}
    return Result(
        checks=(
            Check("competitive: defection, satisfied / totally", ratio, error, "several times", low=LEAST),
            Check("locked in: the same", locked, locked_error, "about 1", high=MOST_LOCKED_IN),
        ),
        figure=Figure(
            "tenth of satisfaction, least satisfied first",
            "% who leave within a year",
            tuple(range(1, TENTHS + 1)),
            tuple(
                Series(f"simulated, {name}", tuple(leaving), tuple(error)) for name, (leaving, error) in tenths.items()
            ),
        ),
        sentence=f"Within a year {percent['competitive'][1]:.1f} % of the satisfied leave and "
        f"{percent['competitive'][2]:.1f} % of the totally satisfied; under lock-in {percent['locked in'][1]:.1f} and "
        f"{percent['locked in'][2]:.1f} %.",
    )


def percent_leaving(groups: np.ndarray) -> np.ndarray:
    """Return the per cent of each group that leave."""
    return 100 * groups[:, 1] / groups[:, 0]


PATTERN = Pattern(
    id="totally-satisfied",
    kind="V",
    claim="Merely satisfied customers are several times less loyal than totally satisfied ones under competition; with "
    "high switching cost the curve is flat.",
    source="Jones & Sasser 1995, Harvard Business Review 73(6):88-99",
    category="contractual",
    design="The baseline, and a market where everything binds. Everybody is asked after the burn-in and followed for a "
    "year.",
    watches={"competitive": Watch(SUBSCRIBERS, year_followed), "locked in": Watch(LOCKED_IN, year_followed)},
    judge=judged,
)
