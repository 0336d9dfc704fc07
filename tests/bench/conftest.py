"""Small markets under way, for the forms of the benchmark."""

from collections.abc import Callable

import pytest

from sim.market.loading import load_market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation


@pytest.fixture(scope="session")
def under_way() -> Callable[..., Simulation]:
    """Return a function (market, customers, weeks) that gives a simulation some weeks old."""

    def begin(market: str, customers: int, weeks: int = 20) -> Simulation:
        simulation = Simulation(load_market(market), Scenario.baseline(), customers, seed=3)
        for _ in range(weeks):
            simulation.step()
        return simulation

    return begin
