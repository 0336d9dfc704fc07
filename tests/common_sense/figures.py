"""Figures of brands over some weeks, with and without a change, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from experiments.validation.pattern import jackknife
from sim.market.loading import load_market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import BRAND_ONLY, COUNTERS
from sim.state.indicators import Indicator, indicator, value
from tests.common_sense.asked import WHAT_IFS
from tests.common_sense.what_ifs import Expectation, WhatIf, Whom
from tests.worlds import simulation

WEEKS_A_YEAR = 52
CUSTOMERS, SEEDS = 4_000, 4
MARGIN = indicator("margin_eur")
_COSTS_BEFORE_WAGES = tuple(cost for cost in MARGIN.minus if cost != "wages_eur")

FIGURES: dict[str, Indicator] = {
    each.name: each
    for each in (
        Indicator("share", "Share of everybody", ("customers",), ("people",), 100.0, "%"),
        Indicator("npv_eur", "Net present value", ("npv_eur",), unit="EUR"),
        Indicator(
            "margin_before_wages_eur", "Margin before wages", ("revenue_eur",), minus=_COSTS_BEFORE_WAGES, unit="EUR"
        ),
        Indicator("solved_per_complaint", "Solved per 100 complaints", ("solved",), ("complaints",), 100.0, "%"),
        Indicator("cancelled_share", "Cancelled orders", ("cancellations",), ("orders",), 100.0, "%"),
        Indicator("delivered_share", "Delivered orders", ("deliveries",), ("orders",), 100.0, "%"),
        Indicator("customers", "Customers", ("customers",)),
        Indicator("gains", "New customers", ("gains",)),
        Indicator("gains_word_of_mouth", "New customers won by recommendation", ("gains_word_of_mouth",)),
        Indicator("orders", "Orders", ("orders",)),
        Indicator("wages_eur", "Wages", ("wages_eur",), unit="EUR"),
        Indicator("heard_positive", "Praise heard", ("heard_positive",), unit="messages"),
        Indicator("heard_negative", "Blame heard", ("heard_negative",), unit="messages"),
    )
}
"""Figures besides the indicators, and counters with words for readers."""

COUNTED = (*COUNTERS, *BRAND_ONLY, "people", "npv_eur")


def figure(name: str) -> Indicator:
    """Return a figure by its name."""
    return FIGURES[name] if name in FIGURES else indicator(name)


class Seen(NamedTuple):
    """A figure and its standard error over seeds."""

    mean: float
    error: float


class Stage:
    """A shipped market at the end of its burn-in, once for each seed, from where the same people go on with a change.

    Parameters
    ----------
    market : name of the shipped market.
    customers, seeds : how many of each.
    """

    def __init__(self, market: str, customers: int = CUSTOMERS, seeds: int = SEEDS) -> None:
        self.market = load_market(market)
        self.customers = customers
        self.seeds = range(1, seeds + 1)
        self.weeks = max(each.last_week for each in WHAT_IFS if each.market == market)
        self._changed: dict[str, Sequence[Simulation]] = {}

    @cached_property
    def beginnings(self) -> list[Simulation]:
        """The worlds at the end of the burn-in."""
        return [simulation(self.market, self.customers, seed) for seed in self.seeds]

    @cached_property
    def unchanged(self) -> Sequence[Simulation]:
        """The worlds in which nothing is changed, as long as any what-if needs them."""
        return [stepped(world.fork(Scenario.baseline()), self.weeks) for world in self.beginnings]

    def changed(self, what_if: WhatIf) -> Sequence[Simulation]:
        """Return the worlds with a change, as long as its expectations need them."""
        if what_if.title not in self._changed:
            self._changed[what_if.title] = [stepped(world, what_if.last_week) for world in self._begun(what_if)]
        return self._changed[what_if.title]

    def _begun(self, what_if: WhatIf) -> list[Simulation]:
        if what_if.remade:
            market = what_if.remade(self.market)
            return [simulation(market, self.customers, seed) for seed in self.seeds]
        levers = tuple(Lever.model_validate(dict(each)) for each in what_if.levers)
        return [world.fork(Scenario(name="changed", levers=levers)) for world in self.beginnings]

    def seen(self, what_if: WhatIf, expected: Expectation) -> Seen:
        """Return what an expectation is about, as the market shows it."""
        of = figure(expected.figure)
        values = np.array(
            [
                [counted(changed, expected.whom, *expected.weeks), counted(usual, expected.whom, *expected.weeks)]
                for changed, usual in zip(self.changed(what_if), self.unchanged, strict=True)
            ]
        )

        def looked_at(summed: np.ndarray) -> float:
            changed, usual = (np.float64(value(of, dict(zip(COUNTED, each, strict=True)))) for each in summed)
            if expected.seen_as == "level":
                return changed
            return changed - usual if expected.seen_as == "points" else 100.0 * (changed / usual - 1.0)

        return Seen(*jackknife(looked_at, values))


def stepped(world: Simulation, weeks: int) -> Simulation:
    """Return a world after some weeks."""
    for _ in range(weeks):
        world.step()
    return world


def brands(world: Simulation, whom: Whom) -> list[int]:
    """Return the positions of the brands that are meant."""
    names = list(world.market.brands)
    incumbents = [name for name, brand in world.market.brands.items() if brand.share]
    meant = {
        "focus": [world.market.focus],
        "rivals": [name for name in incumbents if name != world.market.focus],
        "entrant": [name for name in names if name not in incumbents],
        "all": names,
    }
    return [names.index(name) for name in meant[whom]]


def counted(world: Simulation, whom: Whom, first_week: int, last_week: int) -> np.ndarray:
    """Return what brands booked together in some weeks, (COUNTED,)."""
    weeks = slice(first_week - 1, last_week)
    total = np.zeros(len(COUNTED))
    for brand in brands(world, whom):
        costs = np.array(list(world.ledger.costs_of(brand).values())).T[weeks]
        booked = np.hstack([world.ledger.of_brand(brand)[weeks], costs])
        margin = value(MARGIN, dict(zip((*COUNTERS, *BRAND_ONLY), booked.T, strict=True)))
        discount = (1.0 + world.market.category.discount_rate) ** (-np.arange(first_week, last_week + 1) / WEEKS_A_YEAR)
        total[:-2] += booked.sum(axis=0)
        total[-1] += np.sum(margin * discount)
    total[-2] = len(world.world.customers) * (last_week - first_week + 1)
    return total
