"""Regions of the factors: boxes with a limit here and there, and what they hold."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.discovery.futures import Futures


class Limit(NamedTuple):
    """A bound on one factor; infinite at the side where there is none."""

    factor: str
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Box:
    """A region: all its limits hold at once; a factor without a limit may be anything."""

    limits: tuple[Limit, ...] = ()

    def holds(self, futures: Futures) -> np.ndarray:
        """Return which points lie in the region, (points,) of truth values."""
        inside = np.ones(len(futures.runs), bool)
        for limit in self.limits:
            values = futures.values[:, futures.factors.index(limit.factor)]
            inside &= (values > limit.low) & (values <= limit.high)
        return inside

    def without(self, factor: str) -> Box:
        """Return the region with all values of a factor let in."""
        return Box(tuple(limit for limit in self.limits if limit.factor != factor))

    def narrowed(self, factor: str, low: float = -math.inf, high: float = math.inf) -> Box:
        """Return the part of the region in which a factor lies above `low` and not above `high`."""
        of = {limit.factor: limit for limit in self.limits}
        before = of.get(factor, Limit(factor))
        return Box(tuple((of | {factor: Limit(factor, max(low, before.low), min(high, before.high))}).values()))


class Contents(NamedTuple):
    """What a region holds.

    Attributes
    ----------
    points : points of the design in it.
    size : its share of all runs, 0 to 1.
    density : share of its runs that are losses, 0 to 1; NaN when it is empty.
    coverage : share of all losses that lie in it, 0 to 1.
    """

    points: int
    size: float
    density: float
    coverage: float

    @property
    def excess(self) -> float:
        """Share of all losses that the region holds beyond what its size would give it, -1 to 1.

        Notes
        -----
        Times the share of losses this is the weighted relative accuracy of subgroup discovery (Lavrač, Flach & Zupan
        1999): it weighs how large a region is against how much denser in losses than its surroundings.
        """
        return self.coverage - self.size


def contents(box: Box, futures: Futures) -> Contents:
    """Return what a region holds of the futures."""
    inside = box.holds(futures)
    runs, lost = futures.runs[inside].sum(), float(futures.lost[inside] @ futures.runs[inside])
    everything = futures.runs.sum()
    return Contents(
        points=int(inside.sum()),
        size=float(runs / everything) if everything else 0.0,
        density=lost / runs if runs else math.nan,
        coverage=lost / futures.losses if futures.losses else 0.0,
    )


def quasi_p(box: Box, factor: str, futures: Futures) -> float:
    """Return how probable it is that the limits of a factor add nothing to the density of a region.

    Notes
    -----
    The probability to draw at least as many losses as the region holds from the points of the same region without the
    limits of this factor. Seeds of one point are no independent draws, so points are counted, not runs.

    Source: Bryant & Lempert 2010, Technological Forecasting and Social Change 77(1):34-49.
    """
    from scipy.special import bdtrc

    inside = box.holds(futures)
    losses = round(float(futures.lost[inside].sum()))
    if not losses:
        return 1.0
    return float(bdtrc(losses - 1, int(inside.sum()), contents(box.without(factor), futures).density))
