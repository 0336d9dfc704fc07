"""The pictures: what is left of each range, and pairs of numbers that trade off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.pages.charts.canvas import Panel, drawing, unit_axis, without_axis, write_row
from experiments.pages.formats import clipped
from experiments.pages.palette import NEUTRAL
from experiments.worlds.waves import Matched

_BLUE, _SHADE = "#1c8be0", "#e9edf0"
_ROW, _HEIGHT, _FOOT = 0.42, 2.9, 0.5


def left(panel: Panel, rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> Panel:
    """Draw the range of each number, the part in which nine of ten worlds lie, and the market's own value."""
    with drawing(panel, _ROW * len(rows) + 0.1) as axes:
        for place, row in enumerate(rows):
            width = row["high"] - row["low"]
            low, high, own = ((row[end] - row["low"]) / width for end in ("left_low", "left_high", "market"))
            axes.barh(place, 1, 0.24, color=_SHADE)
            axes.barh(place, high - low, 0.24, left=low, color=_BLUE, alpha=0.6)
            axes.plot([own], [place], "D", color=NEUTRAL, markerfacecolor="white", markersize=5)
            write_row(axes, 0, place - 0.2, clipped(titles[row["number"]], 44), "left")
        axes.set_ylim(len(rows) - 0.6, -0.62)
        axes.set_xlim(0, 1)
        without_axis(axes, "left", "bottom")
    return panel


def pair(panel: Panel, found: Matched, places: tuple[int, int], titles: Mapping[str, str]) -> Panel:
    """Draw the worlds in the plane of two numbers, over their whole ranges, and the market itself."""
    across, up = (found.factors[place] for place in places)
    inputs = found.checked.inputs[found.remaining]
    x, y = (
        factor.low + inputs[:, place] * (factor.high - factor.low)
        for factor, place in zip((across, up), places, strict=True)
    )
    with drawing(panel, _HEIGHT, foot=_FOOT) as axes:
        axes.plot(x, y, "o", color=_BLUE, alpha=0.7, markersize=4, markeredgewidth=0)
        axes.plot([across.default], [up.default], "D", color=NEUTRAL, markerfacecolor="white", markersize=7)
        axes.set_xlim(across.low, across.high)
        axes.set_ylim(up.low, up.high)
        axes.set_xlabel(clipped(titles[across.path], 48))
        axes.locator_params(nbins=5)
        unit_axis(axes.xaxis, "")
        unit_axis(axes.yaxis, "")
    return panel
