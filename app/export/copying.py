"""Copying: every page of a copy with the answers that its script will ask for, as far as they are computed."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeVar

from starlette.types import ASGIApp

from app.copied import STOPS
from app.export.addresses import Pages, address, key_of, options
from app.export.desk import UnansweredError
from app.export.visits import streamed, visit
from app.rooms import listening, network
from app.rooms.journey import STAGE_OF
from app.rooms.teach import GUESSES
from app.serve import App

T = TypeVar("T")
Pairs = dict[str, Any]
"""What an address says, by name."""
_PEOPLE_OF_A_KIND = 3
_GROUP = re.compile(r'<p class="who">(.*?)</p>', re.DOTALL)
_PERSON = re.compile(r'data-person="(\d+)"')


@dataclass
class Copy:
    """A page as it was given, with the answers to what its script asks.

    Attributes
    ----------
    answers : name of an answer -> what is told in it: events, or a text.
    people : those whose diaries can be opened from it.
    """

    address: str
    html: str
    answers: dict[str, list[Any]] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)


class Copying:
    """Visits all pages of a market in a language.

    Parameters
    ----------
    page : answers requests.
    usual : what all addresses of the copy say: seed, weeks and people, where they are not the usual ones.

    Attributes
    ----------
    copies : the pages of which everything is computed, by their files.
    """

    def __init__(self, app: App, page: ASGIApp, pages: Pages, usual: Pairs, language: str) -> None:
        self._app, self._page, self._pages = app, page, pages
        self._usual, self._language = usual, language
        self.copies: dict[str, Copy] = {}

    async def market(self, market: str) -> None:
        """Visit every room of a market."""
        assert self._app.copied is not None
        of = {"market": market} | self._usual
        visits = {
            "compare": self._compare,
            "journey": self._journeys,
            "customer": self._customers,
            "moments": self._moments,
            "listening": self._listening,
            "network": self._network,
            "teach": self._teach,
        }
        for room in self._app.copied.rooms:
            await visits[room](of)

    async def about(self) -> None:
        """Visit the page that says what a copy is."""
        await self._put("/copied")

    async def _compare(self, of: Pairs) -> None:
        strategies = [each["name"] for each in self._app.catalogue[of["market"]]["strategies"]]
        for strategy in ("", *strategies):
            asked = of | options(strategy=strategy)
            await self._put(address("/compare", asked), first=[address("/whatif", asked)])

    def _lived(self, of: Pairs) -> list[Pairs]:
        """Return what the addresses of all lives that are copied say: as things are, and with each strategy."""
        assert self._app.copied is not None
        return [of | options(strategy=strategy) for strategy in ("", *self._app.copied.lived[of["market"]])]

    async def _journeys(self, of: Pairs) -> None:
        assert self._app.copied is not None
        for life in self._lived(of):
            people = await self._people(life) if "customer" in self._app.copied.rooms else []
            for as_is in ("", "1") if "strategy" in life else ("",):
                asked = life | options(as_is=as_is)
                of_script = asked if "strategy" in life else asked | {"as_is": "1"}
                parts = [
                    address("/journey/stage", of_script | {"place": place, "week": week})
                    for place in STAGE_OF
                    for week in self._app.copied.weeks
                ]
                streams = [address("/journey/life", of_script)]
                await self._put(address("/journey", asked), streams=streams, parts=parts, people=people)

    async def _customers(self, of: Pairs) -> None:
        for life in self._lived(of):
            people = await self._people(life)
            stories = [address("/customer/story", life | {"person": person}) for person in people]
            parts = [address("/customer/people", life), *stories]
            await self._put(address("/customer", life), parts=parts, people=people)

    async def _people(self, of: Pairs) -> list[int]:
        """Return people of each kind whose diaries are copied; nobody as long as they are not known."""
        text = await self._known(visit(self._page, self._spoken(address("/customer/people", of))))
        groups = [_PERSON.findall(group)[:_PEOPLE_OF_A_KIND] for group in _GROUP.findall(text or "")]
        return [int(person) for group in groups for person in group]

    async def _moments(self, of: Pairs) -> None:
        await self._put(address("/moments", of), first=[address("/moments/answer", of)])

    async def _listening(self, of: Pairs) -> None:
        if of["market"] not in listening.markets_that_mend(self._app.catalogue):
            return
        positions = [options(mode=mode) | levers for mode in ("", "joined") for levers in _positions("listening")]
        answers = [address("/listening/answer", of | position) for position in positions]
        await self._put(address("/listening", of), first=answers[:1], streams=answers)

    async def _network(self, of: Pairs) -> None:
        for levers in _positions("network"):
            moved = of | {name: value for name, value in levers.items() if float(value) != network.USUAL[name]}
            await self._put(address("/network", moved), streams=[address("/network/answer", moved)])

    async def _teach(self, of: Pairs) -> None:
        says = await self._known(self._app.lessons.facts(of["market"], ""))
        first = next(iter(self._app.words.LESSONS))
        for lesson, each in (says or {}).items():
            asked = {"lesson": lesson, **of}
            await self._put(address("/teach", asked), room=address("/teach", of) if lesson == first else "")
            rules = ("", "1") if each["switch"] else ("",)
            for off, guess in product(rules, () if each["lacks"] else GUESSES):
                chosen = asked | options(guess=guess, off=off)
                await self._put(address("/teach", chosen), streams=[address("/teach/run", chosen)])

    async def _put(
        self,
        at: str,
        first: Sequence[str] = (),
        streams: Sequence[str] = (),
        parts: Sequence[str] = (),
        people: Sequence[int] = (),
        room: str = "",
    ) -> None:
        """Take in a page with its answers, when all are computed.

        Parameters
        ----------
        first : addresses at which it is asked first, so that the page shows the answer itself.
        room : another address of the page.
        """
        answers: dict[str, list[Any] | None] = {}
        before = [await self._known(streamed(self._page, self._spoken(each))) for each in first]
        for each in streams:
            told = await self._known(streamed(self._page, self._spoken(each)))
            answers[key_of(each)] = None if told is None else list(_lasting(told))
        for each in parts:
            text = await self._known(visit(self._page, self._spoken(each)))
            answers[key_of(each)] = None if text is None else [text]
        if None in before or None in answers.values():
            return
        html = await visit(self._page, self._spoken(at))
        file = self._pages.add(at)
        if room:
            self._pages.add(room, file)
        known = {key: told for key, told in answers.items() if told is not None}
        self.copies[file] = Copy(at, html, known, list(people))

    def _spoken(self, at: str) -> str:
        return f"{at}{'&' if '?' in at else '?'}lang={self._language}"

    async def _known(self, asked: Awaitable[T]) -> T | None:
        """Return an answer, None when it is not computed yet."""
        try:
            return await asked
        except UnansweredError:
            return None


def _positions(room: str) -> Iterator[dict[str, str]]:
    """Yield every combination of where the levers of a room can stand in a copy, as addresses have it."""
    stops = {name: [f"{value:g}" for value in values] for name, values in STOPS[room].items()}
    if room == "listening":
        stops = {name: ["", *values] for name, values in stops.items()}
    for values in product(*stops.values()):
        yield options(**dict(zip(stops, values, strict=True)))


def _lasting(told: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the events that tell of weeks, and the last one: those before it are the same, as far as it had come."""
    for place, event in enumerate(told):
        if place == len(told) - 1 or not {"panels", "top"} & set(event):
            yield event
