"""People: drawn once for runs that ask for the same, and whatever a run does to them stays with it."""

import numpy as np

from sim.scenarios.scenario import Scenario
from sim.state.traits import people_with_traits
from tests.worlds import shipped

SEGMENT = np.arange(300) % 4


def documents(market="telecom"):
    """Return the documents of a shipped market's segments."""
    plan = Scenario.baseline().plan(shipped(market))
    return [plan.market_at(0, segment) for segment in shipped(market).segments]


def test_nobody_inherits_a_life():
    """What one run does to its people is not seen by the next one."""
    customers, knowledge = people_with_traits(documents(), SEGMENT, 1)
    before = customers.copy(), knowledge.copy()
    customers["trust"], knowledge["image"] = 1.0, 2.0
    again = people_with_traits(documents(), SEGMENT, 1)
    assert all(map(np.array_equal, before, again))


def test_other_luck_and_other_numbers_make_other_people():
    """Seed, segments and how people differ all count."""
    customers, _ = people_with_traits(documents(), SEGMENT, 1)
    others = documents()
    others[0]["behaviour"]["population"]["trait_variation"] *= 1.5
    for changed in (
        people_with_traits(documents(), SEGMENT, 2),
        people_with_traits(documents(), SEGMENT[::-1], 1),
        people_with_traits(others, SEGMENT, 1),
    ):
        assert not np.array_equal(customers["price_sensitivity"], changed[0]["price_sensitivity"])
