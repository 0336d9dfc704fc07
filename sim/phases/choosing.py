"""Phase 7: customers choose: they reconsider, search, compare, order, stay, leave the market, or lapse."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.draws import Why, draw_block, uniforms
from sim.foundations.maths import squashed
from sim.phases.comparing import accepts_price, compare_brands
from sim.phases.courting import be_courted
from sim.phases.diary import note
from sim.phases.following import bought_by
from sim.phases.household import satisfaction_of
from sim.phases.leaving import freedom, leave_for_nobody, open_journey, price_paid
from sim.phases.ordering import purchase, sign_again, stay
from sim.rules.choice import overall_quality
from sim.rules.desire import with_desire, without_desire
from sim.rules.impulse import impulse_probability
from sim.rules.loyalty import (
    delight,
    dissatisfaction_push,
    giving_up_probability,
    highest_reconsidering_probability,
    price_lead,
    pushes_to_look,
    reconsidering_pressure,
    reconsidering_probability,
    rival_lead,
    settled,
)
from sim.rules.needs import unmet_need
from sim.rules.satisfaction import lived_beyond
from sim.rules.word_of_mouth import alarm
from sim.state.tables import NO_CONTRACT, NOBODY, Buying, Event, Reason, Stage, Trigger

PUSHES = (Trigger.DISSATISFACTION, Trigger.UNMET_NEED, Trigger.RIVAL, Trigger.WORD_OF_MOUTH, Trigger.PRICE)
"""Triggers that are pushes, in the order of :func:`sim.rules.loyalty.pushes_to_look`."""


@kernel
def people_choose(w, book, irritants, lost, utilities, draws, start, stop, week, seed):
    """Advance the buying journeys of customers `start` to `stop` by one week."""
    draw_block(draws, seed, Why.EXIT, week, start, stop)
    for i in range(start, stop):
        me = w.customers[i]
        category = w.category[me.segment]
        column = i - start
        if me.brand >= 0:
            run_contract(w, me, i, week, seed)
            if me.tenure_weeks > 0 and draws[0, column] < category.left_market_probability:
                leave_for_nobody(w, book, lost, me, i, Reason.LEFT_MARKET, Event.LEFT_MARKET, week)
                continue
            if me.buying == Buying.DORMANT and me.courted_by == NOBODY:
                be_courted(w, me, i, draws[3, column], week)
            if category.is_contractual == 1:
                if me.buying == Buying.DORMANT:
                    reconsider(w, me, i, draws[1, column], draws[2, column], week)
            elif me.quiet_weeks > category.lapse_weeks:
                leave_for_nobody(w, book, lost, me, i, Reason.LAPSED, Event.LAPSED, week)
                continue
        if me.tempted_by != NOBODY and me.buying != Buying.ORDERED:
            buy_on_impulse(w, book, irritants, me, i, draws[1, column], week, seed)
        if me.buying != Buying.DORMANT and me.buying != Buying.ORDERED:
            go_on_buying(w, book, irritants, utilities, me, i, week, seed)


@kernel
def buy_on_impulse(w, book, irritants, me, i, u, week, seed):
    """Let a buyer give in to the greatest temptation of the week, unless the price is too high; `u` is a uniform."""
    brand = me.tempted_by
    probability = impulse_probability(w.category[me.segment].unplanned_probability, me.temptation)
    if me.is_open_to_category == 0 or u >= probability or u >= probability * accepts_price(w, me, brand):
        return
    if me.courted_by != brand:
        me.courted_by = NOBODY
    me.trigger = Trigger.IMPULSE
    me.reasons = 1 << Reason.UNPLANNED
    if purchase(w, book, irritants, me, i, brand, Reason.UNPLANNED, week, seed):
        book[brand, me.segment].unplanned_orders += 1.0


@kernel
def run_contract(w, me, i, week, seed):
    """Run a contract down; after its end comes a window for search, after which the customer may sign again."""
    if me.contract_weeks > NO_CONTRACT:
        me.contract_weeks -= 1
        if me.contract_weeks < -w.behaviour[me.segment].loyalty.window_weeks:
            me.contract_weeks = NO_CONTRACT
            if me.buying == Buying.DORMANT:
                sign_again(w, me, i, week, seed)


@kernel
def reconsider(w, me, i, u_window, u, week):
    """Open the buying journey of a customer who has a reason to search."""
    p = w.behaviour[me.segment].loyalty
    free = freedom(w, me)
    is_in_window = me.contract_weeks > NO_CONTRACT and me.contract_weeks <= 0
    if is_in_window and u_window < free * p.window_probability:
        open_journey(w, me, Trigger.CONTRACT_END, week)
        return
    louder = alarm(me.echo, w.behaviour[me.segment].word_of_mouth)
    if u >= louder * highest_reconsidering_probability(p):
        return
    pushes = pushes_of(w, me, i)
    lived = lived_beyond(me.experience, w.behaviour[me.segment].satisfaction)
    delighted = delight(me.satisfaction, lived, p)
    pressure = reconsidering_pressure(pushes, me.habit, me.attachment, delighted, lived, p)
    if u < free * louder * reconsidering_probability(me.mobility, pressure, settled(me.tenure_weeks, p), p):
        open_journey(w, me, strongest(pushes), week)


@kernel
def pushes_of(w, me, i):
    """Return what pushes a customer of a brand to look around, log-hazards in the order of PUSHES."""
    g = me.segment
    p = w.behaviour[g].loyalty
    grudge = me.grudge if me.grudge_brand == me.brand else 0.0
    dissatisfaction = dissatisfaction_push(satisfaction_of(w, me, i), me.trust, grudge, p)
    unmet = unmet_need(me.needed, bought_by(w, me))
    blame = w.knowledge[i, me.brand].blame
    return pushes_to_look(dissatisfaction, unmet, best_lead(w, me, i), blame, me.price_loss, p)


@kernel
def strongest(pushes):
    """Return the trigger that the strongest push is."""
    strongest = 0
    for k in range(len(pushes)):
        if pushes[k] > pushes[strongest]:
            strongest = k
    return PUSHES[strongest]


@kernel
def best_lead(w, me, i):
    """Return the lead of the best known rival over the present brand, quality points weighted by awareness, >= 0."""
    g = me.segment
    p = w.behaviour[g].loyalty
    weights = w.behaviour[g].choice
    own = w.knowledge[i, me.brand]
    own_quality = quality_in_mind(own, weights)
    paid, others = price_paid(w, me), w.price_norms[g, me.brand].others_eur
    lead = 0.0
    for b in range(w.knowledge.shape[1]):
        if b != me.brand and w.brand_states[b].is_present == 1:
            rival = w.knowledge[i, b]
            saving = price_lead(paid, w.offers[g, b].price_eur, others, me.price_sensitivity)
            quality_lead = quality_in_mind(rival, weights) - own_quality
            image_lead = squashed(rival.image) - squashed(own.image)
            lead = max(lead, rival_lead(rival.awareness, quality_lead, image_lead, saving, rival.praise, p))
    return lead


@kernel
def quality_in_mind(knowledge, p):
    """Return the quality expected of a brand over all stages, 0 to 1."""
    expected = knowledge.expected
    return overall_quality(
        expected[Stage.BUYING], expected[Stage.RECEIVING], expected[Stage.USING], expected[Stage.HELP], p
    )


@kernel
def go_on_buying(w, book, irritants, utilities, me, i, week, seed):
    """Advance from need to search and from search to choice, or give up."""
    g = me.segment
    category = w.category[g]
    line = book[me.brand, g]
    u = uniforms(seed, Why.SEARCH, week, i)
    if gives_up(w, me, u[3]):
        line.dropped[0 if me.buying == Buying.AWARE else 1] += 1.0
        me.buying = Buying.DORMANT
        me.courted_by = NOBODY
        note(w, me, week, Event.SEARCH_DROPPED, me.brand, 0, me.satisfaction, 0.0, 0.0)
        return
    if me.buying == Buying.AWARE and u[1] < with_desire(category.search_probability, me.desire, w.behaviour[g].desire):
        me.buying = Buying.SEARCHING
        line.searches += 1.0
        note(w, me, week, Event.SEARCHED, me.brand, me.trigger, 0.0, 0.0, 0.0)
    if me.buying == Buying.SEARCHING and u[2] < category.choosing_probability:
        me.buying = Buying.CHOOSING
    if me.buying == Buying.CHOOSING:
        brand, reason = compare_brands(w, book, utilities, me, i, week, seed)
        line.comparisons += 1.0
        line.stays += 1.0 if brand == me.brand and brand != NOBODY else 0.0
        if brand != me.courted_by:
            me.courted_by = NOBODY
        if brand == NOBODY:
            line.nothing_chosen += 1.0
            me.buying = Buying.DORMANT
        elif brand == me.brand and category.is_contractual == 1:
            stay(w, me, i, reason, week, seed)
        else:
            purchase(w, book, irritants, me, i, brand, reason, week, seed)


@kernel
def gives_up(w, me, u):
    """Return whether a search is dropped this week: sooner without desire, and by satisfied subscribers."""
    category = w.category[me.segment]
    dropping = without_desire(category.dropping_probability, me.desire, w.behaviour[me.segment].desire)
    if me.brand >= 0 and category.is_contractual == 1:
        dropping = giving_up_probability(dropping, me.satisfaction, w.behaviour[me.segment].loyalty)
    return u < dropping
