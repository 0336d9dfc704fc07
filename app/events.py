"""Streams of events: how a room sends what is known so far, and who asked."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request


def event(data: dict[str, Any]) -> str:
    """Return a message as a browser's event source reads it."""
    return f"data: {json.dumps(data, separators=(',', ':'))}\n\n"


def visitor_of(request: Request) -> str:
    """Return the name under which a page asks, so that visitors take turns."""
    return request.query_params.get("visitor", "somebody")[:40]
