"""Lines: time series over the weeks with their bands, and chains of a few named steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MultipleLocator

from experiments.pages.charts.canvas import INK, Panel, drawing, unit_axis
from experiments.pages.palette import Ink
from language import phrase

_ABOUT_TICKS = 6
_ABOUT_DATES = 4
_WEEKS_A_QUARTER = 13
_HEIGHT = 2.7
_ROUND_WEEKS = (1, 2, 4, 13, 26, 52, 104, 260)


class Path(NamedTuple):
    """A line with its band: (points,) each."""

    ink: Ink
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def bands(
    panel: Panel,
    weeks: np.ndarray,
    paths: Sequence[Path],
    unit: str,
    date_of: Callable[[int], date | None] = lambda week: None,
) -> Panel:
    """Draw differences over the weeks with their 95 % bands, around the zero line.

    Parameters
    ----------
    date_of : first day of a week, in a market with a start date; dates then stand in the place of weeks.
    """
    with drawing(panel, _HEIGHT, foot=0.48) as axes:
        axes.axhline(0, color=INK, linewidth=1)
        for ink, mean, low, high in paths:
            axes.fill_between(weeks, low, high, color=ink.colour, alpha=0.16, linewidth=0)
            axes.plot(weeks, mean, color=ink.colour, linestyle=ink.dash)
            axes.plot(weeks[-1:], mean[-1:], ink.marker, color=ink.colour, clip_on=False)
        _week_axis(axes, int(weeks[-1]), date_of)
        axes.locator_params(axis="y", nbins=6)
        unit_axis(axes.yaxis, unit, signed=True)
    return panel


def _week_axis(axes: Axes, weeks: int, date_of: Callable[[int], date | None]) -> None:
    """Mark round numbers of weeks, or where the market has a calendar fewer of them, by the days on which they end."""
    most = _ABOUT_TICKS if date_of(1) is None else _ABOUT_DATES
    step = next((step for step in _ROUND_WEEKS if weeks / step <= most), _ROUND_WEEKS[-1])
    axes.xaxis.set_major_locator(MultipleLocator(step))
    axes.set_xlim(0, weeks)
    axes.set_xlabel(phrase("week"))
    if date_of(1):
        shown, label = ("%Y-%m", "year-month") if step >= _WEEKS_A_QUARTER else ("%m-%d", "month-day")
        axes.xaxis.set_major_formatter(lambda week, _: f"{date_of(round(week) + 1):{shown}}")
        axes.set_xlabel(label)


def chains(
    panel: Panel, steps: Sequence[str], lines: Sequence[tuple[Ink, Sequence[float]]], limits: tuple[float, float]
) -> Panel:
    """Draw one line per ink over named steps, all panels of a figure between the same limits."""
    with drawing(panel, _HEIGHT, foot=0.3) as axes:
        places = np.arange(len(steps))
        for ink, values in lines:
            axes.plot(places, values, color=ink.colour, linestyle=ink.dash, marker=ink.marker, alpha=0.9)
        axes.set_xticks(places, steps)
        axes.set_xlim(-0.3, len(steps) - 0.7)
        axes.set_ylim(*limits)
        axes.locator_params(axis="y", nbins=6)
    return panel
