"""Listening: what a brand that asks its customers sees, what is true, and where its money goes."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from app.address import FUTURES, LIVE_CUSTOMERS, WEEKS, asked_in, nearest, plain, quoted
from app.answers import Spread, spread
from app.catalogue import Catalogue, Facts
from app.events import event, visitor_of
from app.rooms.compare import quantiles
from app.rooms.live import LiveQuestion, Page, download, stops_of
from experiments.pictures.dashboard import NARROW, WIDE, Row, Score, harm_picture, money_picture, score_picture
from experiments.pictures.svg import BLUE, RUST
from language import phrase

VIEWS = ("brand", "true")
MODES = ("silo", "joined")
STOPS = {
    "coverage": (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0),
    "response": (0.02, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 0.9),
    "accuracy": (0.3, 0.5, 0.6, 0.75, 0.9, 1.0),
}
USUAL = {"coverage": 0.3, "accuracy": 0.75}
"""Where the levers of the programme stand at first, as in the shipped strategies."""
USE_SHARE = 1 / 15
"""Encounters in everyday use after which customers are asked, for one elsewhere: nobody is asked after each call."""
_RELATIONAL = 0.5
_KEPT = 30

Told = dict[str, Any]


class Question(LiveQuestion):
    """A question of this room: how the focus brand listens, with how many people and which luck.

    Attributes
    ----------
    levers : name of a lever -> its value; `response` is that of the market unless it was moved.
    is_elsewhere : whether another market is shown than was asked for, in which a brand can do something about it.
    """

    SEEN = ("view",)

    def __init__(
        self, query: Mapping[str, str], catalogue: Catalogue, stops: Mapping[str, Sequence[float]] = STOPS
    ) -> None:
        self._stops = stops
        asked = asked_in(query, catalogue).but(strategy="", levers={})
        able = markets_that_mend(catalogue)
        self.is_elsewhere = asked.market not in able
        self.asked = asked.but(market=able[0]) if self.is_elsewhere else asked
        self.facts = catalogue[self.asked.market]
        self.view = query.get("view", "") if query.get("view", "") in VIEWS else VIEWS[0]
        self.mode = query.get("mode", "") if query.get("mode", "") in MODES else MODES[0]
        self.usual = USUAL | {"response": float(self.facts.get("response", 0.15))}
        found = {name: nearest(query.get(name, ""), self.stops(name)) for name in STOPS}
        self.levers = {name: self.usual[name] if value is None else value for name, value in found.items()}

    def stops(self, name: str) -> list[float]:
        """Return the values at which a lever can stand."""
        return sorted({*self._stops[name], self.usual[name]})

    def _pairs(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(self.asked.pairs())
        found |= {
            "mode": "" if self.mode == MODES[0] else self.mode,
            "view": "" if self.view == VIEWS[0] else self.view,
        }
        found |= {name: "" if value == self.usual[name] else plain(value) for name, value in self.levers.items()}
        return found

    def scenario(self, title: str = "", question: str = "") -> str:
        """Return the scenario file in which the brand listens like this, for the page and the command line alike."""
        coverage = self.levers["coverage"]
        numbers = {
            "contact_coverage": coverage,
            "journey_coverage": coverage,
            "use_coverage": round(coverage * USE_SHARE, 4),
            "relational_coverage": _RELATIONAL,
            "accuracy": self.levers["accuracy"],
            "unlocking": 0.0,
        }
        lines = [f"title: {quoted(title)}", f"question: {quoted(question)}", f"brand: {self.facts['brand']}"]
        if self.levers["response"] != self.usual["response"]:
            lines += ["levers:", "  - set: behaviour.answers.response", f"    to: {plain(self.levers['response'])}"]
        lines += ["policies:", f"  {self.facts['brand']}:", "    kind: listen", f"    mode: {self.mode}"]
        return "\n".join([*lines, *(f"    {name}: {plain(value)}" for name, value in numbers.items())]) + "\n"

    def for_workers(self) -> list[dict[str, Any]]:
        """Return the questions as workers take them, one for each future."""
        asked = self.asked
        common = {"kind": "listening", "market": asked.market, "customers": asked.customers, "weeks": asked.weeks}
        return [common | {"seed": seed, "scenario": self.scenario()} for seed in asked.seeds]


def markets_that_mend(catalogue: Catalogue) -> list[str]:
    """Return the markets in which the focus brand has works to choose among."""
    return [name for name in catalogue if catalogue[name].get("has_works")]


class Room:
    """The requests of the room, and the answers that were given lately."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._stops = stops_of("listening", STOPS, page)
        self._kept: dict[str, list[Told]] = {}

    def routes(self) -> list[BaseRoute]:
        """Return what the room answers."""
        return [
            Route("/listening", self.whole),
            Route("/listening/answer", self.stream),
            Route("/listening.yaml", self.scenario),
        ]

    async def whole(self, request: Request) -> Response:
        """Return the room with what is known."""
        question = Question(request.query_params, self._page.catalogue, self._stops)
        found = page(question, self._kept.get(question.key, []), self._page)
        return self._page.room("listening", request, question.asked.query(), **found)

    async def stream(self, request: Request) -> Response:
        """Return the answer as a stream of events that becomes more exact."""
        question = Question(request.query_params, self._page.catalogue, self._stops)
        return StreamingResponse(self._events(question, visitor_of(request)), media_type="text/event-stream")

    async def _events(self, question: Question, visitor: str) -> AsyncIterator[str]:
        yield ": asked\n\n"
        if question.key in self._kept:
            yield self._event(question, self._kept[question.key])
            return
        found: dict[int, Told] = {}
        async for position, told in self._page.desk.ask(visitor, question.for_workers()):
            if "error" in told:
                yield event({"error": self._page.words.went_wrong(told["error"])})
                return
            if "found" in told:
                found[position] = told["found"]
                yield self._event(question, [found[each] for each in sorted(found)])
        self._kept[question.key] = [found[each] for each in sorted(found)]
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))

    def _event(self, question: Question, told: Sequence[Told]) -> str:
        found = page(question, told, self._page)
        parts = {name: self._page.render(f"listening_{name}.html.j2", **found) for name in ("top", "answer")}
        return event(
            parts | {"whole": found["answer"]["is_whole"], "aloud": found["answer"]["findings"][question.view]}
        )

    async def scenario(self, request: Request) -> Response:
        """Return the scenario file that the levers make."""
        question = Question(request.query_params, self._page.catalogue, self._stops)
        say = self._page.words.listening
        return download(question.scenario(say.MY_PROGRAMME, say.my_question(question.mode)), "listening.yaml")


def page(question: Question, told: Sequence[Told], of: Page) -> dict[str, Any]:
    """Return what the template of the room shows."""
    words, asked = of.words, question.asked
    say = words.listening
    return {
        "asked": asked,
        "question": question,
        "facts": question.facts,
        "markets": [(name, of.catalogue[name]["title"]) for name in markets_that_mend(of.catalogue)],
        "weeks": [(weeks, words.horizon(weeks)) for weeks in WEEKS],
        "sizes": [(size, words.people(size)) for size in LIVE_CUSTOMERS],
        "luck": words.luck(asked.seed, FUTURES),
        "other_luck": question.query(seed=asked.seed + FUTURES),
        "modes": [(mode, *say.MODES[mode], question.query(mode="" if mode == MODES[0] else mode)) for mode in MODES],
        "levers": [_lever(name, question, say) for name in STOPS],
        "command": f"cxsim compare {asked.market} listening.yaml --customers={asked.customers} --weeks={asked.weeks}",
        "answer": shown(question, told, words),
    }


def _lever(name: str, question: Question, say: ModuleType) -> dict[str, Any]:
    stops, value = question.stops(name), question.levers[name]
    today = question.usual[name] if name == "response" else None
    return {
        "key": name,
        "label": say.LEVERS[name][0],
        "value": say.of_hundred(value),
        "stop": stops.index(value),
        "today": stops.index(question.usual[name]),
        "stops": [plain(stop) for stop in stops],
        "texts": [say.of_hundred(stop) for stop in stops],
        "source": say.lever_means(name, today),
        "is_moved": value != question.usual[name],
    }


def _mean(told: Sequence[Told], of: Callable[[Told], float | None]) -> Spread:
    """Return a figure over futures; those that do not know it are left out."""
    values = [value for each in told if (value := of(each)) is not None]
    return spread(values, quantiles()) if values else Spread(math.nan, math.inf)


def shown(question: Question, told: Sequence[Told], words: ModuleType) -> dict[str, Any]:
    """Return an answer as the page shows it: findings for both views, pictures and tables."""
    say, asked, facts = words.listening, question.asked, question.facts
    if not told:
        return {
            "findings": dict.fromkeys(VIEWS, "…"),
            "money_words": "",
            "basis": say.LOADING,
            "is_whole": False,
            "is_empty": True,
        }
    blocks = {"causes": facts["causes"], "touchpoints": {k: v["title"] for k, v in facts["touchpoints"].items()}}
    rows = {kind: [_row(told, kind, name, titles[name], say) for name in titles] for kind, titles in blocks.items()}
    heard = {kind: [row for row in each if row.true or row.said] for kind, each in rows.items()}
    spent, wrong = (_mean(told, lambda each, what=what: each[what]) for what in ("spent", "misdirected"))  # type: ignore[misc]
    share = _mean(told, lambda each: 100 * each["misdirected"] / each["spent"] if each["spent"] else None)
    survey, everybody = _mean(told, lambda each: each["survey"]), _mean(told, lambda each: each["everybody"])
    bias = _mean(told, lambda each: None if each["survey"] is None else each["survey"] - each["everybody"])
    has_score = math.isfinite(survey.mean)
    return {
        "is_empty": False,
        "findings": {view: _finding(question, told, view, heard, say) for view in VIEWS},
        "money_words": say.misdirected(share, spent, facts["customers"], asked.customers),
        "basis": say.basis(
            len(told), FUTURES, asked.seed, asked.customers, _mean(told, lambda each: each["answers"]).mean, asked.weeks
        ),
        "harm": [
            harm_picture(layout, [(say.BLOCKS[kind], heard[kind]) for kind in heard], say.HARM_TITLE)
            for layout in (WIDE, NARROW)
        ],
        "score": _score(survey, everybody, words) if has_score else "",
        "bias": say.bias(bias) if has_score else say.NO_SCORE,
        "money": money_picture(
            spent.mean - wrong.mean, wrong.mean, say.money_ends(wrong.mean, spent.mean - wrong.mean), say.MONEY_HEAD
        ),
        "works": _works(told, facts, say),
        "table": [_cells(told, kind, name, titles[name], say) for kind, titles in blocks.items() for name in titles],
        "is_whole": len(told) == FUTURES,
    }


def _figures(told: Sequence[Told], kind: str, name: str) -> dict[str, Spread]:
    """Return what is known of a cause or touchpoint; a cause has no part whose cause lies elsewhere."""
    names = ("true", "said", "left", "caused") if kind == "touchpoints" else ("true", "said", "left")
    return {what: _mean(told, lambda each, what=what: each[kind][name][what]) for what in names}  # type: ignore[misc]


def _row(told: Sequence[Told], kind: str, name: str, title: str, say: ModuleType) -> Row:
    found = _figures(told, kind, name)
    true, said = found["true"].mean, found["said"].mean
    elsewhere = found["caused"].mean if "caused" in found else 0.0
    return Row(title, kind == "causes", true, elsewhere, said, say.true(true, said), say.said(said))


def _cells(told: Sequence[Told], kind: str, name: str, title: str, say: ModuleType) -> tuple[str, ...]:
    found = _figures(told, kind, name)
    elsewhere = say.per_thousand(found["caused"]) if "caused" in found else ""
    return (
        title,
        say.per_thousand(found["true"]),
        elsewhere,
        *(say.per_thousand(found[what]) for what in ("said", "left")),
    )


def _finding(
    question: Question, told: Sequence[Told], view: str, rows: Mapping[str, Iterable[Row]], say: ModuleType
) -> str:
    every = [row for each in rows.values() for row in each]
    first = max(every, key=lambda row: row.said, default=None)
    worst = max(rows["causes"], key=lambda row: row.true, default=None)
    brand = question.facts["brand_title"].partition(",")[0]
    if view == "brand" or worst is None:
        is_seen = first is not None and first.said > 0
        return str(say.seen(brand, first.title if first and is_seen else "", bool(first and first.is_cause)))
    return str(say.in_truth(worst.title, _mean(told, lambda each: each["found"])))


def _score(survey: Spread, everybody: Spread, words: ModuleType) -> str:
    say = words.listening
    scores = [
        ("seen-always", Score(survey.mean, survey.half, say.surveyed(survey), BLUE)),
        ("seen true", Score(everybody.mean, everybody.half, say.everybodys(everybody), RUST)),
    ]
    title = f"{say.SCORE_HEAD}: {say.surveyed(survey)}, {say.everybodys(everybody)}"
    return score_picture(scores, (survey.mean - 15, survey.mean + 15), words.plain_tick, title)


def _works(told: Sequence[Told], facts: Facts, say: ModuleType) -> list[tuple[str, ...]]:
    """Return the works on which money was spent in some future, most first."""
    targets = {("cause", name): title for name, title in facts["causes"].items()}
    targets |= {("touchpoint", name): each["title"] for name, each in facts["touchpoints"].items()}
    of: dict[str, dict[int, Told]] = {}
    for future, each in enumerate(told):
        for work in each["works"]:
            of.setdefault(work["title"], {})[future] = work

    def figure(works: Mapping[int, Told], what: str, missing: float | None) -> Spread:
        values = [works[future][what] if future in works else missing for future in range(len(told))]
        known = [value for value in values if value is not None]
        return spread(known, quantiles()) if known else Spread(math.nan, math.inf)

    rows = []
    for title, works in sorted(of.items(), key=lambda each: -figure(each[1], "spent", 0.0).mean):
        target = targets[tuple(next(iter(works.values()))["target"])]
        figures = [
            figure(works, "spent", 0.0),
            *(figure(works, what, None) for what in ("promised", "claimed", "avoided")),
        ]
        rows.append(
            (phrase(title), target, *(say.per_thousand(each) if math.isfinite(each.mean) else "–" for each in figures))
        )
    return rows
