"""Courting: how often offers of rivals come, who heeds them, and what counts beside them."""

import math

import pytest
from hypothesis import given

from sim.rules.courting import (
    approach_rate,
    attention_to_experience,
    heeding_probability,
    highest_heeding_probability,
)
from sim.rules.courting_sheet import Courting
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share

P = Courting(habit=2.0, highest=0.05, focus=0.1)


def test_former_customers_are_won_back():
    """Offers reach a former customer three times as often where that is the factor."""
    assert approach_rate(0.02, False, 3.0) == 0.02
    assert approach_rate(0.02, True, 3.0) == pytest.approx(0.06)


def test_who_heeds_an_offer():
    """A rate of .02, twice as mobile, habit .5, open and settled by half each: .01 exp(-1), saturated."""
    heeded = 0.01 * math.exp(-1)
    assert heeding_probability(0.02, 2.0, 0.5, 0.5, 0.5, P) == pytest.approx(heeded / (1 + heeded / 0.05))


def test_experience_weighs_little_beside_an_offer():
    """Satisfaction and image get a tenth of the attention when an offer opened the comparison, and else all of it."""
    assert attention_to_experience(True, P) == pytest.approx(0.1)
    assert attention_to_experience(False, P) == 1.0


@given(between(0, 1), between(0, 1e4), share, share, share, admissible(Courting))
def test_heeding_is_a_probability_below_its_limit(rate, mobility, habit, openness, settled, p):
    """Whatever rate and mobility, it stays below the limit by which most are sorted out."""
    heeds = heeding_probability(rate, mobility, habit, openness, settled, p)
    assert 0 <= heeds <= min(1, highest_heeding_probability(rate, mobility) + ROUNDING)


@given(ascending(0, 1), ascending(0, 1), admissible(Courting))
def test_habit_makes_deaf(rates, habits, p):
    """More offers are heeded more, and by those with less habit."""
    few = heeding_probability(rates[0], 1.0, habits[1], 1.0, 1.0, p)
    many = heeding_probability(rates[1], 1.0, habits[0], 1.0, 1.0, p)
    assert few <= many + ROUNDING
