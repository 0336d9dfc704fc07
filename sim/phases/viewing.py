"""Phase 4: brand knowledge and relation states change: forgetting, market standard, encounters of the week."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.distributions import exponential
from sim.foundations.draws import Why, uniforms
from sim.phases.asking import ask_about
from sim.phases.diary import note
from sim.phases.encounter import Encounter, deliver_at, meet_advert, process_encounter
from sim.rules.assistance import is_forgotten, quality_after_waiting
from sim.rules.expectation import demanded_of, expectation_from_elsewhere, expectation_from_market
from sim.rules.impressions import faded
from sim.rules.satisfaction import trust_after_a_week
from sim.state.tables import NOBODY, SHOP, STAGES, Buying, Event, Stage

WEEKS_BETWEEN_LOOKS = 4
"""Weeks between looks at what other brands do: standards move slowly."""


@kernel
def memory_fades(w, start, stop, week):
    """Apply one week of forgetting to customers `start` to `stop`."""
    for i in range(start, stop):
        me = w.customers[i]
        p = w.behaviour[me.segment]
        me.mood = faded(me.mood, p.impressions.mood_kept)
        me.desire = faded(me.desire, p.desire.desire_kept)
        me.tempted_by = NOBODY
        me.temptation = 0.0
        me.hassle = faded(me.hassle, p.convenience.hassle_kept)
        me.trust = trust_after_a_week(me.trust, p.satisfaction.trust_fading_kept)
        me.best = faded(me.best, p.impressions.peak_kept)
        me.worst = faded(me.worst, p.impressions.peak_kept)
        me.echo = faded(me.echo, p.word_of_mouth.echo_kept)
        me.setback = faded(me.setback, p.assistance.setback_kept)
        me.recoveries = faded(me.recoveries, p.assistance.recoveries_kept)
        me.grudge = faded(me.grudge, p.assistance.grudge_kept)
        if is_forgotten(me.grudge, p.assistance):
            me.grudge = 0.0
            me.grudge_brand = NOBODY
        for k in range(w.traces.shape[1]):
            w.traces[i, k] = faded(w.traces[i, k], p.impressions.trace_kept)
        heard = 1.0 - p.word_of_mouth.fading
        for b in range(w.knowledge.shape[1]):
            knowledge = w.knowledge[i, b]
            knowledge.image = faded(knowledge.image, p.impressions.image_kept)
            knowledge.awareness = faded(knowledge.awareness, p.word_of_mouth.awareness_kept)
            knowledge.praise = faded(knowledge.praise, heard)
            knowledge.blame = faded(knowledge.blame, heard)
            kept = p.word_of_mouth.story_kept if b == me.brand else p.word_of_mouth.other_story_kept
            knowledge.story = faded(knowledge.story, kept)
        if (i + week) % WEEKS_BETWEEN_LOOKS == 0:
            standards_rise(w, me, i)


@kernel
def standards_rise(w, me, i):
    """Raise what a customer expects: of every brand by the market, of the present one by a better stay elsewhere."""
    g = me.segment
    p = w.behaviour[g].expectation
    for b in range(w.knowledge.shape[1]):
        knowledge = w.knowledge[i, b]
        demanded = demanded_of(w.offers[g, b].positioning, me.demand, me.expertise, p)
        for stage in range(len(STAGES)):
            knowledge.expected[stage] = expectation_from_market(
                knowledge.expected[stage], w.standard[stage], demanded, WEEKS_BETWEEN_LOOKS, p
            )
    if me.brand >= 0 and me.former >= 0:
        knowledge, known_before = w.knowledge[i, me.brand], w.knowledge[i, me.former]
        demanded = demanded_of(w.offers[g, me.brand].positioning, me.demand, me.expertise, p)
        demanded -= demanded_of(w.offers[g, me.former].positioning, me.demand, me.expertise, p)
        for stage in range(len(STAGES)):
            knowledge.expected[stage] = expectation_from_elsewhere(
                knowledge.expected[stage], known_before.expected[stage], demanded, WEEKS_BETWEEN_LOOKS, p
            )


@kernel
def views_change(w, book, irritants, encounters, count, week, seed):
    """Process the `count` encounters of the week in their order."""
    for e in range(count):
        i, t, brand = encounters.who[e], encounters.touchpoint[e], encounters.brand[e]
        if brand == NOBODY:
            continue
        me = w.customers[i]
        touchpoint = w.touchpoints[me.segment, brand, t]
        if touchpoint.is_indirect == 1:
            meet_advert(w, book, me, i, brand, t, encounters.blur[e])
            continue
        u_trouble = encounters.draws[3, e]
        delivered, cause, lost = deliver_at(w, me, i, brand, t, encounters.chance[e], u_trouble)
        if touchpoint.stage == Stage.BUYING and touchpoint.staff != NOBODY:
            delivered = wait_in_shop(w, book, me, i, brand, delivered, encounters.nth[e], week, seed)
        user, blur = encounters.user[e], encounters.blur[e]
        encounter = Encounter(delivered, touchpoint.effort, user, cause, cause, lost, u_trouble, blur)
        felt = process_encounter(w, book, irritants, me, i, brand, t, encounter, week)
        if brand == me.brand:
            ask_about(w, me, i, t, encounter, felt, encounters.nth[e], week, seed)


@kernel
def wait_in_shop(w, book, me, i, brand, delivered, nth, week, seed):
    """Return the quality of a prospect's visit to a shop after the wait for advice; some give it up, and the search.

    Source: queues in shops lose buyers, Lu et al. 2013.
    """
    state = w.brand_states[brand]
    line = book[brand, me.segment]
    line.served[SHOP] += 1.0
    u = uniforms(seed, Why.VISIT, week, i, nth)
    if u[0] >= state.wait_probability[SHOP]:
        return delivered
    minutes = exponential(u[1], state.wait_minutes[SHOP])
    line.visit_wait_minutes += minutes
    if u[2] < state.abandon_probability[SHOP]:
        line.visits_given_up += 1.0
        note(w, me, week, Event.GAVE_UP_VISIT, brand, 0, minutes, 0.0, 0.0)
        if me.buying == Buying.SEARCHING or me.buying == Buying.CHOOSING:
            me.buying = Buying.AWARE
    return quality_after_waiting(delivered, minutes, w.behaviour[me.segment].assistance)
