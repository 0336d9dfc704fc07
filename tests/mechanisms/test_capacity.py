"""Capacity: agents are paid, a part of one serves in part, and capacity follows customers."""

import numpy as np
import pytest

from sim.market.schema import Market
from tests.mechanisms.measures import Measure, booked
from tests.mechanisms.stages import SURE, Stage
from tests.worlds import document_of, simulation, with_numbers

OPERATIONS = "brands.*.operations."
TROUBLE = {"causes.*.severity.*": 0.5}
NEWCOMER = "newcomer"


def costs(what: str, brand: str = "acme") -> Measure:
    """Return the measure of a cost that belongs to a brand and to no customer, over all weeks."""
    return lambda world: float(world.ledger.costs_of(world.ledger.brands.index(brand))[what].sum())


def margin(world) -> float:
    """Return revenue less all costs of acme, over all weeks."""
    table = world.ledger.table().query("brand == 'acme'")
    spent = ["service_cost_eur", "support_cost_eur", "acquisition_cost_eur", "compensation_eur", "wages_eur"]
    return float(table["revenue_eur"].sum() - table[spent].to_numpy().sum())


def with_newcomer(market: str, from_week: int = 5, **numbers: float) -> Market:
    """Return a market with one more brand, like the first, that has no customers and enters in a week."""
    document = document_of(market)
    first = next(iter(document["brands"]))
    like = {**document["brands"][first], "title": "Newcomer", "share": 0.0, "enters_in_week": float(from_week)}
    document["brands"][NEWCOMER] = like | numbers
    for part in (*document["touchpoints"].values(), *document["causes"].values()):
        for key in ("quality", "by_brand", "weekly_probability", "order_probability", "severity"):
            if key in part:
                part[key][NEWCOMER] = part[key][first]
    return Market.model_validate(document | {"crm": None})


@pytest.mark.parametrize("agents", [4.0, 40.0])
def test_agents_are_paid(telecom: Stage, agents: float):
    """Wages are agents x hours x wage in every week, for the customers that the brand has capacity for."""
    paid = telecom.worlds({f"{OPERATIONS}support_agents": agents}, weeks=10)[0]
    size = paid.world.brand_states["size"][0]
    weekly = (agents + 3.0) * size / 10_000 * 12 * 18  # three in the shops
    assert paid.ledger.costs_of(0)["wages_eur"][-1] == pytest.approx(weekly)


def test_ten_times_the_agents_lower_the_margin(telecom: Stage):
    """Ten times the agents cost ten times the wages, and what they cost is missing in the margin."""
    usual, many = {f"{OPERATIONS}support_agents": 4.2}, {f"{OPERATIONS}support_agents": 42}
    wages = costs("wages_eur")
    closed = {"brands.acme.operations.shop_agents": 0}
    many, usual = many | closed, usual | closed
    np.testing.assert_allclose(telecom.outcomes(wages, many), 10 * telecom.outcomes(wages, usual), rtol=0.02)
    assert telecom.gain(margin, without=usual, given=many) < -SURE


def test_fewer_than_one_agent_answers_less(telecom: Stage):
    """The fewer agents, the more customers abandon, down to everybody where there is none."""
    abandonment = booked("abandoned", over="served_support")
    agents = (10, 3, 1, 0.3, 0.1, 0)
    by_phone = TROUBLE | {"touchpoints.shop_help.weekly_rate": 0}
    shares = [telecom.outcomes(abandonment, by_phone | {f"{OPERATIONS}support_agents": each}).mean() for each in agents]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert shares[-2] < 1.0


def test_a_sample_pays_its_part():
    """Half as many simulated customers of the same market pay half the wages."""
    few, many = (simulation("telecom", customers) for customers in (2000, 4000))
    for world in (few, many):
        world.step()
    half, full = (costs("wages_eur")(world) for world in (few, many))
    assert half == pytest.approx(full / 2, rel=0.1)


def test_dearer_goods_lower_the_margin(retail: Stage):
    """Goods that cost a euro more take a euro from every order that is kept, and change nothing else."""
    orders, service = booked("deliveries", brand="acorn"), booked("service_cost_eur", brand="acorn")
    cheap, dear = ({"brands.acorn.costs.goods_eur": eur} for eur in (20.0, 21.0))
    np.testing.assert_array_equal(retail.outcomes(orders, cheap), retail.outcomes(orders, dear))
    basket = retail.outcomes(service, dear) - retail.outcomes(service, cheap)
    extended = retail.outcomes(lambda world: float(world.world.customers["extended"].max()), dear)
    assert (basket >= retail.outcomes(orders, dear) * 0.97).all()
    assert (basket <= retail.outcomes(orders, dear) * (1 + extended.max()) * 1.01).all()


@pytest.mark.parametrize("price", [9.0, 27.0, 81.0])
def test_a_price_leaves_goods_as_they_are(telecom: Stage, price: float):
    """Whatever is asked for it, a month of service costs the same in the first week."""
    with_price = {"brands.acme.offer.price_eur": price}
    service = booked("service_cost_eur", brand="acme")
    plain = telecom.outcomes(service, {}, weeks=1)
    np.testing.assert_allclose(telecom.outcomes(service, with_price, weeks=1), plain, rtol=0.01)


def delivered_share(planned_share: float) -> float:
    """Return the share of a year's orders that a newcomer with a plan delivers."""
    market = with_numbers(with_newcomer("telecom", planned_share=planned_share), {"category.burn_in_weeks": 10})
    world = simulation(market, 2000)
    for _ in range(52):
        world.step()
    table = world.ledger.table().query("brand == @NEWCOMER")
    assert table["orders"].sum() > 50
    return table["deliveries"].sum() / table["orders"].sum()


def test_a_newcomer_delivers_what_it_planned_for():
    """A brand that enters without customers delivers nearly all of its orders with capacity for as many, and not with
    less."""
    assert delivered_share(0.01) < delivered_share(0.3)
    assert delivered_share(0.3) > 0.85


def test_a_newcomer_pays_nobody_before_it_enters():
    """Wages begin in the week in which the brand enters."""
    world = simulation(with_numbers(with_newcomer("telecom", 5), {"category.burn_in_weeks": 2}), 500)
    for _ in range(6):
        world.step()
    wages = world.ledger.costs_of(world.ledger.brands.index(NEWCOMER))["wages_eur"]
    assert (wages[:4] == 0).all()
    assert (wages[4:] > 0).all()


def test_capacity_grows_with_customers(retail: Stage):
    """Where a shop becomes more visible, its parcels come sooner when its capacity follows fast."""
    given = {
        "brands.acorn.visibility": 1.0,
        f"{OPERATIONS}adapting_weeks": 2,
        f"{OPERATIONS}order_capacity": 0.1,
    }
    without = {f"{OPERATIONS}adapting_weeks": 1040}
    lead = booked("lead_days_sum", brand="acorn", over="deliveries")
    assert retail.gain(lead, without, given, weeks=60) < -SURE
