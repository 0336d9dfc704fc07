"""Phase 2: orders are prepared and arrive; people wait, cancel, receive and discover."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import normal, pick
from sim.foundations.draws import Why, uniforms
from sim.foundations.maths import clamp01, difference, squashed
from sim.phases.diary import note
from sim.phases.encounter import deliver_at, live_through, suffer
from sim.phases.leaving import lose_customer
from sim.rules.satisfaction import habit_after_order
from sim.rules.value import cents
from sim.rules.waiting import arrival_quality, cancelling_probability, mood_while_waiting, usual_days_after
from sim.rules.word_of_mouth import review_probability, stars
from sim.state.market_tables import RECEIVING
from sim.state.tables import NO_CONTRACT, NOBODY, Buying, Event, Relation

DAYS_PER_WEEK = 7.0
MOST_RECEIVING = 3
YEAR, TWO_YEARS = 52, 104


@kernel
def orders_arrive(w, book, irritants, start, stop, week, seed):
    """Move every open order one week on: it arrives, is waited for, or is cancelled."""
    for i in range(start, stop):
        me = w.customers[i]
        if me.brand >= 0:
            me.tenure_weeks = min(me.tenure_weeks + 1, 32_000)
            me.quiet_weeks = min(me.quiet_weeks + 1, 32_000)
        me.stage_weeks = min(me.stage_weeks + 1, 32_000)
        if me.buying != Buying.ORDERED:
            continue
        g = me.segment
        p = w.behaviour[g]
        me.waited_days += DAYS_PER_WEEK
        if me.waited_days >= me.actual_days:
            receive(w, book, irritants, me, i, week, seed)
            continue
        me.mood = mood_while_waiting(me.mood, me.waited_days, me.promised_days, p.waiting)
        late = difference(me.waited_days, me.promised_days)
        if late > 0.0:
            u = uniforms(seed, Why.CANCEL, week, i)
            trust = me.trust if me.brand == me.chosen else 0.5
            if u[0] < cancelling_probability(late, trust, p.waiting):
                cancel_order(w, book, me, i, late, week)


@kernel
def cancel_order(w, book, me, i, days_late, week):
    """Cancel the open order; the brand that let one wait is thought less of."""
    line = book[me.chosen, me.segment]
    line.cancellations += 1.0
    knowledge = w.knowledge[i, me.chosen]
    knowledge.image -= 0.5 * w.behaviour[me.segment].impressions.image_gain
    knowledge.expected[1] = clamp01(knowledge.expected[1] - 0.1)
    if me.diary >= 0:
        note(w, me, week, Event.CANCELLED, me.chosen, 0, days_late, 0.0, 0.0)
    me.chosen = NOBODY
    me.buying = Buying.DORMANT
    if me.relation == Relation.WAITING:
        me.relation = Relation.NONE


@kernel
def receive(w, book, irritants, me, i, week, seed):
    """Take delivery: become a customer when one was not, pay, and discover what was ordered."""
    g = me.segment
    p = w.behaviour[g]
    brand = me.chosen
    offer = w.offers[g, brand]
    is_contractual = w.category[g].is_contractual == 1
    u = uniforms(seed, Why.DELIVERY, week, i)
    line = book[brand, g]
    line.deliveries += 1.0
    late_days = max(0.0, difference(me.actual_days, me.promised_days))
    line.lead_days += me.actual_days
    line.late_days += late_days
    line.late_deliveries += 1.0 if late_days > 0.0 else 0.0
    if brand != me.brand:
        if me.brand >= 0:
            lose_customer(w, book, me, i, me.chosen_for, week)
        begin_relation(w, book, me, i, brand, u[0], is_contractual)
    else:
        me.habit = habit_after_order(me.habit, p.satisfaction)
        me.relation = Relation.USING
        me.stage_weeks = 0
    me.quiet_weeks = 0
    me.experiences = min(me.experiences + 1, 1000)
    me.chosen = NOBODY
    me.buying = Buying.DORMANT
    me.tension = 0.0
    if not is_contractual:
        order_eur = offer.price_eur * me.basket * me.price_ratio * (1.0 + me.extended)
        price = cents(order_eur)
        line.revenue_cents += price
        goods = cents(offer.goods_share * order_eur)
        line.service_cost_cents += goods
        me.margin_cents += price - goods
    begin_episode_with_order(w, me, i, brand, u[1], u[2])
    if me.diary >= 0:
        note(w, me, week, Event.DELIVERED, brand, 0, me.actual_days, me.promised_days, 0.0)
    felt = meet_delivery(w, book, irritants, me, i, brand, week, seed)
    me.usual_days = usual_days_after(me.usual_days, me.actual_days, p.waiting)
    if not is_contractual:
        post_review(w, book, me, brand, felt, u[3], week)


@kernel
def begin_relation(w, book, me, i, brand, u_contract, is_contractual):
    """Start the relation with a new brand; the first states come from what one had in mind of it."""
    g = me.segment
    p = w.behaviour[g]
    offer = w.offers[g, brand]
    knowledge = w.knowledge[i, brand]
    line = book[brand, g]
    line.gains += 1.0
    line.gains_by[me.chosen_for] += 1.0
    acquisition = cents(offer.acquisition_eur) + (cents(offer.referral_eur) if knowledge.praise > 0.1 else 0)
    line.acquisition_cost_cents += acquisition
    me.margin_cents -= acquisition
    me.brand = brand
    me.relation = Relation.DISCOVERING
    me.stage_weeks = 0
    me.tenure_weeks = 0
    me.experiences = 0
    me.mood = 0.0
    me.best = 0.0
    me.worst = 0.0
    me.satisfaction = clamp01(p.satisfaction.level + 0.15 * squashed(knowledge.image))
    me.trust = clamp01(0.5 + 0.2 * squashed(knowledge.image))
    me.attachment = clamp01(0.35 + 0.2 * squashed(knowledge.image))
    me.habit = 0.0
    me.adopted = 0.3 * min(me.needed, offer.breadth)
    me.extended = 0.0
    me.price_ratio = 1.0
    me.fault = NOBODY
    me.contract_weeks = NO_CONTRACT
    if is_contractual:
        if u_contract < offer.two_year_contract_share:
            me.contract_weeks = TWO_YEARS
        elif u_contract < offer.two_year_contract_share + offer.year_contract_share:
            me.contract_weeks = YEAR


@kernel
def begin_episode_with_order(w, me, i, brand, u_cause, u_weeks):
    """Begin an episode of at most one cause that comes with this delivery."""
    g = me.segment
    reached = 0.0
    for k in range(w.faults.shape[2]):
        fault = w.faults[g, brand, k]
        reached += fault.order_probability * me.proneness
        if u_cause < reached:
            me.fault = k
            me.fault_weeks = int(min(1.0 + 2.0 * u_weeks * (fault.episode_weeks - 0.5), 200.0))
            return


@kernel
def meet_delivery(w, book, irritants, me, i, brand, week, seed):
    """Return the impression of the last receiving touchpoint met, -1 to 1, after living through each of them."""
    g = me.segment
    p = w.behaviour[g]
    felt = 0.0
    rates = w.reach[g, RECEIVING]
    total = rates[-1]
    for k in range(min(MOST_RECEIVING, int(total + 0.5))):
        u = uniforms(seed, Why.DISCOVERY, week, i, k)
        t = pick(u[0], rates)
        offered, cause, lost = deliver_at(w, me, i, brand, t, u[1], normal(u[1]), u[2])
        delivered = arrival_quality(offered, me.actual_days, me.promised_days, me.usual_days, me.patience, p.waiting)
        felt = live_through(w, book, me, i, brand, t, delivered, w.touchpoints[g, t].effort, cause, normal(u[3]), week)
        if cause >= 0:
            suffer(w, book, irritants, me, i, brand, cause, lost, week)
    return felt


@kernel
def post_review(w, book, me, brand, opinion, u, week):
    """Let a customer post a review, if moved or invited."""
    p = w.behaviour[me.segment].word_of_mouth
    if u < review_probability(opinion, w.offers[me.segment, brand].review_invitation, p):
        given = stars(opinion, p)
        book[brand, me.segment].reviews_by[given - 1] += 1.0
        if me.diary >= 0:
            note(w, me, week, Event.REVIEWED, brand, given, opinion, 0.0, 0.0)
