"""Convenience: hassle, how easily a brand is reached, and the wish for variety."""

import math

import pytest
from hypothesis import given

from sim.rules.convenience import effort_of_waiting, hassle_after, inconvenience_utility, variety_utility
from sim.rules.convenience_sheet import Convenience
from tests.rules.parameters import ROUNDING, admissible, ascending, between, ratio, share

P = Convenience(waiting_minutes=60.0, accepted=0.5, hassle=8.0, reach=2.0, variety=0.5, variety_experiences=5.0)


def test_hassle_is_the_worst_effort_of_late():
    """An effort of .4 adds nothing to a hassle of .6; one of .8 replaces it."""
    assert hassle_after(0.6, 0.4) == 0.6
    assert hassle_after(0.6, 0.8) == 0.8


def test_waiting_is_an_effort():
    """An hour makes 1 - 1/e of the effort that is left to make."""
    assert effort_of_waiting(0.4, 0.0, P) == pytest.approx(0.4)
    assert effort_of_waiting(0.4, 60.0, P) == pytest.approx(1 - 0.6 * math.exp(-1))


def test_only_much_hassle_counts():
    """Up to .5 it is accepted; .7 costs 8 x .2; a brand easily reached (.8) gains 2 x .3."""
    assert inconvenience_utility(0.5, 0.5, P) == 0.0
    assert inconvenience_utility(0.7, 0.5, P) == pytest.approx(-1.6)
    assert inconvenience_utility(0.0, 0.8, P) == pytest.approx(0.6)


def test_variety_after_repetition():
    """After five experiences 1 - 1/e of the wish for something new has come up; a new customer has none."""
    assert variety_utility(2.0, 5, P) == pytest.approx(1 - math.exp(-1))
    assert variety_utility(2.0, 0, P) == 0.0


@given(share, share, between(0, 1e4), admissible(Convenience))
def test_effort_and_hassle_are_shares(hassle, effort, minutes, p):
    """Effort and hassle stay between 0 and 1, and waiting never eases."""
    waited = effort_of_waiting(effort, minutes, p)
    assert effort - ROUNDING <= waited <= 1
    assert max(hassle, effort) == hassle_after(hassle, effort)


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
