"""Numbers for readers: sensible digits, thousands separators, EUR k and m, and names that are safe to show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from experiments.measures.paired import Estimate
from sim.market.messages import JOINERS

NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"
"""Shown where there is no number."""

CHANGE = "% change"
"""Unit of relative changes: per cent, not points, also when signed."""

_THOUSANDS = ((1e9, "bn"), (1e6, "m"), (1e3, "k"))
_MOST_DECIMALS = {"%": 2, "points": 1, "customers": 0, "weeks": 0, "minutes": 2, "days": 2, "stars": 2, "EUR": 2}
"""By the first word of a unit; three for the others, or four when an interval is that narrow."""
_SPOKEN = ("points", "weeks", "minutes", "days", "stars")
"""Units that are written after the number."""
_YEARS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WEEKS_A_YEAR = 52
_NOISE = 1e-9
"""Intervals narrower than this part of the mean are rounding, not random variation."""


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
    first_digit = round(resolution / 10.0**exponent, 6)
    return max(0, -exponent + (first_digit < 3))


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
    scale = _scale(unit, abs(x), signed)
    return (
        scale.before + number(x / scale.factor, _decimals(abs(x), scale.factor, unit, resolution), signed) + scale.after
    )


def plus_minus(estimate: Estimate, unit: str, *, signed: bool = False) -> str:
    """Return ``EUR 1.2 m ± 0.3 m``; without an interval the mean alone; ``+<0.001`` for a tiny but significant one."""
    if not math.isfinite(estimate.half_width):
        return amount(estimate.mean, unit, signed=signed)
    size = max(abs(estimate.mean), estimate.half_width)
    if estimate.half_width <= _NOISE * size:
        return amount(estimate.mean, unit, signed=signed)
    scale = _scale(unit, size, signed)
    decimals = _decimals(size, scale.factor, unit, estimate.half_width)
    mean, least = number(estimate.mean / scale.factor, decimals, signed), number(10.0**-decimals, decimals)
    if estimate.is_significant and mean == number(0, decimals):
        return f"{scale.before}{'+' if estimate.is_above else MINUS}<{least}{scale.after}"
    return scale.before + mean + (scale.after if unit == "EUR" else "") + NBSP + _half(estimate, unit, signed=signed)


def span(estimate: Estimate, unit: str) -> str:
    """Return ``between EUR −0.1 m and +0.3 m``, the interval of a difference."""
    if not math.isfinite(estimate.half_width):
        return "unknown from one replication"
    size = max(abs(estimate.low), abs(estimate.high))
    scale = _scale(unit, size, signed=True)
    decimals = _decimals(size, scale.factor, unit, estimate.half_width)
    low, high = (number(end / scale.factor, decimals, signed=True) for end in (estimate.low, estimate.high))
    return f"between {scale.before}{low}{scale.after if unit == 'EUR' else ''} and {high}{scale.after}"


def ticked(x: float, unit: str, step: float, size: float, signed: bool = False) -> str:
    """Return a tick of an axis whose ticks lie `step` apart and reach `size`; of the unit only k, m, bn are written."""
    scale = _scale(unit, size, signed) if unit == "EUR" else _Scale(1.0)
    apart = step / scale.factor
    decimals = next((places for places in range(6) if math.isclose(apart, round(apart, places), rel_tol=1e-6)), 6)
    return number(x / scale.factor, 0 if x == 0 else decimals, signed) + ("" if x == 0 else scale.after)


def share(x: float) -> str:
    """Return a share (0 to 1) in per cent; never 0 % or 100 % for a share that is only close to it."""
    if not math.isfinite(x):
        return NOTHING
    percent = f"{100.0 * x:.0f}"
    if percent == "0" and x > 0:
        return f"under 1{NBSP}%"
    if percent == "100" and x < 1:
        return f"over 99{NBSP}%"
    return f"{percent}{NBSP}%"


def horizon(weeks: int) -> str:
    """Return the length of a run in words: ``three years``, ``one year``, ``78 weeks``."""
    years, rest = divmod(weeks, _WEEKS_A_YEAR)
    if rest or not years:
        return f"{weeks}{NBSP}week" + ("s" if weeks != 1 else "")
    count = _YEARS[years] if years < len(_YEARS) else str(years)
    return f"{count}{NBSP}year" + ("s" if years > 1 else "")


def counted(count: int, what: str) -> str:
    """Return ``1 seed``, ``1,200 seeds``."""
    return f"{number(count)} {what}" + ("" if count == 1 else "s")


def listed(items: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def clean(name: str) -> str:
    """Return a name from a file on one line and without control characters, which no page may hold.

    What is invisible but joins letters and emoji stays; what turns the direction of the text around it goes.
    """
    return " ".join("".join(c if c.isprintable() or c in JOINERS else " " for c in name).split())


def clipped(name: str, length: int = 26) -> str:
    """Return a name short enough for an axis."""
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"


def words(name: str) -> str:
    """Return a key of a file or table as words."""
    return name.replace("_", " ").replace("-", " ")


def _half(estimate: Estimate, unit: str, *, signed: bool = False) -> str:
    """Return ``± 0.3 m``, digits as in :func:`plus_minus`; "" without an interval, or when all seeds agree."""
    size = max(abs(estimate.mean), estimate.half_width)
    if not math.isfinite(estimate.half_width) or estimate.half_width <= _NOISE * size:
        return ""
    scale = _scale(unit, size, signed)
    decimals = _decimals(size, scale.factor, unit, estimate.half_width)
    width, least = estimate.half_width / scale.factor, 10.0**-decimals
    if 0 < width < least / 2:
        return f"±{NBSP}<{number(least, decimals)}{scale.after}"
    return f"±{NBSP}{number(width, decimals)}{scale.after}"


class _Scale(NamedTuple):
    """Divisor of a number, and what stands before and after it."""

    factor: float
    before: str = ""
    after: str = ""


def _scale(unit: str, size: float, signed: bool) -> _Scale:
    """Return how a number of this unit and size is written."""
    if unit == "EUR":
        factor, letter = next(((factor, letter) for factor, letter in _THOUSANDS if size >= factor), (1.0, ""))
        return _Scale(factor, f"EUR{NBSP}", NBSP + letter if letter else "")
    if unit == CHANGE:
        return _Scale(1.0, after=f"{NBSP}%")
    if unit.startswith("%"):
        return _Scale(1.0, after=f"{NBSP}points" if signed else f"{NBSP}%")
    if unit in _SPOKEN:
        return _Scale(1.0, after=NBSP + unit)
    return _Scale(1.0)


def _decimals(size: float, factor: float, unit: str, resolution: float | None) -> int:
    """Return the decimals worth showing of `size` / `factor`: three digits, fewer when the resolution is coarser."""
    most = (
        2
        if unit.startswith("EUR") and factor > 1
        else _MOST_DECIMALS.get(unit.partition(" ")[0], 3 if resolution is None else 4)
    )
    if size > 0:
        most = min(most, max(0, 2 - math.floor(math.log10(size / factor))))
    if resolution is not None and math.isfinite(resolution) and resolution > 0:
        return min(most, decimals_for(resolution / factor))
    return most
