"""Contents of a market file that are valid and probably not intended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.foundations.numbers import Number
from sim.market.agreement import Disagreement
from sim.market.capacity import capacity_doubts
from sim.market.market_sheet import COSTS, PROMISE, QUALITY, RELATIONSHIP
from sim.market.messages import listed


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
    yield from capacity_doubts(market)


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


def _left_out(part: Mapping[str, Any], sheet: Mapping[str, Number]) -> str:
    """Return the keys that a part of the file leaves out, each with the value that it then has."""
    return ", ".join(f"{key} (taken as {number.default:g})" for key, number in sheet.items() if key not in part)
