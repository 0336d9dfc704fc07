"""Appraisal: what chosen splits are worth in futures that had no part in choosing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from experiments.measures.paired import Estimate, estimate
from experiments.measures.robustness import worst_mean, worst_means
from experiments.optimisation.objectives import Objective

_RESAMPLED = 4000


@dataclass(frozen=True)
class Appraisal:
    """Splits, and what each brought beyond the baseline in every fresh future.

    Attributes
    ----------
    splits : (k, n).
    gains : (k, futures, objectives), in the units and the direction of the metrics.
    """

    splits: np.ndarray
    gains: np.ndarray
    objectives: tuple[Objective, ...]

    def row(self, split: np.ndarray) -> int:
        """Return where a split stands."""
        return int(np.flatnonzero((self.splits == split).all(axis=1))[0])

    def of(self, split: np.ndarray, objective: int = 0) -> np.ndarray:
        """Return what a split brought in each future, (futures,)."""
        column: np.ndarray = self.gains[self.row(split), :, objective]
        return column

    def estimate(self, split: np.ndarray, objective: int = 0) -> Estimate:
        """Return what a split brings beyond the baseline."""
        return self._turned(estimate(self.of(split, objective)), objective)

    def lead(self, split: np.ndarray, other: np.ndarray, objective: int = 0) -> Estimate:
        """Return what a split brings beyond another one, future by future."""
        return self._turned(estimate(self.of(split, objective) - self.of(other, objective)), objective)

    def worst(self, split: np.ndarray, objective: int = 0) -> Estimate:
        """Return what a split brings beyond the baseline in the worst futures on average."""
        sign = self.objectives[objective].sign
        found = worst_mean(sign * self.of(split, objective))
        return found if sign > 0 else -found

    def per_euro(self, split: np.ndarray, other: np.ndarray, euros: float, objective: int = 0) -> Estimate:
        """Return what a split brings beyond another one for each of the euros by which it costs more."""
        gain = (self.of(split, objective) - self.of(other, objective)) / euros
        return self._turned(estimate(gain), objective)

    def _turned(self, of: Estimate, objective: int) -> Estimate:
        """Return an estimate whose wins are futures in which things went better, whichever way that is."""
        return of if self.objectives[objective].sign > 0 else replace(of, wins=1.0 - of.wins)

    def worth(self, splits: Sequence[np.ndarray]) -> np.ndarray:
        """Return the first objective of splits in each future, higher is better, (futures, splits)."""
        return np.stack([self.objectives[0].sign * self.of(split) for split in splits], axis=1)


@dataclass(frozen=True)
class Doubt:
    """How sure it is that a choice among alternatives is right, and what it costs when it is not.

    Attributes
    ----------
    probability_best : (k,), how probable it is that an alternative has the best mean; ties share.
    regret : (k,), how far the best mean is expected to lie above that of the alternative.
    hindsight : how much the best alternative of each future brings beyond the chosen one, on average: what knowing
        the future would be worth.
    """

    probability_best: np.ndarray
    regret: np.ndarray
    hindsight: float


def doubt(worth: np.ndarray, chosen: int, rng: np.random.Generator, worst: float = 1.0) -> Doubt:
    """Return the doubt about a choice.

    Parameters
    ----------
    worth : (futures, k), higher is better; the same futures for all alternatives.
    chosen : position of the choice.
    worst : the part of the futures whose mean decides, the worst ones; 1 for all of them.

    Notes
    -----
    Means are drawn by the Bayesian bootstrap (Rubin 1981, Annals of Statistics 9(1):130-134): weights of the futures
    are Dirichlet(1, ..., 1), which stays honest with few futures.
    """
    weights = rng.dirichlet(np.ones(len(worth)), _RESAMPLED)
    means = weights @ worth if worst == 1.0 else worst_means(worth, weights, worst)
    top = means.max(axis=1, keepdims=True)
    is_best = means >= top - 1e-12 * np.maximum(1.0, np.abs(top))
    return Doubt(
        probability_best=(is_best / is_best.sum(axis=1, keepdims=True)).mean(axis=0),
        regret=(top - means).mean(axis=0),
        hindsight=float((worth.max(axis=1) - worth[:, chosen]).mean()),
    )
