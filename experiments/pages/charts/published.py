"""Published and simulated data in one chart: lines where the axis is a number, groups of bars where it is words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from experiments.pages.charts.canvas import INK, Panel, drawing
from experiments.pages.formats import clipped
from experiments.pages.palette import Ink, inks

_HEIGHT = 2.9
_FOOT = 0.52
_GROUP = 0.8
_SHORT, _LONG = 8, 16
"""Characters of a word on the axis, where there are many groups and where there are few."""


class Curve(NamedTuple):
    """One line or one bar of each group; `error` is the standard error of each point, drawn as two of them."""

    name: str
    y: Sequence[float]
    error: Sequence[float] | None = None
    is_published: bool = False


def curve_inks(curves: Sequence[Curve]) -> list[Ink]:
    """Return the ink of each curve: grey and dashed for published data, colours for simulated data."""
    grey, *colours = inks(1 + len(curves))
    left = iter(colours)
    return [grey if curve.is_published else next(left) for curve in curves]


def against_published(panel: Panel, x: Sequence[float | str], curves: Sequence[Curve], x_label: str) -> Panel:
    """Draw all curves over the same axis; words in `x` make groups of bars."""
    with drawing(panel, _HEIGHT, foot=_FOOT) as axes:
        if any(isinstance(place, str) for place in x):
            _bars(axes, [str(place) for place in x], curves)
        else:
            _lines(axes, np.asarray(x, float), curves)
        axes.set_xlabel(x_label)
        axes.locator_params(axis="y", nbins=6)
    return panel


def _lines(axes: Axes, x: np.ndarray, curves: Sequence[Curve]) -> None:
    for curve, ink in zip(curves, curve_inks(curves), strict=True):
        y = np.asarray(curve.y, float)
        if curve.error is not None:
            room = 2 * np.nan_to_num(np.asarray(curve.error, float))
            axes.fill_between(x, y - room, y + room, color=ink.colour, alpha=0.16, linewidth=0)
        axes.plot(x, y, color=ink.colour, linestyle=ink.dash, marker=ink.marker, markersize=4)


def _bars(axes: Axes, names: Sequence[str], curves: Sequence[Curve]) -> None:
    width = _GROUP / len(curves)
    places = np.arange(len(names))
    for position, (curve, ink) in enumerate(zip(curves, curve_inks(curves), strict=True)):
        at = places + (position - (len(curves) - 1) / 2) * width
        axes.bar(at, curve.y, 0.92 * width, color=ink.colour)
        if curve.error is not None:
            axes.errorbar(at, curve.y, 2 * np.asarray(curve.error, float), fmt="none", ecolor="#1d2329", elinewidth=1)
    axes.set_xticks(places, [clipped(name, _LONG if len(names) <= 4 else _SHORT) for name in names])
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.grid(visible=False, axis="x")
