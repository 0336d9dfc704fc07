"""Numbers for readers: sensible digits, thousands separators, EUR k and m, and names that are safe to show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from experiments.measures.paired import Estimate
from language import mark, phrase, plural
from language import number as written
from language.numbers import written as written_as_is
from sim.market.messages import JOINERS

NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"
"""Shown where there is no number."""

CHANGE = "% change"
"""Unit of relative changes: per cent, not points, also when signed."""

_EUR = (
    (
        1e9,
        mark("EUR\u00a0{amount}\u00a0bn"),
        mark("EUR\u00a0{amount}\u00a0bn\u00a0±\u00a0{half}\u00a0bn"),
        mark("{amount}\u00a0bn"),
    ),
    (
        1e6,
        mark("EUR\u00a0{amount}\u00a0m"),
        mark("EUR\u00a0{amount}\u00a0m\u00a0±\u00a0{half}\u00a0m"),
        mark("{amount}\u00a0m"),
    ),
    (
        1e3,
        mark("EUR\u00a0{amount}\u00a0k"),
        mark("EUR\u00a0{amount}\u00a0k\u00a0±\u00a0{half}\u00a0k"),
        mark("{amount}\u00a0k"),
    ),
    (1.0, mark("EUR\u00a0{amount}"), mark("EUR\u00a0{amount}\u00a0±\u00a0{half}"), "{amount}"),
)
"""From which size on -> an amount of money, with its interval, and on an axis that names the currency."""
_MOST_DECIMALS = {"%": 2, "points": 1, "customers": 0, "weeks": 0, "minutes": 2, "days": 2, "stars": 2, "EUR": 2}
"""By the first word of a unit; three for the others, or four when an interval is that narrow."""
_SPOKEN = {
    "points": (mark("{amount}\u00a0points"), mark("{amount}\u00a0±\u00a0{half}\u00a0points")),
    "weeks": (mark("{amount}\u00a0weeks"), mark("{amount}\u00a0±\u00a0{half}\u00a0weeks")),
    "minutes": (mark("{amount}\u00a0minutes"), mark("{amount}\u00a0±\u00a0{half}\u00a0minutes")),
    "days": (mark("{amount}\u00a0days"), mark("{amount}\u00a0±\u00a0{half}\u00a0days")),
    "stars": (mark("{amount}\u00a0stars"), mark("{amount}\u00a0±\u00a0{half}\u00a0stars")),
}
"""Units that are written after the number, and after its interval."""
_PER_CENT = mark("{amount}\u00a0%"), mark("{amount}\u00a0±\u00a0{half}\u00a0%")
_YEARS = {
    1: mark("one\u00a0year"),
    2: mark("two\u00a0years"),
    3: mark("three\u00a0years"),
    4: mark("four\u00a0years"),
    5: mark("five\u00a0years"),
}
_WEEKS_A_YEAR = 52
_MOST_PLACES = 6
"""Decimals beyond which a number is written with a power of ten."""
_NOISE = 1e-9
"""Intervals narrower than this part of the mean are rounding, not random variation."""


def number(x: float, decimals: int = 0, signed: bool = False) -> str:
    """Return `x` as the language writes numbers, with a true minus sign; zero carries no sign."""
    return written(x, decimals, signed) if math.isfinite(x) else NOTHING


def digits(x: float, count: int = 3, signed: bool = False) -> str:
    """Return `x` with so many significant digits, without needless zeros, as the language writes numbers."""
    if not math.isfinite(x):
        return NOTHING
    places = count - 1 - math.floor(math.log10(abs(x))) if x else 0
    if places > _MOST_PLACES:
        return written_as_is(f"{x:{'+' * signed}.{count}g}")
    text = number(round(x, places), max(0, places), signed)
    return text.rstrip("0").rstrip(".,") if places > 0 else text


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
    text = number(x / scale.factor, _decimals(abs(x), scale.factor, unit, resolution), signed)
    return phrase(scale.whole, amount=text)


def plus_minus(estimate: Estimate, unit: str, *, signed: bool = False) -> str:
    """Return ``EUR 1.2 m ± 0.3 m``; without an interval the mean alone; ``+<0.001`` for a tiny but significant one."""
    if not math.isfinite(estimate.half_width):
        return amount(estimate.mean, unit, signed=signed)
    size = max(abs(estimate.mean), estimate.half_width)
    if estimate.half_width <= _NOISE * size:
        return amount(estimate.mean, unit, signed=signed)
    scale = _scale(unit, size, signed)
    decimals = _decimals(size, scale.factor, unit, estimate.half_width)
    if decimals == 0 and 0.05 <= estimate.half_width / scale.factor < 0.5:
        decimals = 1  # whole numbers on average over futures: 1.0 ± 0.3, not 1 ± <1
    mean, least = number(estimate.mean / scale.factor, decimals, signed), number(10.0**-decimals, decimals)
    if estimate.is_significant and mean == number(0, decimals):
        return phrase(scale.whole, amount=f"{'+' if estimate.is_above else MINUS}<{least}")
    return phrase(scale.interval, amount=mean, half=_half(estimate.half_width / scale.factor, decimals))


def span(estimate: Estimate, unit: str) -> str:
    """Return ``between EUR −0.1 m and +0.3 m``, the interval of a difference."""
    if not math.isfinite(estimate.half_width):
        return phrase("unknown from one replication")
    size = max(abs(estimate.low), abs(estimate.high))
    scale = _scale(unit, size, signed=True)
    decimals = _decimals(size, scale.factor, unit, estimate.half_width)
    low, high = (number(end / scale.factor, decimals, signed=True) for end in (estimate.low, estimate.high))
    if unit == "EUR":
        return phrase(
            "between {low} and {high}", low=phrase(scale.whole, amount=low), high=phrase(scale.axis, amount=high)
        )
    return phrase("between {low} and {high}", low=low, high=phrase(scale.whole, amount=high))


def ticked(x: float, unit: str, step: float, size: float, signed: bool = False) -> str:
    """Return a tick of an axis whose ticks lie `step` apart and reach `size`; of the unit only k, m, bn are written."""
    scale = _scale(unit, size, signed) if unit == "EUR" else _Scale(1.0)
    apart = step / scale.factor
    decimals = next((places for places in range(6) if math.isclose(apart, round(apart, places), rel_tol=1e-6)), 6)
    text = number(x / scale.factor, 0 if x == 0 else decimals, signed)
    return text if x == 0 else phrase(scale.axis, amount=text)


def share(x: float) -> str:
    """Return a share (0 to 1) in per cent; never 0 % or 100 % for a share that is only close to it."""
    if not math.isfinite(x):
        return NOTHING
    percent = f"{100.0 * x:.0f}"
    if percent == "0" and x > 0:
        return phrase("under 1\u00a0%")
    if percent == "100" and x < 1:
        return phrase("over 99\u00a0%")
    return phrase(_PER_CENT[0], amount=percent)


def horizon(weeks: int) -> str:
    """Return the length of a run in words: ``three years``, ``one year``, ``78 weeks``."""
    years, rest = divmod(weeks, _WEEKS_A_YEAR)
    if rest or not years:
        return plural("{count}\u00a0week", "{count}\u00a0weeks", weeks, count=weeks)
    return phrase(_YEARS[years]) if years in _YEARS else phrase("{count}\u00a0years", count=years)


def counted(count: int, what: str) -> str:
    """Return ``1 seed``, ``1,200 seeds``."""
    return f"{number(count)} {what}" + ("" if count == 1 else "s")


def listed(items: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return phrase("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])


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


def _half(width: float, decimals: int) -> str:
    """Return half the width of an interval, which is never shown as zero."""
    least = 10.0**-decimals
    return f"<{number(least, decimals)}" if 0 < width < least / 2 else number(width, decimals)


class _Scale(NamedTuple):
    """Divisor of a number, how it is written with its unit, with its interval, and on an axis."""

    factor: float
    whole: str = "{amount}"
    interval: str = "{amount}\u00a0±\u00a0{half}"
    axis: str = "{amount}"


def _scale(unit: str, size: float, signed: bool) -> _Scale:
    """Return how a number of this unit and size is written."""
    if unit == "EUR":
        return next(_Scale(*of) for of in _EUR if size >= of[0] or of[0] == 1.0)
    name = "points" if unit.startswith("%") and unit != CHANGE and signed else unit
    if name.startswith("%"):
        return _Scale(1.0, *_PER_CENT)
    return _Scale(1.0, *_SPOKEN[name]) if name in _SPOKEN else _Scale(1.0)


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
