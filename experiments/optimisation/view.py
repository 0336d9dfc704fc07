"""What the page of an optimum is made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.measures.paired import Estimate
from experiments.optimisation.optimum import Optimum
from experiments.pages.formats import horizon
from language import phrase


@dataclass(frozen=True)
class OptimumView:
    """An optimum with the names that its page shows.

    Attributes
    ----------
    market, brand : titles.
    weeks, customers : of the simulation.
    rivals : how rivals react, in words; "" when they go on as in the market.
    """

    optimum: Optimum
    market: str
    brand: str
    weeks: int
    customers: int
    rivals: str = ""

    @property
    def titles(self) -> list[str]:
        """Titles of the candidates."""
        return [phrase(candidate.title) for candidate in self.optimum.problem.portfolio.candidates]

    @property
    def over(self) -> str:
        """The horizon in words."""
        return phrase("over {horizon}", horizon=horizon(self.weeks))

    def better(self, of: Estimate, objective: int = 0) -> Estimate:
        """Return an estimate turned so that above zero is good; whose wins are good already."""
        if self.optimum.problem.objectives[objective].sign > 0:
            return of
        return Estimate(-of.mean, -of.high, -of.low, of.wins, of.pairs)

    def gain(self, split: np.ndarray, objective: int = 0) -> Estimate:
        """Return what a split brings beyond the baseline, above zero when it is good."""
        return self.better(self.optimum.appraisal.estimate(split, objective), objective)

    def lead(self, split: np.ndarray, other: np.ndarray, objective: int = 0) -> Estimate:
        """Return what a split brings beyond another one, above zero when it is good."""
        return self.better(self.optimum.appraisal.lead(split, other, objective), objective)
