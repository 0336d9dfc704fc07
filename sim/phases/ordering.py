"""Ordering and staying: the consequences of a choice."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import lognormal, normal, pick
from sim.foundations.draws import Why, uniform, uniforms
from sim.foundations.maths import rounded
from sim.phases.diary import note
from sim.phases.encounter import Encounter, deliver_at, process_encounter
from sim.phases.household import WHO_SIGNED
from sim.rules.desire import abandoning_probability
from sim.rules.touchpoints import preparation_factor
from sim.state.market_tables import ORDERING
from sim.state.tables import LONGEST_DELIVERY, NO_CONTRACT, NOBODY, Buying, Event, Relation

YEAR, TWO_YEARS = 52, 104
"""Weeks of a contract."""

MOST_AT_PURCHASE = 3
"""Maximum number of encounters with one purchase."""


@kernel
def purchase(w, book, irritants, me, i, brand, reason, week, seed):
    """Return whether a purchase is completed: touchpoints of the last step are met, and may drive the buyer away."""
    g = me.segment
    rates = w.reach[g, brand, ORDERING]
    felt = 0.0
    for k in range(min(MOST_AT_PURCHASE, rounded(rates[-1]))):
        u = uniforms(seed, Why.PURCHASE, week, i, k)
        t = pick(u[0], rates)
        delivered, cause, lost = deliver_at(w, me, i, brand, t, normal(u[1]), u[2])
        effort = w.touchpoints[g, brand, t].effort
        encounter = Encounter(delivered, effort, WHO_SIGNED, cause, cause, lost, u[2], normal(u[3]))
        felt = process_encounter(w, book, irritants, me, i, brand, t, encounter, week)
    if felt < 0.0 and uniform(seed, Why.PURCHASE, week, i, MOST_AT_PURCHASE) < abandoning_probability(
        felt, w.behaviour[g].desire
    ):
        book[brand, g].purchases_abandoned += 1.0
        me.buying = Buying.DORMANT
        me.courted_by = NOBODY
        note(w, me, week, Event.ABANDONED, brand, 0, felt, 0.0, 0.0)
        return False
    place_order(w, book, me, i, brand, reason, week, seed)
    return True


@kernel
def place_order(w, book, me, i, brand, reason, week, seed):
    """Order from a brand: promised and actual delivery times follow from its promise, its load and chance."""
    g = me.segment
    offer = w.offers[g, brand]
    p = w.behaviour[g]
    u = uniforms(seed, Why.ORDER, week, i)
    delay = preparation_factor(w.brand_states[brand].lead_factor, p.touchpoints)
    days = lognormal(u[0], offer.lead_days * delay, offer.lead_spread)
    if u[1] < offer.incident_probability:
        days *= p.waiting.incident_factor
    me.promised_days = offer.delivery_days
    me.actual_days = min(days, LONGEST_DELIVERY)
    me.waited_days = 0.0
    me.order_mood = 0.0
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
    note(w, me, week, Event.ORDERED, brand, reason, me.promised_days, me.actual_days, 0.0)


@kernel
def stay(w, me, i, reason, week, seed):
    """Stay with the present brand after a comparison; a customer out of contract may sign a new one."""
    me.buying = Buying.DORMANT
    note(w, me, week, Event.STAYED, me.brand, reason, me.satisfaction, me.trust, me.habit)
    if me.contract_weeks <= 0:
        sign_again(w, me, i, week, seed)


@kernel
def weeks_signed(offer, u):
    """Return the weeks of the contract that a customer signs with a brand, or NO_CONTRACT."""
    if u < offer.two_year_contract_share:
        return TWO_YEARS
    if u < offer.two_year_contract_share + offer.year_contract_share:
        return YEAR
    return NO_CONTRACT


@kernel
def sign_again(w, me, i, week, seed):
    """Renew the contract of a customer, or continue without one."""
    weeks = weeks_signed(w.offers[me.segment, me.brand], uniform(seed, Why.RENEWAL, week, i))
    if weeks == NO_CONTRACT:
        return
    me.contract_weeks = weeks
    me.agreed_eur = w.offers[me.segment, me.brand].price_eur
    note(w, me, week, Event.RENEWED, me.brand, me.contract_weeks, 0.0, 0.0, 0.0)
