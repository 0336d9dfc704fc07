"""Convenience: hassle, how easily a brand is reached, and the wish for variety."""

import math

import pytest
from hypothesis import given

from sim.rules.convenience import effort_of_waiting, hassle_after, inconvenience_utility, variety_utility
from sim.rules.convenience_sheet import Convenience
from tests.rules.parameters import ROUNDING, admissible, ascending, ratio, share

P = Convenience(
    effort=0.25,
    easy=0.1,
    waiting_minutes=60.0,
    accepted=0.5,
    hassle=8.0,
    reach=2.0,
    variety=0.5,
    variety_experiences=5.0,
)


def test_efforts_add_up_to_hassle():
    """An effort of .5 closes a quarter of .4 of the gap to full hassle, the next as much of the rest; .1 is easy."""
    assert hassle_after(0.0, 0.5, P) == pytest.approx(0.1)
    assert hassle_after(0.1, 0.5, P) == pytest.approx(0.19)
    assert hassle_after(0.1, 0.1, P) == 0.1


def test_waiting_is_an_effort():
    """An hour is 1 - 1/e of a full effort."""
    assert effort_of_waiting(0.0, P) == 0.0
    assert effort_of_waiting(60.0, P) == pytest.approx(1 - math.exp(-1))


def test_only_much_hassle_counts():
    """Up to .5 it is accepted; .7 costs 8 x .2; a brand easily reached (.8) gains 2 x .3."""
    assert inconvenience_utility(0.5, 0.5, P) == 0.0
    assert inconvenience_utility(0.7, 0.5, P) == pytest.approx(-1.6)
    assert inconvenience_utility(0.0, 0.8, P) == pytest.approx(0.6)


def test_variety_after_repetition():
    """After five experiences 1 - 1/e of the wish for something new has come up; a new customer has none."""
    assert variety_utility(2.0, 5, P) == pytest.approx(1 - math.exp(-1))
    assert variety_utility(2.0, 0, P) == 0.0


@given(share, ascending(0, 1e4), admissible(Convenience))
def test_effort_and_hassle_are_shares(hassle, minutes, p):
    """Effort and hassle stay between 0 and 1, longer waits are more of both, and no effort eases."""
    short, long = (effort_of_waiting(each, p) for each in minutes)
    assert 0 <= short <= long <= 1
    assert hassle <= hassle_after(hassle, short, p) <= hassle_after(hassle, long, p) <= 1 + ROUNDING


@given(ascending(0, 1), ascending(0, 1), admissible(Convenience))
def test_convenience_attracts(hassles, conveniences, p):
    """Less hassle and an easier reach never lower utility."""
    low = inconvenience_utility(hassles[1], conveniences[0], p)
    assert low <= inconvenience_utility(hassles[0], conveniences[1], p) + ROUNDING


@given(ratio, ascending(0, 1000), admissible(Convenience))
def test_variety_grows_with_repetition(trait, experiences, p):
    """The wish for something new grows with experiences and never falls below zero."""
    few, many = (variety_utility(trait, each, p) for each in experiences)
    assert 0 <= few <= many
