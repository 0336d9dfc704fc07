"""Touchpoints: what is delivered at an encounter."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given

from sim.rules.touchpoints import (
    delivered_quality,
    episode_probability,
    episode_weeks,
    feel_of,
    offered_quality,
    preparation_factor,
    severity,
)
from sim.rules.touchpoints_sheet import Touchpoints
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share

P = Touchpoints(noise=0.1, severity_spread=0.6, belonging_effect=0.1)


def test_three_dimensions():
    """Weights .5, .3 and .2 over .8, .6 and .5, the last raised by .1 x .25 of belonging: .4 + .18 + .105."""
    assert offered_quality(0.8, 0.6, 0.5, 0.5, 0.3, 0.75, P) == pytest.approx(0.685)


def test_feel():
    """Warm staff make an offer of .6 functional quality one of .65 as a whole, cold ones one of .55."""
    assert feel_of(0.6, 0.65) == pytest.approx(0.05)
    assert feel_of(0.6, 0.55) == pytest.approx(-0.05)


def test_a_median_strike():
    """The median severity is lost at u = 1/2, and exp(.6) times as much at one standard deviation."""
    assert severity(0.2, 0.5, P) == pytest.approx(0.2)
    assert severity(0.2, NormalDist().cdf(1), P) == pytest.approx(0.2 * math.exp(0.6))
    assert severity(0.9, 0.99, P) == 1.0


def test_delivery():
    """Offered .7, fitting by .05, with .2 lost to a cause and bad luck of .1."""
    assert delivered_quality(0.7, 0.05, 0.2, -0.1) == pytest.approx(0.45)


def test_backlogs_reach_the_order():
    """At a brand three times as slow, half of the delay reaches an order when congestion counts half."""
    assert preparation_factor(3.0, P._replace(congestion_effect=0.5)) == pytest.approx(2.0)


def test_prone_people_have_more_trouble():
    """Twice as prone as others, half of them within the week; nothing is surer than sure."""
    assert episode_probability(0.25, 2.0) == pytest.approx(0.5)
    assert episode_probability(0.25, 8.0) == 1.0


def test_episodes_last_as_long_as_they_should():
    """Over all luck an episode lasts its mean, the first week included; one with an order a week more."""
    luck = [(k + 0.5) / 3000 for k in range(3000)]
    assert sum(1 + episode_weeks(4.0, u, 0.0) for u in luck) / len(luck) == pytest.approx(4.0, abs=0.01)
    assert all(episode_weeks(4.0, u, 1.0) == 1 + episode_weeks(4.0, u, 0.0) for u in luck)


@given(share, share, share, share, share, admissible(Touchpoints))
def test_offered_quality_is_an_average(functional, emotional, relational, first, second, p):
    """With weights that add up to one, quality lies between the lowest and the highest dimension, belonging apart."""
    a, b = first, (1 - first) * second
    quality = offered_quality(functional, emotional, relational, a, b, 0.5, p)
    assert min(functional, emotional, relational) - ROUNDING <= quality
    assert quality <= max(functional, emotional, relational) + ROUNDING


@given(share, share, ascending(0, 1), admissible(Touchpoints))
def test_belonging_never_hurts(relational, other, belonging, p):
    """The more of one's ties use the brand, the better its relational quality."""
    low, high = (offered_quality(other, other, relational, 0.4, 0.3, share_of_ties, p) for share_of_ties in belonging)
    assert low <= high


@given(share, ascending(1e-9, 1 - 1e-9), admissible(Touchpoints))
def test_severity_is_bounded_and_ordered(median, us, p):
    """No strike takes more than the whole quality, and worse luck takes more."""
    low, high = (severity(median, u, p) for u in us)
    assert 0 <= low <= high <= 1


@given(ascending(0, 1), between(-1, 1), share, between(-3, 3))
def test_delivered_quality_is_bounded_and_ordered(offered, fit, lost, luck_part):
    """Whatever chance and trouble do, quality is 0 to 1; better offers and less trouble deliver no worse."""
    low, high = (delivered_quality(each, fit, lost, luck_part) for each in offered)
    assert 0 <= low <= high <= 1
    assert high <= delivered_quality(offered[1], fit, 0.0, luck_part)
