"""Counterfactual runs: each part of the worlds of a seed goes on from the same settled market."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from experiments.moments.outcomes import OUTCOMES, outcomes
from experiments.moments.worlds import counterfactuals

if TYPE_CHECKING:
    from experiments.running.study import Study

WORLDS_A_PART = 12
"""Worlds that share a burn-in; more of them would keep workers waiting for each other at the end."""
BASELINE = "baseline"
COLUMNS = ("seed", "kind", "name", "steps", "segment", *(of.name for of in OUTCOMES))


class Part(NamedTuple):
    """Some of the worlds of a seed, from `first` to before `last`; part 0 begins with the baseline."""

    seed: int
    number: int
    first: int
    last: int


def parts_of(seeds: range, worlds: int) -> list[Part]:
    """Return the parts of all seeds, those of a seed together."""
    return [
        Part(seed, number, first, min(first + WORLDS_A_PART, worlds))
        for seed in seeds
        for number, first in enumerate(range(0, worlds, WORLDS_A_PART))
    ]


@dataclass(frozen=True)
class Counterfactuals:
    """The outcomes of the worlds of a part.

    Attributes
    ----------
    study : with the baseline as its only scenario.
    step : of quality.
    """

    study: Study
    step: float

    def __call__(self, part: Part) -> pd.DataFrame:
        """Return a row for each world and segment."""
        (_, model), *_ = self.study.begun(part.seed)
        settled = model.simulation
        worlds = list(counterfactuals(self.study.market_of(part.seed), self.study.brand, self.step))[
            part.first : part.last
        ]
        tables = []
        for world in worlds:
            twin = settled.fork(world.scenario)
            for _ in range(self.study.weeks):
                twin.step()
            found = self._outcomes(twin.ledger.table())
            tables.append(found.assign(kind=world.moment.kind, name=world.moment.name, steps=world.steps))
        if part.number == 0:
            for _ in range(self.study.weeks):
                settled.step()
            found = self._outcomes(settled.ledger.table())
            tables.append(found.assign(kind=BASELINE, name=BASELINE, steps=0.0))
        return pd.concat(tables, ignore_index=True).assign(seed=part.seed)[list(COLUMNS)]

    def _outcomes(self, booked: pd.DataFrame) -> pd.DataFrame:
        return outcomes(booked, self.study.brand, self.study.market.category.discount_rate)

    @staticmethod
    def kept_as(part: Part) -> str:
        """Return the name under which the outcomes of a part are kept."""
        return f"seed-{part.seed}-worlds-{part.number}"

    def fits(self, part: Part, found: object) -> bool:
        """Return whether something has the form of the outcomes of a part."""
        return isinstance(found, pd.DataFrame) and tuple(found.columns) == COLUMNS and set(found["seed"]) == {part.seed}
