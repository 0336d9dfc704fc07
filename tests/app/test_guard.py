"""Only this machine's own browser, with the token of this start, is let in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the page's packages are not installed: pip install cxsim[app]")

from starlette.responses import PlainTextResponse

from app.guard import LONGEST_BODY, LONGEST_QUERY, Guard

HOST, TOKEN = "127.0.0.1:8427", "of-this-start"
KNOWN = {"host": HOST, "cookie": f"cxsim-8427={TOKEN}"}


def answered(
    path: str = "/compare", method: str = "GET", query: str = "", **headers: str
) -> tuple[int, dict[str, str]]:
    """Return status and headers of the guard's answer."""
    guard = Guard(PlainTextResponse("inside"), frozenset({HOST}), TOKEN, lambda: "closed")
    sent: list[Any] = []
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(guard(scope, receive, send))
    start = sent[0]
    return start["status"], {name.decode(): value.decode() for name, value in start["headers"]}


def test_the_page_is_let_in_with_its_cookie():
    """A request of the page itself is answered, under a policy that allows nothing from elsewhere."""
    status, headers = answered(**KNOWN)
    assert status == 200
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example:8427", "127.0.0.1:1", "", "127.0.0.1"])
def test_another_host_is_refused(host):
    """A name elsewhere that is made to point to this machine opens nothing."""
    assert answered(**KNOWN | {"host": host})[0] == 400


def test_without_the_token_the_door_is_closed():
    """Neither no cookie nor a wrong one opens the page; the token in the address does, and leaves the address."""
    assert answered(host=HOST)[0] == 403
    assert answered(host=HOST, cookie="cxsim-8427=guessed")[0] == 403
    assert answered(host=HOST, query="token=guessed")[0] == 403
    status, headers = answered(host=HOST, query=f"market=retail&token={TOKEN}")
    assert (status, headers["location"]) == (303, "/compare?market=retail")
    assert "SameSite=strict" in headers["set-cookie"]
    assert "HttpOnly" in headers["set-cookie"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999"])
def test_another_origin_is_refused(origin):
    """A page of another origin can neither post nor read, even with the cookie."""
    assert answered(method="POST", path="/run", **KNOWN | {"origin": origin})[0] == 403
    assert answered(path="/whatif", **KNOWN | {"origin": origin})[0] == 403


def test_another_site_may_link_to_the_page_and_nothing_else():
    """Streams and posts are of the same origin only; a link that opens a page is let through to the token."""
    assert answered(path="/whatif", **KNOWN | {"sec_fetch_site": "cross-site", "sec_fetch_mode": "cors"})[0] == 403
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert answered(**KNOWN | link)[0] == 200
    assert answered(method="POST", path="/run", **KNOWN | link)[0] == 403
    assert answered(**KNOWN | link | {"sec_fetch_dest": "iframe"})[0] == 403


def test_what_is_too_much_is_refused():
    """Long addresses, large bodies and other methods are refused before anything reads them."""
    assert answered(query="x" * (LONGEST_QUERY + 1), **KNOWN)[0] == 414
    assert answered(method="DELETE", **KNOWN)[0] == 405
    post = KNOWN | {"origin": f"http://{HOST}", "sec_fetch_site": "same-origin"}
    assert answered(method="POST", **post | {"content_length": str(LONGEST_BODY + 1)})[0] == 413
    assert answered(method="POST", **post | {"transfer_encoding": "chunked"})[0] == 413
    assert answered(method="POST", **post)[0] == 200


@pytest.mark.parametrize("other", ['theirs={"a": 1}', 'theirs="open', "[]{}=1", "a:b=é", ";;=;"])
def test_cookies_of_other_programs_close_no_door(other):
    """Ports share their cookies: one that another program of this machine has set locks nobody out."""
    assert answered(**KNOWN | {"cookie": f"{other}; {KNOWN['cookie']}"})[0] == 200


@pytest.mark.parametrize("length", ["abc", "-5", "²", "9" * 5_000])
def test_a_length_that_is_none_is_refused(length):
    """What a request says of its length is read as a number or not at all."""
    assert answered(method="POST", content_length=length, sec_fetch_site="same-origin", **KNOWN)[0] == 413


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example/x"])
def test_the_way_in_leads_to_this_page_only(path):
    """An address with the token and two slashes does not send anybody to another host."""
    status, headers = answered(path=path, query=f"token={TOKEN}", host=HOST)
    assert (status, headers["location"]) == (303, "/evil.example/x")
