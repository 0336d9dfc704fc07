"""What a market shows in the place of each fact: one run of the burn-in and a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.design.varying import varied
from experiments.fitting.answering import AnswerBook
from experiments.fitting.facts import Fact
from experiments.fitting.figures import CSAT, ELASTICITY, RISE, Seen
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.tables import NOBODY

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
        diaries = range(self.study.customers) if self._asks(CSAT) else ()
        world = Simulation(
            market, Scenario.baseline(), self.study.customers, point.seed, diaries=diaries, people=self.study.people
        )
        world.world.customers["diary"] = NOBODY  # nobody is asked before the measured weeks
        world.burn_in()
        world.notes.clear()
        if diaries:
            world.world.customers["diary"] = diaries
        dearer = {brand: world.fork(_with_rise(brand)) for brand in self._brands_of(ELASTICITY)}
        answers = AnswerBook(market)
        for _ in range(self.study.weeks):
            world.step()
            answers.add(world.notes, world.world.customers)
            world.notes.clear()
        seen = self._seen(world, answers, dearer)
        return {SHOWN: np.array([fact.figure.shown(seen, fact.scope) for fact in self.facts])}

    def is_shown(self, point: Point, shown: Any) -> bool:
        """Return whether something has the form of what is shown at a point."""
        array = shown.get(SHOWN) if isinstance(shown, dict) else None
        return isinstance(array, np.ndarray) and array.shape == (len(self.facts),) and array.dtype.kind == "f"

    def _asks(self, what: str) -> bool:
        return any(fact.what == what for fact in self.facts)

    def _brands_of(self, what: str) -> list[str]:
        """Return the brands of which there are facts of a kind."""
        return list(dict.fromkeys(fact.scope.brand for fact in self.facts if fact.what == what))

    def _seen(self, world: Simulation, answers: AnswerBook, dearer: Mapping[str, Simulation]) -> Seen:
        """Return what was booked, also with higher prices."""
        is_contractual = world.market.category.kind == "contractual"

        def after_rise(brand: str) -> Seen:
            other = dearer[brand]
            while other.week < self.study.weeks:
                other.step()
                other.notes.clear()
            return Seen(other.ledger.table(), is_contractual, answers.top_share, after_rise)

        return Seen(world.ledger.table(), is_contractual, answers.top_share, after_rise)


def _with_rise(brand: str) -> Scenario:
    """Return the scenario in which a price is raised."""
    rise = Lever(path="brand.offer.price_eur", multiply=1.0 + RISE, from_week=1)
    return Scenario(name="dearer", brand=brand, levers=(rise,))


def points_of(numbers: Mapping[str, float], seeds: Sequence[int]) -> list[Point]:
    """Return a market to be measured with several seeds."""
    return [Point(tuple(numbers.items()), seed) for seed in seeds]
