"""Random variation and assumptions apart: how much of what differs between points is due to seeds."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np


class Noise(NamedTuple):
    """Where the variance of results comes from, in the unit of the result squared.

    Attributes
    ----------
    points : between points, chance taken out: what the assumptions do.
    seeds : between seeds, the same for all points: variation that cancels out, because all points share it.
    interaction : variation that affects points differently.
    replications : seeds at each point.

    `seeds` and `interaction` are NaN when there is only one seed.
    """

    points: float
    seeds: float
    interaction: float
    replications: int

    @property
    def share(self) -> float:
        """Share of the variance between the means of points that is chance, 0 to 1; NaN for a single seed."""
        left = self.interaction / self.replications
        total = self.points + left
        return left / total if total > 0 else (0.0 if left == 0 else math.nan)

    @property
    def spread(self) -> float:
        """Standard deviation, by chance, of the mean over seeds at one point; NaN for a single seed."""
        return math.sqrt((self.seeds + self.interaction) / self.replications)

    def share_with(self, times: float) -> float:
        """Return the share of chance if `times` as many seeds, or customers, were run.

        Chance of many independent customers shrinks as their number grows, as that of seeds does.
        """
        left = self.interaction / self.replications / times
        return left / (self.points + left) if self.points + left > 0 else math.nan


def noise(results: np.ndarray) -> Noise:
    """Return where the variance of `results` (points, seeds) comes from.

    Notes
    -----
    Two-way analysis of variance without repetition, points by seeds: mean squares of points, MP = R var(mean of a
    point), and of the rest, MI. Components: points (MP - MI) / R, interaction MI, seeds (MS - MI) / n; none below zero.

    Source: Searle, Casella & McCulloch 1992, Variance Components, chapter 4.
    """
    count, seeds = results.shape
    of_points = results.mean(axis=1)
    if seeds < 2 or count < 2:
        spread = float(of_points.var(ddof=1)) if count > 1 else math.nan
        return Noise(spread, math.nan, math.nan, seeds)
    of_seeds = results.mean(axis=0)
    rest = results - of_points[:, None] - of_seeds + results.mean()
    interaction = float((rest**2).sum() / ((count - 1) * (seeds - 1)))
    between_points = seeds * float(of_points.var(ddof=1))
    between_seeds = count * float(of_seeds.var(ddof=1))
    return Noise(
        max(0.0, (between_points - interaction) / seeds),
        max(0.0, (between_seeds - interaction) / count),
        interaction,
        seeds,
    )
