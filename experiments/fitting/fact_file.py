"""The file of facts: a CSV table with a line for each figure; all mistakes in it are reported at once."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from experiments.design.rows import MOST_PROBLEMS, Columns, Row, content_of, rows_in
from experiments.fitting.facts import BASES, Fact, Facts
from experiments.fitting.figures import CHANGE, FIGURES, SHARE, WHOLE, Figure, Scope
from language import phrase, plural
from sim.market.messages import InputError, Problem, listed, nearest, printable, quoted, unknown
from sim.market.schema import Market
from sim.market.sheet import numbers_in
from sim.market.texts import table_in

COLUMNS = Columns(
    ("what", "brand", "segment", "touchpoint", "value", "unit", "tolerance", "source", "basis", "date"),
    ("what", "value"),
)
_ROUNDING = 1.5
"""Points by which shares that were rounded may fail to add up to 100."""
_OTHER_BASIS = 2.0
"""Factor of the default tolerance for figures that do not cover everybody."""


class _Wrong(NamedTuple):
    """An error in a row."""

    column: str
    message: str


def read_facts(path: str | Path, market: Market, until: str | None = None) -> Facts:
    """Return the facts of a file, for a market, and those that are implied.

    Shares that are not given are those of the market; and all shares stand still, unless the file says how they change.
    Of figures with dates the last one holds.

    Parameters
    ----------
    path : CSV in UTF-8, with comma, semicolon, tab or bar; the first line names columns among :data:`COLUMNS`, of which
        those without a value may be missing. Lines that begin with # are comments.
    until : day, as YYYY-MM-DD, after which nothing is known yet: figures with later dates are kept apart.

    Raises
    ------
    InputError
        With everything that is wrong, each with its line.
    """
    path = Path(path)
    content = content_of(path)
    problems: list[Problem] = []
    rows = rows_in(str(path), table_in(content, str(path)), COLUMNS, problems)
    empty = [row for row in rows if not row.cells["value"]]
    given: list[Fact] = []
    for row in rows:
        if len(problems) >= MOST_PROBLEMS:
            break
        reader = _Reader(row, market)
        fact = reader.fact() if row.cells["value"] else None
        problems += [Problem(str(path), row.line, *each) for each in reader.wrong]
        given += [fact] if fact else []
    given, earlier, later = _by_date(given, until)
    problems += [Problem(str(path), line, "", message) for line, message in _contradictions(given, market)]
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    notes = list(_notes(given, len(empty)))
    facts = _adding_up(given, market)
    everything = (*facts, *_implied(facts, market))
    return Facts(path.name, hashlib.sha256(content).hexdigest(), everything, tuple(notes), earlier, later)


def _by_date(facts: list[Fact], until: str | None) -> tuple[list[Fact], tuple[Fact, ...], tuple[Fact, ...]]:
    """Return facts that hold: of each the last one that is known; then earlier ones, and those not known yet."""
    later = [fact for fact in facts if until and fact.date > until]
    known = [fact for fact in facts if not (until and fact.date > until)]
    last: dict[tuple[str, Scope], str] = {}
    for fact in known:
        last[fact.what, fact.scope] = max(fact.date, last.get((fact.what, fact.scope), ""))
    holding = [fact for fact in known if fact.date == last[fact.what, fact.scope]]
    earlier = [fact for fact in known if fact.date < last[fact.what, fact.scope]]
    return holding, tuple(earlier), tuple(later)


def market_facts(market: Market) -> Facts:
    """Return only what is implied: the shares of the market, which stand still."""
    return Facts("", "", tuple(_implied((), market)))


class _Reader:
    """Reads one row; errors are collected in `wrong`."""

    def __init__(self, row: Row, market: Market) -> None:
        self.row = row
        self.market = market
        self.wrong: list[_Wrong] = []

    def fact(self) -> Fact | None:
        """Return the fact of the row, None when anything is wrong."""
        what = self._cell("what")
        if what not in FIGURES:
            self.wrong.append(_Wrong("what", self._no_figure(what)))
            return None
        figure = FIGURES[what]
        scope = self._scope(figure)
        value = self._number("value", figure.low, figure.high)
        basis = self._cell("basis")
        if basis not in BASES:
            self.wrong.append(_Wrong("basis", unknown("basis", basis, [name for name in BASES if name])))
        if (unit := self._cell("unit")) and _bare(unit) not in map(_bare, (figure.unit, figure.unit.split()[0])):
            self.wrong.append(_Wrong("unit", f"must be {quoted(figure.unit)} (got {quoted(unit)})"))
        tolerance = self._tolerance(figure, value, basis)
        self._check_date()
        self.wrong += [_Wrong("what", message) for message in _not_shown(figure, scope, self.market)]
        if self.wrong:
            return None
        has_own, source, basis = bool(self._cell("tolerance")), self._cell("source"), basis or "everybody"
        return Fact(what, scope, value, tolerance, has_own, source, basis, self.row.line, self._cell("date"))

    def _cell(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def _check_date(self) -> None:
        text = self._cell("date")
        try:
            is_day = not text or date.fromisoformat(text).isoformat() == text
        except ValueError:
            is_day = False
        if not is_day:
            self.wrong.append(_Wrong("date", f"must be a day such as 2026-01-31, or empty (got {quoted(text)})"))

    def _no_figure(self, what: str) -> str:
        """Return that there is no such figure; numbers of the market file are told to stand there."""
        known = unknown("figure", what, FIGURES)
        if not what or nearest(what, FIGURES):
            return known
        ends = {number.path[-1]: ".".join(number.path) for number in numbers_in(self.market.model_dump())}
        if path := ends.get(what):
            return f"{quoted(what)} is a number of the market file, not a figure that it shows: write it there ({path})"
        return known

    def _scope(self, figure: Figure) -> Scope:
        names: dict[str, Collection[str]] = {
            "brand": self.market.brands,
            "segment": self.market.segments,
            "touchpoint": self.market.touchpoints,
        }
        found = {}
        for column, known in names.items():
            name = self._cell(column)
            if name and column not in figure.needs + figure.may_have:
                self.wrong.append(_Wrong(column, f"is not used by {figure.name} (got {quoted(name)}); leave it empty"))
            elif name and name not in known:
                self.wrong.append(_Wrong(column, unknown(column, name, known)))
            elif not name and column in figure.needs:
                self.wrong.append(_Wrong(column, f"is missing: {figure.name} needs it"))
            found[column] = name
        return Scope(**found)

    def _number(self, column: str, low: float, high: float) -> float:
        text = self._cell(column)
        try:
            number = float(text)
        except ValueError:
            comma = "; decimals are written with a point" if re.fullmatch(r"-?\d+,\d+", text) else ""
            sign = "; leave out the sign, the unit is known" if text.rstrip().endswith("%") else ""
            self.wrong.append(_Wrong(column, f"must be a number (got {quoted(text)}){comma}{sign}"))
            return math.nan
        if not math.isfinite(number):
            self.wrong.append(_Wrong(column, f"must be a finite number (got {printable(text)})"))
        elif not low <= number <= high:
            self.wrong.append(_Wrong(column, f"must be {_span(low, high)} (got {number:g})"))
        return number

    def _tolerance(self, figure: Figure, value: float, basis: str) -> float:
        """Return the tolerance: that of the row, or the default of the figure."""
        if not self._cell("tolerance"):
            return figure.default_tolerance(value) * (1.0 if basis in ("", "everybody") else _OTHER_BASIS)
        tolerance = self._number("tolerance", -math.inf, math.inf)
        if tolerance <= 0:
            self.wrong.append(_Wrong("tolerance", f"must be above 0, or empty for the default (got {tolerance:g})"))
        return tolerance


def _bare(unit: str) -> str:
    return " ".join(unit.lower().split())


def _span(low: float, high: float) -> str:
    if math.isinf(high):
        return f"at least {low:g}"
    return f"from {low:g} to {high:g}"


def _not_shown(figure: Figure, scope: Scope, market: Market) -> Iterator[str]:
    """Yield why a market cannot show a figure."""
    if figure.kind and figure.kind != market.category.kind:
        yield f"cannot be shown: {market.name} is no market of the kind {figure.kind}"
    if "causes" in figure.lacks and not market.causes:
        yield f"cannot be shown: {market.name} has no causes of trouble, so nobody complains or contacts support"
    stages = {touchpoint.stage for touchpoint in market.touchpoints.values()}
    if "help" in figure.lacks and "help" not in stages:
        yield f"cannot be shown: {market.name} has no touchpoint of the stage help, so there is no support"
    if scope.touchpoint in market.touchpoints and market.touchpoints[scope.touchpoint].kind == "indirect":  # type: ignore[attr-defined]
        yield f"cannot be shown: nobody is served at {scope.touchpoint}, which is an indirect touchpoint"
    if scope.brand in market.brands and market.brands[scope.brand].enters_in_week > 0:  # type: ignore[attr-defined]
        yield f"cannot be shown: {scope.brand} is not present at the start"


def _contradictions(facts: Iterable[Fact], market: Market) -> Iterator[tuple[int | None, str]]:
    """Yield line and message of facts that contradict each other."""
    facts = list(facts)
    first: dict[tuple[str, Scope], Fact] = {}
    for fact in facts:
        known = first.setdefault((fact.what, fact.scope), fact)
        if known is not fact:
            yield fact.line, f"{fact.title} is given twice (first in line {known.line}: {known.value:g})"
    for segment in dict.fromkeys(fact.scope.segment for fact in facts if fact.what == SHARE):
        yield from _shares_apart([fact for fact in first.values() if _is_share(fact, segment)], market)
    for fact in first.values():
        if fact.what not in (SHARE, CHANGE) and not fact.scope.brand:
            yield from _outside(fact, first, market)


def _is_share(fact: Fact, segment: str) -> bool:
    return fact.what == SHARE and fact.scope.segment == segment


def _present(market: Market) -> list[str]:
    return [name for name, brand in market.brands.items() if brand.enters_in_week == 0]  # type: ignore[attr-defined]


def _shares_apart(shares: list[Fact], market: Market) -> Iterator[tuple[int | None, str]]:
    """Yield that shares do not add up."""
    total = sum(fact.value for fact in shares)
    is_whole = {fact.scope.brand for fact in shares} >= set(_present(market))
    last = shares[-1].line
    if total > WHOLE + _ROUNDING:
        yield last, f"shares add up to {total:g} %, more than {WHOLE:g}"
    elif is_whole and abs(total - 1) <= _ROUNDING / WHOLE:
        yield last, f"shares are in %: they add up to {total:g}, write {WHOLE * shares[-1].value:g} here"
    elif is_whole and total < WHOLE - _ROUNDING:
        yield last, f"shares of all brands must add up to {WHOLE:g} % (they add up to {total:g})"
    elif not is_whole and total >= WHOLE:
        others = [name for name in _present(market) if name not in {fact.scope.brand for fact in shares}]
        yield last, f"shares add up to {total:g} % and leave nothing for {listed(others)}"


def _outside(fact: Fact, known: dict[tuple[str, Scope], Fact], market: Market) -> Iterator[tuple[int | None, str]]:
    """Yield that a figure of the whole market lies outside those of all its brands."""
    parts = [known.get((fact.what, fact.scope._replace(brand=brand))) for brand in _present(market)]
    if any(part is None for part in parts):
        return
    values = [part.value for part in parts if part]
    if not min(values) - fact.tolerance <= fact.value <= max(values) + fact.tolerance:
        yield (
            fact.line,
            f"{fact.title} is {fact.value:g}, and contradicts those of the brands, which lie between {min(values):g} "
            f"and {max(values):g}",
        )


def _notes(facts: Iterable[Fact], empty: int) -> Iterator[str]:
    """Yield remarks about the rows."""
    facts = list(facts)
    if not facts:
        yield phrase("no fact is given: only the shares of the market are made to stand still")
    if empty:
        yield plural(
            "{count} line has no value: what it stands for is not fitted",
            "{count} lines have no value: what they stand for is not fitted",
            empty,
            count=empty,
        )
    defaults = [fact for fact in facts if not fact.has_own_tolerance]
    kinds = [
        f"{phrase(FIGURES[what].label)} ± {_of(what, defaults)}"
        for what in dict.fromkeys(fact.what for fact in defaults)
    ]
    if kinds:
        yield phrase("the tolerance is the default where none is given: {kinds}", kinds="; ".join(kinds))
    partial = [fact for fact in facts if fact.basis != "everybody"]
    if partial:
        yield plural(
            "{count} figure covers only respondents, or what reached headquarters, and is compared with all customers: "
            "its default tolerance is doubled",
            "{count} figures cover only respondents, or what reached headquarters, and are compared with all "
            "customers: their default tolerance is doubled",
            len(partial),
            count=len(partial),
        )


def _of(what: str, facts: Iterable[Fact]) -> str:
    tolerances = sorted({round(fact.tolerance, 3) for fact in facts if fact.what == what})
    low, high, unit = tolerances[0], tolerances[-1], phrase(FIGURES[what].unit)
    if low == high:
        return phrase("{tolerance:g} {unit}", tolerance=low, unit=unit)
    return phrase("{low:g} to {high:g} {unit}", low=low, high=high, unit=unit)


def _adding_up(facts: list[Fact], market: Market) -> tuple[Fact, ...]:
    """Return facts in which the shares of all brands add up to 100, as far as rounding kept them from it."""
    shares = [fact for fact in facts if _is_share(fact, "")]
    if {fact.scope.brand for fact in shares} < set(_present(market)) or not shares:
        return tuple(facts)
    total = sum(fact.value for fact in shares)
    return tuple(fact._replace(value=WHOLE * fact.value / total) if fact in shares else fact for fact in facts)


def _implied(facts: Iterable[Fact], market: Market) -> Iterator[Fact]:
    """Yield the shares of the market that are not given, and that shares stand still."""
    facts = list(facts)
    present = _present(market)
    given = {fact.scope.brand: fact.value for fact in facts if _is_share(fact, "")}
    rest = {name: market.brands[name].share for name in present if name not in given}  # type: ignore[attr-defined]
    room = WHOLE - sum(given.values())
    for name, share in rest.items():
        value = room * share / sum(rest.values()) if sum(rest.values()) else room / len(rest)
        source = f"share of {market.name}" + (", scaled to what the shares that are given leave" if given else "")
        yield Fact(SHARE, Scope(name), value, FIGURES[SHARE].tolerance, False, source)
    changing = {fact.scope.brand for fact in facts if fact.what == CHANGE and not fact.scope.segment}
    for name in present if len(present) > 1 else ():
        if name not in changing:
            yield Fact(CHANGE, Scope(name), 0.0, FIGURES[CHANGE].tolerance, False, "shares stand still")
