"""Managers overestimate how satisfied customers are, and underestimate how many complain (Hult et al. 2017).

Basis: managers know what the dashboard of a brand that asks touchpoint by touchpoint shows in the year after the
burn-in: the mean of all answers about encounters, and the complaints that reach headquarters. Customers are all those
of all brands: they are asked at the end of each quarter how satisfied they are, with the question of
:mod:`experiments.validation.patterns.survey`, and each complaint made at the front counts. Both questions have five
boxes; means are told on a scale of 0 (the lowest box) to 100 (the highest).
"""

from __future__ import annotations

import numpy as np

from experiments.validation.pattern import (
    ABOVE_ZERO,
    Check,
    Figure,
    Pattern,
    Result,
    Samples,
    Series,
    Watch,
    Watching,
    jackknife,
    mean_and_error,
)
from experiments.validation.patterns.listeners import ASKING, SCORES, WEEKS, encounters
from experiments.validation.patterns.survey import BOXES, surveyed
from sim.simulation import Simulation
from sim.state.folding import real_people
from sim.state.tables import NOBODY, WRITTEN_DOWN

QUARTER = 13
JUST_BELOW_ONE = float(np.nextafter(1.0, 0.0))


def year_of_reports(simulation: Simulation) -> Watching:
    """Return mean satisfaction on the dashboard and of customers, (2,), and complaints made and known, (2,)."""
    scores, boxes = np.zeros(SCORES), np.zeros(len(BOXES))
    complaints = np.zeros(2)
    people = real_people(simulation.world)
    for week in range(1, WEEKS + 1):
        yield
        answers = simulation.world.answers["score"][encounters(simulation, simulation.week)]
        scores += np.bincount(answers, minlength=SCORES)
        made, known = simulation.totals[:-1]["complaints"].sum(), simulation.world.voices[WRITTEN_DOWN].sum() / people
        complaints += made, known
        if week % QUARTER == 0:
            has_brand = simulation.world.customers["brand"] != NOBODY
            boxes += np.bincount(surveyed(simulation)[has_brand], minlength=len(BOXES))
    return {"satisfaction": np.array([on_hundred(scores), on_hundred(boxes)]), "complaints": complaints}


def on_hundred(counts: np.ndarray) -> float:
    """Return the mean of answers on a scale of 0 to 100, from counts by answer, the lowest first."""
    return float(100.0 * np.arange(len(counts)) @ counts / counts.sum() / (len(counts) - 1)) if counts.any() else np.nan


def judged(samples: Samples) -> Result:
    """Compare what the dashboard shows with what customers say."""
    seen = samples["asked"]
    gap, gap_error = mean_and_error(seen["satisfaction"][:, 0] - seen["satisfaction"][:, 1])
    both, errors = mean_and_error(seen["satisfaction"])
    part, part_error = jackknife(lambda counts: counts[1] / counts[0], seen["complaints"])
    return Result(
        checks=(
            Check("satisfaction on the dashboard less customers', points", gap, gap_error, "above 0", low=ABOVE_ZERO),
            Check("complaints on the dashboard / made", part, part_error, "below 1", high=JUST_BELOW_ONE),
        ),
        figure=Figure(
            "as seen by",
            "mean satisfaction, 0 to 100",
            ("the dashboard", "all customers"),
            (Series("simulated", tuple(both), tuple(errors)),),
        ),
        sentence=f"The dashboard shows a mean satisfaction of {both[0]:.0f} where customers say {both[1]:.0f}, and "
        f"{100 * part:.0f} % of the complaints that are made.",
    )


PATTERN = Pattern(
    id="managers-overestimate",
    kind="C",
    claim="Managers overestimate how satisfied their customers are, and underestimate how many of them complain.",
    source="Hult, Morgeson, Morgan, Mithas & Fornell 2017, Journal of the Academy of Marketing Science 45(1):37-54",
    category="any",
    design="The baseline, in which every brand asks after a fifth of all encounters, for a year.",
    watches={"asked": Watch(ASKING, year_of_reports)},
    judge=judged,
)
