"""Impulse has causes, and regret."""

import math

import pytest
from hypothesis import given

from sim.rules.impulse import (
    impulse_probability,
    regret,
    returning_probability,
    satisfaction_after_regret,
    temptation_of,
)
from sim.rules.impulse_sheet import Impulse
from tests.rules.parameters import ROUNDING, admissible, ascending, share

P = Impulse(atmosphere=2.0, mood_effect=1.5, regret=0.2, returning=0.3)


def test_temptation():
    """Usual surroundings tempt once; a tenth warmer in a mood of .2 they tempt exp(.2 + .3) times."""
    assert temptation_of(0.6, 0.6, 0.0, P) == 1.0
    assert temptation_of(0.7, 0.6, 0.2, P) == pytest.approx(math.exp(0.5))
    assert impulse_probability(0.05, 2.0) == pytest.approx(0.1)


def test_regret():
    """What fits is not regretted; at one deviation below, half: a tenth of satisfaction, and .15 are sent back."""
    assert regret(0.3) == 0.0
    assert regret(-1.0) == pytest.approx(0.5)
    assert satisfaction_after_regret(0.8, 0.5, P) == pytest.approx(0.72)
    assert returning_probability(0.5, P) == pytest.approx(0.15)


@given(ascending(0, 1), share, ascending(-1, 1), share, ascending(-6, 6), admissible(Impulse))
def test_bounds(warmths, typical, moods, satisfaction, matches, p):
    """Warmth and mood never tempt less; a worse fit is never regretted less; shares are 0 to 1."""
    low, high = (temptation_of(warmth, typical, mood, p) for warmth, mood in zip(warmths, moods, strict=True))
    assert 0 <= low <= high * (1 + ROUNDING)
    assert 0 <= impulse_probability(satisfaction, high) <= 1
    worse, better = (regret(each) for each in matches)
    assert 0 <= better <= worse < 1
    assert 0 <= satisfaction_after_regret(satisfaction, worse, p) <= satisfaction
    assert 0 <= returning_probability(worse, p) <= 1
