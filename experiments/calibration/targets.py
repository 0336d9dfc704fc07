"""Targets: what a simulated market should look like, and which of it the fit does not get to see."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np

from experiments.errors import RequestError
from sim.market.messages import listed, quoted, unknown
from sim.state.indicators import INDICATORS
from sim.state.states import CUSTOMER

Kind = Literal["series", "retention", "repeats", "moment"]

SHARE = "share"
YEARLY = "yearly_"
"""Begins the name of a rate over the 52 weeks up to a week."""
_OF_A_WEEK = {each.name: each.unit for each in INDICATORS if each.kind == "ratio"}
RATES = {SHARE: "% of customers"} | _OF_A_WEEK | {f"{YEARLY}{name}": unit for name, unit in _OF_A_WEEK.items()}
"""What a series may be of: the share of customers, and every indicator that is a ratio, of a week or of the 52 weeks up
to it, with their units. Counts depend on how many customers are simulated, and are no targets."""

STATES = tuple(
    name
    for name in CUSTOMER.names or ()
    if CUSTOMER[name].kind == "f" or name in ("users", "tenure_weeks", "experiences")
)
"""Columns of the customers of which a cross-section may give moments."""

MOMENTS = {"mean": 1, "sd": 1, "correlation": 2}
"""Moments, and how many states each is of."""

PERCENT = "% of customers"


class Target(NamedTuple):
    """One figure that the market should show.

    Attributes
    ----------
    kind : ``series``, a rate or share in one week; ``retention``, customers still there at an age of their relation;
        ``repeats``, new customers with so many further purchases; ``moment``, of customers' states in one week.
    metric : of a series, a name among :data:`RATES`; of a moment, ``mean trust`` and the like; else empty.
    brand, segment : whose; empty for all together.
    week : of a series or moment; of repeats the last week that customers are followed.
    shortest : of repeats, the shortest time for which a customer is followed, weeks.
    age : of retention, years.
    times : of repeats, how often customers buy again; `and_more` when so often or more.
    value : as observed.
    tolerance : its standard error, in the same unit, > 0.
    is_held_out : whether the fit does not see it.
    line : where it stands in the file.
    """

    kind: Kind
    metric: str
    brand: str
    segment: str
    value: float
    tolerance: float
    week: int = 0
    shortest: int = 0
    age: float = 0.0
    times: int = 0
    and_more: bool = False
    is_held_out: bool = False
    line: int | None = None

    @property
    def curve(self) -> tuple[str, str, str, str, int, int]:
        """What targets have in common that belong to one curve; of repeats also how long customers are followed."""
        followed = (self.week, self.shortest) if self.kind == "repeats" else (0, 0)
        return (self.kind, self.metric, self.brand, self.segment, *followed)

    @property
    def place(self) -> float:
        """Where the target stands on its curve: week, age or times."""
        return {"retention": self.age, "repeats": float(self.times)}.get(self.kind, float(self.week))

    @property
    def unit(self) -> str:
        """Unit of value and tolerance."""
        if self.kind == "moment":
            return ""
        return RATES[self.metric] if self.kind == "series" else PERCENT

    @property
    def title(self) -> str:
        """The curve in words."""
        what = self.metric.replace("_", " ")
        if self.kind == "retention":
            what = "still customers"
        elif self.kind == "repeats":
            weeks = f"{self.shortest} to {self.week}" if self.shortest < self.week else str(self.week)
            what = f"further purchases in {weeks} weeks"
        whose = " and ".join(part for part in (self.brand, self.segment) if part)
        return f"{what}, {whose}" if whose else what

    @property
    def name(self) -> str:
        """The target in words."""
        if self.kind == "repeats":
            return f"{self.title}: {self.times}{' or more' if self.and_more else ''}"
        years = f"{self.age:g} year" + ("" if self.age == 1 else "s")
        where = f"after {years}" if self.kind == "retention" else f"in week {self.week}"
        return f"{self.title}, {where}"


@dataclass(frozen=True)
class Targets:
    """The targets of a file, in the order of their curves.

    Attributes
    ----------
    file : as messages call it.
    sha256 : of its content.
    all : curve by curve, each from left to right.
    notes : remarks about the file, in sentences.
    """

    file: str
    sha256: str
    all: tuple[Target, ...]
    notes: tuple[str, ...] = ()

    @property
    def fitted(self) -> tuple[Target, ...]:
        """Those that the fit sees."""
        return tuple(target for target in self.all if not target.is_held_out)

    @property
    def held_out(self) -> tuple[Target, ...]:
        """Those that it does not see."""
        return tuple(target for target in self.all if target.is_held_out)

    @property
    def curves(self) -> dict[tuple[Any, ...], tuple[Target, ...]]:
        """The targets of each curve."""
        curves: dict[tuple[Any, ...], list[Target]] = {}
        for target in self.all:
            curves.setdefault(target.curve, []).append(target)
        return {curve: tuple(members) for curve, members in curves.items()}

    def holding_out(self, conditions: Sequence[str]) -> Targets:
        """Return the targets with those that meet one of the conditions held out, and those that already are.

        Parameters
        ----------
        conditions : a column, a comparison and a value each: ``age>7``, ``week>=40``, ``brand=kite``.

        Raises
        ------
        RequestError
            When a condition cannot be read or is met by no target, or when nothing is left to fit.
        """
        chosen = [_meeting(self.all, condition) for condition in conditions]
        out = {target for met in chosen for target in met}
        held = replace(
            self, all=tuple(target._replace(is_held_out=target.is_held_out or target in out) for target in self.all)
        )
        if not held.fitted:
            raise RequestError(
                f"nothing is left to fit: --hold-out {listed(conditions)} takes all targets of {self.file}"
            )
        return held


_CONDITION = re.compile(r"\s*(\w+)\s*(!=|>=|<=|=|>|<)\s*(\S.*?)\s*")
_COMPARED = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_NUMBERS = ("week", "age", "times")
_WORDS = ("kind", "metric", "brand", "segment")
_PLACED_BY = {"week": ("series", "moment"), "age": ("retention",), "times": ("repeats",)}


def _meeting(targets: Iterable[Target], condition: str) -> list[Target]:
    """Return the targets that meet a condition."""
    parts = _CONDITION.fullmatch(condition)
    if parts is None:
        raise RequestError(f"--hold-out needs a condition such as 'age>7' or 'brand=kite' (got {quoted(condition)})")
    column, sign, text = parts.groups()
    if column not in _NUMBERS + _WORDS:
        raise RequestError(f"--hold-out {condition}: {unknown('column', column, _NUMBERS + _WORDS)}")
    value: Any = text
    if column in _NUMBERS:
        try:
            value = float(text)
        except ValueError as error:
            raise RequestError(f"--hold-out {condition}: {column} is compared with a number") from error
    elif sign not in ("=", "!="):
        raise RequestError(f"--hold-out {condition}: {column} is a word, compared by = or !=")
    met = [
        target
        for target in targets
        if target.kind in _PLACED_BY.get(column, (target.kind,)) and _COMPARED[sign](getattr(target, column), value)
    ]
    if not met:
        raise RequestError(f"--hold-out {condition}: no target is like this")
    return met


def misses_of(targets: Sequence[Target], seen: np.ndarray) -> np.ndarray:
    """Return how far from the targets what was seen is, in tolerances; the last axis of `seen` is over targets."""
    value, tolerance = (np.array([getattr(target, name) for target in targets]) for name in ("value", "tolerance"))
    return (seen - value) / tolerance
