"""The tables of the world: each declares when it is written, and a fork copies those that a week writes."""

from typing import get_type_hints

import numpy as np

from sim.scenarios.scenario import Scenario
from sim.state.tables import WRITTEN_EVERY_WEEK, Fixed, OfMarket, World, Written
from tests.worlds import simulation

ROUNDS = 3
UNCHANGED = {"next_news", "price_norms", "offers_a_week", "usual", "answers", "voices"}
"""Written every week: cleared at its end, or the same as long as no price or offer changes, and no brand enters or
asks, and no complaint is written down."""


def copies(world: World) -> dict[str, np.ndarray]:
    """Return a copy of every table."""
    return {name: table.copy() for name, table in world._asdict().items()}


def test_every_table_says_when_it_is_written():
    """No table is left to guessing: it is written every week, with the market, or never."""
    hints = get_type_hints(World, include_extras=True)
    assert [name for name, hint in hints.items() if hint not in (Written, OfMarket, Fixed)] == []


def test_a_week_writes_what_is_declared():
    """A few weeks change every table that is declared to be written every week, and no other."""
    world = simulation("telecom", 400, diaries=[1, 2, 3])
    before = copies(world.world)
    for _ in range(ROUNDS):
        world.step()
    changed = {name for name, table in copies(world.world).items() if not np.array_equal(table, before[name])}
    assert changed | UNCHANGED == set(WRITTEN_EVERY_WEEK)


def test_a_fork_shares_nothing_that_is_written():
    """Weeks of a fork leave no trace in the tables of the simulation it came from."""
    world = simulation("telecom", 400, diaries=[1, 2, 3])
    before = copies(world.world)
    twin = world.fork(Scenario.baseline())
    for _ in range(ROUNDS):
        twin.step()
    assert [name for name, table in copies(world.world).items() if not np.array_equal(table, before[name])] == []
