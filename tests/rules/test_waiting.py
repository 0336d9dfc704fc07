"""Waiting: anger that saturates, deliveries judged by their date, cancellations, backlogs."""

import math

import pytest
from hypothesis import given

from sim.rules.waiting import (
    anger,
    arrival_quality,
    cancelling_probability,
    lead_time_factor,
    mood_after_order,
    mood_while_waiting,
    size_after,
    usual_days_after,
)
from sim.rules.waiting_sheet import Waiting
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share, signed

P = Waiting(
    anger_exponent=2.0,
    anger_days=3.0,
    late_loss=0.5,
    early_gain=0.04,
    early_days=2.0,
    arrival_learning=0.2,
    anticipation=0.04,
    impatience=0.25,
    informed=0.4,
    carried=0.5,
    cancelling=0.1,
)
days = between(0, 700)
patience = between(0.1, 20)


def test_anger():
    """Nothing on time, half at three days late, 36 / 45 at six."""
    assert anger(0.0, P) == 0.0
    assert anger(-2.0, P) == 0.0
    assert anger(3.0, P) == pytest.approx(0.5)
    assert anger(6.0, P) == pytest.approx(0.8)


def test_a_late_delivery():
    """Three days late: half of the anger of an average person, a quarter of one twice as patient."""
    assert arrival_quality(0.7, 8.0, 5.0, 5.0, 1.0, P) == pytest.approx(0.45)
    assert arrival_quality(0.7, 8.0, 5.0, 5.0, 2.0, P) == pytest.approx(0.575)


def test_an_early_delivery():
    """Two days before the usual arrival wins .04 x (1 - 1 / e)."""
    assert arrival_quality(0.7, 3.0, 5.0, 5.0, 1.0, P) == pytest.approx(0.7 + 0.04 * (1 - math.exp(-1)))


def test_arrivals_are_learned():
    """A parcel after three days moves the usual five a fifth of the way."""
    assert usual_days_after(5.0, 3.0, P) == pytest.approx(4.6)


def test_mood_while_waiting():
    """Before the date the mood rises by .04 of the rest; three days after it falls by .25 x .5 of what there is."""
    assert mood_while_waiting(0.0, 4.0, 5.0, 0.0, P) == pytest.approx(0.04)
    assert mood_while_waiting(0.2, 8.0, 5.0, 0.0, P) == pytest.approx(0.2 - 0.125 * 1.2)


def test_to_be_told_calms():
    """Full tracking takes four tenths of the anger, and of the cancellations."""
    assert mood_while_waiting(0.2, 8.0, 5.0, 1.0, P) == pytest.approx(0.2 - 0.6 * 0.125 * 1.2)
    assert cancelling_probability(3.0, 1.0, 0.5, P) == pytest.approx(0.03)


def test_the_mood_about_an_order_is_carried_on():
    """Half of the way from the mood with the brand to that about its order is made."""
    assert mood_after_order(0.2, -0.4, P) == pytest.approx(-0.1)


def test_cancelling():
    """Three days late at middling trust: .1 x .5 a week, and half as likely in full trust."""
    assert cancelling_probability(3.0, 0.0, 0.5, P) == pytest.approx(0.05)
    assert cancelling_probability(3.0, 0.0, 1.0, P) == pytest.approx(0.025)


def test_backlogs():
    """A week's work delays nothing; three weeks' work takes three times as long."""
    assert lead_time_factor(90.0, 100.0) == 1.0
    assert lead_time_factor(300.0, 100.0) == pytest.approx(3.0)


def test_capacity_follows_customers():
    """Of a gap of 260 customers, a 26th is closed in a week."""
    assert size_after(1000.0, 1260.0, 26.0) == pytest.approx(1010.0)
    assert size_after(1000.0, 740.0, 26.0) == pytest.approx(990.0)
    assert size_after(1000.0, 740.0, 1.0) == pytest.approx(740.0)


@given(between(0, 1e6), between(0, 1e6), between(1, 1040))
def test_capacity_never_overshoots(size, customers, weeks):
    """Capacity stays between what it was and what the customers need."""
    assert min(size, customers) - 1e-6 <= size_after(size, customers, weeks) <= max(size, customers) + 1e-6


@given(share, days, days, days, patience, signed, share, admissible(Waiting))
def test_bounds(offered, actual, promised, usual, patient, mood, trust, p):
    """Anger, quality and probabilities stay within 0 and 1, mood within -1 and 1, and days between what is known."""
    assert 0 <= anger(actual - promised, p) <= 1
    assert 0 <= arrival_quality(offered, actual, promised, usual, patient, p) <= 1
    assert -1 - ROUNDING <= mood_while_waiting(mood, actual, promised, offered, p) <= 1 + ROUNDING
    assert -1 - ROUNDING <= mood_after_order(mood, -mood, p) <= 1 + ROUNDING
    assert 0 <= cancelling_probability(actual - promised, offered, trust, p) <= 1
    learned = usual_days_after(usual, actual, p)
    assert min(usual, actual) - 1e-9 <= learned <= max(usual, actual) + 1e-9


@given(share, ascending(0, 700), days, days, ascending(0.1, 20), share, admissible(Waiting))
def test_later_is_worse(offered, actual, promised, usual, patients, trust, p):
    """The later, the angrier, the worse the delivery and the likelier a cancellation; patience forgives."""
    assert anger(actual[0], p) <= anger(actual[1], p) + ROUNDING
    soon, late = (arrival_quality(offered, each, promised, usual, patients[0], p) for each in actual)
    assert late <= soon + ROUNDING
    assert late <= arrival_quality(offered, actual[1], promised, usual, patients[1], p) + ROUNDING
    soon, late = (cancelling_probability(each - promised, offered, trust, p) for each in actual)
    assert soon <= late + ROUNDING
    assert cancelling_probability(actual[1], 1.0, trust, p) <= cancelling_probability(actual[1], 0.0, trust, p)


@given(between(0, 1e6), between(0, 1e6), between(1e-3, 1e6))
def test_a_longer_backlog_never_hastens(one, other, capacity):
    """Preparation never takes less than its usual time, and no less when more is waiting."""
    assert 1 <= lead_time_factor(min(one, other), capacity) <= lead_time_factor(max(one, other), capacity)
