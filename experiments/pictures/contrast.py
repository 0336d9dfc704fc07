"""Contrasts: two worlds of a claim side by side, the difference shaded, and the interval of an effect."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from experiments.pictures.svg import BLUE, INK, LINE, RUST, SOFT, WASH, area, element, nice_ticks, path, picture, text

WIDTH, HEIGHT = 460.0, 252.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 448.0, 54.0, 214.0
_LEGEND, _ROW = 12.0, 20.0

Points = Sequence[tuple[float, float]]
"""Week and value, in the order of weeks."""


class Line(NamedTuple):
    """One side: its word, its points, and the figure at its end."""

    word: str
    points: Points
    figure: str = ""


class _Axes:
    """Weeks to the right, values up."""

    def __init__(self, weeks: float, values: Sequence[float]) -> None:
        low, high = min(values, default=0.0), max(values, default=1.0)
        room = 0.1 * (high - low) or max(abs(high) * 0.05, 1e-3)
        self.low, self.high, self.weeks = low - room, high + room, max(weeks, 1.0)

    def at(self, week: float, value: float) -> tuple[float, float]:
        share = (value - self.low) / (self.high - self.low)
        return _LEFT + (_RIGHT - _LEFT) * week / self.weeks, _BOTTOM - (_BOTTOM - _TOP) * share

    def grid(self, tick: Callable[[float], str], week_word: str) -> list[str]:
        parts = []
        for value in nice_ticks(self.low, self.high, 4):
            _, y = self.at(0, value)
            colour = SOFT if abs(value) < 1e-9 else LINE
            parts.append(element("line", x1=_LEFT, x2=_RIGHT, y1=y, y2=y, stroke=colour, stroke_width=1))
            parts.append(text(_LEFT - 7, y + 4, tick(value), text_anchor="end", font_size=12, fill=SOFT))
        for week in nice_ticks(0, self.weeks, 5)[1:]:
            x, _ = self.at(week, self.low)
            anchor = "end" if x > _RIGHT - 20 else "middle"
            parts.append(text(x, _BOTTOM + 20, f"{week:.0f}", text_anchor=anchor, font_size=12, fill=SOFT))
        parts.append(text(_LEFT - 7, _BOTTOM + 20, week_word, text_anchor="end", font_size=12, fill=SOFT))
        return parts


def contrast_picture(
    first: Line, second: Line, weeks: float, tick: Callable[[float], str], title: str, week_word: str
) -> str:
    """Return two sides over the weeks, the first grey and dashed, with the difference shaded.

    Parameters
    ----------
    weeks : to which the axis reaches, so that it stays while lines grow.
    """
    axes = _Axes(weeks, [value for line in (first, second) for _, value in line.points])
    drawn = []
    both = _in_common(first.points, second.points)
    if both:
        above = [axes.at(week, one) for week, one, _ in both]
        below = [axes.at(week, other) for week, _, other in both]
        drawn.append(element("path", d=area(above, below), fill=BLUE, fill_opacity=0.16))
    for line, colour, dash, width in ((first, SOFT, "5 3", 2), (second, BLUE, None, 2.5)):
        if line.points:
            points = [axes.at(*point) for point in line.points]
            drawn.append(
                element(
                    "path",
                    d=path(points),
                    fill="none",
                    stroke=colour,
                    stroke_width=width,
                    stroke_dasharray=dash,
                    stroke_linejoin="round",
                )
            )
            x, y = points[-1]
            drawn.append(element("circle", cx=x, cy=y, r=3.5, fill=colour))
    return picture(WIDTH, HEIGHT, [*axes.grid(tick, week_word), *_legend(first, second), *drawn], title)


def _legend(first: Line, second: Line) -> list[str]:
    """Return both words above the picture, a row each, with their lines and the figures at their ends."""
    parts = []
    for row, (line, colour, dash) in enumerate(((first, SOFT, "5 3"), (second, BLUE, None))):
        y = _LEGEND + row * _ROW
        parts.append(
            element("line", x1=_LEFT, x2=_LEFT + 22, y1=y, y2=y, stroke=colour, stroke_width=2.5, stroke_dasharray=dash)
        )
        words = f"{line.word} {line.figure}".strip()
        parts.append(text(_LEFT + 28, y + 4, words, font_size=13, font_weight=600, fill=colour))
    return parts


def _in_common(first: Points, second: Points) -> list[tuple[float, float, float]]:
    """Return the weeks that both sides have, with both values."""
    other = dict(second)
    return [(week, value, other[week]) for week, value in first if week in other]


def sides_picture(first: Line, second: Line, tick: Callable[[float], str], title: str) -> str:
    """Return two sides as bars from zero, for what has one number only; `points` hold it, with any week."""
    values = [line.points[-1][1] if line.points else 0.0 for line in (first, second)]
    low, high = min(0.0, *values), max(0.0, *values)
    width = (high - low) or 1.0
    left, right, top, thick = 14.0, WIDTH - 92.0, 40.0, 40.0

    def x(value: float) -> float:
        return left + (right - left) * (value - low) / width

    parts = []
    for row, (line, value, colour) in enumerate(zip((first, second), values, (SOFT, BLUE), strict=True)):
        y = top + row * 2 * thick
        parts.append(text(left, y - 9, line.word, font_size=13, font_weight=600, fill=colour))
        start, end = sorted((x(0.0), x(value)))
        parts.append(element("rect", x=start, y=y, width=max(end - start, 1.5), height=thick - 8, fill=colour))
        parts.append(text(end + 8, y + 21, line.figure, font_size=14, font_weight=600, fill=colour))
    parts.append(element("line", x1=x(0.0), x2=x(0.0), y1=20.0, y2=top + 3 * thick + 4, stroke=SOFT, stroke_width=1))
    parts.append(text(x(0.0), top + 3 * thick + 22, tick(0.0), font_size=12, text_anchor="middle", fill=SOFT))
    return picture(WIDTH, HEIGHT, parts, title)


class Interval(NamedTuple):
    """An effect: its mean and interval; infinite limits when it is not known yet."""

    mean: float
    low: float
    high: float


class Zones(NamedTuple):
    """What is written below an interval: where the theory expects it, and where nothing changes."""

    theory: str
    zero: str


def interval_picture(found: Interval, smallest: float, expected: str, zones: Zones, title: str) -> str:
    """Return an effect with its interval against the smallest effect of interest, on an axis with zero.

    Parameters
    ----------
    expected : "higher", "lower", "same", "not higher" or "different": where the theory says that it lies.
    """
    ends = [each for each in found if math.isfinite(each)]
    reach = 1.25 * max([smallest * 1.6, *map(abs, ends)])
    width, height, middle, left, right = 460.0, 96.0, 34.0, 14.0, 446.0

    def x(value: float) -> float:
        return left + (right - left) * (value + reach) / (2 * reach)

    parts = [element("rect", x=left, y=12.0, width=right - left, height=44.0, fill=WASH)]
    for low, high in _expected(expected, smallest, reach):
        parts.append(
            element("rect", x=x(low), y=12.0, width=x(high) - x(low), height=44.0, fill=BLUE, fill_opacity=0.15)
        )
        middle_of_words = min(max((x(low) + x(high)) / 2, 90.0), width - 90.0)
        parts.append(text(middle_of_words, 90.0, zones.theory, font_size=12, text_anchor="middle", fill=BLUE))
    for value in (-smallest, smallest):
        parts.append(element("line", x1=x(value), x2=x(value), y1=12.0, y2=56.0, stroke=SOFT, stroke_dasharray="3 3"))
    parts.append(element("line", x1=x(0.0), x2=x(0.0), y1=8.0, y2=60.0, stroke=INK, stroke_width=1))
    parts.append(text(x(0.0), 73.0, zones.zero, font_size=12, text_anchor="middle", fill=INK))
    if len(ends) == len(found):
        start, end = x(found.low), x(found.high)
        parts.append(element("line", x1=start, x2=end, y1=middle, y2=middle, stroke=RUST, stroke_width=4))
        parts.append(element("circle", cx=x(found.mean), cy=middle, r=6, fill=RUST))
    return picture(width, height, parts, title)


def _expected(expected: str, smallest: float, reach: float) -> list[tuple[float, float]]:
    """Return where the theory says that an effect lies, within what is drawn."""
    return {
        "higher": [(smallest, reach)],
        "lower": [(-reach, -smallest)],
        "same": [(-smallest, smallest)],
        "not higher": [(-reach, smallest)],
        "different": [(-reach, -smallest), (smallest, reach)],
    }[expected]
