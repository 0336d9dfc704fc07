"""Whether a scenario can be played on a market."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sim.foundations.numbers import Number
from sim.market.agreement import NEVER_ENTERS, Disagreement, disagreements, is_tied, policy_disagreements
from sim.market.messages import dotted, quoted, quoted_beside, span, unknown
from sim.market.sheet import Listed, NumberPath
from sim.scenarios.levers import LAST_WEEK, Lever
from sim.scenarios.paths import SHARED, is_structural, why_whole
from sim.scenarios.plan import Plan, most_pilots

ROUNDING = 1e-9
"""How far rounding may take a value over the edge of its range, as a share of it; plans keep the value on the edge."""

_NOBODY = -1
"""Mark of a number that no lever took out of its range."""
_UNTIED: dict[str, Any] = {"touchpoints": {}, "causes": {}, "crm": None}
"""Parts of a market in which no lever can make names or shares disagree."""

_FOR_A_SEGMENT = "the column `lever` of `cxsim parameters MARKET` says which numbers can be changed for a segment"

Complaint = tuple[int, str]
"""Position of a lever and what is wrong with it."""


def complaints(plan: Plan, horizon_weeks: int | None) -> Iterator[Complaint]:
    """Yield what is wrong with the levers of a plan, at most one out-of-range value for each lever."""
    yield from plan.problems
    yield from _too_many_pilots(plan)
    for position, (lever, targets) in enumerate(plan.targets):
        if horizon_weeks is not None and lever.from_week > horizon_weeks:
            yield position, f"begins in week {lever.from_week}, after the end of the run (week {horizon_weeks})"
        for name in (lever.target.segment or ()) if lever.target else ():
            if name not in plan.document["segments"]:
                yield position, f"for: {unknown('segment', name, plan.document['segments'])}"
        yield from ((position, message) for message in _misuses(lever, targets))
        yield from ((position, message) for message in _too_late(lever, targets, horizon_weeks))
    yield from _out_of_range(plan)
    yield from _torn_apart(plan)


def policy_complaints(policies: Mapping[str, Any], plan: Plan, horizon_weeks: int | None) -> Iterator[Disagreement]:
    """Yield what is wrong with the policies of a scenario, by brand, given as plain documents or from Python."""
    brands = plan.document["brands"]
    for brand, policy in policies.items():
        place = ("policies", brand)
        if brand not in brands:
            yield place, unknown("brand", brand, brands)
            continue
        yield from policy_disagreements(place, policy, brand, plan.document)
        from_week = policy.get("from_week", 0) if isinstance(policy, Mapping) else getattr(policy, "from_week", 0)
        if horizon_weeks is not None and isinstance(from_week, int | float) and from_week >= horizon_weeks:
            yield place, f"begins after week {quoted(from_week)}: the run ends in week {horizon_weeks}"
        for position, (_, numbers) in enumerate(plan.targets):
            if any(number.path[:3] == ("brands", brand, "policy") for number in numbers):
                message = (
                    f"changes the policy of {brand}, which the scenario replaces: give it its numbers under policies"
                )
                yield ("levers", position), message


def _too_many_pilots(plan: Plan) -> Iterator[Complaint]:
    """Yield a lever with which a scenario has more pilots than tables have room for."""
    most = most_pilots(len(plan.document["segments"]))
    for position, lever in enumerate(plan.levers):
        if lever.pilot and plan.pilots.index(lever.pilot) >= most:
            yield position, f"for: a scenario of this market has room for {most} different groups of customers"
        if lever.pilot and lever.from_week == 0:
            yield position, "for: a group of customers can feel a lever from week 1 on (got from_week 0)"


def _misuses(lever: Lever, targets: list[Listed]) -> Iterator[str]:
    """Yield the numbers that a lever cannot change, or not at that time or for a part of the customers."""
    for number in targets:
        path = dotted(number.path)
        if path in SHARED:
            yield f"{path} is shared by all the scenarios that are compared: it cannot be a lever"
        elif is_structural(number.path) and lever.target:
            yield f"{path} cannot have 'for': it acts at the beginning, on everybody; {_FOR_A_SEGMENT}"
        elif lever.target and (why := why_whole(number.path)):
            yield f"{path} cannot have 'for': {why}; {_FOR_A_SEGMENT}"
        elif is_structural(number.path) and (lever.from_week > 0 or lever.until_week is not None):
            yield f"{path} acts at the beginning only: the lever needs 'from_week: 0' and no 'until_week'"


def _too_late(lever: Lever, targets: list[Listed], horizon_weeks: int | None) -> Iterator[str]:
    """Yield the brands that a lever lets enter or leave after the end of the run."""
    for number in targets:
        week = lever.goal(number.value)
        is_event = number.path[-1] in ("enters_in_week", "leaves_in_week")
        if is_event and horizon_weeks is not None and horizon_weeks < week < NEVER_ENTERS:
            yield f"{dotted(number.path)} becomes week {week:g}, after the end of the run (week {horizon_weeks})"


def _out_of_range(plan: Plan) -> Iterator[Complaint]:
    """Yield values out of the sheet's range, each at the lever that took the number out, one for each lever."""
    first: dict[int, tuple[int, str]] = {}
    for segment in _unlike_segments(plan):
        for position, week, path, value, number in _outside(plan, segment):
            if position not in first or week < first[position][0]:
                when = f"in week {week}" if week else "at the start"
                message = f"makes {dotted(path)} {quoted_beside(value, number)} {when}; expected {span(number)}"
                first[position] = (week, message)
    for position, (_, message) in sorted(first.items()):
        yield position, message


def _unlike_segments(plan: Plan) -> list[str]:
    """Return a segment of each group of segments that feel the same levers."""
    alike: dict[tuple[bool, ...], str] = {}
    for segment in plan.document["segments"]:
        alike.setdefault(tuple(lever.acts_on(segment) for lever in plan.levers), segment)
    return list(alike.values())


def _outside(plan: Plan, segment: str) -> Iterator[tuple[int, int, NumberPath, float, Number]]:
    """Yield what is out of range for a segment when all levers have acted, in the first week at each lever.

    The position of the lever that took the number out, week, path, value, and line of the sheet.
    """
    numbers = {number.path: number for _, targets in plan.targets for number in targets}
    column = {path: place for place, path in enumerate(numbers)}
    weeks = plan.weeks_of_change(2 * LAST_WEEK)
    low, high = (np.array([getattr(each.number, end) for each in numbers.values()], float) for end in ("low", "high"))
    slack = ROUNDING * np.maximum(1.0, np.abs(high))
    value = np.tile(np.array([each.value for each in numbers.values()], float), (len(weeks), 1))
    culprit = np.full(value.shape, _NOBODY, np.int16)
    for position, (lever, targets) in enumerate(plan.targets):
        strength = np.array([lever.strength(week) for week in weeks])[:, None]
        acting = np.flatnonzero(strength > 0)
        if not (lever.acts_on(segment) and targets and acting.size):
            continue
        place = np.ix_(acting, np.array([column[number.path] for number in targets]))
        with np.errstate(over="ignore", invalid="ignore"):
            value[place] = lever.moved(value[place], strength[acting])
        columns = place[1][0]
        is_inside = (low[columns] - slack[columns] <= value[place]) & (value[place] <= high[columns] + slack[columns])
        culprit[place] = np.where(is_inside, _NOBODY, np.where(culprit[place] == _NOBODY, position, culprit[place]))
    for position in np.unique(culprit[culprit != _NOBODY]).tolist():
        row, place = np.argwhere(culprit == position)[0].tolist()
        found = list(numbers.values())[place]
        yield position, weeks[row], found.path, float(value[row, place]), found.number


def _torn_apart(plan: Plan) -> Iterator[Complaint]:
    """Yield what no longer hangs together once levers act, such as shares, at the last lever that has a part in it."""
    tied = plan.only(is_tied)
    levers = [lever for lever, numbers in tied.targets if numbers]
    told: set[str] = set()
    for week in sorted({week for lever in levers for week in (lever.from_week, lever.full_week)}):
        for segment in _unlike_segments(plan):
            for place, message in disagreements(tied.market_at(week, segment) | _UNTIED):
                if message in told:
                    continue
                steps = tied.steps(week, segment)
                if positions := [position for position, number, _ in steps if number.path[: len(place)] == place]:
                    told.add(message)
                    yield positions[-1], f"{dotted(place)}: {message}"
