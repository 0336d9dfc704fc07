"""Shares of one whole: as some of them vary the others make room, and all keep adding up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.errors import RequestError
from sim.market.agreement import CONTRACTS, SHARES_TOLERANCE
from sim.market.messages import dotted
from sim.market.schema import Market
from sim.market.sheet import NumberPath, number_for_all

if TYPE_CHECKING:
    from experiments.design.factor import Factor


class Shares(NamedTuple):
    """Shares of one whole.

    Attributes
    ----------
    members : their paths.
    words : what they are.
    fills : whether they add up to one; else they must not exceed it.
    """

    members: tuple[NumberPath, ...]
    words: str
    fills: bool

    def rescaled(self, market: Market, changes: Mapping[NumberPath, float]) -> dict[NumberPath, float]:
        """Return the shares that are not given, in proportion to what they were, so that all fit together."""
        given = sum(changes[path] for path in self.members if path in changes)
        others = {path: value_at(market, path) or 0.0 for path in self.members if path not in changes}
        rest, room = sum(others.values()), 1.0 - given
        excess = rest - room
        if (abs(excess) if self.fills else excess) <= SHARES_TOLERANCE:
            return {}
        if room < -SHARES_TOLERANCE or (not rest and self.fills):
            raise RequestError(f"{self.words} cannot add up to 1: those that are given make {given:g}")
        return {path: value * max(room, 0.0) / rest for path, value in others.items()} if rest else {}


def shares_in(market: Market, changes: Mapping[NumberPath, float]) -> Iterator[Shares]:
    """Yield the shares that changes touch."""
    if any(path[0] == "segments" and path[-1] == "share" for path in changes):
        members = tuple(("segments", name, "share") for name in market.segments)
        yield Shares(members, "the shares of the segments", True)
    if any(path[0] == "brands" and path[-1] in ("share", "enters_in_week") for path in changes):
        present = [name for name in market.brands if _enters(market, name, changes) == 0]
        members = tuple(("brands", name, "share") for name in present)
        yield Shares(members, "the shares of the brands present at the start", True)
    for name in dict.fromkeys(path[1] for path in changes if path[-1] in CONTRACTS):
        signed = tuple(("brands", name, "relationship", key) for key in CONTRACTS)
        yield Shares(signed, f"{' and '.join(CONTRACTS)} of {name}", False)


def _enters(market: Market, brand: str, changes: Mapping[NumberPath, float]) -> float:
    path = ("brands", brand, "enters_in_week")
    return changes[path] if path in changes else value_at(market, path) or 0.0


def check_together(market: Market, factors: Iterable[Factor]) -> None:
    """Check that factors leave room for shares to add up to one, wherever in their ranges they are.

    Raises
    ------
    RequestError
        When they do not.
    """
    if problems := list(room_troubles(market, factors)):
        raise RequestError(*problems)


def room_troubles(market: Market, factors: Iterable[Factor]) -> Iterator[str]:
    """Yield the shares that leave no room for others, or no others to make room."""
    highs = {tuple(factor.path.split(".")): factor.high for factor in factors}
    for shares in shares_in(market, highs):
        varying = [path for path in shares.members if path in highs]
        if shares.fills and varying and len(varying) == len(shares.members):
            yield f"{shares.words} add up to 1, so they cannot all be factors: leave one out, which follows the others"
        elif (largest := sum(highs[path] for path in varying)) > 1 + SHARES_TOLERANCE:
            yield (
                f"{shares.words}: {_named(varying)} could add up to {largest:g}; "
                "choose ranges whose upper limits add up to at most 1"
            )


def renormalisation_note(market: Market, factors: Iterable[Factor]) -> str:
    """Return in words which other shares shrink or grow as factors are varied; empty when none does."""
    highs = {tuple(factor.path.split(".")): factor.high for factor in factors}
    notes = []
    for shares in shares_in(market, highs):
        varying = _named(path for path in shares.members if path in highs)
        others = _named(path for path in shares.members if path not in highs)
        if varying and others:
            until = "so that all add up to 1" if shares.fills else "when all would exceed 1"
            notes.append(f"as {varying} varies, {others} are rescaled in proportion, {until}")
    return "\n".join(notes)


def _named(paths: Iterable[NumberPath]) -> str:
    return ", ".join(map(dotted, paths))


def value_at(market: Market, path: NumberPath) -> float | None:
    """Return the number at a path, for a brand without one of its own that of all brands; None when it is not set."""
    part: Any = market
    for key in path:
        part = part.get(key) if isinstance(part, Mapping) else getattr(part, key, None)
    if part is None and (for_all := number_for_all(path)):
        return value_at(market, for_all)
    return part if isinstance(part, float) else None
