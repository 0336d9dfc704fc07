"""New customers, followed for years in a contractual market, and for some months where purchases repeat.

They are followed in a twin of the market, in which nothing happens: a cohort takes longer than the year that gives all
other figures.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.fitting.figures import MOST_REPEATS, REPEATS, RETENTION, WEEKS_A_YEAR
from experiments.validation.patterns.repeat_purchase import FOLLOWED, JOINING
from experiments.validation.patterns.retention_curve import cohort_counted
from experiments.validation.patterns.shopping import orders_placed
from sim.scenarios.scenario import Scenario

if TYPE_CHECKING:
    from experiments.fitting.facts import Fact
    from sim.simulation import Simulation

REMEMBERED = 52
"""Weeks in which it is noted who orders where, before somebody counts as new."""


class Newcomers:
    """The new customers of a market, counted when they are first asked for.

    Parameters
    ----------
    world : after its burn-in; it is copied at once, and goes on by itself.
    facts : of which those about new customers count.
    """

    def __init__(self, world: Simulation, facts: Sequence[Fact]) -> None:
        self.brands = list(world.market.brands)
        self.years = max(_ends(RETENTION, facts), default=0)
        is_asked = any(fact.what.startswith((RETENTION, REPEATS)) for fact in facts)
        self._twin = world.fork(Scenario.baseline()) if is_asked else None
        self._counts: np.ndarray | None = None

    def __call__(self, brand: str) -> np.ndarray:
        """Return how many are left after 0, 1, ... years, or have 0, 1, ... further orders, (classes,).

        Parameters
        ----------
        brand : whose new customers; empty for those of all brands.
        """
        if self._counts is None:
            assert self._twin is not None, "new customers are followed where facts are about them"
            self._counts = self._counted(self._twin)
        counts = self._counts
        return np.asarray(counts[:, self.brands.index(brand)] if brand else counts.sum(axis=1))

    def _counted(self, twin: Simulation) -> np.ndarray:
        """Return the counts, (classes, brands)."""
        counting = _left(twin, self.years) if self.years else _ordering_again(twin)
        while True:
            try:
                next(counting)
            except StopIteration as end:
                return np.asarray(end.value)
            twin.step()
            twin.notes.clear()


def _left(twin: Simulation, years: int) -> Generator[None, None, np.ndarray]:
    """Return how many of the first year's new customers are left after each year, (1 + years, brands)."""
    counts = yield from cohort_counted(twin, [WEEKS_A_YEAR * year for year in range(years + 1)])
    return counts.sum(axis=2)


def _ordering_again(twin: Simulation) -> Generator[None, None, np.ndarray]:
    """Return how many new customers order 0, 1, ... more times from the same brand, (classes, brands).

    They join in twelve weeks and are followed to the end of week 39, as those of Fader, Hardie & Lee 2005.
    """
    brands = np.arange(len(twin.market.brands))
    has_bought = twin.world.customers["brand"][:, None] == brands
    for _ in range(REMEMBERED):
        yield
        has_bought = has_bought | (orders_placed(twin)[:, None] == brands)
    is_new, orders = np.zeros_like(has_bought), np.zeros(has_bought.shape, int)
    for week in range(FOLLOWED):
        yield
        buys = orders_placed(twin)[:, None] == brands
        if week < JOINING:
            is_new |= buys & ~has_bought
        orders += buys & is_new
    repeats = np.minimum(orders - 1, MOST_REPEATS)
    classes = np.arange(MOST_REPEATS + 1)[:, None, None]
    return np.asarray(((repeats == classes) & is_new).sum(axis=1))


def _ends(beginning: str, facts: Sequence[Fact]) -> list[int]:
    """Return the numbers at the end of the names of facts."""
    return [int(fact.what.removeprefix(beginning)) for fact in facts if fact.what.startswith(beginning)]
