"""The same luck gives the same bits, however the work is shared out, and whoever else is there."""

from pathlib import Path

import numpy as np
import pytest

from sim.market.schema import Market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.laws.years import restless
from tests.worlds import levers, simulation, with_network, with_numbers

CUSTOMERS, WEEKS = 700, 15
STATES = ("customers", "knowledge", "traces", "episodes", "seen", "brand_states", "standard")


def lived(market: str | Market, scenario: Scenario | None = None, weeks: int = WEEKS, threads: int = 1) -> Simulation:
    """Return a market after some weeks."""
    world = simulation(market, CUSTOMERS, 7, scenario)
    for _ in range(weeks):
        world.step(threads)
    return world


def bits(table: np.ndarray) -> list[bytes]:
    """Return the bytes of a table, column by column: what lies between columns means nothing."""
    return [table[name].tobytes() for name in table.dtype.names] if table.dtype.names else [table.tobytes()]


def assert_same_bits(one: Simulation, other: Simulation) -> None:
    """Check that two worlds are in the same state and have booked the same, to the bit."""
    for name in STATES:
        assert bits(getattr(one.world, name)) == bits(getattr(other.world, name)), name
    assert one.ledger.table().equals(other.ledger.table())


class ShuffledBlocks(Simulation):
    """A simulation that lives through its blocks in another order every week."""

    def _live(self, world, threads, blocks):
        super()._live(world._replace(books=world.books[:0]), threads, range(0))  # makes room to work
        for block in np.random.default_rng(self.week + 1000).permutation(len(world.books)):
            self._live_week(world, *self._rooms[0], block, block + 1, self.block, self.week, self._luck)


@pytest.fixture(scope="module", params=["telecom", "retail"])
def market(request: pytest.FixtureRequest) -> Market:
    """Return a market in which much happens."""
    return restless(request.param)


@pytest.fixture(scope="module")
def baseline(market: Market) -> Simulation:
    """Return the market when nothing is changed."""
    return lived(market)


def test_threads_change_nothing(market: Market, baseline: Simulation):
    """Two or three threads give the bits of one."""
    assert baseline.block < CUSTOMERS / 2
    for threads in (2, 3):
        assert_same_bits(baseline, lived(market, threads=threads))


def test_the_order_of_blocks_changes_nothing(market: Market, baseline: Simulation):
    """Blocks lived through in another order every week give the same bits."""
    shuffled = ShuffledBlocks(market, Scenario.baseline(), CUSTOMERS, 7)
    shuffled.burn_in()
    for _ in range(WEEKS):
        shuffled.step()
    assert_same_bits(baseline, shuffled)


def test_the_largest_seed_is_a_seed(market: Market, baseline: Simulation):
    """A seed of 64 bits lives in the same kernels as a small one."""
    largest = simulation(market, CUSTOMERS, 2**64 - 1)
    assert not np.array_equal(baseline.world.customers["talk"], largest.world.customers["talk"])


def test_another_seed_is_another_world(market: Market, baseline: Simulation):
    """Another seed changes people and their weeks, so that sameness means something."""
    other = simulation(market, CUSTOMERS, 8)
    assert not np.array_equal(baseline.world.customers["talk"], other.world.customers["talk"])


def test_an_empty_scenario_is_the_baseline(market: Market, baseline: Simulation):
    """A scenario without levers gives the bits of the baseline."""
    assert_same_bits(baseline, lived(market, Scenario(name="nothing")))


def test_levers_that_set_what_is_there_change_nothing(market: Market, baseline: Simulation):
    """A lever that multiplies by one gives the bits of the baseline."""
    brand = market.focus
    price = market.brands[brand].offer.price_eur
    assert_same_bits(baseline, lived(market, levers({f"brands.{brand}.offer.price_eur": price}, from_week=3)))


def test_before_its_first_week_a_scenario_is_the_baseline(market: Market):
    """Until the week before its first lever a scenario gives the bits of the baseline, and others from then on."""
    scenario = levers({"touchpoints.*.quality.*.functional": 0.2}, from_week=9)
    assert_same_bits(lived(market, weeks=8), lived(market, scenario, weeks=8))
    one, other = lived(market, weeks=9), lived(market, scenario, weeks=9)
    assert bits(one.world.customers) != bits(other.world.customers)


def test_a_fork_is_a_fresh_run(market: Market):
    """A scenario that forks from the burn-in, or from later, gives the bits of one lived from the beginning."""
    scenario = levers({"brands.*.offer.usability": 1.0, "category.life_event_probability": 0.1}, from_week=6)
    fresh = lived(market, scenario)
    for weeks_before in (0, 5):
        parent = lived(market, weeks=weeks_before)
        twin = parent.fork(scenario)
        for _ in range(WEEKS - weeks_before):
            twin.step()
        assert_same_bits(fresh, twin)


def test_a_fork_leaves_its_parent_alone(market: Market, baseline: Simulation):
    """A world goes on after a fork as if there had been none."""
    parent = lived(market, weeks=5)
    twin = parent.fork(levers({"touchpoints.*.quality.*.functional": 0.2}, from_week=6))
    for _ in range(WEEKS - 5):
        twin.step()
        parent.step()
    assert_same_bits(baseline, parent)


def test_a_fork_takes_up_the_numbers_of_its_scenario(market: Market):
    """A fork under the baseline no longer feels what the scenario of its parent had changed."""
    brand = market.focus
    parent = lived(market, levers({f"brands.{brand}.offer.price_eur": 1.0}, from_week=2), weeks=5)
    twin = parent.fork(Scenario.baseline())
    price = list(market.brands).index(brand)
    assert parent.world.offers["price_eur"][0, price] == 1.0
    assert twin.world.offers["price_eur"][0, price] == market.brands[brand].offer.price_eur


def test_an_unconnected_newcomer_changes_nobody(market: Market, tmp_path: Path):
    """One more customer without ties changes nobody, where queues, reviews, posts and standards do not tell of it."""
    luck = np.random.default_rng(1)
    ties = tmp_path / "ties.csv"
    pairs = {tuple(sorted(pair)) for pair in luck.integers(0, CUSTOMERS, (3000, 2)).tolist() if pair[0] != pair[1]}
    ties.write_text(
        "customer,customer,strong\n" + "".join(f"{a + 1},{b + 1},{(a + b) % 2}\n" for a, b in sorted(pairs))
    )
    deaf = with_numbers(
        market,
        {
            "behaviour.choice.reviews": 0,
            "behaviour.expectation.standard_rise": 0,
            "behaviour.touchpoints.congestion_effect": 0,
            "brands.*.operations.support_agents": 2000,
            "brands.*.operations.shop_agents": 2000,
            "behaviour.word_of_mouth.posting": 0,
            "brands.*.operations.agent_hours": 168,
        },
    )
    tied = with_network(deaf, kind="edge_list", edges=str(ties))
    one, more = simulation(tied, CUSTOMERS, 7), simulation(tied, CUSTOMERS + 1, 7)
    for _ in range(WEEKS):
        one.step()
        more.step()
    assert one.ledger.table()["heard_positive"].sum() > 0
    assert one.ledger.table()["contacts"].sum() > 0
    for name in ("customers", "knowledge", "traces", "episodes", "seen"):
        assert bits(getattr(one.world, name)) == bits(getattr(more.world, name)[:CUSTOMERS]), name
