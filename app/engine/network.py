"""Network, live: a bad week at one brand, and how it spreads by way of those who know each other.

Two worlds of the same people and random numbers are lived side by side; in one of them some customers of the brand have
a bad week. Everybody keeps a diary, so that it is known who met it, who heard ill of the brand that nobody would have
told otherwise, and who is no longer a customer.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from app.engine.futures import WEEKS_A_TURN, rows_of, scenario_in
from app.engine.lives import Lives
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.tables import Event

STATES = ("elsewhere", "own", "met", "heard", "lost", "kept")
"""How a person stands in a week: customer of another brand; of the brand, and untouched; met the bad week; heard of it;
gone, and a customer where it did not happen; a customer, and gone where it did not happen."""
_CODE = {name: code for code, name in enumerate(STATES)}
_WORSE = 0.05
"""How much worse an impression is that the bad week has left."""
_MARGIN = -2
"""Place of the margin in a row of a week, see :mod:`app.engine.futures`."""


class Spreading:
    """Two worlds, with and without a bad week, compared person by person.

    Attributes
    ----------
    met, heard : (people,) bool, whom the bad week has disappointed, and who has heard ill of the brand because of it
        without having met it.
    fewer : customers of the brand fewer than without the bad week, by week: of those who met it, and of all others.
    """

    def __init__(self, as_is: Simulation, bad: Simulation, last_bad_week: int) -> None:
        self.as_is, self.bad, self.last_bad_week = as_is, bad, last_bad_week
        self.brand = list(as_is.market.brands).index(as_is.market.focus)
        people = len(as_is.world.customers)
        self.met, self.heard = np.zeros(people, bool), np.zeros(people, bool)
        self._told = np.zeros(people, np.int64)
        self._speakers = np.zeros(people, bool)
        self.own = self._own()
        self.fewer: list[tuple[int, int]] = []
        self.paths: list[list[tuple[int, int]]] = []

    def _own(self) -> tuple[np.ndarray, np.ndarray]:
        return (
            self.as_is.world.customers["brand"] == self.brand,
            self.bad.world.customers["brand"] == self.brand,
        )

    def step(self) -> np.ndarray:
        """Live a week in both worlds, and return how everybody stands, (people,) uint8."""
        notes = []
        for world in (self.as_is, self.bad):
            world.step()
            notes.append(world.notes[-1])
            world.notes = []
        if self.bad.week <= self.last_bad_week:
            worst = [self._worst(each) for each in notes]
            self.met |= worst[1] < worst[0] - _WORSE
        before = self.heard | self.met
        self._told += self._ill(notes[1]) - self._ill(notes[0])
        self.heard |= (self._told > 0) & ~self.met
        self.heard &= ~self.met
        self.paths.append(self._paths(self.heard & ~before))
        self._speakers = self._speaking(notes[1])
        self.own = self._own()
        fewer = self.own[0].astype(int) - self.own[1]
        self.fewer.append((int(fewer[self.met].sum()), int(fewer[~self.met].sum())))
        return self._states()

    def _worst(self, notes: np.ndarray) -> np.ndarray:
        """Return the worst impression of the week that the brand has left on everybody, infinite for none."""
        worst = np.full(len(self.met), np.inf)
        seen = notes[(notes["event"] == Event.ENCOUNTER) & (notes["brand"] == self.brand)]
        np.minimum.at(worst, seen["who"], seen["c"])
        return worst

    def _ill(self, notes: np.ndarray) -> np.ndarray:
        """Return how often everybody heard ill of the brand, or saw a close tie leave it, in the week."""
        of_brand = notes["brand"] == self.brand
        ill = of_brand & (notes["event"] == Event.HEARD) & (notes["what"] < 0)
        ill |= of_brand & (notes["event"] == Event.NEIGHBOUR_LEFT)
        return np.bincount(notes["who"][ill], minlength=len(self.met))

    def _speaking(self, notes: np.ndarray) -> np.ndarray:
        """Return who speaks ill of the brand, or leaves it, in the week: ties hear of it in the next one, (people,)."""
        spoke = np.isin(notes["event"], (Event.SPOKE, Event.TOLD)) & (notes["what"] < 0)
        spoke |= notes["event"] == Event.LEFT
        speakers = np.zeros(len(self.met), bool)
        speakers[notes["who"][spoke & (notes["brand"] == self.brand)]] = True
        return speakers

    def _paths(self, newly: np.ndarray) -> list[tuple[int, int]]:
        """Return who may have told those who heard of it for the first time: their ties who spoke the week before."""
        world, speakers = self.bad.world, self._speakers
        found = []
        for hearer in np.flatnonzero(newly).tolist():
            ties = np.asarray(world.ties[world.tie_start[hearer] : world.tie_start[hearer + 1]]) >> 1
            found += [(int(speaker), hearer) for speaker in ties[speakers[ties]]]
        return found

    def _states(self) -> np.ndarray:
        as_is, bad = self.own
        states = np.full(len(as_is), _CODE["elsewhere"], np.uint8)
        states[as_is & bad] = _CODE["own"]
        states[as_is & bad & self.heard] = _CODE["heard"]
        states[as_is & bad & self.met] = _CODE["met"]
        states[as_is & ~bad] = _CODE["lost"]
        states[~as_is & bad] = _CODE["kept"]
        return states


def network(lives: Lives, asked: dict[str, Any], tell: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Live a bad week and the year after it, and tell how it spread.

    Parameters
    ----------
    asked : market, customers, weeks, seed, the text of a scenario file with the bad week, and its last week;
        `is_drawn` when everybody's place is wanted week by week.
    """
    weeks = int(asked["weeks"])
    for settled in lives.settled(asked["market"], int(asked["customers"]), int(asked["seed"])):
        if settled is None:
            yield
            continue
        scenario = scenario_in(asked["scenario"], settled.market, weeks)
        found = Spreading(settled.fork(Scenario.baseline()), settled.fork(scenario), int(asked["last_bad_week"]))
        if asked.get("is_drawn"):
            tell({"people": _people(found)})
        for first in range(0, weeks, WEEKS_A_TURN):
            last = min(weeks, first + WEEKS_A_TURN)
            states = np.stack([found.step() for _ in range(first, last)])
            if asked.get("is_drawn"):
                packed = b64encode(zlib.compress(states.tobytes(), 6)).decode()
                tell({"from": first, "states": packed, "paths": found.paths[first:last]})
            yield
        tell({"spread": _plain(found)})


def _people(of: Spreading) -> dict[str, Any]:
    """Return the segments by their titles, and the segment and the ties of everybody."""
    world = of.bad.world
    start, coded = np.asarray(world.tie_start), np.asarray(world.ties)
    one = np.repeat(np.arange(len(start) - 1), np.diff(start))
    other = coded >> 1
    pairs = np.column_stack([one, other])[one < other]
    titles = [segment.title for segment in of.bad.market.segments.values()]
    return {"segments": titles, "segment": world.customers["segment"].tolist(), "ties": pairs.tolist()}


def _plain(of: Spreading) -> dict[str, Any]:
    """Return what became of the bad week, in plain numbers; money is the margin after all costs, at present value."""
    margin = [sum(row[_MARGIN] for row in rows_of(world, 0)) for world in (of.as_is, of.bad)]
    return {
        "met": int(of.met.sum()),
        "heard": int(of.heard.sum()),
        "lost": int((of.own[0] & ~of.own[1]).sum()),
        "kept": int((~of.own[0] & of.own[1]).sum()),
        "fewer": [met + others for met, others in of.fewer],
        "fewer_met": of.fewer[-1][0],
        "fewer_others": of.fewer[-1][1],
        "eur": margin[0] - margin[1],
    }
