"""Every state stays within its bounds, whatever the admissible numbers of the market."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.foundations.numbers import Number
from sim.market.schema import Market
from sim.market.sheet import Listed, numbers_in
from sim.scenarios.paths import is_structural
from sim.simulation import Simulation
from sim.state.counters import BOOK
from sim.state.states import BRAND_STATE_COLUMNS, CUSTOMER_COLUMNS, KNOWLEDGE_COLUMNS, SEEN_COLUMNS, USER_COLUMNS
from sim.state.tables import ENCOUNTERS_A_WEEK, NOBODY
from sim.week import room_to_work
from tests.worlds import (
    document_of,
    levers,
    simulation,
    with_brands,
    with_network,
    with_numbers,
    with_one_segment,
    without_causes,
)

CUSTOMERS, WEEKS, BURN_IN = 300, 40, 3
MARKETS = ("telecom", "retail")
ALWAYS = ("customers", "horizon_weeks", "burn_in_weeks", "share", "enters_in_week", "leaves_in_week")
"""Numbers that stay as they are: settings of a run, shares that must add up, and who is on the market."""


def extreme(market: str, choose: Callable[[Number], float]) -> Market:
    """Return a market with every number chosen from its line of the sheet, as far as they hang together."""
    values: dict[str, float] = {"category.burn_in_weeks": BURN_IN}
    for path, _, number in numbers_in(document_of(market)):
        if path[-1] not in ALWAYS:
            values[".".join(path)] = choose(number)
    for path, value in list(values.items()):
        if path.endswith(".two_year_contract_share"):
            other = values[path.replace("two_year", "year")]
            values[path] = min(value, 1 - other)
        if ".taken_for." in path:
            values[path] = value / len(document_of(market)["causes"])
        if path.endswith(".functional_weight"):
            values[path] = max(value, 0.1)
    return with_numbers(market, values)


def assert_sound(world: Simulation) -> None:
    """Check that every state is a finite number within the range that is declared for it."""
    tables, market = world.world, world.market
    parts = {"segments": market.segments, "brands": market.brands, "causes": market.causes}
    for columns, table in (
        (CUSTOMER_COLUMNS, tables.customers),
        (KNOWLEDGE_COLUMNS, tables.knowledge),
        (USER_COLUMNS, tables.users),
        (SEEN_COLUMNS, tables.seen),
        (BRAND_STATE_COLUMNS, tables.brand_states),
    ):
        for column in columns:
            assert np.isfinite(table[column.name]).all(), column.name
            high = len(parts[column.words]) - 1 if isinstance(column.words, str) and column.words else column.high
            assert_within(table, column.name, column.low, high)
    assert np.isfinite(tables.traces).all()
    assert (tables.traces >= 0).all()
    assert not tables.episodes[tables.customers["brand"] == NOBODY].any()
    assert np.array_equal(tables.customers["running_episodes"], np.count_nonzero(tables.episodes, axis=1))
    assert ((tables.standard >= 0) & (tables.standard <= 1)).all()
    for name in BOOK.names:
        assert np.isfinite(world.totals[name]).all(), name
        assert (world.totals[name] >= 0).all() or name in ("impression", "indirect_impression", "image"), name


def assert_within(table: np.ndarray, name: str, low: float, high: float) -> None:
    """Check that a column lies between two numbers, both included."""
    assert table[name].min() >= low, name
    assert table[name].max() <= high, name


def assert_lives_soundly(market: Market, customers: int = CUSTOMERS, weeks: int = WEEKS, seed: int = 1) -> None:
    """Live a market for some weeks with all its states within bounds."""
    world = simulation(market, customers, seed)
    for _ in range(weeks):
        world.step()
        assert_sound(world)


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("edge", ["low", "high"])
def test_everything_at_the_edge_is_sound(market: str, edge: str):
    """With every number at its lowest, or at its highest, nothing leaves its bounds."""
    assert_lives_soundly(extreme(market, lambda number: getattr(number, edge)))


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("seed", range(24))
def test_random_corners_are_sound(market: str, seed: int):
    """With every number at one of its ends, drawn at random, nothing leaves its bounds."""
    luck = np.random.default_rng(seed)
    assert_lives_soundly(extreme(market, lambda number: number.high if luck.random() < 0.5 else number.low), seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("edge", ["low", "high"])
def test_each_number_alone_at_its_edge_is_sound(market: str, edge: str):
    """With one number at its edge and all others as they are, nothing leaves its bounds."""
    start = with_numbers(market, {"category.burn_in_weeks": BURN_IN})
    for listed in numbers_in(start.model_dump()):
        if listed.path[0] == "behaviour":
            assert_lives_soundly(with_numbers(start, {".".join(listed.path): edge_of(listed, edge)}), 100, 20)


def edge_of(listed: Listed, edge: str) -> float:
    """Return the lowest or highest admissible value of a number."""
    return getattr(listed.number, edge)


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("seed", range(4))
def test_levers_may_throw_a_living_market_into_a_corner(market: str, seed: int):
    """When two hundred numbers jump to a random corner in one week, and back in another, nothing leaves its bounds."""
    luck = np.random.default_rng(seed)
    calm = with_numbers(market, {"category.burn_in_weeks": BURN_IN})
    numbers = list(numbers_in(document_of(calm)))
    unsettled = [listed for listed in numbers if not is_structural(listed.path) and listed.path[-1] not in ALWAYS]
    to = {
        ".".join(path): number.high if luck.random() < 0.5 else number.low
        for path, _, number in (unsettled[position] for position in luck.permutation(len(unsettled))[:200])
    }
    world = simulation(calm, CUSTOMERS, seed, levers(to, from_week=5, until_week=25))
    for _ in range(WEEKS):
        world.step()
        assert_sound(world)


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("brands", [1, 2, 3, 5, 8, 16])
def test_any_number_of_brands(market: str, brands: int):
    """One to sixteen brands live soundly."""
    assert_lives_soundly(with_numbers(with_brands(market, brands), {"category.burn_in_weeks": BURN_IN}))


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("customers", [1, 2, 3, 255, 256, 257])
def test_any_number_of_customers(market: str, customers: int):
    """One customer alone lives soundly, and so do as many as fill a block, or one less or more."""
    assert_lives_soundly(with_numbers(market, {"category.burn_in_weeks": BURN_IN}), customers, 20)


@pytest.mark.parametrize("market", MARKETS)
def test_the_smallest_market_is_sound(market: str):
    """One segment, no ties and no causes are enough of a world."""
    small = with_network(without_causes(with_one_segment(market)), ties=0.0)
    assert_lives_soundly(with_numbers(small, {"category.burn_in_weeks": BURN_IN}))


@pytest.mark.parametrize("market", MARKETS)
def test_encounters_never_outgrow_their_room(market: str):
    """With the highest rates of encounter, customers fill the room for encounters and write nothing beyond it."""
    crowded = with_numbers(market, {"touchpoints.*.weekly_rate": 20, "category.burn_in_weeks": 0})
    world = simulation(crowded, CUSTOMERS)
    room = world.block * ENCOUNTERS_A_WEEK
    met, *others = room_to_work(2 * world.block, world.world.knowledge.shape[1])
    met.who.fill(-7)
    world._rooms = [(met, *others)]
    for _ in range(5):
        world.step()
    assert (met.who[:room] >= 0).all()
    assert (met.who[room:] == -7).all()
