"""Network: a bad week at one brand, and how it spreads by way of those who know each other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from app.address import FUTURES, WEEKS, asked_in, nearest, plain, quoted
from app.answers import Spread, spread
from app.catalogue import Catalogue
from app.events import event, visitor_of
from app.rooms.compare import quantiles
from app.rooms.live import LiveQuestion, Page, download, stops_of
from experiments.pictures.acquaintances import acquaintances_picture
from experiments.pictures.trajectories import Label, gain_picture
from language import phrase

STOPS = {
    "depth": (0.1, 0.2, 0.3, 0.4),
    "length": (1.0, 2.0, 4.0, 8.0),
    "reach": (0.05, 0.1, 0.2, 0.5, 1.0),
}
USUAL = {"depth": 0.4, "length": 1.0, "reach": 0.5}
FIRST_BAD_WEEK = 8
SIZES = (1_000, 2_000)
"""How many people there may be: more dots could not be told apart."""
STATES = ("elsewhere", "own", "met", "heard", "lost", "kept")
"""States of people in the order in which workers tell them."""
_KEPT = 30

Told = dict[str, Any]


class Question(LiveQuestion):
    """A question of this room: how bad the week is and whom it reaches, with how many people and which luck."""

    def __init__(
        self, query: Mapping[str, str], catalogue: Catalogue, stops: Mapping[str, Sequence[float]] = STOPS
    ) -> None:
        self.stops = stops
        asked = asked_in(query, catalogue).but(strategy="", levers={})
        self.asked = asked.but(customers=min(asked.customers, SIZES[-1]))
        self.facts = catalogue[asked.market]
        self.levers = {
            name: USUAL[name] if (value := nearest(query.get(name, ""), values)) is None else value
            for name, values in stops.items()
        }

    def _pairs(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(self.asked.pairs())
        found |= {name: "" if value == USUAL[name] else plain(value) for name, value in self.levers.items()}
        return found

    @property
    def last_bad_week(self) -> int:
        """The last week that is bad."""
        return FIRST_BAD_WEEK + round(self.levers["length"]) - 1

    def scenario(self, title: str = "", question: str = "") -> str:
        """Return the scenario file of the bad week, for the page and the command line alike."""
        brand = self.facts["brand"]
        lines = [
            f"title: {quoted(title)}",
            f"question: {quoted(question)}",
            f"brand: {brand}",
            "levers:",
            f"  - set: touchpoints.*.quality.{brand}.*",
            f"    add: {plain(-self.levers['depth'])}",
            f"    from_week: {FIRST_BAD_WEEK}",
            f"    until_week: {self.last_bad_week}",
        ]
        if self.levers["reach"] < 1:
            lines.append(f"    for: {{share: {plain(self.levers['reach'])}}}")
        return "\n".join(lines) + "\n"

    def for_workers(self) -> list[Told]:
        """Return the questions as workers take them, one for each future; the first one is drawn."""
        asked = self.asked
        common = {"kind": "network", "market": asked.market, "customers": asked.customers, "weeks": asked.weeks}
        common |= {"scenario": self.scenario(), "last_bad_week": self.last_bad_week}
        return [common | {"seed": seed, "is_drawn": seed == asked.seed} for seed in asked.seeds]


class Room:
    """The requests of the room, and the answers that were given lately."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._stops = stops_of("network", STOPS, page)
        self._kept: dict[str, list[Told]] = {}

    def routes(self) -> list[BaseRoute]:
        """Return what the room answers."""
        return [
            Route("/network", self.whole),
            Route("/network/answer", self.stream),
            Route("/bad-week.yaml", self.scenario),
        ]

    async def whole(self, request: Request) -> Response:
        """Return the room before anything is lived."""
        question = Question(request.query_params, self._page.catalogue, self._stops)
        told = [each["spread"] for each in self._kept.get(question.key, ()) if "spread" in each]
        return self._page.room("network", request, question.asked.query(), **page(question, told, self._page))

    async def stream(self, request: Request) -> Response:
        """Return the first future week by week, and what all futures come to, as a stream of events."""
        question = Question(request.query_params, self._page.catalogue, self._stops)
        return StreamingResponse(self._events(question, visitor_of(request)), media_type="text/event-stream")

    async def _events(self, question: Question, visitor: str) -> AsyncIterator[str]:
        yield ": asked\n\n"
        kept, found = self._kept.get(question.key), []
        spreads: list[Told] = []
        async for told in self._told(question, visitor) if kept is None else _again(kept):
            found.append(told)
            if "error" in told:
                yield event({"error": self._page.words.went_wrong(told["error"])})
                return
            if "spread" in told:
                spreads.append(told["spread"])
                yield self._event(question, spreads)
            elif "people" in told:
                yield event({"picture": self._picture(told["people"])})
            elif "states" in told:
                yield event({name: told[name] for name in ("from", "states", "paths")})
        self._kept[question.key] = found
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))

    async def _told(self, question: Question, visitor: str) -> AsyncIterator[Told]:
        """Yield what workers tell."""
        async for _, told in self._page.desk.ask(visitor, question.for_workers()):
            if {"spread", "people", "states", "error"} & set(told):
                yield told

    def _picture(self, people: Told) -> str:
        title = self._page.words.network.PICTURE
        return acquaintances_picture(people["segment"], people["ties"], list(map(phrase, people["segments"])), title)

    def _event(self, question: Question, told: Sequence[Told]) -> str:
        found = page(question, told, self._page)
        parts = {name: self._page.render(f"network_{name}.html.j2", **found) for name in ("top", "answer")}
        return event(parts | {"whole": found["answer"]["is_whole"], "aloud": found["answer"]["finding"]})

    async def scenario(self, request: Request) -> Response:
        """Return the scenario file of the bad week."""
        question = Question(request.query_params, self._page.catalogue, self._stops)
        say = self._page.words.network
        return download(question.scenario(say.MY_BAD_WEEK, say.MY_QUESTION), "bad-week.yaml")


async def _again(kept: Sequence[Told]) -> AsyncIterator[Told]:
    for each in kept:
        yield each


def page(question: Question, told: Sequence[Told], of: Page) -> dict[str, Any]:
    """Return what the template of the room shows."""
    words, asked, facts = of.words, question.asked, question.facts
    return {
        "asked": asked,
        "question": question,
        "facts": facts,
        "states": STATES,
        "first_bad_week": FIRST_BAD_WEEK,
        "markets": [(name, of.catalogue[name]["title"]) for name in of.catalogue],
        "weeks": [(weeks, words.horizon(weeks)) for weeks in WEEKS],
        "sizes": [(size, words.people(size)) for size in SIZES],
        "luck": words.luck(asked.seed, FUTURES),
        "other_luck": question.query(seed=asked.seed + FUTURES),
        "levers": [_lever(name, question, words.network) for name in STOPS],
        "command": f"cxsim compare {asked.market} bad-week.yaml --customers={asked.customers} --weeks={asked.weeks}",
        "answer": shown(question, told, words),
    }


def _lever(name: str, question: Question, say: ModuleType) -> dict[str, Any]:
    stops, value = question.stops[name], question.levers[name]
    return {
        "key": name,
        "label": say.LEVERS[name][0],
        "value": say.lever_value(name, value),
        "stop": stops.index(value),
        "today": stops.index(USUAL[name]),
        "stops": [plain(stop) for stop in stops],
        "texts": [say.lever_value(name, stop) for stop in stops],
        "source": say.LEVERS[name][1],
        "is_moved": value != USUAL[name],
    }


def shown(question: Question, told: Sequence[Told], words: ModuleType) -> dict[str, Any]:
    """Return an answer as the page shows it: what disappointed customers cost, a curve and a table."""
    say, asked, facts = words.network, question.asked, question.facts
    hit = [each for each in told if each["met"]]
    if not hit:
        return {"finding": "…", "one": "", "basis": say.LOADING, "curve": "", "table": [], "is_whole": False}

    def mean(of: Callable[[Told], float]) -> Spread:
        return spread([of(each) for each in hit], quantiles())

    brand = facts["brand_title"].partition(",")[0]
    per_one = mean(lambda each: each["fewer"][-1] / each["met"])
    others = mean(lambda each: each["fewer_others"] / each["met"])
    met, fewer = mean(lambda each: each["met"]), mean(lambda each: each["fewer"][-1])
    return {
        "finding": say.finding(
            brand, Spread(100 * per_one.mean, 100 * per_one.half), met, fewer, words.horizon(asked.weeks), len(hit)
        ),
        "one": say.one_costs(others, mean(lambda each: each["eur"] / each["met"])),
        "basis": say.basis(len(told), FUTURES, asked.seed, asked.customers, facts["customers"]),
        "curve": _curve(hit, asked.weeks, words),
        "table": [
            (
                str(place),
                *(words.number(each[what]) for what in ("met", "heard", "fewer_met", "fewer_others", "eur")),
            )
            for place, each in enumerate(told, start=1)
        ],
        "is_whole": len(told) == FUTURES,
    }


def _curve(told: Sequence[Told], weeks: int, words: ModuleType) -> str:
    lines = [[float(value) for value in each["fewer"]] for each in told]
    points = [spread(values, quantiles()) for values in zip(*lines, strict=True)]
    band = [(point.low, point.high) for point in points] if len(lines) > 1 else []
    mean = [point.mean for point in points]
    end = Label(words.network.customers(mean[-1]))
    return gain_picture(lines, band, mean, weeks, end, words.plain_tick, words.network.CURVE, words.WEEK)
