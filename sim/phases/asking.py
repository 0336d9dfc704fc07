"""Brands ask: about an encounter that was lived, and whether customers would recommend them; who answers, and what.

A question is drawn by address, and the four uniforms of a question have fixed roles: whether it is asked, whether it is
answered, the noise of the scores, and how the verbatim is read. So more response or accuracy, and more coverage of all
touchpoints alike, give all of the former answers and some more. Customers have one question about encounters a week at
most. What is asked and answered moves nothing else, unless questions are said to have an effect.
"""

from __future__ import annotations

from sim.foundations.addresses import address_of
from sim.foundations.compiled import kernel
from sim.foundations.distributions import normal
from sim.foundations.draws import Why, uniform_of, uniforms
from sim.phases.serving import real_people
from sim.rules.answers import (
    WEEKS_PER_YEAR,
    answered_ease,
    answered_recommendation,
    answered_satisfaction,
    asked_share,
    attachment_after_question,
    load_after,
    rank_of,
    real_share,
    response_probability,
)
from sim.state.tables import NOBODY, NOT_ANSWERED, UNKNOWN

OF_A_DELIVERY = 100
"""Address of the questions about a delivery, beyond those about a week's encounters, which are numbered from zero."""

NOT_ASKED = 1e30
"""Rank of a question that nobody asks: beyond that of any other."""
_OF_EASE = address_of("ease")


@kernel
def ask_about(w, me, i, t, encounter, felt, nth, week, seed):
    """Ask a customer about an encounter with the present brand, the `nth` of the week, that left the impression `felt`.

    Of several in one week, one is asked about.
    """
    g = me.segment
    rate = w.touchpoints[g, me.brand, t].asking_rate
    if rate == 0.0:
        return
    mine = w.answers[i]
    p = w.behaviour[g].answers
    r = real_people(w)
    if mine.week != week:
        begin_week(mine, r, week, p)
    mine.rate += rate
    u = uniforms(seed, Why.SURVEY, week, i, nth)
    if u[0] >= min(r, mine.rank) * rate:  # never below the rank, and found at once
        return
    rank = rank_of(u[0], rate)
    if rank >= min(r, mine.rank):
        return
    mine.rank = rank
    mine.brand = me.brand
    mine.touchpoint = t
    mine.score = NOT_ANSWERED
    if u[1] < response_probability(felt, load_after(mine.load, week - mine.load_week, p), p):
        mine.score = answered_satisfaction(felt, me.leniency, normal(u[2]), p)
        mine.ease = answered_ease(encounter.effort, felt, me.leniency, normal(uniform_of(u[2], _OF_EASE)), p)
        mine.cause = cause_read(w, me, encounter.root, u[3])


@kernel
def begin_week(mine, r, week, p):
    """Forget which question the last week with one brought, and remember that it tires; `r` people are stood for."""
    if mine.rank < r:
        mine.load = load_after(mine.load, mine.week - mine.load_week, p) + real_share(mine.rate, r)
        mine.load_week = mine.week
    mine.week = week
    mine.rate = 0.0
    mine.rank = NOT_ASKED


@kernel
def questions_end(w, me, i, recommended, moved, week, seed):
    """End the questions of a week: ask some customers whether they recommend the brand, and let questions have effect.

    A customer would in truth give `recommended`. Those `moved` by what they remember (-1 to 1) answer more, and a
    verbatim names what was behind the worst moment.
    """
    g = me.segment
    offer = w.offers[g, me.brand]
    if w.answers.shape[0] == 0:
        return
    mine = w.answers[i]
    p = w.behaviour[g].answers
    r = real_people(w)
    if offer.question_effect > 0.0 and mine.week == week and mine.rank < r and mine.brand == me.brand:
        me.attachment = attachment_after_question(me.attachment, offer.question_effect * real_share(mine.rate, r))
    rate = offer.relational_coverage / WEEKS_PER_YEAR
    if rate == 0.0:
        return
    u = uniforms(seed, Why.RELATIONAL, week, i)
    if u[0] >= asked_share(rate, r):
        return
    load = load_after(mine.load, week - mine.load_week, p)
    mine.relational_week = week
    mine.relational_brand = me.brand
    mine.relational_score = NOT_ANSWERED
    if u[1] < response_probability(moved, load, p):
        mine.relational_score = answered_recommendation(recommended, normal(u[2]), p)
        mine.relational_cause = cause_read(w, me, me.worst_for, u[3])
    mine.load = load + real_share(rate, r)
    mine.load_week = week
    if offer.question_effect > 0.0:
        me.attachment = attachment_after_question(me.attachment, offer.question_effect * real_share(rate, r))


@kernel
def cause_read(w, me, root, u):
    """Return the cause that a brand reads in a verbatim, NOBODY when it names none, or UNKNOWN; `u` is a uniform."""
    accuracy = w.offers[me.segment, me.brand].accuracy
    if u < accuracy:
        return root
    if root != NOBODY:
        misread = (u - accuracy) / (1.0 - accuracy)
        shares = w.taken_for[me.segment, root]
        for k in range(shares.shape[0]):
            if misread < shares[k]:
                return k
    return UNKNOWN
