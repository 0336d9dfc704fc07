"""The engine: a market's tables, stepped week by week. It knows nothing of Mesa; :mod:`sim.model` does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from sim.market.schema import Market, NetworkSpec
from sim.phases.serving import brands_serve
from sim.scenarios.decisions import Decisions
from sim.scenarios.plan import Plan
from sim.scenarios.scenario import Scenario
from sim.state.counters import BOOK
from sim.state.ledger import Ledger, added_up, as_numbers
from sim.state.market_tables import MarketTables, market_tables
from sim.state.network import ties
from sim.state.population import People, listen_to_prescribers, population
from sim.state.rows import runnable
from sim.state.states import BRAND_STATE, SEEN
from sim.state.tables import NOBODY, NOTE, NOTES_A_WEEK, WRITTEN_EVERY_WEEK, Buying, World, block_size
from sim.week import live_week, room_to_work

Rules = Mapping[str, Callable[..., Any]]


class Simulation:
    """One market, one scenario, one seed.

    Parameters
    ----------
    market : a loaded market.
    scenario : a loaded scenario.
    n_customers : how many customers, >= 1.
    seed : the run's luck, 0 to 2**64 - 1.
    rules : rule name -> a plain Python function that replaces it.
    diaries : ids (rows) of the customers whose journey is kept.
    people : a population made elsewhere (from a CRM table), instead of one drawn from the segments.
    in_python : run the kernels as plain Python: the same bits, some thousand times slower.

    Attributes
    ----------
    week : last week lived; 0 before week 1, negative while the burn-in lasts.
    ledger : what was booked since week 1.
    notes : diary lines, one array of NOTE a week; `who` counts the customers of `diaries`.
    decisions : what brands decided for the weeks to come.
    """

    def __init__(
        self,
        market: Market,
        scenario: Scenario,
        n_customers: int,
        seed: int,
        rules: Rules | None = None,
        diaries: Sequence[int] = (),
        people: People = population,
        in_python: bool = False,
    ) -> None:
        self.market = market
        self.seed = seed
        self._luck = np.uint64(seed)  # one type for all seeds, however large: kernels are compiled once
        self.rules = dict(rules or {})
        self._live_week = runnable(live_week, self.rules, in_python)
        self._serve = runnable(brands_serve, self.rules, in_python)
        self._take_up(scenario)
        self.decisions = Decisions(self._plan.document)
        documents = self.documents(0)
        self.week = -int(documents[0]["category"]["burn_in_weeks"])
        tables = market_tables(documents)
        self._written = documents, tables
        customers, knowledge, self._resume = people(documents, tables, n_customers, seed)
        spec = NetworkSpec.model_validate(documents[0]["network"])
        network = ties(spec, customers["segment"], seed, market.folders[0] if market.folders else None)
        listen_to_prescribers(customers, network.start, network.coded, seed)
        for row, who in enumerate(diaries):
            customers["diary"][who] = row
        self.diaries = tuple(diaries)
        self.notes: list[np.ndarray] = []
        self._settle(customers, knowledge, network, tables)
        self.ledger = Ledger(tuple(market.brands), tuple(market.segments), tuple(market.causes))
        self._pool: ThreadPoolExecutor | None = None
        self._rooms: list[tuple[np.ndarray, ...]] = []

    def _take_up(self, scenario: Scenario, document: dict[str, Any] | None = None) -> None:
        self.scenario = scenario
        self._plan: Plan = scenario.plan(self.market, document)
        self._payer = list(self.market.brands).index(scenario.brand or self.market.focus)

    def documents(self, week: int) -> list[dict[str, Any]]:
        """Return the market that customers of each segment meet in a week, as far as it is decided by now."""
        return [self.decisions.laid_over(self._plan.market_at(week, segment)) for segment in self.market.segments]

    def changed_tables(self, week: int) -> dict[str, np.ndarray]:
        """Return the tables of the world that change with the market's numbers in a week; none when nothing changes."""
        if self._plan.is_same_as_previous_week(week) and not self.decisions.are_new:
            return {}
        documents = self.documents(week)
        self._written = documents, market_tables(documents, self._written)
        return self._written[1]._asdict()

    def _settle(self, customers: np.ndarray, knowledge: np.ndarray, network: Any, tables: MarketTables) -> None:
        """Lay out the tables of the world."""
        n_customers, n_brands = knowledge.shape
        n_segments, n_causes = len(self.market.segments), len(self.market.causes)
        self.block = block_size(n_customers)
        blocks = -(-n_customers // self.block)
        seen = np.zeros(n_customers, SEEN)
        seen["brand"] = customers["brand"]
        brand_states = np.zeros(n_brands, BRAND_STATE)
        typical = tables.category["typical_quality"].mean()
        brand_states["delivered"] = typical
        lines = (blocks, n_brands + 1, n_segments)
        self.world = World(
            customers=customers,
            knowledge=knowledge,
            traces=np.zeros((n_customers, n_causes), np.float32),
            tie_start=network.start,
            ties=network.coded,
            seen=seen,
            shown=np.zeros(n_customers, SEEN),
            has_news=np.zeros(n_customers, np.uint8),
            next_news=np.zeros(n_customers, np.uint8),
            brand_states=brand_states,
            standard=np.full(4, typical),
            books=np.zeros(lines, BOOK),
            irritants=np.zeros((*lines, n_causes)),
            complained=np.zeros((*lines, n_causes)),
            journal=np.zeros((max(len(self.diaries), 1), NOTES_A_WEEK), NOTE),
            noted=np.zeros(max(len(self.diaries), 1), np.int32),
            **tables._asdict(),
        )
        self.totals = np.zeros((n_brands + 1, n_segments), BOOK)
        self._take_stock()

    def _take_stock(self) -> None:
        """Count customers, open orders and open problems anew, as the week does."""
        customers = self.world.customers
        has_ordered, has_problem = customers["buying"] == Buying.ORDERED, customers["problem"] != NOBODY
        everybody = np.full(len(customers), True)
        for stock, who, brand in (
            ("customers", everybody, "brand"),
            ("open_orders", has_ordered, "chosen"),
            ("open_problems", has_problem, "brand"),
        ):
            self.totals[stock] = 0.0
            np.add.at(self.totals[stock], (customers[brand][who], customers["segment"][who]), 1.0)

    def step(self, threads: int = 1) -> None:
        """Live one week."""
        self.week += 1
        world = self.world._replace(**self.changed_tables(self.week))
        self.decisions.are_new = False
        self._serve(world, self.totals, self.week)
        as_numbers(world.books).fill(0)  # ten times faster than filling records
        world.irritants.fill(0)
        world.complained.fill(0)
        world.noted.fill(0)
        self._live(world, threads)
        self.totals = added_up(world.books)
        world.has_news.fill(0)
        self.world = world._replace(
            seen=world.shown, shown=world.seen, has_news=world.next_news, next_news=world.has_news
        )
        if self.diaries:
            self.notes.append(world.journal[np.arange(NOTES_A_WEEK) < world.noted[:, None]])
        if self.week >= 1:
            self.ledger.book(self.week, self.totals, world.irritants.sum(axis=0), world.complained.sum(axis=0))
            cost = self.scenario.cost_eur(self.week) * self.scenario.cost_share(self.market, len(world.customers))
            if cost:
                self.ledger.charge(self._payer, cost)
        elif self.week == 0:
            self._begin()

    def _begin(self) -> None:
        """End the burn-in: people who are known come to where they are known to be, and the books are opened."""
        if self._resume:
            self._resume(self.world)
            self._take_stock()
            self.notes.clear()
        self.world.customers["margin_cents"] = 0

    def _live(self, world: World, threads: int) -> None:
        """Run the customers' week, blocks shared out over threads; the result is the same for any number of them."""
        blocks = len(world.books)
        while len(self._rooms) < threads:
            self._rooms.append(room_to_work(self.block, world.knowledge.shape[1]))
        if threads <= 1 or blocks < 2:
            self._live_week(world, *self._rooms[0], 0, blocks, self.block, self.week, self._luck)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(threads)
        limits = np.linspace(0, blocks, threads + 1).astype(int)
        tasks = [
            self._pool.submit(self._live_week, world, *room, int(first), int(last), self.block, self.week, self._luck)
            for room, first, last in zip(self._rooms, limits[:-1], limits[1:], strict=True)
        ]
        for task in tasks:
            task.result()

    def burn_in(self, threads: int = 1) -> None:
        """Live the weeks before week 1."""
        while self.week < 0:
            self.step(threads)

    def fork(self, scenario: Scenario) -> Simulation:
        """Return a second simulation that goes on from here under another scenario, with the same luck.

        Raises
        ------
        ValueError
            When the scenario changes the start, so that it needs a beginning of its own, or its first week has passed.
        """
        if scenario.changes_the_start or self.scenario.changes_the_start:
            raise ValueError(f"scenario {scenario.name} changes how the world begins; it cannot fork from another one")
        if scenario.levers and scenario.first_week <= self.week:
            raise ValueError(f"scenario {scenario.name} begins in week {scenario.first_week}, which has passed")
        twin = object.__new__(Simulation)
        twin.__dict__.update(self.__dict__)
        twin._take_up(scenario, self._plan.document)
        twin.decisions = self.decisions.copy()
        twin._pool = None
        twin._rooms = []
        documents = twin.documents(self.week)
        twin._written = documents, market_tables(documents, self._written)
        copies = {name: getattr(self.world, name).copy() for name in WRITTEN_EVERY_WEEK}
        twin.world = self.world._replace(**copies, **twin._written[1]._asdict())
        twin.totals = self.totals.copy()
        twin.notes = list(self.notes)
        twin.ledger = self.ledger.copy()
        return twin


def is_customer(world: World) -> np.ndarray:
    """Return which people are customers of some brand, (n,) bool."""
    return world.customers["brand"] != NOBODY
