"""Your market: facts and a table of customers, typed or dropped, compared with the model and fitted to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from app.address import in_language
from app.catalogue import Catalogue
from app.desk import Desk
from app.events import visitor_of
from app.rooms.given import facts_file, facts_in, filled, mapping_file, result
from app.runs import Command, Runs
from app.uploads import FACTS, LARGEST, MAPPING, TABLE, TooLargeError, Uploads
from language import spoken

HOW = {
    "check": ("--check", "--customers=2000", "--checks=8"),
    "quick": ("--customers=2000", "--seeds=3", "--checks=8", "--steps=8"),
    "full": (),
}
"""Way to run -> the options of the command."""
VERDICTS, REPORT = "verdicts.csv", "fit.html"
_MEGABYTE = 1e6


class _Page(Protocol):
    desk: Desk
    catalogue: Catalogue
    runs: Runs
    words: ModuleType
    folder: Path

    def render(self, template: str, **values: Any) -> str: ...
    def room(self, name: str, request: Request, address: str, **values: Any) -> Response: ...


class Question:
    """What the address of the room says.

    Attributes
    ----------
    facts, table : digests of what was given, "" for nothing.
    how : a key of `HOW`.
    """

    def __init__(self, query: Mapping[str, str], catalogue: Catalogue, uploads: Uploads) -> None:
        market = query.get("market", catalogue.first)
        self.market = market if market in catalogue else catalogue.first
        self.facts = query.get("facts", "") if uploads.path(query.get("facts", ""), FACTS) else ""
        self.table = query.get("table", "") if uploads.path(query.get("table", ""), TABLE) else ""
        self.how = query.get("how", "") if query.get("how", "") in HOW else "check"
        self._uploads = uploads

    def query(self, **others: str) -> str:
        """Return the address; `others` take the place of what it says."""
        found = {"market": self.market, "facts": self.facts, "table": self.table}
        found["how"] = "" if self.how == "check" else self.how
        return in_language(urlencode({name: value for name, value in (found | others).items() if value}))

    @property
    def mapping(self) -> Path | None:
        """The confirmed mapping of the table, None when there is none yet."""
        return self._uploads.path(self.table, MAPPING) if self.table else None

    def command(self) -> Command | None:
        """Return the command that compares or fits; None without facts."""
        facts = self._uploads.path(self.facts, FACTS)
        if facts is None:
            return None
        people = []
        if self.mapping:
            people = [f"--from-crm={self._uploads.path(self.table, TABLE)}", f"--mapping={self.mapping}"]
        sizes = [each for each in HOW[self.how] if not (people and each.startswith("--customers"))]
        return Command(("fit", self.market, f"--facts={facts}", *people, *sizes), language=spoken())


class Room:
    """The requests of the room."""

    def __init__(self, page: _Page) -> None:
        self._page = page
        self._uploads = Uploads(page.folder / "given")

    def routes(self) -> list[BaseRoute]:
        """Return what the room answers."""
        return [
            Route("/market", self.whole),
            Route("/market/rows", self.rows),
            Route("/market/facts", self.facts, methods=["POST", "PUT"]),
            Route("/market/table", self.put_table, methods=["PUT"]),
            Route("/market/columns", self.columns),
            Route("/market/mapping", self.mapping, methods=["POST"]),
            Route("/market/read", self.read),
            Route("/market/run", self.run),
            Route("/market/start", self.start, methods=["POST"]),
            Route("/market/stop", self.stop, methods=["POST"]),
            Route("/market/forget", self.forget, methods=["POST"]),
        ]

    def _question(self, request: Request) -> Question:
        return Question(request.query_params, self._page.catalogue, self._uploads)

    async def whole(self, request: Request) -> Response:
        """Return the room."""
        question = self._question(request)
        words = self._page.words
        return self._page.room(
            "market",
            request,
            in_language(urlencode({"market": question.market})),
            question=question,
            markets=[(name, self._page.catalogue[name]["title"]) for name in self._page.catalogue],
            hows=[(how, *words.market.HOW[how]) for how in HOW],
            run=self._run(question),
            sizes={name: words.market.size(LARGEST[name] / _MEGABYTE) for name in LARGEST},
        )

    # Facts ---------------------------------------------------------------------------------------------------------

    async def rows(self, request: Request) -> Response:
        """Return the list of facts to fill in, with what was filled in."""
        question = self._question(request)
        told = await self._answer(request, {"kind": "fact-rows", "market": question.market})
        if "rows" not in told:
            return HTMLResponse(self._page.words.went_wrong(told.get("error", "")), 500)
        path = self._uploads.path(question.facts, FACTS)
        given = list(facts_in(path.read_text(encoding="utf-8-sig", errors="replace"))) if path else []
        facts = self._page.catalogue[question.market]
        rows = filled(told["rows"], given, facts, self._page.words)
        return HTMLResponse(self._page.render("market_facts.html.j2", question=question, rows=rows))

    async def facts(self, request: Request) -> Response:
        """Keep facts that were typed (POST) or dropped (PUT), and lead to the room with them."""
        question = self._question(request)
        if request.method == "PUT":
            return await self._taken_in(request, question, FACTS, "facts")
        typed = parse_qsl((await request.body()).decode("utf-8", errors="replace"), keep_blank_values=True)
        digest = self._uploads.keep(facts_file(typed).encode(), FACTS)
        return RedirectResponse(f"/market?{question.query(facts=digest)}#run", 303)

    async def _taken_in(self, request: Request, question: Question, name: str, part: str) -> Response:
        try:
            digest = await self._uploads.take_in(request.stream(), name)
        except TooLargeError:
            return JSONResponse({"error": self._page.words.market.TOO_LARGE}, 413)
        return JSONResponse({"address": f"/market?{question.query(**{part: digest})}#{part}"})

    # A table of customers ------------------------------------------------------------------------------------------

    async def put_table(self, request: Request) -> Response:
        """Keep a table that was dropped, and lead to the room with it."""
        return await self._taken_in(request, self._question(request), TABLE, "table")

    async def columns(self, request: Request) -> Response:
        """Return the form of the mapping, as guessed."""
        question = self._question(request)
        path = self._uploads.path(question.table, TABLE)
        if path is None:
            return HTMLResponse("not found", 404)
        asks = {"kind": "columns", "market": question.market, "path": str(path)}
        told = await self._answer(request, asks)
        if "columns" not in told:
            return HTMLResponse(self._page.render("market_error.html.j2", error=told.get("error", "")))
        return HTMLResponse(self._page.render("market_columns.html.j2", question=question, told=told))

    async def mapping(self, request: Request) -> Response:
        """Keep the mapping that was confirmed, and lead to what is in the table."""
        question = self._question(request)
        form = dict(parse_qsl((await request.body()).decode("utf-8", errors="replace"), keep_blank_values=True))
        self._uploads.beside(question.table, MAPPING, mapping_file(form))
        return RedirectResponse(f"/market?{question.query()}#table", 303)

    async def read(self, request: Request) -> Response:
        """Return what the loader finds in the table with its mapping, or all that is wrong, in its own words."""
        question = self._question(request)
        if question.mapping is None:
            return HTMLResponse("not found", 404)
        path = self._uploads.path(question.table, TABLE)
        asks = {"kind": "table", "market": question.market, "path": str(path), "mapping": str(question.mapping)}
        told = await self._answer(request, asks)
        template = "market_read.html.j2" if "summary" in told else "market_error.html.j2"
        return HTMLResponse(self._page.render(template, told=told, error=told.get("error", ""), question=question))

    async def forget(self, request: Request) -> Response:
        """Remove what was given."""
        question = self._question(request)
        part = request.query_params.get("part", "")
        self._uploads.forget(question.facts if part == "facts" else question.table if part == "table" else "")
        return RedirectResponse(f"/market?{self._question(request).query()}", 303)

    # Runs ----------------------------------------------------------------------------------------------------------

    async def run(self, request: Request) -> Response:
        """Return how far the run is."""
        question = self._question(request)
        return HTMLResponse(self._page.render("market_run.html.j2", question=question, run=self._run(question)))

    async def start(self, request: Request) -> Response:
        """Begin a run, or go on with it."""
        form = dict(parse_qsl((await request.body()).decode("utf-8", errors="replace")))
        question = Question({**request.query_params, **form}, self._page.catalogue, self._uploads)
        if command := question.command():
            await self._page.runs.start(command)
        return RedirectResponse(f"/market?{question.query()}#run", 303)

    async def stop(self, request: Request) -> Response:
        """Ask a run to stop."""
        question = self._question(request)
        if command := question.command():
            await self._page.runs.stop(command.digest)
        return RedirectResponse(f"/market?{question.query()}#run", 303)

    def _run(self, question: Question) -> dict[str, Any]:
        command, words = question.command(), self._page.words
        found: dict[str, Any] = {"state": "none", "words": "", "error": "", "files": [], "command": "", "result": None}
        found |= {"query": question.query(), "done": 0, "total": 0, "digest": ""}
        if command is None:
            return found
        progress = self._page.runs.progress(command)
        found |= {"state": progress.state, "done": progress.done, "total": progress.total, "error": progress.error}
        found |= {"command": command.command, "digest": command.digest}
        if progress.state != "none":
            found["words"] = words.experiment_state(progress.state, progress.done, progress.total)
        if progress.state == "done":
            found["files"] = self._page.runs.outputs(command.digest)
            path = self._page.runs.file(command.digest, VERDICTS)
            facts = self._page.catalogue[question.market]
            found["result"] = result(path.read_text(encoding="utf-8-sig"), facts, words) if path else None
        return found

    async def _answer(self, request: Request, asks: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        async for _, told in self._page.desk.ask(visitor_of(request), [asks]):
            found |= told
        return found
