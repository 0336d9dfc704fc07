"""Lives: one future in which everybody keeps a diary, with where each customer is in the cycle, week by week."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from app.engine.futures import WEEKS_A_TURN, Shelf, scenario_in
from language import phrase
from sim.market.schema import Market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.counters import COUNTERS
from sim.state.ledger import NONE
from sim.state.tables import Buying, Event, Relation

PLACES = ("elsewhere", "use", "need", "search", "choice", "help", "share", "discovery", "waiting", "leave")
"""Where somebody is in a week. Choice, help and sharing are acts: people are there by the events of their week."""
BANDS = (0.5, 0.6, 0.7, 0.8)
"""Satisfaction at which one colour ends and the next begins."""
_CODE = {name: code for code, name in enumerate(PLACES)}
_HELP = (
    Event.COMPLAINED,
    Event.WAITED_FOR_SUPPORT,
    Event.GAVE_UP_WAITING,
    Event.SOLVED,
    Event.SOOTHED,
    Event.NOT_SOLVED,
)
_SHARING = Event.SPOKE, Event.TOLD, Event.REVIEWED
_CHOOSING = Event.STAYED, Event.ORDERED
FLOWS = {
    "reconsider": (),
    "search": ("searches",),
    "drop": ("searches_dropped", "needs_dropped"),
    "decide": ("comparisons",),
    "stay": ("stays",),
    "leave": ("losses",),
    "come": ("gains",),
    "complain": ("complaints",),
    "helped": ("solved",),
    "silent": ("silent_problems",),
    "praise": ("said_positive",),
    "blame": ("said_negative",),
    "hear": ("heard_positive", "heard_negative"),
}
"""Flow of the cycle -> the counters that it sums; who begins to look around is counted from the diaries."""
_WEEKS_SMOOTHED = 13
_WEEKS_BEFORE = 26
"""Weeks of the burn-in whose diaries are kept, so that a story does not begin in the middle."""
_KEPT_LIVES = 4
_KEPT_BEGINNINGS = 3
_LAST_YEAR = 52
_CHAIN = ("promised", "expected", "delivered", "perceived")
_MOST_IRRITANTS = 5


class Life:
    """One market with one seed and a scenario, in which everybody keeps a diary.

    Attributes
    ----------
    places : (weeks, people) uint8, code of PLACES * 8 + band of satisfaction.
    satisfaction, brand : (weeks, people), at the end of each week.
    flows : (weeks, FLOWS), people of each week.
    """

    def __init__(self, world: Simulation, weeks: int) -> None:
        self.world, self.weeks = world, weeks
        people = len(world.world.customers)
        self.focus = list(world.market.brands).index(world.market.focus)
        self.places = np.zeros((weeks, people), np.uint8)
        self.satisfaction = np.zeros((weeks, people), np.float32)
        self.brand = np.zeros((weeks, people), np.int8)
        self.flows = np.zeros((weeks, len(FLOWS)))
        self.reached = 0
        is_contractual = world.market.category.kind == "contractual"
        self._openings = (Event.RECONSIDERED,) if is_contractual else (Event.RECONSIDERED, Event.NEED_WOKE)

    def live(self, until: int) -> None:
        """Live up to a week, taking note of where everybody is."""
        while self.reached < until:
            self.world.step()
            customers, notes = self.world.world.customers, self.world.notes[-1]
            week = self.reached
            self.satisfaction[week], self.brand[week] = customers["satisfaction"], customers["brand"]
            self.places[week] = places_of(customers, notes, self.focus)
            counters = dict(zip(COUNTERS, self.world.ledger.of_brand(self.focus, -1)[-1], strict=True))
            looking = np.isin(notes["event"], self._openings) & (notes["brand"] == self.focus)
            self.flows[week] = [sum(counters[name] for name in names) for names in FLOWS.values()]
            self.flows[week, list(FLOWS).index("reconsider")] = looking.sum()
            self.reached += 1

    def smoothed(self, first: int, last: int) -> list[list[float]]:
        """Return the flows of some weeks, each the mean over the quarter of a year before it."""
        return [
            [round(float(x), 1) for x in self.flows[max(0, week + 1 - _WEEKS_SMOOTHED) : week + 1].mean(axis=0)]
            for week in range(first, last)
        ]

    def notes_of(self, person: int) -> list[np.void]:
        """Return the diary of one person, by row."""
        return [note for week in self.world.notes for note in week[week["who"] == person]]


def places_of(customers: np.ndarray, notes: np.ndarray, brand: int) -> np.ndarray:
    """Return where everybody is in a week: (people,) uint8, code of PLACES * 8 + band of satisfaction.

    Parameters
    ----------
    notes : the diary lines of the week.
    brand : the position of the brand whose cycle it is.
    """
    code = np.full(len(customers), _CODE["elsewhere"], np.uint8)
    is_own = customers["brand"] == brand

    def put(name: str, who: np.ndarray) -> None:
        code[who] = _CODE[name]

    def did(events: tuple[int, ...]) -> np.ndarray:
        found = np.zeros(len(customers), bool)
        found[notes["who"][np.isin(notes["event"], events) & (notes["brand"] == brand)]] = True
        return found

    put("use", is_own)
    put("discovery", is_own & (customers["relation"] == Relation.DISCOVERING))
    put("share", is_own & did(_SHARING))
    put("help", is_own & did(_HELP))
    put("need", is_own & (customers["buying"] == Buying.AWARE))
    put("search", is_own & (customers["buying"] == Buying.SEARCHING))
    put("choice", is_own & (did(_CHOOSING) | (customers["buying"] == Buying.CHOOSING)))
    put("waiting", ~is_own & (customers["buying"] == Buying.ORDERED) & (customers["chosen"] == brand))
    put("leave", did((Event.LEFT,)) & ~is_own)
    return code * 8 + np.searchsorted(BANDS, customers["satisfaction"], side="right").astype(np.uint8)


class Lives:
    """Lives that were looked at lately, on markets of a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._beginnings: OrderedDict[tuple[Any, ...], Simulation] = OrderedDict()
        self._lives: OrderedDict[tuple[Any, ...], Life] = OrderedDict()

    def life(self, asked: dict[str, Any]) -> Iterator[Life | None]:
        """Yield nothing while turns are taken, and at last the life, of which some weeks may be left to live."""
        beginning = asked["market"], int(asked["customers"]), int(asked["seed"])
        key = (*beginning, int(asked["weeks"]), asked.get("scenario") or "")
        if key not in self._lives:
            for settled in self.settled(*beginning):
                if settled is None:
                    yield None
                    continue
                scenario = scenario_in(key[-1], settled.market, key[-2]) if key[-1] else Scenario.baseline()
                _add(self._lives, key, Life(settled.fork(scenario), key[-2]), _KEPT_LIVES)
        self._lives.move_to_end(key)
        yield self._lives[key]

    def settled(self, market: str, customers: int, seed: int) -> Iterator[Simulation | None]:
        """Yield nothing while turns are taken, and at last the market after its burn-in, which is never stepped."""
        beginning = market, customers, seed
        if beginning not in self._beginnings:
            world = _with_diaries(self._shelf.market(market), customers, seed)
            _add(self._beginnings, beginning, world, _KEPT_BEGINNINGS)
        settled = self._beginnings[beginning]
        while settled.week < 0:
            for _ in range(min(WEEKS_A_TURN, -settled.week)):
                settled.step()
            settled.notes = settled.notes[-_WEEKS_BEFORE:]
            yield None
        yield settled


def _with_diaries(market: Market, customers: int, seed: int) -> Simulation:
    return Simulation(market, Scenario.baseline(), customers, seed, diaries=range(customers))


def _add(kept: OrderedDict[tuple[Any, ...], Any], key: tuple[Any, ...], value: Any, most: int) -> None:
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)


# Questions ---------------------------------------------------------------------------------------------------------

Tell = Callable[[dict[str, Any]], None]


def whole_life(lives: Lives, asked: dict[str, Any]) -> Iterator[Life | None]:
    """Yield nothing while turns are taken, and at last the life with all its weeks."""
    for life in lives.life(asked):
        if life is None:
            yield None
            continue
        while life.reached < life.weeks:
            life.live(min(life.weeks, life.reached + WEEKS_A_TURN))
            yield None
        yield life


def journey(lives: Lives, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell where everybody is, a quarter of a year at a time: places, deflated and in letters, and smoothed flows."""
    for life in lives.life(asked):
        if life is None:
            yield
            continue
        for first in range(0, life.weeks, WEEKS_A_TURN):
            last = min(life.weeks, first + WEEKS_A_TURN)
            life.live(last)
            packed = b64encode(zlib.compress(life.places[first:last].tobytes(), 6)).decode()
            tell({"from": first, "people": packed, "flows": life.smoothed(first, last)})
            yield


def stage(lives: Lives, asked: dict[str, Any], tell: Tell) -> Iterator[None]:
    """Tell what was promised, expected, delivered and perceived at a stage over the year up to a week."""
    for life in whole_life(lives, asked):
        if life is None:
            yield
            continue
        last = min(life.weeks, max(1, int(asked["week"])))
        tell({"stage": chain_of(life, asked["stage"], max(0, last - _LAST_YEAR), last)})


def chain_of(life: Life, name: str, first: int, last: int) -> dict[str, Any]:
    """Return means, touchpoints and irritants of a stage over the weeks after `first`, up to `last`.

    Touchpoints with the largest gap between what was expected and perceived come first.
    """
    market, ledger = life.world.market, life.world.ledger
    lived = ledger.lived(first)
    at_stage = (
        lived["touchpoint"].map({key: touchpoint.stage for key, touchpoint in market.touchpoints.items()}) == name
    )
    lived = lived[at_stage & (lived["brand"] == market.focus) & (lived["week"] <= last)]
    met = lived["encounters"].sum()
    customer_weeks = ledger.of_brand(life.focus)[first:last, COUNTERS.index("customers")].sum()
    touchpoints = [
        {
            "key": key,
            "title": phrase(market.touchpoints[key].title),
            "met": float(100 * sums["encounters"] / customer_weeks),
            "trouble": float(sums["troubled"] / sums["encounters"]),
            "lost": int(sums["departures"]),
            **{what: float(sums[what] / sums["encounters"]) for what in _CHAIN},
        }
        for key, sums in lived.groupby("touchpoint")[[*_CHAIN, "encounters", "troubled", "departures"]].sum().iterrows()
        if sums["encounters"]
    ]
    touchpoints.sort(key=lambda each: each["perceived"] - each["expected"])
    means = {what: float(lived[what].sum() / met) if met else None for what in _CHAIN}
    felt = lived[lived["cause"] != NONE].groupby("cause")["encounters"].sum()
    irritants = [
        {"title": phrase(market.causes[cause].title), "times": int(times)}
        for cause, times in felt.sort_values(ascending=False, kind="stable").items()
        if times
    ]
    return {"name": name, **means, "touchpoints": touchpoints, "irritants": irritants[:_MOST_IRRITANTS]}
