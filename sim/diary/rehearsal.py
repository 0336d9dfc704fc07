"""Next week of one customer, simulated in plain Python without changing anything."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.diary.diary import Diary
from sim.diary.words import Words
from sim.phases.serving import brands_serve
from sim.simulation import Rules, Simulation
from sim.state.counters import BOOK, BY_NAME
from sim.state.folding import with_room_for_answers
from sim.state.rows import runnable
from sim.state.tables import NOTE, NOTES_A_WEEK
from sim.week import live_block, room_to_work


class Rehearsal(NamedTuple):
    """What a week would do to one customer.

    Attributes
    ----------
    week : the week rehearsed.
    before, after : (1,) CUSTOMER, its row.
    knowledge : (1, B) KNOWLEDGE, what it would have in mind afterwards.
    diary : what would happen.
    changes : the columns that would change, as a customer shows them: index `column`; columns `before` and `after`.
    """

    week: int
    before: np.ndarray
    after: np.ndarray
    knowledge: np.ndarray
    diary: Diary
    changes: pd.DataFrame


def rehearsal(simulation: Simulation, row: int, rules: Rules) -> Rehearsal:
    """Return what next week will do to the customer in one row; the simulation is left as it was.

    Parameters
    ----------
    rules : every rule that is replaced, those of the simulation among them.
    """
    week = simulation.week + 1
    _, (_, tables) = simulation.next_market()
    world = with_room_for_answers(simulation.world._replace(**tables._asdict()))
    _, n_brands, n_segments, _ = world.irritants.shape
    lines = (1, n_brands, n_segments)
    world = world._replace(
        books=np.zeros(lines, BOOK),
        **{of: np.zeros_like(getattr(world, of)[:1]) for of in BY_NAME},
        brand_states=world.brand_states.copy(),
        usual=world.usual.copy(),
        standard=world.standard.copy(),
        offers_a_week=world.offers_a_week.copy(),
        next_news=world.next_news.copy(),
        lived=np.zeros_like(world.lived),
        voices=np.zeros_like(world.voices),
        answers=world.answers.copy(),
        journal=np.zeros((1, NOTES_A_WEEK), NOTE),
        noted=np.zeros(1, np.int32),
    )
    runnable(brands_serve, simulation.rules, in_python=True)(world, simulation.totals, week)
    room = room_to_work(1, n_brands - 1)
    own = slice(row, row + 1)
    written = (world.customers, world.knowledge, world.shown, world.users, world.traces, world.episodes)
    before = [table[own].copy() for table in written]
    world.customers["diary"][row] = 0
    try:
        runnable(live_block, rules, in_python=True)(world, 0, *room, row, row + 1, week, simulation.seed)
        after = [table[own].copy() for table in written]
    finally:
        for table, rows in zip(written, before, strict=True):
            table[own] = rows
    after[0]["diary"] = before[0]["diary"]
    diary = Diary(row + 1, world.journal[0, : world.noted[0]], simulation.market)
    changes = _changes(before[0][0], after[0][0], Words(simulation.market))
    return Rehearsal(week, before[0], after[0], after[1], diary, changes)


def _changes(before: np.void, after: np.void, words: Words) -> pd.DataFrame:
    """Return the columns in which two rows differ, in words where the numbers stand for words."""

    def shown(name: str, row: np.void) -> Any:
        return words.word(name, int(row[name])) if name in words else row[name].item()

    changed = [name for name in before.dtype.names or () if before[name] != after[name]]
    rows = [(shown(name, before), shown(name, after)) for name in changed]
    return pd.DataFrame(rows, pd.Index(changed, name="column"), ["before", "after"], dtype=object)
