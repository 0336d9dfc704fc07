"""Whether brands can serve the customers that a market file gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.foundations.numbers import Number
from sim.market.agreement import Disagreement
from sim.market.market_sheet import AGENTS_PER, BRAND, CATEGORY, OPERATIONS, SEGMENT
from sim.market.messages import listed


def capacity_doubts(market: Mapping[str, Any]) -> Iterator[Disagreement]:
    """Yield why brands of a valid market document, before defaults are filled in, cannot serve all who come."""
    category = market["category"]
    people = _number(category, CATEGORY, "customers") * _number(category, CATEGORY, "people_per_customer")
    needs = _needs_a_week(market) if category["kind"] == "repeat_purchase" else 0.0
    for name, brand in market["brands"].items():
        place = ("brands", name)
        share = brand["share"]
        if week := _number(brand, BRAND, "enters_in_week"):
            if share:
                yield (
                    (*place, "share"),
                    f"has no effect, since the brand enters in week {week:g}: its capacity follows from planned_share",
                )
            share = 0.0
        share = share or _number(brand, BRAND, "planned_share")
        if not share:
            yield (
                (*place, "planned_share"),
                "is 0, as is the number of customers at the start: the brand can deliver nothing",
            )
            continue
        operations = brand.get("operations", {})
        agents = _number(operations, OPERATIONS, "support_agents") * share * people / AGENTS_PER
        if agents < 1.0:
            yield (
                (*place, "operations", "support_agents"),
                f"makes {agents:.2g} agents for {share * people:,.0f} customers: in {1 - agents:.0%} of the hours "
                "nobody answers",
            )
        if not _number(operations, OPERATIONS, "shop_agents") and (shops := _shops(market, name)):
            yield (
                (*place, "operations", "shop_agents"),
                f"is 0: nobody serves those who come to {listed(shops)}, and all of them give up",
            )
        capacity = _number(operations, OPERATIONS, "order_capacity")
        if capacity < needs:
            yield (
                (*place, "operations", "order_capacity"),
                f"is {capacity:g} orders a week per customer, who need {needs:.2g} a week: orders pile up",
            )


def _shops(market: Mapping[str, Any], brand: str) -> list[str]:
    """Return the touchpoints of a brand at which the people in its shops serve."""
    return [
        name
        for name, touchpoint in market["touchpoints"].items()
        if touchpoint.get("staff") == "shop"
        and touchpoint.get("by_brand", {}).get(brand, {}).get("weekly_rate", touchpoint["weekly_rate"])
    ]


def _number(part: Mapping[str, Any], sheet: Mapping[str, Number], key: str) -> float:
    """Return a number of a part of the file, or that of the sheet."""
    return float(part.get(key, sheet[key].default))


def _needs_a_week(market: Mapping[str, Any]) -> float:
    """Return how often a customer needs something in a week, on average over segments."""
    segments = market["segments"].values()
    return sum(segment["share"] * _number(segment, SEGMENT, "need_rate") for segment in segments)
