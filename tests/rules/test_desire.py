"""Desire: it rises with sights and talk, and carries people from need to search."""

import math

import pytest
from hypothesis import given

from sim.rules.desire import (
    abandoning_probability,
    desire_after_message,
    desire_after_sight,
    with_desire,
    without_desire,
)
from sim.rules.desire_sheet import Desire
from tests.rules.parameters import ROUNDING, admissible, ascending, share, signed

P = Desire(sight=0.1, talk=0.2, usual=0.2, pull=1.5, abandoning=0.5)


def test_a_sight():
    """A sight of half warmth closes a twentieth of the gap to full desire."""
    assert desire_after_sight(0.4, 0.5, P) == pytest.approx(0.43)


def test_talk():
    """Praise of a weak tie (.5) closes a tenth of the gap; blame takes a tenth."""
    assert desire_after_message(0.4, True, 0.5, P) == pytest.approx(0.46)
    assert desire_after_message(0.4, False, 0.5, P) == pytest.approx(0.36)


def test_odds():
    """At the usual desire the usual probability holds; .4 above it, even odds become exp(.6) to one."""
    assert with_desire(0.3, 0.2, P) == pytest.approx(0.3)
    assert without_desire(0.3, 0.2, P) == pytest.approx(0.3)
    assert with_desire(0.5, 0.6, P) == pytest.approx(math.exp(0.6) / (1 + math.exp(0.6)))
    assert without_desire(0.5, 0.6, P) == pytest.approx(1 / (1 + math.exp(0.6)))


def test_abandoning():
    """An impression of -.4 drives a fifth away, a pleasant one nobody."""
    assert abandoning_probability(-0.4, P) == pytest.approx(0.2)
    assert abandoning_probability(0.4, P) == 0.0


@given(share, ascending(0, 1), signed, admissible(Desire))
def test_bounds(usual, desires, felt, p):
    """All stay between 0 and 1; desire never slows a search nor hastens giving up; certainty stays certain."""
    low, high = desires
    assert low <= desire_after_sight(low, high, p) <= 1 + ROUNDING
    assert desire_after_message(low, False, high, p) <= low <= desire_after_message(low, True, high, p) <= 1 + ROUNDING
    assert 0 <= with_desire(usual, low, p) <= with_desire(usual, high, p) + ROUNDING <= 1 + 2 * ROUNDING
    assert 0 <= without_desire(usual, high, p) <= without_desire(usual, low, p) + ROUNDING <= 1 + 2 * ROUNDING
    assert with_desire(1.0, low, p) == without_desire(1.0, low, p) == 1.0
    assert with_desire(0.0, low, p) == 0.0
    assert 0 <= abandoning_probability(felt, p) <= 1
