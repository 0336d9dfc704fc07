"""Ensembles: worlds, each one set of the assumed numbers of a market, as a small table with how it was made.

A table of worlds is a CSV file with a line for each number and a column for each world. Comments above it tell the
market, its digest, the rules, and the command that makes it again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import os
import re
import token
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from experiments.design.rows import content_of, lines_in
from experiments.design.shares import value_at
from experiments.design.varying import varied
from experiments.errors import RequestError
from sim.market.agreement import WORKS
from sim.market.messages import MOST_PROBLEMS, InputError, Problem, dotted, listed, printable, quoted, span, unknown
from sim.market.schema import Market
from sim.market.sheet import number_at, numbers_in
from sim.market.texts import table_in

ENSEMBLE = "worlds.csv"
"""The file of an ensemble, in a folder of results and beside a shipped market."""
COPY = f"inputs/{ENSEMBLE}"
"""The copy of the worlds that results were made in."""

_NUMBER, _SHOWN = "number", "shown"
FIXED = ("kind", "name", "market")
"""The first columns of a table of worlds; then one column for each world."""
_DIGITS = 6
_MOST_NAMED = 4
_MOST_WORLDS = 10_000
_DIGEST = "digest"
"""The comment with the digest of all that stands below the comments."""
_LARGEST_SHOWN, _UNKNOWN = 1e12, "nan"
_HARMLESS = re.compile(r"cxsim worlds [\w ./=%*!-]{0,400}")
"""A command that a shell takes for nothing but these words."""
_RULES = ("sim/rules", "sim/phases", "sim/week.py", "sim/simulation.py")
_SAME = 1e-9
_IDLE = {tokenize.COMMENT, token.NEWLINE, tokenize.NL, token.INDENT, token.DEDENT, token.ENCODING, token.ENDMARKER}

USUAL_WORLDS = 32
"""Worlds of a comparison that names none: twice as many narrow an interval by a third and take twice as long."""

World = Mapping[str, float]
"""The assumed numbers of one world: path -> value."""


@dataclass(frozen=True)
class Ensemble:
    """Worlds of one market.

    Attributes
    ----------
    file : as messages call it.
    worlds : the numbers of each, by path; all have the same.
    market : the same numbers in the market itself.
    shown : what each world shows of the figures that it was compared with, by their titles, (worlds,) each.
    shown_by_market : what the market itself shows of them; NaN where it was not simulated.
    made : how it was made: ``market``, ``market_digest``, ``rules``, ``command``, and what else is worth knowing.
    """

    file: str
    worlds: tuple[World, ...]
    market: World
    shown: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    shown_by_market: Mapping[str, float] = field(default_factory=dict)
    made: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of worlds."""
        return len(self.worlds)

    @property
    def paths(self) -> tuple[str, ...]:
        """The numbers that differ between worlds."""
        return tuple(self.market)

    def first(self, count: int) -> Ensemble:
        """Return the first worlds.

        Raises
        ------
        RequestError
            When there are not so many.
        """
        if not 0 < count <= len(self):
            raise RequestError(f"--worlds {count}: {self.file} holds {len(self)} worlds")
        shown = {title: values[:count] for title, values in self.shown.items()}
        return Ensemble(self.file, self.worlds[:count], self.market, shown, self.shown_by_market, self.made)


def provenance(market: Market) -> dict[str, str]:
    """Return what an ensemble of a market depends on: its name, a digest of its numbers, and digests of the rules."""
    rules = " ".join(f"{name}={digest}" for name, digest in rule_digests().items())
    return {"market": market.name, "market_digest": market_digest(market), "rules": rules}


def market_digest(market: Market, but: str = "") -> str:
    """Return a digest of all numbers of a market, whatever its titles and sources; `but` some part of its brands."""
    numbers = [(each.path, each.value) for each in numbers_in(market.model_dump()) if not but or but not in each.path]
    return hashlib.sha256(repr(sorted(numbers)).encode()).hexdigest()[:16]


@cache
def rule_digests() -> dict[str, str]:
    """Return a digest of each file of rules, phases and of the engine, whatever their comments and docstrings."""
    root = Path(str(resources.files("sim"))).parent
    found = {}
    for place in _RULES:
        path = root / place
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            words = "".join(_words_of(file.read_text(encoding="utf-8")))
            found[f"{file.parent.name}.{file.stem}"] = hashlib.sha256(words.encode()).hexdigest()[:8]
    return found


def _words_of(source: str) -> Iterator[str]:
    """Yield the words of a program that mean something: no comments, docstrings and blanks."""
    begins = True
    for each in tokenize.generate_tokens(io.StringIO(source).readline):
        if each.type in _IDLE:
            begins = True
        elif not (each.type == token.STRING and begins):
            begins = False
            yield each.string


def written(ensemble: Ensemble) -> str:
    """Return an ensemble as a file that :func:`read_ensemble` reads."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*FIXED, *range(1, len(ensemble) + 1)])
    for path, before in ensemble.market.items():
        writer.writerow([_NUMBER, path, repr(before), *(repr(world[path]) for world in ensemble.worlds)])
    for title, values in ensemble.shown.items():
        own = ensemble.shown_by_market.get(title, math.nan)
        writer.writerow([_SHOWN, title, *(f"{value:.{_DIGITS}g}" for value in (own, *values))])
    table = text.getvalue()
    comments = {**ensemble.made, _DIGEST: _digest(lines_in(table))}
    return "".join(f"# {key}: {' '.join(value.split())}\n" for key, value in comments.items()) + table


def _digest(lines: Sequence[str]) -> str:
    """Return a digest of the lines of a table, whatever ends them."""
    return hashlib.sha256("\n".join(lines).strip().encode()).hexdigest()[:16]


def read_ensemble(path: str | Path, market: Market) -> Ensemble:
    """Return the worlds of a file, which are of a market as it is and of the rules as they are.

    Raises
    ------
    InputError
        With all that is wrong: lines that are no numbers of the market, values out of range, and what has changed
        since the worlds were made.
    """
    file = str(path)
    lines = lines_in(table_in(content_of(Path(path)), file))
    made = _comments(lines)
    first = next((place for place, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    rows = _rows(lines, first, file)
    place, head = next(rows, (max(1, len(lines)), []))
    if tuple(head[: len(FIXED)]) != FIXED or len(head) == len(FIXED):
        heading = ", ".join(FIXED)
        raise _refusal(file, f"is no table of worlds: its first line must be {heading}, 1, 2, ...", place)
    count = len(head) - len(FIXED)
    if count > _MOST_WORLDS:
        raise _refusal(file, f"has {count:,} worlds; {_MOST_WORLDS:,} is the maximum", place)
    if made.get("market") != market.name:
        raise _refusal(file, f"holds worlds of {printable(made.get('market', 'no market'))}, not of {market.name}")
    problems: list[Problem] = []
    table: dict[str, dict[str, list[float]]] = {_NUMBER: {}, _SHOWN: {}}
    for line, row in rows:
        if len(problems) >= MOST_PROBLEMS:
            break
        problems += [Problem(file, line, *each) for each in _taken(row, len(head), market, table)]
    if not table[_NUMBER] and not problems:
        problems.append(Problem(file, None, "", "holds no numbers of worlds"))
    if not problems:
        problems += [Problem(file, None, "", each) for each in changes_since(made, table[_NUMBER], market)]
    if made.pop(_DIGEST, "") not in ("", _digest(lines[first:])) and not problems:
        message = f"was cut off or changed after it was written (to use it as it is, remove its line # {_DIGEST})"
        problems.append(Problem(file, _line_of(_DIGEST, lines), "", message))
    if problems:
        raise InputError(problems)
    ensemble = Ensemble(
        file,
        tuple({name: values[1 + each] for name, values in table[_NUMBER].items()} for each in range(count)),
        {name: values[0] for name, values in table[_NUMBER].items()},
        {title: tuple(values[1:]) for title, values in table[_SHOWN].items()},
        {title: values[0] for title, values in table[_SHOWN].items()},
        made,
    )
    _check_worlds(ensemble, market)
    return ensemble


def _refusal(file: str, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(file, line, "", message)])


def _rows(lines: Sequence[str], first: int, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table that are not empty, each with the line at which it begins, from the `first` on."""
    reader = csv.reader(lines[first:], strict=True)
    line = first + 1
    try:
        for row in reader:
            if row:
                yield line, row
            line = first + reader.line_num + 1
    except csv.Error as error:
        raise _refusal(file, f"is not a table: {error}", line) from error


def _comments(lines: Iterable[str]) -> dict[str, str]:
    """Return what the comments of a table tell, by their names."""
    comments = (line[1:].partition(":") for line in lines if line.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in comments}


def _line_of(name: str, lines: Iterable[str]) -> int:
    """Return the line of the comment that tells something under a name."""
    return next(
        place for place, line in enumerate(lines, start=1) if line.startswith("#") and name in _comments([line])
    )


def _taken(
    row: Sequence[str], width: int, market: Market, table: Mapping[str, dict[str, list[float]]]
) -> Iterator[tuple[str, str]]:
    """Add a line to the table, or yield what is wrong with it."""
    if len(row) != width or row[0] not in table:
        yield "", f"has {len(row)} values where {width} are expected" if row[0] in table else _no_kind(row[0])
        return
    kind, name, *cells = row
    shown = printable(name)
    if name in table[kind]:
        yield shown, "is there twice"
        return
    number = number_at(tuple(name.split(".")))
    if kind == _NUMBER and (number is None or value_at(market, tuple(name.split("."))) is None):
        numbers = (dotted(each.path) for each in numbers_in(market.model_dump()))
        yield "", unknown(f"number of {market.name}", name, numbers)
        return
    values = [_as_number(cell) for cell in cells]
    table[kind][name] = values
    if kind == _SHOWN:
        for cell, value in zip(cells, values, strict=True):
            if not (abs(value) <= _LARGEST_SHOWN or cell == _UNKNOWN):
                yield shown, f"cannot be {quoted(cell)}; expected a number, or {_UNKNOWN}"
    if kind == _NUMBER and number is not None:
        for place, (cell, value) in enumerate(zip(cells, values, strict=True)):
            if not number.low <= value <= number.high:
                where = f"world {place}" if place else "the market"
                yield name, f"cannot be {quoted(cell)} in {where}; expected {span(number)}"


def _no_kind(kind: str) -> str:
    return unknown("kind of line", kind, (_NUMBER, _SHOWN))


def _as_number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan


def changes_since(made: Mapping[str, str], numbers: Mapping[str, Sequence[float]], market: Market) -> Iterator[str]:
    """Yield what has changed of a market and of the rules since its worlds were made."""
    # Works act where a programme starts them only: worlds that were made before a brand had any are still true.
    now = {path: value_at(market, tuple(path.split("."))) for path in numbers}
    other = [path for path, value in now.items() if value is None or abs(value - numbers[path][0]) > _SAME]
    if other or made.get("market_digest") not in (market_digest(market), market_digest(market, but=WORKS)):
        named = _some(other) if other else "numbers that are the same in all worlds"
        yield f"was made before {market.name} changed ({named}): make it again with `{_command(made, market)}`"
    here = rule_digests()
    there = dict(each.partition("=")[::2] for each in made.get("rules", "").split())
    if other := [name for name in {**here, **there} if here.get(name) != there.get(name)]:
        yield f"was made with other rules ({_some(other)}): make it again with `{_command(made, market)}`"


def _command(made: Mapping[str, str], market: Market) -> str:
    """Return the command that makes the worlds again: that of the file, if nothing else can be meant by it."""
    command = made.get("command", "")
    return command if _HARMLESS.fullmatch(command) else f"cxsim worlds {market.name}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return listed([*names[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])])


def _check_worlds(ensemble: Ensemble, market: Market) -> None:
    """Check that every world is a market whose numbers agree with each other."""
    problems = []
    for place, world in enumerate(ensemble.worlds, start=1):
        try:
            varied(market, world)
        except RequestError as error:
            problems.append(Problem(ensemble.file, None, f"world {place}", str(error)))
    if problems:
        raise InputError(problems)


def shipped_ensemble(market: Market) -> Path | None:
    """Return the file of the worlds that lie beside a market, None when there are none."""
    folders: Sequence[Any] = market.folders[:1]
    found = [Path(folder) / ENSEMBLE for folder in folders if (Path(folder) / ENSEMBLE).is_file()]
    return found[0] if found else None


def ensemble_named(given: str | None, market: Market) -> Ensemble | None:
    """Return the worlds that an option names: a file, a number of those beside the market, or none.

    Raises
    ------
    InputError, RequestError
        When the worlds cannot be used: of another market or of other rules, out of range, or too few.
    """
    if given is None or given == "none":
        return None
    if not (given.isascii() and given.isdecimal()):
        if not os.path.isfile(given):
            expected = "expected none, a table of worlds, or how many of those beside the market"
            raise InputError([Problem("--worlds", None, "", f"there is no file {quoted(given)}; {expected}")])
        return read_ensemble(given, market)
    beside = shipped_ensemble(market)
    if beside is None:
        raise RequestError(
            f"--worlds {given}: no worlds lie beside {market.name}; find some with `cxsim worlds`, and name their file"
        )
    return read_ensemble(beside, market).first(int(given))


def usual_ensemble(market: Market) -> tuple[Ensemble | None, str]:
    """Return the worlds in which strategies are compared unless others are named, and what is worth saying of them.

    They are the first ones of those beside the market. When there are none, or they no longer are worlds of this
    market, the market is simulated as it is.
    """
    beside = shipped_ensemble(market)
    if beside is None:
        return None, ""
    try:
        ensemble = read_ensemble(beside, market)
    except InputError as error:
        why = "; ".join(each.message for each in error.problems)
        return None, f"The worlds beside {market.name} are not used: {beside.name} {why}."
    return ensemble.first(min(USUAL_WORLDS, len(ensemble))), ""
