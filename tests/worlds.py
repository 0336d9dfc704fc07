"""Worlds made for a test: markets with some numbers changed, or with other parts, and short runs of them."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np

from experiments.validation.patterns import minimal_market
from experiments.validation.patterns.minimal_market import Values
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

shipped = cache(load_market)


def document_of(market: str | Market) -> dict[str, Any]:
    """Return a market, shipped or made, as a plain document that may be changed."""
    return (shipped(market) if isinstance(market, str) else market).model_dump()


def with_numbers(market: str | Market, values: Values) -> Market:
    """Return a market, shipped or made, in which some numbers have other values."""
    return minimal_market.with_numbers(shipped(market) if isinstance(market, str) else market, values)


def with_network(market: str | Market, **network: Any) -> Market:
    """Return a market with another social network."""
    document = document_of(market)
    document["network"] |= network
    return Market.model_validate(document)


def with_brands(market: str | Market, number: int) -> Market:
    """Return a market with as many equal brands, like the first one, called ``brand_0`` and so on."""
    document = document_of(market)
    first, *_ = document["brands"]
    names = [f"brand_{position}" for position in range(number)]
    like = document["brands"][first]
    document["brands"] = {name: like | {"title": name, "share": 1 / number} for name in names}
    for part in (*document["touchpoints"].values(), *document["causes"].values()):
        for key in ("quality", "by_brand", "weekly_probability", "order_probability", "severity"):
            if key in part:
                part[key] = dict.fromkeys(names, part[key][first])
    document |= {"focus": names[0], "crm": None}
    return Market.model_validate(document)


def with_one_segment(market: str | Market) -> Market:
    """Return a market whose people are all of its first segment."""
    document = document_of(market)
    name, segment = next(iter(document["segments"].items()))
    document["segments"] = {name: segment | {"share": 1.0}}
    document["crm"] = None
    for touchpoint in document["touchpoints"].values():
        touchpoint["salience_by_segment"] = touchpoint["rate_by_segment"] = {}
    return Market.model_validate(document)


def without_causes(market: str | Market) -> Market:
    """Return a market in which nothing goes wrong, and no work of a brand is meant to heal it."""
    document = document_of(market)
    brands = {name: brand | {"works": {}} for name, brand in document["brands"].items()}
    return Market.model_validate(document | {"brands": brands, "causes": {}})


def levers(values: Mapping[str, float], from_week: int = 1, **more: Any) -> Scenario:
    """Return a scenario that sets numbers from a week on."""
    pulled = tuple(Lever(path=path, to=float(value), from_week=from_week, **more) for path, value in values.items())
    return Scenario(name="changed", levers=pulled)


def simulation(
    market: str | Market, customers: int, seed: int = 1, scenario: Scenario | None = None, **more: Any
) -> Simulation:
    """Return a simulation that has lived through its burn-in."""
    market = shipped(market) if isinstance(market, str) else market
    made = Simulation(market, scenario or Scenario.baseline(), customers, seed, **more)
    made.burn_in()
    return made


def lived(world: Simulation, weeks: int) -> Iterator[np.ndarray]:
    """Live some weeks and yield the ledger of each, (B + 1, G) BOOK."""
    for _ in range(weeks):
        world.step()
        yield world.totals


def flow(totals: np.ndarray, *fields: str) -> np.ndarray:
    """Return the sum of some fields of a ledger, (B + 1, G)."""
    return sum((totals[field] for field in fields), start=np.zeros(totals.shape))
