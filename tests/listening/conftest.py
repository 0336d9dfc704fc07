"""Markets in which brands ask."""

import pytest

from sim.market.schema import Market
from sim.simulation import Simulation
from tests.laws.years import restless
from tests.worlds import simulation, with_numbers

ASKING = {
    "brands.*.listening.coverage.*": 0.3,
    "brands.*.listening.relational_coverage": 6,
    "brands.*.listening.accuracy": 0.6,
    "behaviour.answers.response": 0.3,
    "category.customers": 1200,
}
CUSTOMERS, WEEKS = 1200, 12


def listening(market: str, **changed: float) -> Market:
    """Return a market in which much happens and every brand asks; `changed` are numbers of its listening."""
    numbers = {f"brands.*.listening.{key}": value for key, value in changed.items()}
    return with_numbers(restless(market), ASKING | numbers)


def heard(market: Market, threads: int = 1, customers: int = CUSTOMERS) -> Simulation:
    """Return a market after some weeks."""
    world = simulation(market, customers)
    for _ in range(WEEKS):
        world.step(threads)
    return world


@pytest.fixture(scope="session")
def telecom() -> Simulation:
    """Return the contractual market after some weeks in which brands asked."""
    return heard(listening("telecom"))
