"""Word of mouth and reviews: who talks, and what it does to those who hear.

An asymmetric U (Anderson 1998); separate effects of positive and negative word of mouth limited by head-room (East,
Hammond & Lomax 2008); advice as a choice heuristic; reviews posted by the moved, a J (Hu, Zhang & Pavlou 2009); a new
category that opens by adverts and by talk (Bass 1969).
"""

from __future__ import annotations

from typing import NamedTuple

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp, clamp01


class WordOfMouth(NamedTuple):
    """Parameters of talk and reviews, see the sheet."""

    talk_base: float
    talk_positive: float
    talk_negative: float
    neutral: float
    referral_effect: float
    praise_gain: float
    blame_gain: float
    fading: float
    weak_tie: float
    hearing: float
    awareness_half_life: float
    image_shift_positive: float
    image_shift_negative: float
    awareness_gain: float
    awareness_per_encounter: float
    peer_contrast: float
    departure_news: float
    belonging_learning: float
    review_base: float
    review_positive: float
    review_negative: float
    stars_level: float
    stars_slope: float
    rating_half_life: float
    rating_prior_count: float


@rule
def talk_probability(moved, talk, referral, p):
    """Return the probability to talk about the brand this week.

    ``talk (base + gain u+^2 + loss u-^2)`` where u, -1 to 1, is how far one is moved from the neutral point; `talk` is
    the trait (1 = average); a referral programme (0 to 1) makes the satisfied talk.

    Source: asymmetric U, Anderson 1998; numbers adapted.
    """
    u = clamp(moved - p.neutral, -1.0, 1.0)
    if u >= 0.0:
        drive = p.talk_base + p.talk_positive * u * u + p.referral_effect * referral * u
    else:
        drive = p.talk_base + p.talk_negative * u * u
    return clamp01(talk * drive)


@rule
def praise_after_message(praise, susceptibility, strength, p):
    """Return how much praise of a brand is in one's ear (0 to 1) after one positive message, limited by head-room."""
    return praise + clamp01(p.praise_gain * susceptibility * strength) * (1.0 - praise)


@rule
def blame_after_message(blame, susceptibility, strength, p):
    """Return how much blame of a brand is in one's ear (0 to 1) after one negative message, limited by head-room."""
    return blame + clamp01(p.blame_gain * susceptibility * strength) * (1.0 - blame)


@rule
def image_shift(image, is_positive, susceptibility, strength, p):
    """Return the change of the image stock by one message: with head-room, up towards 1 or down towards -1.

    `image` is the squashed image, -1 to 1. Source: East, Hammond & Lomax 2008; numbers adapted.
    """
    if is_positive:
        return p.image_shift_positive * susceptibility * strength * 0.5 * (1.0 - image)
    return -p.image_shift_negative * susceptibility * strength * 0.5 * (1.0 + image)


@rule
def awareness_after_message(awareness, strength, p):
    """Return awareness of a brand (0 to 1) after hearing of it, whatever the sign."""
    return awareness + clamp01(p.awareness_gain * strength) * (1.0 - awareness)


@rule
def review_probability(opinion, invited, p):
    """Return the probability to post a review after an experience.

    ``invited + base + gain u+^2 + loss u-^4`` with opinion u, -1 to 1, from the norm; `invited` is the share invited.
    The moved post, so posted stars are J-shaped while opinions are not.

    Source: Hu, Zhang & Pavlou 2009 (purchasing and under-reporting bias); numbers adapted.
    """
    u = clamp(opinion, -1.0, 1.0)
    if u >= 0.0:
        return clamp01(p.review_base + 0.3 * invited + p.review_positive * u * u)
    return clamp01(p.review_base + 0.3 * invited + p.review_negative * u * u * u * u)


@rule
def stars(opinion, p):
    """Return the stars given, 1 to 5, for an opinion from -1 to 1."""
    return int(clamp(p.stars_level + p.stars_slope * opinion + 0.5, 1.0, 5.0))


@rule
def awareness_after_encounter(awareness, p):
    """Return awareness of a brand (0 to 1) after meeting it.

    Part of the head-room is filled only, so that one purchase does not make every brand equally salient.
    """
    return awareness + p.awareness_per_encounter * (1.0 - awareness)


@rule
def public_rating(stars_sum, reviews, usual, p):
    """Return the public rating, 1 to 5 stars: the mean of fading reviews, mixed with the `usual` rating while few.

    `stars_sum` is the weighted sum of stars over `reviews`, the weight of the reviews that still count.
    """
    return clamp((stars_sum + p.rating_prior_count * usual) / (reviews + p.rating_prior_count), 1.0, 5.0)
