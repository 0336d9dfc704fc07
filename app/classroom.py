"""The requests of a class: the teacher's, and those of teams, which alone may be opened to a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from app.address import LARGEST_SEED, in_language, nearest, whole
from app.catalogue import Catalogue
from app.classes import LOCKED, NOBODY, ROUNDS, Class, Classes, RefusedError
from app.desk import Desk
from app.rooms import classroom

COOKIE = "cxsim-team"
_AT_ONCE = 4
"""Markets of teams that are given to workers at the same time."""


class _Page(Protocol):
    desk: Desk
    catalogue: Catalogue
    words: ModuleType

    def render(self, template: str, **values: Any) -> str: ...
    def room(self, name: str, request: Request, address: str, **values: Any) -> HTMLResponse: ...


class Classroom:
    """Classes on the page.

    Parameters
    ----------
    folder : in which classes are kept.
    address : under which teams join, "" when the classroom's network is not let in.
    """

    def __init__(self, page: _Page, folder: Path, address: str = "") -> None:
        self._page = page
        self._classes = Classes(folder)
        self._address = address
        self._living: dict[str, asyncio.Task[None]] = {}

    @property
    def damaged(self) -> list[Path]:
        """Files of classes that cannot be read."""
        return self._classes.damaged

    def resume(self) -> None:
        """Go on with the rounds that were being simulated when the page last ended."""
        for found in self._classes:
            self._live(found)

    def stop(self) -> None:
        """Leave off; what is missing is lived when the page begins again."""
        for task in self._living.values():
            task.cancel()

    def of_teacher(self) -> list[Route]:
        """Return the routes of the teacher."""
        get: Callable[..., Route] = Route
        return [
            get("/class", self.home),
            get("/class/new", self.new, methods=["POST"]),
            get("/class/do", self.do, methods=["POST"]),
            get("/class/state", self.class_state),
            get("/class/marks.csv", self.marks),
        ]

    def of_teams(self) -> list[Route]:
        """Return the routes of the teams."""
        get: Callable[..., Route] = Route
        return [
            get("/team", self.team),
            get("/team/join", self.join, methods=["POST"]),
            get("/team/decide", self.decide, methods=["POST"]),
            get("/team/state", self.team_state),
        ]

    # The teacher ---------------------------------------------------------------------------------------------------

    async def home(self, request: Request) -> Response:
        """Return the room of classes: one of them, or those that there are and the form of a new one."""
        found = self._classes.get(request.query_params.get("code", ""))
        if found is None or found.market not in self._page.catalogue:
            return self._overview(request)
        facts = self._page.catalogue[found.market]
        page = classroom.class_page(found, facts, self._page.words)
        refused = request.query_params.get("refused", "")
        where = self._address or str(request.base_url).rstrip("/")
        return self._page.room(
            "class",
            request,
            in_language(f"market={found.market}"),
            **page,
            where=f"{where}/team",
            is_open=bool(self._address),
            refused=self._refusal(refused),
            here=in_language(""),
        )

    def _overview(self, request: Request) -> Response:
        words, catalogue = self._page.words, self._page.catalogue
        running = [
            (each.code, catalogue[each.market]["title"], len(each.teams), each.round, each.rounds)
            for each in self._classes
            if each.market in catalogue
        ]
        return self._page.room(
            "class",
            request,
            in_language(""),
            found=None,
            running=running,
            markets=[(name, catalogue[name]["title"]) for name in catalogue],
            plans=[(rounds, words.class_plan(rounds)) for rounds in ROUNDS],
            is_open=bool(self._address),
            here=in_language(""),
        )

    async def new(self, request: Request) -> Response:
        """Begin a class."""
        given = await _form(request)
        catalogue = self._page.catalogue
        market = _one(given, "market")
        rounds = round(nearest(_one(given, "rounds"), ROUNDS) or ROUNDS[-1])
        seed = whole(_one(given, "seed"), 1, 1, LARGEST_SEED)
        found = Class.begun(market if market in catalogue else catalogue.first, rounds, seed)
        self._classes.add(found)
        await self._classes.keep(found)
        return RedirectResponse(f"/class?{in_language(urlencode({'code': found.code}))}", 303)

    async def do(self, request: Request) -> Response:
        """Open or lock a round, pause, go on, rewind, or end."""
        given = await _form(request)
        found = self._classes.get(_one(given, "code"))
        if found is None:
            return RedirectResponse(f"/class?{in_language('')}", 303)
        refused = ""
        try:
            found.do(_one(given, "what"), whole(_one(given, "to"), 0, 0, ROUNDS[-1]))
        except RefusedError as problem:
            refused = str(problem)
        await self._classes.keep(found)
        if found.phase != LOCKED and (task := self._living.pop(found.code, None)):
            task.cancel()
        self._live(found)
        query = {"code": found.code} | ({"refused": refused} if refused else {})
        return RedirectResponse(f"/class?{in_language(urlencode(query))}", 303)

    async def class_state(self, request: Request) -> Response:
        """Return what changes when the teacher's page should be looked at anew."""
        found = self._classes.get(request.query_params.get("code", ""))
        return JSONResponse({"at": f"{found.changes} {found.phase}" if found else ""})

    async def marks(self, request: Request) -> Response:
        """Return the marks as CSV."""
        found = self._classes.get(request.query_params.get("code", ""))
        if found is None:
            return HTMLResponse("not found", 404)
        headers = {"Content-Disposition": f'attachment; filename="marks-{found.code}.csv"'}
        return Response(classroom.marks_csv(found), media_type="text/csv", headers=headers)

    # The teams -----------------------------------------------------------------------------------------------------

    async def team(self, request: Request) -> Response:
        """Return the page of a team, or the form by which one joins."""
        known = self._known(request)
        refused = self._refusal(request.query_params.get("refused", ""))
        if known is None:
            code = request.query_params.get("code", "")[:5]
            return HTMLResponse(self._page.render("join.html.j2", code=code, refused=refused, here=in_language("")))
        found, team = known
        page = classroom.team_page(found, team, self._page.catalogue[found.market], self._page.words)
        return HTMLResponse(
            self._page.render("team.html.j2", refused=refused, at=_at(found, team), here=in_language(""), **page)
        )

    async def join(self, request: Request) -> Response:
        """Take in a new team, or one that comes again with its word."""
        given = await _form(request)
        found = self._classes.get(_one(given, "code"))
        if found is None or found.market not in self._page.catalogue:
            return _back("unknown_code")
        try:
            team, secret = found.join(_one(given, "name"), _one(given, "again"))
        except RefusedError as problem:
            return _back(str(problem), code=found.code)
        await self._classes.keep(found)
        answer = RedirectResponse(f"/team?{in_language('')}", 303)
        answer.set_cookie(COOKIE, f"{found.code}.{team}.{secret}", httponly=True, samesite="strict", path="/")
        return answer

    async def decide(self, request: Request) -> Response:
        """Take up what a team decides."""
        known = self._known(request)
        if known is None:
            return _back("unknown_team")
        found, team = known
        facts = self._page.catalogue[found.market]
        try:
            found.decide(team, classroom.decision_in(await _form(request), found, team, facts))
        except RefusedError as problem:
            return _back(str(problem))
        await self._classes.keep(found)
        return RedirectResponse(f"/team?{in_language('')}", 303)

    async def team_state(self, request: Request) -> Response:
        """Return what changes when a team's page should be looked at anew."""
        known = self._known(request)
        return JSONResponse({"at": _at(*known) if known else ""})

    def _known(self, request: Request) -> tuple[Class, str] | None:
        """Return the class and the team of a request, None when it comes from none."""
        code, _, rest = request.cookies.get(COOKIE, "").partition(".")
        team, _, secret = rest.partition(".")
        found = self._classes.get(code)
        if found is None or found.market not in self._page.catalogue or not found.is_known(team, secret):
            return None
        return found, team

    def _refusal(self, key: str) -> str:
        return str(self._page.words.REFUSALS.get(key, ""))

    # Rounds are lived in the background ----------------------------------------------------------------------------

    def _live(self, found: Class) -> None:
        task = self._living.get(found.code)
        if found.phase == LOCKED and (task is None or task.done()):
            self._living[found.code] = asyncio.create_task(self._lived(found))

    async def _lived(self, found: Class) -> None:
        """Live the markets of all teams to the end of the round, a few at a time, and show it."""
        if found.market not in self._page.catalogue:
            return
        gate = asyncio.Semaphore(_AT_ONCE)
        await asyncio.gather(*(self._team_lived(found, team, gate) for team in found.unlived()))
        if found.phase == LOCKED and next(found.unlived(), None) is None:
            found.show()
            await self._classes.keep(found)

    async def _team_lived(self, found: Class, team: str, gate: asyncio.Semaphore) -> None:
        async with gate:
            asks, of = classroom.question(found, team, self._page.catalogue[found.market]), found.of(team)
            async for _, told in self._page.desk.ask(f"class {found.code} {team}", [asks]):
                if "rows" in told:
                    found.live(team, told, of)
                elif "error" in told:
                    found.note(team or NOBODY, "failed", error=str(told["error"]))
            await self._classes.keep(found)


def _at(found: Class, team: str) -> str:
    """Return what changes when a team has to see something new, and not when others hand in."""
    return f"{found.phase} {found.round} {found.paused} {found.teams[team]['in']}"


def _back(refused: str, **more: str) -> Response:
    return RedirectResponse(f"/team?{in_language(urlencode({'refused': refused} | more))}", 303)


async def _form(request: Request) -> dict[str, list[str]]:
    return parse_qs((await request.body()).decode("utf-8", errors="replace"), keep_blank_values=True)


def _one(given: dict[str, list[str]], name: str) -> str:
    return next(iter(given.get(name, ())), "")
