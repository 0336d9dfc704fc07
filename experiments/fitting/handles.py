"""Handles: the numbers of a market that are moved so that it shows the facts, found by their paths in its file."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal, NamedTuple

import numpy as np

from experiments.design.varying import varied
from experiments.fitting.facts import Fact
from experiments.fitting.figures import FIGURES, REPEATS, RETENTION, SHARE, WHOLE, Scope
from sim.market.messages import dotted
from sim.market.schema import Market
from sim.market.sheet import Listed, numbers_in

How = Literal["add", "multiply"]

_NEARLY_ZERO = 1e-12
_SHARE_DIGITS = 5
_DIGITS = 4
_FARTHEST = {"add": 5.0, "multiply": 3.0}
"""How far a number may be moved: by so much, or by e to the power of so much, as far as its range allows."""


class Move(NamedTuple):
    """What is moved for a kind of fact; {brand}, {segment} and {touchpoint} are those of the fact, stars all of them.

    Attributes
    ----------
    title : in words.
    paths : of the numbers.
    how : one amount is added to all numbers, or all are multiplied by one factor.
    step : change by which its effect is measured; of a factor in logarithms.
    needs : columns of the fact without which there is no such number.
    kind : the kind of market that it is for; any when empty.
    """

    title: str
    paths: tuple[str, ...]
    how: How
    step: float
    needs: tuple[str, ...] = ()
    kind: str = ""

    def titled(self, scope: Scope) -> str:
        """Return the title for a fact, with the names that the fact has as fields."""
        of = " of {brand}" if scope.brand else ""
        at = " at {touchpoint}" if scope.touchpoint else ""
        return self.title.replace("{of}", of).replace("{at}", at)

    def titles(self) -> Iterator[str]:
        """Yield the titles for all kinds of facts."""
        for brand, touchpoint in product(("", "brand"), ("", "touchpoint")):
            yield self.titled(Scope(brand=brand, touchpoint=touchpoint))


_QUALITY = Move("quality{of}{at}", ("touchpoints.{touchpoint}.quality.{brand}.*",), "add", 0.05)
_EXPECTATION = Move("expectation of {segment}", ("segments.{segment}.expectation",), "add", 0.05, ("segment",))
_AGENTS = Move("support agents{of}", ("brands.{brand}.operations.support_agents",), "multiply", 0.12)

MOVES: dict[str, tuple[Move, ...]] = {
    "share": (
        Move("constant of {brand}", ("brands.{brand}.constant",), "add", 0.3, ("brand",)),
        Move("share of {brand} at the start", ("brands.{brand}.share",), "multiply", 0.04, ("brand",)),
    ),
    "share_change": (Move("constant of {brand}", ("brands.{brand}.constant",), "add", 0.3, ("brand",)),),
    "churn": (
        Move("hazard to reconsider", ("behaviour.loyalty.hazard",), "multiply", 0.3, kind="contractual"),
        Move("weight of habit", ("behaviour.choice.habit",), "multiply", 0.3, kind="repeat_purchase"),
        Move("offers of rivals", ("brands.*.relationship.approach_rate",), "multiply", 0.4),
        Move("switching cost{of}", ("brands.{brand}.relationship.switching_cost",), "add", 0.15),
        Move("mobility of {segment}", ("segments.{segment}.mobility",), "multiply", 0.3, ("segment",)),
    ),
    "nps": (
        Move("level of recommendation", ("behaviour.loyalty.recommend_level",), "add", 0.3),
        _QUALITY._replace(needs=("brand",)),
        _EXPECTATION,
    ),
    "complaints": (
        Move(
            "frequency of trouble{of}",
            ("causes.*.weekly_probability.{brand}", "causes.*.order_probability.{brand}"),
            "multiply",
            0.3,
        ),
        Move("proneness of {segment}", ("segments.{segment}.proneness",), "multiply", 0.3, ("segment",)),
    ),
    "wait_minutes": (_AGENTS,),
    "abandonment": (
        _AGENTS,
        Move("patience in the queue", ("behaviour.assistance.patience_minutes",), "multiply", 0.3),
    ),
    "first_contact_resolution": (
        Move("solutions a contact{of}", ("brands.{brand}.operations.solving_probability",), "add", 0.06),
    ),
    "late_share": (Move("delivery time{of}", ("brands.{brand}.operations.lead_days",), "multiply", 0.15),),
    "csat": (
        _QUALITY,
        Move("level of answers", ("behaviour.answers.answer_level",), "add", 0.08),
    ),
    "elasticity": (Move("weight of the price", ("behaviour.choice.price",), "multiply", 0.3),),
    "bill": (Move("price{of}", ("brands.{brand}.offer.price_eur",), "multiply", 0.05),),
}
MOVES |= {name: MOVES["churn"] for name in FIGURES if name.startswith((RETENTION, REPEATS))}
"""What is moved for each kind of fact."""


class Handle(NamedTuple):
    """Numbers that are moved together.

    Attributes
    ----------
    title : in words.
    paths : of the numbers.
    how : one amount is added to all of them, or all are multiplied by e to the power of it.
    step : the amount by which its effect is measured.
    low, high : limits of the amount: beyond them all of the numbers are at an end of their range.
    facts : titles of the facts that it is moved for.
    words, scope : of which the title is made: a sentence with fields, and whose number it is.
    """

    title: str
    paths: tuple[str, ...]
    how: How
    step: float
    low: float
    high: float
    facts: tuple[str, ...] = ()
    words: str = ""
    scope: Scope = Scope()

    @property
    def names(self) -> dict[str, str]:
        """What stands in the fields of its words."""
        return {name: value.replace("_", " ") for name, value in self.scope._asdict().items()}


def handles_of(facts: Sequence[Fact], market: Market) -> tuple[Handle, ...]:
    """Return the handles for some facts in a market; numbers that it does not have are left out."""
    document = market.model_dump()
    indirect = {name for name, each in market.touchpoints.items() if each.kind == "indirect"}  # type: ignore[attr-defined]
    found: dict[tuple[str, ...], Handle] = {}
    for fact in facts:
        for move in MOVES[fact.what]:
            if move.kind not in ("", market.category.kind) or not all(getattr(fact.scope, need) for need in move.needs):
                continue
            patterns = [path.format(**_starred(fact.scope)).split(".") for path in move.paths]
            numbers = [each for each in numbers_in(document, patterns) if not _is_idle(each, patterns, indirect)]
            if not numbers:
                continue
            handle = _handle(move, fact, numbers)
            known = found.setdefault(handle.paths, handle)
            found[handle.paths] = known._replace(facts=tuple(dict.fromkeys((*known.facts, fact.title))))
    return tuple(found.values())


def _starred(scope: Scope) -> dict[str, str]:
    return {name: value or "*" for name, value in scope._asdict().items()}


def _is_idle(number: Listed, patterns: Sequence[Sequence[str]], indirect: Iterable[str]) -> bool:
    """Return whether a number cannot change anything: a quality of a touchpoint where nobody is served, or a zero."""
    if len(number.path) not in map(len, patterns):
        return True
    if number.path[0] == "touchpoints" and number.path[1] in indirect:
        return True
    return number.path[0] == "causes" and number.value == 0


def _handle(move: Move, fact: Fact, numbers: Sequence[Listed]) -> Handle:
    """Return what a move is in a market."""
    scope, words = fact.scope, move.titled(fact.scope)
    title = words.format(**scope._asdict()).replace("_", " ")
    farthest = _FARTHEST[move.how]
    low = min(_amount_to(each.number.low, each, move.how) for each in numbers)
    high = max(_amount_to(each.number.high, each, move.how) for each in numbers)
    paths = tuple(dotted(each.path) for each in numbers)
    ends = max(low, -farthest), min(high, farthest)
    return Handle(title, paths, move.how, move.step, *ends, words=words, scope=scope)


def _amount_to(end: float, number: Listed, how: How) -> float:
    """Return the amount that moves a number to an end of its range; nothing for a zero that is multiplied."""
    if how == "add":
        return end - number.value
    return math.log(max(end, _NEARLY_ZERO) / number.value) if number.value > 0 else 0.0


def begun_with(market: Market, facts: Sequence[Fact]) -> Market:
    """Return a market whose brands begin with the shares of the facts."""
    shares = {fact.scope.brand: fact.value / WHOLE for fact in facts if fact.what == SHARE and not fact.scope.segment}
    return varied(market, _shares(shares)) if len(shares) > 1 else market


def numbers_moved(market: Market, handles: Sequence[Handle], amounts: Iterable[float]) -> dict[str, float]:
    """Return the numbers of a market after moving handles, by their paths, rounded as a file has them.

    Numbers stay in their ranges, and shares add up to one.
    """
    document = {dotted(each.path): each for each in numbers_in(market.model_dump())}
    moved: dict[str, float] = {}
    for handle, amount in zip(handles, amounts, strict=True):
        for path in handle.paths:
            before = moved.get(path, document[path].value)
            moved[path] = before + amount if handle.how == "add" else before * math.exp(amount)
    inside = {
        path: float(np.clip(_rounded(value), document[path].number.low, document[path].number.high))
        for path, value in moved.items()
    }
    shares = {path.split(".")[1]: value for path, value in moved.items() if _is_share(path)}
    return inside | _shares(shares)


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _is_share(path: str) -> bool:
    return path.startswith("brands.") and path.endswith(".share")


def _shares(shares: Mapping[str, float]) -> dict[str, float]:
    """Return shares of brands by their paths, which add up to one after rounding."""
    if not shares:
        return {}
    total = sum(shares.values())
    rounded = {name: round(share / total, _SHARE_DIGITS) for name, share in shares.items()}
    largest = max(rounded, key=lambda name: rounded[name])
    rounded[largest] = round(1.0 - sum(value for name, value in rounded.items() if name != largest), _SHARE_DIGITS)
    return {f"brands.{name}.share": value for name, value in rounded.items()}


def pressed(handle: Handle, amount: float) -> bool:
    """Return whether a handle is at a limit of its range."""
    near = 0.02 * (handle.high - handle.low)
    return amount <= handle.low + min(near, handle.step / 4) or amount >= handle.high - min(near, handle.step / 4)
