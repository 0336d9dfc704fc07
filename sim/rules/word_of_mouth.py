"""Word of mouth and reviews: who talks, and the effects on those who hear it.

People tell single experiences as well as opinions, so that the same people praise and blame, also brands they have left
(East, Hammond & Wright 2007; Wangenheim 2005); an asymmetric U (Anderson 1998); separate effects of positive and
negative word of mouth limited by head-room (East, Hammond & Lomax 2008); advice as a choice heuristic; departures that
echo (Nitzan & Libai 2011); J-shaped reviews, posted by the extremes (Hu, Zhang & Pavlou 2009); posts
of which most are passed on by nobody (Goel et al. 2016); diffusion of a new category by adverts and by imitation (Bass
1969).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp, clamp01, room_above, room_below, rounded

FEWEST_STARS, MOST_STARS = 1.0, 5.0
"""Ends of the scale of reviews."""


@rule
def surprise(felt, pleasure, p):
    """Return how moving an impression is, -1 to 1: what was `felt` (-1 to 1) above what one is used to.

    ``felt - ordinary - habituation pleasure``: customers whose satisfaction lies above the neutral level, by
    `pleasure`, are used to better impressions.

    Source: what is surprising or stirs people up is shared more, Berger & Milkman 2012; the form is our assumption.
    """
    return clamp(felt - p.ordinary - p.habituation * pleasure, -1.0, 1.0)


@rule
def story_after(story, moving):
    """Return the experience worth telling, -1 to 1, after another one: the more `moving` (-1 to 1) of the two."""
    return moving if abs(moving) > abs(story) else story


@rule
def story_after_telling(story, p):
    """Return how moving an experience (-1 to 1) still is after it was told. Source: our assumption."""
    return p.story_told * story


@rule
def drive_of_story(story, p):
    """Return what an experience worth telling (-1 to 1) adds to the weekly rate of talk: ``gain story^2`` by its sign.

    Source: talk follows emotion of either sign, Anderson 1998; the gains are fitted to three positive messages for each
    negative one by the same people, East, Hammond & Wright 2007.
    """
    moving = 1.0 * story  # in 64 bits
    return (p.story_positive if moving >= 0.0 else p.story_negative) * moving * moving


@rule
def drive_of_opinion(remembered, referral, p):
    """Return the weekly rate of talk about the present brand in general, by a person of average readiness to talk.

    ``base + opinion u^2 + e referral max(0, u)`` where u, -1 to 1, is the remembered experience above the neutral one;
    a referral programme (0 to 1) adds to the talk of the satisfied.

    Source: U-shape, Anderson 1998; numbers adapted.
    """
    u = clamp(remembered - p.neutral, -1.0, 1.0)
    return p.talk_base + p.talk_opinion * u * u + p.referral_effect * referral * max(0.0, u)


@rule
def highest_drive_of_opinion(referral, p):
    """Return the upper limit of the rate of talk about the present brand in general."""
    return p.talk_base + p.talk_opinion + p.referral_effect * referral


@rule
def talk_probability(talk, drive):
    """Return the probability to talk about a brand this week, from the readiness `talk` (1 = average) and the rate."""
    return clamp01(talk * drive)


@rule
def audience_of_post(u, moved, people, p):
    """Return how many people a post reaches beyond its author's ties, given a uniform `u`: mostly none, seldom many.

    A post is passed on with a probability in proportion to how moved (-1 to 1) its author is; the audience of one that
    is has a tail ``P(size > s) = s^-a``, up to a share of the `people` of the market.

    Source: most are shared by nobody and size is one large broadcast, Goel, Anderson, Hofman & Watts 2016; anger and
    awe travel, Berger & Milkman 2012; form and numbers adapted.
    """
    passed_on = clamp01(p.passed_on * abs(moved))
    if u >= passed_on:
        return 0.0
    return min(math.pow(u / passed_on, -1.0 / p.audience_exponent), p.largest_audience * people)


@rule
def praise_after_message(praise, susceptibility, strength, p):
    """Return recent positive word of mouth about a brand (0 to 1) after one message, limited by head-room."""
    return praise + clamp01(p.praise_gain * susceptibility * strength) * (1.0 - praise)


@rule
def blame_after_message(blame, susceptibility, strength, p):
    """Return recent negative word of mouth about a brand (0 to 1) after one message, limited by head-room."""
    return blame + clamp01(p.blame_gain * susceptibility * strength) * (1.0 - blame)


@rule
def reported_quality(typical, is_positive, p):
    """Return the quality of a brand that a message reports, 0 to 1: a fixed step above or below the typical quality.

    Source: our assumption.
    """
    return clamp01(typical + (p.peer_contrast if is_positive else -p.peer_contrast))


@rule
def departure_news(susceptibility, p):
    """Return the strength of the signal that a strong tie left a brand, 0 to 1.

    Source: churn spreads among neighbours, Nitzan & Libai 2011; the number is our assumption.
    """
    return clamp01(p.departure_news * susceptibility)


@rule
def echo_after_departure(echo, susceptibility, p):
    """Return the echo of departures from the present brand, 0 to 1, after a strong tie left it."""
    return echo + clamp01(p.echo_gain * susceptibility) * (1.0 - echo)


@rule
def alarm(echo, p):
    """Return the factor on the probability to reconsider while departures of strong ties echo (0 to 1).

    ``1 + push echo``: on the probability, for inside a hazard that saturates it would be lost.

    Source: a departing tie raises the hazard by 80 %, most in the first month, Nitzan & Libai 2011; fitted to that.
    """
    return 1.0 + p.echo_push * echo


@rule
def blame_after_departure(blame, news):
    """Return negative word of mouth about the brand left, 0 to 1, after `news` (0 to 1) of a departure."""
    return blame + news * (1.0 - blame)


@rule
def praise_after_departure(praise, news, p):
    """Return positive word of mouth about the brand joined, 0 to 1, after `news` (0 to 1) of a departure.

    The effect is weaker than that on the brand left. Source: our assumption.
    """
    return praise + news / p.departure_contrast * (1.0 - praise)


@rule
def is_referred(praise, p):
    """Return whether a new customer was referred, that is, `praise` (0 to 1) is high. Source: our assumption."""
    return praise > p.referred_praise


@rule
def belonging_after(belonging, share, p):
    """Return belonging (0 to 1) after a month: a step towards the `share` of ties who use the brand."""
    return belonging + p.belonging_learning * (share - belonging)


@rule
def image_shift(image, is_positive, susceptibility, strength, p):
    """Return the change of the image stock by one message: with head-room, up towards 1 or down towards -1.

    `image` is the squashed image, -1 to 1. Source: East, Hammond & Lomax 2008; numbers adapted.
    """
    if is_positive:
        return p.image_shift_positive * susceptibility * strength * room_above(image)
    return -p.image_shift_negative * susceptibility * strength * room_below(image)


@rule
def awareness_after_message(awareness, strength, p):
    """Return awareness of a brand (0 to 1) after hearing of it, whatever the sign."""
    return awareness + clamp01(p.awareness_gain * strength) * (1.0 - awareness)


@rule
def review_probability(opinion, invited, p):
    """Return the probability to post a review after an experience.

    ``base + i invited + gain u+^2 + loss u-^4`` with opinion u, -1 to 1, from the norm; `invited` is the share invited.
    Extreme opinions are posted more often, so posted stars are J-shaped while opinions are not.

    Source: Hu, Zhang & Pavlou 2009 (purchasing and under-reporting bias); numbers adapted.
    """
    u = clamp(opinion, -1.0, 1.0)
    if u >= 0.0:
        return clamp01(p.review_base + p.review_invited * invited + p.review_positive * u * u)
    return clamp01(p.review_base + p.review_invited * invited + p.review_negative * u * u * u * u)


@rule
def stars(opinion, p):
    """Return the stars given, 1 to 5, for an opinion from -1 to 1."""
    return int(clamp(rounded(p.stars_level + p.stars_slope * opinion), FEWEST_STARS, MOST_STARS))


@rule
def comes_to_mind(awareness, p):
    """Return whether a brand comes to mind when the category is named; `awareness` 0 to 1. Source: our assumption."""
    return awareness > p.aware_level


@rule
def awareness_after_encounter(awareness, p):
    """Return awareness of a brand (0 to 1) after an encounter with it.

    Only part of the head-room is filled, so that one purchase does not make every brand equally salient.
    """
    return awareness + p.awareness_per_encounter * (1.0 - awareness)


@rule
def public_rating(stars_sum, reviews, usual, p):
    """Return the public rating, 1 to 5 stars: the mean of discounted reviews, shrunk to the `usual` rating while few.

    `stars_sum` is the weighted sum of stars over `reviews`, the weight of the reviews that still count.
    """
    rating = (stars_sum + p.rating_prior_count * usual) / (reviews + p.rating_prior_count)
    return clamp(rating, FEWEST_STARS, MOST_STARS)
