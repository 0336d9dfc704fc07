"""The market of a simulation, stepped by NumPy."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np

from benchmarks.vectorised.booking import week_is_booked
from benchmarks.vectorised.choosing import people_choose
from benchmarks.vectorised.crowd import Crowd, SegmentTerms
from benchmarks.vectorised.draws import Alias
from benchmarks.vectorised.helping import help_is_sought
from benchmarks.vectorised.living import memory_fades, needs_wake, offers_are_used, orders_arrive
from benchmarks.vectorised.meeting import week_is_met
from benchmarks.vectorised.talking import Network, people_listen, people_talk
from sim.phases.serving import brands_serve
from sim.simulation import Simulation
from sim.state.counters import BOOK


class VectorisedMarket:
    """The market of a simulation as it stands, in columns.

    Parameters
    ----------
    simulation : of a subscription market; is read and left as it is. Diaries and scenarios stay behind.
    real : type of columns and arithmetic; the kernel keeps 32 bits and reckons in 64.

    Raises
    ------
    ValueError
        When it is a market of repeat purchases.
    """

    def __init__(self, simulation: Simulation, real: type[np.floating] = np.float64) -> None:
        world = simulation.world
        if not world.category["is_contractual"].all():
            raise ValueError("the vectorised form knows subscription markets only")
        self.seed, self.week, self.totals = simulation.seed, simulation.week, simulation.totals
        self._world = world._replace(brand_states=world.brand_states.copy(), standard=world.standard.copy())
        self.order = np.argsort(world.customers["segment"], kind="stable")
        first = np.searchsorted(world.customers["segment"][self.order], np.arange(len(world.category) + 1))
        self.crowds = [Crowd(world, self.order[start:stop], start, real) for start, stop in pairwise(first)]
        self.terms = [SegmentTerms(world, g, real) for g in range(len(world.category))]
        self.network = Network(world, self.order, self.crowds)
        seen = world.seen[self.order]
        self._said, self._left, self._brand = seen["said"].copy(), seen["left"].copy(), seen["brand"].copy()
        self.irritants = self.complained = np.zeros(0)

    @property
    def nbytes(self) -> int:
        """Return the memory of customers and ties."""
        seen = self._said.nbytes + self._left.nbytes + self._brand.nbytes
        return sum(crowd.nbytes for crowd in self.crowds) + self.network.nbytes + seen + self.order.nbytes

    def step(self) -> None:
        """Live one week."""
        self.week += 1
        brands_serve(self._world, self.totals, self.week)
        now = self._what_all_know()
        lines, n_causes = self.totals.shape, self._world.faults.shape[2]
        self.totals = np.zeros(lines, BOOK)
        self.irritants = np.zeros((lines[0] - 1, lines[1], n_causes))
        self.complained = np.zeros_like(self.irritants)
        for g, (crowd, terms, looks) in enumerate(zip(self.crowds, self.terms, self.network.looks, strict=True)):
            line, irritants, complained = self.totals[:, g], self.irritants[:, g], self.complained[:, g]
            crowd.shown.said[:] = 0
            crowd.shown.left[:] = 0
            needs_wake(crowd, terms, now, line)
            offers_are_used(crowd, terms, now, line)
            orders_arrive(crowd, terms, now, line, irritants)
            memory_fades(crowd, terms, now)
            week_is_met(crowd, terms, now, line, irritants)
            help_is_sought(crowd, terms, now, line, irritants, complained)
            people_listen(crowd, terms, now, line, looks)
            people_talk(crowd, terms, now, line)
            people_choose(crowd, terms, now, line)
            week_is_booked(crowd, terms, line)
        self._said, self._left = (
            np.concatenate([getattr(crowd.shown, name) for crowd in self.crowds]) for name in ("said", "left")
        )
        self._brand = np.concatenate([crowd.me.brand for crowd in self.crowds]).astype(np.int8)

    def _what_all_know(self) -> Any:
        """Return what is the same for everybody this week, and what people showed last week."""
        brand_states = self._world.brand_states
        return SimpleNamespace(
            week=self.week,
            seed=self.seed,
            brand_states=brand_states,
            standard=self._world.standard.astype(self.terms[0].real),
            present=np.flatnonzero(brand_states["is_present"] == 1).tolist(),
            voice=Alias(brand_states["voice_share"][None] + 1e-300),
            news=self.network.news(self._said, self._left),
            said=self._said,
            left=self._left,
            brand=self._brand,
            order=self.order,
            brand_of=self._brand[self.network.place],
        )
