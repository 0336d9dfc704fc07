"""Word of mouth and reviews: who talks, what it does to those who hear, what is posted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.word_of_mouth import (
    WordOfMouth,
    awareness_after_encounter,
    awareness_after_message,
    blame_after_message,
    image_shift,
    praise_after_message,
    public_rating,
    review_probability,
    stars,
    talk_probability,
)
from tests.rules.parameters import ROUNDING, admissible, ascending, between, defaults, ratio, share, signed

P = defaults(
    WordOfMouth,
    talk_base=0.02,
    talk_positive=0.2,
    talk_negative=0.5,
    neutral=0.1,
    referral_effect=0.5,
    praise_gain=0.25,
    blame_gain=0.2,
    image_shift_positive=0.06,
    image_shift_negative=0.09,
    awareness_gain=0.15,
    awareness_per_encounter=0.3,
    review_base=0.01,
    review_positive=0.2,
    review_negative=0.5,
    stars_level=4.0,
    stars_slope=3.0,
    rating_prior_count=10.0,
)


def test_the_delighted_talk():
    """Moved to .6, half a unit above neutral: .02 + .2 x .25, half as much again by a half-talkative person less."""
    assert talk_probability(0.6, 1.0, 0.0, P) == pytest.approx(0.07)
    assert talk_probability(0.6, 0.5, 0.0, P) == pytest.approx(0.035)


def test_referral_moves_the_satisfied():
    """A full programme adds .5 x .5 to the satisfied, and nothing to the dissatisfied."""
    assert talk_probability(0.6, 1.0, 1.0, P) == pytest.approx(0.32)
    assert talk_probability(-0.4, 1.0, 1.0, P) == talk_probability(-0.4, 1.0, 0.0, P) == pytest.approx(0.145)


def test_hearing():
    """Over a weak tie, praise fills .25 x .5 of the rest, blame .2 x .5, awareness .15 x .5."""
    assert praise_after_message(0.2, 1.0, 0.5, P) == pytest.approx(0.3)
    assert blame_after_message(0.2, 1.0, 0.5, P) == pytest.approx(0.28)
    assert awareness_after_message(0.2, 0.5, P) == pytest.approx(0.26)
    assert awareness_after_encounter(0.2, P) == pytest.approx(0.44)


def test_head_room():
    """Praise lifts an image of .5 by .06 x .25, blame lowers it by .09 x .75; the other way round at -.5."""
    assert image_shift(0.5, True, 1.0, 1.0, P) == pytest.approx(0.015)
    assert image_shift(0.5, False, 1.0, 1.0, P) == pytest.approx(-0.0675)
    assert image_shift(-0.5, True, 1.0, 1.0, P) == pytest.approx(0.045)
    assert image_shift(-0.5, False, 1.0, 1.0, P) == pytest.approx(-0.0225)


def test_posting():
    """An opinion of .5 posts with .01 + .2 x .25, one of -.5 with .01 + .5 x .0625; invited, .3 more."""
    assert review_probability(0.5, 0.0, P) == pytest.approx(0.06)
    assert review_probability(-0.5, 0.0, P) == pytest.approx(0.04125)
    assert review_probability(0.5, 1.0, P) == pytest.approx(0.36)


@pytest.mark.parametrize(("opinion", "given_stars"), [(0.0, 4), (0.1, 4), (0.2, 5), (1.0, 5), (-0.5, 3), (-1.0, 1)])
def test_stars(opinion: float, given_stars: int):
    """Four stars for what was expected, three more or fewer for a full impression, rounded to whole stars."""
    assert stars(opinion, P) == given_stars


def test_ratings():
    """Thirty reviews of 3 stars on average weigh three times the usual 4.2."""
    assert public_rating(90.0, 30.0, 4.2, P) == pytest.approx((90 + 42) / 40)
    assert public_rating(0.0, 0.0, 4.2, P) == pytest.approx(4.2)


@given(signed, ratio, share, share, ratio, share, st.booleans(), admissible(WordOfMouth))
def test_bounds(moved, talk, referral, level, susceptibility, strength, is_positive, p):
    """Probabilities and what one heard are 0 to 1; image moves no further than there is room for."""
    assert 0 <= talk_probability(moved, talk, referral, p) <= 1
    assert level - ROUNDING <= praise_after_message(level, susceptibility, strength, p) <= 1 + ROUNDING
    assert level - ROUNDING <= blame_after_message(level, susceptibility, strength, p) <= 1 + ROUNDING
    assert level - ROUNDING <= awareness_after_message(level, strength, p) <= 1 + ROUNDING
    assert level - ROUNDING <= awareness_after_encounter(level, p) <= 1 + ROUNDING
    assert 0 <= review_probability(moved, referral, p) <= 1
    assert stars(moved, p) in (1, 2, 3, 4, 5)
    shift = image_shift(moved, is_positive, susceptibility, strength, p)
    assert shift >= 0 if is_positive else shift <= 0


@given(ascending(0, 1), ratio, share, admissible(WordOfMouth))
def test_those_who_are_moved_further_talk_more(sizes, talk, referral, p):
    """The further from neutral, up or down, the more is said."""
    p = p._replace(neutral=0.0)
    for sign in (1, -1):
        little, much = (talk_probability(sign * size, talk, referral, p) for size in sizes)
        assert little <= much + ROUNDING


@given(ascending(-1, 1), ratio, share, admissible(WordOfMouth))
def test_the_less_room_the_smaller_the_shift(images, susceptibility, strength, p):
    """Praise lifts a good image less than a bad one; blame lowers a bad image less than a good one."""
    up = [image_shift(image, True, susceptibility, strength, p) for image in images]
    down = [image_shift(image, False, susceptibility, strength, p) for image in images]
    assert up[1] <= up[0] + ROUNDING
    assert down[1] <= down[0] + ROUNDING


@given(ascending(0, 1), share, admissible(WordOfMouth))
def test_the_moved_post_more(sizes, invited, p):
    """The further an opinion lies from the norm, up or down, the likelier it is posted; invitations never deter."""
    for sign in (1, -1):
        assert (
            review_probability(sign * sizes[0], invited, p)
            <= review_probability(sign * sizes[1], invited, p) + ROUNDING
        )
    assert review_probability(sizes[0], 0.0, p) <= review_probability(sizes[0], invited, p)


@given(ascending(-1, 1), admissible(WordOfMouth))
def test_better_opinions_give_more_stars(opinions, p):
    """Who liked it better gives no fewer stars."""
    assert stars(opinions[0], p) <= stars(opinions[1], p)


@given(between(1, 5), between(0, 1e5), between(1, 5), admissible(WordOfMouth))
def test_ratings_lie_between_the_usual_and_the_posted(mean, reviews, usual, p):
    """A rating lies between what is usual and the mean of what was posted."""
    rating = public_rating(mean * reviews, reviews, usual, p)
    assert min(mean, usual) - 1e-9 <= rating <= max(mean, usual) + 1e-9
