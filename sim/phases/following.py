"""Follow-up of use: what is bought, what lies idle and why, and what a brand does: coach, right-size, propose."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.draws import Why, uniforms
from sim.foundations.maths import clamp
from sim.phases.diary import note
from sim.phases.household import coach_one
from sim.phases.leaving import freedom, open_journey
from sim.rules.follow_up import (
    accepting_probability,
    attachment_after_coaching,
    breadth_after_right_sizing,
    satisfaction_after_annoyance,
    seems_oversized,
    trust_after_advice,
    waking_after_advice_probability,
)
from sim.rules.usage import bill_for_breadth, bought_breadth, is_oversized, under_use
from sim.state.tables import Buying, Event, Trigger

LEFT_ASIDE, ACCEPTED, ILL_TIMED = 1, 2, 0
"""What becomes of a proposal, as it is noted in a diary."""


@kernel
def bought_by(w, me):
    """Return the breadth that a customer has bought of the present brand's offer, 0 to 1."""
    return bought_breadth(me.stated, me.sold_up, w.offers[me.segment, me.brand].breadth)


@kernel
def under_used_by(w, me):
    """Return the under-use of a customer of a brand, 0 to 1."""
    return under_use(me.adopted, bought_by(w, me), w.behaviour[me.segment].usage)


@kernel
def follow_up(w, book, me, i, bought, u, week, seed):
    """Let the brand see that a customer under-uses the offer, judge why, and coach or right-size; `u` is a uniform."""
    offer = w.offers[me.segment, me.brand]
    if u >= max(offer.coaching_probability, offer.right_sizing_probability):
        return
    v = uniforms(seed, Why.FOLLOW_UP, week, i)
    is_too_large = is_oversized(me.needed, me.adopted, bought)
    if seems_oversized(is_too_large, v[0], offer.usage_insight):
        if u < offer.right_sizing_probability:
            right_size(w, book, me, bought, is_too_large, v[1], week)
    elif u < offer.coaching_probability:
        coach(w, book, me, i, bought, not is_too_large, week)


@kernel
def coach(w, book, me, i, bought, is_called_for, week):
    """Show a customer how to use more: adoption rises; whoever has bought too much is annoyed, others are attached."""
    p = w.behaviour[me.segment].follow_up
    coach_one(w, me, i, bought)
    book[me.brand, me.segment].outreaches += 1.0
    if is_called_for:
        me.attachment = attachment_after_coaching(me.attachment, p)
    else:
        annoy(w, book, me)
    note(w, me, week, Event.COACHED, me.brand, 1 if is_called_for else 0, me.adopted, 0.0, 0.0)


@kernel
def right_size(w, book, me, bought, is_called_for, u, week):
    """Advise a smaller plan: the bill falls, trust rises if it was too large, and some wake up and look around."""
    p = w.behaviour[me.segment].follow_up
    change_plan(w, me, bought, breadth_after_right_sizing(me.needed, me.adopted, is_called_for))
    book[me.brand, me.segment].right_sizings += 1.0
    note(w, me, week, Event.RIGHT_SIZED, me.brand, 1 if is_called_for else 0, bought_by(w, me), me.extended, 0.0)
    if is_called_for:
        me.trust = trust_after_advice(me.trust, p)
    else:
        annoy(w, book, me)
    wake_up(w, me, u, week)


@kernel
def change_plan(w, me, bought, breadth):
    """Give a customer who had `bought` so much a plan of another breadth; the bill follows."""
    offer = w.offers[me.segment, me.brand]
    p = w.behaviour[me.segment].usage
    me.stated = breadth
    me.sold_up = 0.0
    change = bill_for_breadth(bought_by(w, me), offer.breadth, p) - bill_for_breadth(bought, offer.breadth, p)
    me.extended = clamp(me.extended + change, -1.0, 1.0)


@kernel
def annoy(w, book, me):
    """Let an outreach that was not called for annoy a customer."""
    me.satisfaction = satisfaction_after_annoyance(me.satisfaction, w.behaviour[me.segment].follow_up)
    book[me.brand, me.segment].annoyances += 1.0


@kernel
def wake_up(w, me, u, week):
    """Let an outreach about the plan make a subscriber think about the provider."""
    if me.buying != Buying.DORMANT or w.category[me.segment].is_contractual == 0:
        return
    if u < waking_after_advice_probability(freedom(w, me), w.behaviour[me.segment].follow_up):
        open_journey(w, me, Trigger.ADVICE, week)


@kernel
def answer_life_event(w, book, me, i, week, seed):
    """Return whether a life event was sensed and answered with a proposal that the customer accepts.

    The plan then follows the new need, and there is nothing to look for.
    """
    offer = w.offers[me.segment, me.brand]
    if offer.sensing_probability == 0.0:
        return False
    u = uniforms(seed, Why.PROPOSAL, week, i)
    if u[0] >= offer.sensing_probability:
        return False
    p = w.behaviour[me.segment].follow_up
    line = book[me.brand, me.segment]
    line.proposals += 1.0
    is_accepted = u[1] < accepting_probability(me.trust, p)
    if is_accepted:
        line.proposals_accepted += 1.0
        change_plan(w, me, bought_by(w, me), me.needed)
        me.trust = trust_after_advice(me.trust, p)
    outcome = ACCEPTED if is_accepted else LEFT_ASIDE
    note(w, me, week, Event.PROPOSED, me.brand, outcome, me.stated, me.extended, 0.0)
    return is_accepted


@kernel
def propose_in_vain(w, book, me, i, week, seed):
    """Propose a plan to a customer whose life has not changed: it annoys, and wakes some people up."""
    u = uniforms(seed, Why.PROPOSAL, week, i)
    book[me.brand, me.segment].proposals += 1.0
    note(w, me, week, Event.PROPOSED, me.brand, ILL_TIMED, me.stated, me.extended, 0.0)
    annoy(w, book, me)
    wake_up(w, me, u[2], week)
