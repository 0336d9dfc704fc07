"""Numbers for people: sensible digits, thousands separators, EUR k and m, and names that are safe to show."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.reporting.paired import Estimate

NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"
"""Shown where there is no number."""

CHANGE = "% change"
"""Unit of relative changes: per cent, not points, also when signed."""

_THOUSANDS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
_MOST_DECIMALS = 4
_YEARS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WEEKS_A_YEAR = 52


def number(x: float, decimals: int = 0, signed: bool = False) -> str:
    """Return `x` with thousands separators and a true minus sign; zero carries no sign."""
    if not math.isfinite(x):
        return NOTHING
    text = f"{abs(x):,.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        return text
    return (MINUS if x < 0 else "+" if signed else "") + text


def decimals_for(resolution: float) -> int:
    """Return how many decimals show `resolution` with one digit, or two when the first is 1 or 2."""
    if not math.isfinite(resolution) or resolution <= 0:
        return 0
    exponent = math.floor(math.log10(resolution))
    first_digit = resolution / 10.0**exponent
    return min(_MOST_DECIMALS, max(0, -exponent + (first_digit < 3)))


def amount(x: float, unit: str, *, resolution: float | None = None, signed: bool = False) -> str:
    """Return `x` with its unit.

    Parameters
    ----------
    unit : as in the metrics and indicators: "EUR", "% a year", "points", "weeks", "0 to 1" ...
    resolution : size of what is still worth showing, for example half an interval; about three digits when None.
    signed : show the plus sign. A difference of percentages is then in points.
    """
    if not math.isfinite(x):
        return NOTHING
    factor, prefix, suffix = _scale(unit, max(abs(x), resolution if resolution and math.isfinite(resolution) else 0.0), signed)
    return prefix + number(x / factor, _decimals(x, factor, unit, resolution), signed) + suffix


def plus_minus(estimate: Estimate, unit: str, *, signed: bool = False) -> str:
    """Return ``EUR 1.2 m ± 0.3 m``; without an interval the mean alone."""
    if not math.isfinite(estimate.half_width):
        return amount(estimate.mean, unit, signed=signed)
    size = max(abs(estimate.mean), estimate.half_width)
    factor, prefix, suffix = _scale(unit, size, signed)
    decimals = _decimals(size, factor, unit, estimate.half_width)
    mean = number(estimate.mean / factor, decimals, signed)
    tail = suffix if unit == "EUR" else ""
    return f"{prefix}{mean}{tail} ± {number(estimate.half_width / factor, decimals)}{suffix}"


def span(estimate: Estimate, unit: str) -> str:
    """Return ``between EUR −0.1 m and +0.3 m``, the interval of a difference."""
    if not math.isfinite(estimate.half_width):
        return "unknown from a single seed"
    factor, prefix, suffix = _scale(unit, max(abs(estimate.low), abs(estimate.high)), signed=True)
    decimals = _decimals(estimate.high, factor, unit, estimate.half_width)
    low, high = (number(end / factor, decimals, signed=True) for end in (estimate.low, estimate.high))
    return f"between {prefix}{low}{suffix if unit == 'EUR' else ''} and {high}{suffix}"


def share(x: float) -> str:
    """Return a share (0 to 1) in per cent; never 0 % or 100 % for what is only close to it."""
    if not math.isfinite(x):
        return NOTHING
    percent = 100.0 * x
    if 0 < percent < 0.5:
        return f"under 1{NBSP}%"
    if 99.5 <= percent < 100:
        return f"over 99{NBSP}%"
    return f"{percent:.0f}{NBSP}%"


def horizon(weeks: int) -> str:
    """Return the length of a run in words: ``three years``, ``one year``, ``78 weeks``."""
    years, rest = divmod(weeks, _WEEKS_A_YEAR)
    if rest or not years:
        return f"{weeks}{NBSP}week" + ("s" if weeks != 1 else "")
    count = _YEARS[years] if years < len(_YEARS) else str(years)
    return f"{count}{NBSP}year" + ("s" if years > 1 else "")


def listed(items: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def clean(name: str) -> str:
    """Return a name from a file on one line and without control characters, which no page may hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def clipped(name: str, length: int = 26) -> str:
    """Return a name short enough for an axis."""
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def words(name: str) -> str:
    """Return a key of a file or table as words."""
    return name.replace("_", " ").replace("-", " ")


def _scale(unit: str, size: float, signed: bool) -> tuple[float, str, str]:
    """Return divisor, what stands before and what stands after the number."""
    if unit == "EUR":
        for factor, letter in _THOUSANDS:
            if size >= factor:
                return factor, f"EUR{NBSP}", f"{NBSP}{letter}"
        return 1.0, f"EUR{NBSP}", ""
    if unit == CHANGE:
        return 1.0, "", f"{NBSP}%"
    if unit.startswith("%"):
        return 1.0, "", f"{NBSP}points" if signed else f"{NBSP}%"
    if unit in ("points", "weeks", "minutes", "days", "stars"):
        return 1.0, "", f"{NBSP}{unit}"
    return 1.0, "", ""


def _decimals(x: float, factor: float, unit: str, resolution: float | None) -> int:
    """Return the decimals worth showing of `x` / `factor`."""
    if resolution is not None and math.isfinite(resolution) and resolution > 0:
        return decimals_for(resolution / factor)
    if unit == "customers" or unit == "weeks" or (unit == "EUR" and abs(x) >= 100 and factor == 1.0):
        return 0
    if unit.startswith("%") or unit == "points":
        return 1
    size = abs(x) / factor
    return 2 if size == 0 else min(_MOST_DECIMALS, max(0, 2 - math.floor(math.log10(size))))
