"""Offers of rivals reach customers who were not looking for another brand."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.phases.diary import note
from sim.phases.following import under_used_by
from sim.phases.leaving import freedom, open_journey
from sim.rules.courting import approach_rate, easy_prey, heeding_probability, highest_heeding_probability
from sim.rules.loyalty import delight, openness, settled
from sim.rules.satisfaction import lived_beyond
from sim.rules.word_of_mouth import alarm
from sim.state.tables import Event, Trigger


@kernel
def be_courted(w, me, i, u, week):
    """Let the offer of a rival reach a customer, and perhaps be heeded; `u` is a uniform.

    A subscriber begins to compare at once; a buyer keeps the offer in mind for the next purchase.
    """
    p = w.behaviour[me.segment]
    louder = alarm(me.echo, p.word_of_mouth)
    most = w.offers_a_week[me.segment] * easy_prey(1.0, p.courting)
    if u >= louder * highest_heeding_probability(most, me.mobility):
        return
    total = 0.0
    for b in range(w.knowledge.shape[1]):
        total += rate_of_offers(w, me, b)
    heard = total * easy_prey(under_used_by(w, me), p.courting)
    lived = lived_beyond(me.experience, p.satisfaction)
    open_share = openness(delight(me.satisfaction, lived, p.loyalty), p.loyalty)
    settled_share = settled(me.tenure_weeks, p.loyalty)
    heeds = heeding_probability(heard, me.mobility, me.habit, open_share, settled_share, p.courting)
    heeds *= louder * freedom(w, me)
    if u >= heeds:
        return
    target = u / heeds * total
    reached = 0.0
    for b in range(w.knowledge.shape[1]):
        reached += rate_of_offers(w, me, b)
        if target < reached:
            me.courted_by = b
            break
    note(w, me, week, Event.COURTED, me.courted_by, 0, me.satisfaction, me.habit, 0.0)
    if w.category[me.segment].is_contractual == 1:
        open_journey(w, me, Trigger.OFFER, week)


@kernel
def rate_of_offers(w, me, b):
    """Return how often offers of a brand reach this customer, a week; its own customers get none."""
    if b == me.brand or w.brand_states[b].is_present == 0:
        return 0.0
    offer = w.offers[me.segment, b]
    return approach_rate(offer.approach_rate, b == me.former, offer.win_back)
