"""Most of those who defect had said that they were satisfied (Reichheld 1993, 1996).

Basis: all customers of all brands are surveyed at the end of the burn-in and every 13 weeks after it, for three years;
the question is that of :mod:`experiments.validation.patterns.survey`. A defector is a customer who leaves the
brand for another one before the next survey; who needs no provider any more defects from nobody. The answer that counts
is that of the survey before leaving, so that it is up to a quarter old.
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import Check, Figure, Pattern, Result, Samples, Series, Watch, Watching, jackknife
from experiments.validation.patterns.shopping import percent
from experiments.validation.patterns.subscribers import LIFETIMES, WEEKS_A_YEAR
from experiments.validation.patterns.survey import BOXES, percent_satisfied, surveyed
from sim.simulation import Simulation
from sim.state.tables import NOBODY

QUARTER = 13
YEARS = 3
LOWEST, HIGHEST = 55.0, 85.0


def surveys_made(simulation: Simulation) -> Watching:
    """Return answers by box, (5,) each: of everybody, and of those who defected before the next survey."""
    counts = {name: np.zeros(len(BOXES)) for name in ("everybody", "defectors")}
    for _ in range(YEARS * WEEKS_A_YEAR // QUARTER):
        brand, box = simulation.world.customers["brand"].copy(), surveyed(simulation)
        has_stayed = brand != NOBODY
        counts["everybody"] += tally(box[has_stayed])
        for _ in range(QUARTER):
            yield
            leaves = has_stayed & (simulation.world.seen["left"] == brand + 1)
            counts["defectors"] += tally(box[leaves & (simulation.world.customers["brand"] != NOBODY)])
            has_stayed &= ~leaves
    return counts


def tally(box: np.ndarray) -> np.ndarray:
    """Return how often each box was ticked, (5,)."""
    return np.bincount(box, minlength=len(BOXES)).astype(float)


def judged(samples: Samples) -> Result:
    """Compare the share of satisfied defectors with what companies found."""
    seen = samples["surveys"]
    found = jackknife(percent_satisfied, seen["defectors"])
    everybody, _ = jackknife(percent_satisfied, seen["everybody"])
    bars = {name: jackknife(percent, counts) for name, counts in seen.items()}
    return Result(
        checks=(Check("defectors who had ticked a top box, %", *found, "65-85", LOWEST, HIGHEST),),
        figure=Figure(
            "answer",
            "% of answers",
            BOXES,
            tuple(Series(f"simulated, {name}", tuple(share), tuple(error)) for name, (share, error) in bars.items()),
        ),
        sentence=f"{found[0]:.0f} % of the defectors had ticked one of the two top boxes in the quarter before, "
        f"against {everybody:.0f} % of all customers.",
    )


PATTERN = Pattern(
    id="satisfied-yet-defecting",
    kind="C",
    claim="65 to 85 % of those who defect had said that they were satisfied or very satisfied.",
    source="Reichheld 1993, Harvard Business Review 71(2):64-73; Reichheld 1996, The Loyalty Effect",
    category="contractual",
    design="The baseline. Everybody is asked every quarter for three years: all in all, how satisfied are you with your"
    " provider, on five boxes from very dissatisfied to very satisfied? Of those who leave for another provider before "
    "the next survey, the share in the two top boxes.",
    watches={"surveys": Watch(LIFETIMES, surveys_made)},
    judge=judged,
)
