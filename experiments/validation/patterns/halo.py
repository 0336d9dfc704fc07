"""Halo: people who rate one touchpoint highly rate another one highly, though the two have nothing in common.

Basis: everybody is asked after every encounter in the year after the burn-in, and nearly everybody answers. Of each
customer, the first answer about each of the two touchpoints with most answers is taken, in whatever weeks they were
given; these are two encounters, with luck of their own.
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
from experiments.validation.patterns.listeners import SCORES, WEEKS, asking, encounters
from sim.simulation import Simulation

LEAST, MOST = 0.1, 0.7


def first_answers(simulation: Simulation) -> Watching:
    """Return the correlation of two answers of one customer, and the mean second by score of the first, (11,)."""
    first = np.full((len(simulation.world.customers), len(simulation.market.touchpoints)), np.nan)
    for _ in range(WEEKS):
        yield
        who = encounters(simulation, simulation.week)
        given = simulation.world.answers[who]
        is_first = np.isnan(first[who, given["touchpoint"]])
        first[who[is_first], given["touchpoint"][is_first]] = given["score"][is_first]
    one, other = np.argsort(-np.isfinite(first).sum(axis=0), kind="stable")[:2]
    both = np.isfinite(first[:, one]) & np.isfinite(first[:, other])
    a, b = first[both, one], first[both, other]
    with np.errstate(invalid="ignore"):
        means = np.bincount(a.astype(int), b, SCORES) / np.bincount(a.astype(int), minlength=SCORES)
    return {"correlation": float(np.corrcoef(a, b)[0, 1]), "means": means}


def judged(samples: Samples) -> Result:
    """Check that two answers of one customer go together, and not wholly."""
    seen = samples["asked"]
    correlation, error = mean_and_error(seen["correlation"])
    means, spread = mean_and_error(seen["means"])
    return Result(
        checks=(Check("correlation of two answers of one customer", correlation, error, "positive", LEAST, MOST),),
        figure=Figure(
            "score of one touchpoint",
            "mean score of another",
            tuple(range(SCORES)),
            (Series("simulated", tuple(means), tuple(spread)),),
        ),
        sentence=f"Two answers of one customer about different touchpoints correlate by {correlation:.2f}.",
    )


PATTERN = Pattern(
    id="halo",
    kind="C",
    claim="Ratings of unrelated touchpoints by one person correlate.",
    source="Thorndike 1920, Journal of Applied Psychology 4:25-29; Beckwith & Lehmann 1975, JMR 12:265-275",
    category="any",
    design="The baseline, in which every brand asks after every encounter and nearly everybody answers.",
    watches={
        "asked": Watch(
            asking(
                {
                    "brands.*.listening.coverage.*": 1.0,
                    "behaviour.answers.response": 0.95,
                    "behaviour.answers.tired_response": 0.0,
                }
            ),
            first_answers,
        )
    },
    judge=judged,
)
