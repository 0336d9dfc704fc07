"""Making a copy: the page is visited with what is computed, until it asks for nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.address import FUTURES, Asked
from app.answers import WEEKS_SMOOTHED
from app.catalogue import Catalogue
from app.copied import Copied
from app.desk import Message
from app.export.addresses import Pages
from app.export.copying import Copying
from app.export.desk import KeptDesk, text_of
from app.export.files import common_files, files_of, in_page
from app.export.levers import Levers, document
from app.export.request import CopyRequest
from app.export.surface import Fitted
from app.export.work import GAIN
from app.serve import App, routes_of
from app.tongue import Tongue
from app.words import WORDS, en, en_copied
from experiments.running.versions import code_hash
from language import number, phrase, speaking

Answers = Mapping[str, Sequence[Message]]
_HALF_YEAR = 26


@dataclass(frozen=True)
class Made:
    """A copy.

    Attributes
    ----------
    files : path in the folder -> text.
    errors : of each surface, by market and figure.
    """

    files: dict[str, str]
    errors: list[dict[str, Any]]


class Making:
    """Makes a copy.

    Parameters
    ----------
    lived : market -> the strategies whose lives are copied.
    """

    def __init__(self, request: CopyRequest, lived: Mapping[str, tuple[str, ...]]) -> None:
        self._request = request
        self._lived = lived
        self._weeks = tuple(range(_HALF_YEAR, request.weeks + 1, _HALF_YEAR))
        self._code = code_hash("sim")
        facts = Catalogue(request.markets)
        with_levers = request.markets if "compare" in request.copied_rooms else ()
        self._levers = {
            market: Levers.of(self._asked(market), facts[market], int(request.samples)) for market in with_levers
        }

    def _asked(self, market: str) -> Asked:
        of = self._request
        return Asked(market, seed=of.seed, weeks=of.weeks, customers=of.customers)

    async def missing(self, answers: Answers) -> dict[str, Message]:
        """Return the questions, by their text, that pages and surfaces ask in vain."""
        desk = KeptDesk(answers, self._code)
        for language in self._request.language:
            await self._visited(desk, language, {})
        wanted = {text_of(each): each for each in self._of_surfaces()}
        return desk.missing | {text: each for text, each in wanted.items() if text not in answers}

    def _of_surfaces(self) -> Iterator[Message]:
        for levers in self._levers.values():
            asked = levers.asked
            as_is = {"kind": "what-if", "market": asked.market, "customers": asked.customers, "weeks": asked.weeks}
            yield from (as_is | {"seed": seed, "scenario": ""} for seed in asked.seeds)
            yield from levers.questions()

    async def made(self, answers: Answers) -> Made:
        """Return the copy, once everything is computed."""
        surfaces = {market: levers.surfaces(answers) for market, levers in self._levers.items()}
        files: dict[str, str] = {}
        languages = self._request.language
        first = ""
        for language in languages:
            with speaking(language):
                documents = {market: self._document(market, of, answers) for market, of in surfaces.items()}
            desk = KeptDesk(answers, self._code)
            copying, pages = await self._visited(desk, language, documents, surfaces)
            assert not desk.missing
            first = first or next(iter(copying.copies))
            files |= files_of(copying.copies, pages, language, languages, self._weeks)
        return Made(files | common_files(first, languages, "cxsim"), list(self._errors(surfaces)))

    def _document(self, market: str, surfaces: Mapping[str, Fitted], answers: Answers) -> str:
        levers = self._levers[market]
        asked = levers.asked
        common = {"kind": "what-if", "market": market, "customers": asked.customers, "weeks": asked.weeks}
        told = [answers[text_of(common | {"seed": seed, "scenario": ""})] for seed in asked.seeds]
        as_is = [[row for each in of_seed for row in each.get("as_is", ())] for of_seed in told]
        return in_page(document(levers, surfaces, as_is))

    async def _visited(
        self,
        desk: KeptDesk,
        language: str,
        documents: Mapping[str, str],
        surfaces: Mapping[str, Mapping[str, Fitted]] | None = None,
    ) -> tuple[Copying, Pages]:
        """Visit all pages in a language."""
        of = self._request
        copied = Copied(of.markets, self._lived, self._weeks, documents, of.copied_rooms)
        app = App(desk, Path(), copied=copied)

        async def about(request: Request) -> Response:
            """Return the page that says what a copy is."""
            return app.room("copied", request, f"market={self._request.markets[0]}", **self._about(surfaces or {}))

        routes = [*routes_of(app), Route("/copied", about)]
        page = Starlette(routes=routes, middleware=[Middleware(Tongue)])
        usual = dict(self._asked("").pairs())
        usual.pop("market")
        copying = Copying(app, page, pages := Pages(usual), usual, language)
        for market in self._request.markets:
            await copying.market(market)
        await copying.about()
        return copying, pages

    def _about(self, surfaces: Mapping[str, Mapping[str, Fitted]]) -> dict[str, Any]:
        """Return what the page about the copy shows, in the language that is spoken."""
        of = self._request
        facts = Catalogue(of.markets)
        rows = []
        for market, by_figure in surfaces.items():
            for name, surface in by_figure.items():
                last = [float(surface.errors[moved][-1]) for moved in ("one", "several")]
                rows.append((facts[market]["title"], WORDS.PANELS[name], *(_size(name, each) for each in last)))
        points = max((len(levers.positions) for levers in self._levers.values()), default=0)
        return {
            "basis": en_copied.basis(of.seed, FUTURES, of.customers, en.horizon(of.weeks)),
            "errors": rows,
            "error": en_copied.error(points, FUTURES),
        }

    def _errors(self, surfaces: Mapping[str, Mapping[str, Fitted]]) -> Iterator[dict[str, Any]]:
        for market, by_figure in surfaces.items():
            for name, surface in by_figure.items():
                for quarter in range(len(surface.centre)):
                    sizes = {f"within_{moved}": float(of[quarter]) for moved, of in surface.errors.items()}
                    yield {"market": market, "figure": name, "week": WEEKS_SMOOTHED * (quarter + 1)} | sizes


def _size(figure: str, error: float) -> str:
    """Return an error in the unit of its figure."""
    if figure == GAIN:
        return en.eur(error)
    text = number(error, 0 if figure == "customers" else 1)
    return phrase("{difference}\u00a0points", difference=text) if figure in ("nps", "churn") else text
