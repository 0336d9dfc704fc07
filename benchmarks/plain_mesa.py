"""The same rules as plain Mesa agents: every customer an ordinary object that holds its own numbers and steps itself.

The phases of the week are the very ones of :mod:`sim.phases`, run as plain Python on attributes with slots that hold
Python numbers. Draws have the same addresses and stay compiled, so that both forms give the same results; called one by
one they cost no more than Python's own generator and the arithmetic around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import FunctionType
from typing import Any, cast

import mesa
import numpy as np

from benchmarks.plain_records import PlainRecord, PlainRows, PlainTable, plain_record, plain_rows, plain_table
from sim.foundations.compiled import bound
from sim.foundations.distributions import normal
from sim.foundations.draws import uniforms
from sim.phases.comparing import UTILITIES
from sim.phases.serving import brands_serve
from sim.simulation import Simulation
from sim.state.counters import BOOK, BY_NAME
from sim.state.states import CUSTOMER, KNOWLEDGE
from sim.state.tables import ENCOUNTERS_A_WEEK, Encounters
from sim.week import live_block

_DEPTH = {"troubled": 2, "lost": 2}
"""Tables of which phases take the whole row of a brand and segment."""


class PlainCustomer(PlainRecord, mesa.Agent):
    """A customer as an ordinary agent: row, brand knowledge, traces and episodes of trouble are attributes."""

    __slots__ = (*(CUSTOMER.names or ()), "episodes", "knowledge", "row", "traces")

    def __init__(
        self,
        model: PlainMesa,
        row: int,
        values: Any,
        knowledge: list[Any],
        traces: list[float],
        episodes: list[int],
    ) -> None:
        super().__init__(model)
        plain_record(values, CUSTOMER, into=self)
        self.row = row
        self.knowledge = [plain_record(each, KNOWLEDGE) for each in knowledge]
        self.traces = traces
        self.episodes = episodes

    def step(self) -> None:
        """Simulate one week."""
        self.model.simulate(self.row)


class PlainMesa(mesa.Model):
    """The market of a simulation as it stands, with plain agents.

    Parameters
    ----------
    simulation : is read and left as it is; diaries and scenarios stay behind.
    """

    def __init__(self, simulation: Simulation) -> None:
        super().__init__(seed=simulation.seed)
        self.luck_seed = simulation.seed
        self.week = simulation.week
        self.last = plain_table(simulation.totals)
        self.world = _PlainWorld(simulation.world, self)
        columns = {name: [0] * ENCOUNTERS_A_WEEK for name in Encounters._fields}
        self._encounters = Encounters(**columns | {"draws": _Lists(4, ENCOUNTERS_A_WEEK)})
        self._terms = _Lists(len(self.world.brand_states), UTILITIES)
        self._luck: dict[Any, Any] = {}
        self._live_block = _drawing_for_one(cast(FunctionType, bound(live_block, interpreted=True)))
        self._serve = bound(brands_serve, interpreted=True)

    def step(self) -> None:
        """Simulate one week: brands prepare it, every customer steps, and visible behaviour is published."""
        world = self.world
        self.week += 1
        self._serve(world, self.last, self.week)
        world.books = [plain_table(np.zeros(self.last.shape, BOOK))]
        names = {"causes": world.faults.shape[2], "touchpoints": world.touchpoints.shape[2]}
        for table, part in BY_NAME.items():
            setattr(world, table, [plain_table(np.zeros((*self.last.shape, names[part])), _DEPTH.get(table))])
        self.agents.do("step")
        world.seen, world.shown = world.shown, world.seen
        world.has_news, world.next_news = world.next_news, [0] * len(world.has_news)
        self.last = world.books[0]

    def simulate(self, row: int) -> None:
        """Simulate one week of one customer."""
        self._live_block(
            self.world,
            0,
            self._encounters,
            self._terms,
            self._luck,
            row,
            row + 1,
            self.week,
            self.luck_seed,
        )


class _PlainWorld:
    """The tables of the world in Python objects; the fields are those of :class:`sim.state.tables.World`."""

    def __init__(self, world: Any, model: PlainMesa) -> None:
        rows = world.customers.copy()
        rows["diary"] = -1
        of_causes = world.traces.tolist(), world.episodes.tolist()
        people = zip(rows.tolist(), world.knowledge.tolist(), *of_causes, strict=True)
        self.customers = PlainRows(PlainCustomer(model, row, *person) for row, person in enumerate(people))
        self.knowledge = _Knowledge(self.customers, world.knowledge.shape)
        self.users = plain_table(world.users)
        self.traces = _OfCauses("traces", self.customers, world.traces.shape)
        self.episodes = _OfCauses("episodes", self.customers, world.episodes.shape)
        self.tie_start, self.ties = world.tie_start.tolist(), world.ties.tolist()
        self.seen, self.shown = plain_rows(world.seen), plain_rows(world.shown)
        self.has_news, self.next_news = world.has_news.tolist(), world.next_news.tolist()
        self.brand_states = plain_rows(world.brand_states)
        self.standard = world.standard.tolist()
        self.offers_a_week = world.offers_a_week.tolist()
        self.usual = plain_rows(world.usual)
        self.price_norms = plain_table(world.price_norms)
        self.books = [PlainTable(())]
        self.category, self.behaviour = plain_rows(world.category), plain_rows(world.behaviour)
        self.offers, self.touchpoints = plain_table(world.offers), plain_table(world.touchpoints)
        self.faults, self.exposure = plain_table(world.faults), plain_table(world.exposure)
        self.settled, self.taken_for = plain_table(world.settled), plain_table(world.taken_for)
        self.answers, self.lived, self.voices = plain_rows(world.answers), plain_table(world.lived), _Silence()
        self.quality = plain_table(world.quality, depth=3)
        self.reach, self.often = world.reach, world.often  # running sums, only handed on to compiled draws


class _Silence(dict[Any, int]):
    """Counts voices of customers where nobody reads them."""

    def __missing__(self, place: Any) -> int:
        return 0


class _Knowledge:
    """Finds what a customer has in mind of a brand, in the customer."""

    __slots__ = ("customers", "shape")

    def __init__(self, customers: PlainRows, shape: tuple[int, ...]) -> None:
        self.customers, self.shape = customers, shape

    def __getitem__(self, place: tuple[int, int]) -> Any:
        customer, brand = place
        return self.customers[customer].knowledge[brand]


class _OfCauses:
    """Finds a number that a customer has for each cause of trouble."""

    __slots__ = ("customers", "name", "shape")

    def __init__(self, name: str, customers: PlainRows, shape: tuple[int, ...]) -> None:
        self.name, self.customers, self.shape = name, customers, shape

    def __getitem__(self, place: tuple[int, int]) -> float:
        customer, cause = place
        return getattr(self.customers[customer], self.name)[cause]

    def __setitem__(self, place: tuple[int, int], value: float) -> None:
        customer, cause = place
        getattr(self.customers[customer], self.name)[cause] = value


class _Lists:
    """Room to work in: ``lists[row]`` is a list, ``lists[row, column]`` a number."""

    __slots__ = ("rows",)

    def __init__(self, n_rows: int, n_columns: int) -> None:
        self.rows = [[0.0] * n_columns for _ in range(n_rows)]

    def __getitem__(self, place: int | tuple[int, int]) -> Any:
        return self.rows[place[0]][place[1]] if isinstance(place, tuple) else self.rows[place]


def _draw_one(into: dict[Any, Any], seed: int, why: int, week: int, start: int, stop: int) -> None:
    """Put the four uniforms of customer `start` where phases look for the first customer of a block."""
    into[0, 0], into[1, 0], into[2, 0], into[3, 0] = uniforms(seed, why, week, start)


def _draw_few(
    into: _Lists, seed: int, why: int, week: int, who: Sequence[int], whom: Sequence[int], count: int
) -> None:
    """Put the four uniforms of each of a few pairs where phases look for them."""
    for pair in range(count):
        for row, u in zip(into.rows, uniforms(seed, why, week, who[pair], whom[pair]), strict=True):
            row[pair] = u


def _few_normals(into: list[float], u: Sequence[float], far: Any, count: int) -> None:
    """Put the standard normal numbers of a few uniforms where phases look for them."""
    into[:count] = map(normal, u[:count])


_FOR_ONE = {"draw_block": _draw_one, "draw_pairs": _draw_few, "normals": _few_normals}


def _drawing_for_one(kernel: FunctionType) -> FunctionType:
    """Return an interpreted kernel in which it, and all that it calls, draw for one customer instead of a block."""
    reached, waiting = {kernel}, [kernel]
    while waiting:
        function = waiting.pop()
        names = function.__globals__
        names.update((name, draw) for name, draw in _FOR_ONE.items() if name in function.__code__.co_names)
        for called in map(names.get, function.__code__.co_names):
            if isinstance(called, FunctionType) and called not in reached:
                reached.add(called)
                waiting.append(called)
    return kernel
