"""Dots with their 95 % intervals around a zero line: an interval without zero is statistically significant."""

from __future__ import annotations

import math
from collections.abc import Mapping
from textwrap import wrap

import numpy as np
from matplotlib.axes import Axes

from experiments.measures.paired import Estimate
from experiments.pages.charts.canvas import Panel, drawing, unit_axis, upright, without_axis, write_row
from experiments.pages.formats import plus_minus
from experiments.pages.palette import Ink

_ROW = 0.2
_NARROW_ROW = 0.14
_HEADING = 0.24
_MORE = 0.18
"""Height of each further line of a long name, in inches."""
_FOOT = 0.3
_MARGIN = 0.36
_LONGEST, _LETTERS = 40, 52
"""Letters of a line of a name, and of a name with its value, that fit into a row."""


def group_height(rows: int) -> float:
    """Return the height of a group of so many estimates with its name, in inches."""
    return _HEADING + (_ROW if rows == 1 else _NARROW_ROW) * rows


def ranked_intervals(panel: Panel, rows: Mapping[str, Estimate], inks: Mapping[str, Ink], unit: str) -> Panel:
    """Draw one named row per estimate, with its value written out."""
    values = {title: plus_minus(estimate, unit, signed=True) for title, estimate in rows.items()}
    return grouped_intervals(panel, {title: {title: estimate} for title, estimate in rows.items()}, inks, unit, values)


def grouped_intervals(
    panel: Panel,
    groups: Mapping[str, Mapping[str, Estimate]],
    inks: Mapping[str, Ink],
    unit: str,
    values: Mapping[str, str] | None = None,
) -> Panel:
    """Draw the estimates of each group under its name, if there are any.

    Parameters
    ----------
    groups : name of the group -> title -> estimate, from top to bottom.
    inks : title -> ink.
    values : what is written at the right of a group's name.
    """
    if not groups:
        return panel
    row = _ROW if all(len(rows) == 1 for rows in groups.values()) else _NARROW_ROW
    named = {label: _lines(label, values[label] if values else "") for label in groups}
    inches = _MARGIN + sum(
        _HEADING + _MORE * (len(named[label]) - 1) + row * len(rows) for label, rows in groups.items()
    )
    with drawing(panel, inches, foot=_FOOT) as axes:
        upright(axes)
        y = 0.0
        for label, rows in groups.items():
            y += _HEADING
            if values and values[label]:
                write_row(axes, 1, y - 0.06, values[label], "right")
            for place, line in enumerate(named[label]):
                y += _MORE if place else 0.0
                write_row(axes, 0, y - 0.06, line, "left")
            for title, estimate in rows.items():
                y += row
                _draw(axes, y - row / 2, inks[title], estimate)
        axes.set_ylim(y + 0.04, 0)
        without_axis(axes, "left")
        axes.locator_params(axis="x", nbins=5)
        _keep_zero(axes)
        unit_axis(axes.xaxis, unit, signed=True)
    return panel


def _lines(label: str, value: str) -> list[str]:
    """Return the name of a group in lines that leave room for its value."""
    return wrap(label, min(_LONGEST, _LETTERS - len(value))) or [""]


def _draw(axes: Axes, y: float, ink: Ink, estimate: Estimate) -> None:
    """Draw a dot and its interval; hollow when the interval holds zero."""
    if not math.isfinite(estimate.mean):
        return
    if math.isfinite(estimate.half_width):
        axes.plot([estimate.low, estimate.high], [y, y], color=ink.colour, linewidth=2.2, solid_capstyle="butt")
    face = ink.colour if estimate.is_significant else "white"
    axes.plot(
        [estimate.mean], [y], ink.marker, color=ink.colour, markerfacecolor=face, markersize=6, markeredgewidth=1.4
    )


def _keep_zero(axes: Axes) -> None:
    """Leave some space at both sides, also when nothing differs."""
    low, high = axes.get_xlim()
    if np.isclose(low, high) or max(abs(low), abs(high)) < 1e-9:
        low, high = -1.0, 1.0
    room = 0.04 * (high - low)
    axes.set_xlim(low - room, high + room)
