"""Outcomes: a figure of one scenario, or the difference between two."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from experiments.measures.metrics import METRICS

_BREAK_EVEN = {"roi": 1.0}
"""Metrics that are measured against the baseline by themselves, and the value from which they are good."""
SELF_RELATIVE = ("roi", "payback_weeks")
_DIGITS = 11
"""Digits of a figure that a difference between two of its size still has."""


class Outcome(NamedTuple):
    """A figure whose causes are sought.

    Attributes
    ----------
    metric : its name.
    place : of the metric among those requested.
    first : place of the scenario it is of.
    second : place of the scenario it is compared with; None when it is a figure of one scenario.
    label, unit : for people; differences have the unit of the figure.
    better : which way is better, "higher" or "lower"; "" when neither.
    """

    metric: str
    place: int
    first: int
    second: int | None
    label: str
    unit: str
    better: str

    @property
    def is_difference(self) -> bool:
        """Whether two scenarios are compared."""
        return self.second is not None

    @property
    def is_self_relative(self) -> bool:
        """Whether the figure is measured against the baseline by itself, so that nothing is taken off it."""
        return self.metric in SELF_RELATIVE and self.second == 0

    def of(self, results: np.ndarray) -> np.ndarray:
        """Return the figure, from `results` (..., scenarios, metrics); rounding residues are removed."""
        figures = results[..., self.place]
        if self.second is None or self.is_self_relative:
            return figures[..., self.first]
        difference = figures[..., self.first] - figures[..., self.second]
        largest = float(np.nanmax(np.abs(figures), initial=0.0))
        digits = _DIGITS - math.ceil(math.log10(largest)) if 0 < largest < math.inf else 0
        return np.round(difference, digits)

    def gain(self, figures: np.ndarray) -> np.ndarray:
        """Return by how much the first scenario does better than the second, or lies higher where neither is better."""
        level = _BREAK_EVEN.get(self.metric, 0.0) if self.is_self_relative else 0.0
        return (level - figures) if self.better == "lower" else (figures - level)

    @property
    def has_decision(self) -> bool:
        """Whether the sign of the gain decides between two scenarios; it does not for a time until payback."""
        return self.is_difference and not (self.metric == "payback_weeks" and self.is_self_relative)


def outcome_of(metric: str, place: int, first: int, second: int | None) -> Outcome:
    """Return the outcome of a known metric."""
    of = METRICS[metric]
    return Outcome(metric, place, first, second, of.label, of.unit, of.better)
