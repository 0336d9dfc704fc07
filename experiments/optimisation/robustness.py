"""What a split that is chosen over worlds costs and buys, beside the one chosen under the market's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.measures.paired import Estimate
from experiments.measures.robustness import Gains, Regret, regrets, worst_mean
from experiments.optimisation.appraisal import Appraisal


@dataclass(frozen=True)
class Robustness:
    """Splits in worlds, and with the same luck under the market's own numbers.

    All that it returns is turned so that higher is better.

    Attributes
    ----------
    in_worlds : the splits in fresh futures, of which each lies in a world.
    world : (futures,), position of the world of each; some come twice, from which luck is known.
    as_it_is : the same splits under the market's own numbers, with the seeds of the first future of each world.
    """

    in_worlds: Appraisal
    world: np.ndarray
    as_it_is: Appraisal

    @property
    def count(self) -> int:
        """How many worlds there are."""
        return len(np.unique(self.world))

    def gains(self, split: np.ndarray, beside: np.ndarray | None = None) -> Gains:
        """Return what a split brings in each world beyond the baseline, or beyond another split."""
        (own, *other) = self.in_worlds.worth([split] if beside is None else [split, beside]).T
        return Gains(own - other[0] if other else own, self.world)

    def worst(self, split: np.ndarray, beside: np.ndarray | None = None) -> Estimate:
        """Return what a split brings in its worst worlds, or how much more that is than another one in its own."""
        return worst_mean(self.gains(split).counted, None if beside is None else self.gains(beside).counted)

    def under_own_numbers(self, split: np.ndarray, beside: np.ndarray | None = None) -> Estimate:
        """Return what a split brings under the market's own numbers, or what more than another one."""
        found = self.as_it_is.estimate(split) if beside is None else self.as_it_is.lead(split, beside)
        if self.as_it_is.objectives[0].sign > 0:
            return found
        return Estimate(-found.mean, -found.high, -found.low, found.wins, found.pairs)

    def regrets(self, splits: Sequence[np.ndarray]) -> list[Regret]:
        """Return what each split would cost beside the best of them in each world."""
        return regrets([self.gains(split).counted for split in splits])
