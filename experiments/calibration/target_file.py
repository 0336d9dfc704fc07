"""The file of targets: a CSV table with a line for each figure; all mistakes in it are reported at once."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from experiments.calibration.targets import MOMENTS, RATES, STATES, YEARLY, Kind, Target, Targets
from experiments.design.rows import MOST_PROBLEMS, Columns, Row, content_of, rows_in
from language import phrase
from sim.market.messages import InputError, Problem, printable, quoted, unknown
from sim.market.schema import Market
from sim.market.texts import table_in

COLUMNS = ("kind", "metric", "brand", "segment", "week", "age", "times", "value", "tolerance", "set")
NEEDED = ("kind", "value", "tolerance")
SETS = {"": False, "fit": False, "hold_out": True}
OF_A_KIND: dict[Kind, tuple[str, ...]] = {
    "series": ("metric", "week"),
    "retention": ("age",),
    "repeats": ("brand", "week", "times"),
    "moment": ("metric", "week"),
}
"""What a target of each kind cannot do without."""
ALSO = ("kind", "brand", "segment", "value", "tolerance", "set")
"""Columns that every kind may use."""
WEEKS_A_YEAR = 52
LAST_WEEK = 1040
"""Longest time that is simulated after the burn-in."""
COHORT_WEEKS = 52
"""Weeks in which the cohort of a retention table joins."""
_FOLLOWED = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?")
_TIMES = re.compile(r"(\d{1,4})(\+?)")


def read_targets(path: str | Path, market: Market) -> Targets:
    """Return the targets of a file, for a market.

    Parameters
    ----------
    path : CSV in UTF-8, with comma, semicolon, tab or bar; the first line names columns among :data:`COLUMNS`, of which
        those without a value may be missing.

    Raises
    ------
    InputError
        With everything that is wrong, each with its line.
    """
    path = Path(path)
    content = content_of(path)
    problems: list[Problem] = []
    rows = rows_in(str(path), table_in(content, str(path)), Columns(COLUMNS, NEEDED), problems)
    notes: list[str] = []
    targets: list[Target] = []
    for row in rows:
        if len(problems) >= MOST_PROBLEMS:
            break
        if not row.cells.get("value", ""):
            notes.append(phrase("line {line} has no value and is left out", line=row.line))
            continue
        reader = _Reader(row, market)
        target = reader.target()
        problems += [Problem(str(path), row.line, column, message) for column, message in reader.wrong]
        if target:
            targets.append(target)
    problems += _twice(str(path), targets)
    if not problems and not any(not target.is_held_out for target in targets):
        problems.append(
            Problem(str(path), None, "", "holds no targets to fit" + (": all are held out" if targets else ""))
        )
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    notes += _order_and_gaps(targets)
    first: dict[Any, int] = {}
    for place, target in enumerate(targets):
        first.setdefault(target.curve, place)
    ordered = sorted(targets, key=lambda target: (first[target.curve], target.place))
    return Targets(path.name, hashlib.sha256(content).hexdigest(), tuple(ordered), tuple(notes))


class _Reader:
    """Reads one row; errors are collected in `wrong`, as (column, message)."""

    def __init__(self, row: Row, market: Market) -> None:
        self.row = row
        self.market = market
        self.wrong: list[tuple[str, str]] = []

    def target(self) -> Target | None:
        """Return the target of the row, None when anything is wrong."""
        kind: Any = self._cell("kind")
        if kind not in OF_A_KIND:
            self.wrong.append(("kind", unknown("kind", kind, OF_A_KIND)))
            return None
        needed = OF_A_KIND[kind]
        for column in COLUMNS:
            if column in needed and not self._cell(column):
                self.wrong.append((column, f"is missing: {kind} needs it"))
            elif column not in needed + ALSO and self._cell(column):
                self.wrong.append((column, f"is not used by {kind} (got {quoted(self._cell(column))}); leave it empty"))
        last, shortest = self._weeks(kind)
        times, and_more = self._times()
        target = Target(
            kind=kind,
            metric=self._metric(kind),
            brand=self._name("brand", self.market.brands),
            segment=self._name("segment", self.market.segments),
            value=self._number("value"),
            tolerance=self._number("tolerance"),
            week=last,
            shortest=shortest,
            age=self._age(kind),
            times=times,
            and_more=and_more,
            is_held_out=self._held_out(),
            line=self.row.line,
        )
        if not self.wrong:
            self._check_sense(target)
        return None if self.wrong else target

    def _cell(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def _name(self, column: str, known: Iterable[str]) -> str:
        name = self._cell(column)
        if name and name not in known:
            self.wrong.append((column, unknown(column, name, known)))
        return name

    def _number(self, column: str) -> float:
        text = self._cell(column)
        try:
            number = float(text)
        except ValueError:
            comma = "; decimals are written with a point" if re.fullmatch(r"-?\d+,\d+", text) else ""
            self.wrong.append((column, f"must be a number (got {quoted(text)}){comma}"))
            return math.nan
        if not math.isfinite(number):
            self.wrong.append((column, f"must be a finite number (got {printable(text)})"))
        return number

    def _weeks(self, kind: Kind) -> tuple[int, int]:
        """Return the week, or the longest and shortest time for which repeats are counted."""
        text = self._cell("week")
        if not text or "week" not in OF_A_KIND[kind]:
            return 0, 0
        match = _FOLLOWED.fullmatch(text)
        if match is None or (match[2] and kind != "repeats"):
            expected = (
                "must be a number of weeks or a range such as 27-39" if kind == "repeats" else "must be a whole number"
            )
            self.wrong.append(("week", f"{expected} (got {quoted(text)})"))
            return 0, 0
        first, last = int(match[1]), int(match[2] or match[1])
        longest = LAST_WEEK - (COHORT_WEEKS if kind == "repeats" and first == last else 0)
        if not 1 <= first <= last <= longest:
            self.wrong.append(
                ("week", f"must be from 1 to {longest}, the longest that is simulated (got {quoted(text)})")
            )
        return last, first if kind == "repeats" else 0

    def _age(self, kind: Kind) -> float:
        """Return the age of a retention table, which comes to whole weeks."""
        if not self._cell("age") or kind != "retention":
            return 0.0
        age = self._number("age")
        oldest = (LAST_WEEK - COHORT_WEEKS) // WEEKS_A_YEAR
        if age == 0:
            self.wrong.append(("age", "must be above 0: at age 0 everybody is a customer, there is nothing to fit"))
        elif math.isfinite(age) and not 0 < age <= oldest:
            self.wrong.append(("age", f"must be from 0 to {oldest} years (got {quoted(self._cell('age'))})"))
        return age

    def _times(self) -> tuple[int, bool]:
        """Return the further purchases of a line of a histogram, and whether it stands for more as well."""
        text = self._cell("times")
        match = _TIMES.fullmatch(text)
        if text and match is None:
            self.wrong.append(("times", f"must be a whole number, or such as 7+ (got {quoted(text)})"))
        return (int(match[1]), bool(match[2])) if match else (0, False)

    def _metric(self, kind: Kind) -> str:
        text = self._cell("metric")
        if not text or "metric" not in OF_A_KIND[kind]:
            return ""
        if kind == "series":
            if text not in RATES:
                self.wrong.append(("metric", unknown("metric", text, RATES)))
            return text
        moment, *states = text.split()
        if moment not in MOMENTS:
            self.wrong.append(("metric", unknown("moment", moment, MOMENTS)))
        elif len(states) != MOMENTS[moment]:
            needs = "one state" if MOMENTS[moment] == 1 else "two states"
            self.wrong.append(("metric", f"{moment} is of {needs} (got {quoted(text)})"))
        self.wrong += [("metric", unknown("state", state, STATES)) for state in states if state not in STATES]
        return " ".join((moment, *states))

    def _held_out(self) -> bool:
        text = self._cell("set")
        if text not in SETS:
            self.wrong.append(("set", unknown("set", text, [name for name in SETS if name])))
        return SETS.get(text, False)

    def _check_sense(self, target: Target) -> None:
        """Note what no single cell shows."""
        if target.tolerance <= 0:
            self.wrong.append(
                ("tolerance", f"must be above 0: it is the standard error of the value (got {target.tolerance:g})")
            )
        if target.unit.startswith("% of") and not 0 <= target.value <= 100:
            self.wrong.append(("value", f"must be from 0 to 100, in {target.unit} (got {target.value:g})"))
        if target.kind == "repeats" and self.market.category.kind != "repeat_purchase":
            self.wrong.append(("kind", f"repeats need a market of repeat purchase, which {self.market.name} is not"))
        if target.kind == "series" and target.metric.startswith(YEARLY) and target.week < WEEKS_A_YEAR:
            self.wrong.append(("week", f"must be at least {WEEKS_A_YEAR}: {target.metric} is of the year up to it"))
        if target.kind == "series" and target.metric == "share" and not target.brand:
            self.wrong.append(("brand", "is missing: a share is that of a brand"))


def _twice(file: str, targets: Iterable[Target]) -> Iterator[Problem]:
    """Yield the targets that are given a second time."""
    first: dict[Any, Target] = {}
    for target in targets:
        known = first.setdefault((target.curve, target.place), target)
        if known is not target:
            yield Problem(file, target.line, "", f"{target.name} is given twice (first in line {known.line})")


def _order_and_gaps(targets: Iterable[Target]) -> Iterator[str]:
    """Yield where curves are out of order, and where a series leaves weeks out."""
    curves: dict[Any, list[Target]] = {}
    for target in targets:
        curves.setdefault(target.curve, []).append(target)
    for members in curves.values():
        if late := next((b for a, b in pairwise(members) if b.place < a.place), None):
            yield phrase(
                "{curve}: line {line} stands out of order; the order of lines changes nothing",
                curve=late.title,
                line=late.line,
            )
        weeks = sorted(member.week for member in members)
        if members[0].kind == "series" and len(weeks) > 2:
            steps = [b - a for a, b in pairwise(weeks)]
            usual = min(steps)
            gaps = [phrase("{low} to {high}", low=a + usual, high=b - 1) for a, b in pairwise(weeks) if b - a > usual]
            if gaps:
                yield phrase(
                    "{curve}: nothing is given for weeks {gaps}, and nothing is interpolated",
                    curve=members[0].title,
                    gaps=", ".join(gaps),
                )


def last_week(targets: Iterable[Target]) -> int:
    """Return the last week that is simulated for targets."""
    return max(_last_week(target) for target in targets)


def _last_week(target: Target) -> int:
    if target.kind == "retention":
        return COHORT_WEEKS + round(WEEKS_A_YEAR * target.age)
    return target.week + (COHORT_WEEKS if target.kind == "repeats" and target.shortest == target.week else 0)
