"""Your market: facts and a table of customers, typed or dropped, compared with the model and fitted to it."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from app.address import in_language, quoted
from app.catalogue import Catalogue, Facts
from app.desk import Desk
from app.events import visitor_of
from app.runs import Command, Runs
from app.uploads import FACTS, LARGEST, MAPPING, TABLE, TooLargeError, Uploads
from experiments.pictures.targets import Target, targets_picture

HOW = {
    "check": ("--check", "--customers=2000", "--checks=8"),
    "quick": ("--customers=2000", "--seeds=3", "--checks=8", "--steps=8"),
    "full": (),
}
"""Way to run -> the options of the command."""
COLUMNS = ("what", "brand", "segment", "touchpoint", "value", "unit", "tolerance")
VERDICTS, REPORT = "verdicts.csv", "fit.html"
_LONGEST = 100
_MEGABYTE = 1e6

Row = dict[str, str]


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
        return Command(("fit", self.market, f"--facts={facts}", *people, *sizes))


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
        given = list(_given(path.read_text(encoding="utf-8-sig", errors="replace"))) if path else []
        facts = self._page.catalogue[question.market]
        rows = _filled(told["rows"], given, facts, self._page.words)
        return HTMLResponse(self._page.render("market_facts.html.j2", question=question, rows=rows))

    async def facts(self, request: Request) -> Response:
        """Keep facts that were typed (POST) or dropped (PUT), and lead to the room with them."""
        question = self._question(request)
        if request.method == "PUT":
            return await self._taken_in(request, question, FACTS, "facts")
        typed = parse_qsl((await request.body()).decode("utf-8", errors="replace"), keep_blank_values=True)
        digest = self._uploads.keep(_facts_file(typed).encode(), FACTS)
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


# Facts ---------------------------------------------------------------------------------------------------------------


def _given(text: str) -> Iterator[Row]:
    """Yield the facts of a file, as far as they are easily read; the command itself reads and judges all of it."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if not lines:
        return
    delimiter = max(",;\t|", key=lines[0].count)
    for row in csv.DictReader(StringIO("\n".join(lines)), delimiter=delimiter):
        yield {name: str(row.get(name) or "").strip()[:_LONGEST] for name in COLUMNS}


def _filled(rows: Sequence[Row], given: Sequence[Row], facts: Facts, words: ModuleType) -> list[dict[str, Any]]:
    """Return the facts to fill in, with what is given; those that a list does not ask for come last."""
    found = {_key(row): row for row in given if row["value"]}
    every = [*rows, *(row for key, row in found.items() if key not in {_key(row) for row in rows})]
    return [
        {
            "title": title(row, facts, words),
            "key": json.dumps(_key(row)),
            "unit": words.market.unit(row["unit"]),
            "value": found.get(_key(row), row)["value"],
            "tolerance": found.get(_key(row), row)["tolerance"],
        }
        for row in every
    ]


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name) or "" for name in ("what", "brand", "segment", "touchpoint"))


def title(row: Mapping[str, str], facts: Facts, words: ModuleType) -> str:
    """Return what a fact is about, in words."""
    what, brand, segment, touchpoint = _key(row)
    brand = facts["brands"].get(brand, brand).partition(",")[0]
    place = facts["touchpoints"].get(touchpoint, {"title": touchpoint})["title"]
    return str(words.market.fact(what, brand, facts["segments"].get(segment, segment), place))


def _facts_file(typed: Sequence[tuple[str, str]]) -> str:
    """Return the file of what was typed: fields come as ("value" or "tolerance", space, key) and what was given."""
    cells: dict[str, dict[str, str]] = {}
    for name, value in typed:
        field, _, key = name.partition(" ")
        if field in ("value", "tolerance") and value.strip():
            cells.setdefault(key, {})[field] = value.strip()[:_LONGEST].replace("\u2212", "-")
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("what", "brand", "segment", "touchpoint", "value", "tolerance"))
    for key, row in cells.items():
        if "value" in row:
            what, brand, segment, touchpoint = _parts(key)
            writer.writerow((what, brand, segment, touchpoint, row["value"], row.get("tolerance", "")))
    return text.getvalue()


def _parts(key: str) -> list[str]:
    """Return the parts of a key; what is no key has four empty ones."""
    try:
        parts = json.loads(key)
    except ValueError:
        parts = []
    is_key = isinstance(parts, list) and len(parts) == 4 and all(isinstance(part, str) for part in parts)
    return [part[:_LONGEST] for part in parts] if is_key else [""] * 4


# A table of customers ------------------------------------------------------------------------------------------------


def mapping_file(form: Mapping[str, str]) -> str:
    """Return the mapping of a table as the command line reads it, from the fields of the form.

    Fields are a role and its column; "segment of" or "months of" and a value; "unit", "until", "worst" and "best".
    """
    of = {role: form.get(role, "").strip() for role in ("customer", "segment", "tenure", "price", "contract")}
    lines = [f"customer: {quoted(of['customer'])}"]
    if of["segment"]:
        values = _of_values(form, "segment of ")
        lines += ["segment:", f"  column: {quoted(of['segment'])}", *_block("values", values)]
    else:
        lines += ["segment:", "  rules:", f"    - {{segment: {quoted(form.get('one segment', ''))}}}"]
    if of["tenure"] and form.get("until", "").strip():
        lines.append(f"tenure: {{since: {quoted(of['tenure'])}, until: {quoted(form['until'].strip())}}}")
    elif of["tenure"]:
        lines.append(f"tenure: {{column: {quoted(of['tenure'])}, unit: {quoted(form.get('unit', 'months'))}}}")
    if of["price"]:
        lines.append(f"price: {{column: {quoted(of['price'])}}}")
    if of["contract"]:
        months = {value: _whole(given) for value, given in _of_values(form, "months of ").items()}
        lines += ["contract:", f"  column: {quoted(of['contract'])}", *_block("months", months)]
    if column := form.get("satisfaction", "").strip():
        ends = f"worst: {_whole(form.get('worst', ''))}, best: {_whole(form.get('best', ''))}"
        lines.append(f"satisfaction: {{column: {quoted(column)}, {ends}}}")
    if column := form.get("complaint", "").strip():
        lines.append(f"complaint: {{columns: [{quoted(column)}]}}")
    if column := form.get("left", "").strip():
        lines.append(f"left: {{columns: [{quoted(column)}], count_as: former}}")
    return "\n".join(lines) + "\n"


def _of_values(form: Mapping[str, str], start: str) -> dict[str, str]:
    return {name.removeprefix(start): given for name, given in form.items() if name.startswith(start)}


def _block(name: str, values: Mapping[str, Any]) -> list[str]:
    """Return the lines of a mapping of values below a key; none for an empty one."""
    written = [
        f"    {quoted(value)}: {given if isinstance(given, int) else quoted(given)}" for value, given in values.items()
    ]
    return [f"  {name}:", *written] if written else []


def _whole(given: str) -> int:
    return int(given) if given.strip().isascii() and given.strip().isdigit() and len(given) < 6 else 0


# Verdicts ------------------------------------------------------------------------------------------------------------


def result(text: str, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return the verdicts of a run as the page shows them: how many figures are met, a picture and a table."""
    say = words.market
    rows = [row for row in csv.DictReader(StringIO(text)) if row["is_given"] == "True"]
    targets, table = [], []
    for row in rows:
        off, before_off = _number(row["tolerances_off"]), _before_off(row)
        tolerance = _number(row["tolerance"])
        yours, models, before = (_figure(row[name], tolerance, say) for name in ("value", "shown", "before"))
        named = title(row, facts, words)
        targets.append(Target(named, off, before_off, row["verdict"] == "met", say.beside(yours, models)))
        table.append(
            (
                named,
                f"{yours}\u00a0{words.market.unit(row['unit'])}",
                models,
                before,
                say.verdict(row["verdict"], off, row["reason"]),
            )
        )
    states = [row["verdict"] for row in rows]
    finding = say.finding(states.count("met"), len(states), states.count("unclear"))
    return {
        "finding": finding,
        "picture": targets_picture(targets, (say.TOO_LOW, say.TOO_HIGH), say.TARGETS_TITLE),
        "table": table,
    }


def _before_off(row: Mapping[str, str]) -> float:
    """Return how far the market was from a figure before, in tolerances of the plain figure."""
    tolerance = _number(row["tolerance"])
    return (_number(row["before"]) - _number(row["value"])) / tolerance if tolerance else math.nan


def _figure(text: str, tolerance: float, say: ModuleType) -> str:
    value = _number(text)
    return "–" if math.isnan(value) else str(say.figure(value, tolerance))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
