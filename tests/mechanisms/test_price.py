"""What prices do to customers, and offers of rivals."""

import numpy as np

from sim.phases.paying import WEEKS_BETWEEN_BILLS
from sim.simulation import Simulation
from tests.mechanisms.measures import Who, booked, customers_of, mean
from tests.mechanisms.stages import SURE, Stage, paired_t

PRICE = "behaviour.price."
DEARER = {"brands.acme.offer.price_eur": 32}
OF_ACME = customers_of("acme")


def of_before(brand: str) -> Who:
    """Return who was a customer of a brand before week 1 and still is."""

    def are(world: Simulation) -> np.ndarray:
        return customers_of(brand)(world) & (world.world.customers["tenure_weeks"] >= world.week)

    return are


def test_a_price_rise_becomes_normal(telecom: Stage):
    """The loss felt by a rise fades as the reference price adapts."""
    loss = mean("price_loss", of_before("acme"))
    assert telecom.gain(loss, without={f"{PRICE}learning": 0}, given=DEARER, weeks=80) < -SURE


def test_a_rise_costs_trust(telecom: Stage):
    """Customers whose bill rises trust less."""
    trust = mean("trust", of_before("acme"))
    assert telecom.gain(trust, without={f"{PRICE}rise_trust": 0}, given=DEARER, weeks=12) < -SURE


def test_a_rise_makes_people_look_around(telecom: Stage):
    """Some whose bill rises begin to compare at once, and leave."""
    left = booked("losses_after_price", brand="acme")
    assert telecom.gain(left, without={f"{PRICE}rise_opens": 0}, given=DEARER) > SURE


def test_an_announced_rise_with_a_reason_is_forgiven(telecom: Stage):
    """The same rise costs less trust when it is announced and explained."""
    explained = {"brands.acme.offer.rise_announced": 1, "brands.acme.offer.rise_justified": 1}
    trust = mean("trust", of_before("acme"))
    gain = telecom.outcomes(trust, DEARER | explained, 12) - telecom.outcomes(trust, DEARER, 12)
    assert paired_t(gain) > SURE


def test_discounts_for_newcomers_make_a_rise_worse(telecom: Stage):
    """A rise costs more trust while newcomers pay less."""
    trust = mean("trust", of_before("acme"))
    given = DEARER | {"brands.acme.relationship.newcomer_discount": 0.5}
    assert telecom.gain(trust, without={f"{PRICE}newcomer_unfairness": 0}, given=given, weeks=12) < -SURE


def test_value_is_part_of_satisfaction(telecom: Stage):
    """Customers who pay more for the same are less satisfied with it."""
    satisfaction = mean("satisfaction", of_before("acme"))
    off = {"behaviour.satisfaction.value": 0}
    assert telecom.gain(satisfaction, without=off, given=DEARER) < -SURE


def test_value_is_part_of_recommendation(telecom: Stage):
    """Customers who pay more for the same recommend it less."""
    promoters = booked("promoters", brand="acme", over="customers")
    off = {"behaviour.loyalty.recommend_value": 0}
    assert telecom.gain(promoters, without=off, given=DEARER) < -SURE


def test_a_price_above_the_reference_pushes(telecom: Stage):
    """Customers who feel a loss by the price leave more."""
    losses = booked("losses", brand="acme")
    off = {"behaviour.loyalty.price_loss": 0, "behaviour.choice.price_loss": 0, f"{PRICE}rise_opens": 0}
    assert telecom.gain(losses, without=off, given=DEARER) > SURE


def test_a_price_rise_hurts_more_than_a_cut_helps(telecom: Stage):
    """Without loss aversion fewer leave after a rise."""
    losses = booked("losses", brand="acme")
    assert telecom.gain(losses, without={f"{PRICE}loss_aversion": 1}, given=DEARER) > SURE


def test_a_contract_holds_the_price(telecom: Stage):
    """Under the contract of before, everybody still pays the price of before."""
    listed = telecom.market.brands["acme"].offer.price_eur
    for world in telecom.worlds(DEARER, 20):
        customers = world.world.customers[of_before("acme")(world)]
        bound = customers[customers["contract_weeks"] > 0]
        of_before_the_rise = bound[bound["agreed_eur"] == np.float32(listed)]
        assert len(of_before_the_rise) > 0
        assert (of_before_the_rise["paid_eur"] <= np.float32(listed)).all()
        free = customers[(customers["contract_weeks"] <= -WEEKS_BETWEEN_BILLS) & (customers["discount_weeks"] == 0)]
        assert (free["paid_eur"] == np.float32(32)).all()


def test_offers_of_rivals_take_customers(telecom: Stage):
    """Without offers fewer leave; those they reach were not looking."""
    off = {"brands.*.relationship.approach_rate": 0}
    assert telecom.gain(booked("losses"), without=off) > SURE
    assert telecom.gain(booked("losses_after_offer"), without=off) > SURE


def test_newcomers_get_the_discount(telecom: Stage):
    """A discount lowers what newcomers pay, and brings more of them."""
    more = {"brands.acme.relationship.newcomer_discount": 0.5}
    none = {"brands.acme.relationship.newcomer_discount": 0}
    gain = telecom.outcomes(booked("gains", brand="acme"), more) - telecom.outcomes(booked("gains", brand="acme"), none)
    assert paired_t(gain) > SURE
    paid = telecom.outcomes(mean("price_ratio", OF_ACME), more) - telecom.outcomes(mean("price_ratio", OF_ACME), none)
    assert paired_t(paid) < -SURE


def test_former_customers_are_won_back(telecom: Stage):
    """Offers that reach former customers more often bring more customers."""
    given = {"brands.acme.relationship.win_back": 20}
    without = {"brands.acme.relationship.win_back": 1}
    assert telecom.gain(booked("gains", brand="acme"), without=without, given=given, weeks=80) > SURE


def test_delight_protects_and_satisfaction_less(telecom: Stage):
    """Without the restraint of delight more leave."""
    off = {"behaviour.loyalty.delight": 0, "behaviour.loyalty.delight_deafness": 0}
    assert telecom.gain(booked("losses"), without=off) < -SURE


def test_hassle_drives_away(telecom: Stage):
    """Where every contact is an effort, hassle makes customers leave."""
    given = {"touchpoints.*.effort": 0.7}
    assert telecom.gain(booked("losses"), without={"behaviour.convenience.hassle": 0}, given=given) > SURE


def test_a_brand_that_is_easily_reached_attracts(telecom: Stage):
    """A more convenient brand wins more customers."""
    given = {"brands.kite.offer.convenience": 1}
    gains = booked("gains", brand="kite")
    assert telecom.gain(gains, without={"behaviour.convenience.reach": 0}, given=given) > SURE


def test_variety_seekers_change(retail: Stage):
    """The wish for something new makes buyers change."""
    assert retail.gain(booked("losses"), without={"behaviour.convenience.variety": 0}) > SURE


def test_offers_bring_buyers(retail: Stage):
    """A voucher for the first order brings buyers to a shop."""
    off = {"brands.acorn.relationship.approach_rate": 0}
    given = {"brands.acorn.relationship.newcomer_discount": 0.4}
    assert retail.gain(booked("gains", brand="acorn"), without=off, given=given) > SURE
