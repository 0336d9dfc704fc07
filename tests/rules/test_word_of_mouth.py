"""Word of mouth and reviews: who talks, what it does to those who hear, what is posted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.word_of_mouth import (
    alarm,
    audience_of_post,
    awareness_after_encounter,
    awareness_after_message,
    belonging_after,
    blame_after_departure,
    blame_after_message,
    comes_to_mind,
    departure_news,
    drive_of_opinion,
    drive_of_story,
    echo_after_departure,
    highest_drive_of_opinion,
    image_shift,
    is_referred,
    praise_after_departure,
    praise_after_message,
    public_rating,
    reported_quality,
    review_probability,
    stars,
    story_after,
    story_after_telling,
    surprise,
    talk_probability,
)
from sim.rules.word_of_mouth_sheet import WordOfMouth
from tests.rules.parameters import ROUNDING, admissible, ascending, between, ratio, share, signed

P = WordOfMouth(
    talk_base=0.02,
    talk_opinion=0.2,
    neutral=0.1,
    story_positive=0.6,
    story_negative=0.1,
    ordinary=0.05,
    habituation=0.9,
    story_told=0.7,
    echo_gain=0.5,
    echo_push=2.5,
    passed_on=0.2,
    audience_exponent=1.0,
    largest_audience=0.1,
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


def test_strong_opinions_are_told():
    """Half a unit above or below neutral: .02 + .2 x .25; told half as often by a person half as talkative."""
    assert drive_of_opinion(0.6, 0.0, P) == drive_of_opinion(-0.4, 0.0, P) == pytest.approx(0.07)
    assert talk_probability(0.5, 0.07) == pytest.approx(0.035)
    assert talk_probability(20.0, 0.07) == 1.0


def test_referral_moves_the_satisfied():
    """A full programme adds .5 x .5 to the satisfied, and nothing to the dissatisfied."""
    assert drive_of_opinion(0.6, 1.0, P) == pytest.approx(0.32)
    assert drive_of_opinion(-0.4, 1.0, P) == drive_of_opinion(-0.4, 0.0, P)


def test_what_surprises():
    """Somebody .1 above neutral satisfaction is surprised beyond .05 + .9 x .1; at neutral beyond .05."""
    assert surprise(0.3, 0.1, P) == pytest.approx(0.16)
    assert surprise(-0.3, 0.1, P) == pytest.approx(-0.44)
    assert surprise(0.3, 0.0, P) == pytest.approx(0.25)


def test_the_most_moving_experience_is_told():
    """A larger surprise replaces a smaller one, whatever its sign; told, it moves .7 as much."""
    assert story_after(0.2, -0.3) == -0.3
    assert story_after(0.2, -0.1) == 0.2
    assert story_after_telling(-0.3, P) == pytest.approx(-0.21)


def test_experiences_make_people_talk():
    """A good experience of .5 adds .6 x .25, a bad one .1 x .25."""
    assert drive_of_story(0.5, P) == pytest.approx(0.15)
    assert drive_of_story(-0.5, P) == pytest.approx(0.025)


def test_departures_echo():
    """Half of the rest is filled by a departure; half an echo makes 1 + 2.5 x .5 times as many reconsider."""
    assert echo_after_departure(0.2, 1.0, P) == pytest.approx(0.6)
    assert alarm(0.5, P) == pytest.approx(2.25)
    assert alarm(0.0, P) == 1.0


def test_hearing():
    """Over a weak tie, praise fills .25 x .5 of the rest, blame .2 x .5, awareness .15 x .5."""
    assert praise_after_message(0.2, 1.0, 0.5, P) == pytest.approx(0.3)
    assert blame_after_message(0.2, 1.0, 0.5, P) == pytest.approx(0.28)
    assert awareness_after_message(0.2, 0.5, P) == pytest.approx(0.26)
    assert awareness_after_encounter(0.2, P) == pytest.approx(0.44)


def test_audiences():
    """Of posts moved by half, nine in ten are passed on by nobody, one in a hundred reaches ten, up to the largest."""
    assert audience_of_post(0.101, 0.5, 10_000, P) == 0.0
    assert audience_of_post(0.099, 0.0, 10_000, P) == 0.0
    assert audience_of_post(0.01, -0.5, 10_000, P) == pytest.approx(10.0)
    assert audience_of_post(1e-9, 0.5, 10_000, P) == pytest.approx(1000.0)


@given(ascending(0, 1), ascending(0, 1), between(1, 1e7), admissible(WordOfMouth))
def test_the_moved_travel_farther(chances, moved, people, p):
    """The more moved an author, the larger the audience of the same chance, within the largest; a smaller uniform never
    means fewer."""
    u = max(chances[0], 1e-12)
    calm, excited = (audience_of_post(u, each, people, p) for each in moved)
    assert calm <= excited <= p.largest_audience * people
    assert audience_of_post(max(chances[1], 1e-12), moved[1], people, p) <= excited


def test_most_posts_die_at_once():
    """In 100,000 posts moved by a quarter, some 95 % reach nobody, and about one in 4,000 reaches a hundred people."""
    numbers = (np.arange(100_000) + 0.5) / 100_000
    reached = np.array([audience_of_post(u, 0.25, 1e6, WordOfMouth()) for u in numbers])
    assert (reached == 0).mean() == pytest.approx(0.95, abs=0.01)
    assert 1 / 8000 < (reached >= 100).mean() < 1 / 2000


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


def test_reports_exaggerate():
    """Praise reports .2 more than is typical, blame .2 less, within the scale."""
    p = P._replace(peer_contrast=0.2)
    assert reported_quality(0.65, True, p) == pytest.approx(0.85)
    assert reported_quality(0.65, False, p) == pytest.approx(0.45)
    assert reported_quality(0.9, True, p) == 1.0


def test_a_departure_speaks():
    """News of .3 fills .3 of the blame that is left to say, and a third of that as praise of the brand joined."""
    p = P._replace(departure_news=0.3, departure_contrast=3.0)
    news = departure_news(1.0, p)
    assert news == pytest.approx(0.3)
    assert blame_after_departure(0.5, news) == pytest.approx(0.65)
    assert praise_after_departure(0.5, news, p) == pytest.approx(0.55)


def test_thresholds_of_the_ear():
    """Praise above .1 makes a referral, awareness above .5 a brand that comes to mind."""
    p = P._replace(referred_praise=0.1, aware_level=0.5)
    assert [is_referred(praise, p) for praise in (0.1, 0.11)] == [False, True]
    assert [comes_to_mind(awareness, p) for awareness in (0.5, 0.51)] == [False, True]


def test_belonging_follows_the_ties():
    """A look around moves belonging a quarter of its way to the share of ties who use the brand."""
    assert belonging_after(0.2, 0.6, P._replace(belonging_learning=0.25)) == pytest.approx(0.3)


@given(signed, ratio, share, share, ratio, share, st.booleans(), admissible(WordOfMouth))
def test_bounds(moved, talk, referral, level, susceptibility, strength, is_positive, p):
    """Probabilities and what one heard are 0 to 1; image moves no further than there is room for."""
    assert 0 <= drive_of_opinion(moved, referral, p) <= highest_drive_of_opinion(referral, p) + ROUNDING
    assert 0 <= talk_probability(talk, drive_of_story(moved, p)) <= 1
    assert -1 <= surprise(moved, 2 * level - 1, p) <= 1
    assert level - ROUNDING <= echo_after_departure(level, susceptibility, p) <= 1 + ROUNDING
    assert alarm(level, p) >= 1
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
        little, much = (
            talk_probability(talk, drive_of_opinion(sign * size, referral, p) + drive_of_story(sign * size, p))
            for size in sizes
        )
        assert little <= much + ROUNDING


@given(signed, signed, admissible(WordOfMouth))
def test_an_experience_is_never_less_moving_than_the_last(story, moving, p):
    """What is worth telling only grows with experience, and shrinks by being told."""
    assert max(abs(story), abs(moving)) == abs(story_after(story, moving))
    assert abs(story_after_telling(story, p)) <= abs(story)


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
