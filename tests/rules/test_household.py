"""The people behind one customer: who lives, remembers, tells and suffers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.household import remembered_by_user, satisfaction_at_home, told_share, user_in_turn
from sim.rules.household_sheet import Household
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share, signed

P = Household(told=0.6, bad_news=1.0, user_learning=0.1, worst_served_weight=0.4)


def test_users_take_turns():
    """Of three users, each lives a third of the encounters."""
    assert [user_in_turn(u, 3) for u in (0.0, 0.34, 0.99)] == [0, 1, 2]


def test_bad_news_are_told_more():
    """Three fifths of a pleasant experience are told, and half as much again of one at -.5; never more than all."""
    assert told_share(0.4, P) == pytest.approx(0.6)
    assert told_share(-0.5, P) == pytest.approx(0.9)
    assert told_share(-1.0, P) == 1.0


def test_a_user_remembers():
    """A tenth of the way from .2 to -.4."""
    assert remembered_by_user(0.2, -0.4, P) == pytest.approx(0.14)


def test_the_unhappiest_user_counts():
    """An experience of -.25 takes .1 from the satisfaction of all; a pleasant one adds nothing."""
    assert satisfaction_at_home(0.7, -0.25, P) == pytest.approx(0.6)
    assert satisfaction_at_home(0.7, 0.25, P) == 0.7


@given(between(0, 1 - 1e-9), st.integers(1, 4), share, ascending(-1, 1), signed, admissible(Household))
def test_bounds(u, users, satisfaction, felt, experience, p):
    """There is a user for every draw; shares and satisfaction are 0 to 1; worse is told no less and counts no less."""
    assert 0 <= user_in_turn(u, users) < users
    bad, good = (told_share(each, p) for each in felt)
    assert 0 <= good <= bad <= 1
    assert min(felt[0], experience) - ROUNDING <= remembered_by_user(experience, felt[0], p)
    worse, better = (satisfaction_at_home(satisfaction, each, p) for each in felt)
    assert 0 <= worse <= better <= satisfaction
