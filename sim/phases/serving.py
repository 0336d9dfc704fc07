"""Phase 2, the brands' side: queues, delivery times, ratings and the market's standard follow from last week's load."""

from __future__ import annotations

from sim.foundations.compiled import entry, kernel
from sim.foundations.maths import towards
from sim.market.market_sheet import AGENTS_PER
from sim.rules.assistance import MINUTES_PER_HOUR, queue_of
from sim.rules.courting import approach_rate
from sim.rules.expectation import known_quality_after, market_standard_after
from sim.rules.needs import usual_after_a_week
from sim.rules.price import LEAST_PRICE, fair_price
from sim.rules.staff import (
    overload,
    reported_share,
    solving_by_staff,
    standards_lost_after,
    warmth_by_staff,
)
from sim.rules.value import weekly_wages_eur
from sim.rules.waiting import lead_time_factor, size_after
from sim.rules.word_of_mouth import MOST_STARS, public_rating
from sim.state.tables import AUDIENCES, SHOP, STAFF, STAGES, SUPPORT

_TINY = 1e-12
"""Keeps the quotient defined when nobody waits."""


@entry
def brands_serve(w, last, week):
    """Set the state of every brand for this week from the ledger of `last` week, (B + 1, G) BOOK."""
    n_brands, n_segments = w.brand_states.shape[0], last.shape[1]
    voice = 0.0
    for b in range(n_brands):
        w.brand_states[b].is_present = 1 if is_on_market(w, b, week) else 0
        w.brand_states[b].withdraws = 1 if w.brand_states[b].is_present == 0 and is_used(last, b) else 0
        voice += voice_of(w, b)
    for b in range(n_brands):
        state = w.brand_states[b]
        state.voice_share = voice_of(w, b) / voice if voice > 0.0 else 0.0
        backlog, customers = 0.0, 0.0
        for sign in range(AUDIENCES):
            reached = 0.0
            for g in range(n_segments):
                reached += last[b, g].audience[sign]
            state.audience[sign] = min(1.0, reached / w.customers.shape[0])
        for staff in range(len(STAFF)):
            state.contacts[staff] = 0.0
        for g in range(n_segments):
            for staff in range(len(STAFF)):
                state.contacts[staff] += last[b, g].served[staff]
            backlog += last[b, g].open_orders
            customers += last[b, g].customers
        state.backlog = backlog
        offer = w.offers[0, b]
        served = max(customers, planned_size(w, b))
        state.size = size_after(state.size, served, offer.adapting_weeks) if state.size > 0.0 else served
        state.wages_eur = 0.0
        serve(w, state, b, SUPPORT, offer.support_agents, offer.handling_minutes)
        serve(w, state, b, SHOP, offer.shop_agents, offer.visit_minutes)
        state.lead_factor = lead_time_factor(backlog, offer.order_capacity * state.size)
        update_rating(w, state, last, b)
    raise_standard(w, last)
    for g in range(n_segments):
        spread_features(w, g)
        w.offers_a_week[g] = 0.0
        for b in range(n_brands):
            set_price_norm(w, g, b)
            if w.brand_states[b].is_present == 1:
                offer = w.offers[g, b]
                w.offers_a_week[g] += approach_rate(offer.approach_rate, True, max(1.0, offer.win_back))


@kernel
def is_on_market(w, b, week):
    """Return whether a brand has entered the market and not left it."""
    offer = w.offers[0, b]
    has_entered = offer.enters_in_week == 0.0 or week >= offer.enters_in_week
    return has_entered and (offer.leaves_in_week == 0.0 or week < offer.leaves_in_week)


@kernel
def is_used(last, b):
    """Return whether a brand had customers or open orders at the end of last week."""
    used = 0.0
    for g in range(last.shape[1]):
        used += last[b, g].customers + last[b, g].open_orders
    return used > 0.0


@kernel
def spread_features(w, g):
    """Let what the best offer has beyond the usual become usual in a segment, whoever stands still."""
    best = 0.0
    for b in range(w.brand_states.shape[0]):
        if w.brand_states[b].is_present == 1:
            best = max(best, w.offers[g, b].breadth)
    usual = w.usual[g]
    before = usual.breadth
    usual.breadth = usual_after_a_week(before, best, w.behaviour[g].needs.feature_kept)
    usual.rise = usual.breadth - before
    usual.spread += usual.rise


@kernel
def set_price_norm(w, g, b):
    """Set what the price of a brand is compared with: the others on the market, as far as they are heard of."""
    total, price, positioning = 0.0, 0.0, 0.0
    for other in range(w.brand_states.shape[0]):
        if other != b:
            voice = w.brand_states[other].voice_share
            total += voice
            price += voice * w.offers[g, other].price_eur
            positioning += voice * w.offers[g, other].positioning
    offer = w.offers[g, b]
    norm = w.price_norms[g, b]
    if total <= 0.0:  # alone on the market
        norm.others_eur = max(offer.price_eur, LEAST_PRICE)
        norm.fair_eur = offer.price_eur
        return
    norm.others_eur = max(price / total, LEAST_PRICE)
    norm.fair_eur = fair_price(price / total, offer.positioning, positioning / total, w.behaviour[g].price)


@kernel
def planned_size(w, b):
    """Return for how many customers a brand has capacity before it has them: an entrant, and all in a new category."""
    offer = w.offers[0, b]
    planned = 0.0
    if offer.share == 0.0 or offer.enters_in_week > 0.0:
        planned = offer.planned_share
    elif w.category[0].aware_share < 1.0:
        planned = offer.share
    return planned * w.customers.shape[0]


@kernel
def voice_of(w, b):
    """Return the visibility of a brand, mean over segments; nothing before it enters."""
    if w.brand_states[b].is_present == 0:
        return 0.0
    total = 0.0
    n_segments = w.category[0].segments
    for g in range(n_segments):
        total += w.offers[g, b].visibility
    return total / n_segments


@kernel
def serve(w, state, b, staff, agents_per, minutes_each):
    """Set the waiting times of this week's contacts or visits from those of last week and the staff.

    The queue is that of the whole market, of which those simulated are a sample: large queues are
    more efficient than small ones. Agents need not be a whole number: a part of an agent is there for that part of the
    hours. Wages are those of the staff of the customers simulated, from the week on in which the brand is present.
    """
    offer = w.offers[0, b]
    real = real_people(w)
    agents = agents_per * state.size / AGENTS_PER
    wages = weekly_wages_eur(agents, offer.agent_hours, offer.wage_eur) * (1.0 + offer.training * offer.training_share)
    state.wages_eur += state.is_present * wages
    agents *= real
    arrivals = state.contacts[staff] * real / offer.agent_hours
    handled = MINUTES_PER_HOUR / minutes_each
    abandoned = MINUTES_PER_HOUR / w.behaviour[0].assistance.patience_minutes
    busy = arrivals / (handled * agents) if agents > 0.0 else 0.0
    feel_load(w, state, b, staff, busy)
    fewer = int(agents)
    share = agents - fewer
    waits, gives_up, minutes = queue_of(arrivals, handled, abandoned, fewer)
    waits_less, gives_up_less, minutes_less = queue_of(arrivals, handled, abandoned, fewer + 1)
    waiting = towards(waits, waits_less, share)
    state.wait_probability[staff] = waiting
    state.wait_minutes[staff] = towards(minutes, minutes_less, share)
    state.abandon_probability[staff] = min(1.0, towards(gives_up, gives_up_less, share) / max(waiting, _TINY))


@kernel
def feel_load(w, state, b, staff, busy):
    """Set what load, training, room to decide, thanks and blame make of staff; `busy` is work by hours."""
    offer, p = w.offers[0, b], w.behaviour[0].staff
    lost = standards_lost_after(state.standards_lost[staff], overload(busy, p), offer.training, p)
    state.standards_lost[staff] = lost
    state.warmth[staff] = warmth_by_staff(lost, offer.room, offer.training, offer.thanks, offer.blame, p)
    state.solving[staff] = solving_by_staff(lost, offer.room, offer.training, p)
    state.reported = reported_share(offer.thanks, offer.blame, p)


@kernel
def real_people(w):
    """Return how many real people each simulated customer represents."""
    category = w.category[0]
    return category.people_per_customer * category.customers / w.customers.shape[0]


@kernel
def update_rating(w, state, last, b):
    """Discount older reviews and add last week's."""
    p = w.behaviour[0].word_of_mouth
    state.stars *= p.rating_kept
    state.reviews *= p.rating_kept
    for g in range(last.shape[1]):
        for given in range(int(MOST_STARS)):
            number = last[b, g].reviews_by[given]
            state.stars += number * (given + 1)
            state.reviews += number
    state.rating = public_rating(state.stars, state.reviews, w.behaviour[0].choice.usual_rating, p)


@kernel
def raise_standard(w, last):
    """Move the market standard of each stage towards the best quality that a brand of sufficient size delivers."""
    p = w.behaviour[0].expectation
    n_brands, n_segments = w.brand_states.shape[0], last.shape[1]
    for stage in range(len(STAGES)):
        best = 0.0
        for b in range(n_brands):
            met, delivered = 0.0, 0.0
            for g in range(n_segments):
                met += last[b, g].encounters[stage]
                delivered += last[b, g].delivered[stage]
            state = w.brand_states[b]
            if met > 0.0:
                state.delivered[stage] = known_quality_after(state.delivered[stage], delivered / met, met, p)
            if state.is_present == 1:
                best = max(best, state.delivered[stage])
        w.standard[stage] = market_standard_after(w.standard[stage], best, p)
