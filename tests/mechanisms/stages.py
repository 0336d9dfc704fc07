"""Worlds with and without a mechanism, under the same luck, and how surely they differ."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.worlds import Values, simulation, with_numbers

Numbers = Mapping[str, float]
Measure = Callable[[Simulation], float]

SURE = 4.0
"""A paired t over the seeds beyond which a difference is no accident."""

WEEKS = 40

KEPT = 16
"""Worlds kept by a stage for the next measure of the same."""


class Shock(NamedTuple):
    """Numbers that are other ones for a few weeks."""

    numbers: Numbers
    first_week: int
    last_week: int


class Stage:
    """A market at the end of its burn-in, once for each seed; worlds go on from there, each under numbers of its own.

    Parameters
    ----------
    market : a market, or the name of a shipped one.
    values : numbers that are different from the start.
    customers, seeds : how many of each.
    """

    def __init__(
        self, market: str | Market, values: Values | None = None, customers: int = 1500, seeds: int = 6
    ) -> None:
        self.market = with_numbers(market, values or {})
        self.customers = customers
        self.seeds = range(1, seeds + 1)
        self._lived = lru_cache(maxsize=KEPT)(self._live)

    @cached_property
    def beginnings(self) -> list[Simulation]:
        """The worlds at the end of the burn-in."""
        return [simulation(self.market, self.customers, seed) for seed in self.seeds]

    def worlds(self, numbers: Numbers, weeks: int = WEEKS, shock: Shock | None = None) -> Sequence[Simulation]:
        """Return the worlds after some weeks under other numbers."""
        levers = [(path, float(to), 1, None) for path, to in numbers.items()]
        if shock:
            levers += [(path, float(to), shock.first_week, shock.last_week) for path, to in shock.numbers.items()]
        return self._lived(tuple(levers), weeks)

    def _live(self, levers: tuple[tuple[str, float, int, int | None], ...], weeks: int) -> Sequence[Simulation]:
        pulled = tuple(Lever(path=path, to=to, from_week=first, until_week=last) for path, to, first, last in levers)
        worlds = [beginning.fork(Scenario(name="changed", levers=pulled)) for beginning in self.beginnings]
        for world in worlds:
            for _ in range(weeks):
                world.step()
        return worlds

    def outcomes(
        self, measure: Measure, numbers: Numbers | None = None, weeks: int = WEEKS, shock: Shock | None = None
    ) -> np.ndarray:
        """Return what is measured in each world."""
        return np.array([measure(world) for world in self.worlds(numbers or {}, weeks, shock)])

    def gain(self, measure: Measure, without: Numbers, given: Numbers | None = None, weeks: int = WEEKS) -> float:
        """Return how surely a mechanism raises (above 0) or lowers (below 0) what is measured, as a paired t.

        Parameters
        ----------
        measure : what is looked at.
        without : numbers that switch the mechanism off.
        given : circumstances in which both worlds live.
        weeks : how long.
        """
        circumstances = dict(given or {})
        as_it_is = self.outcomes(measure, circumstances, weeks)
        return paired_t(as_it_is - self.outcomes(measure, circumstances | dict(without), weeks))


def paired_t(differences: np.ndarray) -> float:
    """Return the t-statistic of differences that are zero on average when there is no effect."""
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    if error == 0.0:
        return 0.0 if differences[0] == 0.0 else float(np.copysign(np.inf, differences[0]))
    return float(differences.mean() / error)
