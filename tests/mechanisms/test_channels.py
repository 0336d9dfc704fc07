"""Desks, products and channels: what a contact can settle, self-service, compensation, and people in shops."""

import numpy as np
import pytest

from sim.simulation import Simulation
from tests.mechanisms.measures import booked, mean
from tests.mechanisms.stages import SURE, Stage

PERFECT_DESK = {
    "brands.*.operations.solving_probability": 1,
    "brands.*.operations.fast_share": 1,
    "brands.*.operations.support_agents": 200,
}
TROUBLE = {"causes.*.severity.*": 0.5}
SELF_SERVICE = "touchpoints.self_service."
ONLY_SELF_SERVICE_FIRST = {SELF_SERVICE + "weekly_rate": 20, SELF_SERVICE + "by_brand.*.weekly_rate": 20}
CONTAINED = {"causes.*.settled.self_service": 1}


def runs(cause: str):
    """Return the measure of the share of people to whom episodes of a cause run."""

    def measured(world: Simulation) -> float:
        return float((world.world.episodes[:, list(world.market.causes).index(cause)] > 0).mean())

    return measured


def columns(customers: np.ndarray) -> dict[str, list]:
    """Return the columns of customers, which can be compared exactly."""
    return {name: customers[name].tolist() for name in customers.dtype.names}


def at(touchpoint: str, what: str = "contacts_at"):
    """Return the measure of the share of contacts that take place, or are settled, at a touchpoint."""

    def measured(world: Simulation) -> float:
        table = world.ledger.table()
        return float(table[f"{what}.{touchpoint}"].sum() / table["contacts"].sum())

    return measured


def test_a_perfect_desk_does_not_heal_a_product(telecom: Stage):
    """Agents who solve whatever can be solved, at once, leave the faults of a product as frequent as the worst ones do,
    where nothing of it can be settled at a desk."""
    product = TROUBLE | {"causes.reliability.settled.*": 0}
    staying = {"behaviour.loyalty.hazard": 0, "brands.*.relationship.approach_rate": 0}
    staying |= {"category.left_market_probability": 0, "category.life_event_probability": 0}
    best, worst = (
        telecom.outcomes(runs("reliability"), product | staying | {"brands.*.operations.solving_probability": skill})
        for skill in (1, 0)
    )
    assert best.mean() == pytest.approx(worst.mean(), rel=0.02)


def test_a_desk_ends_what_can_be_settled_there(telecom: Stage):
    """Trouble that a contact settles occurs less often."""
    cause = TROUBLE | PERFECT_DESK
    settled = {"causes.billing.settled.*": 1}
    assert telecom.gain(runs("billing"), without={"causes.billing.settled.*": 0}, given=cause | settled) < -SURE


def test_to_be_soothed_is_better_than_nothing(telecom: Stage):
    """Where nothing can be settled, customers whose contact went well are more satisfied all the same."""
    nothing = TROUBLE | {"causes.*.settled.*": 0, "brands.*.operations.support_agents": 200}
    unskilled, skilled = ({"brands.*.operations.solving_probability": skill} for skill in (0, 1))
    assert telecom.gain(mean("satisfaction"), without=unskilled, given=nothing | skilled) > SURE


def test_compensation_restores(telecom: Stage):
    """What is paid for a loss softens grudges and gives satisfaction back; the first euros do most."""
    paid = [{"brands.*.operations.compensation_eur": eur} for eur in (0, 8, 30, 60)]
    satisfaction = [telecom.outcomes(mean("satisfaction"), TROUBLE | each) for each in paid]
    assert telecom.gain(mean("satisfaction"), without=TROUBLE | paid[0], given=TROUBLE | paid[1]) > SURE
    assert telecom.gain(mean("grudge"), without=TROUBLE | paid[0], given=TROUBLE | paid[1]) < -SURE
    gains = np.diff([each.mean() for each in satisfaction])
    assert gains[0] > gains[2]


def test_self_service_spares_people_where_it_settles(telecom: Stage):
    """Self-service that settles most problems takes load off the agents; one that settles none adds contacts."""
    bot = TROUBLE | ONLY_SELF_SERVICE_FIRST
    nothing, everything = {"causes.*.settled.self_service": 0}, CONTAINED
    assert telecom.gain(booked("served_support"), without=bot | nothing, given=bot | everything) < -SURE
    assert telecom.gain(booked("wait_minutes_sum"), without=bot | nothing, given=bot | everything) < -SURE
    absent = {SELF_SERVICE + "weekly_rate": 0, SELF_SERVICE + "by_brand.*.weekly_rate": 0}
    assert telecom.gain(booked("contacts"), without=TROUBLE | absent, given=bot | nothing) > SURE


def test_a_self_service_that_settles_little_annoys(telecom: Stage):
    """One step more before a person answers costs effort and satisfaction."""
    bot = TROUBLE | ONLY_SELF_SERVICE_FIRST | {"causes.*.settled.self_service": 0}
    absent = {SELF_SERVICE + "weekly_rate": 0, SELF_SERVICE + "by_brand.*.weekly_rate": 0}
    assert telecom.gain(mean("satisfaction"), without=TROUBLE | absent, given=bot) < -SURE
    assert telecom.gain(mean("hassle"), without=TROUBLE | absent, given=bot) > SURE


def test_self_service_that_failed_is_avoided(telecom: Stage):
    """Who was failed by self-service asks a person next time."""
    bad = TROUBLE | {"causes.*.settled.self_service": 0}
    assert telecom.gain(at("self_service"), without={"behaviour.assistance.avoidance": 0}, given=bad) < -SURE


def test_one_brand_s_touchpoint_is_its_own(telecom: Stage):
    """An easier app of one brand changes, in the first week, its customers and nobody else, bit for bit."""
    easier = {"touchpoints.app.by_brand.acme.effort": 0.0}
    for before, after in zip(telecom.worlds({}, weeks=1), telecom.worlds(easier, weeks=1), strict=True):
        acme = list(before.market.brands).index("acme")
        others = before.world.seen["brand"] != acme
        assert columns(before.world.customers[others]) == columns(after.world.customers[others])
        assert columns(before.world.customers[~others]) != columns(after.world.customers[~others])


@pytest.mark.parametrize("key", ["weekly_rate", "salience", "effort", "cost_eur", "unevenness"])
def test_a_number_of_all_brands_at_once_is_that_of_each(telecom: Stage, key: str):
    """To set a number of a touchpoint for all brands is to set it for each of them."""
    at_once = {f"touchpoints.invoice.{key}": 0.5}
    one_by_one = {f"touchpoints.invoice.by_brand.{brand}.{key}": 0.5 for brand in ("acme", "kite", "orchid", "pico")}
    first, second = (telecom.worlds(numbers, weeks=2)[0].world.customers for numbers in (at_once, one_by_one))
    assert columns(first) == columns(second)


def test_uneven_quality_disappoints(telecom: Stage):
    """The same quality on average, less even, leaves customers less satisfied, since losses weigh more than gains."""
    uneven = {"touchpoints.*.unevenness": 3}
    assert telecom.gain(mean("satisfaction"), without={"touchpoints.*.unevenness": 1}, given=uneven) < -SURE


def test_a_campaign_fills_the_shops(telecom: Stage):
    """When many come to the shops, prospects wait and give up, and customers who seek help there wait too."""
    crowd, calm = {"touchpoints.shop_advice.weekly_rate": 5}, {"touchpoints.shop_advice.weekly_rate": 0.35}
    help_in_shops = {"touchpoints.shop_help.weekly_rate": 20}
    waits = booked("visit_wait_minutes_sum", over="served_shop")
    assert telecom.gain(waits, without=calm, given=crowd) > SURE
    assert telecom.gain(booked("visits_given_up", over="served_shop"), without=calm, given=crowd) > SURE
    waits_for_help = booked("wait_minutes_sum", over="contacts")
    assert telecom.gain(waits_for_help, without=calm, given=crowd | help_in_shops) > SURE


def test_segments_prefer_their_channels(telecom: Stage):
    """Self-service is used more by the young than by the old."""

    at_self_service = (
        booked("contacts_at.self_service", segment=each, over="contacts") for each in ("young", "seniors")
    )
    young, old = (telecom.outcomes(each, TROUBLE).mean() for each in at_self_service)
    assert young > 2 * old
