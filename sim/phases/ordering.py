"""Ordering, and staying: what follows from a choice."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import lognormal
from sim.foundations.draws import Why, uniform, uniforms
from sim.phases.diary import note
from sim.state.tables import NOBODY, Buying, Event, Relation

YEAR, TWO_YEARS = 52, 104


@kernel
def place_order(w, book, me, i, brand, reason, week, seed):
    """Order from a brand: promised and actual delivery times are set by its promise, its load, and chance."""
    g = me.segment
    offer = w.offers[g, brand]
    p = w.behaviour[g]
    u = uniforms(seed, Why.ORDER, week, i)
    delay = 1.0 + p.touchpoints.congestion_effect * (w.brand_states[brand].lead_factor - 1.0)
    days = lognormal(u[0], offer.lead_days * delay, offer.lead_spread)
    if u[1] < offer.incident_probability:
        days *= p.waiting.incident_factor
    me.promised_days = offer.delivery_days
    me.actual_days = min(days, 700.0)
    me.waited_days = 0.0
    me.usual_days = me.usual_days if me.brand == brand else offer.delivery_days
    me.chosen = brand
    me.chosen_for = reason
    me.buying = Buying.ORDERED
    if me.brand == NOBODY:
        me.relation = Relation.WAITING
        me.stage_weeks = 0
    line = book[brand, g]
    line.orders += 1.0
    if brand != me.brand:
        line.first_orders += 1.0
    if me.diary >= 0:
        note(w, me, week, Event.ORDERED, brand, reason, me.promised_days, me.actual_days, 0.0)


@kernel
def stay(w, me, i, reason, week, seed):
    """Stay with the present brand after comparing; whoever is not bound may sign a new contract."""
    me.buying = Buying.DORMANT
    if me.diary >= 0:
        note(w, me, week, Event.STAYED, me.brand, reason, me.satisfaction, me.trust, me.habit)
    if me.contract_weeks <= 0:
        sign_again(w, me, i, week, seed)


@kernel
def sign_again(w, me, i, week, seed):
    """Let a customer of a brand sign a new contract with it, or go on without one."""
    offer = w.offers[me.segment, me.brand]
    u = uniform(seed, Why.RENEWAL, week, i)
    if u < offer.two_year_contract_share:
        me.contract_weeks = TWO_YEARS
    elif u < offer.two_year_contract_share + offer.year_contract_share:
        me.contract_weeks = YEAR
    else:
        return
    if me.diary >= 0:
        note(w, me, week, Event.RENEWED, me.brand, me.contract_weeks, 0.0, 0.0, 0.0)
