"""Between the order and the delivery: looking forward, growing angry, cancelling; capacity that is not enough."""

import numpy as np

from sim.simulation import Simulation
from sim.state.tables import Buying
from tests.mechanisms.measures import Who, booked, mean, those
from tests.mechanisms.stages import SURE, Stage

LEAD = "brands.*.operations.lead_days"
PROMISE = "brands.*.promise.delivery_days"
CALM = {"behaviour.waiting.impatience": 0, "behaviour.waiting.anticipation": 0, "behaviour.waiting.cancelling": 0}


def waiting(least_days: float) -> Who:
    """Return which customers have waited so many days for an order."""

    def are(world: Simulation) -> np.ndarray:
        customers = world.world.customers
        return (
            (customers["brand"] >= 0)
            & (customers["buying"] == Buying.ORDERED)
            & (customers["waited_days"] >= least_days)
        )

    return are


def test_late_deliveries_disappoint(retail: Stage):
    """Customers who receive late are less satisfied."""
    assert retail.gain(mean("satisfaction"), without={"behaviour.waiting.late_loss": 0}, given={LEAD: 6}) < -SURE


def test_early_deliveries_please(retail: Stage):
    """A parcel that comes before it is usual to come is a better delivery."""
    delivered = booked("delivered_receiving", over="encounters_receiving")
    assert retail.gain(delivered, without={"behaviour.waiting.early_gain": 0}, given={LEAD: 1}) > SURE


def test_people_look_forward_before_the_promised_day(retail: Stage):
    """Waiting for a date that lies ahead lifts the mood."""
    without = {"behaviour.waiting.anticipation": 0}
    assert retail.gain(mean("order_mood", waiting(7)), without, given={LEAD: 12, PROMISE: 60}) > SURE


def test_people_grow_angry_after_it(retail: Stage):
    """Waiting beyond the promised date spoils the mood."""
    without = {"behaviour.waiting.impatience": 0}
    assert retail.gain(mean("order_mood", waiting(14)), without, given={LEAD: 12}) < -SURE


def test_to_be_told_where_the_order_is_calms(retail: Stage):
    """Who can follow a late order is less angry, and cancels less often."""
    without = {"brands.*.operations.tracking": 0}
    told = {LEAD: 12, "brands.*.operations.tracking": 1}
    assert retail.gain(mean("order_mood", waiting(14)), without, told) > SURE
    assert retail.gain(booked("cancellations"), without, told) < -SURE


def test_a_bad_wait_is_carried_into_use(retail: Stage):
    """The mood about a late order colours the first weeks with the brand that was late."""
    fresh = those("tenure_weeks", 0, 2)
    assert retail.gain(mean("satisfaction", fresh), without={"behaviour.waiting.carried": 0}, given={LEAD: 25}) < -SURE


def test_the_old_provider_is_not_blamed_for_the_wait(telecom: Stage):
    """Who waits for another provider, and is angry about it, thinks of the present one as if all were well."""
    late, punctual = {LEAD: 60, "behaviour.waiting.cancelling": 0}, {LEAD: 60} | CALM
    for weeks in (1, 4, 8):
        angry, patient = (telecom.worlds(numbers, weeks)[0].world.customers for numbers in (late, punctual))
        waits = (angry["buying"] == Buying.ORDERED) & (angry["chosen"] != angry["brand"]) & (angry["brand"] >= 0)
        same = waits & (angry["chosen"] == patient["chosen"]) & (patient["buying"] == Buying.ORDERED)
        assert same.any()
        if weeks == 8:
            assert (angry["order_mood"][same] < patient["order_mood"][same]).any()
        for felt in ("mood", "satisfaction", "trust", "attachment", "best", "worst"):
            np.testing.assert_array_equal(angry[felt][same], patient[felt][same])


def test_every_order_has_one_mode_of_delivery(retail: Stage):
    """A brand that delivers to collection points only meets nobody at the door; the number of encounters stays."""
    brand = "touchpoints.{}.by_brand.harbour.weekly_rate"
    collected = {brand.format("parcel"): 0.0, brand.format("collection_point"): 1.0}

    def careless(world: Simulation) -> float:
        return float(world.ledger.table().query("brand == 'harbour'")["irritants.careless_carrier"].sum())

    met = booked("encounters_receiving", brand="harbour", over="deliveries")
    door, point = (retail.outcomes(careless, numbers).mean() for numbers in ({}, collected))
    assert point < 0.5 * door
    np.testing.assert_allclose(retail.outcomes(met, collected), retail.outcomes(met, {}))


def test_late_orders_are_cancelled(retail: Stage):
    """Some of those who wait too long cancel."""
    cancelled = booked("cancellations")
    assert retail.gain(cancelled, without={"behaviour.waiting.cancelling": 0}, given={LEAD: 10}) > SURE


def test_nobody_cancels_what_is_on_time():
    """Orders are not cancelled before they are late."""
    on_time = {LEAD: 2, PROMISE: 120, "category.lapse_weeks": 520, "category.left_market_probability": 0}
    on_time |= {"brands.*.operations.incident_probability": 0, "brands.*.operations.order_capacity": 1}
    punctual = Stage("retail", on_time | {"category.burn_in_weeks": 0}, customers=500, seeds=2)
    assert punctual.outcomes(booked("deliveries"), weeks=20).min() > 100
    assert punctual.outcomes(booked("cancellations"), weeks=20).sum() == 0


def test_orders_queue_where_capacity_is_short(retail: Stage):
    """A backlog lengthens delivery, and makes more of it late."""
    without, given = {"behaviour.touchpoints.congestion_effect": 0}, {"brands.*.operations.order_capacity": 0.03}
    assert retail.gain(booked("lead_days_sum", over="deliveries"), without, given) > SURE
    assert retail.gain(booked("late_deliveries", over="deliveries"), without, given) > SURE


def test_delivery_time_counts_in_the_choice(retail: Stage):
    """A shop that promises to deliver sooner wins more first orders."""
    slow = retail.outcomes(booked("first_orders", brand="acorn"), {"brands.acorn.promise.delivery_days": 12})
    fast = retail.outcomes(booked("first_orders", brand="acorn"), {"brands.acorn.promise.delivery_days": 2})
    assert (fast > slow).all()
