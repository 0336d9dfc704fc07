"""Stated need, mastered use, true need: what each does, and which remedy helps whom."""

import numpy as np

from sim.simulation import Simulation
from tests.mechanisms.measures import Measure, booked, mean
from tests.mechanisms.stages import SURE, Stage

ALL = "brands.*.relationship"
SOLD_TOO_MUCH = {f"{ALL}.selling_up": 1, "behaviour.usage.adoption": 0.5}
"""People master what they need, and have the whole offer."""
NOT_MASTERED = {
    f"{ALL}.selling_up": 0,
    f"{ALL}.guidance": 1,
    "behaviour.usage.adoption": 0,
    **{f"brands.*.offer.{name}": 0 for name in ("usability", "onboarding")},
}
"""People have what they need, and do not learn to use it."""
COACHED = {f"{ALL}.coaching_probability": 0.02, f"{ALL}.usage_insight": 1}
RIGHT_SIZED = {f"{ALL}.right_sizing_probability": 0.02, f"{ALL}.usage_insight": 1}


def error_of_stated_needs(world: Simulation) -> float:
    """Return how far the needs stated at the sale are from the true ones, for people gained since week 1."""
    customers = world.world.customers
    new = (customers["brand"] >= 0) & (customers["tenure_weeks"] < world.week)
    return float(np.abs(customers["stated"] - customers["needed"])[new].mean())


def bought_by_the_new(world: Simulation) -> float:
    """Return the breadth bought by people gained since week 1, as a share of the offer."""
    customers = world.world.customers
    new = (customers["brand"] >= 0) & (customers["tenure_weeks"] < world.week)
    offered = np.array([brand.offer.breadth for brand in world.market.brands.values()])[customers["brand"][new]]
    asked = np.minimum(customers["stated"][new], offered)
    return float(((asked + customers["sold_up"][new] * (offered - asked)) / offered).mean())


def departures_when_courted(world: Simulation) -> float:
    """Return departures that an offer of a rival began."""
    return booked("losses_after_offer")(world)


def per(counter: str, over: str) -> Measure:
    """Return one counter as a ratio to another."""
    return booked(counter, over=over)


def test_guidance_brings_the_stated_need_near_the_true_one(telecom: Stage):
    """Where nobody helps with stating the need, it is stated farther from the truth."""
    full = {f"{ALL}.guidance": 1}
    assert telecom.gain(error_of_stated_needs, without={f"{ALL}.guidance": 0}, given=full) < -SURE


def test_a_brand_may_sell_more_than_was_asked_for(telecom: Stage):
    """Selling up widens what is bought, which earns more and leaves more people with too large a plan."""
    without, given = {f"{ALL}.selling_up": 0}, {f"{ALL}.selling_up": 1}
    assert telecom.gain(bought_by_the_new, without, given) > SURE
    assert telecom.gain(booked("oversized", over="customers"), without, given) > SURE


def test_the_gap_to_what_was_asked_for_acts_silently(telecom: Stage):
    """Who does not use what was asked for at the sale is less satisfied, and nobody complains about it."""
    without = {"behaviour.usage.unkept_erosion": 0}
    assert telecom.gain(mean("satisfaction"), without) < -SURE
    assert abs(telecom.gain(booked("complaints", over="problems"), without)) < SURE


def test_under_users_are_easy_prey(telecom: Stage):
    """Offers of rivals take more customers where under-users are easier to win."""
    without, given = {"behaviour.courting.easy_prey": 0}, {"behaviour.courting.easy_prey": 4}
    assert telecom.gain(departures_when_courted, without, given) > SURE


def test_under_use_counts_in_a_comparison(telecom: Stage):
    """Who uses little of an offer leaves it more readily when it is compared."""
    given = {f"{ALL}.selling_up": 1, "behaviour.choice.under_use": 3}
    assert telecom.gain(booked("losses"), without={"behaviour.choice.under_use": 0}, given=given, weeks=80) > SURE


def test_coaching_helps_those_who_do_not_master_the_offer(telecom: Stage):
    """Where people have what they need and use little of it, coaching makes them use more, and attaches them."""
    without = {f"{ALL}.coaching_probability": 0}
    assert telecom.gain(mean("adopted"), without, given=NOT_MASTERED | COACHED) > SURE
    assert telecom.gain(mean("attachment"), without, given=NOT_MASTERED | COACHED) > SURE


def test_coaching_annoys_those_who_bought_too_much(telecom: Stage):
    """With data that always mislead, those who are coached have bought too much, and are annoyed."""
    misled = SOLD_TOO_MUCH | {f"{ALL}.coaching_probability": 0.05, f"{ALL}.usage_insight": 0.5}
    without = {"behaviour.follow_up.annoyance": 0}
    assert telecom.gain(mean("satisfaction"), without, given=misled) < -SURE


def test_right_sizing_helps_those_who_bought_too_much(telecom: Stage):
    """Smaller plans earn less, leave fewer under-users and are rewarded with trust."""
    without, given = {f"{ALL}.right_sizing_probability": 0}, SOLD_TOO_MUCH | RIGHT_SIZED
    assert telecom.gain(per("revenue_eur", "customers"), without, given) < -SURE
    assert telecom.gain(per("oversized", "customers"), without, given) < -SURE
    assert telecom.gain(mean("trust"), without, given) > SURE


def test_right_sizing_takes_what_is_needed_from_those_who_do_not_master_it(telecom: Stage):
    """Guessing usage data cut plans that were only not mastered, and leave needs unmet."""
    guessed = NOT_MASTERED | RIGHT_SIZED | {f"{ALL}.usage_insight": 0.5}
    without = {f"{ALL}.usage_insight": 1}
    assert telecom.gain(mean("satisfaction"), without, given=guessed) < -SURE
    assert telecom.gain(booked("unmet_sum", over="customers"), without, given=guessed) > SURE


def test_advice_wakes_some_people_up(telecom: Stage):
    """Some of those who are advised of a smaller plan look around, and leave."""
    given = SOLD_TOO_MUCH | RIGHT_SIZED | {"behaviour.follow_up.waking": 0.5}
    assert telecom.gain(booked("losses_after_advice"), without={"behaviour.follow_up.waking": 0}, given=given) > SURE


def test_timely_proposals_keep_people(telecom: Stage):
    """Where life events are sensed and answered, fewer leave because their life changed."""
    eventful = {"category.life_event_probability": 0.02, f"{ALL}.sensing_probability": 0.8}
    without = {f"{ALL}.sensing_probability": 0}
    assert telecom.gain(booked("losses_after_life_event"), without, given=eventful) < -SURE


def test_ill_timed_proposals_cost(telecom: Stage):
    """Proposals to people whose life has not changed annoy, and wake some up."""
    given = {f"{ALL}.false_sensing_probability": 0.02}
    without = {f"{ALL}.false_sensing_probability": 0}
    assert telecom.gain(mean("satisfaction"), without, given) < -SURE
    assert telecom.gain(booked("losses"), without, given) > SURE
