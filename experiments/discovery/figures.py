"""The pictures of a discovery: the region in its two most important factors, its limits, and the alternatives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.patches import Rectangle

from experiments.discovery.boxes import Contents, Limit
from experiments.discovery.futures import Futures
from experiments.pages.charts.canvas import INK, Panel, drawing, without_axis, write_row
from experiments.pages.formats import clipped
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE
from language import phrase

_ROW = 0.68
_MAX_POINTS = 1500


def plane(panel: Panel, futures: Futures, limits: Sequence[Limit], across_title: str) -> Panel:
    """Draw the points of the sweep in the plane of two factors, losses full and gains hollow, and the region.

    Parameters
    ----------
    limits : of two factors, across and up; the second may have no bound.
    """
    across, up = (futures.values[:, futures.factors.index(limit.factor)] for limit in limits)
    step = max(1, math.ceil(len(across) / _MAX_POINTS))
    across, up, lost = across[::step], up[::step], futures.lost[::step] >= 0.5
    with drawing(panel, 3.2, foot=0.5) as axes:
        axes.plot(across[~lost], up[~lost], "o", color=POSITIVE, markerfacecolor="white", markersize=4, alpha=0.8)
        axes.plot(across[lost], up[lost], "D", color=NEGATIVE, markersize=4, alpha=0.8, markeredgewidth=0)
        spans = [_span(limit, values) for limit, values in zip(limits, (across, up), strict=True)]
        (left, right), (bottom, top) = spans
        region = Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=INK, linewidth=1.8)
        axes.add_patch(region)
        axes.set_xlabel(clipped(across_title, 48))
        axes.locator_params(axis="both", nbins=5)
    return panel


def _span(limit: Limit, values: np.ndarray) -> tuple[float, float]:
    """Return the ends of a limit in a picture: a little beyond the points where it has none."""
    room = 0.03 * float(np.ptp(values))
    low = limit.low if math.isfinite(limit.low) else float(values.min()) - room
    high = limit.high if math.isfinite(limit.high) else float(values.max()) + room
    return low, high


def limits(
    panel: Panel, rows: Sequence[Limit], ranges: Mapping[str, tuple[float, float]], titles: Mapping[str, str]
) -> Panel:
    """Draw the whole range of each factor as a thin line, and the part of it in the region as a thick one."""
    with drawing(panel, _ROW * len(rows) + 0.1) as axes:
        for place, limit in enumerate(rows):
            low, high = ranges[limit.factor]
            inside = [(min(max(end, low), high) - low) / (high - low) for end in (limit.low, limit.high)]
            axes.plot([0, 1], [place, place], color=NEUTRAL, linewidth=1.2)
            axes.plot(inside, [place, place], color=NEGATIVE, linewidth=7, solid_capstyle="butt")
            write_row(axes, 0, place - 0.22, clipped(titles[limit.factor], 48), "left")
            for end, bound in zip(inside, (limit.low, limit.high), strict=True):
                if math.isfinite(bound):
                    axes.annotate(f"{bound:.3g}", (end, place + 0.27), ha="center", va="center")
        axes.set_xlim(-0.02, 1.02)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        without_axis(axes, "left", "bottom")
    return panel


def trade_off(panel: Panel, regions: Sequence[Contents], chosen: Contents, everywhere: float) -> Panel:
    """Draw all regions by what they cover and how dense in losses they are; the chosen one is full."""
    with drawing(panel, 2.7, foot=0.5) as axes:
        axes.axhline(everywhere, color=INK, linewidth=1, linestyle=(0, (3, 2)))
        covers, dense = [each.coverage for each in regions], [each.density for each in regions]
        axes.plot(covers, dense, "o", color=NEUTRAL, markerfacecolor="white", markersize=6)
        axes.plot([chosen.coverage], [chosen.density], "D", color=NEGATIVE, markersize=8)
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, 1.05)
        axes.set_xlabel(phrase("share of all losses that it covers"))
        axes.locator_params(axis="both", nbins=5)
    return panel
