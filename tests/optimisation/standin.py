"""A task with a known answer in the place of the market, through the very same path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments.running.trials import Trial

STEEPNESS = np.array([3.0, 2.0, 1.0, 4.0])
RETURN = np.array([3.0, 2.2, 1.6, 0.6])
"""EUR that all of a candidate brings for each EUR that it costs; the last one is not worth its cost."""


@dataclass(frozen=True)
class Concave:
    """Task of some splits: each candidate brings less and less; all splits share their noise, but for a little.

    Metrics are npv_eur, and retention, which the third candidate alone moves. "demand i" in the numbers of a trial
    multiplies what candidate i brings.
    """

    splits: np.ndarray
    costs_eur: np.ndarray
    returns: np.ndarray | None
    noise: float
    metrics: int = 1

    def __call__(self, trial: Trial) -> np.ndarray:
        shared = np.random.default_rng([trial.seed, 1]).normal(0.0, 1000.0)
        demand = np.array([trial.values.get(f"demand {i}", 1.0) for i in range(self.splits.shape[1])])
        rows = [[shared, 80.0]]
        for split in self.splits:
            own = (
                0.0
                if not split.any()
                else np.random.default_rng([trial.seed, 2, *np.round(1e4 * split).astype(int)]).normal(0.0, self.noise)
            )
            rows.append([shared + own + self._gain(split, demand), 80.0 + 5.0 * split[2 % split.size]])
        return np.array(rows)[:, : self.metrics]

    def _gain(self, split: np.ndarray, demand: np.ndarray) -> float:
        """Return what a split brings; nothing at all where no candidate has an effect or a cost."""
        return 0.0 if self.returns is None else gain(split, self.costs_eur, demand * self.returns)


def gain(split: np.ndarray, costs_eur: np.ndarray, returns: np.ndarray = RETURN) -> float:
    """Return what a split brings after its cost, EUR."""
    steep = STEEPNESS[: split.size]
    brought = costs_eur * returns[: split.size] * (1 - np.exp(-steep * split)) / (1 - np.exp(-steep))
    return float(brought.sum() - costs_eur @ split)


class TaskFor(NamedTuple):
    """Makes the task of splits."""

    costs_eur: np.ndarray
    returns: np.ndarray | None = RETURN
    noise: float = 0.0
    metrics: int = 1

    def __call__(self, splits: np.ndarray) -> Concave:
        return Concave(splits, self.costs_eur, self.returns, self.noise, self.metrics)


def best(costs_eur: np.ndarray, budget_eur: float, returns: np.ndarray = RETURN) -> np.ndarray:
    """Return the best split in closed form: the last euro brings the same everywhere (Lagrange), found by bisection."""
    steep, returns = STEEPNESS[: costs_eur.size], returns[: costs_eur.size]
    slope = returns * steep / (1 - np.exp(-steep))

    def bought(price: float) -> np.ndarray:
        return np.clip(np.log(np.maximum(slope / (1.0 + price), 1e-12)) / steep, 0.0, 1.0)

    if bought(0.0) @ costs_eur <= budget_eur:
        return bought(0.0)
    low, high = 0.0, float(slope.max())
    for _ in range(100):
        price = 0.5 * (low + high)
        low, high = (price, high) if bought(price) @ costs_eur > budget_eur else (low, price)
    return bought(high)
