"""What the page knows of markets without the model: facts and futures that were computed beforehand and are shipped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from language import phrase

FOLDER = Path(__file__).parent / "shipped"
Facts = dict[str, Any]


@cache
def shipped() -> dict[str, Any]:
    """Return the shipped document of each market by its name: facts, futures, the code that made them."""
    files = sorted(FOLDER.glob("*.json"), key=lambda file: file.stem != "telecom")
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


_TITLES = ("title", "brand_title", "question", "cause")
_TITLES_BY_NAME = ("brands", "segments", "causes")


def said(facts: Any) -> Any:
    """Return facts with the titles of shipped markets in the language that is spoken."""
    if isinstance(facts, list):
        return [said(each) for each in facts]
    if not isinstance(facts, dict):
        return facts
    found: dict[str, Any] = {}
    for key, value in facts.items():
        if key in _TITLES and isinstance(value, str):
            found[key] = phrase(value)
        elif key in _TITLES_BY_NAME:
            found[key] = {name: phrase(title) for name, title in value.items()}
        else:
            found[key] = said(value)
    return found


class Catalogue:
    """The markets that the page shows, by name; one of the user's own is added when a worker has read it.

    Parameters
    ----------
    markets : names of shipped markets; all of them when None.
    """

    def __init__(self, markets: Sequence[str] | None = None) -> None:
        known = {name: document["facts"] for name, document in shipped().items()}
        self._facts: dict[str, Facts] = known if markets is None else {name: known[name] for name in markets}

    def add(self, name: str, facts: Facts) -> None:
        """Add a market under the name or path by which workers find it."""
        self._facts = {name: facts} | self._facts

    def __contains__(self, market: str) -> bool:
        return market in self._facts

    def __getitem__(self, market: str) -> Facts:
        """Return the facts of a market, its titles in the language that is spoken."""
        return said(self._facts[market])

    def __iter__(self) -> Any:
        return iter(self._facts)

    @property
    def first(self) -> str:
        """The market with which the page opens."""
        return next(iter(self._facts))
