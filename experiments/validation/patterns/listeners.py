"""What the patterns of measuring share: a market in which every brand asks, and the scores its customers give.

Basis of them all, stated before anything is measured: from the week after the burn-in every brand asks after one in
five encounters, and each customer twice a year whether he or she would recommend it. Surveys have no effect, so that
all these worlds are the baseline of the market under test, customer by customer. All brands are taken together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.validation.pattern import Design
from sim.simulation import Simulation
from sim.state.tables import NOT_ANSWERED

WEEKS = 52
PROMOTER, PASSIVE = 9, 7
SCORES = 11


def asking(others: Mapping[str, float] | None = None) -> Design:
    """Return the market in which brands ask, with `others` of its numbers changed, by their paths."""
    values: dict[str, float] = {
        "brands.*.listening.coverage.*": 0.2,
        "brands.*.listening.relational_coverage": 2.0,
    }
    values |= others or {}
    pulled: tuple[dict[str, Any], ...] = tuple(
        {"set": path, "to": value, "from_week": 1} for path, value in values.items()
    )
    return Design(customers=10_000, seeds=10, levers=pulled)


ASKING = asking()


def recommendations(simulation: Simulation, week: int) -> np.ndarray:
    """Return how many gave each score, 0 to 10, of those asked in a week whether they recommend their brand, (11,)."""
    given = simulation.world.answers
    scores = given["relational_score"][given["relational_week"] == week]
    return np.bincount(scores[scores != NOT_ANSWERED], minlength=SCORES)


def encounters(simulation: Simulation, week: int) -> np.ndarray:
    """Return the rows of the customers who answered about an encounter in a week."""
    given = simulation.world.answers
    return np.flatnonzero((given["week"] == week) & (given["score"] != NOT_ANSWERED))


def net_promoters(counts: np.ndarray) -> np.ndarray:
    """Return the share of promoters less that of detractors, from counts by score, (..., 11)."""
    net = counts[..., PROMOTER:].sum(axis=-1) - counts[..., :PASSIVE].sum(axis=-1)
    return net / counts.sum(axis=-1)
