"""Follow-up: usage data, coaching, right-sizing, proposals."""

import pytest
from hypothesis import given

from sim.rules.follow_up import (
    accepting_probability,
    adopted_after_coaching,
    attachment_after_coaching,
    breadth_after_right_sizing,
    satisfaction_after_annoyance,
    seems_oversized,
    trust_after_advice,
    waking_after_advice_probability,
)
from sim.rules.follow_up_sheet import FollowUp
from tests.rules.parameters import ROUNDING, admissible, between, share

P = FollowUp(
    coaching_adoption=0.25, coaching_attachment=0.1, advice_trust=0.2, annoyance=0.05, waking=0.15, acceptance=0.6
)


def test_usage_data_may_mislead():
    """At an accuracy of .7, a draw below says what is true, one above the opposite."""
    assert [seems_oversized(True, u, 0.7) for u in (0.69, 0.71)] == [True, False]
    assert [seems_oversized(False, u, 0.7) for u in (0.69, 0.71)] == [False, True]


def test_coaching():
    """Coaching closes a quarter of .4, never reaches beyond the need, and attaches a tenth of the rest."""
    assert adopted_after_coaching(0.2, 0.6, 0.9, P) == pytest.approx(0.3)
    assert adopted_after_coaching(0.5, 0.4, 0.9, P) == pytest.approx(0.5)
    assert attachment_after_coaching(0.5, P) == pytest.approx(0.55)


def test_right_sizing():
    """A plan that was too large shrinks to the need of .3; one that is not mastered to what is used, .1."""
    assert breadth_after_right_sizing(0.3, 0.1, True) == 0.3
    assert breadth_after_right_sizing(0.3, 0.4, True) == 0.4
    assert breadth_after_right_sizing(0.3, 0.1, False) == 0.1


def test_advice_and_annoyance():
    """Advice in one's interest closes a fifth of the gap to full trust; what was not called for costs a twentieth."""
    assert trust_after_advice(0.5, P) == pytest.approx(0.6)
    assert satisfaction_after_annoyance(0.8, P) == pytest.approx(0.76)


def test_outreach_wakes_and_proposals_are_accepted():
    """Half free to go, .075 look around; half trusting, .3 accept."""
    assert waking_after_advice_probability(0.5, P) == pytest.approx(0.075)
    assert accepting_probability(0.5, P) == pytest.approx(0.3)


@given(share, share, between(0.02, 1), admissible(FollowUp))
def test_bounds(state, needed, bought, p):
    """All stay between 0 and 1; coaching never lowers use, advice never lowers trust, annoyance never pleases."""
    assert state <= adopted_after_coaching(state, needed, bought, p) <= max(state, min(needed, bought)) + ROUNDING
    assert state <= attachment_after_coaching(state, p) <= 1 + ROUNDING
    assert state <= trust_after_advice(state, p) <= 1 + ROUNDING
    assert 0 <= satisfaction_after_annoyance(state, p) <= state
    assert 0 <= waking_after_advice_probability(state, p) <= 1
    assert 0 <= accepting_probability(state, p) <= 1
