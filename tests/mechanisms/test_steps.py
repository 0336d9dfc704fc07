"""A purchase has steps: desire, search, shortlist, choice, the last step, with ways out; impulse has causes."""

import numpy as np

from sim.simulation import Simulation
from tests.mechanisms.measures import booked, mean, those
from tests.mechanisms.stages import SURE, Stage

DESIRE = "behaviour.desire."
IMPULSE = "behaviour.impulse."
OFTEN = {"category.unplanned_probability": 0.3}
JOYLESS = {"touchpoints.online_advert.quality.*.emotional": 0.1, "touchpoints.web_shop.quality.*.emotional": 0.1}
JOYFUL = {"touchpoints.online_advert.quality.*.emotional": 1, "touchpoints.web_shop.quality.*.emotional": 1}


def test_sights_feed_desire(telecom: Stage):
    """Without adverts, content and shops that show the category, fewer desire it, and more needs end without search."""
    assert telecom.gain(booked("desire_sum"), without={f"{DESIRE}sight": 0}) > SURE
    assert telecom.gain(booked("needs_dropped", over="searches"), without={f"{DESIRE}sight": 0}, weeks=80) < -SURE


def test_talk_feeds_desire(telecom: Stage):
    """People speak of the category, and those who hear praise desire it more."""
    assert telecom.gain(booked("desire_sum"), without={f"{DESIRE}talk": 0}) > SURE


def test_desire_makes_people_search(telecom: Stage):
    """Where desire carries nobody, those who desire much search as little as others."""
    desired = {f"{DESIRE}sight": 0.6, f"{DESIRE}usual": 0}
    assert telecom.gain(booked("searches", over="need_aware"), without={f"{DESIRE}pull": 0}, given=desired) > SURE


def test_every_comparison_has_an_outcome(retail: Stage):
    """Each brand on the market is overlooked, vetoed or considered in each comparison."""
    world = retail.worlds({})[0]
    per_brand = booked("overlooked", "vetoed", "shortlisted")(world) / len(world.market.brands)
    assert per_brand == booked("comparisons")(world)


def test_a_bad_last_step_loses_purchases(retail: Stage):
    """Where paying is a nuisance, purchases are abandoned, and no more where nobody minds."""
    given = {"touchpoints.checkout.quality.*.*": 0.2}
    assert retail.gain(booked("purchases_abandoned"), without={f"{DESIRE}abandoning": 0}, given=given) > SURE
    assert retail.gain(booked("orders"), without={f"{DESIRE}abandoning": 0}, given=given) < -SURE


def test_the_last_step_is_met_once_with_each_purchase():
    """A touchpoint of the purchase with a rate of one is met as often as somebody buys, and by nobody else."""
    only = {"touchpoints.online_advert.weekly_rate": 0, "touchpoints.blogs.weekly_rate": 0}
    retail = Stage("retail", only | {"touchpoints.web_shop.weekly_rate": 0, "category.burn_in_weeks": 3}, 400, seeds=1)
    world = retail.worlds({}, weeks=10)[0]
    assert booked("encounters_buying")(world) == booked("orders", "purchases_abandoned")(world)


def test_atmosphere_tempts(retail: Stage):
    """Warm surroundings make people buy unplanned; where atmosphere does nothing, no more than joyless ones."""
    unplanned = booked("unplanned_orders")
    assert retail.gain(unplanned, without={f"{IMPULSE}atmosphere": 0}, given=JOYFUL) > SURE
    assert retail.gain(unplanned, without={f"{IMPULSE}atmosphere": 0}, given=JOYLESS) < -SURE


def test_mood_tempts(retail: Stage):
    """Good experience with what was bought puts people in a mood to buy more."""
    good = {"touchpoints.product_use.quality.*.*": 1}
    assert retail.gain(booked("unplanned_orders"), without={f"{IMPULSE}mood_effect": 0}, given=good) > SURE


def test_what_is_not_seen_tempts_nobody():
    """Where no brand is ever seen before the purchase, nobody buys on impulse."""
    unseen = {f"touchpoints.{name}.weekly_rate": 0 for name in ("online_advert", "blogs", "web_shop", "checkout")}
    retail = Stage("retail", OFTEN | unseen | {"category.burn_in_weeks": 2}, customers=300, seeds=1)
    assert retail.outcomes(booked("unplanned_orders"), weeks=10).sum() == 0


def test_impulse_is_regretted_where_the_fit_is_poor(retail: Stage):
    """Without regret, people whose shop does not suit them are more satisfied, and nothing is sent back."""

    def satisfaction_of_the_misfits(world: Simulation) -> float:
        customers = world.world.customers
        rows = np.flatnonzero(customers["brand"] >= 0)
        match = world.world.knowledge["match"][rows, customers["brand"][rows]]
        return float(customers["satisfaction"][rows][match < -0.5].mean())

    assert retail.gain(satisfaction_of_the_misfits, without={f"{IMPULSE}regret": 0}, given=OFTEN) < -SURE
    assert retail.gain(booked("sent_back"), without={f"{IMPULSE}returning": 0}, given=OFTEN) > SURE
    assert retail.gain(booked("revenue_eur"), without={f"{IMPULSE}returning": 0}, given=OFTEN) < -SURE


def test_nobody_under_contract_buys_on_impulse(telecom: Stage):
    """A contract is no purchase of the moment."""
    given = {"category.unplanned_probability": 0.5}
    assert telecom.outcomes(booked("unplanned_orders"), given, weeks=10).sum() == 0
    assert telecom.outcomes(mean("temptation", those("temptation", 0)), given, weeks=10).max() == 0
