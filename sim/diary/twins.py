"""Twins: the same customers in two worlds, in one of them among the neighbours, queues and standards of the other.

Random numbers have addresses, so a customer differs between two worlds only by what a scenario changed, and by what
others did because of it. The second part is switched off by *frozen neighbours*: a twin has its weeks beside the first
world, and whatever it sees of others is taken from there. What is left is the direct effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from sim.simulation import Simulation

_COMMON = ("seen", "has_news", "brand_states", "price_norms", "offers_a_week", "usual", "standard")
"""Tables of a world that customers have in common: ties' news, queues, ratings, prices of others and standards."""


class Surroundings(NamedTuple):
    """What customers share at the beginning of a week.

    Attributes
    ----------
    tables : copies of tables of the world, by name.
    totals : the ledger of the week before, from which queues, delivery times, ratings and standards follow.
    """

    tables: Mapping[str, np.ndarray]
    totals: np.ndarray


def surroundings_of(simulation: Simulation) -> Surroundings:
    """Return what the customers of a simulation share at the beginning of its next week."""
    return Surroundings({name: getattr(simulation.world, name).copy() for name in _COMMON}, simulation.totals)


def step_within(twin: Simulation, around: Surroundings, threads: int = 1, blocks: range | None = None) -> None:
    """Simulate one week of a twin among the surroundings of another world; its own brands decide as they would.

    Parameters
    ----------
    twin : stands at the beginning of the same week.
    blocks : blocks of customers who have their week, see :meth:`Simulation.step`.
    """
    twin.world = twin.world._replace(**{name: table.copy() for name, table in around.tables.items()})
    twin.totals = around.totals
    twin.step(threads, blocks)


def block_of(simulation: Simulation, row: int) -> range:
    """Return the block of the customer in a row: the fewest customers who can have their week alone."""
    block = row // simulation.block
    return range(block, block + 1)
