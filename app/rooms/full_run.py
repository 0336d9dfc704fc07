"""The part of Compare that runs in full: an order made from the page, its progress and its ranking in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Protocol
from urllib.parse import urlencode

from app.address import CUSTOMERS, Asked, nearest
from app.catalogue import Catalogue
from app.rooms.compare import my_scenario
from app.runs import BASELINE, WHAT_IF, Order, Progress, Runs
from language import spoken

FUTURES = (10, 20, 50)
_USUAL_FUTURES = 20
KEPT, VARIED = "kept", "varied"
"""Assumptions of a full run: as they are, so that luck alone differs; or those of the worlds of the market."""


class _Page(Protocol):
    runs: Runs
    catalogue: Catalogue
    words: ModuleType


def order(asked: Asked, given: Mapping[str, Any], catalogue: Catalogue, words: ModuleType) -> Order:
    """Return the full run of a question; what is given by hand goes to the nearest that makes sense.

    Parameters
    ----------
    given : "rank" (names of strategies), "people", "futures", and "assumptions" ("kept" or "varied").
    """
    facts = catalogue[asked.market]
    known = [each["name"] for each in facts["strategies"]]
    ticked = [name for name in known if name in given.get("rank", ())]
    if asked.strategy and asked.strategy not in ticked:
        ticked.append(asked.strategy)
    people = nearest(str(given.get("people", "")), CUSTOMERS) or asked.customers
    futures = nearest(str(given.get("futures", "")), FUTURES) or _USUAL_FUTURES
    return Order(
        market=asked.market,
        strategies=tuple(name for name in known if name in ticked),
        scenario=my_scenario(asked, facts, words) if asked.levers else "",
        customers=round(people),
        weeks=asked.weeks,
        seed=asked.seed,
        futures=round(futures),
        luck_only=given.get("assumptions") == KEPT,
        language=spoken(),
    )


def shown(of: Order, asked: Asked, page: _Page) -> dict[str, Any]:
    """Return a full run as the page shows it."""
    progress, words = page.runs.progress(of), page.words
    more = [("rank", name) for name in of.strategies] + [("people", of.customers), ("futures", of.futures)]
    more.append(("assumptions", KEPT if of.luck_only else VARIED))
    found = {
        "state": progress.state,
        "done": progress.done,
        "total": progress.total,
        "words": _in_words(progress, words),
        "error": progress.error,
        "query": f"{asked.query()}&{urlencode(more)}",
        "digest": of.digest,
        "command": of.command,
        "ticked": [name for name in of.strategies if name != asked.strategy],
        "people": of.customers,
        "futures": of.futures,
        "assumptions": KEPT if of.luck_only else VARIED,
        "ranking": [],
        "files": [],
        "headline": "",
    }
    if progress.state == "done":
        found |= _results(of, page)
    return found


def _in_words(progress: Progress, words: ModuleType) -> str:
    if progress.state == "none":
        return ""
    return words.run_state(progress.state, progress.done, progress.total, progress.seconds_left)


def _results(of: Order, page: _Page) -> dict[str, Any]:
    """Return the ranking of a finished run, the answer in a sentence, and its files."""
    words, rows = page.words, page.runs.ranking(of.digest)
    titles = {each["name"]: each["title"] for each in page.catalogue[of.market]["strategies"]}
    titles |= {BASELINE: words.AS_THINGS_ARE, WHAT_IF: words.YOUR_LEVERS}
    ranking = [
        (
            titles[row["name"]],
            "" if row["name"] == BASELINE else words.eur_spread(row["gain"], signed=True),
            "" if math.isnan(row["better"]) else words.of_hundred(row["better"]),
            words.of_hundred(row["best"]),
        )
        for row in rows
    ]
    best = next(row for row in rows if row["name"] != BASELINE)
    files = [(name, words.FILES[name]) for name in words.FILES if page.runs.file(of.digest, name)]
    headline = words.best(titles[best["name"]], best["gain"], best["best"], of.weeks)
    return {"ranking": ranking, "headline": headline, "files": files}
