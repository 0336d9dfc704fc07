"""A visitor without a browser: asks the page for what a browser would ask for, in the same process."""

from __future__ import annotations

import json
from typing import Any

from starlette.types import ASGIApp, Message


class RefusedError(RuntimeError):
    """The page did not answer."""


async def visit(page: ASGIApp, address: str) -> str:
    """Return the text at an address of the page.

    Raises
    ------
    RefusedError
        When it is not there, or went wrong.
    """
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"copy")],
        "server": ("copy", 80),
        "client": ("copy", 0),
    }
    status, parts = 0, []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        elif message["type"] == "http.response.body":
            parts.append(bytes(message.get("body", b"")))

    await page(scope, receive, send)
    text = b"".join(parts).decode()
    if status != 200:
        raise RefusedError(f"{address}: {status} {text[:200]}")
    return text


async def streamed(page: ASGIApp, address: str) -> list[dict[str, Any]]:
    """Return the events that come at an address.

    Raises
    ------
    RefusedError
        When it is not there, or tells of an error.
    """
    text = await visit(page, address)
    told = [json.loads(line.removeprefix("data: ")) for line in text.split("\n") if line.startswith("data: ")]
    for each in told:
        if "error" in each:
            raise RefusedError(f"{address}: {each['error']}")
    return told
