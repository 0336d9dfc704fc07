"""The decision matrix as a picture: importance against performance, each touchpoint as a numbered mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.pages.charts.canvas import INK, Panel, drawing
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from language import phrase
from language.numbers import written

_HEIGHT = 3.6
_ROOM = 0.12
_SIDE = 0.45
"""Least width of each side, as a share of all values: words in the corners need room."""
_COLOURS = {"good": POSITIVE, "bad": NEGATIVE, "": NEUTRAL}


class Mark(NamedTuple):
    """A touchpoint: its number, where it stands, and its tone."""

    number: int
    across: float
    up: float
    tone: str = ""


def matrix(
    panel: Panel, marks: Sequence[Mark], across: str, up: str, threshold: float, corners: tuple[str, str, str, str]
) -> Panel:
    """Draw a matrix.

    Parameters
    ----------
    across, up : what the axes show.
    threshold : of importance, where the matrix is cut; across it is cut at zero.
    corners : words in the corners: upper left, upper right, lower left, lower right.
    """
    marks = [mark for mark in marks if np.isfinite([mark.across, mark.up]).all()]
    with drawing(panel, _HEIGHT, foot=0.5) as axes:
        axes.axvline(0, color=INK, linewidth=1, zorder=1)
        axes.axhline(threshold, color=INK, linewidth=1, zorder=1)
        for mark in marks:
            axes.plot(
                [mark.across],
                [mark.up],
                "o",
                color=_COLOURS[mark.tone],
                markersize=14,
                markeredgecolor="white",
                zorder=2,
            )
            axes.annotate(
                str(mark.number), (mark.across, mark.up), ha="center", va="center", color="white", zorder=3, fontsize=9
            )
        left, right = _limits([mark.across for mark in marks], 0.0)
        side = _SIDE * (right - left)
        left, right = min(left, -side), max(right, side)
        bottom, top = _limits([mark.up for mark in marks], threshold)
        axes.set_xlim(left, right)
        axes.set_ylim(bottom, top)
        for text, (x, y) in zip(corners, ((0.01, 0.985), (0.99, 0.985), (0.01, 0.015), (0.99, 0.015)), strict=True):
            axes.annotate(
                text,
                (x, y),
                xycoords="axes fraction",
                ha="left" if x < 0.5 else "right",
                va="top" if y > 0.5 else "bottom",
                color=NEUTRAL,
                fontstyle="italic",
                zorder=1,
            )
        axes.set_xlabel(across)
        axes.set_ylabel("")
        axes.locator_params(axis="both", nbins=6)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda value, _: written(f"{value:.6g}"))
    panel.description = phrase(
        "{description} Upwards: {up}. To the right: {across}.", description=panel.description, up=up, across=across
    )
    return panel


def _limits(values: Sequence[float], cut: float) -> tuple[float, float]:
    """Return the ends of an axis, with room for marks and corners around values and cut."""
    low, high = min([*values, cut]), max([*values, cut])
    room = _ROOM * ((high - low) or 1.0)
    return low - 1.4 * room, high + 1.4 * room
