"""Whether a scenario can be played on a market."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.market.agreement import Disagreement, disagreements, policy_disagreements
from sim.market.messages import dotted, quoted, span, unknown
from sim.market.sheet import Listed, NumberPath
from sim.scenarios.levers import LAST_WEEK, Lever
from sim.scenarios.paths import SHARED, is_structural, why_whole
from sim.scenarios.plan import Plan

ROUNDING = 1e-9
"""How far rounding may take a value over the edge of its range, as a share of it; plans keep the value on the edge."""

_FOR_A_SEGMENT = "the column `lever` of `cxsim parameters MARKET` says which numbers can be changed for a segment"

Complaint = tuple[int, str]
"""Position of a lever and what is wrong with it."""


def complaints(plan: Plan, horizon_weeks: int | None) -> Iterator[Complaint]:
    """Yield what is wrong with the levers of a plan, at most one out-of-range value for each lever."""
    yield from plan.problems
    for position, (lever, targets) in enumerate(plan.targets):
        if horizon_weeks is not None and lever.from_week > horizon_weeks:
            yield position, f"begins in week {lever.from_week}, after the end of the run (week {horizon_weeks})"
        for name in lever.target.segment if lever.target else ():
            if name not in plan.document["segments"]:
                yield position, f"for: {unknown('segment', name, plan.document['segments'])}"
        yield from ((position, message) for message in _misuses(lever, targets))
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
        yield from policy_disagreements(place, policy, brand, brands)
        from_week = policy.get("from_week", 0) if isinstance(policy, Mapping) else getattr(policy, "from_week", 0)
        if horizon_weeks is not None and isinstance(from_week, int | float) and from_week >= horizon_weeks:
            yield place, f"begins after week {quoted(from_week)}: the run ends in week {horizon_weeks}"
        for position, (_, numbers) in enumerate(plan.targets):
            if any(number.path[:3] == ("brands", brand, "policy") for number in numbers):
                message = (
                    f"changes the policy of {brand}, which the scenario replaces: give it its numbers under policies"
                )
                yield ("levers", position), message


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


def _out_of_range(plan: Plan) -> Iterator[Complaint]:
    """Yield values out of the sheet's range, each at the lever that took the number out, one for each lever."""
    blamed: set[int] = set()
    for week in plan.weeks_of_change(2 * LAST_WEEK):
        for segment in plan.document["segments"]:
            for position, (path, value, number) in _outside(plan, week, segment):
                if position not in blamed:
                    blamed.add(position)
                    when = f"in week {week}" if week else "at the start"
                    yield position, f"makes {dotted(path)} {quoted(value)} {when}; expected {span(number)}"


def _outside(plan: Plan, week: int, segment: str) -> Iterable[tuple[int, Listed]]:
    """Return the numbers that are out of range when all levers have acted, with the lever that took each out."""
    outside: dict[NumberPath, tuple[int, Listed]] = {}
    for position, (path, _, number), value in plan.steps(week, segment):
        slack = ROUNDING * max(1.0, abs(number.high))
        if number.low - slack <= value <= number.high + slack:
            outside.pop(path, None)
        else:
            culprit, _ = outside.get(path, (position, None))
            outside[path] = (culprit, Listed(path, value, number))
    return outside.values()


def _torn_apart(plan: Plan) -> Iterator[Complaint]:
    """Yield what no longer hangs together once levers act, such as shares, at the last lever that has a part in it."""
    told: set[str] = set()
    for week in sorted({week for lever in plan.levers for week in (lever.from_week, lever.full_week)}):
        for segment in plan.document["segments"]:
            for place, message in disagreements(plan.market_at(week, segment)):
                steps = plan.steps(week, segment)
                positions = [position for position, number, _ in steps if number.path[: len(place)] == place]
                if positions and message not in told:
                    told.add(message)
                    yield positions[-1], f"{dotted(place)}: {message}"
