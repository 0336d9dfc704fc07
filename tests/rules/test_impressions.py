"""Impressions: the point effect of an encounter, and what accumulates."""

import math

import pytest
from hypothesis import given

from sim.rules.impressions import (
    faded,
    image_after,
    image_after_cancelling,
    impression,
    indirect_weight,
    memory_weight,
    mood_after,
    peak,
    remembered,
)
from sim.rules.impressions_sheet import Impressions
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share, signed, stock, weight

P = Impressions(
    disconfirmation_weight=0.7,
    loss_aversion=2.0,
    steepness=2.5,
    performance=1.5,
    effort_weight=0.25,
    sensitisation=0.5,
    primacy=1.6,
    mood_gain=0.35,
    image_gain=0.08,
    reference=0.03,
    image_weight=1.0,
    peak_weight=0.4,
    end_weight=0.6,
)


def test_better_than_expected():
    """Perceived .6 against .5: .7 x tanh(.25) / 2 + .3 x 1.5 x .2 - .25 x .2, and tanh(.25) = .2449187."""
    assert impression(0.6, 0.5, 0.0, 0.2, P) == pytest.approx(0.7 * 0.2449187 / 2 + 0.09 - 0.05, abs=1e-7)


def test_worse_than_expected_for_the_second_time():
    """Perceived .4 against .5 with one fresh trace: -.7 x 1.5 x tanh(.25) - .3 x 1.5 x .2."""
    assert impression(0.4, 0.5, 1.0, 0.0, P) == pytest.approx(-0.7 * 1.5 * 0.2449187 - 0.09, abs=1e-7)


def test_losses_loom_larger():
    """With nothing but disconfirmation, a loss weighs exactly lambda times the gain of the same size."""
    p = P._replace(disconfirmation_weight=1.0, effort_weight=0.0)
    gain, loss = impression(0.6, 0.5, 0.0, 0.0, p), impression(0.4, 0.5, 0.0, 0.0, p)
    assert -loss / gain == pytest.approx(2.0)


def test_weight_of_a_message():
    """An advert of salience .4 that half believe weighs half of .2; after three experiences a quarter of that."""
    p = P._replace(indirect=0.5)
    assert indirect_weight(0.4, 0.5, 0, p) == pytest.approx(0.1)
    assert indirect_weight(0.4, 0.5, 3, p) == pytest.approx(0.025)


def test_memory_weights():
    """Salience 1.5 in a first discovery weighs 2.4; when .6 of it is told by somebody else, .6 of that."""
    assert memory_weight(1.5, False, 1.0, P) == 1.5
    assert memory_weight(1.5, True, 1.0, P) == pytest.approx(2.4)
    assert memory_weight(1.5, True, 0.6, P) == pytest.approx(1.44)


def test_image_and_mood():
    """An impression of .43 at weight 1.5 adds .08 x 1.5 x .4 to the image and moves mood 52.5 % of its way."""
    assert image_after(0.2, 0.43, 1.5, P) == pytest.approx(0.248)
    assert mood_after(0.03, 0.43, 1.5, P) == pytest.approx(0.03 + 0.525 * 0.4)


def test_what_is_remembered():
    """Image stock 1 (squashed .5), peak .52, mood -.1: (.5 + .4 x .52 - .06) / 2."""
    assert remembered(1.0, 0.6, -0.2, -0.1, P) == pytest.approx(0.324)


def test_the_peak():
    """Of .6 and -.2 the first counts nine times: (.216 - .008) / .4; without extremes there is none."""
    assert peak(0.6, -0.2) == pytest.approx(0.52)
    assert peak(0.0, 0.0) == 0.0


def test_equal_parts_remembered_give_that_part():
    """Weights of nothing at all leave nothing to remember."""
    forgetful = P._replace(image_weight=0.0, peak_weight=0.0, end_weight=0.0)
    assert remembered(1.0, 0.6, -0.2, -0.1, forgetful) == 0.0


def test_memories_fade():
    """Of a bad memory of -.5, nine tenths are left."""
    assert faded(-0.5, 0.9) == pytest.approx(-0.45)


def test_a_cancelled_order_hurts_the_image():
    """An impression of -.5 with a gain of .08 takes .04 off the stock."""
    assert image_after_cancelling(0.3, P._replace(cancelled_order=0.5, image_gain=0.08)) == pytest.approx(0.26)


@given(share, share, between(0, 50), share, admissible(Impressions))
def test_impressions_are_bounded(perceived, expected, trace, effort, p):
    """No encounter leaves more than 1 or less than -1."""
    assert -1 <= impression(perceived, expected, trace, effort, p) <= 1


@given(ascending(0, 1), ascending(0, 1), ascending(0, 50), ascending(0, 1), admissible(Impressions))
def test_what_makes_impressions_better(perceived, expected, traces, efforts, p):
    """Better quality, lower expectation, fewer repeats and less effort never leave a worse impression."""
    worse = impression(perceived[0], expected[1], traces[1], efforts[1], p)
    assert worse <= impression(perceived[1], expected[0], traces[0], efforts[0], p) + ROUNDING


@given(share, between(0, 1), admissible(Impressions))
def test_no_gain_outweighs_the_same_loss(expected, gap, p):
    """Disconfirmation down never weighs less than disconfirmation up."""
    p = p._replace(disconfirmation_weight=1.0, effort_weight=0.0)
    up, down = impression(expected + gap, expected, 0.0, 0.0, p), impression(expected - gap, expected, 0.0, 0.0, p)
    assert up <= -down + ROUNDING


@given(between(0, 5), share, admissible(Impressions))
def test_first_discoveries_weigh_at_least_as_much(salience, told, p):
    """Primacy never lowers a weight and being told never raises it."""
    assert memory_weight(salience, False, told, p) <= salience <= memory_weight(salience, True, 1.0, p)


@given(signed, signed, weight, admissible(Impressions))
def test_mood_moves_towards_the_impression(mood, felt, memory, p):
    """Mood ends between where it was and what was felt."""
    after = mood_after(mood, felt, memory, p)
    assert min(mood, felt) - ROUNDING <= after <= max(mood, felt) + ROUNDING


@given(stock, ascending(-1, 1), weight, admissible(Impressions))
def test_better_impressions_make_better_images(image, felts, memory, p):
    """The image grows with the impression, and stays where it is at the one people are used to."""
    assert image_after(image, felts[0], memory, p) <= image_after(image, felts[1], memory, p)
    assert image_after(image, p.reference, memory, p) == pytest.approx(image)


@given(stock, share, between(-1, 0), signed, admissible(Impressions))
def test_memory_is_bounded(image, best, worst, mood, p):
    """What is remembered is finite and no further from zero than its parts together."""
    total = remembered(image, best, worst, mood, p)
    assert math.isfinite(total)
    assert -1 - ROUNDING <= total <= 1 + ROUNDING


@given(ascending(-50, 50), ascending(0, 1), ascending(-1, 0), ascending(-1, 1), admissible(Impressions))
def test_memory_rises_with_each_part(images, bests, worsts, moods, p):
    """A better image, better peaks and a better end are never remembered worse."""
    low, high = (remembered(images[k], bests[k], worsts[k], moods[k], p) for k in (0, 1))
    assert low <= high + ROUNDING


@given(between(0, 5), ascending(0, 1), ascending(0, 1000), admissible(Impressions))
def test_who_is_moved_by_messages(salience, credibility, experiences, p):
    """A message weighs more when believed, less where the brand is known, and never more than what is lived."""
    assert (
        0
        <= indirect_weight(salience, credibility[0], experiences[1], p)
        <= indirect_weight(salience, credibility[1], experiences[0], p)
        <= memory_weight(salience, False, 1.0, p)
    )
