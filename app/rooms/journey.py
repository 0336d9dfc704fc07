"""Journey: the cycle as a living picture, and the chain of promises behind each of its stages."""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections import Counter
from types import ModuleType
from typing import Any

from app.address import Asked, scenario_file
from app.catalogue import Facts
from experiments.pictures.chain import Link, Marks, chain_picture
from experiments.pictures.cycle import COLOURS, NARROW, WIDE, cycle_picture

PLACES = ("elsewhere", "use", "need", "search", "choice", "help", "share", "discovery", "waiting", "leave")
FLOWS = (
    *("reconsider", "search", "drop", "decide", "stay", "leave", "come"),
    *("complain", "helped", "silent", "praise", "blame", "hear"),
)
"""Places and flows in the order in which workers tell them."""
_BANDS = 8
STAGE_OF = {
    "use": "using",
    "need": "buying",
    "search": "buying",
    "choice": "buying",
    "waiting": "receiving",
    "discovery": "receiving",
    "help": "help",
    "share": "using",
}
"""Place in the cycle -> the family of touchpoints that it opens."""


def page(asked: Asked, is_as_is: bool, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return what the template of the room shows."""
    return {
        "asked": asked,
        "facts": facts,
        "cycles": [cycle_picture(layout, words.PLACES, words.FLOWS, words.CYCLE_TITLE) for layout in (WIDE, NARROW)],
        "colours": COLOURS,
        "places": PLACES,
        "flows": FLOWS,
        "query": asked.query(),
        "is_as_is": is_as_is or not asked.acts,
        "acts": asked.acts,
        "strategies": [(each["name"], each["title"]) for each in facts["strategies"]],
    }


def question(asked: Asked, is_as_is: bool, facts: Facts, **more: Any) -> dict[str, Any]:
    """Return a question about the life of a market, for a worker."""
    return {
        "market": asked.market,
        "customers": asked.customers,
        "weeks": asked.weeks,
        "seed": asked.seed,
        "home": f"{asked.market} {asked.customers} {asked.seed}",
        "scenario": scenario_file(asked, facts, "", "") if asked.acts and not is_as_is else "",
        **more,
    }


def with_findings(told: dict[str, Any], people: int, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return some weeks of a life with a finding for each."""
    packed = zlib.decompress(b64decode(told["people"]))
    findings = []
    for row, flows in enumerate(told["flows"]):
        here = Counter(PLACES[code // _BANDS] for code in packed[row * people : (row + 1) * people])
        own = sum(count for place, count in here.items() if place not in ("elsewhere", "waiting", "leave"))
        of = dict(zip(FLOWS, flows, strict=True))
        findings.append(words.week_finding(facts["brand_title"], own, here["use"], of["leave"], of["come"]))
    return told | {"findings": findings}


def stage(told: dict[str, Any], words: ModuleType) -> dict[str, Any]:
    """Return a stage as the page shows it: a finding, the chain, and what irritates."""
    touchpoints = told["touchpoints"]
    title = words.STAGE_NAMES[told["name"]]
    if not touchpoints or told["promised"] is None:
        return {"title": title, "finding": words.NOBODY_THERE, "svg": "", "irritants": [], "rows": []}
    links = [
        Link(
            each["title"],
            words.met(each["met"]),
            words.trouble(each["trouble"]),
            each["expected"],
            each["delivered"],
            each["perceived"],
            each["met"],
        )
        for each in touchpoints
    ]
    finding = words.stage_finding(told["name"], told["expected"], told["perceived"])
    return {
        "title": title,
        "finding": finding,
        "svg": chain_picture(links, told["promised"], Marks(*words.MARKS), finding),
        "rows": [
            (
                each["title"],
                words.met(each["met"]),
                words.trouble(each["trouble"]),
                *(words.quality(each[what]) for what in ("promised", "expected", "delivered", "perceived")),
                words.number(each["lost"]),
            )
            for each in touchpoints
        ],
        "irritants": [(each["title"], words.number(each["times"])) for each in told["irritants"]],
    }
