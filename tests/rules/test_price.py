"""Prices: the fair one, the reference price, losses, rises and their fairness, value for money."""

import math

import pytest
from hypothesis import given

from sim.rules.price import (
    fair_price,
    looking_after_rise_probability,
    price_loss,
    reference_after_bill,
    rise_noticed,
    trust_after_rise,
    unfair_rise,
    value_for_money,
)
from sim.rules.price_sheet import Price
from tests.rules.parameters import ROUNDING, admissible, ascending, between, ratio, share

P = Price(
    positioning=1.0,
    own_weight=0.25,
    learning=0.2,
    loss_aversion=2.0,
    noticeable=0.01,
    rise_trust=0.5,
    rise_opens=1.0,
    announced_relief=0.2,
    justified_relief=0.5,
    newcomer_unfairness=1.0,
)
price = between(0.01, 1000)


def test_a_premium_brand_may_be_dearer():
    """Half a scale above the others, the fair price is theirs times exp(.5)."""
    assert fair_price(20.0, 0.8, 0.3, P) == pytest.approx(20 * math.exp(0.5))


def test_the_reference_price_learns():
    """Paid 30 where 20 is fair: the target is 22.5, and a fifth of the way from 20 is made with one bill."""
    assert reference_after_bill(20.0, 30.0, 20.0, P) == pytest.approx(20.5)


def test_losses_weigh_more_than_gains():
    """A tenth above the reference price is felt as a fifth, a tenth below as a tenth; by sensitivity."""
    assert price_loss(22.0, 20.0, 1.0, P) == pytest.approx(0.2)
    assert price_loss(18.0, 20.0, 1.0, P) == pytest.approx(-0.1)
    assert price_loss(22.0, 20.0, 0.5, P) == pytest.approx(0.1)


def test_value_for_money():
    """No loss is neutral value; a loss of the whole reference price half of the worst."""
    assert value_for_money(0.0) == 0.0
    assert value_for_money(1.0) == pytest.approx(-0.5)
    assert value_for_money(-0.25) == pytest.approx(0.2)


def test_small_rises_and_falls_go_unnoticed():
    """Five per cent are noticed, half a per cent and a fall are not."""
    assert rise_noticed(20.0, 21.0, P) == pytest.approx(0.05)
    assert rise_noticed(20.0, 20.1, P) == 0.0
    assert rise_noticed(20.0, 18.0, P) == 0.0


def test_a_rise_is_judged_for_its_fairness():
    """Of a rise, .8 x .5 is felt when announced and justified; a fifth more while newcomers get a fifth off."""
    assert unfair_rise(0.1, 1.0, 0.0, 0.0, 0.0, P) == pytest.approx(0.1)
    assert unfair_rise(0.1, 1.0, 1.0, 1.0, 0.0, P) == pytest.approx(0.04)
    assert unfair_rise(0.1, 1.0, 0.0, 0.0, 0.2, P) == pytest.approx(0.12)


def test_what_a_rise_does():
    """A rise felt as .2 takes a share 1 - exp(-.1) of trust, and makes 1 - exp(-.2) look around."""
    assert trust_after_rise(0.6, 0.2, P) == pytest.approx(0.6 * math.exp(-0.1))
    assert looking_after_rise_probability(0.2, P) == pytest.approx(1 - math.exp(-0.2))


@given(price, price, price, admissible(Price))
def test_the_reference_price_stays_between_what_is_known(reference, paid, fair, p):
    """It never leaves the range of itself, what is paid, and what is fair."""
    after = reference_after_bill(reference, paid, fair, p)
    known = (reference, paid, fair)
    assert min(known) * (1 - ROUNDING) <= after <= max(known) * (1 + ROUNDING)


@given(ascending(0, 1000), price, ratio, admissible(Price))
def test_dearer_is_never_better_value(prices, reference, sensitivity, p):
    """A higher price is never felt as a smaller loss, nor as better value; value stays between -1 and 1."""
    low, high = (price_loss(paid, reference, sensitivity, p) for paid in prices)
    assert low <= high + ROUNDING
    assert -1 <= value_for_money(high) <= value_for_money(low) + ROUNDING <= 1 + ROUNDING


@given(ascending(0, 1), ascending(0, 1), share, ratio, share, admissible(Price))
def test_reasons_excuse_and_newcomers_annoy(rises, reasons, discount, sensitivity, trust, p):
    """A larger rise, fewer reasons and a discount for newcomers are felt more; trust stays a share and falls."""
    excused = unfair_rise(rises[0], sensitivity, reasons[1], reasons[1], 0.0, p)
    unfair = unfair_rise(rises[1], sensitivity, reasons[0], reasons[0], discount, p)
    assert excused <= unfair + ROUNDING
    assert 0 <= trust_after_rise(trust, unfair, p) <= trust_after_rise(trust, excused, p) + ROUNDING <= 1 + ROUNDING
    assert 0 <= looking_after_rise_probability(unfair, p) <= 1
