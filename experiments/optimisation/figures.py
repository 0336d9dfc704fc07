"""The pictures of an optimum: curves with their bands, the front, and what the search saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.measures.paired import Estimate
from experiments.measures.robustness import WORST_SHARE
from experiments.pages.charts.canvas import INK, Panel, drawing, unit_axis
from experiments.pages.palette import NEGATIVE, NEUTRAL, POSITIVE, inks
from language import phrase

_HEIGHT = 2.5
_FOOT = 0.5
_COLOUR = "#1c8be0"


def curve(
    panel: Panel, places: Sequence[float], rises: Sequence[Estimate], chosen: float, unit: str, across: str
) -> Panel:
    """Draw what rises with money, with its 95 % band; the chosen place is a full dot.

    Parameters
    ----------
    places : EUR, rising.
    rises : one estimate per place.
    chosen : the place that was chosen.
    across : label of the horizontal axis.
    """
    means = np.array([each.mean for each in rises])
    with drawing(panel, _HEIGHT, foot=_FOOT) as axes:
        axes.axhline(0, color=INK, linewidth=1)
        axes.fill_between(
            places, [each.low for each in rises], [each.high for each in rises], color=_COLOUR, alpha=0.16, linewidth=0
        )
        axes.plot(places, means, color=_COLOUR, marker="o", markerfacecolor="white", clip_on=False)
        here = [place == chosen for place in places].index(True)
        axes.plot([chosen], [means[here]], "o", color=_COLOUR, markersize=8, clip_on=False, zorder=4)
        axes.set_xlim(0, max(places) or 1.0)
        axes.set_xlabel(across)
        axes.locator_params(axis="both", nbins=5)
        unit_axis(axes.xaxis, "EUR")
        unit_axis(axes.yaxis, unit, signed=True)
    return panel


def front(
    panel: Panel,
    points: Sequence[tuple[Estimate, Estimate]],
    is_efficient: Sequence[bool],
    chosen: int,
    units: tuple[str, str],
    across: str,
) -> Panel:
    """Draw splits by two objectives with their 95 % intervals; the efficient ones are joined, the chosen one is full.

    Parameters
    ----------
    points : first and second objective of each split, beyond the baseline.
    is_efficient : whether no other split is better in both.
    chosen : position of the chosen one.
    units : of the two objectives.
    across : label of the horizontal axis, the first objective.
    """
    with drawing(panel, 3.0, foot=_FOOT) as axes:
        for position, (first, second) in enumerate(points):
            colour = _COLOUR if is_efficient[position] else NEUTRAL
            axes.plot([first.low, first.high], [second.mean] * 2, color=colour, linewidth=1, alpha=0.6)
            axes.plot([first.mean] * 2, [second.low, second.high], color=colour, linewidth=1, alpha=0.6)
            face = colour if position == chosen else "white"
            axes.plot([first.mean], [second.mean], "o", color=colour, markerfacecolor=face, markersize=7, zorder=4)
        joined = sorted((a.mean, b.mean) for (a, b), efficient in zip(points, is_efficient, strict=True) if efficient)
        axes.plot(*zip(*joined, strict=True), color=_COLOUR, linewidth=1.4, zorder=2)
        axes.set_xlabel(across)
        axes.locator_params(axis="both", nbins=5)
        unit_axis(axes.xaxis, units[0], signed=True)
        unit_axis(axes.yaxis, units[1], signed=True)
    return panel


def tried(panel: Panel, values: np.ndarray, fresh: Estimate, unit: str, sign: float) -> Panel:
    """Draw what every split of the search seemed to bring, the best so far, and what the chosen one brings.

    Parameters
    ----------
    values : (tried,), in the order of the search and the direction of the metric.
    fresh : of the chosen split in fresh futures.
    sign : 1 when higher is better, -1 when lower is.
    """
    numbers = np.arange(1, len(values) + 1)
    best = sign * np.maximum.accumulate(sign * values)
    with drawing(panel, _HEIGHT, foot=_FOOT) as axes:
        axes.axhspan(fresh.low, fresh.high, color=POSITIVE, alpha=0.16, linewidth=0)
        axes.axhline(fresh.mean, color=POSITIVE, linewidth=1.6)
        axes.plot(numbers, values, "o", color=NEUTRAL, markersize=3, alpha=0.7, markeredgewidth=0)
        axes.step(numbers, best, where="post", color=NEGATIVE)
        axes.axhline(0, color=INK, linewidth=1)
        axes.set_xlim(0, len(values) + 1)
        axes.set_xlabel(phrase("splits tried"))
        axes.locator_params(axis="both", nbins=5)
        unit_axis(axes.yaxis, unit, signed=True)
    return panel


def worlds(panel: Panel, gains: Mapping[str, np.ndarray], unit: str, sign: float) -> Panel:
    """Draw what splits bring in all worlds, for each split from its worst world to its best; the worst part is shaded.

    Parameters
    ----------
    gains : name -> gain in each world, (worlds,), in the direction of the metric.
    sign : 1 when higher is better, -1 when lower is.
    """
    with drawing(panel, _HEIGHT, foot=_FOOT) as axes:
        count = max(len(each) for each in gains.values())
        axes.axvspan(0.5, 0.5 + WORST_SHARE * count, color=NEUTRAL, alpha=0.14, linewidth=0)
        axes.axhline(0, color=INK, linewidth=1)
        for (name, of_worlds), ink in zip(gains.items(), inks(len(gains) + 1)[1:], strict=True):
            rising = sign * np.sort(sign * of_worlds)
            axes.plot(
                np.arange(1, len(rising) + 1), rising, color=ink.colour, marker=ink.marker, markersize=3.5, label=name
            )
        axes.set_xlim(0.5, count + 0.5)
        axes.set_xlabel(phrase("worlds, from the worst of each split to its best"))
        axes.locator_params(axis="both", nbins=5, integer=True)
        axes.legend(loc="best", frameon=False)
        unit_axis(axes.yaxis, unit, signed=True)
    return panel
