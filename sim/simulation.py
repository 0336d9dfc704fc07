"""The engine: a market's tables, stepped week by week. It knows nothing of Mesa; :mod:`sim.model` does."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from sim.foundations.addresses import address_of
from sim.foundations.draws import Why, uniform
from sim.market.market_sheet import MOST_USERS
from sim.market.schema import Market, NetworkSpec
from sim.phases.serving import brands_serve
from sim.policies.declared import policy_from
from sim.policies.intelligence import Intelligence
from sim.policies.policy import Policy, blame, check_policies, decision, keeps_record, spending
from sim.scenarios.decisions import Decisions
from sim.scenarios.pilots import CONTROL, MEANT, luck_of, rows_joined, rows_of
from sim.scenarios.plan import Plan
from sim.scenarios.record import booked, columns_of
from sim.scenarios.scenario import Scenario
from sim.state.counters import BOOK, BY_NAME, LIVED
from sim.state.feedback import Feedback
from sim.state.folding import by_segment, folded, real_people, with_room_for_answers
from sim.state.ledger import Ledger, added_up, as_numbers
from sim.state.market_tables import MarketTables, market_tables, usual_quality
from sim.state.network import ties
from sim.state.observed import WEEKS_REMEMBERED, Published
from sim.state.population import People, listen_to_prescribers, population
from sim.state.rows import runnable
from sim.state.sounding import soundings
from sim.state.states import ANSWER, BRAND_STATE, PRICE_NORM, SEEN, USER, USUAL
from sim.state.tables import NOBODY, NOTE, NOTES_A_WEEK, UNKNOWN, WRITTEN_EVERY_WEEK, Buying, World, block_size
from sim.week import live_week, room_to_work

Rules = Mapping[str, Callable[..., Any]]
Written = tuple[Sequence[dict[str, Any]], MarketTables]
"""The market of a week: a document for each segment, and the tables written from them."""

_MADE_ANEW = ("_live_week", "_serve", "_pool", "_rooms")
"""What copies and pickles of a simulation do not hold."""


class Simulation:
    """One market, one scenario, one seed.

    Parameters
    ----------
    market : a loaded market.
    scenario : a loaded scenario.
    n_customers : how many customers, >= 1.
    seed : of the random numbers, 0 to 2**64 - 1.
    rules : rule name -> a plain Python function that replaces it.
    diaries : ids (rows) of the customers whose journey is kept.
    people : a population made elsewhere (from a CRM table), instead of one drawn from the segments.
    in_python : run the kernels as plain Python: the same bits, some thousand times slower.
    policies : brand -> the policy by which it decides, in place of that of market and scenario; None for none.

    Attributes
    ----------
    week : last week simulated; 0 before week 1, negative while the burn-in lasts.
    ledger : what was booked since week 1.
    feedback : what customers answered to the brands that ask.
    notes : diary lines, one array of NOTE a week; `who` counts the customers of `diaries`.
    decisions : what brands decided so far.
    in_python : whether kernels run as plain Python.
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
        policies: Mapping[str, Policy | None] | None = None,
    ) -> None:
        check_policies(policies or {}, market.brands)
        self.market = market
        self.policies = dict(policies or {})
        self.seed = seed
        self._luck = np.uint64(seed)  # one type for all seeds, however large: kernels are compiled once
        self.rules = dict(rules or {})
        self.in_python = in_python
        self._make_runnable()
        self._take_up(scenario)
        self.decisions = Decisions(self._plan.document)
        self._luck_of_pilots = np.empty((0, 0))
        documents = self.documents(0)
        self.week = -int(documents[0]["category"]["burn_in_weeks"])
        tables = market_tables(documents)
        self._written: Written = documents, tables
        customers, knowledge, self._resume = people(self._common(0), self._of_segments(tables), n_customers, seed)
        spec = NetworkSpec.model_validate(documents[0]["network"])
        network = ties(spec, customers["segment"], seed, market.folders[0] if market.folders else None)
        listen_to_prescribers(customers, network.start, network.coded, seed)
        for row, who in enumerate(diaries):
            customers["diary"][who] = row
        self.diaries = tuple(diaries)
        self.notes: list[np.ndarray] = []
        self._settle(customers, knowledge, network, tables)
        names = tuple(market.brands), tuple(market.segments), tuple(market.causes), tuple(market.touchpoints)
        self.ledger, self.feedback = Ledger(*names), Feedback(*names, real_people(self.world))
        self._published = deque([self._publishable(self.world.brand_states)], WEEKS_REMEMBERED)

    def _make_runnable(self) -> None:
        """Make what neither copies nor pickles hold: compiled code, threads and the room they work in."""
        self._live_week = runnable(live_week, self.rules, self.in_python)
        self._serve = runnable(brands_serve, self.rules, self.in_python)
        self._pool: ThreadPoolExecutor | None = None
        self._rooms: list[tuple[np.ndarray, ...]] = []

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in _MADE_ANEW}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        for table in (self.world.tie_start, self.world.ties):
            table.setflags(write=False)  # as the network is made: for other flags code would be compiled once more
        self._make_runnable()

    def _take_up(self, scenario: Scenario, document: dict[str, Any] | None = None) -> None:
        self.scenario = scenario
        self._plan: Plan = scenario.plan(self.market, document)
        self._payer = list(self.market.brands).index(scenario.brand or self.market.focus)

    def documents(self, week: int) -> list[dict[str, Any]]:
        """Return the market that customers of each segment meet in a week, as far as it is decided by now."""
        return [self.decisions.laid_over(document) for document in self._planned(week)]

    def _planned(self, week: int) -> list[dict[str, Any]]:
        """Return the market of market file and scenario in a week, a document for each row of the tables."""
        documents: list[dict[str, Any]] = []
        for groups in rows_of(len(self._plan.pilots)):
            meant = [position for position, group in enumerate(groups) if group == MEANT]
            if meant or not documents:
                documents += [self._plan.market_at(week, segment, meant) for segment in self.market.segments]
            else:  # no lever for them: the very same documents as those of people outside
                documents += documents[: len(self.market.segments)]
        return documents

    def _common(self, week: int) -> list[dict[str, Any]]:
        """Return the market of a week outside all pilots, a document for each segment."""
        return self._planned(week)[: len(self.market.segments)]

    def _of_segments(self, tables: MarketTables) -> MarketTables:
        """Return the rows of people outside all pilots, one for each segment."""
        return MarketTables(*(table[: len(self.market.segments)] for table in tables))

    def next_market(self) -> tuple[Decisions, Written]:
        """Return the decisions with which next week begins, and the market as it then is; nothing is kept."""
        decisions = self._decided()
        if self._plan.is_same_as_previous_week(self.week + 1) and not decisions.are_new:
            return decisions, self._written
        documents = [decisions.laid_over(document) for document in self._planned(self.week + 1)]
        return decisions, (documents, market_tables(documents, self._written))

    # How brands decide ---------------------------------------------------------------------------------------------

    def policy_of(self, brand: str) -> Policy | None:
        """Return the policy by which a brand decides at the end of the present week; None for none.

        One given from Python counts before one of the scenario, that before one of the market.
        """
        if brand in self.policies:
            policy = self.policies[brand]
        else:
            policy = policy_from(self.scenario.policies.get(brand))
            if brand not in self.scenario.policies or (policy and policy.from_week > self.week):
                policy = policy_from(self._written[0][0]["brands"][brand]["policy"])
        return policy if policy and getattr(policy, "from_week", 0) <= self.week else None

    def intelligence(self, brand: str) -> Intelligence:
        """Return what a brand can know at the end of the present week."""
        return Intelligence(
            brand,
            self.week,
            tuple(self.market.brands),
            self.market.category.kind == "contractual",
            self.market.category.customers / len(self.world.customers),
            uniform(self.seed, Why.DISPOSITION, 0, address_of(brand)),
            self.ledger,
            self.feedback,
            tuple(self._published),
            self.decisions,
            self._common,
        )

    def _decided(self) -> Decisions:
        """Return the decisions so far with those of policies at the end of the present week; nothing is kept.

        All brands decide on the same week, and each about its own numbers: their order cannot matter.
        """
        if self.week < 0:
            return self.decisions
        policies = {brand: policy for brand in self.market.brands if (policy := self.policy_of(brand))}
        decisions = self.decisions.copy() if policies or self.decisions.costs_eur else self.decisions
        decisions.costs_eur = {}
        for brand, policy in policies.items():
            known = self.intelligence(brand)
            decided = decision(policy, known)
            if cost := spending(policy, known, decided):
                decisions.costs_eur[brand] = cost
            try:
                decisions.take_all(brand, decided)
            except ValueError as error:
                raise ValueError(f"{blame(policy, known)} has made an invalid decision: {error}") from error
            if keeps_record(policy):
                decisions.enter(brand, policy.record(known))
        return decisions

    def _book_programmes(self, share: float) -> None:
        """Book what programmes decided at the end of last week; their euros and encounters are those of the market."""
        for place, brand in enumerate(self.market.brands):
            entries = [entry for entry in self.decisions.records.get(brand, ()) if entry.week == self.week - 1]
            if entries:
                parts = (self.market.brands[brand].works, self.market.touchpoints, self.market.causes)
                self.ledger.keep(columns_of(*parts))
                self.ledger.enter(place, booked(entries, share))
                self.ledger.charge(place, sum(share * entry.eur for entry in entries if entry.event == "paid"))

    # The week ------------------------------------------------------------------------------------------------------

    def _settle(self, customers: np.ndarray, knowledge: np.ndarray, network: Any, tables: MarketTables) -> None:
        """Lay out the tables of the world."""
        n_customers, n_brands = knowledge.shape
        n_segments, n_causes = len(tables.category), len(self.market.causes)
        n_touchpoints = len(self.market.touchpoints)
        self.block = block_size(n_customers)
        blocks = -(-n_customers // self.block)
        seen = np.zeros(n_customers, SEEN)
        seen["brand"] = customers["brand"]
        users = np.zeros((n_customers, MOST_USERS), USER)
        users["adopted"] = customers["adopted"][:, None]
        brand_states = np.zeros(n_brands, BRAND_STATE)
        is_there = tables.offers["enters_in_week"][0] == 0
        brand_states["delivered"] = usual_quality(self._of_segments(tables))
        usual = np.zeros(n_segments, USUAL)
        usual["breadth"] = tables.offers["breadth"][:, is_there].max(axis=1, initial=0.0)
        lines = (blocks, n_brands + 1, n_segments)
        self.world = World(
            customers=customers,
            knowledge=knowledge,
            users=users,
            traces=np.zeros((n_customers, n_causes), np.float32),
            episodes=np.zeros((n_customers, n_causes), np.uint8),
            tie_start=network.start,
            ties=network.coded,
            seen=seen,
            shown=np.zeros(n_customers, SEEN),
            has_news=np.zeros(n_customers, np.uint8),
            next_news=np.zeros(n_customers, np.uint8),
            brand_states=brand_states,
            price_norms=np.zeros((n_segments, n_brands), PRICE_NORM),
            offers_a_week=np.zeros(n_segments),
            usual=usual,
            standard=brand_states["delivered"][is_there].max(axis=0, initial=0.0),
            books=np.zeros(lines, BOOK),
            **{table: np.zeros((*lines, len(getattr(self.market, part)))) for table, part in BY_NAME.items()},
            journal=np.zeros((max(len(self.diaries), 1), NOTES_A_WEEK), NOTE),
            noted=np.zeros(max(len(self.diaries), 1), np.int32),
            answers=np.zeros(0, ANSWER),
            lived=np.zeros((n_brands, n_segments, n_touchpoints, n_causes + 1), LIVED),
            voices=np.zeros((2, n_brands, n_segments, n_touchpoints - NOBODY, n_causes - UNKNOWN), np.int64),
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

    def step(self, threads: int = 1, blocks: range | None = None) -> None:
        """Let brands decide by their policies, then simulate one week.

        Parameters
        ----------
        blocks : blocks of customers who have their week; all of them when None. The others stand still.
        """
        self.decisions, self._written = self.next_market()
        self.decisions.are_new = False
        self.week += 1
        world = with_room_for_answers(self.world._replace(**self._written[1]._asdict()))
        if self._plan.pilots:
            self._join_pilots()
        self._serve(world, self.totals, self.week)
        as_numbers(world.books).fill(0)  # ten times faster than filling records
        by_name = [getattr(world, table) for table in BY_NAME]
        for table in by_name:
            table.fill(0)
        world.noted.fill(0)
        for table in (world.lived.view(np.int64), world.voices):
            table.fill(0)
        self._live(world, threads, blocks or range(len(world.books)))
        self.totals = added_up(world.books)
        world.has_news.fill(0)
        self.world = world._replace(
            seen=world.shown, shown=world.seen, has_news=world.next_news, next_news=world.has_news
        )
        self._published.append(self._publishable(world.brand_states.copy()))
        if self.diaries:
            self.notes.append(world.journal[np.arange(NOTES_A_WEEK) < world.noted[:, None]])
        if self.week >= 1:
            heard_eur = self._listen(world)
            summed = [table.sum(axis=0) for table in by_name]
            n = len(self.market.segments)
            totals, lived, *by_name = (by_segment(table, n) for table in (self.totals, world.lived, *summed))
            costs = {"wages_eur": world.brand_states["wages_eur"], "listening_eur": heard_eur}
            self.ledger.book(self.week, totals, by_name, lived, costs)
            if self._plan.pilots:
                self.ledger.book_pilots(self._payer, self._figures_of_pilots())
            cost = self.scenario.cost_eur(self.week) * self.scenario.cost_share(self.market, len(world.customers))
            if cost:
                self.ledger.charge(self._payer, cost)
            share = self.scenario.cost_share(self.market, len(world.customers))
            self._book_programmes(share)
            for brand, eur in self.decisions.costs_eur.items():
                self.ledger.charge(list(self.market.brands).index(brand), share * eur)
        elif self.week == 0:
            self._begin()

    def _join_pilots(self) -> None:
        """Let people be in the rows of the pilots that they are meant for this week."""
        customers = self.world.customers
        if not len(self._luck_of_pilots):
            self._luck_of_pilots = luck_of(len(customers), self.seed)
        customers["segment"] = rows_joined(
            self._plan.pilots, customers, list(self.market.segments), self._payer, self._luck_of_pilots
        )

    def _figures_of_pilots(self) -> np.ndarray:
        """Return what is booked of control group and pilot, (pilots, 2, brands + 1, counters)."""
        blocks = as_numbers(self.totals)
        blocks = blocks.reshape(len(blocks), -1, len(self.market.segments), blocks.shape[-1]).sum(axis=2)
        groups = np.array(rows_of(len(self._plan.pilots)))
        return np.array(
            [
                [blocks[:, groups[:, pilot] == group].sum(axis=1) for group in (CONTROL, MEANT)]
                for pilot in range(len(self._plan.pilots))
            ]
        )

    def _publishable(self, states: np.ndarray) -> Published:
        """Return what becomes known of the present week; a pilot is known to those in it only."""
        n = len(self.market.segments)
        return Published(self.week, self.world.offers[:n], states, self.world.quality[:n])

    def _listen(self, world: World) -> np.ndarray:
        """Keep what brands can hear of the week; return what it cost each, (B,) EUR for the customers simulated."""
        cost = self.feedback.hear(folded(world, self.week), world.offers[0])
        names = tuple(self.market.brands), tuple(self.market.segments), tuple(self.market.touchpoints)
        found, more = soundings(world, self.totals, names, self.week, self.seed)
        for brand, table in found.items():
            self.feedback.sound(brand, table)
        return (cost + more) / real_people(world)

    def _begin(self) -> None:
        """End the burn-in: people who are known come to where they are known to be, and the books are opened."""
        if self._resume:
            self._resume(self.world)
            self._take_stock()
            self.notes.clear()
        self.world.customers["margin_cents"] = 0

    def _live(self, world: World, threads: int, blocks: range) -> None:
        """Run the customers' week, blocks shared out over threads; the result is the same for any number of them."""
        while len(self._rooms) < threads:
            self._rooms.append(room_to_work(self.block, world.knowledge.shape[1]))
        if threads <= 1 or len(blocks) < 2:
            self._live_week(world, *self._rooms[0], blocks.start, blocks.stop, self.block, self.week, self._luck)
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(threads)
        limits = np.linspace(blocks.start, blocks.stop, threads + 1).astype(int)
        worlds = [world._replace(lived=world.lived.copy(), voices=world.voices.copy()) for _ in range(threads)]
        tasks = [
            self._pool.submit(self._live_week, own, *room, int(first), int(last), self.block, self.week, self._luck)
            for own, room, first, last in zip(worlds, self._rooms, limits[:-1], limits[1:], strict=True)
        ]
        for task in tasks:
            task.result()
        for own in worlds:
            world.lived.view(np.int64)[...] += own.lived.view(np.int64)
            world.voices[...] += own.voices

    def burn_in(self, threads: int = 1) -> None:
        """Live the weeks before week 1."""
        while self.week < 0:
            self.step(threads)

    def keep_diaries(self, rows: Sequence[int]) -> None:
        """Keep the diaries of the customers in some rows from the next week on, in place of those kept so far."""
        customers, kept = self.world.customers, np.asarray(rows, np.int64)
        customers["diary"] = NOBODY
        customers["diary"][kept] = np.arange(len(kept))
        self.diaries = tuple(kept.tolist())
        self.notes = []
        pages = max(len(kept), 1)
        self.world = self.world._replace(journal=np.zeros((pages, NOTES_A_WEEK), NOTE), noted=np.zeros(pages, np.int32))

    def draw_from(self, seed: int) -> None:
        """Go on with the random numbers of another seed: the same people and market, another luck."""
        self.seed = seed
        self._luck = np.uint64(seed)

    def fork(self, scenario: Scenario) -> Simulation:
        """Return a second simulation that goes on from here under another scenario, with the same random numbers.

        Raises
        ------
        ValueError
            When the scenario changes the start, so that it needs a beginning of its own, or its first week has passed.
        """
        if scenario.changes_the_start or self.scenario.changes_the_start:
            raise ValueError(f"scenario {scenario.name} changes how the world begins; it cannot fork from another one")
        if scenario.acts and scenario.acts_from <= self.week:
            raise ValueError(f"scenario {scenario.name} begins in week {scenario.acts_from}, which has passed")
        twin = object.__new__(Simulation)
        twin.__dict__.update(self.__dict__)
        twin._take_up(scenario, self._plan.document)
        twin.decisions = self.decisions.copy()
        twin.policies = dict(self.policies)
        twin._published = self._published.copy()
        twin._pool, twin._rooms = None, []
        documents = twin.documents(self.week)
        earlier = self._written if len(documents) == len(self._written[0]) else None
        twin._written = documents, market_tables(documents, earlier)
        copies = {name: getattr(self.world, name).copy() for name in WRITTEN_EVERY_WEEK}
        twin.world = self.world._replace(**copies, **twin._written[1]._asdict())
        twin.totals = self.totals.copy()
        if len(documents) != len(self.world.category):
            twin._lay_out_rows(len(documents))
        twin.notes = list(self.notes)
        twin.ledger = self.ledger.copy()
        twin.feedback = self.feedback.copy()
        return twin

    def _lay_out_rows(self, rows: int) -> None:
        """Give the tables another number of rows; what is known of segments holds for all rows of each."""
        world, n = self.world, len(self.market.segments)
        world.customers["segment"] %= n
        tables = {"books": np.zeros((*world.books.shape[:2], rows), BOOK)}
        for name in BY_NAME:
            shape = getattr(world, name).shape
            tables[name] = np.zeros((*shape[:2], rows, *shape[3:]))
        tables["lived"] = np.zeros((len(world.lived), rows, *world.lived.shape[2:]), LIVED)
        tables["voices"] = np.zeros((*world.voices.shape[:2], rows, *world.voices.shape[3:]), np.int64)
        for name in ("price_norms", "offers_a_week", "usual"):
            tables[name] = np.concatenate([getattr(world, name)[:n]] * (rows // n))
        totals = by_segment(self.totals, n)
        self.totals = np.zeros((len(totals), rows), BOOK)
        self.totals[:, :n] = totals
        self.world = world._replace(**tables)


def is_customer(world: World) -> np.ndarray:
    """Return which people are customers of some brand, (n,) bool."""
    return world.customers["brand"] != NOBODY
