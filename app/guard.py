"""The guard at the door: only this machine's own browser, with the token of this start, is let in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.uploads import FACTS, LARGEST, TABLE

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no referrer at all, Chromium would send an Origin of null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
LONGEST_BODY = 10_000
LONGEST_QUERY = 2_000
UPLOADED = {"/market/facts": LARGEST[FACTS], "/market/table": LARGEST[TABLE]}
"""Address to which a file may be put -> the most bytes that it may have."""
_CHANGING = ("POST", "PUT")
_PUTS = {("PUT", address) for address in UPLOADED}
_OPEN = ("/static/",)
"""What holds nothing private, so that the page that asks for the token can be looked at."""


class ByPort:
    """Sends requests to one of two applications by the port at which they came in.

    Parameters
    ----------
    app : for all ports but one.
    other : for requests at `port`.
    """

    def __init__(self, app: ASGIApp, other: ASGIApp, port: int) -> None:
        self._app, self._other, self._port = app, other, port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one request."""
        server = scope.get("server")
        is_other = scope["type"] == "http" and server is not None and server[1] == self._port
        await (self._other if is_other else self._app)(scope, receive, send)


class Guard:
    """Lets requests through that come from the page itself.

    Parameters
    ----------
    hosts : host and port under which the page may be asked for; others would come from a name that points here.
    token : is in the address that is printed at the start, and afterwards in a cookie; None where everybody who can
        reach the host is let in.
    closed : writes the page for those who come without it.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], token: str | None, closed: Callable[[], str]) -> None:
        self._app = app
        self._hosts = hosts
        self._token = token
        self._closed = closed
        self.cookie = "cxsim-" + "-".join(sorted({host.rpartition(":")[2] for host in hosts}))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or pass on one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no web sockets here

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_HEADERS, "Content-Security-Policy": POLICY}.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refused(scope)
        await (refused or self._app)(scope, receive, guarded)

    def _refused(self, scope: Scope) -> Response | None:
        """Return how a request is refused, None when it is welcome."""
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return PlainTextResponse("unknown host\n", 400)
        if len(scope["query_string"]) > LONGEST_QUERY:
            return PlainTextResponse("the address is too long\n", 414)
        if scope["method"] not in ("GET", "HEAD", "POST") and (scope["method"], scope["path"]) not in _PUTS:
            return PlainTextResponse("not allowed\n", 405)
        if not self._is_same_origin(headers, scope["method"]):
            return PlainTextResponse("only the page itself may ask for this\n", 403)
        longest = UPLOADED[scope["path"]] if scope["method"] == "PUT" else LONGEST_BODY
        if not _is_at_most(headers.get("content-length") or "0", longest) or "transfer-encoding" in headers:
            return PlainTextResponse("too much\n", 413)
        if self._token is None or scope["path"].startswith(_OPEN):
            return None
        return None if self._is_known(headers, self._token) else self._at_the_door(scope, self._token)

    def _is_same_origin(self, headers: Headers, method: str) -> bool:
        """Tell whether a request comes from the page, from the address bar, or is a link that opens a page."""
        origin = headers.get("origin")
        if origin is not None and origin not in {f"http://{host}" for host in self._hosts}:
            return False
        site = headers.get("sec-fetch-site", "none")
        if method in _CHANGING:
            return site == "same-origin" or (site == "none" and origin is not None)
        if site in ("same-origin", "none"):
            return True
        return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"

    def _is_known(self, headers: Headers, token: str) -> bool:
        # Ports share their cookies: one that another program of this machine has set may be written in any way.
        cookie = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        return secrets.compare_digest(cookie.encode(), token.encode())

    def _at_the_door(self, scope: Scope, token: str) -> Response:
        """Return the way in for those who have the token in their address, or the page that asks for it."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get("token", "")
        if scope["method"] == "GET" and secrets.compare_digest(given.encode(), token.encode()):
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            place = "/" + scope["path"].lstrip("/\\")  # two slashes would lead to another host
            answer = RedirectResponse(place + (f"?{rest}" if rest else ""), 303)
            answer.set_cookie(self.cookie, token, httponly=True, samesite="strict", path="/")
            return answer
        return HTMLResponse(self._closed(), 403)


def _is_at_most(length: str, longest: int) -> bool:
    """Return whether the length that a request tells is a number, and not too large."""
    return length.isascii() and length.isdigit() and len(length) < 20 and int(length) <= longest
