"""The language of a request: the one that its address names, or the first of the browser's that the page speaks."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.address import CHOSEN
from language import LANGUAGES, speak

_NAME = "lang"


class Tongue:
    """Answers every request in its language; each is a task of its own, which forgets it at its end."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Speak the language of a request while it is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language, is_chosen = language_of(scope["query_string"].decode("latin-1"), Headers(scope=scope))
        speak(language)
        CHOSEN.set(language if is_chosen else "")

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Language"] = language
                headers["Vary"] = "Accept-Language"
            await send(message)

        await self._app(scope, receive, told)


def language_of(query: str, headers: Headers) -> tuple[str, bool]:
    """Return the language of a request, and whether its address names it."""
    chosen = dict(parse_qsl(query)).get(_NAME, "")
    if chosen in LANGUAGES:
        return chosen, True
    return preferred(headers.get("accept-language", "")), False


def preferred(accepted: str) -> str:
    """Return the language that a browser likes best of those there are; English when it likes none."""
    wishes = []
    for place, part in enumerate(accepted.split(",")):
        name, _, weight = part.partition(";q=")
        try:
            wishes.append((-float(weight or 1), place, name.strip().lower().partition("-")[0]))
        except ValueError:
            continue
    return next((name for weight, _, name in sorted(wishes) if weight < 0 and name in LANGUAGES), "en")


def switches(path: str, query: str, spoken: str) -> list[tuple[str, str, str]]:
    """Return code, own name and address of the same page in every other language."""
    pairs = [(name, value) for name, value in parse_qsl(query) if name != _NAME]
    return [
        (code, name, f"{path}?{urlencode([*pairs, (_NAME, code)])}")
        for code, name in LANGUAGES.items()
        if code != spoken
    ]
