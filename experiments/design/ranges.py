"""Ranges of factors: read from a file, from a share, and written again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from experiments.design.factor import Factor
from experiments.design.factors import factors_of
from experiments.errors import RequestError
from sim.market.documents import Node, read_document
from sim.market.messages import InputError, Problem, quoted
from sim.market.schema import Market

RANGES = "inputs/ranges.yaml"
"""Where a folder of results keeps the ranges that were used."""
MOST_RANGES = 5_000
"""More than the numbers of the largest market."""


def read_ranges(
    path: str | Path, market: Market | None = None, brand: str | None = None
) -> dict[str, tuple[float, float]]:
    """Return the ranges in a YAML file: pattern -> [low, high].

    Parameters
    ----------
    market : whose numbers they are of; not checked against any when None.
    brand : the brand meant by ``brand.``, the market's focus when None.

    Raises
    ------
    InputError
        With all that is wrong, by lines.
    """
    document = read_document(Path(path))
    problems, ranges = [], {}
    entries = document.value if isinstance(document.value, dict) else {}
    if not entries:
        problems.append(Problem(document.file, document.line, "", "must list ranges, as 'path: [low, high]'"))
    if len(entries) > MOST_RANGES:
        raise InputError([document.problem((), f"lists {len(entries):,} ranges; {MOST_RANGES:,} is the maximum")])
    for pattern, node in entries.items():
        ends = node.plain()
        if not (isinstance(ends, list) and len(ends) == 2 and all(map(_is_number, ends))):
            got = f"a list of {len(ends)}" if isinstance(ends, list) and len(ends) != 2 else quoted(ends)
            problems.append(document.problem((pattern,), f"must be [low, high], two numbers (got {got})"))
        elif not ends[0] < ends[1]:
            message = f"is an empty range: {quoted(ends[0])} is not below {quoted(ends[1])}"
            problems.append(document.problem((pattern,), message))
        else:
            ranges[pattern] = (float(ends[0]), float(ends[1]))
            problems += _unfit(document, market, pattern, ranges[pattern], brand) if market else ()
    if problems:
        raise InputError(problems)
    return ranges


def _unfit(document: Node, market: Market, pattern: str, ends: tuple[float, float], brand: str | None) -> list[Problem]:
    """Return why the numbers of a market cannot be varied in a range."""
    try:
        factors_of(market, [pattern], {pattern: ends}, brand=brand)
    except RequestError as error:
        return [document.problem((pattern,), line) for line in str(error).splitlines()]
    return []


def share_in(text: str) -> float:
    """Return the share that a text stands for: "20%" or "0.2".

    Raises
    ------
    RequestError
        When it is not valid.
    """
    try:
        value = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise RequestError(f"--within needs a share above 0, such as 20% or 0.2 (got {quoted(text)})")
    return value


def written_ranges(factors: Sequence[Factor]) -> bytes:
    """Return the ranges of factors as a file that :func:`read_ranges` reads."""
    lines = [f"{factor.path}: [{factor.low!r}, {factor.high!r}]" for factor in factors]
    return ("\n".join(lines) + "\n").encode()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
