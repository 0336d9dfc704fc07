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

from experiments.measures.paired import Estimate

FEWEST_PAIRS = 6
"""With fewer second futures the variance of luck is known too badly to be taken off."""
_PAIRED, _FEWEST_PAIRED = 4, 8
"""Of so many worlds one has a second future, from which luck is known; and the fewest that have one."""
WORST_SHARE = 0.25
"""Part of the worlds that the worst mean is taken of."""


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
    def knows_luck(self) -> bool:
        """Whether enough worlds have several futures, so that luck can be told from assumptions."""
        return int((self.counts - 1).sum()) >= FEWEST_PAIRS

    @property
    def tells_worlds(self) -> bool:
        """Whether worlds differ by more than luck, so that they can be counted and not only futures."""
        return self.assumptions > 0

    @cached_property
    def counted(self) -> np.ndarray:
        """Gain of each world without luck, where enough of them have a second future; otherwise its mean, (worlds,)."""
        return self.of_worlds if self.knows_luck else self.means

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


def second_futures(worlds: int) -> int:
    """Return how many worlds have a second future."""
    return min(worlds, max(_FEWEST_PAIRED, worlds // _PAIRED))


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


def worst_means(worth: np.ndarray, weights: np.ndarray | None = None, worst: float = WORST_SHARE) -> np.ndarray:
    """Return the mean of the worst part of the worlds: the conditional value at risk of each column.

    Parameters
    ----------
    worth : (worlds, k), higher is better.
    weights : (draws, worlds), each row adds up to 1; all worlds count alike when None, and the answer is (k,).
    worst : part of the worlds that is taken, above 0 and at most 1; of a world on its border the part that belongs to
        it.

    Returns
    -------
    (draws, k), or (k,) without weights.

    Source
    ------
    Rockafellar & Uryasev 2000, Journal of Risk 2(3):21-41, for discrete scenarios. The fourth is our assumption.
    """
    given = np.full((1, len(worth)), 1.0 / len(worth)) if weights is None else weights
    order = np.argsort(worth, axis=0, kind="stable")
    means = np.empty((len(given), worth.shape[1]))
    for column, rank in enumerate(order.T):
        counted = given[:, rank]
        before = np.cumsum(counted, axis=1) - counted
        means[:, column] = (np.clip(worst - before, 0.0, counted) * worth[rank, column]).sum(axis=1) / worst
    return means[0] if weights is None else means


def worst_mean(worth: np.ndarray, beside: np.ndarray | None = None) -> Estimate:
    """Return the mean of the worst part of the worlds, or how far it lies above that of another choice.

    Each choice has a worst part of its own.

    Parameters
    ----------
    worth, beside : (worlds,), higher is better, in the same worlds.

    Notes
    -----
    The interval is that of a mean of pulls (influence functions): the border of the worst part, less what a world lies
    below it, divided by the part. Only the worst worlds say how far it may be off, so it has as many degrees of freedom
    as there are of them, less one. Between 8 and 64 worlds such intervals of 95 % hold the truth in 87 to 93 % of all
    cases.
    """
    from scipy.special import stdtrit

    both = np.stack([worth, np.zeros_like(worth) if beside is None else beside], axis=1)
    mean, other = worst_means(both)
    border = np.quantile(both, WORST_SHARE, axis=0, method="inverted_cdf")
    pulls = border - np.maximum(border - both, 0.0) / WORST_SHARE
    pull, n = pulls[:, 0] - pulls[:, 1], len(both)
    freedom = max(1, math.ceil(WORST_SHARE * n) - 1)
    width = float(stdtrit(freedom, 0.975) * pull.std(ddof=1) / math.sqrt(n)) if n > 1 else math.inf
    ahead = both[:, 0] - both[:, 1]
    wins = float(((ahead > 0) + 0.5 * (ahead == 0)).mean())
    return Estimate(float(mean - other), float(mean - other) - width, float(mean - other) + width, wins, n)
