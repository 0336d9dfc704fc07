"""What the page of an optimum is made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from experiments.measures.paired import Estimate
from experiments.optimisation.optimum import CHOSEN, EQUAL, FINALIST, NOTHING_BOUGHT, WITHOUT_WORLDS, Optimum
from experiments.pages.formats import horizon
from experiments.pages.phrases import quoted
from language import mark, phrase

_TITLES = {
    CHOSEN: mark("the chosen split"),
    WITHOUT_WORLDS: mark("the best without worlds"),
    EQUAL: mark("the same for every candidate"),
    NOTHING_BOUGHT: mark("nothing"),
}


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

    def title_of(self, alternative: str) -> str:
        """Return the name of an alternative as the page shows it."""
        if alternative in _TITLES:
            return phrase(_TITLES[alternative])
        word, _, number = alternative.rpartition(" ")
        if word == FINALIST:
            return phrase("finalist {number}", number=number)
        bought = int(np.flatnonzero(self.optimum.alternatives[alternative])[0])
        return phrase("all on {title}", title=quoted(self.titles[bought]))

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
