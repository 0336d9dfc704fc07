"""Varying: a market that has other numbers at some places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from experiments.design.factors import NO_FACTOR, OF_THE_STUDY, means, numbers_at
from experiments.design.shares import shares_in, value_at
from experiments.errors import RequestError
from sim.market.agreement import disagreements
from sim.market.messages import dotted, quoted, span
from sim.market.schema import Market
from sim.market.sheet import NumberPath, number_at


def varied(market: Market, values: Mapping[str, float]) -> Market:
    """Return a market with other numbers at some paths; what does not change is shared with the old one.

    Shares that must add up to one keep doing so: those that are not given shrink or grow in proportion, see
    :func:`experiments.design.shares.renormalisation_note`.

    Parameters
    ----------
    values : path, written out, -> value. ``mean(PATTERN)`` moves all numbers that the pattern stands for by one amount,
        as far as their ranges allow, so that their mean becomes the value.

    Raises
    ------
    RequestError
        When there is no such number, a value is out of range, or shares cannot add up to one.
    """
    if not values:
        return market
    changes = _moved_together(market, values)
    for name, value in values.items():
        if means(name):
            continue
        path = tuple(name.split("."))
        number = number_at(path)
        if number is None or value_at(market, path) is None:
            raise RequestError(_no_number(market, name))
        if name in OF_THE_STUDY:
            raise RequestError(f"{name} {NO_FACTOR}")
        if not (isinstance(value, int | float) and number.low <= value <= number.high):
            raise RequestError(f"{name} cannot be {quoted(value)}; expected {span(number)}")
        changes[path] = float(value)
    for shares in shares_in(market, changes):
        changes |= shares.rescaled(market, changes)
    changed: Market = _with(market, changes)
    for place, message in disagreements(changed.model_dump()):
        raise RequestError(f"{dotted(place)}: {message}")
    return changed


def _moved_together(market: Market, values: Mapping[str, float]) -> dict[NumberPath, float]:
    """Return the numbers whose means are given, each moved by the same amount as the others."""
    changes = {}
    for name, value in values.items():
        if pattern := means(name):
            numbers = numbers_at(market, pattern)
            amount = value - sum(each.value for each in numbers) / len(numbers)
            for each in numbers:
                changes[each.path] = min(max(each.value + amount, float(each.number.low)), float(each.number.high))
    return changes


def _no_number(market: Market, name: str) -> str:
    """Return that a path stands for no number, with the nearest one."""
    try:
        numbers_at(market, name)
    except RequestError as error:
        return str(error)
    return f"{name} must be written out: the path of one number"


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
