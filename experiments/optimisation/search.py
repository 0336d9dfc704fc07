"""The search: splits are simulated in batches, where response surfaces of earlier ones promise the largest gain.

Half of a batch climbs to the top of the mean surface; the other half goes to the tops of surfaces drawn at random from
those that fit (Thompson sampling), so that regions with few trials are explored too. With two objectives each member
of a batch weights them differently, which spreads the batch along the front.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.optimisation.budget import Budget
from experiments.optimisation.surface import Surface, best_split

BATCH = 12
"""Splits that are tried together, in runs that share their burn-in."""
_RANDOM, _NEAR, _TOPS = 300, 300, 5
_APART = 0.015
"""Splits closer than this in every intensity are one and the same."""

Try = Callable[[np.ndarray], np.ndarray]
"""Splits (k, n) -> mean of each objective over the futures, (k, objectives), higher is better."""


@dataclass(frozen=True)
class Searched:
    """All splits of a search and their results.

    Attributes
    ----------
    splits : (tried, n), in the order in which they were tried.
    values : (tried, objectives), means over the futures of the search; higher is better.
    surfaces : one per objective, through all that was tried.
    """

    splits: np.ndarray
    values: np.ndarray
    surfaces: tuple[Surface, ...]

    def weighted(self, weights: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        """Return the weighted mean of the surfaces, each in units of its spread among what was tried."""
        scaled = weights / np.array([surface.scale for surface in self.surfaces])
        return lambda splits: sum(
            (weight * surface.mean(splits) for weight, surface in zip(scaled, self.surfaces, strict=True) if weight),
            start=np.zeros(len(splits)),
        )

    def tops(self, weights: np.ndarray, count: int = _TOPS) -> np.ndarray:
        """Return the splits that were tried and stand highest on the weighted surface, best first."""
        return self.splits[np.argsort(-self.weighted(weights)(self.splits), kind="stable")[:count]]

    def best(self, budget: Budget, weights: np.ndarray | None = None, allowed: np.ndarray | None = None) -> np.ndarray:
        """Return the best split of a budget according to the surfaces.

        Parameters
        ----------
        weights : of the objectives; the first alone when None.
        allowed : (n,), which candidates may be bought; all of them when None.
        """
        weights = np.eye(len(self.surfaces))[0] if weights is None else weights
        return best_split(self.weighted(weights), budget, self.tops(weights, 3), allowed)[0]


def searched(attempt: Try, budget: Budget, samples: int, rng: np.random.Generator) -> Searched:
    """Return the results of a search over `samples` splits, or over all that there are.

    Parameters
    ----------
    attempt : tries splits; the same futures every time.
    """
    splits = first_splits(budget, samples, rng)
    values = attempt(splits)
    seen = _through(splits, values)
    while len(seen.splits) < samples:
        batch = _next_batch(seen, budget, min(BATCH, samples - len(seen.splits)), rng)
        if not len(batch):
            break
        splits, values = np.vstack([seen.splits, batch]), np.vstack([seen.values, attempt(batch)])
        seen = _through(splits, values)
    return seen


def first_splits(budget: Budget, samples: int, rng: np.random.Generator) -> np.ndarray:
    """Return the first splits: nothing, each candidate alone, half of that, and random ones."""
    alone = budget.alone()
    halves = [budget.fitted(split / 2) for i, split in enumerate(alone) if not budget.is_yes_no[i]]
    chosen = [np.zeros(budget.n), budget.equal(), *alone, *halves]
    spread = budget.at_random(rng, 3 * samples)
    distinct = _distinct([*chosen, *spread])
    return np.array(distinct[: min(samples, max(BATCH, 4 * budget.n))])


def _through(splits: np.ndarray, values: np.ndarray) -> Searched:
    """Return surfaces through what was tried."""
    return Searched(splits, values, tuple(Surface(splits, column) for column in values.T))


def _next_batch(seen: Searched, budget: Budget, size: int, rng: np.random.Generator) -> np.ndarray:
    """Return the splits to try next (batch, n), none of them tried before; none when there are no others."""
    objectives = seen.values.shape[1]
    weights = _weights(objectives, size, rng)
    climbed: list[np.ndarray] = []
    for weight in weights[: (size + 1) // 2] if objectives > 1 else weights[:1]:
        starts = np.vstack([seen.tops(weight, 2), budget.at_random(rng, 1)])
        tops = best_split(seen.weighted(weight), budget, starts)
        climbed += tops[:2] if objectives > 1 else tops[: (size + 1) // 2]
    around = np.vstack([seen.tops(weight) for weight in weights[:3]])
    ground = np.vstack([budget.at_random(rng, _RANDOM), budget.near(around, rng, _NEAR)])
    drawn = np.array([surface.draws(ground, size, rng) / surface.scale for surface in seen.surfaces])
    peaks = [ground[int(np.argmax(weights[i] @ drawn[:, i]))] for i in range(size)]
    tried = [*seen.splits]
    fresh = _distinct([*tried, *climbed[: (size + 1) // 2], *peaks, *ground[rng.permutation(len(ground))[: 4 * size]]])
    return np.array(fresh[len(_distinct(tried)) :][:size]).reshape(-1, budget.n)


def _weights(objectives: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return weights of the objectives (count, objectives): the ends first, then some in between."""
    if objectives == 1:
        return np.ones((count, 1))
    share = np.concatenate([[1.0, 0.0], rng.random(count)])[:count]
    return np.stack([share, 1.0 - share], axis=1)


def _distinct(splits: list[np.ndarray]) -> list[np.ndarray]:
    """Return splits without those that are like an earlier one."""
    kept = np.empty((0, len(splits[0])))
    for split in splits:
        if not (np.abs(kept - split) < _APART).all(axis=1).any():
            kept = np.vstack([kept, split])
    return list(kept)
