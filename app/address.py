"""The state of the page is its address: reload, share and undo cost nothing. What makes no sense there is clamped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from app.catalogue import Catalogue, Facts

FUTURES = 5
"""Futures of a live answer: the seeds `seed` to `seed + FUTURES - 1`."""
WEEKS = (52, 104, 156)
CUSTOMERS = (1_000, 2_000, 5_000, 10_000, 20_000)
LIVE_CUSTOMERS = (1_000, 2_000, 5_000)
"""Sizes that answer while one looks; larger ones are for full runs."""
LARGEST_SEED = 999_999
_DEFAULT_WEEKS, _DEFAULT_CUSTOMERS = 104, 2_000
LONGEST = 2_000
"""Characters of a query that are read."""
CHOSEN: ContextVar[str] = ContextVar("chosen", default="")
"""The language that the address of the request names, "" when it names none: links then name none either."""


@dataclass(frozen=True)
class Asked:
    """A question to the market: which strategy, which levers, how long, with which luck.

    Attributes
    ----------
    market : name or path.
    strategy : a shipped strategy on which the levers are built, "" for none.
    levers : key of a lever -> value, only those that are not where they stand today.
    """

    market: str
    strategy: str = ""
    levers: Mapping[str, float] = field(default_factory=dict)
    seed: int = 1
    weeks: int = _DEFAULT_WEEKS
    customers: int = _DEFAULT_CUSTOMERS

    @property
    def seeds(self) -> list[int]:
        """The seeds of the live answer."""
        return list(range(self.seed, self.seed + FUTURES))

    @property
    def acts(self) -> bool:
        """Whether anything differs from how things are."""
        return bool(self.strategy or self.levers)

    def pairs(self) -> list[tuple[str, Any]]:
        """Return what the address of the question says, without what is usual."""
        found: dict[str, Any] = {"market": self.market}
        if self.strategy:
            found["strategy"] = self.strategy
        found |= {key: plain(value) for key, value in self.levers.items()}
        usual = {"seed": 1, "weeks": _DEFAULT_WEEKS, "customers": _DEFAULT_CUSTOMERS}
        found |= {name: getattr(self, name) for name, default in usual.items() if getattr(self, name) != default}
        return list(found.items())

    @property
    def key(self) -> str:
        """The question itself, in whatever language it is asked."""
        return urlencode(self.pairs())

    def query(self, **others: Any) -> str:
        """Return the address of the question; `others` are added to it."""
        return in_language(urlencode(dict(self.pairs()) | others))

    def but(self, **others: Any) -> Asked:
        """Return the question with something else in it."""
        return replace(self, **others)


def in_language(query: str) -> str:
    """Return an address that keeps the language which was chosen."""
    return "&".join(part for part in (query, CHOSEN.get() and f"lang={CHOSEN.get()}") if part)


def asked_in(query: Mapping[str, str], catalogue: Catalogue) -> Asked:
    """Return the question in an address; whatever is unknown, or not a stop of its lever, goes to the nearest."""
    market = query.get("market", catalogue.first)
    if market not in catalogue:
        market = catalogue.first
    facts = catalogue[market]
    strategy = query.get("strategy", "")
    levers = {}
    for lever in facts["levers"]:
        value = nearest(query.get(lever["key"], ""), lever["stops"])
        if value is not None and value != lever["today"]:
            levers[lever["key"]] = value
    return Asked(
        market=market,
        strategy=strategy if strategy in {each["name"] for each in facts["strategies"]} else "",
        levers=levers,
        seed=whole(query.get("seed", ""), 1, 1, LARGEST_SEED),
        weeks=round(nearest(query.get("weeks", ""), WEEKS) or _DEFAULT_WEEKS),
        customers=round(nearest(query.get("customers", ""), LIVE_CUSTOMERS) or _DEFAULT_CUSTOMERS),
    )


def nearest(text: str, stops: Any) -> float | None:
    """Return the stop nearest to a number; None for what is no number."""
    try:
        given = float(text)
    except ValueError:
        return None
    return min(stops, key=lambda stop: abs(stop - given)) if given == given else None


def whole(text: str, usual: int, low: int, high: int) -> int:
    """Return a whole number within its limits; the usual one for what is none."""
    return min(max(int(text), low), high) if text.isascii() and text.isdigit() and len(text) < 10 else usual


def plain(value: float) -> str:
    """Return a number as short as an address and a file can have it, and no shorter than it is."""
    return str(int(value)) if value == int(value) else repr(value)


def scenario_file(asked: Asked, facts: Facts, title: str, question: str) -> str:
    """Return the scenario file of a question: the command line runs it to the very bits of the page."""
    by_key = {lever["key"]: lever for lever in facts["levers"]}
    lines = [f"title: {quoted(title)}", f"question: {quoted(question)}"]
    if asked.strategy:
        lines.append(f"extends: {asked.strategy}")
    lines.append(f"brand: {facts['brand']}")
    if asked.levers:
        lines.append("levers:")
    for key, value in asked.levers.items():
        lines += [
            f"  - set: {by_key[key]['path']}",
            f"    to: {plain(value)}",
            f"    from_week: {facts['levers_from_week']}",
        ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a text as YAML reads it, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
