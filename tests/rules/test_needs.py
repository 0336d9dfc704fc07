"""Needs: they wake, grow, lapse and change with life."""

import math

import pytest
from hypothesis import given

from sim.rules.needs import (
    covered_share,
    grown_need,
    habit_after_life_event,
    need_after_life_event,
    need_after_spread,
    taste_after_life_event,
    tension_after_a_week,
    tension_after_advert,
    unmet_need,
    usual_after_a_week,
    waking_probability,
)
from sim.rules.needs_sheet import Needs
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share, signed

P = Needs(
    breeding=0.01, lapsing=0.02, event_need=0.2, event_taste=0.4, unmet_push=0.1, advert_pull=0.05, tension_effect=0.5
)


def test_a_need_that_is_served_well():
    """Satisfaction .3 above neutral, a fifth needed and adopted: .2 + .01 x .3 x .8; nothing at the neutral level."""
    assert grown_need(0.2, 0.2, 0.3, P) == pytest.approx(0.2024)
    assert grown_need(0.2, 0.2, 0.0, P) == 0.2


def test_a_need_that_nothing_serves():
    """Satisfaction .1 below neutral, .6 needed and .1 adopted: .6 - .01 x .1 x .6 - .02 x .5."""
    assert grown_need(0.6, 0.1, -0.1, P) == pytest.approx(0.5894)


def test_a_life_event():
    """Of a need .2 above that of the segment, .8 is kept; with a fresh .1 at one deviation, .6 of that joins it."""
    assert need_after_life_event(0.7, 0.5, 0.1, 1.0, P) == pytest.approx(0.5 + 0.8 * 0.2 + 0.6 * 0.1)


def test_features_become_usual_and_then_needed():
    """Of a lead of .2, a tenth becomes usual in the week, of which .7 is needed; what is usual never shrinks."""
    assert usual_after_a_week(0.6, 0.8, 0.9) == pytest.approx(0.62)
    assert usual_after_a_week(0.6, 0.5, 0.9) == 0.6
    assert need_after_spread(0.5, 0.02, P._replace(must_be=0.7)) == pytest.approx(0.514)


def test_a_life_event_changes_taste():
    """Of a fit of 1, .6 is kept, and .8 of a fresh one joins it: the spread stays one."""
    assert taste_after_life_event(1.0, -0.5, P) == pytest.approx(0.6 - 0.8 * 0.5)


def test_tension():
    """Unmet .5, tension .2 of which .9 survives: .18 + .1 x .5 x .8; an advert fills a twentieth of the rest."""
    assert tension_after_a_week(0.2, 0.5, 0.9, P) == pytest.approx(0.22)
    assert tension_after_advert(0.22, P) == pytest.approx(0.22 + 0.05 * 0.78)


def test_waking():
    """A need of .1 a week under full tension wakes with 1 - exp(-.15)."""
    assert waking_probability(0.1, 1.0, P) == pytest.approx(0.1392920, abs=1e-7)


def test_unmet_need():
    """What is needed beyond the offer is unmet; what is offered beyond the need is not."""
    assert unmet_need(0.7, 0.5) == pytest.approx(0.2)
    assert unmet_need(0.5, 0.7) == 0.0


def test_a_life_event_breaks_habits():
    """Two fifths of a habit survive."""
    assert habit_after_life_event(0.5, P._replace(event_habit_kept=0.4)) == pytest.approx(0.2)


def test_covered_needs():
    """An offer of .3 covers half of a need of .6, and all of a smaller one."""
    assert covered_share(0.6, 0.3) == pytest.approx(0.5)
    assert covered_share(0.2, 0.3) == pytest.approx(1.0)


@given(share, share, signed, share, share, between(0, 3), admissible(Needs))
def test_bounds(needed, adopted, pleasure, u, tension, rate, p):
    """Breadths, tension and probabilities stay between 0 and 1."""
    assert 0 <= grown_need(needed, adopted, pleasure, p) <= 1
    assert 0 <= need_after_life_event(needed, adopted, u, pleasure, p) <= 1
    assert 0 <= tension_after_a_week(tension, needed, u, p) <= 1
    assert tension <= tension_after_advert(tension, p) <= 1 + ROUNDING
    assert 0 <= waking_probability(rate, tension, p) <= 1
    assert 0 <= unmet_need(needed, adopted) <= needed
    assert needed <= usual_after_a_week(needed, adopted, u) <= max(needed, adopted) + ROUNDING
    assert needed <= need_after_spread(needed, u, p) <= 1


@given(share, ascending(-1, 1), ascending(0, 1), admissible(Needs))
def test_satisfaction_breeds_and_use_preserves(needed, pleasures, adopted, p):
    """More satisfaction, and more use, never leave a smaller need."""
    assert grown_need(needed, adopted[0], pleasures[0], p) <= grown_need(needed, adopted[0], pleasures[1], p)
    assert grown_need(needed, adopted[0], pleasures[0], p) <= grown_need(needed, adopted[1], pleasures[0], p)


@given(admissible(Needs))
def test_over_many_events_spreads_stay(p):
    """Of two independent deviations of one standard deviation, what is kept and what is fresh make one again."""
    kept, fresh = taste_after_life_event(1.0, 0.0, p), taste_after_life_event(0.0, 1.0, p)
    assert kept**2 + fresh**2 == pytest.approx(1.0)


@given(ascending(0, 3), ascending(0, 1), admissible(Needs))
def test_needs_wake_sooner_when_frequent_and_tense(rates, tensions, p):
    """A higher rate, and a higher tension, never make waking less likely."""
    assert waking_probability(rates[0], tensions[0], p) <= waking_probability(rates[1], tensions[1], p)


@given(between(1e-6, 3), admissible(Needs))
def test_without_tension_needs_are_poisson(rate, p):
    """A need that knows no tension wakes as a Poisson process does."""
    assert waking_probability(rate, 0.0, p) == pytest.approx(-math.expm1(-rate), rel=1e-9)
