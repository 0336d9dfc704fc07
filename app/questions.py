"""Questions to begin with: each is an address, made from the levers and strategies that a market has."""

from __future__ import annotations

from types import ModuleType

from app.address import Asked, nearest
from app.catalogue import Facts

_MOVES: dict[str, tuple[str, float]] = {
    "price": ("price", 0.9),
    "trouble": ("trouble", 0.5),
    "agents": ("agents", 1.6),
    "promise": ("promise", 1.14),
    "onboarding": ("onboarding", 2.5),
    "lead": ("lead", 0.65),
    "promised": ("promised", 0.6),
    "tracking": ("tracking", 1.6),
}
"""Question -> the lever it moves, and to which multiple of today's value."""


def questions(facts: Facts, asked: Asked, words: ModuleType) -> list[tuple[str, str, bool]]:
    """Return the questions to begin with: words, address, and whether it is the one on the page."""
    found = []
    levers = {lever["key"]: lever for lever in facts["levers"]}
    plain = asked.but(strategy="", levers={})
    if facts["strategies"]:
        strategy = first_strategy(facts)
        found.append((strategy["question"], plain.but(strategy=strategy["name"])))
    for key, (lever, factor) in _MOVES.items():
        if lever in levers:
            value = nearest(str(levers[lever]["today"] * factor), levers[lever]["stops"])
            if value is not None and value != levers[lever]["today"]:
                found.append((words.question(key, levers[lever]["cause"].lower()), plain.but(levers={lever: value})))
    return [(text, each.query(), each == asked) for text, each in found]


def first_strategy(facts: Facts) -> dict[str, str]:
    """Return the strategy with which the page opens: the one whose answer is shipped."""
    names = {strategy["name"]: strategy for strategy in facts["strategies"]}
    return names.get(facts.get("opens_with", ""), facts["strategies"][0])
