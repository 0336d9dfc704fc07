"""Needs wake, offers are used, memory fades, and orders are waited for and arrive."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.vectorised.crowd import Crowd, SegmentTerms
from benchmarks.vectorised.draws import uniform_pairs
from benchmarks.vectorised.encounters import (
    Met,
    book_encounters,
    clip01,
    delivered_at,
    freedom,
    live_through,
    normals,
    squashed,
    suffer,
    tally,
)
from sim.foundations.draws import Why, uniform_columns
from sim.phases.ordering import TWO_YEARS, YEAR
from sim.phases.receiving import DAYS_PER_WEEK
from sim.state.market_tables import RECEIVING
from sim.state.tables import NO_CONTRACT, NOBODY, Buying, Relation, Trigger


def needs_wake(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray) -> None:
    """Wake, grow and lapse needs, and open the buying journeys that follow from them."""
    me, p, category = crowd.me, terms.p.needs, terms.category
    u = uniform_columns(now.seed, Why.NEED, now.week, crowd.who)
    _meet_life_events(crowd, terms, line, np.flatnonzero(u[:, 0] < category.life_event_probability), u)
    has_brand = me.brand >= 0
    unmet = np.maximum(me.needed - terms.offer.breadth[me.brand], 0.0)
    unmet *= has_brand
    bred = np.maximum(me.satisfaction - 0.5, 0.0) * (1.0 - me.needed)
    bred *= p.breeding * has_brand
    bred -= p.lapsing * np.maximum(me.needed - me.adopted, 0.0)
    me.needed += bred
    clip01(me.needed)
    me.tension[:] = clip01(me.tension * p.tension_kept + p.unmet_push * unmet * (1.0 - me.tension))
    is_closed = me.is_open_to_category == 0
    returning = ~has_brand & ~is_closed & (me.buying == Buying.DORMANT) & (u[:, 1] < category.return_probability)
    me.buying[returning] = Buying.AWARE
    me.trigger[returning] = Trigger.NEED
    closed = np.flatnonzero(is_closed)
    u = uniform_columns(now.seed, Why.CATEGORY, now.week, crowd.who[closed])
    open_category(crowd, closed[u[:, 0] < category.innovation_probability])


def open_category(crowd: Crowd, i: np.ndarray) -> None:
    """Open the category to people to whom it was new."""
    me = crowd.me
    me.is_open_to_category[i] = 1
    dormant = i[me.buying[i] == Buying.DORMANT]
    me.buying[dormant] = Buying.AWARE
    me.trigger[dormant] = Trigger.NEWCOMER


def _meet_life_events(crowd: Crowd, terms: SegmentTerms, line: np.ndarray, i: np.ndarray, u: np.ndarray) -> None:
    """Change needs and habits of a few, some of whom look around."""
    me, p = crowd.me, terms.p
    me.needed[i] = clip01(me.needed[i] + 2.0 * u[i, 2] * p.needs.event_widening * (1.0 - me.needed[i]))
    me.habit[i] *= p.needs.event_habit_kept
    tally(line, "life_events", me.brand[i])
    may_look = (me.buying[i] == Buying.DORMANT) & (me.brand[i] >= 0)
    looking = i[may_look & (u[i, 3] < freedom(crowd, terms)[i] * p.loyalty.life_event_probability)]
    me.buying[looking] = Buying.AWARE
    me.trigger[looking] = Trigger.LIFE_EVENT


def offers_are_used(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray) -> None:
    """Let customers take features up, miss value silently, be coached, extend, and grow used to their brand."""
    me, p, offer = crowd.me, terms.p.usage, terms.offer
    u = uniform_columns(now.seed, Why.ADOPTION, now.week, crowd.who)
    has_brand = me.brand >= 0
    me.habit += terms.p.satisfaction.habit_gain * has_brand * (1.0 - me.habit)
    me.experiences += has_brand & (me.tenure_weeks % 4 == 3) & (me.experiences < 1000)
    breadth = offer.breadth[me.brand]
    reachable = np.minimum(me.needed, breadth)
    speed = p.alone_share * 0.5 * (offer.usability[me.brand] + me.expertise)
    speed += offer.onboarding[me.brand] * (me.tenure_weeks < p.newcomer_weeks)
    clip01(speed)
    speed *= p.adoption * has_brand
    me.adopted += speed * np.maximum(reachable - me.adopted, 0.0)
    np.copyto(me.adopted, breadth, where=(me.adopted > breadth) & has_brand)
    missed = clip01(1.0 - me.adopted / (p.under_use_threshold * breadth))
    erosion = p.under_use_erosion * missed + p.unmet_erosion * np.maximum(me.needed - breadth, 0.0)
    me.satisfaction -= erosion * has_brand
    np.maximum(me.satisfaction, 0.0, out=me.satisfaction)

    coached = np.flatnonzero((missed > 0.0) & has_brand & (u[:, 0] < offer.coaching_probability[me.brand]))
    me.adopted[coached] += p.coaching_adoption * np.maximum(reachable[coached] - me.adopted[coached], 0.0)
    me.attachment[coached] += p.coaching_attachment * (1.0 - me.attachment[coached])
    tally(line, "outreaches", me.brand[coached])

    wanted = np.maximum(reachable - me.adopted, 0.0) * np.maximum(me.satisfaction - 0.5, 0.0)
    extending = np.flatnonzero(has_brand & (u[:, 1] < clip01(2.0 * p.extension_probability * wanted)))
    me.extended[extending] = np.minimum(1.0, me.extended[extending] + p.extension_price_share)
    more = 0.5 * np.maximum(me.needed[extending] - me.adopted[extending], 0.0)
    me.adopted[extending] = np.minimum(breadth[extending], me.adopted[extending] + more)
    tally(line, "extensions", me.brand[extending])

    settled = (me.relation == Relation.DISCOVERING) & (me.stage_weeks >= 3) & has_brand
    me.relation[settled] = Relation.USING
    me.stage_weeks[settled] = 0


def memory_fades(crowd: Crowd, terms: SegmentTerms, now: Any) -> None:
    """Let one week pass over what people have in mind."""
    me, mind, p = crowd.me, crowd.mind, terms.p
    me.mood *= p.impressions.mood_kept
    me.trust[:] = 0.5 + p.satisfaction.trust_fading_kept * (me.trust - 0.5)
    me.best *= p.impressions.peak_kept
    me.worst *= p.impressions.peak_kept
    me.grudge *= p.assistance.grudge_kept
    forgiven = me.grudge < 0.01
    me.grudge[forgiven] = 0.0
    me.grudge_brand[forgiven] = NOBODY
    crowd.traces *= p.impressions.trace_kept
    mind.image *= p.impressions.image_kept
    mind.awareness *= p.word_of_mouth.awareness_kept
    mind.praise *= 1.0 - p.word_of_mouth.fading
    mind.blame *= 1.0 - p.word_of_mouth.fading
    for expected, standard in zip(mind.expected, now.standard, strict=True):
        expected += p.expectation.standard_pull * np.maximum(standard - expected, 0.0)


def orders_arrive(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, irritants: np.ndarray) -> None:
    """Move every open order one week on: it arrives, is waited for, or is cancelled."""
    me = crowd.me
    has_brand = me.brand >= 0
    for weeks, passing in ((me.tenure_weeks, has_brand), (me.quiet_weeks, has_brand), (me.stage_weeks, 1)):
        weeks += passing
        np.minimum(weeks, 32_000, out=weeks)
    i = np.flatnonzero(me.buying == Buying.ORDERED)
    me.waited_days[i] += DAYS_PER_WEEK
    is_there = me.waited_days[i] >= me.actual_days[i]
    _wait(crowd, terms, now, line, i[~is_there])
    _receive(crowd, terms, now, line, irritants, i[is_there])


def anger(days_late: np.ndarray, p: Any) -> np.ndarray:
    """Return the anger about late deliveries, 0 to 1."""
    powered = np.maximum(days_late, 0.0) ** p.anger_exponent
    return powered / (powered + p.anger_days**p.anger_exponent)


def _wait(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, i: np.ndarray) -> None:
    """Let people wait one more week, and some of them cancel."""
    me, p = crowd.me, terms.p
    late = me.waited_days[i] - me.promised_days[i]
    mood = me.mood[i]
    impatient = mood - p.waiting.impatience * anger(late, p.waiting) * (1.0 + mood)
    me.mood[i] = np.where(late <= 0.0, mood + p.waiting.anticipation * (1.0 - mood), impatient)
    i, late = i[late > 0.0], late[late > 0.0]
    u = uniform_columns(now.seed, Why.CANCEL, now.week, crowd.who[i])
    trust = np.where(me.brand[i] == me.chosen[i], me.trust[i], 0.5)
    i = i[u[:, 0] < clip01(p.waiting.cancelling * anger(late, p.waiting) * (1.5 - trust))]
    brand = me.chosen[i].astype(np.intp)
    tally(line, "cancellations", brand)
    at = brand * crowd.size + i
    crowd.mind.image[at] -= 0.5 * p.impressions.image_gain
    crowd.mind.expected[1, at] = clip01(crowd.mind.expected[1, at] - 0.1)
    me.chosen[i] = NOBODY
    me.buying[i] = Buying.DORMANT
    me.relation[i[me.relation[i] == Relation.WAITING]] = Relation.NONE


def _receive(
    crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, irritants: np.ndarray, i: np.ndarray
) -> None:
    """Let people take delivery, become customers, and discover what they ordered."""
    me, p = crowd.me, terms.p
    brand = me.chosen[i].astype(np.intp)
    u = uniform_columns(now.seed, Why.DELIVERY, now.week, crowd.who[i])
    late = np.maximum(me.actual_days[i] - me.promised_days[i], 0.0)
    tally(line, "deliveries", brand)
    tally(line, "lead_days", brand, me.actual_days[i])
    tally(line, "late_days", brand, late)
    tally(line, "late_deliveries", brand[late > 0.0])
    leaving = i[me.brand[i] >= 0]
    lose_customers(crowd, line, leaving, me.chosen_for[leaving])
    _begin_relations(crowd, terms, line, i, brand, u[:, 0])
    me.quiet_weeks[i] = 0
    me.experiences[i] = 1
    me.chosen[i] = NOBODY
    me.buying[i] = Buying.DORMANT
    me.tension[i] = 0.0
    rates = np.cumsum(terms.faults.order_probability, axis=1)[brand] * me.proneness[i, None]
    cause = np.sum(u[:, 1, None] >= rates, axis=1)
    troubled = np.flatnonzero(cause < terms.n_causes)
    weeks = terms.faults.episode_weeks[brand[troubled], cause[troubled]]
    me.fault[i[troubled]] = cause[troubled]
    me.fault_weeks[i[troubled]] = np.minimum(1.0 + 2.0 * u[troubled, 2] * (weeks - 0.5), 200.0)
    for k in range(terms.deliveries_met):
        u = uniform_pairs(now.seed, Why.DISCOVERY, now.week, crowd.who[i], np.full(i.size, k))
        t = terms.touchpoint_met.pick(u[:, 0], RECEIVING)
        offered, cause, lost = delivered_at(crowd, terms, i, brand, t, u[:, 1], u[:, 2])
        q = p.waiting
        early = np.maximum(me.usual_days[i] - me.actual_days[i], 0.0)
        gain = q.early_gain * (1.0 - np.exp(-early / q.early_days))
        delivered = clip01(offered - q.late_loss * anger(late, q) / me.patience[i] + gain)
        met = Met(i, brand, t, cause, delivered, terms.touchpoint.effort[t], lost, normals(u[:, 3], terms.real))
        book_encounters(crowd, terms, line, met, live_through(crowd, terms, met))
        suffer(crowd, terms, line, irritants, met)
    me.usual_days[i] += p.waiting.arrival_learning * (me.actual_days[i] - me.usual_days[i])


def lose_customers(crowd: Crowd, line: np.ndarray, i: np.ndarray, reason: np.ndarray) -> None:
    """End relations with the present brand; others will see that it was left."""
    me = crowd.me
    brand = me.brand[i]
    tally(line, "losses", brand)
    np.add.at(line["losses_by"], (brand, reason), 1.0)
    tally(line, "given_up", brand[(me.problem[i] >= 0) & (me.is_voiced[i] == 1)])
    crowd.shown.left[i] = brand + 1
    me.problem[i] = NOBODY
    me.brand[i] = NOBODY
    me.relation[i] = Relation.NONE
    me.stage_weeks[i] = 0
    me.contract_weeks[i] = NO_CONTRACT
    me.fault[i] = NOBODY


def _begin_relations(
    crowd: Crowd, terms: SegmentTerms, line: np.ndarray, i: np.ndarray, brand: np.ndarray, u: np.ndarray
) -> None:
    """Start relations with new brands; first states come from what people had in mind of them."""
    me, p, offer = crowd.me, terms.p, terms.offer
    at = brand * crowd.size + i
    tally(line, "gains", brand)
    np.add.at(line["gains_by"], (brand, me.chosen_for[i]), 1.0)
    cost = np.floor(offer.acquisition_eur[brand] * 100.0 + 0.5)
    cost += np.where(crowd.mind.praise[at] > 0.1, np.floor(offer.referral_eur[brand] * 100.0 + 0.5), 0.0)
    tally(line, "acquisition_cost_cents", brand, cost)
    me.margin_cents[i] -= cost.astype(np.int64)
    image = squashed(crowd.mind.image[at])
    me.brand[i] = brand
    me.relation[i] = Relation.DISCOVERING
    for column in (me.stage_weeks, me.tenure_weeks, me.mood, me.best, me.worst, me.habit, me.extended):
        column[i] = 0
    me.satisfaction[i] = clip01(p.satisfaction.level + 0.15 * image)
    me.trust[i] = clip01(0.5 + 0.2 * image)
    me.attachment[i] = clip01(0.35 + 0.2 * image)
    me.adopted[i] = 0.3 * np.minimum(me.needed[i], offer.breadth[brand])
    me.price_ratio[i] = 1.0
    me.fault[i] = NOBODY
    two_years = offer.two_year_contract_share[brand]
    signed = np.where(u < two_years, TWO_YEARS, YEAR)
    me.contract_weeks[i] = np.where(u < two_years + offer.year_contract_share[brand], signed, NO_CONTRACT)
