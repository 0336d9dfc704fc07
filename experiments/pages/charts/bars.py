"""Bars: lengths by name, shares of a whole, two opposite directions, and a waterfall."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.pages.charts.canvas import Panel, drawing, named_rows, unit_axis, upright, without_axis, write_row
from experiments.pages.formats import amount, number
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE

_ROW = 0.5
_FOOT = 0.3
_BAR = 0.4
"""Thickness of a bar, in rows; its name stands above it."""
_ABOVE = 0.33
"""How far above the middle of a bar its name stands, in rows."""
_NAMES: Any = {"above": _ABOVE, "ends": (0.72, 0.28), "longest": 44}


def lengths(
    panel: Panel,
    bars: Mapping[str, tuple[float, str]],
    colour: str | Sequence[str] = NEUTRAL,
    row: float = _ROW,
    longest: float = 0.0,
) -> Panel:
    """Draw a bar per name, if there are any; each value comes with the label written at its end.

    Parameters
    ----------
    colour : of all bars, or of each.
    row : height of a bar with its name, in inches: that of the groups of a chart beside it.
    longest : the value that fills the width, where several charts share a scale; the longest bar's unless it is more.
    """
    if not bars:
        return panel
    with drawing(panel, row * len(bars)) as axes:
        named_rows(axes, list(bars), **_NAMES)
        longest = max([longest, *(value for value, _ in bars.values())]) or 1.0
        colours = [colour] * len(bars) if isinstance(colour, str) else colour
        for row, (value, label) in enumerate(bars.values()):
            axes.barh(row, value, _BAR, color=colours[int(row)])
            axes.annotate(label, (value, row), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_xlim(0, longest * 1.45)
        without_axis(axes, "bottom")
    return panel


def shares(panel: Panel, rows: Mapping[str, Mapping[str, float]], colours: Mapping[str, str], unit: str = "%") -> Panel:
    """Draw one bar per row, cut into shares that add up to the whole."""
    with drawing(panel, _ROW * len(rows)) as axes:
        named_rows(axes, list(rows), **_NAMES)
        whole = max(sum(parts.values()) for parts in rows.values()) or 1.0
        for row, parts in enumerate(rows.values()):
            start = 0.0
            for part, size in parts.items():
                axes.barh(row, size, _BAR, left=start, color=colours[part], edgecolor="white", linewidth=0.8)
                if size > 0.07 * whole:
                    shade = "white" if _is_dark(colours[part]) else "#1d2329"
                    axes.annotate(number(size), (start + size / 2, row), ha="center", va="center", color=shade)
                start += size
        axes.set_xlim(0, whole)
        without_axis(axes, "bottom")
    return panel


def opposite(panel: Panel, rows: Mapping[str, tuple[float, float]], decimals: int = 1) -> Panel:
    """Draw two bars per row from the middle: the negative one to the left, the positive one to the right."""
    with drawing(panel, _ROW * len(rows)) as axes:
        named_rows(axes, list(rows), **_NAMES)
        widest = max((max(pair) for pair in rows.values()), default=0.0) or 1.0
        for row, (bad, good) in enumerate(rows.values()):
            axes.barh(row, -bad, _BAR, color=NEGATIVE)
            axes.barh(row, good, _BAR, color=POSITIVE)
            for end, side in ((-bad, "right"), (good, "left")):
                axes.annotate(
                    number(abs(end), decimals),
                    (end, row),
                    xytext=(-4 if side == "right" else 4, 0),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                )
        upright(axes)
        axes.set_xlim(-1.3 * widest, 1.3 * widest)
        without_axis(axes, "bottom")
    return panel


def waterfall(panel: Panel, steps: Sequence[tuple[str, float]], total: str, colour: str, unit: str = "EUR") -> Panel:
    """Draw how steps add up to a total, from top to bottom."""
    with drawing(panel, _ROW * (len(steps) + 1) + _FOOT, foot=_FOOT) as axes:
        named_rows(axes, [name for name, _ in steps] + [total], **_NAMES)
        reached = 0.0
        for row, (_, step) in enumerate(steps):
            axes.barh(row, step, _BAR, left=reached, color=POSITIVE if step >= 0 else NEGATIVE)
            reached += step
            axes.plot([reached, reached], [row - _BAR / 2, row + 1 + _BAR / 2], color="#8a949d", linewidth=0.8)
            write_row(axes, 1, row - _ABOVE, amount(step, unit, signed=True), "right")
        axes.barh(len(steps), reached, _BAR, color=colour)
        write_row(axes, 1, len(steps) - _ABOVE, amount(reached, unit, signed=True), "right")
        upright(axes)
        axes.margins(x=0.04)
        axes.locator_params(axis="x", nbins=5)
        unit_axis(axes.xaxis, unit, signed=True)
    return panel


def _is_dark(colour: str) -> bool:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < 140
