"""Phase 10: the week is booked: bills and the state of every customer enter the ledger."""

from __future__ import annotations

from numba import literal_unroll

from sim.foundations.compiled import kernel
from sim.foundations.maths import squashed
from sim.phases.asking import questions_end
from sim.phases.following import bought_by
from sim.phases.leaving import book_fresh_trouble, price_paid
from sim.rules.impressions import remembered
from sim.rules.loyalty import is_delighted, loyalty_type, recommendation, recommender
from sim.rules.needs import unmet_need
from sim.rules.price import value_for_money
from sim.rules.satisfaction import lived_beyond, pleasure
from sim.rules.usage import is_oversized, novelty, under_use
from sim.rules.value import WEEKS_PER_MONTH, cents, goods_cost_eur, weekly_bill_eur
from sim.rules.word_of_mouth import comes_to_mind
from sim.state.counters import SUMMED_OVER_CUSTOMERS, SUMMED_OVER_EVERYBODY
from sim.state.tables import Buying

NOT_MASTERED, OVERSIZED = range(2)
"""Causes of under-use, in the order of the counter of under-users."""


@kernel
def week_is_booked(w, book, troubled, start, stop, week, seed):
    """Book the week of customers `start` to `stop`, and publish what others can see of them."""
    for i in range(start, stop):
        me = w.customers[i]
        g = me.segment
        w.shown[i].brand = me.brand
        p = w.behaviour[g].word_of_mouth
        for b in range(w.knowledge.shape[1]):
            book[b, g].aware += 1.0 if b == me.brand or comes_to_mind(w.knowledge[i, b].awareness, p) else 0.0
        line = book[me.brand, g]
        line.customers += 1.0
        line.buying_stages[me.buying] += 1.0
        if me.buying == Buying.ORDERED:
            book[me.chosen, g].open_orders += 1.0
        for state in literal_unroll(SUMMED_OVER_EVERYBODY):
            line[state] += me[state]
        if me.brand >= 0:
            book_customer(w, line, me, i, week, seed)
            book_fresh_trouble(w, troubled[me.brand, g], i)


@kernel
def book_customer(w, line, me, i, week, seed):
    """Book bill, cost to serve and states of one customer of a brand, who may be asked to recommend it."""
    g = me.segment
    p = w.behaviour[g]
    offer = w.offers[g, me.brand]
    knowledge = w.knowledge[i, me.brand]
    if w.category[g].is_contractual == 1:
        bill = cents(weekly_bill_eur(price_paid(w, me) * me.basket, me.extended))
        goods = goods_cost_eur(offer.goods_eur, me.basket, me.extended) / WEEKS_PER_MONTH
        cost = cents(offer.service_eur) + cents(goods)
        line.revenue_cents += bill
    else:
        bill = 0
        cost = cents(offer.service_eur)
    line.service_cost_cents += cost
    me.margin_cents += bill - cost
    if me.problem >= 0:
        line.open_problems += 1.0
    for state in literal_unroll(SUMMED_OVER_CUSTOMERS):
        line[state] += me[state]
    lived = lived_beyond(me.experience, p.satisfaction)
    line.image += squashed(knowledge.image)
    bought = bought_by(w, me)
    line.bought += bought
    line.offered += offer.breadth
    line.unmet += unmet_need(me.needed, bought)
    line.novelty += novelty(offer.breadth, w.usual[g].breadth)
    if under_use(me.adopted, bought, p.usage) > 0.0:
        line.under_users[OVERSIZED if is_oversized(me.needed, me.adopted, bought) else NOT_MASTERED] += 1.0
    line.users += me.users
    line.delighted += 1.0 if is_delighted(me.satisfaction, lived, p.loyalty) else 0.0
    memory = remembered(knowledge.image, me.best, me.worst, me.mood, p.impressions)
    value = value_for_money(me.price_loss)
    pleased = pleasure(me.satisfaction, 0.0, p.satisfaction)
    views = squashed(knowledge.image), memory, me.trust, me.attachment, value, pleased, lived
    score = recommendation(*views, me.leniency, p.loyalty)
    questions_end(w, me, i, score, memory, week, seed)
    line.recommendation += score
    line.recommenders[recommender(score)] += 1.0
    line.loyalty_types[loyalty_type(memory - best_rival_in_mind(w, me, i), me.habit, p.loyalty)] += 1.0


@kernel
def best_rival_in_mind(w, me, i):
    """Return the image of the best rival that comes to mind, -1 to 1: image by awareness."""
    best = -1.0
    for b in range(w.knowledge.shape[1]):
        rival = w.knowledge[i, b]
        image = rival.awareness * squashed(rival.image)
        best = max(best, image if b != me.brand else -1.0)
    return best
