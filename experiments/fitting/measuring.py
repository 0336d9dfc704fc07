"""What a market shows in the place of each fact: one run of the burn-in and a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.design.varying import varied
from experiments.fitting.facts import Fact
from experiments.fitting.figures import Seen
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

if TYPE_CHECKING:
    from experiments.running.study import Study

SHOWN = "shown"


class Point(NamedTuple):
    """A market to be measured: the numbers that differ from the study's, and a seed.

    Attributes
    ----------
    numbers : (path, value), in the order of the handles.
    """

    numbers: tuple[tuple[str, float], ...]
    seed: int


@dataclass(frozen=True)
class Measurement:
    """Simulates a market with other numbers. Called with a point, it gives what is shown of each fact, (facts,).

    Attributes
    ----------
    study : the market, how many customers, and how many weeks are measured after the burn-in.
    """

    study: Study
    facts: tuple[Fact, ...]

    def __call__(self, point: Point) -> Mapping[str, np.ndarray]:
        """Return what is shown, in the units of the facts; NaN where there is nobody to observe."""
        market = varied(self.study.market, dict(point.numbers))
        world = Simulation(market, Scenario.baseline(), self.study.customers, point.seed, people=self.study.people)
        world.burn_in()
        for _ in range(self.study.weeks):
            world.step()
        seen = Seen(world.ledger.table(), market.category.kind == "contractual")
        return {SHOWN: np.array([fact.figure.shown(seen, fact.scope) for fact in self.facts])}


def points_of(numbers: Mapping[str, float], seeds: Sequence[int]) -> list[Point]:
    """Return a market to be measured with several seeds."""
    return [Point(tuple(numbers.items()), seed) for seed in seeds]
