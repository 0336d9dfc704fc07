"""Futures: one market with one seed, as things are and with a strategy, from one settled beginning.

A future equals the run of the same seed in :meth:`experiments.running.study.Study.run` bit for bit: the burn-in is
lived once, and every strategy goes on from a copy of the market after it.
"""

from __future__ import annotations

import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from experiments.measures.metrics import discounts
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import COUNTERS
from sim.state.indicators import indicator, value

WEEKS_A_TURN = 13
"""Weeks lived before others get their turn: about a tenth of a second for 2,000 customers."""
WHAT_IF = "what-if"
KEPT_CUSTOMERS = 60_000
"""Customers of all futures that a worker keeps, in two worlds each; a thousand take some three megabytes."""
KEPT_ROWS = ("customers", "promoters", "detractors", "losses", "orders")

Row = list[float]
"""Figures of the brand in a week: KEPT_ROWS, then margin after all costs and cost of the strategy, both EUR at their
present value."""


class Future:
    """The market of one seed: settled, and as things are, as far as anybody has asked.

    Attributes
    ----------
    settled : the market after its burn-in; it is copied and never stepped.
    """

    def __init__(self, market: Market, customers: int, seed: int) -> None:
        self.market = market
        self.settled = Simulation(market, Scenario.baseline(), customers, seed)
        self._as_is: Simulation | None = None
        self.rows: list[Row] = []

    def settle(self) -> Iterator[None]:
        """Live the burn-in, a turn at a time."""
        while self.settled.week < 0:
            for _ in range(min(WEEKS_A_TURN, -self.settled.week)):
                self.settled.step()
            yield

    def as_things_are(self, weeks: int) -> list[Row]:
        """Return the rows of the baseline up to a week."""
        if self._as_is is None:
            self._as_is = self.settled.fork(Scenario.baseline())
        before = len(self.rows)
        for _ in range(before, weeks):
            self._as_is.step()
        self.rows += rows_of(self._as_is, before) if before < weeks else []
        return self.rows[:weeks]

    def with_strategy(self, scenario: Scenario) -> Simulation:
        """Return the market with a strategy, before its first week."""
        return self.settled.fork(scenario)


def rows_of(world: Simulation, since: int) -> list[Row]:
    """Return the rows of the focus brand of a market from the booked week at position `since` on."""
    market, ledger = world.market, world.ledger
    brand = list(market.brands).index(market.focus)
    counters = dict(zip(COUNTERS, ledger.of_brand(brand, since).T, strict=True)) | ledger.costs_of(brand, since)
    factor = discounts(np.array(ledger.weeks[since:], float), market.category.discount_rate)
    margin = value(indicator("margin_eur"), counters) * factor
    columns = [*(counters[name] for name in KEPT_ROWS), margin, counters["scenario_cost_eur"] * factor]
    return [list(map(float, row)) for row in zip(*columns, strict=True)]


class Shelf:
    """Markets and futures that were needed lately."""

    def __init__(self) -> None:
        self._markets: dict[str, Market] = {}
        self._futures: OrderedDict[tuple[str, int, int], Future] = OrderedDict()

    def market(self, name: str) -> Market:
        """Return a market by name or path."""
        if name not in self._markets:
            self._markets[name] = load_market(name)
        return self._markets[name]

    def future(self, market: str, customers: int, seed: int) -> Future:
        """Return a future, which may still have to settle."""
        key = (market, customers, seed)
        if key not in self._futures:
            self._futures[key] = Future(self.market(market), customers, seed)
        self._futures.move_to_end(key)
        while len(self._futures) > 1 and sum(size for _, size, _ in self._futures) > KEPT_CUSTOMERS:
            self._futures.popitem(last=False)
        return self._futures[key]


def scenario_in(text: str, market: Market, weeks: int) -> Scenario:
    """Return the scenario of a text, read as the command line reads its file.

    Raises
    ------
    InputError
        With all that is wrong in it.
    """
    with tempfile.TemporaryDirectory(prefix="cxsim-") as folder:
        file = Path(folder) / f"{WHAT_IF}.yaml"
        file.write_text(text, encoding="utf-8")
        return load_scenario(file, market, weeks)


def what_if(shelf: Shelf, asked: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Live one future with and without a strategy, telling the rows of every turn.

    Parameters
    ----------
    asked : market, customers, weeks, seed, and the text of a scenario file; without one, only as things are.
    """
    market, weeks = shelf.market(asked["market"]), int(asked["weeks"])
    future = shelf.future(asked["market"], int(asked["customers"]), int(asked["seed"]))
    scenario = scenario_in(asked["scenario"], market, weeks) if asked.get("scenario") else None
    yield from future.settle()
    world = future.with_strategy(scenario) if scenario else None
    for week in range(0, weeks, WEEKS_A_TURN):
        until = min(weeks, week + WEEKS_A_TURN)
        as_is = future.as_things_are(until)[week:]
        if world is not None:
            for _ in range(week, until):
                world.step()
        tell({"from": week, "as_is": as_is, "with": rows_of(world, week) if world else as_is})
        yield
