"""Two worlds in one small picture: over time with the difference shaded, or side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.ticker import MultipleLocator

from experiments.pages.charts.canvas import Panel, drawing, unit_axis, upright, without_axis
from experiments.pages.palette import BASELINE, Ink, inks
from language import phrase

_HEIGHT = 2.1
_LOW = 1.0
_BAR = 0.5
_WEEKS_A_QUARTER = 13
_MOST_TICKS = 6

OTHER: Ink = inks(2)[1]
"""Ink of the second world; the first has that of baselines."""


def over_time(panel: Panel, weeks: np.ndarray, first: np.ndarray, second: np.ndarray, unit: str) -> Panel:
    """Draw two worlds over the weeks, with what lies between them shaded; arrays are (points,)."""
    with drawing(panel, _HEIGHT, foot=0.46) as axes:
        axes.fill_between(weeks, first, second, color=OTHER.colour, alpha=0.22, linewidth=0)
        for ink, line in ((BASELINE, first), (OTHER, second)):
            axes.plot(weeks, line, color=ink.colour, linestyle=ink.dash)
            axes.plot(weeks[-1:], line[-1:], ink.marker, color=ink.colour, clip_on=False)
        last = int(weeks[-1])
        step = next((s for s in (_WEEKS_A_QUARTER, 26, 52, 104) if last / s <= _MOST_TICKS), 260)
        axes.xaxis.set_major_locator(MultipleLocator(step if last >= _WEEKS_A_QUARTER else 4))
        axes.set_xlim(0, last)
        axes.set_xlabel(phrase("week"))
        axes.locator_params(axis="y", nbins=5)
        unit_axis(axes.yaxis, unit)
    return panel


def side_by_side(panel: Panel, levels: Sequence[tuple[float, str]]) -> Panel:
    """Draw two values as bars below each other, each with its label, and what lies between them shaded."""
    with drawing(panel, _LOW) as axes:
        means = [mean for mean, _ in levels]
        axes.axvspan(min(means), max(means), color=OTHER.colour, alpha=0.22, linewidth=0)
        for row, (ink, (mean, label)) in enumerate(zip((BASELINE, OTHER), levels, strict=True)):
            axes.barh(row, mean, _BAR, color=ink.colour)
            is_left = mean < 0
            axes.annotate(
                label,
                (mean, row),
                xytext=(-4 if is_left else 4, 0),
                textcoords="offset points",
                ha="right" if is_left else "left",
                va="center",
            )
        low, high = min(0.0, *means), max(0.0, *means)
        room = 0.35 * ((high - low) or 1.0)
        axes.set_xlim(low - (room if low < 0 else 0.0), high + (room if high > 0 or low == high else 0.0))
        axes.set_ylim(1.5, -0.5)
        upright(axes)
        without_axis(axes, "left", "bottom")
    return panel
