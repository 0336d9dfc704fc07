"""Answers to questions: who answers, and what.

"How satisfied were you?" is asked of single encounters and answered in five boxes, or from 0 to 10.

Companies report the share of the two best boxes (CSAT). Answers follow the impression of the encounter and a personal
style of answering, and most lie in the top boxes (Peterson & Wilson 1992, Journal of the Academy of Marketing Science
20:61-71).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp, logistic, rounded

TOP_SCORE = 10
"""Scores are whole numbers from 0 to this."""

WEEKS_PER_YEAR = 52.0
"""Weeks in a year: how often customers are asked to recommend is a number a year."""

WORST_BAD = 4.5
"""Answer, from 0 to 10, below which an encounter is bad: it is rounded to 4 at most."""

WORST_CONTENT = 7
"""Score below which an answer is dissatisfied and calls for a reply."""

_EASY = 9.0
"""Answer, from 0 to 10, about an encounter that took no effort and left a neutral impression."""

_POINTS_PER_BOX = 2.5
"""Width of a box on the scale from 0 to 10: five boxes have four steps."""

_TOP_TWO = 3.5
"""Answer from which on the box is the fourth or the fifth, since answers are rounded to boxes."""


@rule
def answer(felt, leniency, p):
    """Return the answer about one encounter in boxes, before it is rounded: ``level + slope felt + spread leniency``.

    `felt` is the impression, -1 to 1; `leniency` the personal style (standard normal).

    Source: satisfaction with a transaction follows its disconfirmation, Oliver 1980; form and numbers are our
    assumption.
    """
    return p.answer_level + p.answer_slope * felt + p.answer_spread * leniency


@rule
def is_in_top_boxes(answered):
    """Return whether an answer is in one of the two best of five boxes. Source: the usual definition of CSAT."""
    return answered >= _TOP_TWO


@rule
def points(answered):
    """Return an answer in five boxes, 1 to 5, on the scale from 0 to 10."""
    return _POINTS_PER_BOX * (answered - 1.0)


@rule
def score(answered):
    """Return the whole score, 0 to 10, that stands for an answer on that scale."""
    return rounded(clamp(answered, 0.0, 1.0 * TOP_SCORE))


@rule
def is_bad(felt, p):
    """Return whether an encounter that left the impression `felt` is bad: people of the usual style give 4 or less.

    Source: our assumption; the lowest third of the scale, as in the bottom boxes of CSAT.
    """
    return points(answer(felt, 0.0, p)) < WORST_BAD


@rule
def answered_satisfaction(felt, leniency, z, begged, p):
    """Return the score of an encounter, 0 to 10: the answer of :func:`answer` and noise; `z` is standard normal.

    Staff who are judged by scores have `begged` for as many points.
    """
    return score(points(answer(felt, leniency, p)) + begged + p.answer_noise * z)


@rule
def answered_ease(effort, felt, leniency, z, p):
    """Return the score of how easy an encounter was, 0 to 10, of its `effort` (0 to 1); `z` is standard normal.

    Those who liked the encounter call it easy (`felt`, -1 to 1), and a personal style colours this answer as any.

    Source: customer effort, Dixon, Freeman & Toman 2010; the halo, Thorndike 1920; form and numbers are our assumption.
    """
    style = _POINTS_PER_BOX * p.answer_spread * leniency
    return score(_EASY - p.ease_slope * effort + p.ease_halo * felt + style + p.answer_noise * z)


@rule
def answered_recommendation(recommended, z, p):
    """Return the score of recommendation, 0 to 10, of a customer who would give `recommended` but for noise."""
    return score(recommended + p.recommendation_noise * z)


@rule
def response_probability(moved, load, heard, p):
    """Return the probability that somebody who is asked answers: a logistic of `moved` (-1 to 1) and questions lately.

    ``logit(response) + moved_response |moved| - tired_response load + heard_response heard``: those who are moved
    either way answer more, and so do those of whose answers the brand took account (`heard`, -1 to 1).

    Source: the moved speak, Anderson 1998; tiring, Porter, Whitcomb & Weitzer 2004; form and numbers our assumption.
    """
    usual = math.log(p.response / (1.0 - p.response))
    return logistic(usual + p.moved_response * abs(moved) - p.tired_response * load + p.heard_response * heard)


@rule
def asked_share(rate, r):
    """Return the probability to be asked in a week at a `rate` of questions, for somebody who stands for `r` people.

    ``1 - exp(-rate r)``. Source: a Poisson process, of which one question a week is sent at most.
    """
    return -math.expm1(-rate * r)


@rule
def real_share(rate, r):
    """Return how many questions to one person each question to somebody who stands for `r` people is worth.

    Those for whom he or she stands are asked with :func:`asked_share` of one each: 1 where r is 1. So samples of any
    size are asked, tire and are heard like everybody.
    """
    return asked_share(rate, 1.0) / asked_share(rate, r)


@rule
def rank_of(u, rate):
    """Return the place of a question among those that may be asked in a week; `u` is uniform.

    Of encounters with rates of their own, each is first in proportion to its rate: a race of exponential times.
    """
    return -math.log(1.0 - u) / rate


@rule
def load_after(load, weeks, p):
    """Return what is left of the load of questions after some weeks. Source: exponential forgetting, our assumption."""
    return load * math.exp(math.log(p.tired_kept) * weeks)


@rule
def attachment_after_question(attachment, effect):
    """Return attachment after a question of the brand, 0 to 1: it closes the share `effect` of the gap to 1.

    It never closes more than all of it.

    Source: being asked makes customers stay, Dholakia & Morwitz 2002; the form bounds it.
    """
    return attachment + min(1.0, effect) * (1.0 - attachment)


@rule
def trust_after_reply(trust, worth, p):
    """Return trust after a reply to a dissatisfied answer, 0 to 1; it is `worth` so much of a question to one person.

    Source: replies help the dissatisfied who get them, Gu & Ye 2014; form and number are our assumption.
    """
    return trust + min(1.0, worth * p.reply_trust) * (1.0 - trust)


@rule
def trust_after_silence(trust, replied, worth, p):
    """Return trust after a dissatisfied answer that got no reply, where the share `replied` of such answers gets one.

    Source: those who see others answered are annoyed, Gu & Ye 2014; form and numbers are our assumption.
    """
    return trust * (1.0 - min(1.0, worth * (p.unheard + p.passed_over * replied)))


@rule
def heard_after(heard, is_replied, p):
    """Return how far a customer finds that the brand takes account of answers, -1 (never) to 1 (always)."""
    return heard + p.heard_step * ((1.0 if is_replied else -1.0) - heard)
