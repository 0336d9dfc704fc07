"""Moments of truth, live: what `cxsim moments` measures, with few people and seeds, told as far as it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from app.engine.futures import WEEKS_A_TURN, Shelf
from experiments.measures.paired import Estimate
from experiments.moments.decision import decision
from experiments.moments.derived import derived, rated_ahead
from experiments.moments.importance import true_importance
from experiments.moments.moments import PER_ENCOUNTER, TOTAL, Moments
from experiments.moments.outcomes import EVERYBODY, outcomes
from experiments.moments.runs import BASELINE, COLUMNS
from experiments.moments.survey import ANSWERS, LIVED, Surveys
from experiments.moments.worlds import CAUSE, TOUCHPOINT, Counterfactual, Moment, counterfactuals, moments_of
from experiments.running.study import Study
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

STEP = 0.05
"""Step of quality, up and down: the one that the command has when nothing is said."""
RESPONDENTS = 2_000
WORLDS_TOLD, WORLDS_TOLD_LATER = 4, 16
"""After about how many worlds what is known is told, with the first seed and with later ones: putting it together
takes as long as living a small world."""


@dataclass(frozen=True)
class SoFar(Moments):
    """Moments of which some are still to be measured.

    Attributes
    ----------
    said_by : seed -> what its survey tells, worked out once for all answers on the way.
    rated : the ratings beside those of the best rival, worked out once a seed.
    """

    said_by: Mapping[int, pd.DataFrame] = field(default_factory=dict)
    rated: dict[str, float] = field(default_factory=dict)

    @property
    def survey(self) -> Mapping[int, pd.DataFrame]:  # type: ignore[override]
        """Seed -> importance by touchpoint as the survey tells it."""
        return self.said_by

    @property
    def rated_ahead(self) -> dict[str, float]:  # type: ignore[override]
        """See :func:`experiments.moments.derived.rated_ahead`."""
        return self.rated

    @cached_property
    def _true(self) -> dict[tuple[str, str], dict[Moment, np.ndarray]]:
        return {("retention", EVERYBODY): true_importance(self.runs, "retention")}

    @cached_property
    def moments(self) -> list[Moment]:
        """The touchpoints and causes that were measured with a seed at least."""
        known = set(zip(self.runs["kind"], self.runs["name"], strict=True))
        return [moment for moment in moments_of(self.study.market) if tuple(moment) in known]


def moments(shelf: Shelf, asked: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Live the worlds of a brand one after the other, telling after each touchpoint and cause what is known.

    Parameters
    ----------
    asked : market, brand, customers, weeks and seeds.
    """
    study = Study.of(
        shelf.market(asked["market"]),
        brand=asked["brand"],
        customers=int(asked["customers"]),
        weeks=int(asked["weeks"]),
    )
    worlds = list(counterfactuals(study.market, study.brand, STEP))
    seeds, surveys = [int(seed) for seed in asked["seeds"]], Surveys(study, RESPONDENTS)
    rows: list[pd.DataFrame] = []
    answers: dict[int, pd.DataFrame] = {}
    lived: dict[int, pd.DataFrame] = {}
    said: dict[int, pd.DataFrame] = {}
    for seed in seeds:
        (_, settled), *_ = study.begun(seed)
        yield
        model = settled.fork(Scenario.baseline())
        surveys.give_diaries(model)
        yield from _weeks(model.simulation, study.weeks)
        found = surveys.taken(model, seed)
        answers[seed], lived[seed] = found[ANSWERS], found[LIVED]
        yield
        said[seed] = derived(found[ANSWERS], study.brand)
        rated = rated_ahead(list(answers.values()), study.brand)
        yield
        rows.append(_outcome(model.simulation, study, seed, (BASELINE, BASELINE), 0.0))
        for place, world in enumerate(worlds, start=1):
            twin = settled.simulation.fork(world.scenario)
            yield from _weeks(twin, study.weeks)
            rows.append(_outcome(twin, study, seed, world.moment, world.steps))
            if is_told(place, worlds, is_first=len(answers) == 1):
                of = SoFar(study, STEP, tuple(answers), pd.concat(rows, ignore_index=True), answers, lived, said, rated)
                tell(plain(of) | {"done": len(rows), "total": len(seeds) * (len(worlds) + 1)})
                yield


def is_told(place: int, worlds: Sequence[Counterfactual], is_first: bool) -> bool:
    """Return whether what is known is told after a world, counted from 1: often with the first seed, then less."""
    if place == len(worlds):
        return True
    often = WORLDS_TOLD if is_first else WORLDS_TOLD_LATER
    return worlds[place].moment != worlds[place - 1].moment and place % often < 2


def _weeks(simulation: Simulation, weeks: int) -> Iterator[None]:
    """Live some weeks, a turn at a time."""
    for first in range(0, weeks, WEEKS_A_TURN):
        for _ in range(first, min(weeks, first + WEEKS_A_TURN)):
            simulation.step()
        yield


def _outcome(simulation: Simulation, study: Study, seed: int, of: tuple[str, str], steps: float) -> pd.DataFrame:
    """Return the rows of a world, as :class:`experiments.moments.runs.Counterfactuals` has them."""
    found = outcomes(simulation.ledger.table(), study.brand, study.market.category.discount_rate)
    return found.assign(kind=of[0], name=of[1], steps=steps, seed=seed)[list(COLUMNS)]


def plain(of: Moments) -> dict[str, Any]:
    """Return what was found, in plain numbers: estimates as mean and half the width of their interval."""
    positioning = of.study.market.brands[of.brand].positioning
    touchpoints = []
    per_encounter = of.truth(PER_ENCOUNTER)
    for moment, place in of.places.items():
        said = of.said.loc[moment.name] if moment.name in of.said.index else {}
        touchpoints.append(
            {
                "name": moment.name,
                "importance": _pair(place.importance),
                "ahead": _pair(place.ahead),
                "rival": place.rival,
                "expected": _pair(place.beyond_expected),
                "asked": _pair(place.beyond_asked),
                "decision": decision(place, of.threshold, positioning),
                "encounters": float(of.encounters[moment.name]),
                "per_encounter": float(per_encounter[moment.name]),
                "derived": _known(said.get("shapley")),
                "stated": _known(said.get("stated")),
                "rated": of.rated_ahead.get(moment.name),
            }
        )
    causes = [
        {"name": moment.name, "importance": _pair(of.importance(moment, "retention"))}
        for moment in of.moments
        if moment.kind == CAUSE
    ]
    return {
        "seeds": len(of.seeds),
        "retention": of.level["retention"],
        "threshold": of.threshold if any(moment.kind == TOUCHPOINT for moment in of.moments) else 0.0,
        "positioning": positioning,
        "touchpoints": sorted(touchpoints, key=lambda each: -each["importance"][0]),
        "causes": sorted(causes, key=lambda each: -each["importance"][0]),
        "agreement": {kind: _pair(of.agreement(kind, TOTAL)) for kind in ("shapley", "stated")},
    }


def _pair(of: Estimate) -> list[float | None]:
    """Return mean and half width; None for what is not known, and for the width of a single seed."""
    half = of.half_width
    return [_known(of.mean), half if half < float("inf") else None]


def _known(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
