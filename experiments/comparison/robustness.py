"""What worlds say of a strategy: luck and assumptions apart, in how many worlds it is better, and the regret.

The gain of a future is that of its world and luck. Some worlds have several futures, from which luck is known; what
differs between worlds beyond it is due to assumptions. A world's own gain is then its mean over futures drawn towards
that of all worlds, by as much as leaves worlds as far apart as they are (Louis 1984, Journal of the American
Statistical Association 79:393-398): without it luck alone would spread them, and with more of it all would seem alike.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Gains:
    """Gains of one strategy in the futures of some worlds.

    Attributes
    ----------
    of_futures : (futures,), above zero where it is better; NaN where unknown.
    world : (futures,), position of the world of each.
    """

    of_futures: np.ndarray
    world: np.ndarray

    @cached_property
    def worlds(self) -> np.ndarray:
        """Positions of the worlds that have a gain, ascending."""
        return np.unique(self.world[~np.isnan(self.of_futures)])

    @cached_property
    def means(self) -> np.ndarray:
        """Mean of each world over its futures, (worlds,)."""
        return np.array([np.nanmean(self.of_futures[self.world == each]) for each in self.worlds])

    @cached_property
    def counts(self) -> np.ndarray:
        """Futures of each world, (worlds,)."""
        return np.array([np.count_nonzero(~np.isnan(self.of_futures[self.world == each])) for each in self.worlds])

    @cached_property
    def luck(self) -> float:
        """Variance of futures of the same world; NaN when no world has several."""
        freedom = int((self.counts - 1).sum())
        if not freedom:
            return math.nan
        within = [np.nansum((self.of_futures[self.world == each] - mean) ** 2) for each, mean in self._pairs]
        return float(sum(within) / freedom)

    @property
    def _pairs(self) -> list[tuple[int, float]]:
        return list(zip(self.worlds.tolist(), self.means.tolist(), strict=True))

    @cached_property
    def assumptions(self) -> float:
        """Variance between worlds beyond luck, at least zero; NaN when luck is not known."""
        if len(self.means) < 2:
            return math.nan
        return max(0.0, float(self.means.var(ddof=1) - self.luck * np.mean(1.0 / self.counts)))

    @property
    def tells_worlds(self) -> bool:
        """Whether worlds differ by more than luck, so that they can be counted and not only futures."""
        return self.assumptions > 0

    @cached_property
    def of_worlds(self) -> np.ndarray:
        """Gain of each world without luck, (worlds,); the plain mean when luck is not known."""
        if math.isnan(self.luck) or math.isnan(self.assumptions):
            return self.means
        total = self.assumptions + self.luck / self.counts
        kept = np.sqrt(np.divide(self.assumptions, total, out=np.ones_like(total), where=total > 0))
        middle = self.means.mean()
        return np.asarray(middle + kept * (self.means - middle))

    @property
    def better(self) -> int:
        """In how many worlds the strategy is better."""
        return int(np.count_nonzero(self.of_worlds > 0))


class Spread(NamedTuple):
    """Standard deviations of a gain: of futures of one world, and of worlds."""

    luck: float
    assumptions: float


def spread(gains: Gains) -> Spread:
    """Return the spread of a gain by where it comes from."""
    return Spread(math.sqrt(gains.luck), math.sqrt(gains.assumptions))


class Regret(NamedTuple):
    """What choosing a strategy would cost beside the best choice of each world, in the unit of the metric."""

    mean: float
    largest: float
    best: int
    """Worlds in which no other choice is better."""


def regrets(gains: Sequence[np.ndarray]) -> list[Regret]:
    """Return the regret of each choice, from the gain of each in the same worlds, (worlds,); doing nothing gains 0."""
    table = np.stack(gains)
    lost = table.max(axis=0) - table
    return [Regret(float(row.mean()), float(row.max()), int(np.count_nonzero(row <= 0))) for row in lost]
