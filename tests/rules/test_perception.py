"""Perception: what is delivered is not what is perceived."""

import pytest
from hypothesis import given

from sim.rules.perception import felt_gap, perceived_quality
from sim.rules.perception_sheet import Perception
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share, signed

P = Perception(
    tolerance=0.1,
    slope_inside=0.5,
    slope_outside=1.2,
    halo=0.06,
    typical_image=0.2,
    noise=0.05,
    expert_calm=0.6,
)


def test_inside_the_zone_of_tolerance():
    """A gap of .08 is felt half."""
    assert felt_gap(0.08, P) == pytest.approx(0.04)
    assert felt_gap(-0.08, P) == pytest.approx(-0.04)


def test_beyond_the_zone_of_tolerance():
    """A gap of .3 is felt as 1.2 x .2 beyond the zone on top of .5 x .1 inside it."""
    assert felt_gap(0.3, P) == pytest.approx(0.29)
    assert felt_gap(-0.3, P) == pytest.approx(-0.29)


def test_a_perceived_encounter():
    """Expected .6, delivered .65; image .5 gives a halo of .018, bias -.02, blur .05 x (1 - .6 x .5) x 1."""
    assert perceived_quality(0.65, 0.6, 0.5, -0.02, 0.5, 1.0, P) == pytest.approx(0.6 + 0.025 + 0.018 - 0.02 + 0.035)


@given(between(0, 1), admissible(Perception))
def test_gaps_are_felt_alike_in_both_directions(gap, p):
    """Assimilation and contrast know no loss aversion: a gap down is felt as a gap up."""
    assert felt_gap(-gap, p) == -felt_gap(gap, p)


@given(ascending(-1, 1), admissible(Perception))
def test_larger_gaps_are_felt_more(gaps, p):
    """What is delivered better is never felt worse."""
    assert felt_gap(gaps[0], p) <= felt_gap(gaps[1], p) + ROUNDING


@given(share, share, signed, between(-0.3, 0.3), share, between(-6, 6), admissible(Perception))
def test_perceived_quality_is_bounded(delivered, expected, image, bias, expertise, z, p):
    """Perceived quality is 0 to 1, whatever is delivered, expected and believed."""
    assert 0 <= perceived_quality(delivered, expected, image, bias, expertise, z, p) <= 1


@given(ascending(0, 1), share, ascending(-1, 1), ascending(-0.3, 0.3), share, admissible(Perception))
def test_what_makes_quality_look_better(delivered, expected, images, biases, expertise, p):
    """Better delivery, a better image and a better reputation never make quality look worse."""
    low = perceived_quality(delivered[0], expected, images[0], biases[0], expertise, 0.0, p)
    assert low <= perceived_quality(delivered[1], expected, images[1], biases[1], expertise, 0.0, p) + ROUNDING


@given(ascending(0, 1), between(-3, 3), admissible(Perception))
def test_experts_see_more_clearly(expertise, z, p):
    """The same chance moves an expert's perception no further than an amateur's."""
    amateur, expert = (abs(perceived_quality(0.5, 0.5, p.typical_image, 0.0, each, z, p) - 0.5) for each in expertise)
    assert expert <= amateur + ROUNDING
