"""Which numbers of a market a lever's path stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from sim.market.messages import WHOLE_LISTS, dotted, listed, quoted, unknown
from sim.market.sheet import Listed, NumberPath, numbers_in, without_brand
from sim.scenarios.levers import Lever

ATTRIBUTES = {"touchpoints": ("stage", "kind", "channel"), "causes": ("department", "kind")}
"""What a path with stars can be narrowed by, in `where`."""

STRUCTURAL = (
    "segments.*.*",
    "network.*",
    "brands.*.share",
    "category.burn_in_weeks",
    "category.aware_share",
    "behaviour.population.*",
    "behaviour.loyalty.frailty_spread",
)
"""Numbers that are used once, when the population is drawn."""

WHOLE = {
    "brands.*.visibility": "all segments see one share of voice",
    "brands.*.operations.order_capacity": "the orders of all segments are prepared together",
    "brands.*.enters_in_week": "a brand is on the market for everybody or for nobody",
    "brands.*.leaves_in_week": "a brand is on the market for everybody or for nobody",
    "brands.*.planned_share": "a brand has capacity for all segments together",
    "brands.*.operations.adapting_weeks": "a brand has capacity for all segments together",
    "brands.*.operations.support_agents": "all segments wait in one queue",
    "brands.*.operations.agent_hours": "all segments wait in one queue",
    "brands.*.operations.handling_minutes": "all segments wait in one queue",
    "brands.*.costs.wage_eur": "agents answer all segments",
    "brands.*.staff.*": "the same staff serve all segments",
    "brands.*.listening.delay_weeks": "the answers of all segments are read together",
    "brands.*.listening.cost_per_*_eur": "the answers of all segments are read together",
    "brands.*.listening.mystery_visits": "mystery shopping is done for all segments together",
    "brands.*.listening.message_tests": "messages are tested on all segments together",
    "brands.*.policy.*": "a brand has one policy for all segments",
    "brands.*.works.*.*": "a work is done for all segments",
    "behaviour.assistance.patience_minutes": "all segments wait in one queue",
    "behaviour.expectation.standard_rise": "the standard of the market is one for all segments",
    "behaviour.word_of_mouth.rating_half_life": "all segments read one rating",
    "behaviour.word_of_mouth.rating_prior_count": "all segments read one rating",
}
"""Numbers that all segments share, and why."""

SHARED = ("category.customers", "category.horizon_weeks", "category.people_per_customer", "category.discount_rate")
"""Numbers of the comparison, not of the world: all the scenarios that are compared share them."""


class NoSuchNumberError(ValueError):
    """A path stands for no number of the market."""


def is_structural(path: NumberPath) -> bool:
    """Tell whether a number acts at the beginning only."""
    return any(fits(path, pattern.split(".")) for pattern in STRUCTURAL)


def why_whole(path: NumberPath) -> str | None:
    """Return why a number belongs to all segments together, None when each segment has it for itself."""
    return next((why for pattern, why in WHOLE.items() if fits(path, pattern.split("."))), None)


def reach(path: NumberPath) -> str:
    """Return in words what a lever on a number can do: for whom it acts, and from when."""
    if dotted(path) in SHARED:
        return "no lever"
    if is_structural(path):
        return "everybody, from week 0"
    return "everybody" if why_whole(path) else "any segment"


class Atlas:
    """The numbers of a market document, found by path.

    Parameters
    ----------
    document : the market, written out.
    brand : the brand meant by ``brand.`` and by paths that leave the brand out.
    """

    def __init__(self, document: Mapping[str, Any], brand: str) -> None:
        self.document = document
        self.brand = brand

    def targets(self, lever: Lever) -> list[Listed]:
        """Return the numbers that a lever changes.

        Raises
        ------
        NoSuchNumberError : when there is none, with the nearest one that exists.
        """
        pattern = lever.path.split(".")
        if pattern[0] == "brand":
            pattern[:1] = ["brands", self.brand]
        found = self._fitting(pattern)
        if not found:
            raise NoSuchNumberError(self._nearest(pattern))
        narrowed = [number for number in found if self._is_meant(number.path, lever.where)]
        if not narrowed:
            raise NoSuchNumberError(f"{quoted(lever.path)} stands for no number that 'where' allows")
        return narrowed

    def _fitting(self, pattern: Sequence[str]) -> list[Listed]:
        """Return the numbers whose path fits a pattern as it is, or with the brand left out."""
        with_brand = [*pattern[:3], self.brand, *pattern[3:]]
        near = numbers_in(self.document, [pattern, with_brand])
        return [
            number
            for number in near
            if fits(number.path, pattern) or fits(without_brand(number.path, self.brand) or (), pattern)
        ]

    @cached_property
    def _paths(self) -> dict[NumberPath, None]:
        """All paths, each followed by the one with the brand left out."""
        paths: dict[NumberPath, None] = {}
        for path, _, _ in numbers_in(self.document):
            paths |= dict.fromkeys(each for each in (path, without_brand(path, self.brand)) if each)
        return paths

    def _is_meant(self, path: NumberPath, where: Mapping[str, Sequence[str]]) -> bool:
        """Tell whether the touchpoint or cause of a number has the attributes asked for."""
        if not where:
            return True
        known = ATTRIBUTES.get(path[0])
        if known is None:
            raise NoSuchNumberError("'where' narrows paths of touchpoints and causes only")
        group = self.document[path[0]]
        for key, wanted in where.items():
            if key not in known:
                raise NoSuchNumberError(f"where: {unknown('key', key, known)}")
            values = sorted({str(member[key]) for member in group.values()})
            for value in wanted:
                if value not in values:
                    raise NoSuchNumberError(f"where: {unknown(key, value, values)}")
        return all(group[path[1]][key] in wanted for key, wanted in where.items())

    def _nearest(self, pattern: Sequence[str]) -> str:
        """Return why a pattern fits no number."""
        path = dotted(tuple(pattern))
        for depth, part in enumerate(pattern):
            beginning = dotted(tuple(pattern[:depth]))
            known = self._next_parts(pattern[:depth])
            if not known:
                return f"{beginning} is a number, so the path cannot continue after it (got {path})"
            if not any(fnmatchcase(name, part) for name in known):
                message = unknown("number", part, known, deeper=self._paths_after(pattern[:depth]))
                return message + (f" in {beginning}" if beginning else "")
        return f"{path} is a group of numbers; choose among {listed(self._next_parts(pattern), WHOLE_LISTS['number'])}"

    def _paths_after(self, pattern: Sequence[str]) -> Iterator[str]:
        """Yield what may follow the beginning of a path, up to its end; first that of the brand which is meant."""
        depth = len(pattern)
        own = ("brands", self.brand)
        if not pattern:
            yield from (dotted(("brand", *path[2:])) for path in self._paths if path[:2] == own)
        yield from (dotted(path[depth:]) for path in self._paths if fits(path[:depth], pattern))

    def _next_parts(self, pattern: Sequence[str]) -> list[str]:
        """Return what may follow the beginning of a path."""
        depth = len(pattern)
        longer = (path for path in self._paths if len(path) > depth)
        return list(dict.fromkeys(path[depth] for path in longer if fits(path[:depth], pattern)))


def fits(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Tell whether a path is one of those that a pattern with stars stands for."""
    return len(path) == len(pattern) and all(map(fnmatchcase, path, pattern))
