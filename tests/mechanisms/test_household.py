"""The decision unit: several users, a payer, a prescriber, a recipient."""

import numpy as np

from sim.simulation import Simulation
from tests.mechanisms.measures import booked, mean, those
from tests.mechanisms.stages import SURE, Stage


def price_paid_by_other_payers(world: Simulation) -> float:
    """Return the mean list price of the brands of decision units whose payer is not the user."""
    customers = world.world.customers
    who = (customers["brand"] >= 0) & (customers["payer_is_other"] == 1)
    prices = np.array([brand.offer.price_eur for brand in world.market.brands.values()])
    return float(prices[customers["brand"][who]].mean())


def share_with_the_brand_of_their_prescriber(world: Simulation) -> float:
    """Return which share of those who listen to a prescriber use the same brand as this one."""
    customers = world.world.customers
    who = np.flatnonzero((customers["brand"] >= 0) & (customers["prescriber"] >= 0))
    return float((customers["brand"][who] == customers["brand"][customers["prescriber"][who]]).mean())


POOR = {"touchpoints.network_use.quality.*.*": 0.3}


def test_the_unhappiest_user_presses_for_a_change(telecom: Stage):
    """In families, whoever fares badly makes the family look around."""
    families = booked("need_aware", "searching", "choosing", segment="families", over="customers")
    without = {"behaviour.household.worst_served_weight": 0}
    assert Stage("telecom", seeds=20).gain(families, without, given=POOR, weeks=80) > SURE


def test_single_users_who_pay_have_nobody_worse_served():
    """Where everybody uses alone and pays, neither what is told nor the worst-served matters."""
    alone = Stage(
        "telecom",
        {"segments.*.users": 1, "segments.*.payer_share": 0, "category.burn_in_weeks": 2},
        customers=300,
        seeds=2,
    )
    without = {"behaviour.household.worst_served_weight": 0, "behaviour.household.told": 0}
    assert alone.gain(booked("losses", "promoters"), without, weeks=10) == 0


def test_users_differ_in_what_they_remember(telecom: Stage):
    """Each user has a memory of encounters of their own."""
    world = telecom.worlds({})[0].world
    families = (world.customers["users"] >= 2) & (world.customers["brand"] >= 0)
    one, other = world.users["experience"][families][:, :2].T
    assert one.std() > 0
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.9


def test_onboarding_reaches_the_others_in_part(telecom: Stage):
    """Where onboarding is not passed on, the other users of newcomers use less of the offer."""
    given = {"brands.*.offer.onboarding": 1}

    def adopted_by_others(world: Simulation) -> float:
        customers = world.world.customers
        new = (customers["users"] >= 2) & (customers["brand"] >= 0) & (customers["tenure_weeks"] < world.week)
        return float(world.world.users["adopted"][new, 1].mean())

    assert telecom.gain(adopted_by_others, without={"behaviour.household.passed_on": 0}, given=given) > SURE


def test_a_payer_who_does_not_use_judges_by_what_users_tell(telecom: Stage):
    """Where users tell nothing, poor quality in use moves the satisfaction of those who only pay less."""
    payers = mean("satisfaction", those("payer_is_other", 1))
    silent = {"behaviour.household.told": 0}
    assert telecom.gain(payers, without=silent, given=POOR) < -SURE


def test_bad_news_are_told_more(telecom: Stage):
    """Where bad news travel no farther than good ones, families are more satisfied with poor quality."""
    several = mean("satisfaction", those("users", 2))
    assert telecom.gain(several, without={"behaviour.household.bad_news": 0}, given=POOR) < -SURE


def test_a_payer_who_does_not_use_looks_for_a_low_price(telecom: Stage):
    """Decision units whose payer is not the user end up with cheaper brands."""
    assert telecom.gain(price_paid_by_other_payers, without={"behaviour.choice.payer_price": 1}, weeks=60) < -SURE


def test_prescribers_are_followed(telecom: Stage):
    """People end up with the brand of the adviser whom they listen to."""
    without = {"behaviour.choice.prescriber": 0}
    assert telecom.gain(share_with_the_brand_of_their_prescriber, without, weeks=60) > SURE


def test_what_others_receive_is_known_at_second_hand(retail: Stage):
    """Those whose parcels go to somebody else suffer less from bad deliveries than if all were told."""
    satisfaction = mean("satisfaction", those("has_recipient", 1))
    without = {"behaviour.household.told": 1}
    given = {"touchpoints.parcel.quality.*.*": 0.3, "behaviour.household.bad_news": 0}
    assert retail.gain(satisfaction, without, given) > SURE
