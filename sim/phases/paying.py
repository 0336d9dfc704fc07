"""Phase 5: bills are paid: what a price is compared with, how it is felt, and rises for existing customers."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.draws import Why, uniform
from sim.phases.diary import note
from sim.phases.leaving import freedom, open_journey, price_paid
from sim.rules.price import (
    looking_after_rise_probability,
    price_loss,
    reference_after_bill,
    rise_noticed,
    trust_after_rise,
    unfair_rise,
)
from sim.state.tables import Buying, Event, Trigger

WEEKS_BETWEEN_BILLS = 4
"""Weeks from one bill of a contract to the next."""


@kernel
def bills_are_paid(w, start, stop, week, seed):
    """Let subscribers among customers `start` to `stop` look at their monthly bill."""
    for i in range(start, stop):
        me = w.customers[i]
        if me.brand < 0 or w.category[me.segment].is_contractual == 0:
            continue
        if me.discount_weeks > 0:
            me.discount_weeks -= 1
            if me.discount_weeks == 0:
                end_discount(w, me)
        if (i + week) % WEEKS_BETWEEN_BILLS == 0:
            look_at_bill(w, me, i, week, seed)


@kernel
def end_discount(w, me):
    """Let the discount of a newcomer end: that was known beforehand, and is no rise."""
    me.discount_weeks = 0
    me.price_ratio = 1.0
    me.paid_eur = price_paid(w, me)
    me.price_loss = price_loss(me.paid_eur, me.reference_eur, me.price_sensitivity, w.behaviour[me.segment].price)


@kernel
def look_at_bill(w, me, i, week, seed):
    """Compare one bill with the reference price and with the bill before."""
    g = me.segment
    p = w.behaviour[g].price
    paid = price_paid(w, me)
    rise = rise_noticed(me.paid_eur, paid, p)
    if rise > 0.0:
        meet_rise(w, me, i, rise, week, seed)
    me.paid_eur = paid
    me.reference_eur = reference_after_bill(me.reference_eur, paid, w.price_norms[g, me.brand].fair_eur, p)
    me.price_loss = price_loss(paid, me.reference_eur, me.price_sensitivity, p)


@kernel
def meet_rise(w, me, i, rise, week, seed):
    """Process a rise for an existing customer: trust falls by its unfairness, and some look around at once."""
    g = me.segment
    p = w.behaviour[g].price
    offer = w.offers[g, me.brand]
    felt = unfair_rise(
        rise, me.price_sensitivity, offer.rise_announced, offer.rise_justified, offer.newcomer_discount, p
    )
    me.trust = trust_after_rise(me.trust, felt, p)
    note(w, me, week, Event.PRICE_ROSE, me.brand, 0, me.paid_eur, felt, 0.0)
    if w.category[g].is_contractual == 0 or me.buying != Buying.DORMANT:
        return
    if uniform(seed, Why.PRICE, week, i) < freedom(w, me) * looking_after_rise_probability(felt, p):
        open_journey(w, me, Trigger.PRICE, week)
