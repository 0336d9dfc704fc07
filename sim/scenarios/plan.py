"""A scenario laid over a market: which number has which value, in which week, for which segment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from typing import Any, NamedTuple

from sim.market.agreement import MOST_PILOTS
from sim.market.messages import dotted
from sim.market.schema import Market
from sim.market.sheet import Listed, NumberPath
from sim.scenarios.levers import Lever, Target
from sim.scenarios.paths import Atlas, NoSuchNumberError

GROUPS = 3
"""For each pilot people are outside of it, in its control group, or in the pilot."""

MOST_ROWS = 255
"""Rows of the tables of segments, which customers name by one byte."""


class Change(NamedTuple):
    """What a lever makes of one number for one segment once it acts wholly."""

    path: str
    segment: str
    before: float
    after: float
    unit: str
    grade: str
    source: str
    from_week: int
    ramp_weeks: int
    until_week: int | None
    meant: str = ""
    """Who of the segment feels it, when not everybody does."""


class Plan:
    """The numbers of a market under levers.

    Parameters
    ----------
    market : the market.
    levers : in the order in which they apply: a later one starts from what an earlier one made of the number.
    brand : the brand meant by ``brand.`` and by paths that leave the brand out.
    document : the market written out, when it is there already; it is read only, and so may be shared.

    Attributes
    ----------
    document : the market without levers, written out.
    targets : each lever with the numbers that it changes.
    pilots : the groups of customers that levers mean, each once.
    problems : levers whose path stands for no number: position, and why.
    """

    def __init__(
        self, market: Market, levers: tuple[Lever, ...], brand: str, document: dict[str, Any] | None = None
    ) -> None:
        self.document: dict[str, Any] = market.model_dump() if document is None else document
        self.levers = levers
        self.problems: list[tuple[int, str]] = []
        self.pilots = pilots_of(levers)
        self._weeks = set[int]().union(*(lever.weeks_of_change() for lever in levers))
        self.targets: list[tuple[Lever, list[Listed]]] = []
        atlas = Atlas(self.document, brand)
        for position, lever in enumerate(levers):
            try:
                numbers = atlas.targets(lever)
            except NoSuchNumberError as error:
                numbers = []
                self.problems.append((position, str(error)))
            self.targets.append((lever, numbers))

    def only(self, is_wanted: Callable[[NumberPath], bool]) -> Plan:
        """Return the plan with levers on some of the numbers only."""
        narrower = copy(self)
        narrower.targets = [(lever, [each for each in found if is_wanted(each.path)]) for lever, found in self.targets]
        return narrower

    def market_at(self, week: int, segment: str, meant: Collection[int] | None = None) -> dict[str, Any]:
        """Return the market document that customers of a segment meet in a week; what does not change is shared.

        Parameters
        ----------
        meant : positions of the pilots that they are in; all when None.
        """
        return with_values(self.document, self.values_at(week, segment, meant))

    def values_at(self, week: int, segment: str, meant: Collection[int] | None = None) -> dict[NumberPath, float]:
        """Return the numbers that levers change for a segment in a week, with values in the range of the sheet."""
        return {
            number.path: min(max(value, number.number.low), number.number.high)  # rounding may step over the edge
            for _, number, value in self.steps(week, segment, meant)
        }

    def steps(
        self, week: int, segment: str, meant: Collection[int] | None = None
    ) -> Iterator[tuple[int, Listed, float]]:
        """Yield what one lever after the other makes of each of its numbers, with the position of the lever."""
        values: dict[NumberPath, float] = {}
        for position, (lever, targets) in enumerate(self.targets):
            if lever.pilot and meant is not None and self.pilots.index(lever.pilot) not in meant:
                continue
            if lever.acts_on(segment) and lever.strength(week) > 0:
                for number in targets:
                    value = values[number.path] = lever.changed(values.get(number.path, number.value), week)
                    yield position, number, value

    def is_same_as_previous_week(self, week: int) -> bool:
        """Tell whether every number is what it was the week before; the time before the burn-in counts as week 0."""
        return week not in self._weeks

    def weeks_of_change(self, horizon_weeks: int) -> list[int]:
        """Return the weeks up to the horizon in which a number changes."""
        return sorted(week for week in self._weeks if week <= horizon_weeks)

    def changes(self) -> list[Change]:
        """Return a row for each lever, number and segment."""
        return [
            Change(
                path=dotted(path),
                segment=segment,
                before=before,
                after=values[path],
                unit=number.unit,
                grade=number.grade,
                source=number.source,
                from_week=lever.from_week,
                ramp_weeks=lever.ramp_weeks,
                until_week=lever.until_week,
                meant=lever.pilot.words if lever.pilot else "",
            )
            for lever, targets in self.targets
            for segment in self.document["segments"]
            if lever.acts_on(segment)
            for values in [self.values_at(lever.full_week, segment)]
            for path, before, number in targets
        ]


def pilots_of(levers: Iterable[Lever]) -> tuple[Target, ...]:
    """Return the groups of customers that levers mean, each once, in the order of the levers."""
    found: list[Target] = []
    for lever in levers:
        if lever.pilot and lever.pilot not in found:
            found.append(lever.pilot)
    return tuple(found)


def most_pilots(segments: int) -> int:
    """Return how many groups of customers a scenario may mean: each multiplies the rows of tables by three."""
    return max(number for number in range(MOST_PILOTS + 1) if segments * GROUPS**number <= MOST_ROWS)


def with_values(document: dict[str, Any], values: Mapping[NumberPath, float]) -> dict[str, Any]:
    """Return a document with other values at some paths; groups without change are shared with the old one."""
    changed = dict(document)
    copies: dict[NumberPath, dict[str, Any]] = {(): changed}
    for path, value in values.items():
        group = changed
        for depth in range(1, len(path)):
            place = path[:depth]
            if place not in copies:
                copies[place] = group[place[-1]] = dict(group[place[-1]])
            group = copies[place]
        group[path[-1]] = value
    return changed
