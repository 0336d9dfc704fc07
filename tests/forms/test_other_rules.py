"""Other forms of rules: worked examples, bounds, and the direction in which each moves."""

import math
from statistics import NormalDist
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.forms import average_image, linear_talk, satisficing, should_expectation
from sim.rules import choice, impressions, word_of_mouth
from sim.rules.choice_sheet import Choice
from sim.rules.expectation_sheet import Expectation
from sim.rules.impressions_sheet import Impressions
from sim.rules.word_of_mouth_sheet import WordOfMouth
from tests.rules.parameters import ROUNDING, admissible, ascending, between, ratio, share, signed, stock, weight

WEIGHTS = Choice(quality=3.0, price=4.0, payer_price=2.0)
MEMORY = Impressions(image_gain=0.1, image_half_life=math.log(0.5) / math.log(0.98), reference=0.02)
LEARNING = Expectation(up=0.02, down=0.01, anchoring=3.0)
TALK = WordOfMouth(praise_gain=0.4, blame_gain=0.2, image_shift_positive=0.06, image_shift_negative=0.1)


def remembering(p: Impressions):
    """Return parameters as the tables have them: with the share of the image that survives a week."""
    return SimpleNamespace(**p._asdict(), image_kept=math.exp(math.log(0.5) / p.image_half_life))


def test_a_quality_is_good_enough_or_not():
    """From the typical quality on nothing is lost; below it 2.5 x .1 x 3, however far."""
    assert satisficing.quality_utility(0.6, 0.6, WEIGHTS) == satisficing.quality_utility(0.9, 0.6, WEIGHTS) == 0.0
    for quality in (0.59, 0.1):
        assert satisficing.quality_utility(quality, 0.6, WEIGHTS) == pytest.approx(-0.75)


def test_a_price_is_acceptable_or_not():
    """A tenth dearer is acceptable to the average customer; to another payer, half of that; beyond: 2.5 x .15 x 4."""
    assert satisficing.price_utility(109.0, 100.0, 1.0, False, WEIGHTS) == 0.0
    assert satisficing.price_utility(111.0, 100.0, 1.0, False, WEIGHTS) == pytest.approx(-1.5)
    assert satisficing.price_utility(104.0, 100.0, 1.0, True, WEIGHTS) == 0.0
    assert satisficing.price_utility(106.0, 100.0, 1.0, True, WEIGHTS) == pytest.approx(-1.5)
    assert satisficing.price_utility(300.0, 100.0, 0.0, False, WEIGHTS) == 0.0


@given(ascending(0, 1), share, admissible(Choice))
def test_more_quality_is_never_worse(qualities, typical, p):
    """Whoever is satisfied stays so with more quality, and nothing is gained beyond."""
    low, high = (satisficing.quality_utility(each, typical, p) for each in qualities)
    assert low <= high <= 0.0


@given(ascending(0.1, 1000), between(0.1, 1000), ratio, st.booleans(), admissible(Choice))
def test_a_higher_price_is_never_better(prices, others, sensitivity, payer, p):
    """Whoever refuses a price refuses a higher one, and a low price gains nothing."""
    low, high = (satisficing.price_utility(each, others, sensitivity, payer, p) for each in prices)
    assert high <= low <= 0.0


def test_both_choices_answer_alike_over_the_usual_spread():
    """Over normal expectations with a spread of .1 the line of best fit has the slope of the model's utility."""
    qualities = [NormalDist(0.7, 0.1).inv_cdf((i + 0.5) / 4000) for i in range(4000)]
    ours = [choice.quality_utility.py_func(each, 0.7, WEIGHTS) for each in qualities]
    theirs = [satisficing.quality_utility(each, 0.7, WEIGHTS) for each in qualities]
    slopes = [sum(u * (q - 0.7) for u, q in zip(of, qualities, strict=True)) for of in (ours, theirs)]
    assert slopes[1] == pytest.approx(slopes[0], rel=0.01)


def test_impressions_are_averaged():
    """A full impression of .52 at stock 1: a tenth of the way to 5.9 x .5."""
    assert average_image.image_after(1.0, 0.52, 1.0, remembering(MEMORY)) == pytest.approx(1.195)
    assert average_image.image_after(1.0, 0.52, 0.0, remembering(MEMORY)) == 1.0


def test_a_mild_impression_lowers_an_average_and_raises_a_sum():
    """A mildly good impression added to a very good image: the mark of averaging (Anderson 1981)."""
    p = remembering(MEMORY)
    assert average_image.image_after(2.0, 0.1, 1.0, p) < 2.0 < impressions.image_after.py_func(2.0, 0.1, 1.0, p)


def test_one_impression_a_week_ends_where_the_sum_does():
    """With a full impression every week both images come to the same level."""
    p = remembering(MEMORY)
    levels = []
    for after in (average_image.image_after, impressions.image_after.py_func):
        image = 0.0
        for _ in range(2000):
            image = after(image, 0.32, 1.0, p) * p.image_kept
        levels.append(image)
    assert levels[0] == pytest.approx(levels[1])


@given(stock, ascending(-1, 1), weight, admissible(Impressions))
def test_an_image_lies_between_what_it_was_and_what_was_felt(image, felt, weighed, p):
    """A better impression leaves a better image, which never passes what the impression alone makes."""
    p = remembering(p)
    worse, better = (average_image.image_after(image, each, weighed, p) for each in felt)
    assert worse <= better + ROUNDING * (1 + abs(better))
    full = (1 + p.image_gain * p.image_kept / (1 - p.image_kept)) * (felt[1] - p.reference)
    assert min(image, full) - 1e-6 * (1 + abs(full)) <= better <= max(image, full) + 1e-6 * (1 + abs(full))


def test_what_ought_to_be_does_not_fall():
    """Better service raises expectation by a hundredth of the gap, three in first discovery; worse leaves it."""
    after = should_expectation.expectation_from_experience
    assert after(0.6, 0.8, False, LEARNING) == pytest.approx(0.602)
    assert after(0.6, 0.8, True, LEARNING) == pytest.approx(0.606)
    assert after(0.6, 0.2, True, LEARNING) == 0.6


@given(share, ascending(0, 1), st.booleans(), admissible(Expectation))
def test_what_ought_to_be_stays_in_its_bounds(expected, perceived, discovering, p):
    """It rises with what is perceived, never beyond it, and stays between 0 and 1."""
    worse, better = (
        should_expectation.expectation_from_experience(expected, each, discovering, p) for each in perceived
    )
    assert expected <= worse <= better <= max(expected, perceived[1]) + ROUNDING


def test_messages_add_up():
    """A second message adds as much as the first: .4, then .4 again; blame .2; no more than 1."""
    assert linear_talk.praise_after_message(0.4, 1.0, 1.0, TALK) == pytest.approx(0.8)
    assert linear_talk.praise_after_message(0.8, 1.0, 1.0, TALK) == 1.0
    assert linear_talk.blame_after_message(0.4, 1.0, 0.5, TALK) == pytest.approx(0.5)


def test_a_message_moves_every_image_alike():
    """Half of .06 up and half of .1 down, as with the head-room of a neutral image, whatever the image."""
    for image in (-0.9, 0.0, 0.9):
        assert linear_talk.image_shift(image, True, 1.0, 1.0, TALK) == pytest.approx(0.03)
        assert linear_talk.image_shift(image, False, 1.0, 1.0, TALK) == pytest.approx(-0.05)
    assert linear_talk.image_shift(0.0, True, 1.3, 0.5, TALK) == word_of_mouth.image_shift(0.0, True, 1.3, 0.5, TALK)


@given(share, ratio, ascending(0, 1), admissible(WordOfMouth))
def test_a_stronger_message_moves_more(level, susceptibility, strengths, p):
    """Praise and blame rise with the strength of a message, stay in their bounds, and pass what head-room allows."""
    for after, limited in (
        (linear_talk.praise_after_message, word_of_mouth.praise_after_message),
        (linear_talk.blame_after_message, word_of_mouth.blame_after_message),
    ):
        weak, strong = (after(level, susceptibility, each, p) for each in strengths)
        assert level <= weak <= strong <= 1.0
        assert strong >= limited(level, susceptibility, strengths[1], p) - ROUNDING


@given(signed, ratio, share, admissible(WordOfMouth))
def test_a_message_moves_an_image_to_its_side(image, susceptibility, strength, p):
    """A good message never lowers an image, a bad one never raises it."""
    assert linear_talk.image_shift(image, True, susceptibility, strength, p) >= 0.0
    assert linear_talk.image_shift(image, False, susceptibility, strength, p) <= 0.0
