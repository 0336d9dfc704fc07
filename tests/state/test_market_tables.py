"""MarketTables written on top of earlier ones are those that are written from nothing."""

import numpy as np
import pytest

from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.state.market_tables import market_tables
from tests.worlds import shipped

LEVERS = {
    "a ramp on a cause": Lever(path="causes.reliability.severity.acme", multiply=0.5, from_week=2, ramp_weeks=4),
    "a price": Lever(path="brand.offer.price_eur", multiply=0.9, from_week=3, until_week=5),
    "a rule": Lever(path="behaviour.choice.trust", to=1.0, from_week=1),
    "touchpoints": Lever(path="touchpoints.*.quality.acme.functional", add=0.02, from_week=2, ramp_weeks=3),
}


@pytest.mark.parametrize("name", LEVERS)
def test_the_same_as_from_nothing(name):
    """Week after week through ramp, plateau and end, for one target segment."""
    market = shipped("telecom")
    plan = Scenario(name="changed", levers=(LEVERS[name],)).plan(market)
    earlier = None
    for week in range(8):
        documents = [plan.market_at(week, segment) for segment in market.segments]
        tables = market_tables(documents, earlier)
        for field, fresh in market_tables(documents)._asdict().items():
            mine = getattr(tables, field)
            for column in fresh.dtype.names or (...,):
                assert np.array_equal(mine[column], fresh[column]), (week, field, column)
        earlier = (documents, tables)
