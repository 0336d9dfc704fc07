"""Works: what a brand can do about what customers say, and how far each has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from sim.market.steps import Step
from sim.policies.attribution import Target
from sim.scenarios.record import Entry, events


class Work(NamedTuple):
    """One work of a brand as its market declares it, see :class:`sim.market.schema.WorkSpec`."""

    name: str
    owner: str
    is_quick: bool
    target: Target
    one_off_eur: float
    weekly_eur: float
    lead_weeks: int
    avoids: float
    changes: tuple[Mapping[str, Any], ...]
    """Steps as the market document has them."""


def works_of(brand: Mapping[str, Any]) -> dict[str, Work]:
    """Return the works of a brand, sorted by name, from its part of a market document."""
    return {name: _work(name, brand["works"][name]) for name in sorted(brand["works"])}


def _work(name: str, declared: Mapping[str, Any]) -> Work:
    about_cause = declared["cause"] is not None
    return Work(
        name=name,
        owner=declared["owner"],
        is_quick=declared["term"] == "quick",
        target=("cause", declared["cause"]) if about_cause else ("touchpoint", declared["touchpoint"]),
        one_off_eur=declared["one_off_eur"],
        weekly_eur=declared["weekly_eur"],
        lead_weeks=round(declared["lead_weeks"]),
        avoids=declared["avoids"],
        changes=tuple(declared["changes"]),
    )


def in_progress(record: Sequence[Entry], week: int) -> list[Entry]:
    """Return the starts of works that have not landed at the end of a week."""
    return [start for start in events(record, "started") if start.until > week]


def landed(record: Sequence[Entry], week: int) -> list[Entry]:
    """Return the starts of works that have landed by the end of a week, each as often as it was done."""
    return [start for start in events(record, "started") if start.until <= week]


def stepped(numbers: Mapping[str, float], works: Iterable[Work]) -> dict[str, float]:
    """Return what works that land make of the numbers that they change.

    Parameters
    ----------
    numbers : path -> value, all numbers that the works change among them.
    """
    changed: dict[str, float] = {}
    for work in works:
        for step in map(Step.model_validate, work.changes):
            for path in (path for path in numbers if fnmatchcase(path, step.path.removeprefix("brand."))):
                changed[path] = float(step.goal(changed.get(path, numbers[path])))
    return changed
