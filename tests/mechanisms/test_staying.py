"""What holds subscribers, and what lets them go."""

from tests.mechanisms.measures import booked, searches
from tests.mechanisms.stages import SURE, Stage, paired_t

LOYALTY = "behaviour.loyalty."


def test_contracts_hold(telecom: Stage):
    """People under contract reconsider and leave less."""
    free = {f"{LOYALTY}contract_lock": 1, "behaviour.choice.contract": 0}
    assert telecom.gain(searches, without={f"{LOYALTY}contract_lock": 1}) < -SURE
    assert telecom.gain(booked("losses"), without=free) < -SURE


def test_people_look_around_when_a_contract_ends(telecom: Stage):
    """The end of a contract opens a window in which people reconsider."""
    assert telecom.gain(searches, without={f"{LOYALTY}window_probability": 0}) > SURE


def test_switching_costs_hold(telecom: Stage):
    """The effort of leaving keeps people."""
    free = {f"{LOYALTY}switching_cost": 0, "behaviour.choice.switching_cost": 0}
    assert telecom.gain(booked("losses"), without=free) < -SURE


def test_loyalty_programmes_hold(telecom: Stage):
    """A brand with a loyalty programme loses fewer customers."""
    programme = "brands.acme.relationship.loyalty_programme"
    losses = booked("losses", brand="acme")
    assert telecom.gain(losses, without={programme: 0}, given={programme: 1}, weeks=80) < -SURE


def test_a_better_known_rival_attracts():
    """Subscribers reconsider when a rival is ahead in their mind."""
    given = {"touchpoints.*.quality.orchid.*": 0.95}
    assert Stage("telecom", seeds=12).gain(searches, without={f"{LOYALTY}rival": 0}, given=given, weeks=60) > SURE


def test_a_cheaper_rival_attracts(telecom: Stage):
    """Subscribers reconsider when a rival becomes much cheaper."""
    given = {"brands.kite.offer.price_eur": 5}
    assert telecom.gain(searches, without={f"{LOYALTY}rival_price": 0}, given=given) > SURE


def test_blame_heard_unsettles(telecom: Stage):
    """Subscribers who hear their brand blamed reconsider it."""
    given = {"touchpoints.*.quality.*.*": 0.5}
    assert telecom.gain(searches, without={f"{LOYALTY}blame": 0}, given=given) > SURE


def test_some_move_more_easily_than_others():
    """People who are mobile by nature leave more than people full of inertia."""
    mobile, inert = (
        Stage("telecom", {"segments.*.mobility": mobility, "category.burn_in_weeks": 10}, customers=800)
        for mobility in (2.0, 0.5)
    )
    assert paired_t(mobile.outcomes(booked("losses")) - inert.outcomes(booked("losses"))) > SURE


def test_buyers_lapse_unseen(retail: Stage):
    """Where nobody signs, those who do not come back for long are customers no more."""
    assert retail.gain(booked("losses_lapsed"), without={"category.lapse_weeks": 520}) > SURE
