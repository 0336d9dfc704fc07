"""A brand that leaves the market: its customers have to do without it, and the books stay right."""

import numpy as np
import pytest

from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from sim.state.tables import Buying, Reason
from tests.laws.years import restless
from tests.worlds import lived, simulation

LEAVES = 6


def leaving(brand: str) -> Scenario:
    return Scenario(name="closed", levers=(Lever(path=f"brands.{brand}.leaves_in_week", to=LEAVES),))


@pytest.fixture(scope="module", params=["telecom", "retail"])
def world(request):
    """Return a settled market of 300 customers and the largest rival of its focus."""
    made = simulation(restless(request.param), 300, 3)
    held = made.totals["customers"].sum(axis=1)[:-1]
    return made, list(made.market.brands)[int(np.argmax(held))]


def test_nobody_stays(world):
    """From its last week on the brand has no customers, no orders and no wages, and others take more orders."""
    made, brand = world
    b = list(made.market.brands).index(brand)
    closed, open_ = made.fork(leaving(brand)), made.fork(Scenario.baseline())
    weeks, others = [totals.copy() for totals in lived(closed, 30)], [totals.copy() for totals in lived(open_, 30)]
    gone = weeks[LEAVES - 1 :]
    assert weeks[LEAVES - 2]["customers"][b].sum() > 20
    for field in ("customers", "open_orders", "orders", "gains", "contacts"):
        assert sum(week[field][b].sum() for week in gone) == 0
    assert closed.ledger.costs_of(b)["wages_eur"][LEAVES - 1 :].sum() == 0
    rivals = [row for row in range(len(made.market.brands)) if row != b]
    taken = [sum(week["orders"][rivals].sum() for week in run[LEAVES - 1 : 15]) for run in (weeks, others)]
    assert taken[0] > 1.2 * taken[1]


def test_the_books_stay_right(world):
    """Customers and orders of each brand are those of last week, plus what came in, minus what went out."""
    made, brand = world
    closed = made.fork(leaving(brand))
    before = closed.totals.copy()
    for now in lived(closed, 12):
        np.testing.assert_array_equal(
            now["customers"][:-1] - before["customers"][:-1], (now["gains"] - now["losses"])[:-1]
        )
        orders = now["orders"] - now["deliveries"] - now["cancellations"]
        np.testing.assert_array_equal(now["open_orders"] - before["open_orders"], orders)
        np.testing.assert_array_equal(now["losses_by"].sum(axis=-1), now["losses"])
        assert now["customers"].sum() == 300
        before = now.copy()
    table = closed.ledger.table()
    lost = table[table["brand"] == brand].groupby("week")["losses_withdrawal"].sum()
    assert lost[LEAVES] > 20
    assert lost.drop(LEAVES).sum() == 0


def test_subscribers_look_at_once(world):
    """Those who lose their operator look for another; a closed shop is missed at the next need only."""
    made, brand = world
    closed = made.fork(leaving(brand))
    for _ in range(LEAVES - 1):
        closed.step()
    left = closed.world.customers["brand"] == list(made.market.brands).index(brand)
    closed.step()
    customers = closed.world.customers[left]
    assert set(customers["reasons"][customers["brand"] < 0]) <= {1 << Reason.WITHDRAWAL} | set(customers["reasons"])
    idle = (customers["buying"] == Buying.DORMANT).mean()
    assert idle < 0.2 if made.market.category.kind == "contractual" else idle > 0.5


def test_a_fork_is_a_run_from_the_start(world):
    """The brand leaves in the same way, bit by bit, forked from the settled market or from its beginning."""
    made, brand = world
    forked, whole = made.fork(leaving(brand)), simulation(made.market, 300, 3, leaving(brand))
    for _ in range(8):
        forked.step()
        whole.step()
    assert forked.ledger.table().equals(whole.ledger.table())
