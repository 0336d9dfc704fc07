"""What is wrong with a file, in plain words: where, what was found, what was expected, and what comes nearest."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NamedTuple

from sim.foundations.numbers import Number

Place = tuple[str | int, ...]
"""Where a value stands in a file: keys and positions in lists. Positions begin at zero here and at one in print."""

LONGEST_QUOTE = 40
LONGEST_FILE = 300
MOST_NAMES = 12
MOST_PROBLEMS = 100


class Problem(NamedTuple):
    """One thing that is wrong, and where; prints as ``market.yaml:13: brands.acme.share: is missing``."""

    file: str
    line: int | None
    path: str
    message: str

    def __str__(self) -> str:
        file = printable(self.file, LONGEST_FILE)
        place = file if self.line is None else f"{file}:{self.line}"
        return ": ".join(part for part in (place, self.path, self.message) if part)


class InputError(ValueError):
    """What somebody gave cannot be used. Holds every problem found, not the first only."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        more = len(self.problems) - MOST_PROBLEMS
        lines = [*map(str, self.problems[:MOST_PROBLEMS]), *([f"and {more} more problems"] if more > 0 else [])]
        return "\n".join(lines)


def dotted(path: Place) -> str:
    """Return a path as people write it: ``brands.acme.share``, ``levers.1.multiply`` for the first lever."""
    return ".".join(str(part + 1) if isinstance(part, int) else printable(part) for part in path)


def printable(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return text that came from outside without what would fill or disturb a terminal."""
    shown = _shortened(text, longest)
    return shown if shown.isprintable() else repr(shown)[1:-1]


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
    if isinstance(value, int | float):
        return f"{value:.10g}"
    return repr(_shortened(str(value)))


def span(number: Number) -> str:
    """Return the admissible range of a number with its unit, as "0 to 100,000 (EUR)"."""
    return f"{number.low:,.10g} to {number.high:,.10g} ({number.unit})"


def listed(names: Iterable[str]) -> str:
    """Return names separated by commas, the first dozen when there are more."""
    names = list(names)
    more = len(names) - MOST_NAMES
    return ", ".join(map(printable, names[:MOST_NAMES])) + (f" and {more} more" if more > 0 else "")


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """Return "unknown `what` `name`", with the nearest known name or else the known names.

    Nearest is one that goes on longer, as `npv_eur` after `npv`; else the one with most letters in common.
    """
    known = list(known)
    longer = sorted((each for each in known if name and each.startswith(name)), key=len)
    nearest = longer or get_close_matches(name[:LONGEST_QUOTE], known, n=1)
    hint = f"did you mean {quoted(nearest[0])}?" if nearest else f"known: {listed(known) or 'none'}"
    return f"unknown {what} {quoted(name)} ({hint})"
