"""Guided experiments: claims of the theory, lived in both of their worlds while one looks.

A future of a lesson equals that of the same seed in ``cxsim theory`` bit for bit: worlds go on from a copy of the
settled market, and the outcomes are those of the claims.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from app.engine.futures import WEEKS_A_TURN, Shelf
from experiments.theory.catalogue import theory
from experiments.theory.claim import Claim, Effect, Figure, Side, Watching, World, lever
from experiments.theory.theory import why_not
from experiments.theory.verdict import judged
from experiments.theory.words import expectation, first_line
from experiments.theory.worlds import digest, late_scenario, walked
from sim.market.schema import Market
from sim.scenarios.loading import scenarios_of
from sim.simulation import Simulation

_DIGITS = 6

Tell = Callable[[dict[str, Any]], None]
Points = list[tuple[int, float]]
"""What a picture shows of a side: week and value."""


@dataclass(frozen=True)
class Lesson:
    """A guided experiment.

    Attributes
    ----------
    claim : whose sentence, rule and switch are told.
    effects : (claim, position among its effects) of each picture; the first is what the visitor predicts.
    """

    claim: str
    effects: tuple[tuple[str, int], ...]


def _of(claim: str, *places: int) -> Lesson:
    return Lesson(claim, tuple((claim, place) for place in places))


LESSONS: Mapping[str, Lesson] = {
    "must": _of("T7", 2, 1, 0),
    "received": _of("T1", 0, 1),
    "thought": _of("T14", 0),
    "low-cost": _of("T16", 0),
    "wait": _of("T30", 3, 2, 0, 1),
    "discovery": _of("T31", 0, 1),
    "moments": _of("T15", 1, 0),
    "little": _of("T27", 0, 1),
    "mastery": _of("T33", 1, 0, 2, 3, 4),
    "third": _of("T19", 0, 1),
    "desk": Lesson("T19", (("T19", 2), ("T21", 1))),
    "bad-week": _of("T34", 1, 0, 2),
    "silent": _of("T38", 0),
    "lived": _of("T39", 0, 1, 2),
    "needed": _of("T10", 1, 0),
    "silo": _of("T23", 2, 1, 0),
}
"""Lessons in the order of the cycle."""


@cache
def _claims() -> dict[str, Claim]:
    return {claim.id: claim for claim in theory()}


def effects_of(lesson: Lesson, is_off: bool = False) -> list[Effect]:
    """Return the effects of a lesson; with its rule turned off in all worlds when `is_off`."""
    effects = [_claims()[claim].effects[place] for claim, place in lesson.effects]
    switch = _claims()[lesson.claim].switch
    if not is_off or switch is None:
        return effects
    off = lever(switch.path, to=switch.to)
    return [each._replace(first=_under(each.first, off), second=_under(each.second, off)) for each in effects]


def _under(side: Side, off: Mapping[str, Any]) -> Side:
    def turned_off(world: World | None) -> World | None:
        if world is None:
            return None
        return replace(world, levers=lambda market: (*world.levers_in(market), off))

    return side._replace(world=turned_off(side.world), against=turned_off(side.against))


def lacks(lesson: Lesson, market: Market) -> str:
    """Return why a market cannot show a lesson; empty when it can."""
    claim = _claims()[lesson.claim]
    return why_not(replace(claim, effects=tuple(effects_of(lesson))), market)


# Facts -------------------------------------------------------------------------------------------------------------


def facts_of_lessons(market: Market) -> dict[str, Any]:
    """Return what the theory says in each lesson, as a plain document."""
    return {key: _facts(lesson, market) for key, lesson in LESSONS.items()}


def _facts(lesson: Lesson, market: Market) -> dict[str, Any]:
    claim = _claims()[lesson.claim]
    return {
        "claim": claim.id,
        "sentence": claim.sentence,
        "source": claim.source,
        "switch": claim.switch._asdict() if claim.switch else None,
        "scenario": claim.scenario if claim.scenario in scenarios_of(market) else "",
        "reason": claim.reasons.get(market.name, ""),
        "lacks": lacks(lesson, market),
        "effects": [_of_effect(each) for each in effects_of(lesson)],
        **_rule(claim.rule),
    }


def _rule(path: str) -> dict[str, str]:
    """Return the name of a rule, what it says of itself and how it is written; empty texts without one."""
    if not path:
        return {"rule": "", "rule_says": "", "rule_code": ""}
    module, _, name = path.rpartition(".")
    rule = getattr(import_module(module), name)
    code = inspect.getsource(getattr(rule, "py_func", rule))
    return {
        "rule": path,
        "rule_says": first_line(path),
        "rule_code": code,
    }


def _of_effect(effect: Effect) -> dict[str, Any]:
    return {
        "expected": effect.expected,
        "smallest": effect.smallest,
        "says": expectation(effect),
        "why": effect.why,
        "is_relative": effect.is_relative,
        "is_difference": effect.first.against is not None or effect.second.against is not None,
    }


# One future --------------------------------------------------------------------------------------------------------


class _Walk:
    """One world of a lesson, under way, with the outcomes that are looked at in it."""

    def __init__(self, run: Simulation, world: World, outcomes: Sequence[Any]) -> None:
        self._run = run
        self._outcomes = outcomes
        self.seen: dict[int, Any] = {}
        self._shown: dict[int, Points] = {place: [] for place in range(len(outcomes))}
        following: dict[int, Watching] = {place: each.follow(run) for place, each in enumerate(outcomes)}
        self._weeks = walked(run, world, following, self.seen)

    def turn(self) -> bool:
        """Simulate some weeks; return whether any are left."""
        for _ in range(WEEKS_A_TURN):
            shown = next(self._weeks, None)
            if shown is None:
                return False
            for place, value in shown.items():
                if value is not None and math.isfinite(value):
                    self._shown[place].append((self._run.week, value))
        return True

    def points(self, outcome: Any) -> Points:
        """Return what a picture shows of an outcome so far."""
        if isinstance(outcome, Figure):
            return [(week, value) for week, value in outcome.so_far(self._run) if math.isfinite(value)]
        return self._shown[self._outcomes.index(outcome)]

    def value(self, outcome: Any) -> float:
        """Return what an outcome saw."""
        return float(self.seen[self._outcomes.index(outcome)]["value"])


def lesson(shelf: Shelf, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Live all worlds of a lesson with one seed, turn by turn, telling what pictures show, and at last its effects.

    Parameters
    ----------
    asked : market, lesson, customers, seed, and whether the rule is `off`.
    """
    market = shelf.market(asked["market"])
    effects = effects_of(LESSONS[asked["lesson"]], bool(asked.get("off")))
    future = shelf.future(asked["market"], int(asked["customers"]), int(asked["seed"]))
    yield from future.settle()
    walks = _walks(future.settled, effects, market)
    going = list(walks.values())
    while going:
        still = []
        for walk in going:
            if walk.turn():
                still.append(walk)
            yield
        going = still
        tell({"effects": [_both_sides(each, walks, market) for each in effects]})
    tell({"values": [_values(each, walks, market) for each in effects]})


def settle(shelf: Shelf, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Live the burn-in of a future that will be asked for, while its visitor still thinks."""
    yield from shelf.future(asked["market"], int(asked["customers"]), int(asked["seed"])).settle()


def _walks(settled: Simulation, effects: Sequence[Effect], market: Market) -> dict[str, _Walk]:
    """Return the worlds of some effects by their digests, each a copy of the settled market; the same ones once."""
    worlds: dict[str, World] = {}
    outcomes: dict[str, list[Any]] = {}
    for side in (side for effect in effects for side in (effect.first, effect.second)):
        for world in (side.world, side.against):
            if world is not None:
                name = digest(world, market)
                worlds[name] = world
                if side.outcome not in outcomes.setdefault(name, []):
                    outcomes[name].append(side.outcome)
    found = {}
    for name, world in worlds.items():
        run = settled.fork(late_scenario(world, market))
        if any(each.has_diaries for each in outcomes[name]):
            run.keep_diaries(range(len(run.world.customers)))
        found[name] = _Walk(run, world, outcomes[name])
    return found


def _both_sides(effect: Effect, walks: Mapping[str, _Walk], market: Market) -> list[Points]:
    """Return what a picture shows of both sides so far; a number that is given goes on for as long as the other."""
    points = [_points(side, walks, market) for side in (effect.first, effect.second)]
    weeks = [week for side in points if side is not None for week, _ in side]
    return [
        _rounded([(week, side.given) for week in weeks] if own is None else own)
        for side, own in zip((effect.first, effect.second), points, strict=True)
    ]


def _points(side: Side, walks: Mapping[str, _Walk], market: Market) -> Points | None:
    if side.world is None:
        return None
    own = walks[digest(side.world, market)].points(side.outcome)
    if side.against is None:
        return own
    other = dict(walks[digest(side.against, market)].points(side.outcome))
    return [(week, value - other[week]) for week, value in own if week in other]


def _rounded(points: Points) -> Points:
    return [(week, round(value, _DIGITS)) for week, value in points]


def _values(effect: Effect, walks: Mapping[str, _Walk], market: Market) -> dict[str, float | None]:
    """Return the value of both sides and the effect, exact; None where there was nothing to measure."""
    first, second = (_value(side, walks, market) for side in (effect.first, effect.second))
    with np.errstate(divide="ignore", invalid="ignore"):
        change = 100.0 * (np.float64(second) / np.float64(first) - 1.0) if effect.is_relative else second - first
    found = {"first": first, "second": second, "effect": float(change)}
    return {name: value if math.isfinite(value) else None for name, value in found.items()}


def _value(side: Side, walks: Mapping[str, _Walk], market: Market) -> float:
    if side.world is None:
        return side.given
    own = walks[digest(side.world, market)].value(side.outcome)
    return own - walks[digest(side.against, market)].value(side.outcome) if side.against else own


# The verdict -------------------------------------------------------------------------------------------------------


def verdicts(asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell what was found of the effects of a lesson, judged as ``cxsim theory`` does.

    Parameters
    ----------
    asked : lesson, and of each effect its `samples`, one value a future, None where there was nothing to measure.
    """
    effects = effects_of(LESSONS[asked["lesson"]])
    samples = [np.array([math.nan if value is None else value for value in each]) for each in asked["samples"]]
    found = judged(samples, [each.expected for each in effects], [each.smallest for each in effects])
    tell(
        {
            "found": [
                {
                    "mean": _finite(each.mean),
                    "low": _finite(each.low),
                    "high": _finite(each.high),
                    "level": each.level,
                    "futures": each.seeds,
                    "verdict": each.verdict.name,
                }
                for each in found
            ]
        }
    )
    yield


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
