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
from sim.foundations.draws import Why, uniform, uniform_of, uniforms
from sim.phases.serving import real_people
from sim.rules.answers import (
    WEEKS_PER_YEAR,
    WORST_CONTENT,
    answered_ease,
    answered_recommendation,
    answered_satisfaction,
    asked_share,
    attachment_after_question,
    heard_after,
    is_bad,
    load_after,
    rank_of,
    real_share,
    response_probability,
    trust_after_reply,
    trust_after_silence,
)
from sim.state.tables import NOBODY, NOT_ANSWERED, REPORTED, UNKNOWN, WRITTEN_DOWN, Instrument

OF_A_DELIVERY = 100
"""Address of the questions about a delivery, beyond those about a week's encounters, which are numbered from zero."""

OF_A_COMPLAINT, OF_AN_ALERT = 2000, 2001
"""Addresses of what is done with a complaint and with what staff saw of it."""

NOT_ASKED = 1e30
"""Rank of a question that nobody asks: beyond that of any other."""
_OF_EASE, _OF_WITHHOLDING = address_of("ease"), address_of("withholding")


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
    blame = blame_of_staff(w, me, t)
    if is_withheld(felt, blame, u[0], w.behaviour[g]):
        return
    mine.rank = rank
    mine.brand = me.brand
    mine.touchpoint = t
    mine.score = NOT_ANSWERED
    if u[1] < response_probability(felt, load_after(mine.load, week - mine.load_week, p), mine.heard, p):
        begged = blame * w.behaviour[g].staff.begged
        mine.score = answered_satisfaction(felt, me.leniency, normal(u[2]), begged, p)
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
def blame_of_staff(w, me, t):
    """Return how far scores of a touchpoint are held against those who serve there, 0 to 1; 0 where nobody does."""
    staff = w.touchpoints[me.segment, me.brand, t].staff
    return w.offers[me.segment, me.brand].blame if staff != NOBODY else 0.0


@kernel
def is_withheld(felt, blame, u, p):
    """Return whether staff who are blamed for scores see to it that a bad encounter is not asked about."""
    return blame > 0.0 and is_bad(felt, p.answers) and uniform_of(u, _OF_WITHHOLDING) < blame * p.staff.withheld


@kernel
def questions_end(w, me, i, recommended, moved, week, seed):
    """End the questions of a week: ask some customers whether they recommend the brand, and let questions have effect.

    A customer would in truth give `recommended`. Those `moved` by what they remember (-1 to 1) answer more, and a
    verbatim names what was behind the worst moment.
    """
    if w.answers.shape[0] == 0:
        return
    g = me.segment
    mine = w.answers[i]
    r = real_people(w)
    if mine.week == week and mine.rank < r and mine.brand == me.brand:
        question_ends(w, me, i, Instrument.CSAT, mine.score, real_share(mine.rate, r), week, seed)
    rate = w.offers[g, me.brand].relational_coverage / WEEKS_PER_YEAR
    if rate == 0.0:
        return
    u = uniforms(seed, Why.RELATIONAL, week, i)
    if u[0] >= asked_share(rate, r):
        return
    p = w.behaviour[g].answers
    load = load_after(mine.load, week - mine.load_week, p)
    mine.relational_week = week
    mine.relational_brand = me.brand
    mine.relational_score = NOT_ANSWERED
    if u[1] < response_probability(moved, load, mine.heard, p):
        mine.relational_score = answered_recommendation(recommended, normal(u[2]), p)
        mine.relational_cause = cause_read(w, me, me.worst_for, u[3])
    mine.load = load + real_share(rate, r)
    mine.load_week = week
    question_ends(w, me, i, Instrument.NPS, mine.relational_score, real_share(rate, r), week, seed)


@kernel
def question_ends(w, me, i, instrument, score, worth, week, seed):
    """Let a question have its effects, if it is said to have some: on attachment, and on trust by the reply it gets.

    It is `worth` so much of a question to one person. Dissatisfied answers get a reply, or others do and not this one.
    """
    offer = w.offers[me.segment, me.brand]
    p = w.behaviour[me.segment].answers
    if offer.question_effect > 0.0:
        me.attachment = attachment_after_question(me.attachment, offer.question_effect * worth)
    if score == NOT_ANSWERED or score >= WORST_CONTENT or offer.is_answered + p.unheard == 0.0:
        return
    is_replied = uniform(seed, Why.REPLY, week, i, instrument) < offer.is_answered
    if is_replied:
        me.trust = trust_after_reply(me.trust, worth, p)
    else:
        me.trust = trust_after_silence(me.trust, offer.is_answered, worth, p)
    mine = w.answers[i]
    mine.heard = heard_after(mine.heard, is_replied, p)


@kernel
def write_down(w, me, i, week, seed):
    """Let some of the complaints told to the front line reach headquarters, with what is read in them."""
    logged = w.offers[me.segment, me.brand].complaints_logged
    u = uniforms(seed, Why.SURVEY, week, i, OF_A_COMPLAINT)
    if u[0] < logged * real_people(w):
        t = me.worst_at if me.worst_for == me.problem else NOBODY
        cause = cause_read(w, me, me.problem, u[3])
        w.voices[WRITTEN_DOWN, me.brand, me.segment, t - NOBODY, cause - UNKNOWN] += 1


@kernel
def report(w, me, i, t, week, seed):
    """Let staff who dealt with trouble at a touchpoint report it: they know part of the causes, and blame customers."""
    if t == NOBODY:
        return
    share = w.offers[me.segment, me.brand].alert_share * w.brand_states[me.brand].reported
    if share == 0.0:
        return
    u = uniforms(seed, Why.SURVEY, week, i, OF_AN_ALERT)
    if u[0] < share * real_people(w):
        p = w.behaviour[me.segment].staff
        cause = me.problem if u[2] < p.insight else UNKNOWN
        if u[1] < p.blaming_customers:
            cause = NOBODY
        w.voices[REPORTED, me.brand, me.segment, t - NOBODY, cause - UNKNOWN] += 1


@kernel
def cause_read(w, me, root, u):
    """Return the cause that a brand reads in a verbatim, NOBODY when it names none, or UNKNOWN; `u` is a uniform."""
    accuracy = w.offers[me.segment, me.brand].accuracy
    if u < accuracy:
        return root
    if root != NOBODY:
        misread = (u - accuracy) / (1.0 - accuracy)
        for k in range(w.taken_for.shape[2]):
            if misread < w.taken_for[me.segment, root, k]:
                return k
    return UNKNOWN
