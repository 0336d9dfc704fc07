"""Weeks lived again, with everybody else as in a recorded world, and one thing changed.

A customer's block of rows is simulated beside what others said and did week by week, and beside the queues, prices
and standards of the time. A year takes milliseconds, so that many questions can be asked about the same person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.diary.diary import Diary
from sim.diary.twins import block_of
from sim.diary.what_ifs import Change
from sim.simulation import Simulation
from sim.state.columns import at_start
from sim.state.market_tables import MarketTables
from sim.state.rows import runnable
from sim.state.states import ANSWER_COLUMNS
from sim.state.tables import NOBODY, NOTE, NOTES_A_WEEK, World
from sim.week import live_week, room_to_work

_LIVED = ("customers", "knowledge", "users", "traces", "episodes")
"""Tables of the customers themselves, row by row."""
_SET_AT_BEGINNING = ("seen", "has_news")
_SET_BY_BRANDS = ("brand_states", "price_norms", "offers_a_week", "usual", "standard")


class Life(NamedTuple):
    """What became of the customer.

    Attributes
    ----------
    brands : position of the brand after each week, (weeks,), -1 for none.
    diary : what happened.
    """

    brands: np.ndarray
    diary: Diary


class Recording:
    """What a customer meets week by week while a world is simulated.

    Parameters
    ----------
    simulation : at its present week, from which on it is recorded; stepped by :meth:`step`.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.first_week = simulation.week + 1
        self.beginning = {name: getattr(simulation.world, name).copy() for name in (*_LIVED, "answers")}
        self.weeks: list[dict[str, np.ndarray]] = []

    def step(self, threads: int = 1) -> None:
        """Simulate one week and record it."""
        met = {name: getattr(self.simulation.world, name).copy() for name in _SET_AT_BEGINNING}
        self.simulation.step(threads)
        world = self.simulation.world
        met |= {name: getattr(world, name).copy() for name in _SET_BY_BRANDS}
        self.weeks.append(met | {name: getattr(world, name) for name in MarketTables._fields})


class Beside:
    """Customers of a recorded world, who can live their weeks again while everybody else is as recorded.

    Each of them lives beside the others as they were: what one does otherwise, no other sees.

    Parameters
    ----------
    blocks : blocks of customers who live again; all of them when None.
    keeps_diary : the row of the customer whose diary is kept, if any.
    """

    def __init__(self, recording: Recording, blocks: range | None = None, keeps_diary: int | None = None) -> None:
        self._recording = recording
        world, block = recording.simulation.world, recording.simulation.block
        self._blocks = blocks or range(len(world.books))
        self._rows = slice(self._blocks.start * block, self._blocks.stop * block)
        self._lived = (*_LIVED, "answers") if len(world.answers) else _LIVED
        answers = recording.beginning["answers"]
        if len(answers) < len(world.answers):  # brands began to ask later
            answers = at_start(ANSWER_COLUMNS, len(world.answers))
        self._world = world._replace(
            **{name: recording.beginning[name].copy() for name in _LIVED},
            answers=answers.copy(),
            lived=world.lived.copy(),
            voices=world.voices.copy(),
            shown=world.shown.copy(),
            next_news=world.next_news.copy(),
            journal=np.zeros((1, NOTES_A_WEEK), NOTE),
            noted=np.zeros(1, np.int32),
        )
        self._world.customers["diary"] = NOBODY
        if keeps_diary is not None:
            self._world.customers["diary"][keeps_diary] = 0
        self._beginning = {name: getattr(self._world, name)[self._rows].copy() for name in self._lived}
        self._room = room_to_work(block, world.knowledge.shape[1])
        self._live_week = runnable(live_week, recording.simulation.rules, recording.simulation.in_python)

    def weeks(self, change: Change | None = None, seed: int | None = None) -> Iterator[World]:
        """Yield the world after each week; its tables are those of the next week too.

        Parameters
        ----------
        change : of each week; nothing changes when None, and customers then live as recorded.
        seed : of other random numbers; those of the recorded world when None.
        """
        simulation = self._recording.simulation
        for name, rows in self._beginning.items():
            getattr(self._world, name)[self._rows] = rows
        luck = np.uint64(simulation.seed if seed is None else seed)
        for week, met in enumerate(self._recording.weeks, self._recording.first_week):
            world = self._world._replace(**met)
            world.noted.fill(0)
            world = change(world) if change else world
            self._live_week(world, *self._room, self._blocks.start, self._blocks.stop, simulation.block, week, luck)
            yield world


class Alone:
    """A customer of a recorded world, who can live its weeks again alone.

    Parameters
    ----------
    row : position of the customer in the tables, from 0.
    """

    def __init__(self, recording: Recording, row: int) -> None:
        self._row = row
        self._market = recording.simulation.market
        self._beside = Beside(recording, block_of(recording.simulation, row), row)

    def relive(self, change: Change | None = None, seed: int | None = None) -> Life:
        """Return what becomes of the customer; see :meth:`Beside.weeks`."""
        brands, notes = [], []
        for world in self._beside.weeks(change, seed):
            brands.append(int(world.customers["brand"][self._row]))
            notes.append(world.journal[0, : world.noted[0]].copy())
        return Life(np.array(brands), Diary(self._row + 1, np.concatenate(notes), self._market))
