"""``cxsim app``: the page, served to this machine's own browser. This process never imports the model."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import threading
import time
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from app.address import CHOSEN, Asked, asked_in, in_language, whole
from app.catalogue import Catalogue, Facts
from app.classroom import Classroom
from app.copied import Copied
from app.desk import Desk
from app.guard import ByPort, Guard
from app.questions import first_strategy
from app.rooms import compare, customer, experiments, full_run, journey, listening, market, moments, network, teach
from app.rooms.live import download
from app.rooms.teach import Taught
from app.runs import Runs
from app.tongue import Tongue, switches
from app.words import WORDS
from experiments.errors import OutputError
from language import spoken

HOST = "127.0.0.1"
_HERE = Path(__file__).parent
_SECONDS_BETWEEN = 0.1
"""Least time between two pictures of a live answer."""
_REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; sandbox allow-scripts"
)
"""A report is a page of its own, whose own policy narrows this one; it runs apart from ours."""
_MOST_WORKERS = 4


class App:
    """The page: what its rooms need, and the answers to its requests.

    Parameters
    ----------
    desk : answers questions.
    folder : where full runs are kept.
    market : a market of the user's own, by path, that is shown first; None for the shipped ones only.
    class_address : under which teams of a class join from their own machines, "" when none may.
    copied : what a copy of the page holds, None for the page itself.
    """

    def __init__(
        self, desk: Desk, folder: Path, market: str | None = None, class_address: str = "", copied: Copied | None = None
    ) -> None:
        self.words: ModuleType = WORDS
        self.catalogue = Catalogue(copied.markets if copied else None)
        self.desk = desk
        self.copied = copied
        self.folder = folder
        self.runs = Runs(folder)
        self.rooms = {name: room.Room(self) for name, room in OWN.items()}
        self.answers = compare.Answers(self.desk)
        self.lessons = teach.Lessons(self.desk)
        self.classroom = Classroom(self, folder, class_address)
        self.forms: list[dict[str, Any]] = []
        self._own_market = market
        self._templates = Environment(
            loader=PackageLoader("app"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Start the workers, read the user's own market, settle the futures that will be asked first; end all."""
        await self.desk.start()
        warming = asyncio.create_task(self._prepare())
        self.classroom.resume()
        yield
        warming.cancel()
        self.classroom.stop()
        await self.runs.stop_all()
        await self.desk.stop()

    async def _prepare(self) -> None:
        """Read the user's own market, and let workers settle the first futures while nobody asks for anything else."""
        if self._own_market:
            async for _, told in self.desk.ask("", [{"kind": "facts", "market": self._own_market}]):
                if "facts" in told:
                    self.catalogue.add(self._own_market, told["facts"])
            self.classroom.resume()
        async for _, told in self.desk.ask("", [{"kind": "forms"}]):
            self.forms = told.get("forms", self.forms)
        first = Asked(self.catalogue.first)
        async for _ in self.answers.live(first, self.catalogue[first.market], visitor=""):
            pass

    def render(self, template: str, **values: Any) -> str:
        """Return a template filled in."""
        return self._templates.get_template(template).render(words=self.words, copied=self.copied, **values)

    def room(self, name: str, request: Request, address: str, **values: Any) -> HTMLResponse:
        """Return a room as a page; `address` is what its links to other rooms hold."""
        state = self.desk.state
        waiting = "" if state["is_ready"] else self.words.waiting(state["state"], state["waited"])
        rooms = self.copied.shown if self.copied else ROOMS
        links = dict.fromkeys(rooms, address)
        around = {"room": name, "rooms": rooms, "links": links, "waiting": waiting, "version": version("cxsim")}
        around["languages"] = switches(request.url.path, request.url.query, spoken())
        around["chosen"] = CHOSEN.get()
        return HTMLResponse(self.render(f"{name}.html.j2", **around, **values))

    # Requests ------------------------------------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        """Open the first room with its first question."""
        facts = self.catalogue[self.catalogue.first]
        strategy = first_strategy(facts)["name"] if facts["strategies"] else ""
        return RedirectResponse(f"/compare?{Asked(self.catalogue.first, strategy=strategy).query()}", 303)

    async def compare(self, request: Request) -> Response:
        """Return the first room."""
        asked = asked_in(request.query_params, self.catalogue)
        run = full_run.shown(full_run.order(asked, {}, self.catalogue, self.words), asked, self)
        return self.room(
            "compare", request, asked.query(), run=run, **compare.page(asked, self.catalogue, self.answers, self.words)
        )

    async def what_if(self, request: Request) -> Response:
        """Return the answer to a question as a stream of events that becomes more exact."""
        asked = asked_in(request.query_params, self.catalogue)
        return StreamingResponse(self._events(asked, _visitor(request)), media_type="text/event-stream")

    async def _events(self, asked: Asked, visitor: str) -> AsyncIterator[str]:
        facts = self.catalogue[asked.market]
        if (known := self.answers.known(asked)) is not None:
            yield self._event(compare.shown(known, asked, facts, self.words))
            return
        yield ": asked\n\n"
        sent = 0.0
        async for answer in self.answers.live(asked, facts, visitor):
            if isinstance(answer, str):
                yield _event({"error": self.words.went_wrong(answer)})
                return
            if answer.is_whole or time.monotonic() - sent >= _SECONDS_BETWEEN:
                yield self._event(compare.shown(answer, asked, facts, self.words))
                sent = time.monotonic()

    def _event(self, answer: dict[str, Any]) -> str:
        found = {"finding": self.render("finding.html.j2", answer=answer)}
        found["panels"] = self.render("panels.html.j2", answer=answer)
        return _event(found | {"whole": answer["is_whole"], "aloud": f"{answer['finding']} {answer['pays']}"})

    async def journey(self, request: Request) -> Response:
        """Return the room of the cycle."""
        asked, is_as_is = asked_in(request.query_params, self.catalogue), "as_is" in request.query_params
        return self.room(
            "journey", request, asked.query(), **journey.page(asked, is_as_is, self.catalogue[asked.market], self.words)
        )

    async def life(self, request: Request) -> Response:
        """Return where everybody is, week by week, as a stream of events."""
        return StreamingResponse(self._weeks(request), media_type="text/event-stream")

    async def _weeks(self, request: Request) -> AsyncIterator[str]:
        yield ": asked\n\n"
        asked, facts, asks = self._about_life(request, kind="journey")
        async for _, told in self.desk.ask(_visitor(request), [asks]):
            if "people" in told:
                yield _event(journey.with_findings(told, asked.customers, facts, self.words))
            elif "error" in told:
                yield _event({"error": self.words.went_wrong(told["error"])})
        yield _event({"done": True})

    async def stage(self, request: Request) -> Response:
        """Return what was promised, expected, delivered and perceived at a stage."""
        place = request.query_params.get("place", "use")
        stage = journey.STAGE_OF.get(place, "using")
        asked, _, asks = self._about_life(request, kind="stage", stage=stage)
        week = whole(request.query_params.get("week", ""), asked.weeks, 1, asked.weeks)
        told = await self._answer(request, asks | {"week": week})
        if "stage" not in told:
            return HTMLResponse(self.words.went_wrong(told.get("error", "")), 500)
        return HTMLResponse(self.render("stage.html.j2", stage=journey.stage(told["stage"], self.words)))

    async def customer(self, request: Request) -> Response:
        """Return the room of one customer, whose lives are still to be lived."""
        asked, person = asked_in(request.query_params, self.catalogue), request.query_params.get("person", "")
        facts = self.catalogue[asked.market]
        return self.room("customer", request, asked.query(), **customer.page(asked, person, facts))

    async def people(self, request: Request) -> Response:
        """Return whom to follow."""
        asked, _, asks = self._about_life(request, kind="people")
        told = await self._answer(request, asks)
        if "groups" not in told:
            return HTMLResponse(self.words.went_wrong(told.get("error", "")), 500)
        return HTMLResponse(self.render("people.html.j2", groups=customer.people(told, asked, self.words)))

    async def story(self, request: Request) -> Response:
        """Return the life of one person in both worlds."""
        person = whole(request.query_params.get("person", ""), 1, 1, customer.LARGEST)
        asked, facts, asks = self._about_life(request, kind="story", person=person)
        told = await self._answer(request, asks)
        if "worlds" not in told:
            return HTMLResponse(self.words.went_wrong(told.get("error", "")), 500)
        return HTMLResponse(self.render("story.html.j2", story=customer.story(told, asked, facts, self.words)))

    def _about_life(self, request: Request, **more: Any) -> tuple[Asked, Facts, dict[str, Any]]:
        asked, is_as_is = asked_in(request.query_params, self.catalogue), "as_is" in request.query_params
        facts = self.catalogue[asked.market]
        return asked, facts, journey.question(asked, is_as_is, facts, **more)

    async def _answer(self, request: Request, asks: dict[str, Any]) -> dict[str, Any]:
        """Return the one answer to a question."""
        found: dict[str, Any] = {}
        async for _, told in self.desk.ask(_visitor(request), [asks]):
            found |= told
        return found

    async def state(self, request: Request) -> Response:
        """Return whether the model can be asked, and what to tell until then."""
        state = self.desk.state
        return JSONResponse({"ready": state["is_ready"], "words": self.words.waiting(state["state"], state["waited"])})

    async def scenario(self, request: Request) -> Response:
        """Return the scenario file that the levers make."""
        asked = asked_in(request.query_params, self.catalogue)
        text = compare.my_scenario(asked, self.catalogue[asked.market], self.words)
        return download(text, "what-if.yaml")

    async def run(self, request: Request) -> Response:
        """Return how far a full run is; a POST begins it, or goes on with it."""
        asked = asked_in(request.query_params, self.catalogue)
        given = {**request.query_params, "rank": request.query_params.getlist("rank")}
        if request.method == "POST":
            form = parse_qsl((await request.body()).decode("utf-8", errors="replace"))
            given |= {**dict(form), "rank": [value for name, value in form if name == "rank"]}
        order = full_run.order(asked, given, self.catalogue, self.words)
        if request.method == "POST" and (order.strategies or order.scenario):
            await self.runs.start(order)
        return self._run_panel(request, order, asked)

    async def stop(self, request: Request) -> Response:
        """Ask a full run to stop."""
        asked = asked_in(request.query_params, self.catalogue)
        given = {**request.query_params, "rank": request.query_params.getlist("rank")}
        order = full_run.order(asked, given, self.catalogue, self.words)
        await self.runs.stop(order.digest)
        return self._run_panel(request, order, asked)

    def _run_panel(self, request: Request, order: Any, asked: Asked) -> Response:
        if request.method == "POST" and request.headers.get("x-part") != "run":
            return RedirectResponse(f"/compare?{asked.query()}#full", 303)
        page = compare.page(asked, self.catalogue, self.answers, self.words)
        return HTMLResponse(self.render("run.html.j2", run=full_run.shown(order, asked, self), **page))

    async def experiments(self, request: Request) -> Response:
        """Return the form of an experiment."""
        given = _given(request.query_params.multi_items())
        name = request.query_params.get("name", "")
        return self.room("experiments", request, in_language(""), **experiments.page(name, self.forms, given, self))

    async def experiment(self, request: Request, does: str) -> Response:
        """Start an experiment, stop it, or look how far it is."""
        name = request.query_params.get("name", "")
        form = next((each for each in self.forms if each["name"] == name), None)
        if form is None:
            return HTMLResponse("not found", 404)
        pairs = request.query_params.multi_items()
        if does == "start":
            pairs = parse_qsl((await request.body()).decode("utf-8", errors="replace"))
        given = _given(pairs)
        asked = experiments.command(form, given, self.catalogue)
        run = experiments.shown(form, given, self)
        if does == "run":
            return HTMLResponse(self.render("experiment.html.j2", run=run, form=form))
        if asked and does == "start":
            await self.runs.start(asked)
        elif asked:
            await self.runs.stop(asked.digest)
        return RedirectResponse(f"/experiments?{run['query']}", 303)

    async def teach(self, request: Request) -> Response:
        """Return a guided experiment: its story and the choice, and the place in which it is run after that."""
        taught = teach.taught_in(request.query_params, self.catalogue, self.words)
        if not taught.guess and not self.copied:
            self.lessons.prepare(taught)
        page = teach.page(taught, self.lessons, self.catalogue, self.words)
        return self.room("teach", request, in_language(f"market={taught.market}"), **page)

    async def lesson(self, request: Request) -> Response:
        """Return a guided experiment as a stream of events that becomes more exact, and ends with the explanation."""
        taught = teach.taught_in(request.query_params, self.catalogue, self.words)
        return StreamingResponse(self._lesson(taught, _visitor(request)), media_type="text/event-stream")

    async def _lesson(self, taught: Taught, visitor: str) -> AsyncIterator[str]:
        yield ": asked\n\n"
        facts, sent = self.catalogue[taught.market], 0.0
        says = (await self.lessons.facts(taught.market, visitor)).get(taught.lesson)
        if says is None or says["lacks"]:
            yield _event({"error": self.words.lesson_lacks(says["lacks"]) if says else self.words.went_wrong("")})
            return
        async for answer in self.lessons.live(taught, visitor):
            if isinstance(answer, str):
                yield _event({"error": self.words.went_wrong(answer)})
                return
            if answer.found or time.monotonic() - sent >= _SECONDS_BETWEEN:
                found = teach.shown(answer, taught, says, facts, self.words)
                parts = {name: self.render(f"lesson_{name}.html.j2", **found) for name in ("panels", "explained")}
                aloud = found["explained"]["headline"] if found["explained"] else ""
                yield _event(parts | {"basis": found["basis"], "whole": found["is_whole"], "aloud": aloud})
                sent = time.monotonic()

    async def file(self, request: Request) -> Response:
        """Return a file of a full run."""
        digest, name = request.path_params["digest"], request.path_params["name"]
        path = self.runs.file(digest, name)
        if path is None:
            return HTMLResponse("not found", 404)
        if name.endswith(".html"):
            return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": _REPORT_POLICY})
        return FileResponse(path, filename=name)


OWN: dict[str, Any] = {"moments": moments, "listening": listening, "network": network, "market": market}
"""Rooms that answer their requests themselves."""
ROOMS = ("compare", "journey", "customer", "moments", "listening", "network", "market", "teach", "class", "experiments")


def _given(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return what was given for each field of a form."""
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in ("name", "lang") and value:
            given.setdefault(name, []).append(value)
    return given


def _visitor(request: Request) -> str:
    return request.query_params.get("visitor", "somebody")[:40]


def _event(data: dict[str, Any]) -> str:
    return f"data: {json.dumps(data, separators=(',', ':'))}\n\n"


def routes_of(app: App) -> list[BaseRoute]:
    """Return what the page answers."""
    get: Callable[..., Route] = Route
    return [
        get("/", app.home),
        get("/compare", app.compare),
        get("/whatif", app.what_if),
        get("/journey", app.journey),
        get("/journey/life", app.life),
        get("/journey/stage", app.stage),
        get("/customer", app.customer),
        get("/customer/people", app.people),
        get("/customer/story", app.story),
        get("/what-if.yaml", app.scenario),
        get("/state", app.state),
        get("/run", app.run, methods=["GET", "POST"]),
        get("/stop", app.stop, methods=["POST"]),
        get("/teach", app.teach),
        get("/teach/run", app.lesson),
        get("/experiments", app.experiments),
        get("/experiments/run", partial(app.experiment, does="run")),
        get("/experiments/start", partial(app.experiment, does="start"), methods=["POST"]),
        get("/experiments/stop", partial(app.experiment, does="stop"), methods=["POST"]),
        *(route for room in app.rooms.values() for route in room.routes()),
        *app.classroom.of_teacher(),
        *app.classroom.of_teams(),
        get("/files/{digest}/{name}", app.file),
        Mount("/static", StaticFiles(directory=_HERE / "static")),
    ]


def application(app: App, hosts: frozenset[str], token: str) -> Starlette:
    """Return the page as an ASGI application behind its guard."""
    tongue = Middleware(Tongue)
    guard = Middleware(Guard, hosts=hosts, token=token, closed=partial(app.render, "closed.html.j2"))
    return Starlette(
        routes=routes_of(app), middleware=[tongue, guard], lifespan=app.lifespan, exception_handlers=_HANDLERS
    )


def for_teams(app: App, hosts: frozenset[str]) -> Starlette:
    """Return what a classroom's network may ask for: the pages of teams, and nothing else."""
    routes = [*app.classroom.of_teams(), Mount("/static", StaticFiles(directory=_HERE / "static"))]
    guard = Middleware(Guard, hosts=hosts, token=None, closed=str)
    return Starlette(routes=routes, middleware=[Middleware(Tongue), guard], exception_handlers=_HANDLERS)


def _not_kept(request: Request, problem: Exception) -> Response:
    """Return why something could not be kept, such as a disk that is full."""
    return PlainTextResponse(f"{problem}\n", 507)


_HANDLERS: dict[Any, Any] = {OutputError: _not_kept}


@dataclass(frozen=True)
class Served:
    """How the page is served.

    Attributes
    ----------
    market : one of the user's own, None for the shipped ones.
    port : 0 for any that is free.
    folder : where full runs and classes are kept.
    workers : processes that simulate; one a core when None, four at most.
    opens : whether a browser is opened.
    class_address : address of this machine at which teams of a class join, "" for none; they get the next port.
    """

    market: str | None
    port: int
    folder: Path
    workers: int | None
    opens: bool
    class_address: str = ""


def serve(how: Served, say: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C.

    Parameters
    ----------
    say : tells the address.
    """
    listening = _listening(HOST, how.port)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(24)
    address = f"http://{HOST}:{port}/?token={token}"
    of_class = _listening(how.class_address, port + 1 if how.port else 0) if how.class_address else None
    door = f"{how.class_address}:{of_class.getsockname()[1]}" if of_class else ""
    desk = Desk(how.workers or min(_MOST_WORKERS, _cores()))
    app = App(desk, how.folder, how.market, f"http://{door}" if door else "")
    served: Any = application(app, frozenset({f"{HOST}:{port}", f"localhost:{port}"}), token)
    if of_class:
        served = ByPort(served, for_teams(app, frozenset({door})), of_class.getsockname()[1])
    config = uvicorn.Config(
        served,
        log_level="warning",
        access_log=False,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    say(f"open {address}")
    if door:
        say(f"teams join at http://{door}/team; whoever can reach that address can, and nothing is encrypted")
    for file in app.classroom.damaged:
        say(f"{file} is damaged: its class is left out, and the file as it is")
    say("Ctrl-C ends the page; full runs keep what is finished")
    if how.opens:
        threading.Timer(0.5, webbrowser.open, (address,)).start()
    uvicorn.Server(config).run(sockets=[each for each in (listening, of_class) if each])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket at an address of this machine; who asks before the page is ready waits for it."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((host, port))
    listening.listen()
    return listening


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
