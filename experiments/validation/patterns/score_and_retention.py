"""Recommendation tells no more about who stays than satisfaction does; who did recommend tells more than both.

Basis: the customers of all brands half a year after the burn-in. All of them are asked whether they would recommend
their brand, 0 to 10, and how satisfied they are, with the question of :mod:`experiments.validation.patterns.survey`.
Whose last praise in the half-year before was about that brand has recommended it in deed. Who is still a customer of
the brand a year later, without having left it in between, was retained. R2 is the squared correlation with that.
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
    mean_and_error,
)
from experiments.validation.patterns.subscribers import WEEKS_A_YEAR, recommendations
from experiments.validation.patterns.survey import surveyed
from sim.rules.loyalty import HIGHEST_RECOMMENDATION
from sim.simulation import Simulation
from sim.state.tables import NOBODY

HALF_A_YEAR = WEEKS_A_YEAR // 2
WITHIN = 0.1
PREDICTORS = ("would recommend", "satisfaction", "did recommend")


def asked_and_followed(simulation: Simulation) -> Watching:
    """Return the squared correlation of each predictor with staying for a year, (3,)."""
    praised = np.full(len(simulation.world.customers), NOBODY)
    for _ in range(HALF_A_YEAR):
        yield
        said = simulation.world.seen["said"]
        praised = np.where(said > 0, said - 1, praised)
    customers = simulation.world.customers
    who = np.flatnonzero(customers["brand"] != NOBODY)
    brand = customers["brand"][who].copy()
    scores = np.clip(np.rint(recommendations(simulation.world, who)), 0, HIGHEST_RECOMMENDATION)
    answers = np.stack([scores, surveyed(simulation)[who], praised[who] == brand]).astype(float)
    has_stayed = np.ones(len(who), bool)
    for _ in range(WEEKS_A_YEAR):
        yield
        has_stayed &= simulation.world.customers["brand"][who] == brand
    return {"explained": np.array([explained(each, has_stayed) for each in answers])}


def explained(answer: np.ndarray, has_stayed: np.ndarray) -> float:
    """Return the squared correlation of an answer with staying; 0 when one of them is the same for all."""
    if not (answer.std() and has_stayed.std()):
        return 0.0
    return float(np.corrcoef(answer, has_stayed)[0, 1] ** 2)


def judged(samples: Samples) -> Result:
    """Compare what the three tell about staying."""
    found = samples["asked"]["explained"]
    gap, gap_error = mean_and_error(found[:, 0] - found[:, 1])
    more, more_error = mean_and_error(found[:, 2] - found[:, :2].max(axis=1))
    means, errors = mean_and_error(found)
    told = ", ".join(f"{name} {mean:.3f}" for name, mean in zip(PREDICTORS, means, strict=True))
    return Result(
        checks=(
            Check("R2 of would recommend less R2 of satisfaction", gap, gap_error, "within .1", -WITHIN, WITHIN),
            Check("R2 of did recommend less the larger of both", more, more_error, "above 0", low=ABOVE_ZERO),
        ),
        figure=Figure(
            "what is known of a customer",
            "R2 on staying for a year",
            PREDICTORS,
            (Series("simulated", tuple(means), tuple(errors)),),
        ),
        sentence=f"Share of staying for a year that is explained: {told}.",
    )


PATTERN = Pattern(
    id="score-and-retention",
    kind="V",
    claim="Recommendation and satisfaction explain who stays about equally well; recommendation in deed explains more.",
    source="Keiningham, Cooil, Aksoy, Andreassen & Weiner 2007, Managing Service Quality 17(4):361-384",
    category="contractual",
    design="The baseline. After half a year everybody is asked, and followed for a year.",
    watches={"asked": Watch(Design(customers=10_000, seeds=10), asked_and_followed)},
    judge=judged,
)
