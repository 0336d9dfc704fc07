"""Comparing brands: the shortlist, advice, the utilities term by term, and the reason that decided."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import gumbel, normal
from sim.foundations.draws import Why, uniform, uniforms
from sim.rules.choice import (
    delivery_term,
    fit_seen,
    fit_term,
    follows_advice_probability,
    grudge_term,
    habit_term,
    image_term,
    price_term,
    quality_term,
    review_term,
    satisfaction_term,
    shortlist_probability,
    switching_cost_term,
    veto_probability,
    visibility_term,
    word_of_mouth_term,
)
from sim.state.tables import NOBODY, Reason

TERMS = Reason.WAITING + 1
"""The first reasons are terms of the utility, in this order."""

_NEVER = -1e300


@kernel
def compare_brands(w, book, terms, me, i, week, seed):
    """Return (brand chosen or NOBODY, reason that decided).

    The reason is the term in which the chosen brand beats most clearly what it was chosen over: the present brand, or
    the runner-up when there is none. `terms` is room to work in, (brands, TERMS) float64.
    """
    g = me.segment
    p = w.behaviour[g].choice
    best, second, advised = NOBODY, NOBODY, NOBODY
    best_utility, second_utility, best_praise = _NEVER, _NEVER, 0.0
    barrier = 0.0
    if me.brand >= 0:
        barrier = switching_cost_term(w.offers[g, me.brand].switching_cost, me.contract_weeks, p)
    for b in range(w.bonds.shape[1]):
        standing = w.standings[b]
        if standing.is_present == 0:
            continue
        bond = w.bonds[i, b]
        is_own = b == me.brand
        u = uniforms(seed, Why.SHORTLIST, week, i, b)
        follows = follows_advice_probability(bond.praise, 0.0 if is_own else barrier, p)
        if u[2] < follows and bond.praise > best_praise:
            advised = b
            best_praise = bond.praise
        if not is_own and u[0] >= shortlist_probability(bond.awareness, standing.voice_share, p):
            continue
        weigh(w, terms[b], me, i, b, normal(u[3]))  # before the veto: what was struck off is still what was chosen over
        if u[1] < veto_probability(bond.blame, barrier if is_own else 0.0, p):
            continue
        book[b, g].shortlisted += 1.0
        utility = w.offers[g, b].constant + gumbel(uniform(seed, Why.CHOICE, week, i, b))
        for term in range(TERMS):
            utility += terms[b, term]
        if utility > best_utility:
            second, second_utility = best, best_utility
            best, best_utility = b, utility
        elif utility > second_utility:
            second, second_utility = b, utility
    if advised >= 0:
        return advised, Reason.WORD_OF_MOUTH
    if best == NOBODY or best_utility < outside_utility(w, me, i, week, seed):
        return NOBODY, 0
    over = second
    if me.brand >= 0 and best != me.brand:
        over = me.brand
    return best, deciding_term(terms, best, over)


@kernel
def weigh(w, terms, me, i, b, noise):
    """Write the utility terms of one brand for one customer."""
    g = me.segment
    p = w.behaviour[g].choice
    offer = w.offers[g, b]
    standing = w.standings[b]
    bond = w.bonds[i, b]
    expected = bond.expected
    is_own = b == me.brand
    price = offer.price_eur * (me.price_ratio if is_own else 1.0)
    terms[Reason.PRICE] = price_term(
        price, w.category[g].usual_price_eur, me.price_sensitivity, me.payer_is_other == 1, p
    )
    terms[Reason.QUALITY] = quality_term(
        expected[0], expected[1], expected[2], expected[3], w.category[g].typical_quality, p
    )
    terms[Reason.IMAGE] = image_term(bond.image, p)
    seen = bond.match if is_own else fit_seen(bond.match, offer.guidance, noise, p)
    terms[Reason.FIT] = fit_term(seen, min(me.needed, offer.breadth) / max(me.needed, 1e-6), p)
    terms[Reason.VISIBILITY] = visibility_term(standing.voice_share, p)
    terms[Reason.REVIEWS] = review_term(standing.rating, p)
    terms[Reason.WORD_OF_MOUTH] = word_of_mouth_term(bond.praise, bond.blame, p)
    is_prescribed = me.prescriber >= 0 and w.seen[me.prescriber].brand == b
    terms[Reason.PRESCRIBER] = p.prescriber if is_prescribed else 0.0
    terms[Reason.HABIT] = habit_term(me.habit, offer.loyalty_programme, p) if is_own else 0.0
    terms[Reason.SWITCHING_COST] = switching_cost_term(offer.switching_cost, me.contract_weeks, p) if is_own else 0.0
    terms[Reason.SATISFACTION] = satisfaction_term(me.satisfaction, me.trust, me.attachment, p) if is_own else 0.0
    terms[Reason.PROBLEM] = grudge_term(me.grudge, p) if b == me.grudge_brand else 0.0
    usual = w.category[g].usual_delivery_days
    if not is_own:
        terms[Reason.WAITING] = delivery_term(offer.delivery_days, usual, p)
    elif w.category[g].is_contractual == 1:
        terms[Reason.WAITING] = 0.0
    else:
        terms[Reason.WAITING] = delivery_term(me.usual_days, usual, p)


@kernel
def outside_utility(w, me, i, week, seed):
    """Return the utility of buying nothing or elsewhere; customers under contract compare brands only."""
    category = w.category[me.segment]
    if category.is_contractual == 1 and me.brand >= 0:
        return _NEVER
    luck = gumbel(uniform(seed, Why.CHOICE, week, i, w.bonds.shape[1]))
    return category.outside_utility + category.outside_spread * me.outside + luck


@kernel
def deciding_term(terms, chosen, over):
    """Return the term in which `chosen` beats `over` most clearly; with nothing to compare, its largest term."""
    reason = 0
    largest = _NEVER
    for term in range(TERMS):
        lead = terms[chosen, term] - (terms[over, term] if over >= 0 else 0.0)
        if lead > largest:
            largest = lead
            reason = term
    return reason
