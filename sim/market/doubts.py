"""Contents of a market file that are valid and probably not intended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.foundations.numbers import Number
from sim.market.agreement import Disagreement
from sim.market.capacity import capacity_doubts
from sim.market.market_sheet import COSTS, MOST_USERS, PROMISE, QUALITY, RELATIONSHIP
from sim.market.messages import listed

_LEAST_MET = 0.5
"""Encounters with each order from which on they are rounded to one."""


def market_doubts(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubts about a valid market document, before defaults are filled in: path and message."""
    for name, touchpoint in market["touchpoints"].items():
        left_out = {brand: _left_out(quality, QUALITY) for brand, quality in touchpoint["quality"].items()}
        for keys in dict.fromkeys(left_out.values()):
            if keys:
                brands = listed(brand for brand, others in left_out.items() if others == keys)
                yield ("touchpoints", name, "quality"), f"leaves out {keys} of {brands}"
        yield from _credibility_doubts(name, touchpoint)
    for name, brand in market["brands"].items():
        promise = brand.get("promise", {})
        if promise and (keys := _left_out(promise, PROMISE)):
            yield ("brands", name, "promise"), f"leaves out {keys}"
        yield from _offer_doubts(name, brand)
        if keys := _left_out(brand.get("costs", {}), {"goods_eur": COSTS["goods_eur"]}):
            yield ("brands", name, "costs"), f"leaves out {keys}: what is sold costs nothing, whatever its price"
        yield from _follow_up_doubts(name, brand)
    yield from _household_doubts(market)
    yield from _purchase_doubts(market["touchpoints"])
    yield from capacity_doubts(market)
    yield from _help_doubts(market)


def _credibility_doubts(name: str, touchpoint: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubts about how far people believe what is said at a touchpoint."""
    place = ("touchpoints", name, "credibility")
    if "credibility" not in touchpoint:
        return
    if touchpoint["kind"] != "indirect" and touchpoint["stage"] != "buying":
        yield place, "has no effect: promises are made by indirect touchpoints and while buying"
    elif touchpoint["credibility"] == 0.0:
        yield place, "is 0: what is said there leaves no impression and raises no expectation"


def _offer_doubts(name: str, brand: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubts about the offers that a brand makes to customers of others."""
    numbers = {key: number.default for key, number in RELATIONSHIP.items()} | brand.get("relationship", {})
    place = ("brands", name, "relationship")
    if numbers["newcomer_discount"] > 0.0 and numbers["discount_weeks"] == 0.0:
        yield (*place, "discount_weeks"), "a discount for no week has no effect"
    if numbers["discount_weeks"] >= RELATIONSHIP["discount_weeks"].high:
        yield (*place, "discount_weeks"), "a discount that hardly ever ends is a lower price"


def _help_doubts(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubts about who can be asked for help, and what can be settled there."""
    desks = {name: each for name, each in market["touchpoints"].items() if each["stage"] == "help"}
    if desks and all(each.get("staff") == "nobody" for each in desks.values()):
        yield ("touchpoints",), f"has self-service only ({listed(desks)}): no person can be asked for help"
    for name, cause in market.get("causes", {}).items():
        settled = cause.get("settled")
        if settled == 0 or (settled and all(settled.get(desk) == 0 for desk in desks)):
            yield ("causes", name, "settled"), "is 0 everywhere: nothing and nobody can put an end to this trouble"


def _follow_up_doubts(name: str, brand: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubts about what a brand does with usage data."""
    numbers = {key: number.default for key, number in RELATIONSHIP.items()} | brand.get("relationship", {})
    if numbers["right_sizing_probability"] > 0.0 and numbers["usage_insight"] <= RELATIONSHIP["usage_insight"].low:
        place = ("brands", name, "relationship", "usage_insight")
        yield place, "usage data that only guess let the brand cut plans that are not too large"


def _household_doubts(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubts about the people behind one customer."""
    for name, segment in market["segments"].items():
        if segment.get("users", 1) > MOST_USERS:
            yield ("segments", name, "users"), f"of one customer, {MOST_USERS} users have a memory of their own"


def _purchase_doubts(touchpoints: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield the doubt about a last step of the purchase that is too rare to be met."""
    rates = {name: each["weekly_rate"] for name, each in touchpoints.items() if each.get("step") == "purchase"}
    if rates and sum(rates.values()) < _LEAST_MET:
        place = ("touchpoints", next(iter(rates)), "weekly_rate")
        yield place, f"the purchase is met {sum(rates.values()):g} times with each order, which is rounded to never"


def _left_out(part: Mapping[str, Any], sheet: Mapping[str, Number]) -> str:
    """Return the keys that a part of the file leaves out, each with the value that it then has."""
    return ", ".join(f"{key} (taken as {number.default:g})" for key, number in sheet.items() if key not in part)
