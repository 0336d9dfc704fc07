"""Paired estimates: scenarios of a seed share random numbers, so differences are taken seed by seed and averaged."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from experiments.measures.statistics import half_width


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds with its 95 % interval.

    Attributes
    ----------
    mean, low, high : in the unit of the estimated figure; low and high are infinite for a single seed.
    wins : share of seeds above zero, ties counting half, 0 to 1.
    pairs : seeds that had a value.
    """

    mean: float
    low: float
    high: float
    wins: float
    pairs: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval; infinite for a single seed."""
        return (self.high - self.low) / 2

    @property
    def is_above(self) -> bool:
        """Whether the whole interval lies above zero."""
        return self.low > 0

    @property
    def is_below(self) -> bool:
        """Whether the whole interval lies below zero."""
        return self.high < 0

    @property
    def is_significant(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.is_above or self.is_below

    def __neg__(self) -> Estimate:
        """Return the estimate of the opposite."""
        return Estimate(-self.mean, -self.high, -self.low, 1.0 - self.wins, self.pairs)


def estimate(values: np.ndarray) -> Estimate:
    """Return the estimate from one value per seed (seeds,); seeds without a value (NaN) are left out."""
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if not known.size:
        return Estimate(math.nan, -math.inf, math.inf, math.nan, 0)
    mean = float(known.mean())
    width = half_width(known) if known.size > 1 else math.inf
    wins = float(((known > 0) + 0.5 * (known == 0)).mean())
    return Estimate(mean, mean - width, mean + width, wins, known.size)


def bands(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return mean, low and high over seeds at each moment, from `values` (seeds, moments); NaN moments stay NaN."""
    estimates = [estimate(column) for column in values.T]
    table = np.array([(each.mean, each.low, each.high) for each in estimates])
    return table[:, 0], table[:, 1], table[:, 2]
