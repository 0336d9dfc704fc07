"""The people made from a table: what the table says of them is so, before the burn-in and after it."""

import pickle

import numpy as np
import pytest

from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.crm_population import TablePeople
from sim.state.market_tables import market_tables
from sim.state.tables import NO_CONTRACT, NOBODY
from tests.crm.conftest import customers, mapping
from tests.worlds import flow, lived, simulation, with_numbers

ACME, RIVAL = 0, 1
NOT_BURNT_IN, BURNT_IN = 0, 30
MONTHS = np.arange(300) % 60
PAYS = 10 + 0.25 * np.arange(300)


@pytest.fixture
def world(loaded, market):
    """Return a function that makes a simulation around a table, by default one of many tenures and prices."""

    def make(table=None, weeks=BURNT_IN, number=None, seed=1, numbers=None, **changed):
        crm = loaded(customers(300, months=MONTHS, pays=PAYS) if table is None else table, **changed)
        around = with_numbers(market, {"category.burn_in_weeks": weeks} | (numbers or {}))
        return simulation(around, number or crm.customers, seed, people=TablePeople.of(crm))

    return make


def people(made):
    """Return the rows of all people."""
    return made.world.customers


@pytest.mark.parametrize("weeks", [NOT_BURNT_IN, BURNT_IN])
def test_the_table_is_so(world, weeks):
    """When week 1 begins every customer of the table has the brand, tenure, price, users and services it says."""
    first = people(world(weeks=weeks, users={"column": "people"}))[:300]
    bill = 30 * first["basket"] * first["price_ratio"] * (1 + first["extended"])
    assert (first["brand"] == ACME).all()
    np.testing.assert_allclose(first["tenure_weeks"], MONTHS * 52 / 12, atol=0.5)
    np.testing.assert_allclose(bill, PAYS, rtol=1e-6)
    np.testing.assert_allclose(first["adopted"], 0.5 * 0.6)  # one of two services, of an offer of breadth .6
    assert (first["needed"] >= first["adopted"]).all()
    assert (first["segment"] == np.arange(300) % 2).all()
    assert (first["users"] == 1).all()
    assert (first["diary"] == NOBODY).all()


@pytest.mark.parametrize("weeks", [NOT_BURNT_IN, BURNT_IN])
def test_competition_around_the_table(world, weeks):
    """Everybody else is with a rival or with nobody; at the start brands have their shares."""
    others = people(world(weeks=weeks))[300:]
    assert len(others) == 200
    assert not (others["brand"] == ACME).any()
    assert (others["brand"] == RIVAL).mean() > (0.99 if weeks == NOT_BURNT_IN else 0.8)


@pytest.mark.parametrize(
    "contract, months, weeks_left",
    [
        ("none", 34, NO_CONTRACT),
        ("year", 0, 52),
        ("year", 1, 48),
        ("year", 24, 52),
        ("year", 34, 9),
        ("two years", 34, 61),
        ("two years", 48, 104),
    ],
)
def test_contracts_run_from_tenure(world, contract, months, weeks_left):
    """A contract has been renewed ever since the customer came: what is left of it follows from the tenure."""
    first = people(world(customers(contract=contract, months=months)))[:60]
    assert set(first["contract_weeks"]) == {weeks_left}


def test_services_tell_baskets_from_prices(world):
    """With services, who pays more for the same pays a price above the usual; who buys more has a larger basket."""
    table = customers(120, television=["yes"] * 60 + ["no"] * 60, pays=[60, 60, 90] * 20 + [20, 20, 30] * 20)
    first = people(world(table))[:120]
    np.testing.assert_allclose(first["price_ratio"], [1.0, 1.0, 1.5] * 40)
    np.testing.assert_allclose(first["basket"], [2.0] * 60 + [2 / 3] * 60, rtol=1e-6)


def test_without_services_every_difference_is_a_price(world):
    """Without services all buy what the list price buys, at a price of their own."""
    first = people(world(services=None))[:300]
    np.testing.assert_allclose(first["price_ratio"], PAYS / 30, rtol=1e-6)
    assert (first["basket"] == 1).all()


def test_people_around_the_table_buy_as_its_customers_do(world):
    """Baskets around the table are those of the table, so that a customer won is worth what a customer lost was."""
    made = people(world())
    assert set(made["basket"][300:]) <= set(made["basket"][:300])
    assert made["basket"][300:].mean() == pytest.approx(made["basket"][:300].mean(), rel=0.1)


@pytest.mark.parametrize("weeks", [NOT_BURNT_IN, BURNT_IN])
def test_who_left_is_with_a_rival_and_remembers(world, weeks):
    """Those who left follow the customers: new with a rival, and with a worse image of the brand than others there."""
    made = world(customers(300, months=MONTHS, left=["yes"] * 60 + ["no"] * 240), weeks)
    former, others = slice(240, 300), slice(300, None)
    image = made.world.knowledge["image"][:, ACME]
    assert set(people(made)["brand"][former]) == {RIVAL}
    assert people(made)["tenure_weeks"][former].max() < 5
    assert image[former].mean() < image[others].mean() - 0.2


@pytest.mark.parametrize("number", [None, 250, 1250])
def test_the_order_of_rows_changes_nothing(world, number):
    """Rows in another order give the same weeks, bit for bit: customers are sorted by their id."""
    table = customers(300, months=MONTHS, pays=PAYS, left=["yes"] * 60 + ["no"] * 240)
    made = [world(rows, number=number) for rows in (table, table.sample(frac=1.0, random_state=3))]
    for each in made:
        list(lived(each, 5))
    one, other = (each.ledger.table() for each in made)
    assert one.equals(other)


def test_fewer_people_are_a_sample(world, loaded):
    """With fewer people than the table makes, rows are sampled, none twice, and others with each seed."""
    sampled = [people(world(number=250, seed=seed))[:150] for seed in (1, 2)]
    tenures = [first["tenure_weeks"] + 1000 * np.round(first["basket"] * first["price_ratio"], 3) for first in sampled]
    assert all((first["brand"] == ACME).all() for first in sampled)
    assert all(len(np.unique(each)) == 150 for each in tenures)
    assert not np.array_equal(*tenures)


def test_more_people_repeat_the_table(world):
    """With more people than the table makes, every row is there as often as any other, or once more."""
    first = people(world(number=1250))[:750]
    _, times = np.unique(np.round(first["basket"] * first["price_ratio"], 4), return_counts=True)
    assert (first["brand"] == ACME).all()
    assert len(times) == 300
    assert set(times) == {2, 3}


def test_the_same_bits_elsewhere(world, loaded, market):
    """The people travel to another process, and are the same there."""
    crm = loaded(customers(300, months=MONTHS, pays=PAYS))
    plan = Scenario.baseline().plan(market)
    documents = [plan.market_at(0, segment) for segment in market.segments]
    here, there = (
        made(documents, market_tables(documents), 500, 7)
        for made in (TablePeople.of(crm), pickle.loads(pickle.dumps(TablePeople.of(crm))))
    )
    assert np.array_equal(here.customers, there.customers)
    assert np.array_equal(here.knowledge, there.knowledge)


def test_states_of_mind_come_from_the_burn_in(world):
    """After the burn-in the customers of the table differ in image and trust as the customers of the brand did."""
    fresh, settled = (world(weeks=weeks) for weeks in (NOT_BURNT_IN, BURNT_IN))
    assert fresh.world.knowledge["image"][:300, ACME].std() == 0
    assert settled.world.knowledge["image"][:300, ACME].std() > 0.1
    assert people(settled)["trust"][:300].std() > people(fresh)["trust"][:300].std()


def test_newcomers_take_over_from_newcomers(world):
    """Who has come only now knows the brand less by habit than who has been there for five years."""
    table = customers(600, months=[1] * 300 + [60] * 300)
    first = people(world(table, weeks=52))[:600]
    assert first["habit"][:300].mean() < first["habit"][300:].mean() - 0.1


def test_books_open_with_the_table(world):
    """Week 1 starts from the people of the table: customers are those of before, plus gains, less losses."""
    made = world()
    before = made.totals["customers"].copy()
    counted = [(people(made)["brand"] == brand).sum() for brand in (ACME, RIVAL, NOBODY)]
    (totals,) = lived(made, 1)
    assert before.sum(axis=1).tolist() == counted
    changes = totals["gains"] - totals["losses"]
    assert (totals["customers"][:-1] == (before + changes)[:-1]).all()


def test_revenue_of_the_first_week(world):
    """The first week's revenue of the brand is what the table's customers pay in a year, over 52."""
    (totals,) = lived(world(), 1)
    assert flow(totals, "revenue_cents")[ACME].sum() / 100 == pytest.approx(PAYS.sum() * 12 / 52, rel=0.02)


@pytest.mark.parametrize(
    "column, stays, leaves, mapped",
    [
        ("contract", "two years", "none", {}),
        ("pays", 10, 90, {"services": None}),
        ("months", 60, 1, {}),
        ("score", 9, 2, {"satisfaction": {"column": "score", "worst": 0, "best": 10}}),
    ],
)
def test_the_table_shapes_who_leaves(world, column, stays, leaves, mapped):
    """Without contract, at a high price, as a newcomer or dissatisfied, more of the same people leave in a quarter."""
    table = customers(4000, **{"months": 30, column: [stays, leaves, leaves, stays] * 1000})
    made = world(table, **mapped)
    has_left = np.zeros(4000, bool)
    for _ in range(13):
        made.step()
        has_left |= people(made)["brand"][:4000] != ACME
    is_leaver = table[column].eq(leaves).to_numpy()
    leavers, stayers = has_left[is_leaver], has_left[~is_leaver]
    assert leavers.mean() > stayers.mean() + 3 * np.sqrt((leavers.var() + stayers.var()) / 2000)


def test_open_complaints_are_contacts(world):
    """Whoever has a complaint open calls the brand in the first week."""
    table = customers(300, ticket=["open"] * 100 + ["none"] * 200)
    made = world(table, complaint={"columns": "ticket", "yes": "open", "no": "none"})
    assert (people(made)["problem"][:300] >= 0).tolist() == [True] * 100 + [False] * 200
    (totals,) = lived(made, 1)
    assert totals["contacts"][ACME].sum() >= 100


def test_a_brand_that_everybody_left(world):
    """When the burn-in leaves a brand without customers, those of the table are its customers all the same."""
    nobody_stays = {"category.left_market_probability": 0.05, "category.return_probability": 0.0}
    made = world(customers(), weeks=520, numbers=nobody_stays)
    first = people(made)[:60]
    assert (first["brand"] == ACME).all()
    made.step()
    assert made.totals["customers"][ACME].sum() > 40


def test_diaries_begin_with_week_1(loaded, market):
    """The diary of a customer of the table tells nothing of the lives that were lived in its place in the burn-in."""
    crm = loaded(customers())
    made = Simulation(market, Scenario.baseline(), crm.customers, 1, diaries=range(60), people=TablePeople.of(crm))
    made.burn_in()
    assert not made.notes
    made.step()
    assert set(made.notes[0]["week"]) <= {1}


def test_a_table_of_all_brands_is_the_market(world):
    """A table that holds the customers of all brands leaves nobody to be added."""
    table = customers(300, operator=["acme", "rival", "rival"] * 100)
    made = people(world(table, brand={"column": "operator"}, left=None))
    assert made["brand"].tolist() == [ACME, RIVAL, RIVAL] * 100
    assert mapping(left=None).left is None
