"""The page speaks the language of its reader, wholly, and keeps it in the address when it was chosen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the page's packages are not installed: pip install cxsim[app]")
pytest.importorskip("babel", reason="Babel is a tool of developers")

from starlette.requests import Request
from starlette.responses import Response

from app.desk import Desk
from app.serve import App
from app.tongue import Tongue, preferred
from tests.languages.pseudo import untranslated


def response(path: str, query: str, language: str = "", base: Path = Path("unused")) -> tuple[str, dict[str, str]]:
    """Return a room as a browser that likes a language gets it, and the headers of the answer."""
    app, sent = App(Desk(1), base), []

    async def answer(scope: object, receive: object, send: object) -> None:
        name = path.strip("/")
        room = app.rooms[name].whole if name in app.rooms else getattr(app, name)
        found: Response = await room(Request(scope))
        await found(scope, receive, send)

    async def keep(message: dict[str, object]) -> None:
        sent.append(message)

    headers = [(b"accept-language", language.encode())] if language else []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
        "server": ("127.0.0.1", 80),
    }
    asyncio.run(Tongue(answer)(scope, None, keep))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return b"".join(each.get("body", b"") for each in sent[1:]).decode(), found


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("de, en;q=0.5, fr;q=0.4", "en"),
        ("de, fr;q=0.4", "fr"),
        ("de", "en"),
        ("", "en"),
        ("fr;q=0, *", "en"),
        ("fr;q=much", "en"),
    ],
)
def test_a_browser_is_answered_in_the_language_that_it_likes_best(accepted, language):
    """Of the languages that the page speaks, the one that the browser likes best; English when it likes none."""
    assert preferred(accepted) == language


def test_a_chosen_language_is_kept_in_the_address():
    """The address decides before the browser, links on the page keep it, and the switch leads to the other language."""
    html, headers = response("/compare", "market=telecom&lang=fr", "en")
    assert headers["content-language"] == "fr"
    assert '<html lang="fr">' in html
    assert 'href="/journey?market=telecom&amp;lang=fr"' in html
    assert 'href="/compare?market=telecom&amp;lang=en"' in html


def test_a_language_that_was_not_chosen_is_not_in_the_address():
    """A link that a French reader shares is English to an English one."""
    html, headers = response("/compare", "market=telecom", "fr")
    assert headers["content-language"] == "fr"
    assert 'href="/journey?market=telecom"' in html


@pytest.mark.parametrize(
    ("room", "query"),
    [
        *(("compare", f"market={market}") for market in ("telecom", "retail", "rail", "software")),
        ("compare", "market=telecom&strategy=fix-root-causes"),
        ("journey", "market=telecom&strategy=fix-root-causes"),
        ("customer", "market=telecom&strategy=fix-root-causes"),
        ("moments", "market=telecom"),
        ("listening", "market=telecom"),
        ("network", "market=telecom"),
        ("market", "market=telecom"),
        ("experiments", ""),
    ],
)
def test_rooms_say_nothing_outside_the_catalogue(pseudo, room, query):
    """In a language made of wide letters, no word of a room is left in plain ones."""
    html, _ = response(f"/{room}", query, "fr")
    assert untranslated(html) == []
