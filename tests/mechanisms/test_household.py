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


def test_the_worst_served_user_counts_more(telecom: Stage):
    """In families, the user who fares worst pulls down what is delivered to all."""
    delivered = booked("delivered_using", segment="families", over="encounters_using")
    assert telecom.gain(delivered, without={"behaviour.touchpoints.worst_served_weight": 0}) < -SURE


def test_single_users_have_nobody_worse_served(telecom: Stage):
    """Where everybody uses alone, the weight of the worst-served changes nothing."""
    alone = Stage("telecom", {"segments.*.users": 1, "category.burn_in_weeks": 2}, customers=300, seeds=2)
    delivered = booked("delivered_using", over="encounters_using")
    assert alone.gain(delivered, without={"behaviour.touchpoints.worst_served_weight": 0}, weeks=10) == 0


def test_a_payer_who_does_not_use_looks_for_a_low_price(telecom: Stage):
    """Decision units whose payer is not the user end up with cheaper brands."""
    assert telecom.gain(price_paid_by_other_payers, without={"behaviour.choice.payer_price": 1}, weeks=60) < -SURE


def test_prescribers_are_followed(telecom: Stage):
    """People end up with the brand of the adviser whom they listen to."""
    without = {"behaviour.choice.prescriber": 0}
    assert telecom.gain(share_with_the_brand_of_their_prescriber, without, weeks=60) > SURE


def test_what_others_receive_is_known_at_second_hand(retail: Stage):
    """Those whose parcels go to somebody else suffer less from bad deliveries."""
    satisfaction = mean("satisfaction", those("has_recipient", 1))
    without = {"behaviour.impressions.second_hand": 1}
    assert retail.gain(satisfaction, without, given={"touchpoints.parcel.quality.*.*": 0.3}) > SURE
