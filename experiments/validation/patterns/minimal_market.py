"""A minimal market: people, brands and money, and nothing that happens by itself.

Whoever uses it switches on the one mechanism whose exact solution is known; all other numbers are at their lowest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import filter as fitting
from functools import reduce
from operator import getitem
from typing import Any

from sim.foundations.numbers import Number
from sim.market.messages import dotted
from sim.market.schema import Market
from sim.market.sheet import numbers_in

Values = Mapping[str, float | Callable[[Number], float]]
"""Paths of numbers (stars allowed) and their values, or functions of their lines in the sheet; later ones win."""


def lowest(number: Number) -> float:
    """Return the lowest admissible value of a number."""
    return number.low


SILENCE: Values = {
    **{f"behaviour.{rule}.*": lowest for rule in ("needs", "usage", "touchpoints", "perception", "impressions")},
    **{f"behaviour.{rule}.*": lowest for rule in ("satisfaction", "expectation", "waiting", "word_of_mouth")},
    **{f"behaviour.{rule}.*": lowest for rule in ("choice", "loyalty")},
    "behaviour.population.*_variation": 0,
    "behaviour.population.start_awareness": 1,
    "behaviour.choice.shortlist_awareness": 20,  # everybody has all brands in the shortlist
    "behaviour.loyalty.most": 1,
    "category.burn_in_weeks": 0,
    "category.life_event_probability": 0,
    "category.left_market_probability": 0,
    "category.return_probability": 0,
    "category.search_probability": 1,
    "category.choosing_probability": 1,
    "category.dropping_probability": 0,
    "category.unplanned_probability": 0,
    "category.innovation_probability": 0,
    "category.imitation_probability": 0,
    "category.outside_utility": -20,
    "category.outside_spread": 0,
    "category.lapse_weeks": 520,
    "brands.*.operations.lead_days": 1,
    "brands.*.operations.lead_spread": 0,
    "brands.*.operations.incident_probability": 0,
    "brands.*.operations.order_capacity": 1,
    "brands.*.relationship.*": lowest,
    "brands.*.costs.*": 0,
    "network.ties": 0,
}


def minimal_market(
    kind: str, brands: int = 1, segments: Mapping[str, float] | None = None, values: Values | None = None
) -> Market:
    """Return a market of equal brands in which nothing happens but what `values` switch on.

    It has one touchpoint (use) and one cause (trouble), neither of which is ever met.

    Parameters
    ----------
    kind : contractual or repeat_purchase.
    brands : how many, called brand_0 and so on; the first has all customers at the start.
    segments : their shares by name.
    values : numbers that are other than silent.
    """
    names = [f"brand_{position}" for position in range(brands)]
    quality: dict[str, dict[str, float]] = {name: {} for name in names}
    document: dict[str, Any] = {
        "name": "minimal",
        "title": "A minimal market",
        "focus": names[0],
        "category": {"kind": kind},
        "segments": {
            name: {"title": name, "share": share} for name, share in (segments or {"all_people": 1.0}).items()
        },
        "brands": {
            name: {"title": name, "share": float(name == names[0]), "offer": {"price_eur": 26.0}} for name in names
        },
        "touchpoints": {
            "use": {"title": "Use", "stage": "using", "kind": "product", "weekly_rate": 0.0, "quality": quality}
        },
        "causes": {
            "trouble": {
                "title": "Trouble",
                "department": "all",
                "weekly_probability": 0.0,
                "order_probability": 0.0,
                "severity": 0.0,
                "exposure": {"use": 0.0},
            }
        },
    }
    return with_numbers(Market.model_validate(document), {**SILENCE, **(values or {})})


def with_numbers(market: Market, values: Values) -> Market:
    """Return a market in which some numbers have other values.

    Raises
    ------
    KeyError
        When a path stands for no number.
    """
    document = market.model_dump()
    numbers = {dotted(listed.path): listed for listed in numbers_in(document)}
    for pattern, value in values.items():
        paths = [pattern] if pattern in numbers else fitting(numbers, pattern)
        if not paths:
            raise KeyError(f"no number is called {pattern}")
        for path in paths:
            *place, key = numbers[path].path
            group = reduce(getitem, place, document)
            group[key] = float(value(numbers[path].number) if callable(value) else value)
    return Market.model_validate(document)
