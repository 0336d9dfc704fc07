"""The pictures: importance, tornado, heat map, Morris plane, convergence, and where the decision is reversed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from experiments.pages.charts.canvas import INK, Panel, drawing, named_rows, unit_axis, upright, without_axis
from experiments.pages.formats import clipped, number, ticked
from experiments.pages.palette import NEUTRAL, Ink
from experiments.sensitivity.swings import Swing
from language import phrase

_ROW = 0.42
_FOOT = 0.3
_NAME_ABOVE = 0.26
_BAR = 0.3
_LOW_END, _HIGH_END = "#5d93b8", "#d06a1c"
_SHADE = "#e9edf0"
_HEIGHT = 3.0
_DARKEST = (0.07, 0.25, 0.4)


class Row(NamedTuple):
    """A dot with its interval, and a second, hollow one where there are two.

    Attributes
    ----------
    second : value of the second dot, NaN without one.
    is_significant : whether the first is beyond chance.
    """

    value: float
    low: float
    high: float
    second: float
    is_significant: bool


def importance(panel: Panel, rows: Mapping[str, Row], floors: Sequence[float], unit: str) -> Panel:
    """Draw one dot with its interval per name; what chance alone reaches is shaded.

    Parameters
    ----------
    floors : (rows,) what chance alone reaches, NaN when unknown.
    """
    with drawing(panel, _ROW * len(rows) + _FOOT, foot=_FOOT) as axes:
        for place, (row, floor) in enumerate(zip(rows.values(), floors, strict=True)):
            if math.isfinite(floor) and floor > 0:
                axes.barh(place, floor, 0.56, color=_SHADE, zorder=0)
            axes.plot([row.low, row.high], [place, place], color=NEUTRAL, linewidth=2.2, solid_capstyle="butt")
            face = NEUTRAL if row.is_significant else "white"
            axes.plot([row.value], [place], "o", color=NEUTRAL, markerfacecolor=face, markersize=6, markeredgewidth=1.4)
            if math.isfinite(row.second):
                axes.plot([row.second], [place], "D", color=_HIGH_END, markerfacecolor="white", markersize=5)
        named_rows(axes, list(rows), _NAME_ABOVE, (0.75, 0.4), 48)
        upright(axes)
        axes.margins(x=0.04)
        axes.locator_params(axis="x", nbins=5)
        unit_axis(axes.xaxis, unit)
    return panel


def tornado(panel: Panel, rows: Mapping[str, Swing], centre: float, unit: str, *, signed: bool, zero: bool) -> Panel:
    """Draw from the mean to the ends of every range: blue to the result at the low end, orange at the high end.

    Parameters
    ----------
    rows : by name.
    centre : mean of the result over the space of assumptions.
    signed : whether numbers carry a sign.
    zero : whether zero is drawn.
    """
    with drawing(panel, _ROW * len(rows) + _FOOT, foot=_FOOT) as axes:
        for place, (swing, low, high) in enumerate(rows.values()):
            axes.barh(place, -swing / 2, _BAR, left=centre, color=_LOW_END)
            axes.barh(place, swing / 2, _BAR, left=centre, color=_HIGH_END)
            axes.plot([centre + low / 2, centre + high / 2], [place, place], color=INK, linewidth=1.2)
        named_rows(axes, list(rows), _NAME_ABOVE, (0.75, 0.4), 48)
        upright(axes, centre)
        if zero:
            axes.axvline(0, color=INK, linewidth=1, linestyle=(0, (3, 2)), zorder=1)
        axes.margins(x=0.06)
        axes.locator_params(axis="x", nbins=5)
        unit_axis(axes.xaxis, unit, signed=signed)
    return panel


def heat(panel: Panel, names: Sequence[str], columns: Sequence[str], values: np.ndarray, most: float) -> Panel:
    """Draw a matrix of shades with its numbers; NaN cells stay empty.

    Parameters
    ----------
    names, columns : of the rows, above each row, and of the columns, below them.
    values : (rows, columns), 0 to `most` for the darkest shade.
    """
    count = len(columns)
    with drawing(panel, 0.5 * len(names) + _FOOT, foot=_FOOT) as axes:
        for place, row in enumerate(values):
            for column, value in enumerate(row):
                if math.isfinite(value):
                    depth = min(1.0, max(0.0, value / most)) if most > 0 else 0.0
                    shade = tuple(1 - depth * (1 - dark) for dark in _DARKEST)
                    axes.barh(place + 0.14, 0.96, 0.52, left=column + 0.02, color=shade)
                    ink = "white" if depth > 0.55 else INK
                    axes.annotate(_short(value), (column + 0.5, place + 0.14), ha="center", va="center", color=ink)
            axes.annotate(clipped(names[place], 48), (0.02, place - 0.2), va="baseline")
        axes.set_xlim(0, count)
        axes.set_ylim(len(names) - 0.55, -0.55)
        without_axis(axes, "left", "bottom")
        axes.set_xticks(np.arange(count) + 0.5, list(columns))
    return panel


def plane(panel: Panel, points: Mapping[str, tuple[float, float]], numbered: int, unit: str) -> Panel:
    """Draw mean absolute effects against their spread; the strongest carry a number."""
    with drawing(panel, _HEIGHT + 0.2, foot=0.48) as axes:
        pairs = np.array(list(points.values()))
        reach = float(pairs[:, 0].max(initial=0.0)) or 1.0
        right, top = 1.14 * reach, 1.14 * max(float(pairs[:, 1].max(initial=0.0)), 0.12 * reach)
        for slope, words in ((1.0, "σ = μ*"), (0.5, "σ = μ*/2"), (0.1, "σ = μ*/10")):
            end = min(0.97 * right, 0.94 * top / slope)
            axes.plot([0, end], [0, slope * end], color="#b9c1c8", linewidth=1, zorder=0)
            axes.annotate(words, (end, slope * end), ha="right", va="bottom", color="#7b868f")
        axes.plot(pairs[:, 0], pairs[:, 1], "o", color=NEUTRAL, markersize=5, linestyle="none")
        for place, (x, y) in enumerate(pairs[:numbered]):
            axes.annotate(str(place + 1), (x, y), xytext=(5, 3), textcoords="offset points")
        axes.set_xlim(0, right)
        axes.set_ylim(0, top)
        axes.set_xlabel(phrase("mean absolute effect μ*"))
        axes.locator_params(nbins=5)
        unit_axis(axes.xaxis, unit)
        unit_axis(axes.yaxis, unit)
    return panel


def growing(
    panel: Panel, sizes: Sequence[int], lines: Sequence[tuple[Ink, np.ndarray, np.ndarray]], counts: str, unit: str
) -> Panel:
    """Draw indices and their intervals over growing sample sizes.

    Parameters
    ----------
    lines : ink, value (sizes,), half interval (sizes,).
    counts : what the sizes count.
    """
    with drawing(panel, _HEIGHT, foot=0.48) as axes:
        places = np.array(sizes, float)
        for ink, values, halves in lines:
            axes.fill_between(places, values - halves, values + halves, color=ink.colour, alpha=0.14, linewidth=0)
            axes.plot(places, values, color=ink.colour, linestyle=ink.dash, marker=ink.marker)
        axes.set_xscale("log")
        axes.set_xticks(places, [number(size) for size in sizes])
        axes.minorticks_off()
        # The first, small samples may lie anywhere: the later ones set the scale.
        late = np.array([(values - halves, values + halves) for _, values, halves in lines])[:, :, -2:]
        axes.set_ylim(min(0.0, 1.25 * late.min()), 1.25 * late.max() or 1.0)
        axes.set_xlabel(counts)
        axes.axhline(0, color=INK, linewidth=1)
        unit_axis(axes.yaxis, unit)
    return panel


def reversals(panel: Panel, lines: Sequence[tuple[Ink, Sequence[float]]]) -> Panel:
    """Draw the share of reversals, in per cent, along the ranges of factors."""
    with drawing(panel, _HEIGHT, foot=0.3) as axes:
        for ink, shares in lines:
            known = [(place, 100 * part) for place, part in enumerate(shares) if math.isfinite(part)]
            axes.plot(*zip(*known, strict=True), color=ink.colour, linestyle=ink.dash, marker=ink.marker, clip_on=False)
        parts = len(lines[0][1])
        axes.set_xticks(
            [0, (parts - 1) / 2, parts - 1], [phrase("low end"), phrase("middle of the range"), phrase("high end")]
        )
        axes.set_xlim(-0.35, parts - 0.65)
        axes.set_ylim(0, None)
        axes.locator_params(axis="y", nbins=6)
        unit_axis(axes.yaxis, "%")
    return panel


def _short(value: float) -> str:
    """Return a number of a cell."""
    return ticked(value, "", 0.01, 1.0).replace("0.", ".", 1) if abs(value) < 1 else number(value, 1)
