"""Factors: the numbers of a market that an experiment varies, and the ranges in which it does."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic import ValidationError

from experiments.design.factor import Factor
from experiments.design.shares import room_troubles
from experiments.errors import RequestError
from sim.market.agreement import is_counted
from sim.market.checking import in_words
from sim.market.messages import dotted, listed, quoted, span, unknown
from sim.market.schema import Market
from sim.market.sheet import Listed, NumberPath
from sim.scenarios.levers import Lever
from sim.scenarios.paths import Atlas, NoSuchNumberError

OF_THE_STUDY = ("category.customers", "category.horizon_weeks", "category.people_per_customer")
"""Numbers that a study sets itself, or that change no figure."""

NO_FACTOR = "cannot be a factor: the study sets it, or it affects no figure"

Ranges = Mapping[str, tuple[float, float]]

_MEAN = re.compile(r"mean\((.+)\)")
"""A factor that is the mean of several numbers, which are moved together by one amount."""


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
        that begins with ``!`` takes out again what it stands for; ``mean(PATTERN)`` is one factor. Stars pass over what
        cannot be varied in a range: numbers that count whole things, those that a study sets itself, and zeros around
        which `within` is no range.
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
    joint = [_joint(market, pattern, ranges or {}, within, brand, problems) for pattern in patterns if means(pattern)]
    patterns = [pattern for pattern in patterns if not means(pattern)]
    ranges = {pattern: ends for pattern, ends in (ranges or {}).items() if not means(pattern)}
    if joint and not patterns and not ranges:
        return _checked(market, joint, problems)
    by_pattern = _given(atlas, ranges, problems)
    given = {path: span for spans in by_pattern.values() for path, span in spans.items()}
    numbers = _chosen(
        atlas, patterns, lambda number: _unfit(number, None if number.path in given else within), problems
    )
    for pattern, spans in by_pattern.items():
        if not spans.keys() & numbers.keys():
            problems.append(f"a range is given for {quoted(pattern)}, which is not among the factors")
    factors = list(joint)
    for path, number in numbers.items():
        low, high = given.get(path) or _around(number, within)
        problems += _troubles(number, low, high, path in given)
        sheet = number.number
        factors.append(Factor(dotted(path), low, high, number.value, sheet.unit, sheet.grade, sheet.source))
    return _checked(market, factors, problems)


def _checked(market: Market, factors: Sequence[Factor | None], problems: list[str]) -> tuple[Factor, ...]:
    """Return factors that nothing is wrong with."""
    found = tuple(factor for factor in factors if factor)
    problems += room_troubles(market, found)
    if problems:
        raise RequestError(*problems)
    return found


def means(name: str) -> str | None:
    """Return the pattern of the numbers that a factor is the mean of; None for any other factor."""
    match = _MEAN.fullmatch(name)
    return match[1] if match else None


def _joint(
    market: Market, name: str, ranges: Ranges, within: float | None, brand: str | None, problems: list[str]
) -> Factor | None:
    """Return the factor that is the mean of several numbers; None when something is wrong with it."""
    try:
        numbers = numbers_at(market, means(name) or "", brand)
    except RequestError as error:
        problems += str(error).splitlines()
        return None
    first, value = numbers[0].number, sum(each.value for each in numbers) / len(numbers)
    if wrong := [each for each in numbers if _unfit(each, None) or each.number.unit != first.unit]:
        problems.append(f"{name}: {dotted(wrong[0].path)} cannot be moved together with {dotted(numbers[0].path)}")
        return None
    low, high = max(each.number.low for each in numbers), min(each.number.high for each in numbers)
    joint = Listed((name,), value, first._replace(low=low, high=high))
    span = ranges.get(name) or _around(joint, within)
    problems += _troubles(joint, *span, name in ranges)
    return Factor(name, *span, value, first.unit, first.grade, f"mean of {len(numbers)} numbers")


def numbers_at(market: Market, pattern: str, brand: str | None = None) -> list[Listed]:
    """Return the numbers that a pattern stands for, also those that count whole things.

    Raises
    ------
    RequestError
        When no number matches, with the nearest name.
    """
    return _found(Atlas(market.model_dump(), brand or market.focus), pattern)


def _found(atlas: Atlas, pattern: str) -> list[Listed]:
    """Return the numbers matched by a pattern: those that a lever with this path would change."""
    try:
        lever = Lever(path=pattern, multiply=1.0)
    except ValidationError as error:
        raise RequestError(f"the path of a number {in_words(error.errors()[0])}") from error
    try:
        return atlas.targets(lever)
    except NoSuchNumberError as error:
        raise RequestError(*str(error).splitlines()) from error


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
            problems += str(error).splitlines()
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
        return NO_FACTOR
    if within is not None and number.value == 0:
        return f"is 0, around which ± {within:.0%} is no range: give it one"
    if is_counted(path):
        return "counts whole things: give it values instead of a range"
    return None


def _given(atlas: Atlas, ranges: Ranges, problems: list[str]) -> dict[str, dict[NumberPath, tuple[float, float]]]:
    """Return the ranges given for numbers, pattern by pattern."""
    given = {}
    for pattern, (low, high) in ranges.items():
        try:
            found = _found(atlas, pattern)
        except RequestError as error:
            problems += str(error).splitlines()
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
    """Yield the errors in the range of a number."""
    path, sheet = dotted(number.path), number.number
    if is_given and not (sheet.low <= low and high <= sheet.high):
        yield f"{path} cannot go from {quoted(low)} to {quoted(high)}; expected {span(sheet)}"
    elif not low < high:
        yield f"{path} has an empty range: its low end must be below its high end (got {low:g} to {high:g})"
