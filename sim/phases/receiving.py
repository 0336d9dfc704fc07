"""Phase 2: orders are prepared and delivered; customers wait, cancel, receive and discover."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import normal, pick, share_within
from sim.foundations.draws import Why, uniform, uniforms
from sim.foundations.maths import MIDDLE, difference, rounded
from sim.phases.asking import OF_A_DELIVERY, ask_about
from sim.phases.diary import note
from sim.phases.encounter import Encounter, deliver_at, process_encounter
from sim.phases.following import bought_by
from sim.phases.household import begin_to_use, users_of
from sim.phases.leaving import lose_customer, price_paid
from sim.phases.ordering import weeks_signed
from sim.phases.paying import end_discount, look_at_bill
from sim.phases.trouble import begin_episode
from sim.rules.expectation import expectation_after_cancelling
from sim.rules.household import user_in_turn
from sim.rules.impressions import image_after_cancelling
from sim.rules.impulse import regret, returning_probability, satisfaction_after_regret
from sim.rules.price import price_loss, reference_target
from sim.rules.satisfaction import first_attachment, first_satisfaction, first_trust, habit_after_order
from sim.rules.usage import bill_for_breadth, first_adoption, stated_need
from sim.rules.value import cents, goods_cost_eur
from sim.rules.waiting import (
    arrival_quality,
    cancelling_probability,
    mood_after_order,
    mood_while_waiting,
    usual_days_after,
)
from sim.rules.word_of_mouth import is_referred, review_probability, stars
from sim.state.market_tables import DELIVERY, RECEIVING
from sim.state.tables import MOST_EXPERIENCES, MOST_WEEKS, NO_CONTRACT, NOBODY, Buying, Event, Reason, Relation, Stage

DAYS_PER_WEEK = 7.0
"""Days of one step: delivery times are in days."""

MOST_RECEIVING = 3
"""Maximum number of encounters of receiving with one delivery."""


@kernel
def orders_arrive(w, book, irritants, lost, start, stop, week, seed):
    """Advance every open order by one week: it arrives, is waited for, or is cancelled."""
    for i in range(start, stop):
        me = w.customers[i]
        if me.brand >= 0:
            me.tenure_weeks = min(me.tenure_weeks + 1, MOST_WEEKS)
            me.quiet_weeks = min(me.quiet_weeks + 1, MOST_WEEKS)
        me.stage_weeks = min(me.stage_weeks + 1, MOST_WEEKS)
        if me.buying != Buying.ORDERED:
            continue
        g = me.segment
        p = w.behaviour[g]
        me.waited_days += DAYS_PER_WEEK
        if me.waited_days >= me.actual_days:
            receive(w, book, irritants, lost, me, i, week, seed)
            continue
        tracking = w.offers[g, me.chosen].tracking
        me.order_mood = mood_while_waiting(me.order_mood, me.waited_days, me.promised_days, tracking, p.waiting)
        late = difference(me.waited_days, me.promised_days)
        if late > 0.0:
            u = uniforms(seed, Why.CANCEL, week, i)
            trust = me.trust if me.brand == me.chosen else MIDDLE
            if u[0] < cancelling_probability(late, tracking, trust, p.waiting):
                cancel_order(w, book, me, i, late, week)


@kernel
def cancel_order(w, book, me, i, days_late, week):
    """Cancel the open order; expectation and image of the late brand fall, and the mood of its own customers."""
    line = book[me.chosen, me.segment]
    line.cancellations += 1.0
    knowledge = w.knowledge[i, me.chosen]
    p = w.behaviour[me.segment]
    knowledge.image = image_after_cancelling(knowledge.image, p.impressions)
    knowledge.expected[Stage.RECEIVING] = expectation_after_cancelling(
        knowledge.expected[Stage.RECEIVING], p.expectation
    )
    if me.chosen == me.brand:
        me.mood = mood_after_order(me.mood, me.order_mood, p.waiting)
    note(w, me, week, Event.CANCELLED, me.chosen, 0, days_late, 0.0, 0.0)
    me.chosen = NOBODY
    me.courted_by = NOBODY
    me.buying = Buying.DORMANT
    if me.relation == Relation.WAITING:
        me.relation = Relation.NONE


@kernel
def receive(w, book, irritants, lost, me, i, week, seed):
    """Process a delivery: acquisition of a new customer, payment and first discovery."""
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
            book[me.brand, g].losses_after[me.trigger] += 1.0
            lose_customer(w, book, lost, me, i, me.chosen_for, week)
        begin_relation(w, book, me, i, brand, u[0], is_contractual)
        state_need(w, me, i, week, seed)
    else:
        me.mood = mood_after_order(me.mood, me.order_mood, p.waiting)
        me.habit = habit_after_order(me.habit, p.satisfaction)
        me.relation = Relation.USING
        me.stage_weeks = 0
    me.quiet_weeks = 0
    me.experiences = min(me.experiences + 1, MOST_EXPERIENCES)
    me.chosen = NOBODY
    me.buying = Buying.DORMANT
    me.tension = 0.0
    me.desire = 0.0
    is_kept = me.chosen_for != Reason.UNPLANNED or keeps(w, book, me, i, brand, u[2], week)
    if not is_contractual:
        price = cents(price_paid(w, me) * me.basket * (1.0 + me.extended))
        look_at_bill(w, me, i, week, seed)
        if me.discount_weeks > 0:  # a voucher for the first order
            end_discount(w, me)
        goods = cents(goods_cost_eur(offer.goods_eur, me.basket, me.extended))
        if is_kept:
            line.revenue_cents += price
            line.service_cost_cents += goods
            me.margin_cents += price - goods
    for k in range(w.episodes.shape[1]):
        begin_episode(w, me, i, brand, k, True, u[1])
    note(w, me, week, Event.DELIVERED, brand, 0, me.actual_days, me.promised_days, 0.0)
    felt = meet_delivery(w, book, irritants, me, i, brand, week, seed)
    me.usual_days = usual_days_after(me.usual_days, me.actual_days, p.waiting)
    if not is_contractual:
        post_review(w, book, me, brand, felt, u[3], week)


@kernel
def keeps(w, book, me, i, brand, u, week):
    """Return whether an unplanned purchase is kept: one that does not fit is regretted, and some are sent back."""
    p = w.behaviour[me.segment].impulse
    regretted = regret(w.knowledge[i, brand].match)
    if regretted == 0.0:
        return True
    me.satisfaction = satisfaction_after_regret(me.satisfaction, regretted, p)
    is_sent_back = u < returning_probability(regretted, p)
    book[brand, me.segment].sent_back += 1.0 if is_sent_back else 0.0
    note(w, me, week, Event.REGRETTED, brand, 1 if is_sent_back else 0, regretted, 0.0, 0.0)
    return not is_sent_back


@kernel
def begin_relation(w, book, me, i, brand, u_contract, is_contractual):
    """Start the relation with a new brand; first states follow from brand knowledge."""
    g = me.segment
    p = w.behaviour[g]
    offer = w.offers[g, brand]
    knowledge = w.knowledge[i, brand]
    line = book[brand, g]
    line.gains += 1.0
    line.gains_by[me.chosen_for] += 1.0
    reward = cents(offer.referral_eur) if is_referred(knowledge.praise, p.word_of_mouth) else 0
    acquisition = cents(offer.acquisition_eur) + reward
    line.acquisition_cost_cents += acquisition
    me.margin_cents -= acquisition
    me.brand = brand
    me.relation = Relation.DISCOVERING
    me.stage_weeks = 0
    me.tenure_weeks = 0
    me.experiences = 0
    me.mood = mood_after_order(0.0, me.order_mood, p.waiting)
    me.best = 0.0
    me.worst = 0.0
    me.worst_at = NOBODY
    me.worst_for = NOBODY
    me.usual_days = me.promised_days
    me.avoids_self_service = 0
    me.satisfaction = first_satisfaction(knowledge.image, me.mood, p.satisfaction)
    me.experience = knowledge.expected[Stage.USING]  # at first one lives what one imagines
    me.usual_feel = 0.0
    me.trust = first_trust(knowledge.image, p.satisfaction)
    me.attachment = first_attachment(knowledge.image, p.satisfaction)
    me.habit = 0.0
    me.hassle = 0.0
    me.setback = 0.0
    me.recoveries = 0.0
    me.echo = 0.0
    agree_on_price(w, me, brand)
    me.contract_weeks = weeks_signed(offer, u_contract) if is_contractual else NO_CONTRACT


@kernel
def state_need(w, me, i, week, seed):
    """Let a new customer say what is needed, buy that or more, and take up part of it."""
    offer = w.offers[me.segment, me.brand]
    p = w.behaviour[me.segment].usage
    z = normal(uniform(seed, Why.SALE, week, i))
    me.stated = stated_need(me.needed, offer.guidance, me.expertise, z, p)
    me.sold_up = offer.selling_up
    bought = bought_by(w, me)
    me.adopted = first_adoption(me.needed, bought, p)
    me.extended = bill_for_breadth(bought, offer.breadth, p)
    begin_to_use(w, me, i)


@kernel
def agree_on_price(w, me, brand):
    """Set the price of a new customer of a brand: that of the list, or of the offer that brought the customer."""
    offer = w.offers[me.segment, brand]
    p = w.behaviour[me.segment].price
    me.agreed_eur = offer.price_eur
    me.price_ratio = 1.0
    me.discount_weeks = 0
    if me.courted_by == brand:
        me.price_ratio = 1.0 - offer.newcomer_discount
        me.discount_weeks = min(rounded(offer.discount_weeks), MOST_WEEKS)
    me.courted_by = NOBODY
    me.paid_eur = offer.price_eur * me.price_ratio
    me.reference_eur = reference_target(offer.price_eur, w.price_norms[me.segment, brand].fair_eur, p)
    me.price_loss = price_loss(me.paid_eur, me.reference_eur, me.price_sensitivity, p)


@kernel
def meet_delivery(w, book, irritants, me, i, brand, week, seed):
    """Return the impression of the last encounter of receiving, -1 to 1, after processing each of them.

    The order reaches the customer in one mode of delivery, where there are several.
    """
    g = me.segment
    p = w.behaviour[g]
    felt = 0.0
    modes, rates = w.reach[g, brand, DELIVERY], w.reach[g, brand, RECEIVING]
    has_mode = 1 if modes[-1] > 0.0 else 0
    for k in range(min(MOST_RECEIVING, has_mode + rounded(rates[-1]))):
        u = uniforms(seed, Why.DISCOVERY, week, i, k)
        met = modes if k < has_mode else rates
        t = pick(u[0], met)
        offered, cause, lost = deliver_at(w, me, i, brand, t, normal(u[1]), u[2])
        delivered = arrival_quality(offered, me.actual_days, me.promised_days, me.usual_days, me.patience, p.waiting)
        user = user_in_turn(share_within(u[0], met, t), users_of(me))
        effort = w.touchpoints[g, brand, t].effort
        encounter = Encounter(delivered, effort, user, cause, cause, lost, u[2], normal(u[3]))
        felt = process_encounter(w, book, irritants, me, i, brand, t, encounter, week)
        ask_about(w, me, i, t, encounter, felt, OF_A_DELIVERY + k, week, seed)
    return felt


@kernel
def post_review(w, book, me, brand, opinion, u, week):
    """Post a review with the probability of a customer's opinion and invitation."""
    p = w.behaviour[me.segment].word_of_mouth
    if u < review_probability(opinion, w.offers[me.segment, brand].review_invitation, p):
        given = stars(opinion, p)
        book[brand, me.segment].reviews_by[given - 1] += 1.0
        note(w, me, week, Event.REVIEWED, brand, given, opinion, 0.0, 0.0)
