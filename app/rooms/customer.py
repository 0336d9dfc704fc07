"""One customer: the diary of one person in two worlds, as a picture and in words."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from app.address import Asked, whole
from app.catalogue import Facts
from experiments.pictures.life import NARROW, WIDE, Mark, Words, World, life_picture

LARGEST = 100_000
_ROWS: dict[str, dict[str, str]] = {
    "trouble": {"trouble": "bar"},
    "silent": {"stayed_silent": "ring"},
    "help": {"complained": "disc"},
    "spoke": {"spoke": "disc", "told": "disc", "reviewed": "disc"},
    "heard": {"heard": "bar", "neighbour_left": "bar"},
    "looked": {"reconsidered": "ring", "searched": "disc", "left": "cross"},
}
"""Row of the picture -> the events in it, with their signs."""
_IN_PASSING = ("trouble", "heard", "spoke", "told", "courted", "need_woke")
"""Events that are told only in the whole diary."""
_BAD, _GOOD = -0.45, 0.6
"""Impressions beyond which an encounter stands out."""

Line = dict[str, Any]


def page(asked: Asked, person: str, facts: Facts) -> dict[str, Any]:
    """Return what the template of the room shows before anybody's life is known."""
    return {
        "asked": asked,
        "facts": facts,
        "query": asked.query(),
        "person": whole(person, 0, 0, LARGEST),
        "strategies": [(each["name"], each["title"]) for each in facts["strategies"]],
    }


def people(told: dict[str, Any], asked: Asked, words: ModuleType) -> list[tuple[str, int, list[tuple[int, str]]]]:
    """Return the kinds of people worth following: words, how many, and some of them with their addresses."""
    titles = words.GROUPS if asked.acts else words.ALONE_GROUPS
    return [
        (title, found["count"], [(person, asked.query(person=person)) for person in found["people"]])
        for name, title in titles.items()
        if (found := told["groups"][name])["count"]
    ]


def story(told: dict[str, Any], asked: Asked, facts: Facts, words: ModuleType) -> dict[str, Any]:
    """Return a life as the page shows it: finding, pictures and diary."""
    worlds = [
        _world(world, words, word)
        for world, word in zip(told["worlds"], (words.AS_IS_WORLD, words.WITH_WORLD), strict=True)
    ]
    lines = [world["lines"] for world in told["worlds"]]
    brands = told["brands"]
    in_words = Words(
        words.SATISFACTION,
        words.WEEK,
        words.parted(told["parted"]) if told["parted"] else "",
        lambda brand: words.moved_to(brands[brand] if brand >= 0 else None),
    )
    own = facts["brand_title"]
    finding = words.life_finding(*(_departure(each, own) for each in lines), own, asked.acts)
    rows = {words.ROWS[name]: _marks(lines, events) for name, events in _ROWS.items()}
    return {
        "finding": finding,
        "who": words.person(told["person"], told["segment"]),
        "pictures": [
            life_picture((worlds[0], worlds[1]), told["parted"], rows, in_words, layout, finding)
            for layout in (WIDE, NARROW)
        ],
        "diary": _by_week([_told(kind, line, words) for kind, line in merged(lines) if _stands_out(line)]),
        "whole": _by_week([_told(kind, line, words) for kind, line in merged(lines) if line["event"] != "trouble"]),
        "acts": asked.acts,
    }


def _world(world: dict[str, Any], words: ModuleType, word: str) -> World:
    return World(world["satisfaction"], world["brand"], words.quality(world["satisfaction"][-1]), word.lower())


def _departure(lines: Sequence[Line], brand: str) -> tuple[int, str, str] | None:
    """Return week, brand and deciding reason of the first departure from a brand; None when there is none."""
    left = (line for line in lines if line["event"] == "left" and line["brand"] == brand and line["week"] > 0)
    return next(((line["week"], line["brand"], line["about"]) for line in left), None)


def _marks(lines: Sequence[Sequence[Line]], events: dict[str, str]) -> list[Mark]:
    """Return the marks of a row: one for what happened in both worlds, one for what happened in one of them."""
    return [
        Mark(line["week"], events[line["event"]], kind != "with", kind != "as-is")
        for kind, line in merged(lines)
        if line["event"] in events and line["week"] > 0
    ]


def merged(lines: Sequence[Sequence[Line]]) -> list[tuple[str, Line]]:
    """Return the lines of both worlds in the order of weeks, each with where it happened: "both", "as-is" or "with"."""
    as_is, with_it = lines
    found = [(("both" if line["shared"] else "as-is"), line) for line in as_is]
    found += [("with", line) for line in with_it if not line["shared"]]
    return sorted(found, key=lambda each: each[1]["week"])


def _by_week(told: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Return sentences of the same week and world as one paragraph."""
    paragraphs: dict[tuple[str, str], list[str]] = {}
    for kind, week, said in told:
        paragraphs.setdefault((week, kind), []).append(said)
    return [(kind, week, " ".join(said)) for (week, kind), said in paragraphs.items()]


def _stands_out(line: Line) -> bool:
    if line["week"] < 1 or line["event"] in _IN_PASSING:
        return False
    return line["event"] != "encounter" or not _BAD < line["figures"]["impression"] < _GOOD


def _told(kind: str, line: Line, words: ModuleType) -> tuple[str, str, str]:
    """Return where a line happened, its week, and its sentence."""
    figures = line["figures"]
    if line["event"] == "encounter":
        said = words.encounter(line["about"], line["brand"], figures["expected"], figures["perceived"], line["trouble"])
    else:
        said = words.told(line["text"], line["brand"])
    return kind, words.before(line["week"]), said
