"""Reading a market of shops week by week."""

import numpy as np
import pytest

from experiments.validation.patterns.shopping import SHOPS, deliveries_judged, focus_of, orders_placed, percent
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.tables import Event
from tests.worlds import shipped

CUSTOMERS, WEEKS = 1500, 12


@pytest.fixture
def shops() -> Simulation:
    """Return the world of the shops, small, in which everybody keeps a diary."""
    levers = tuple(Lever.model_validate(dict(lever)) for lever in SHOPS.levers)
    return Simulation(shipped("retail"), Scenario(name="x", levers=levers), CUSTOMERS, 1, diaries=range(CUSTOMERS))


def test_the_burn_in_is_lived_under_watch(shops: Simulation):
    """The design of the shops begins with week 1, nobody having lived before."""
    assert shops.week == 0


def test_the_shop_under_watch_is_a_middle_one(shops: Simulation):
    """In the shipped market the focus has 15 to 25 % of the customers."""
    name = list(shops.market.brands)[focus_of(shops)]
    assert name == shops.market.focus
    assert 0.15 <= shops.market.brands[name].share <= 0.25


def test_every_order_is_seen_once(shops: Simulation):
    """Orders read from the table of customers are those of the ledger, brand by brand and week by week."""
    seen = 0
    for _ in range(WEEKS):
        shops.step()
        placed = orders_placed(shops)
        booked = shops.totals["orders"][:-1].sum(axis=1)
        np.testing.assert_array_equal(np.bincount(placed[placed >= 0], minlength=len(booked)), booked)
        seen += booked.sum()
    assert seen > 300


def test_every_delivery_is_judged_once(shops: Simulation):
    """When all keep diaries, deliveries and days late are those of the ledger; all get one to five stars."""
    deliveries, late = 0.0, 0.0
    for _ in range(WEEKS):
        shops.step()
        days, stars = deliveries_judged(shops).T
        deliveries += shops.totals["deliveries"].sum() - len(days)
        late += shops.totals["late_days"].sum() - np.maximum(days, 0).sum()
        assert set(stars) <= {1.0, 2.0, 3.0, 4.0, 5.0}
    assert deliveries == 0
    assert late == pytest.approx(0.0, abs=0.01)


def test_who_posts_gives_the_stars_of_the_answer(shops: Simulation):
    """Stars in public are those that the same person would have answered about the delivery."""
    posted = 0
    for _ in range(3 * WEEKS):
        shops.step()
        notes = shops.notes[-1]
        receivers = notes["who"][notes["event"] == Event.DELIVERED]
        answers = dict(zip(receivers, deliveries_judged(shops)[:, 1], strict=True))
        for review in notes[notes["event"] == Event.REVIEWED]:
            assert answers[review["who"]] == review["what"]
            posted += 1
    assert posted > 20


def test_percent():
    """Classes add up to a hundred."""
    np.testing.assert_allclose(percent(np.array([1.0, 1.0, 2.0])), [25, 25, 50])
