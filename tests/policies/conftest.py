"""Markets in which brands decide, and what they decided."""

from typing import Any

import numpy as np
import pytest

from sim.market.schema import Market
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.laws.years import restless
from tests.worlds import document_of, simulation

CUT = Lever(path="brands.acme.offer.price_eur", multiply=0.8, from_week=5)
"""The price of acme falls by a fifth in week 5."""


def with_policy(market: str | Market, brand: str, **policy: Any) -> Market:
    """Return a market in which a brand has a policy."""
    document = document_of(market)
    document["brands"][brand]["policy"] = policy
    return Market.model_validate(document)


def cut(**policies: Any) -> Scenario:
    """Return a scenario in which acme cuts its price and others have policies."""
    return Scenario(name="cut", brand="acme", levers=(CUT,), policies=policies)


def numbers_by_week(world: Simulation, brand: str, weeks: int, column: str = "price_eur") -> list[float]:
    """Return a number of a brand's offer in each of the next weeks, relative to what it is in the market file."""
    spec = world.market.brands[brand]
    start = spec.offer.price_eur if column == "price_eur" else spec.promise.delivery_days
    position = list(world.market.brands).index(brand)
    found = []
    for _ in range(weeks):
        world.step()
        found.append(float(np.mean(world.world.offers[column][:, position])) / start)
    return found


@pytest.fixture(scope="session")
def settled() -> Simulation:
    """Return a contractual market of 300 customers at the end of its burn-in; to be forked only."""
    return simulation(restless("telecom"), 300, 3)


@pytest.fixture(scope="session")
def shops() -> Simulation:
    """Return a market of shops at the end of its burn-in; to be forked only."""
    return simulation(restless("retail"), 300, 3)
