"""How brands are chosen: being seen, guidance, price, image, chance, and not at all; and a brand that comes later."""

import numpy as np

from sim.simulation import Simulation
from tests.mechanisms.measures import booked, in_mind, last_week, newcomers
from tests.mechanisms.stages import SURE, Stage, paired_t
from tests.worlds import with_brands

CHOICE = "behaviour.choice."


def share_of_orders(brand: str):
    """Return the measure of a brand's share of all orders."""
    return lambda world: booked("orders", brand=brand)(world) / booked("orders")(world)


def test_people_may_buy_nothing(retail: Stage):
    """Many needs are served elsewhere: without the outside option there would be more orders."""
    assert retail.gain(booked("orders"), without={"category.outside_utility": -20}) < -SURE


def test_some_purchases_are_unplanned(retail: Stage):
    """Some buy the brand they meet first, without comparing."""
    assert retail.gain(booked("orders"), without={"category.unplanned_probability": 0}, weeks=80) > SURE


def test_unplanned_purchases_are_known_as_such():
    """The reason of an unplanned purchase is kept."""
    always = Stage(
        "retail", {"category.unplanned_probability": 0.5, "category.burn_in_weeks": 5}, customers=500, seeds=1
    )
    unplanned = always.outcomes(booked("gains_unplanned"), weeks=20)
    left_over = always.outcomes(booked("gains_unplanned"), {"category.unplanned_probability": 0}, weeks=20)
    assert 0 <= left_over < unplanned / 2


def test_small_brands_are_overlooked(retail: Stage):
    """Visibility acts in the choice itself: without it the smallest shop would sell a larger share."""
    assert retail.gain(share_of_orders("thimble"), without={f"{CHOICE}visibility": 0}) < -SURE


def test_visibility_wins_first_orders(retail: Stage):
    """A small shop that is seen more is tried by more people."""
    seen = "brands.thimble.visibility"
    assert retail.gain(booked("first_orders", brand="thimble"), without={seen: 0.05}, given={seen: 0.5}) > SURE


def test_encounters_keep_brands_in_mind(retail: Stage):
    """Adverts and purchases keep up awareness."""
    without = {"behaviour.word_of_mouth.awareness_per_encounter": 0}
    assert retail.gain(in_mind("awareness", "acorn"), without) > SURE


def test_guidance_makes_the_choice_fit(telecom: Stage):
    """Those who are helped to state their need choose brands that suit them better."""
    guidance = "brands.*.relationship.guidance"
    assert telecom.gain(in_mind("match", who=newcomers), without={guidance: 0}, given={guidance: 1}) > SURE


def test_what_suits_is_served_better(telecom: Stage):
    """The fit between customer and brand is part of the quality delivered."""

    def advantage(world: Simulation) -> float:
        customers = world.world.customers
        rows = np.flatnonzero(customers["brand"] >= 0)
        match = world.world.knowledge["match"][rows, customers["brand"][rows]]
        satisfaction = customers["satisfaction"][rows].astype(float)
        return float(satisfaction[match > 0.5].mean() - satisfaction[match < -0.5].mean())

    assert telecom.gain(advantage, without={"behaviour.touchpoints.fit_spread": 0}) > SURE


def test_low_prices_win(telecom: Stage):
    """A cheaper brand gains more customers, as far as people look at prices."""
    given = {"brands.kite.offer.price_eur": 5}
    assert telecom.gain(booked("gains", brand="kite"), without={f"{CHOICE}price": 0}, given=given) > SURE


def test_a_good_image_brings_people_back(retail: Stage):
    """What adds up in memory decides the next purchase."""
    repeats = booked("orders", brand="acorn")
    given = {"touchpoints.*.quality.acorn.*": 0.95}
    assert retail.gain(repeats, without={"behaviour.impressions.image_gain": 0}, given=given) > SURE


def test_an_entrant_takes_customers_from_others():
    """A brand that enters in week 13 has nobody before, customers after, and takes them from the others."""
    three = with_brands("telecom", 3)
    shares = {"brands.brand_0.share": 0.5, "brands.brand_1.share": 0.5, "brands.brand_2.share": 0.2}
    enters, never = (
        Stage(three, shares | {"category.burn_in_weeks": 20, "brands.brand_2.enters_in_week": week}, customers=600)
        for week in (13, 1040)
    )
    newcomer, incumbent = booked("gains", brand="brand_2"), last_week("customers", "brand_0")
    assert enters.outcomes(booked("orders", "shortlisted", "customers", brand="brand_2"), weeks=12).sum() == 0
    assert enters.outcomes(newcomer, weeks=52).min() > 10
    assert never.outcomes(newcomer, weeks=52).sum() == 0
    assert paired_t(enters.outcomes(incumbent, weeks=52) - never.outcomes(incumbent, weeks=52)) < -SURE


def test_an_entrant_delivers_in_time():
    """A brand that begins without customers is equipped for the share it plans for, so that its orders do not queue."""
    three = with_brands("retail", 3)
    shares = {"brands.brand_0.share": 0.5, "brands.brand_1.share": 0.5, "brands.brand_2.share": 0.3}
    market = Stage(three, shares | {"category.burn_in_weeks": 2, "brands.brand_2.enters_in_week": 3}, 600, seeds=2)
    days = booked("lead_days_sum", brand="brand_2", over=None)
    deliveries = booked("deliveries", brand="brand_2")
    assert (market.outcomes(days) < 10 * market.outcomes(deliveries)).all()
