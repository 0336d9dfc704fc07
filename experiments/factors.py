"""Factors: numbers of a market that an experiment varies, and the market that has other numbers at their places."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from experiments.errors import RequestError
from sim.market.agreement import CONTRACTS, SHARES_TOLERANCE, WHOLE, disagreements
from sim.market.messages import dotted, listed, quoted, span, unknown
from sim.market.schema import Market
from sim.market.sheet import Listed, NumberPath, number_at
from sim.scenarios.levers import Lever
from sim.scenarios.paths import Atlas, NoSuchNumberError

OF_THE_STUDY = ("category.customers", "category.horizon_weeks", "category.people_per_customer")
"""Numbers that a study sets itself, or that change no figure."""

_NO_FACTOR = "is no factor: it is set by the study, or changes no figure"

Ranges = Mapping[str, tuple[float, float]]


class Factor(NamedTuple):
    """A number of a market that is varied.

    Attributes
    ----------
    path : where it stands in the market file, written out: ``brands.acme.offer.price_eur``.
    low, high : range, both ends included.
    default : its value in the market.
    unit, grade, source : of the parameter sheet.
    """

    path: str
    low: float
    high: float
    default: float
    unit: str
    grade: str
    source: str


def factors_of(
    market: Market,
    patterns: Sequence[str],
    ranges: Ranges | None = None,
    within: float | None = None,
    brand: str | None = None,
) -> tuple[Factor, ...]:
    """Return the factors that patterns stand for, in the order in which they are named, each once.

    Parameters
    ----------
    patterns : paths as levers have them: ``brand.`` stands for the brand, a star for any name between two dots. One
        that begins with ``!`` takes out again what it stands for. Stars pass over what cannot be varied in a range:
        numbers that count whole things, those that a study sets itself, and zeros around which `within` is no range.
    ranges : pattern -> (low, high), for the factors it stands for; of several the last counts.
    within : share of its value by which a factor goes below and above it, as far as the sheet's range allows; without
        it the range is that of the sheet.
    brand : the brand meant by ``brand.``, the market's focus when None.

    Raises
    ------
    RequestError
        With all that is wrong: unknown numbers, empty ranges, shares that could not add up to one.
    """
    if brand is not None and brand not in market.brands:
        raise RequestError(unknown("brand", brand, market.brands))
    if within is not None and not 0 < within < math.inf:
        raise RequestError(f"within must be a share above 0, such as 0.2 (got {quoted(within)})")
    atlas = Atlas(market.model_dump(), brand or market.focus)
    problems: list[str] = []
    by_pattern = _given(atlas, ranges or {}, problems)
    given = {path: span for spans in by_pattern.values() for path, span in spans.items()}
    numbers = _chosen(
        atlas, patterns, lambda number: _unfit(number, None if number.path in given else within), problems
    )
    for pattern, spans in by_pattern.items():
        if not spans.keys() & numbers.keys():
            problems.append(f"a range is given for {quoted(pattern)}, which is not among the factors")
    factors = []
    for path, number in numbers.items():
        low, high = given.get(path) or _around(number, within)
        problems += _troubles(number, low, high, path in given)
        sheet = number.number
        factors.append(Factor(dotted(path), low, high, number.value, sheet.unit, sheet.grade, sheet.source))
    problems += _together(market, factors)
    if problems:
        raise RequestError("\n".join(problems))
    return tuple(factors)


def numbers_at(market: Market, pattern: str, brand: str | None = None) -> list[Listed]:
    """Return the numbers that a pattern stands for, also those that count whole things.

    Raises
    ------
    RequestError
        When there is none, with the nearest name.
    """
    return _found(Atlas(market.model_dump(), brand or market.focus), pattern)


def _found(atlas: Atlas, pattern: str) -> list[Listed]:
    """Return what a pattern stands for: the numbers that a lever with this path would change."""
    try:
        return atlas.targets(Lever(path=pattern, multiply=1.0))
    except NoSuchNumberError as error:
        raise RequestError(str(error)) from error


def _chosen(
    atlas: Atlas, patterns: Sequence[str], unfit_for: Callable[[Listed], str | None], problems: list[str]
) -> dict[NumberPath, Listed]:
    """Return the numbers that patterns stand for and that can be varied in a range, by their paths."""
    chosen: dict[NumberPath, Listed] = {}
    for pattern in patterns:
        takes_out = pattern.startswith("!")
        try:
            found = {number.path: number for number in _found(atlas, pattern.removeprefix("!"))}
        except RequestError as error:
            problems.append(str(error))
            continue
        if takes_out:
            chosen = {path: number for path, number in chosen.items() if path not in found}
            continue
        unfit = {path: reason for path, number in found.items() if (reason := unfit_for(number))}
        if len(unfit) == len(found):
            problems += [f"{dotted(path)} {reason}" for path, reason in unfit.items()]
        chosen |= {path: number for path, number in found.items() if path not in unfit and path not in chosen}
    if not chosen and not problems:
        problems.append(f"no factor is left ({listed(patterns) or 'none was named'})")
    return chosen


def _unfit(number: Listed, within: float | None) -> str | None:
    """Return why a number cannot be varied in a range, None when it can."""
    path = number.path
    if dotted(path) in OF_THE_STUDY:
        return _NO_FACTOR
    if within is not None and number.value == 0:
        return f"is 0, around which ± {within:.0%} is no range: give it one"
    if path in WHOLE or path[-1] == "enters_in_week":
        return "counts whole things: give it values instead of a range"
    return None


def _given(atlas: Atlas, ranges: Ranges, problems: list[str]) -> dict[str, dict[NumberPath, tuple[float, float]]]:
    """Return the ranges given for numbers, pattern by pattern."""
    given = {}
    for pattern, (low, high) in ranges.items():
        try:
            found = _found(atlas, pattern)
        except RequestError as error:
            problems.append(str(error))
            continue
        given[pattern] = dict.fromkeys((number.path for number in found), (float(low), float(high)))
    return given


def _around(number: Listed, within: float | None) -> tuple[float, float]:
    """Return the range of a number for which none is given."""
    sheet = number.number
    if within is None:
        return float(sheet.low), float(sheet.high)
    reach = within * abs(number.value)
    return max(number.value - reach, float(sheet.low)), min(number.value + reach, float(sheet.high))


def _troubles(number: Listed, low: float, high: float, is_given: bool) -> Iterator[str]:
    """Yield what is wrong with the range of a number."""
    path, sheet = dotted(number.path), number.number
    if is_given and not (sheet.low <= low and high <= sheet.high):
        yield f"{path} cannot go from {quoted(low)} to {quoted(high)}; expected {span(sheet)}"
    elif not low < high:
        yield f"{path} has an empty range: its low end must be below its high end (got {low:g} to {high:g})"


def varied(market: Market, values: Mapping[str, float]) -> Market:
    """Return a market with other numbers at some paths; what does not change is shared with the old one.

    Shares that must add up to one keep doing so: those that are not given shrink or grow in proportion, see
    :func:`renormalisation_note`.

    Parameters
    ----------
    values : path, written out, -> value.

    Raises
    ------
    RequestError
        When there is no such number, a value is out of range, or shares cannot add up to one.
    """
    if not values:
        return market
    changes: dict[NumberPath, float] = {}
    for name, value in values.items():
        path = tuple(name.split("."))
        number = number_at(path)
        if number is None or _value_at(market, path) is None:
            raise RequestError(_no_number(market, name))
        if name in OF_THE_STUDY:
            raise RequestError(f"{name} {_NO_FACTOR}")
        if not (isinstance(value, int | float) and number.low <= value <= number.high):
            raise RequestError(f"{name} cannot be {quoted(value)}; expected {span(number)}")
        changes[path] = float(value)
    for shares in _shares_in(market, changes):
        changes |= shares.rescaled(market, changes)
    changed: Market = _with(market, changes)
    for place, message in disagreements(changed.model_dump()):
        raise RequestError(f"{dotted(place)}: {message}")
    return changed


def _no_number(market: Market, name: str) -> str:
    """Return that a path stands for no number, with the nearest one."""
    try:
        numbers_at(market, name)
    except RequestError as error:
        return str(error)
    return f"{name} must be written out: the path of one number"


def _value_at(market: Market, path: NumberPath) -> float | None:
    """Return the number at a path, None when there is none."""
    part: Any = market
    for key in path:
        part = part.get(key) if isinstance(part, Mapping) else getattr(part, key, None)
    return part if isinstance(part, float) else None


def _with(part: Any, changes: Mapping[NumberPath, float]) -> Any:
    """Return a part of a market with other numbers below it; the numbers are known to be good."""
    if () in changes:
        return changes[()]
    below: dict[str, dict[NumberPath, float]] = {}
    for (key, *rest), value in changes.items():
        below.setdefault(key, {})[tuple(rest)] = value
    if isinstance(part, BaseModel):
        return part.model_copy(update={key: _with(getattr(part, key), inside) for key, inside in below.items()})
    return part | {key: _with(part[key], inside) for key, inside in below.items()}


class _Shares(NamedTuple):
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
        others = {path: _value_at(market, path) or 0.0 for path in self.members if path not in changes}
        rest, room = sum(others.values()), 1.0 - given
        excess = rest - room
        if (abs(excess) if self.fills else excess) <= SHARES_TOLERANCE:
            return {}
        if room < -SHARES_TOLERANCE or (not rest and self.fills):
            raise RequestError(f"{self.words} cannot add up to 1: those that are given make {given:g}")
        return {path: value * max(room, 0.0) / rest for path, value in others.items()} if rest else {}


def _shares_in(market: Market, changes: Mapping[NumberPath, float]) -> Iterator[_Shares]:
    """Yield the shares that changes touch."""
    if any(path[0] == "segments" and path[-1] == "share" for path in changes):
        members = tuple(("segments", name, "share") for name in market.segments)
        yield _Shares(members, "the shares of the segments", True)
    if any(path[0] == "brands" and path[-1] in ("share", "enters_in_week") for path in changes):
        present = [name for name in market.brands if _enters(market, name, changes) == 0]
        members = tuple(("brands", name, "share") for name in present)
        yield _Shares(members, "the shares of the brands present at the start", True)
    for name in dict.fromkeys(path[1] for path in changes if path[-1] in CONTRACTS):
        signed = tuple(("brands", name, "relationship", key) for key in CONTRACTS)
        yield _Shares(signed, f"{' and '.join(CONTRACTS)} of {name}", False)


def _enters(market: Market, brand: str, changes: Mapping[NumberPath, float]) -> float:
    path = ("brands", brand, "enters_in_week")
    return changes[path] if path in changes else _value_at(market, path) or 0.0


def check_together(market: Market, factors: Iterable[Factor]) -> None:
    """Check that factors leave room for shares to add up to one, wherever in their ranges they are.

    Raises
    ------
    RequestError
        When they do not.
    """
    if problems := list(_together(market, factors)):
        raise RequestError("\n".join(problems))


def _together(market: Market, factors: Iterable[Factor]) -> Iterator[str]:
    """Yield the shares that leave no room for others, or no others to make room."""
    highs = {tuple(factor.path.split(".")): factor.high for factor in factors}
    for shares in _shares_in(market, highs):
        varying = [path for path in shares.members if path in highs]
        if shares.fills and varying and len(varying) == len(shares.members):
            yield f"{shares.words} add up to 1, so they cannot all be factors: leave one out, which follows the others"
        elif (most := sum(highs[path] for path in varying)) > 1 + SHARES_TOLERANCE:
            yield (
                f"{shares.words}: {_named(varying)} could add up to {most:g}; "
                "give them ranges whose high ends add up to 1 at most"
            )


def renormalisation_note(market: Market, factors: Iterable[Factor]) -> str:
    """Return in words which other shares shrink or grow as factors are varied; empty when none does."""
    highs = {tuple(factor.path.split(".")): factor.high for factor in factors}
    notes = []
    for shares in _shares_in(market, highs):
        varying = _named(path for path in shares.members if path in highs)
        others = _named(path for path in shares.members if path not in highs)
        if varying and others:
            until = "so that all add up to 1" if shares.fills else "when all would exceed 1"
            notes.append(f"as {varying} varies, {others} are rescaled in proportion, {until}")
    return "\n".join(notes)


def _named(paths: Iterable[NumberPath]) -> str:
    return ", ".join(map(dotted, paths))
