"""Moments of truth: what matters and how good it is, as counterfactual worlds show it and as a survey would draw it."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from types import ModuleType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from app.address import FUTURES, LIVE_CUSTOMERS, WEEKS, asked_in
from app.answers import Spread
from app.catalogue import Catalogue, Facts, shipped
from app.events import event, visitor_of
from app.rooms.live import LiveQuestion, Page
from experiments.pictures.matrix import NARROW, WIDE, Axes, Point, Spot, matrix_picture

VIEWS = ("truth", "survey")
_KEPT = 20
_SECONDS_BETWEEN = 0.2

Told = dict[str, Any]


class Question(LiveQuestion):
    """A question of this room: of which market and brand, with how many people and which luck.

    Attributes
    ----------
    view : which of the two pictures is seen.
    point : the touchpoint that is open, "" for none.
    """

    SEEN = ("view", "point")

    def __init__(self, query: Mapping[str, str], catalogue: Catalogue) -> None:
        self.asked = asked_in(query, catalogue).but(strategy="", levers={})
        facts = catalogue[self.asked.market]
        brand = query.get("brand", "")
        self.brand = brand if brand in facts["brands"] else str(facts["brand"])
        self._is_usual = self.brand == facts["brand"]
        self.view = query.get("view", "") if query.get("view", "") in VIEWS else VIEWS[0]
        point = query.get("point", "")
        self.point = point if point in facts["touchpoints"] else ""

    def _pairs(self) -> dict[str, Any]:
        found = dict(self.asked.pairs()) | {"brand": "" if self._is_usual else self.brand}
        return found | {"view": "" if self.view == VIEWS[0] else self.view, "point": self.point}

    def for_worker(self) -> dict[str, Any]:
        """Return the question as a worker takes it."""
        asked = self.asked
        return {
            "kind": "moments",
            "market": asked.market,
            "brand": self.brand,
            "customers": asked.customers,
            "weeks": asked.weeks,
            "seeds": asked.seeds,
            "home": f"moments {asked.market}",
        }


class Room:
    """The requests of the room, and the answers that were given lately."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._kept: dict[str, Told] = {}

    def routes(self) -> list[BaseRoute]:
        """Return what the room answers."""
        return [Route("/moments", self.whole), Route("/moments/answer", self.stream)]

    async def whole(self, request: Request) -> Response:
        """Return the room with what is known."""
        question = Question(request.query_params, self._page.catalogue)
        found = page(question, self._known(question) or self._beforehand(question), self._page)
        return self._page.room("moments", request, question.asked.query(), **found)

    async def stream(self, request: Request) -> Response:
        """Return the answer as a stream of events that becomes more exact."""
        question = Question(request.query_params, self._page.catalogue)
        return StreamingResponse(self._events(question, visitor_of(request)), media_type="text/event-stream")

    async def _events(self, question: Question, visitor: str) -> AsyncIterator[str]:
        yield ": asked\n\n"
        if (known := self._known(question)) is not None:
            yield self._event(question, known)
            return
        sent = 0.0
        async for _, told in self._page.desk.ask(visitor, [question.for_worker()]):
            if "error" in told:
                yield event({"error": self._page.words.went_wrong(told["error"])})
                return
            if "touchpoints" not in told:
                continue
            is_whole = told["done"] == told["total"]
            if is_whole:
                self._keep(question.key, told)
            if is_whole or time.monotonic() - sent >= _SECONDS_BETWEEN:
                yield self._event(question, told)
                sent = time.monotonic()

    def _event(self, question: Question, told: Told) -> str:
        found = page(question, told, self._page)
        parts = {
            name: self._page.render(f"moments_{name}.html.j2", **found) for name in ("top", "answer", "points", "more")
        }
        answer = found["answer"]
        return event(parts | {"whole": answer["is_whole"], "aloud": answer["finding"]})

    def _known(self, question: Question) -> Told | None:
        """Return a whole answer that this model gave, or gave when the page was made."""
        if question.key in self._kept:
            return self._kept[question.key]
        document = shipped().get(question.asked.market)
        is_same_model = document is not None and self._page.desk.state.get("code") == document["code"]
        return self._beforehand(question) if is_same_model else None

    def _beforehand(self, question: Question) -> Told | None:
        """Return the shipped answer of a question, None when there is none."""
        document = shipped().get(question.asked.market, {})
        usual = Question({"market": question.asked.market}, self._page.catalogue)
        return document.get("moments") if question.key == usual.key else None

    def _keep(self, key: str, told: Told) -> None:
        self._kept[key] = told
        while len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept)))


def page(question: Question, told: Told | None, of: Page) -> dict[str, Any]:
    """Return what the template of the room shows."""
    facts, words, asked = of.catalogue[question.asked.market], of.words, question.asked
    return {
        "asked": asked,
        "question": question,
        "facts": facts,
        "markets": [(name, of.catalogue[name]["title"]) for name in of.catalogue],
        "brands": list(facts["brands"].items()),
        "weeks": [(weeks, words.horizon(weeks)) for weeks in WEEKS],
        "sizes": [(size, words.people(size)) for size in LIVE_CUSTOMERS],
        "luck": words.luck(asked.seed, FUTURES),
        "other_luck": question.query(seed=asked.seed + FUTURES),
        "views": [(view, question.query(view="" if view == VIEWS[0] else view)) for view in VIEWS],
        "command": command(question),
        "answer": shown(question, told or _nothing(), facts, words),
    }


def command(question: Question) -> str:
    """Return the command that measures the same with more people."""
    asked = question.asked
    brand = "" if question.key == asked.key else f" --brand={question.brand}"
    return f"cxsim moments {asked.market}{brand} --customers=20000 --weeks={asked.weeks} --seed={asked.seed}"


def _nothing() -> Told:
    return {"touchpoints": [], "causes": [], "threshold": 0.0, "retention": 0.0, "seeds": 0, "done": 0, "total": 1}


def spread_of(pair: Sequence[float | None]) -> Spread:
    """Return an estimate that a worker told; what it does not know is no number."""
    mean, half = pair
    return Spread(math.nan if mean is None else mean, math.inf if half is None else half)


def shown(question: Question, told: Told, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return an answer as the page shows it: a finding, the pictures, what each point means, and tables."""
    say = words.moments
    brand = facts["brands"][question.brand].partition(",")[0]
    touchpoints, seeds = told["touchpoints"], told["seeds"]
    first = touchpoints[0] if touchpoints else None
    titles = {name: each["title"] for name, each in facts["touchpoints"].items()}
    rows = [_row(place, each, told, facts, titles, words) for place, each in enumerate(touchpoints, start=1)]
    return {
        "finding": say.finding(
            brand, titles[first["name"]] if first else "", spread_of(first["importance"]) if first else None, seeds
        ),
        "survey": _survey_finding(touchpoints, titles, say) if seeds else "",
        "agreement": say.agreement(*(spread_of(told["agreement"][kind]) for kind in ("shapley", "stated")))
        if seeds
        else "",
        "basis": say.basis(told["done"], told["total"], seeds, question.asked.seed, question.asked.customers)
        if seeds
        else "",
        "pictures": _pictures(question, told, rows, say),
        "rows": rows,
        "causes": [
            (
                facts["causes"][each["name"]],
                say.points(spread_of(each["importance"])),
                _share_of_most(each, told["causes"]),
            )
            for each in told["causes"]
        ],
        "is_whole": told["done"] == told["total"],
        "done": told["done"],
        "total": told["total"],
    }


def _share_of_most(cause: Told, causes: Sequence[Told]) -> int:
    """Return the length of a bar, in per cent of the longest."""
    most = max((each["importance"][0] for each in causes), default=0.0)
    return round(100 * max(0.0, cause["importance"][0]) / most) if most > 0 else 0


def _survey_finding(touchpoints: Sequence[Told], titles: Mapping[str, str], say: ModuleType) -> str:
    asked = [each for each in touchpoints if each["derived"] is not None and each["stated"] is not None]
    if not asked:
        return str(say.survey_finding("", "", ""))
    first = [max(asked, key=lambda each: each[kind])["name"] for kind in ("derived", "stated")]
    return str(say.survey_finding(*(titles[name] for name in (*first, touchpoints[0]["name"]))))


def _row(
    place: int, of: Told, told: Told, facts: Facts, titles: Mapping[str, str], words: ModuleType
) -> dict[str, Any]:
    """Return a touchpoint with what its place means."""
    say = words.moments
    importance, ahead, expected, asked = (spread_of(of[name]) for name in ("importance", "ahead", "expected", "asked"))
    decision = of["decision"] if told["seeds"] > 1 else ""
    rival = facts["brands"].get(of["rival"], "").partition(",")[0]
    means = [
        say.importance_means(importance, told["retention"]),
        say.rival_means(ahead, rival),
        f"{say.expectation_means(expected)} {say.asked_means(asked)}",
        say.often_means(of["encounters"]),
        say.survey_means(
            of["derived"], _place(of, told, "derived"), of["stated"], _place(of, told, "stated"), _asked(told)
        ),
        say.rated_means(of["rated"]),
    ]
    return {
        "key": of["name"],
        "number": place,
        "title": titles[of["name"]],
        "decision": decision,
        "decided": say.DECISIONS[decision],
        "means": [each for each in means if each],
        "cells": (
            say.points(importance),
            say.quality(ahead),
            say.quality(expected),
            say.share(of["derived"]),
            say.stated(of["stated"]),
        ),
        "tone": "good" if expected.low > 0 else "bad" if expected.high < 0 else "",
        "of": of,
    }


def _place(of: Told, told: Told, kind: str) -> int:
    """Return the place of a touchpoint among all by what a survey says, from 1."""
    if of[kind] is None:
        return 0
    return 1 + sum(each[kind] is not None and each[kind] > of[kind] for each in told["touchpoints"])


def _asked(told: Told) -> int:
    return sum(each["derived"] is not None for each in told["touchpoints"])


def _pictures(question: Question, told: Told, rows: Sequence[dict[str, Any]], say: ModuleType) -> list[str]:
    points = []
    for row in rows:
        of = row["of"]
        importance, ahead = spread_of(of["importance"]), spread_of(of["ahead"])
        points.append(
            Point(
                row["key"],
                row["number"],
                row["title"],
                Spot(of["ahead"][0], importance.mean),
                Spot(of["rated"], None if of["derived"] is None else 100 * of["derived"]),
                row["tone"],
                (ahead.half, importance.half),
                f"/moments?{question.query(point=row['key'])}",
                say.aloud(row["number"], row["title"], row["decision"]),
            )
        )
    truth = Axes(say.ACROSS["truth"], say.UP["truth"], say.CORNERS["truth"], told["threshold"])
    mean_share = 100.0 / max(_asked(told), 1)
    survey = Axes(say.ACROSS["survey"], say.UP["survey"], say.CORNERS["survey"], mean_share)
    return [matrix_picture(layout, points, truth, survey, say.MATRIX_TITLE) for layout in (WIDE, NARROW)]
