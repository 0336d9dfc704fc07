"""The start of the world: what a lever changes for one segment, it changes for that segment only."""

import numpy as np

from sim.scenarios.levers import Lever, Target
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.worlds import shipped

TELECOM = shipped("telecom")
YOUNG = list(TELECOM.segments).index("young")
"""Not the first segment, whose numbers once were everybody's."""


def customers_of_acme(number: str, value: float) -> np.ndarray:
    """Return the first customers of acme when a number of acme is another one for the young from the start."""
    lever = Lever(path=f"brands.acme.{number}", to=value, from_week=0, target=Target(segment=("young",)))
    customers = Simulation(TELECOM, Scenario(name="start", levers=(lever,)), 2000, seed=1).world.customers
    return customers[customers["brand"] == list(TELECOM.brands).index("acme")]


def test_contracts_of_one_segment():
    """When all the young have a contract at the start, the others have it as often as before."""
    own = customers_of_acme("relationship.year_contract_share", 1.0)
    is_young = own["segment"] == YOUNG
    has_contract = own["contract_weeks"] > 0
    assert has_contract[is_young].all()
    assert has_contract[~is_young].mean() < 0.5


def test_delivery_times_of_one_segment():
    """When the young wait nine days for an order, the others are used to what acme takes."""
    own = customers_of_acme("operations.lead_days", 9.0)
    is_young = own["segment"] == YOUNG
    assert (own["usual_days"][is_young] == 9.0).all()
    assert (own["usual_days"][~is_young] < 9.0).all()
