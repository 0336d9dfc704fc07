"""Encounters: what is delivered, what it does to memory, and what is booked."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtri

from benchmarks.vectorised.crowd import Crowd, SegmentTerms
from sim.state.tables import NOBODY, Relation


class Met(NamedTuple):
    """Encounters: columns of one entry each, and at most one entry for each customer."""

    i: np.ndarray
    brand: np.ndarray
    touchpoint: np.ndarray
    cause: np.ndarray
    delivered: np.ndarray
    effort: np.ndarray
    lost: np.ndarray
    z: np.ndarray
    """Standard normal, the blur of perception."""


class Felt(NamedTuple):
    """What encounters left behind."""

    expected: np.ndarray
    perceived: np.ndarray
    impression: np.ndarray


def clip01(x: np.ndarray) -> np.ndarray:
    """Return `x` kept between 0 and 1, in place."""
    return np.clip(x, 0.0, 1.0, out=x)


def squashed(x: np.ndarray) -> np.ndarray:
    """Return ``x / (1 + |x|)``."""
    return x / (1.0 + np.abs(x))


def normals(u: np.ndarray, real: type[np.floating]) -> np.ndarray:
    """Return standard normal quantiles of a type."""
    return ndtri(u).astype(real, copy=False)


def either(is_first: np.ndarray, first: float, second: float, real: type[np.floating]) -> np.ndarray:
    """Return one of two numbers everywhere, of a type."""
    return np.where(is_first, real(first), real(second))


def tally(line: np.ndarray, name: str, brand: np.ndarray, weights: np.ndarray | None = None) -> None:
    """Add entries of some customers to a counter of their brands, which may be NOBODY."""
    line[name] += np.bincount(brand % len(line), weights, len(line))


def delivered_at(
    crowd: Crowd, terms: SegmentTerms, i: np.ndarray, brand: np.ndarray, t: np.ndarray, u_chance: Any, u_trouble: Any
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return delivered quality, cause that showed itself or NOBODY, and quality lost to it."""
    me, p = crowd.me, terms.p.touchpoints
    functional, emotional, relational = (quality[brand * terms.n_touchpoints + t] for quality in terms.quality)
    functional_weight, emotional_weight = me.functional_weight[i], me.emotional_weight[i]
    with_whom = clip01(relational + p.belonging_effect * (me.belonging[i] - 0.5))
    delivered = functional_weight * functional + emotional_weight * emotional
    delivered += (1.0 - functional_weight - emotional_weight) * with_whom
    delivered += p.fit_spread * crowd.mind.match[brand * crowd.size + i]
    everybody = normals(u_chance, terms.real)
    several = np.flatnonzero((terms.touchpoint.is_product[t] == 1) & (me.users[i] > 1))
    worst = normals(1.0 - (1.0 - u_chance[several]) ** (1.0 / me.users[i[several]]), terms.real)
    everybody[several] += p.worst_served_weight * (worst - everybody[several])
    delivered += p.noise * everybody
    cause, lost = np.full(i.size, NOBODY), np.zeros(i.size, terms.real)
    fault = me.fault[i].astype(np.intp)
    exposed = np.flatnonzero((fault >= 0) & (brand == me.brand[i]))
    exposure = terms.exposure[fault[exposed] * terms.n_touchpoints + t[exposed]]
    struck = u_trouble[exposed] < exposure
    exposed, exposure = exposed[struck], exposure[struck]
    cause[exposed] = fault[exposed]
    median = terms.faults.severity[brand[exposed], fault[exposed]]
    lost[exposed] = np.minimum(
        median * np.exp(p.severity_spread * normals(u_trouble[exposed] / exposure, terms.real)), 1.0
    )
    return clip01(delivered - lost), cause, lost


def live_through(crowd: Crowd, terms: SegmentTerms, met: Met) -> Felt:
    """Write encounters into memory."""
    me, mind, p, touchpoint, offer = crowd.me, crowd.mind, terms.p, terms.touchpoint, terms.offer
    i, brand, t = met.i, met.brand, met.touchpoint
    stage = touchpoint.stage[t]
    at = brand * crowd.size + i
    every_expected = mind.expected.reshape(-1)
    at_stage = stage * mind.image.size + at
    expected, image = every_expected[at_stage], mind.image[at]

    gap = met.delivered - expected
    beyond = np.maximum(np.abs(gap) - p.perception.tolerance, 0.0)
    inside = np.clip(gap, -p.perception.tolerance, p.perception.tolerance)
    perceived = expected + p.perception.slope_inside * inside + p.perception.slope_outside * np.copysign(beyond, gap)
    perceived += p.perception.halo * (squashed(image) - p.perception.typical_image) + offer.perception_bias[brand]
    perceived += p.perception.noise * (1.0 - p.perception.expert_calm * me.expertise[i]) * met.z
    clip01(perceived)

    q = p.impressions
    gap = perceived - expected
    disconfirmed = np.tanh(q.steepness * gap)
    is_better = gap >= 0.0
    disconfirmed *= either(is_better, 1.0 / q.loss_aversion, 1.0, terms.real)
    troubled = np.flatnonzero(met.cause >= 0)
    trace_at = met.cause[troubled] * crowd.size + i[troubled]
    disconfirmed[troubled] *= np.where(is_better[troubled], 1.0, 1.0 + q.sensitisation * crowd.traces[trace_at])
    crowd.traces[trace_at] += 1.0
    felt = q.disconfirmation_weight * disconfirmed
    felt += (1.0 - q.disconfirmation_weight) * q.performance * 2.0 * (perceived - 0.5)
    felt -= q.effort_weight * met.effort
    np.clip(felt, -1.0, 1.0, out=felt)

    is_own = brand == me.brand[i]
    discovering = is_own & (me.relation[i] == Relation.DISCOVERING)
    weight = touchpoint.salience[t]
    weight[discovering] *= q.primacy
    weight[(stage == 1) & (me.has_recipient[i] == 1)] *= q.second_hand
    rate = either(perceived > expected, p.expectation.up, p.expectation.down, terms.real)
    rate[discovering] *= p.expectation.anchoring
    mind.image[at] = image + q.image_gain * weight * (felt - q.reference)
    become_aware(crowd, terms, at)
    every_expected[at_stage] = expected + np.minimum(rate, 1.0) * (perceived - expected)
    promised = np.flatnonzero(stage == 0)
    if promised.size:
        remember_promise(crowd, terms, i[promised], brand[promised])
    if is_own.all():
        feel_about_own_brand(crowd, terms, i, brand, t, perceived, felt, weight)
    else:
        feel_about_own_brand(crowd, terms, *(x[is_own] for x in (i, brand, t, perceived, felt, weight)))
    return Felt(expected, perceived, felt)


def feel_about_own_brand(
    crowd: Crowd,
    terms: SegmentTerms,
    i: np.ndarray,
    brand: np.ndarray,
    t: np.ndarray,
    perceived: np.ndarray,
    felt: np.ndarray,
    weight: np.ndarray,
) -> None:
    """Move mood, peaks, satisfaction, trust and attachment of the brand's own customers."""
    me, q, p = crowd.me, terms.p.impressions, terms.p.satisfaction
    mood, satisfaction = me.mood[i], me.satisfaction[i]
    me.mood[i] = mood + clip01(q.mood_gain * weight) * (felt - mood)
    me.best[i] = np.maximum(me.best[i], felt)
    me.worst[i] = np.minimum(me.worst[i], felt)
    target = clip01(p.level + p.slope * felt)
    me.satisfaction[i] = satisfaction + clip01(p.learning * weight) * (target - satisfaction)
    trust = me.trust[i]
    promise = terms.offer.promise.reshape(-1)[brand * 4 + terms.touchpoint.stage[t]]
    gap = squashed(p.trust_steepness * (perceived - promise + p.trust_slack))
    is_kept = gap >= 0.0
    gain = clip01(weight * either(is_kept, p.trust_kept, p.trust_kept * p.trust_broken, terms.real))
    me.trust[i] = trust + gain * gap * np.where(is_kept, 1.0 - trust, trust)
    _, emotional, relational = terms.quality
    place = brand * terms.n_touchpoints + t
    warmth = 0.5 * (emotional[place] + relational[place]) + 0.5 * felt - 0.15
    target = clip01((1.0 - p.belonging_weight) * warmth + p.belonging_weight * me.belonging[i])
    attachment = me.attachment[i]
    me.attachment[i] = attachment + clip01(p.attachment_gain * weight) * (target - attachment)


def freedom(crowd: Crowd, terms: SegmentTerms) -> np.ndarray:
    """Return how free everybody is to look for another brand."""
    p, switching_cost = terms.p.loyalty, terms.offer.switching_cost[crowd.me.brand]
    return (1.0 - p.switching_cost * switching_cost) * np.where(crowd.me.contract_weeks > 0, p.contract_lock, 1.0)


def become_aware(crowd: Crowd, terms: SegmentTerms, at: np.ndarray) -> None:
    """Raise awareness of brands that were met."""
    awareness = crowd.mind.awareness[at]
    crowd.mind.awareness[at] = awareness + terms.p.word_of_mouth.awareness_per_encounter * (1.0 - awareness)


def remember_promise(crowd: Crowd, terms: SegmentTerms, i: np.ndarray, brand: np.ndarray) -> None:
    """Pull what is expected of each stage towards what the brand promises."""
    experiences = np.where(brand == crowd.me.brand[i], crowd.me.experiences[i], np.int16(0))
    pull = terms.real(terms.p.expectation.promise_pull) / (1 + experiences)
    at = brand * crowd.size + i
    for stage, every_expected in enumerate(crowd.mind.expected):
        expected = every_expected[at]
        every_expected[at] = expected + pull * (terms.offer.promise[brand, stage] - expected)


def suffer(crowd: Crowd, terms: SegmentTerms, line: np.ndarray, irritants: np.ndarray, met: Met) -> None:
    """Count irritants, and open problems where they are grave and none is open yet."""
    me = crowd.me
    struck = np.flatnonzero(met.cause >= 0)
    cause, brand = met.cause[struck], met.brand[struck]
    irritants += np.bincount(brand * terms.n_causes + cause, minlength=irritants.size).reshape(irritants.shape)
    grave = struck[(met.lost[struck] >= terms.p.assistance.problem_threshold) & (me.problem[met.i[struck]] < 0)]
    i, lost = met.i[grave], met.lost[grave]
    me.problem[i] = met.cause[grave]
    me.problem_severity[i] = lost
    me.is_voiced[i] = 0
    me.failures[i] = 0
    me.grudge[i] = np.maximum(me.grudge[i], np.minimum(1.0, 2.0 * lost))
    me.grudge_brand[i] = met.brand[grave]
    tally(line, "problems", met.brand[grave])


def book_encounters(crowd: Crowd, terms: SegmentTerms, line: np.ndarray, met: Met, felt: Felt) -> None:
    """Book encounters that were lived through; a customer may have several here."""
    n_brands, n_touchpoints, touchpoint = terms.n_brands, terms.n_touchpoints, terms.touchpoint
    brand, offer = met.brand, terms.offer
    number = np.bincount(brand * n_touchpoints + met.touchpoint, minlength=n_brands * n_touchpoints)
    number = number.reshape(n_brands, n_touchpoints)
    by_stage = number @ (touchpoint.stage[:, None] == np.arange(4))
    line["encounters"][:-1] += by_stage
    line["promised"][:-1] += by_stage * offer.promise[:-1]
    tally(line, "effort", brand, met.effort)
    line["service_cost_cents"][:-1] += number @ touchpoint.cost_cents
    place = brand * 4 + touchpoint.stage[met.touchpoint]
    for name, values in (("expected", felt.expected), ("delivered", met.delivered), ("perceived", felt.perceived)):
        line[name][:-1] += np.bincount(place, values, n_brands * 4).reshape(n_brands, 4)
    tally(line, "impression", brand, felt.impression)
    beyond = np.maximum(met.delivered - felt.expected - terms.p.perception.tolerance, 0.0)
    line["over_delivery_eur"] += np.bincount(brand, beyond, len(line)) * offer.quality_eur
    charge_service(crowd, terms, met.i, met.touchpoint)


def charge_service(crowd: Crowd, terms: SegmentTerms, i: np.ndarray, t: np.ndarray) -> None:
    """Take what encounters cost from the margin of customers, who may be there several times."""
    spent = np.bincount(i, terms.touchpoint.cost_cents[t], crowd.size)
    crowd.me.margin_cents -= spent.astype(np.int64)
