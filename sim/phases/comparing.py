"""Comparing brands: the shortlist, advice, the utilities one by one, and the deciding reason."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import gumbel, normal
from sim.foundations.draws import Why, uniform, uniforms
from sim.phases.following import under_used_by
from sim.phases.household import satisfaction_of
from sim.phases.leaving import price_paid
from sim.rules.choice import (
    accepts_price_probability,
    delivery_utility,
    fit_seen,
    fit_utility,
    follows_advice_probability,
    grudge_utility,
    habit_utility,
    image_utility,
    is_reason,
    overall_quality,
    price_utility,
    quality_believed,
    quality_utility,
    reference_price_utility,
    review_utility,
    satisfaction_utility,
    shortlist_probability,
    switching_cost_utility,
    under_use_utility,
    veto_probability,
    visibility_utility,
    word_of_mouth_utility,
)
from sim.rules.convenience import inconvenience_utility, variety_utility
from sim.rules.courting import attention_to_experience
from sim.rules.needs import covered_share
from sim.rules.satisfaction import lived_beyond
from sim.state.tables import NOBODY, Reason, Stage, Trigger

UTILITIES = Reason.VARIETY + 1
"""Number of reasons that are utilities; they come first, in this order."""

_NEVER = -1e300
"""Utility of a brand that is never chosen."""


@kernel
def compare_brands(w, book, utilities, me, i, week, seed):
    """Return (brand chosen or NOBODY, deciding reason).

    The reason is the utility with the largest lead of the chosen brand over its alternative: the present brand, or the
    runner-up when there is none. `utilities` is a work array, (brands, UTILITIES) float64.
    """
    g = me.segment
    p = w.behaviour[g].choice
    best, second, advised = NOBODY, NOBODY, NOBODY
    best_utility, second_utility, best_praise = _NEVER, _NEVER, 0.0
    barrier = 0.0
    if me.brand >= 0:
        barrier = switching_cost_utility(w.offers[g, me.brand].switching_cost, me.contract_weeks, p)
    for b in range(w.knowledge.shape[1]):
        state = w.brand_states[b]
        if state.is_present == 0:
            continue
        knowledge = w.knowledge[i, b]
        is_own = b == me.brand
        u = uniforms(seed, Why.SHORTLIST, week, i, w.offers[g, b].address)
        follows = follows_advice_probability(knowledge.praise, 0.0 if is_own else barrier, p)
        if u[2] < follows and knowledge.praise > best_praise and u[2] < follows * accepts_price(w, me, b):
            advised = b
            best_praise = knowledge.praise
        if (
            not is_own
            and b != me.courted_by
            and u[0] >= shortlist_probability(knowledge.awareness, state.voice_share, p)
        ):
            book[b, g].overlooked += 1.0
            continue
        # Before the veto: a vetoed brand is still the alternative.
        weigh(w, utilities[b], me, i, b, normal(u[3]))
        if u[1] < veto_probability(knowledge.blame, barrier if is_own else 0.0, p):
            book[b, g].vetoed += 1.0
            continue
        book[b, g].shortlisted += 1.0
        offer = w.offers[g, b]
        utility = offer.constant + gumbel(uniform(seed, Why.CHOICE, week, i, offer.address))
        for reason in range(UTILITIES):
            utility += utilities[b, reason]
        if utility > best_utility:
            second, second_utility = best, best_utility
            best, best_utility = b, utility
        elif utility > second_utility:
            second, second_utility = b, utility
    if advised >= 0:
        me.reasons = 1 << Reason.WORD_OF_MOUTH
        return advised, Reason.WORD_OF_MOUTH
    if best == NOBODY or best_utility < outside_utility(w, me, i, week, seed):
        return NOBODY, 0
    over = second
    if me.brand >= 0 and best != me.brand:
        over = me.brand
    decisive = deciding_reason(utilities, best, over)
    me.reasons = reasons_for(utilities, best, over, decisive, p)
    return best, decisive


@kernel
def weigh(w, utilities, me, i, b, noise):
    """Write the utilities of one brand for one customer."""
    g = me.segment
    p = w.behaviour[g].choice
    offer = w.offers[g, b]
    state = w.brand_states[b]
    knowledge = w.knowledge[i, b]
    expected = knowledge.expected
    is_own = b == me.brand
    is_courted = me.trigger == Trigger.OFFER and me.brand >= 0
    attention = attention_to_experience(is_courted, w.behaviour[g].courting)
    weigh_price(w, utilities, me, b)
    quality = overall_quality(
        expected[Stage.BUYING], expected[Stage.RECEIVING], expected[Stage.USING], expected[Stage.HELP], p
    )
    if not is_own:
        promise = offer.promise
        promised = overall_quality(
            promise[Stage.BUYING], promise[Stage.RECEIVING], promise[Stage.USING], promise[Stage.HELP], p
        )
        quality = quality_believed(quality, promised, p)
    utilities[Reason.QUALITY] = quality_utility(quality, w.category[g].typical_quality, p)
    utilities[Reason.IMAGE] = image_utility(knowledge.image, attention, p)
    seen = knowledge.match if is_own else fit_seen(knowledge.match, offer.guidance, noise, p)
    utilities[Reason.FIT] = fit_utility(seen, covered_share(me.needed, offer.breadth), p)
    if is_own and p.under_use > 0.0:
        utilities[Reason.FIT] += under_use_utility(under_used_by(w, me), p)
    utilities[Reason.VISIBILITY] = visibility_utility(state.voice_share, p)
    utilities[Reason.REVIEWS] = review_utility(state.rating, p)
    utilities[Reason.WORD_OF_MOUTH] = word_of_mouth_utility(knowledge.praise, knowledge.blame, p)
    is_prescribed = me.prescriber >= 0 and w.seen[me.prescriber].brand == b
    utilities[Reason.PRESCRIBER] = p.prescriber if is_prescribed else 0.0
    utilities[Reason.HABIT] = habit_utility(me.habit, offer.loyalty_programme, p) if is_own else 0.0
    utilities[Reason.SWITCHING_COST] = (
        switching_cost_utility(offer.switching_cost, me.contract_weeks, p) if is_own else 0.0
    )
    lived = lived_beyond(me.experience, w.behaviour[g].satisfaction)
    utilities[Reason.SATISFACTION] = (
        satisfaction_utility(satisfaction_of(w, me, i), lived, me.trust, me.attachment, attention, p) if is_own else 0.0
    )
    utilities[Reason.PROBLEM] = grudge_utility(me.grudge, p) if b == me.grudge_brand else 0.0
    utilities[Reason.INCONVENIENCE] = inconvenience_utility(
        me.hassle if is_own else 0.0, offer.convenience, w.behaviour[g].convenience
    )
    utilities[Reason.VARIETY] = (
        variety_utility(me.variety_seeking, me.experiences, w.behaviour[g].convenience)
        if me.brand >= 0 and not is_own
        else 0.0
    )
    usual = w.category[g].usual_delivery_days
    if not is_own:
        utilities[Reason.WAITING] = delivery_utility(offer.delivery_days, usual, p)
    elif w.category[g].is_contractual == 1:
        utilities[Reason.WAITING] = 0.0
    else:
        utilities[Reason.WAITING] = delivery_utility(me.usual_days, usual, p)


@kernel
def weigh_price(w, utilities, me, b):
    """Write the utilities of a price: that of the list, or of one's own bill, and that of a newcomer's discount."""
    g = me.segment
    p = w.behaviour[g].choice
    offer = w.offers[g, b]
    others = w.price_norms[g, b].others_eur
    payer_is_other = me.payer_is_other == 1
    utilities[Reason.OFFER] = 0.0
    if b == me.brand:
        own = price_utility(price_paid(w, me), others, me.price_sensitivity, payer_is_other, p)
        utilities[Reason.PRICE] = own + reference_price_utility(me.price_loss, p)
        return
    listed = price_utility(offer.price_eur, others, me.price_sensitivity, payer_is_other, p)
    utilities[Reason.PRICE] = listed
    if b == me.courted_by:
        discounted = offer.price_eur * (1.0 - offer.newcomer_discount)
        offered = price_utility(discounted, others, me.price_sensitivity, payer_is_other, p)
        utilities[Reason.OFFER] = offered - listed


@kernel
def accepts_price(w, me, b):
    """Return the probability that the price of a brand is accepted without comparison."""
    g = me.segment
    paid = price_paid(w, me) if b == me.brand else w.offers[g, b].price_eur
    others = w.price_norms[g, b].others_eur
    utility = price_utility(paid, others, me.price_sensitivity, me.payer_is_other == 1, w.behaviour[g].choice)
    return accepts_price_probability(utility)


@kernel
def outside_utility(w, me, i, week, seed):
    """Return the utility of buying nothing or elsewhere; customers under contract compare brands only."""
    category = w.category[me.segment]
    if category.is_contractual == 1 and me.brand >= 0:
        return _NEVER
    taste = gumbel(uniform(seed, Why.CHOICE, week, i))
    return category.outside_utility + category.outside_spread * me.outside + taste


@kernel
def deciding_reason(utilities, chosen, over):
    """Return the utility with the largest lead of `chosen` over `over`; without an alternative, its largest utility."""
    decisive = 0
    largest = _NEVER
    for reason in range(UTILITIES):
        lead = lead_of(utilities, chosen, over, reason)
        if lead > largest:
            largest = lead
            decisive = reason
    return decisive


@kernel
def lead_of(utilities, chosen, over, reason):
    """Return the lead of a utility of `chosen` over that of `over`; without an alternative, all of it."""
    return utilities[chosen, reason] - (utilities[over, reason] if over >= 0 else 0.0)


@kernel
def reasons_for(utilities, chosen, over, decisive, p):
    """Return the deciding reason and all others that spoke for `chosen` over `over`, one bit each."""
    largest = lead_of(utilities, chosen, over, decisive)
    reasons = 1 << decisive
    for reason in range(UTILITIES):
        lead = lead_of(utilities, chosen, over, reason)
        if is_reason(lead, largest, p):
            reasons |= 1 << reason
    return reasons
