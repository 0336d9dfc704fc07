"""Problems of files in plain words: place, value, what was expected, and the nearest valid name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from sim.foundations.numbers import Number

Place = tuple[str | int, ...]
"""The place of a value in a file: keys and positions in lists. Positions begin at zero here and at one in print."""

JOINERS = "\u200c\u200d"
"""What is invisible but joins letters and emoji."""

LONGEST_QUOTE = 40
LONGEST_FILE = 300
MOST_NAMES = 12
_LARGEST = 10**300
"""Larger whole numbers are no floating-point numbers."""
MOST_PROBLEMS = 100
"""Maximum number of lines of one message."""
MOST_APART = 3
"""Maximum number of similar problems with a line each."""

WHOLE_LISTS = {
    "market": "`cxsim markets`",
    "scenario": "`cxsim scenarios MARKET`",
    "number": "`cxsim parameters MARKET`",
}
"""Commands that list all names of a kind; of other kinds a message lists all names."""


class Problem(NamedTuple):
    """One problem and its place; prints as ``market.yaml:13: brands.acme.share: is missing``."""

    file: str
    line: int | None
    path: str
    message: str

    def __str__(self) -> str:
        file = printable(self.file, LONGEST_FILE)
        place = file if self.line is None else f"{file}:{self.line}"
        return visible(": ".join(part for part in (place, self.path, self.message) if part))


class InputError(ValueError):
    """Input cannot be used. Holds all problems, not the first only."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = grouped(self.problems)
        more = len(lines) - MOST_PROBLEMS
        return "\n".join([*map(str, lines[:MOST_PROBLEMS]), *([f"and {more} more problems"] if more > 0 else [])])


def grouped(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems with similar ones merged, with their number and their lines.

    Similar are those of one file about keys of one name, with messages that differ in values or numbers only.
    """
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault(_kind(problem), []).append(problem)
    return [each for group in alike.values() for each in (group if len(group) <= MOST_APART else [_as_one(group)])]


def _kind(problem: Problem) -> tuple[str, str, str]:
    """Return the common part of similar problems."""
    keys = [part for part in problem.path.split(".") if not part.isdecimal()]
    message = re.sub(r" \(got .*?\)(?=;|$)", "", problem.message)
    return problem.file, keys[-1] if keys else "", re.sub(r"('[^']*')|\b\d[\d,.]*", r"\1", message)


def _as_one(group: Sequence[Problem]) -> Problem:
    """Return the first of several problems, with how many more there are and where."""
    first, *others = group
    lines = sorted({each.line for each in others if each.line is not None})
    span = f", lines {lines[0]}-{lines[-1]}" if len(lines) > 1 else "".join(f", line {line}" for line in lines)
    return first._replace(message=f"{first.message} (and {len(others):,} more like this{span})")


def dotted(path: Place) -> str:
    """Return a path as people write it: ``brands.acme.share``, ``levers.1.multiply`` for the first lever."""
    return ".".join(str(part + 1) if isinstance(part, int) else printable(part) for part in path)


def visible(text: str) -> str:
    """Return text on one line in which everything invisible is written as an escape, such as ESC or a line break.

    It is the door to terminals and to comments in files: control characters, line breaks, and what turns the direction
    of text around would let a name from a file pass for something else there.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in JOINERS else repr(c)[1:-1] for c in text)


def printable(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return external text without anything that would fill or disturb a terminal."""
    return visible(_shortened(text, longest))


def _shortened(text: str, longest: int = LONGEST_QUOTE) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."


def quoted(value: Any) -> str:
    """Return a value as a message shows it, shortened when it is long."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) > _LARGEST:
        return "a number of hundreds of digits"
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return repr(_shortened(str(value)))


def quoted_beside(value: float, number: Number) -> str:
    """Return a value that is out of range with enough digits not to look like an end of the range."""
    return apart(value, number.low, number.high)


def apart(value: float, *others: float) -> str:
    """Return a number as a message shows it, with enough digits to differ from others that it is not equal to."""
    shown = quoted(value)
    looks_equal = any(shown == quoted(other) and value != other for other in others)
    return f"{value:.17g}" if looks_equal else shown


def span(number: Number) -> str:
    """Return the admissible range of a number with its unit, as "0 to 100,000 (EUR)"."""
    return f"{number.low:,.10g} to {number.high:,.10g} ({number.unit})"


def listed(names: Iterable[str], whole: str = "") -> str:
    """Return names separated by commas, the first dozen when there are more; `whole` is where all are listed."""
    names = list(names)
    more = len(names) - MOST_NAMES
    rest = f" and {more} more" + (f", see {whole}" if whole else "") if more > 0 else ""
    return ", ".join(map(printable, names[:MOST_NAMES])) + rest


def unknown(what: str, name: str, known: Iterable[str], whole: str = "", deeper: Iterable[str] = ()) -> str:
    """Return "unknown `what` `name`", with the nearest known name or else the known names.

    Parameters
    ----------
    whole : where all known names are listed when there are many; for some kinds see WHOLE_LISTS.
    deeper : further names that are suggested but not listed.
    """
    known = list(known)
    if suggestion := nearest(name, [*known, *deeper]):
        return f"unknown {what} {quoted(name)} (did you mean {quoted(suggestion)}?)"
    whole = whole or WHOLE_LISTS.get(what.partition(" ")[0], "")
    names = listed(known, whole) if whole else ", ".join(map(printable, known))
    return f"unknown {what} {quoted(name)} (known: {names or 'none'})"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that was probably intended, None when there is none.

    It is one that goes on longer, as `npv_eur` after `npv`; or a path whose end does, as `offer.price_eur` after
    `price`; else the name, or the path by its end, with most letters in common.
    """
    if not name:
        return None
    ends = {each: _end(each, name.count(".") + 1) for each in known}
    begun = [each for each in ends if each.startswith(name)]
    if longer := begun or [each for each, end in ends.items() if end.startswith(name)]:
        return min(longer, key=len)
    by_form: dict[str, str] = {}
    for each, end in ends.items():
        by_form.setdefault(each, each)
        by_form.setdefault(end, each)
    found = get_close_matches(name[:LONGEST_QUOTE], by_form, n=1)
    return by_form[found[0]] if found else None


def _end(path: str, parts: int) -> str:
    return ".".join(path.split(".")[-parts:])
