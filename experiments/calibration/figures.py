"""The pictures: targets and predictions, what was learned of each factor, and which trade off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from experiments.calibration.baselines import Baseline
from experiments.calibration.calibration import Estimate, Prediction
from experiments.pages.charts.canvas import Panel, drawing, unit_axis, without_axis, write_row
from experiments.pages.formats import clipped, digits
from experiments.pages.palette import BASELINE, NEUTRAL, Ink
from language import phrase

FITTED = Ink("#1c8be0", "-", "o")
OBSERVED = "#1d2329"
_HEIGHT = 2.9
_FOOT = 0.5
_ROW = 0.42
_SHADE = "#e9edf0"
_FEW = 400
"""Draws that are drawn."""


def curve(panel: Panel, predictions: Sequence[Prediction], baseline: Baseline | None, x_label: str, unit: str) -> Panel:
    """Draw what was observed with its tolerances and what the fitted market shows with its interval.

    What was held out is hollow; where only that lies, the paper is shaded.
    """
    x = np.array([each.target.place for each in predictions])
    mean, low, high = (np.array([getattr(each, name) for each in predictions]) for name in ("mean", "low", "high"))
    with drawing(panel, _HEIGHT, foot=_FOOT) as axes:
        fitted = [each.target.place for each in predictions if not each.target.is_held_out]
        beyond = [each.target.place for each in predictions if each.target.is_held_out]
        if beyond and (not fitted or min(beyond) > max(fitted)):
            start = (max(fitted) + min(beyond)) / 2 if fitted else min(beyond)
            axes.axvspan(start, max(beyond) + 0.02 * np.ptp(x), color=_SHADE, zorder=0)
        axes.fill_between(x, low, high, color=FITTED.colour, alpha=0.2, linewidth=0)
        axes.plot(x, mean, color=FITTED.colour)
        if baseline:
            axes.plot(x, baseline.predicted, color=BASELINE.colour, linestyle=BASELINE.dash)
        for each in predictions:
            face = "white" if each.target.is_held_out else OBSERVED
            reach = each.target.tolerance
            place, value = each.target.place, each.target.value
            axes.plot([place, place], [value - reach, value + reach], color=OBSERVED, linewidth=1)
            axes.plot([place], [value], "o", color=OBSERVED, markerfacecolor=face, markersize=4.5)
        axes.set_xlabel(x_label)
        axes.locator_params(nbins=6)
        unit_axis(axes.yaxis, unit)
    return panel


def ranges(panel: Panel, estimates: Mapping[str, Estimate]) -> Panel:
    """Draw the estimate of each factor within its range: interval, best value, and the value before."""
    with drawing(panel, _ROW * len(estimates) + 0.1) as axes:
        for row, (name, each) in enumerate(estimates.items()):
            width = each.factor.high - each.factor.low
            low, high, best, before = (
                (value - each.factor.low) / width for value in (each.low, each.high, each.best, each.factor.default)
            )
            axes.barh(row, 1, 0.24, color=_SHADE)
            axes.barh(row, high - low, 0.24, left=low, color=FITTED.colour, alpha=0.45)
            axes.plot([best], [row], "o", color=FITTED.colour, markersize=6)
            if 0 <= before <= 1:
                axes.plot([before], [row], "D", color=NEUTRAL, markerfacecolor="white", markersize=5)
            write_row(axes, 0, row - 0.2, clipped(name, 30), "left")
            write_row(
                axes,
                1,
                row - 0.2,
                phrase("{low} to {high}", low=digits(each.factor.low), high=digits(each.factor.high)),
                "right",
            )
        axes.set_ylim(len(estimates) - 0.6, -0.62)
        axes.set_xlim(0, 1)
        without_axis(axes, "left", "bottom")
    return panel


def pair(
    panel: Panel, draws: np.ndarray, best: Sequence[float], ends: Sequence[tuple[float, float]], names: Sequence[str]
) -> Panel:
    """Draw draws from the posterior of two factors, (draws, 2), over their whole ranges; the best point is filled."""
    some = draws[np.linspace(0, len(draws) - 1, min(_FEW, len(draws))).astype(int)]
    with drawing(panel, _HEIGHT, foot=_FOOT) as axes:
        axes.plot(some[:, 0], some[:, 1], ".", color=FITTED.colour, alpha=0.35, markersize=4, markeredgewidth=0)
        axes.plot([best[0]], [best[1]], "o", color=OBSERVED, markersize=6)
        axes.set_xlim(*ends[0])
        axes.set_ylim(*ends[1])
        axes.set_xlabel(names[0])
        axes.locator_params(nbins=5)
        unit_axis(axes.xaxis, "")
        unit_axis(axes.yaxis, "")
    return panel
