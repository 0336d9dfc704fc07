"""People reconsider, search, compare, order, stay, or leave the market."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import ndtri

from benchmarks.vectorised.crowd import Crowd, SegmentTerms
from benchmarks.vectorised.draws import uniform_pairs
from benchmarks.vectorised.encounters import clip01, freedom, squashed, tally
from benchmarks.vectorised.living import lose_customers
from sim.foundations.draws import Why, uniform_columns
from sim.phases.comparing import UTILITIES
from sim.phases.ordering import TWO_YEARS, YEAR
from sim.state.tables import NO_CONTRACT, NOBODY, Buying, Reason, Relation, Trigger

_NEVER = -1e300


def people_choose(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray) -> None:
    """Move the buying journeys on by one week."""
    me = crowd.me
    u = uniform_columns(now.seed, Why.EXIT, now.week, crowd.who)
    has_brand = me.brand >= 0
    me.contract_weeks -= has_brand & (me.contract_weeks > NO_CONTRACT)
    is_over = (me.contract_weeks > NO_CONTRACT) & (me.contract_weeks < -terms.p.loyalty.window_weeks)
    me.contract_weeks[is_over] = NO_CONTRACT
    _renew_contracts(crowd, terms, now, np.flatnonzero(is_over & (me.buying == Buying.DORMANT)))
    leaving = np.flatnonzero(has_brand & (u[:, 0] < terms.category.left_market_probability))
    _leave_for_nobody(crowd, line, leaving)
    _reconsider(crowd, terms, now, u[:, 1], u[:, 2])
    is_buying = (me.buying != Buying.DORMANT) & (me.buying != Buying.ORDERED)
    _go_on_buying(crowd, terms, now, line, np.flatnonzero(is_buying))


def _leave_for_nobody(crowd: Crowd, line: np.ndarray, i: np.ndarray) -> None:
    """Leave the brand without another one, and give up any order that is open."""
    me = crowd.me
    ordering = i[me.buying[i] == Buying.ORDERED]
    tally(line, "cancellations", me.chosen[ordering].astype(np.intp))
    me.chosen[ordering] = NOBODY
    lose_customers(crowd, line, i, np.full(i.size, Reason.LEFT_MARKET))
    me.buying[i] = Buying.DORMANT


def _reconsider(crowd: Crowd, terms: SegmentTerms, now: Any, u_window: np.ndarray, u: np.ndarray) -> None:
    """Open the buying journeys of customers who have reason to look around."""
    me, mind, p, offer = crowd.me, crowd.mind, terms.p.loyalty, terms.offer
    may = (me.brand >= 0) & (me.buying == Buying.DORMANT)
    free = freedom(crowd, terms)
    is_in_window = may & (me.contract_weeks > NO_CONTRACT) & (me.contract_weeks <= 0)
    in_window = is_in_window & (u_window < free * p.window_probability)
    me.buying[in_window] = Buying.AWARE
    me.trigger[in_window] = Trigger.CONTRACT_END
    i = np.flatnonzero(may & ~in_window & (u < p.most))
    brand = me.brand[i]
    own = brand * crowd.size + i
    own_quality, own_image = mean_expected(crowd, own), squashed(mind.image[own])
    lead = np.zeros(i.size, terms.real)
    for b in now.present:
        rival = b * crowd.size + i
        saving = offer.price_eur[brand] * me.price_ratio[i] - offer.price_eur[b]
        saving *= me.price_sensitivity[i] / terms.category.usual_price_eur
        ahead = mean_expected(crowd, rival) - own_quality + p.rival_image * (squashed(mind.image[rival]) - own_image)
        ahead += p.rival_price * saving + p.rival_praise * mind.praise[rival]
        ahead *= mind.awareness[rival]
        lead = np.where(brand != b, np.maximum(lead, ahead), lead)
    grudge = np.where(me.grudge_brand[i] == brand, me.grudge[i], 0.0)
    pressure = p.dissatisfaction * (p.satisfied_level - me.satisfaction[i]) + p.grudge * grudge + p.rival * lead
    pressure += p.distrust * (0.5 - me.trust[i])
    pressure += p.unmet * np.maximum(me.needed[i] - offer.breadth[brand], 0.0) + p.blame * mind.blame[own]
    pressure -= p.habit * me.habit[i] + p.attachment * (me.attachment[i] - 0.5)
    settled = 1.0 - np.exp(-(me.tenure_weeks[i] + 1.0) / p.settling_weeks)
    hazard = p.hazard * me.mobility[i] * settled * np.exp(np.clip(pressure, -20.0, 20.0))
    hazard /= 1.0 + hazard / p.most
    opening = i[u[i] < free[i] * hazard]
    me.buying[opening] = Buying.AWARE
    me.trigger[opening] = Trigger.DISSATISFACTION


def mean_expected(crowd: Crowd, at: np.ndarray) -> np.ndarray:
    """Return the expected quality of brands over the four stages; use counts twice."""
    expected = crowd.mind.expected[:, at]
    return 0.2 * (expected.sum(axis=0) + expected[2])


def _go_on_buying(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, i: np.ndarray) -> None:
    """Pass from the need to the search, from the search to the choice, or give it up."""
    me, category = crowd.me, terms.category
    u = uniform_columns(now.seed, Why.SEARCH, now.week, crowd.who[i])
    fading = 1.0 + terms.p.loyalty.fading_search * (2.0 * me.satisfaction[i] - 1.0)
    dropping = category.dropping_probability * np.where(me.brand[i] >= 0, fading, 1.0)
    is_dropped = u[:, 3] < clip01(dropping)
    me.buying[i[is_dropped]] = Buying.DORMANT
    i, u = i[~is_dropped], u[~is_dropped]
    me.buying[i[(me.buying[i] == Buying.AWARE) & (u[:, 1] < category.search_probability)]] = Buying.SEARCHING
    me.buying[i[(me.buying[i] == Buying.SEARCHING) & (u[:, 2] < category.choosing_probability)]] = Buying.CHOOSING
    i = i[me.buying[i] == Buying.CHOOSING]
    brand, reason = _compare_brands(crowd, terms, now, line, i)
    stays = (brand == me.brand[i]) & (brand != NOBODY)
    orders = (brand != NOBODY) & ~stays
    me.buying[i[~orders]] = Buying.DORMANT
    _renew_contracts(crowd, terms, now, i[stays & (me.contract_weeks[i] <= 0)])
    _place_orders(crowd, terms, now, line, i[orders], brand[orders], reason[orders])


def _compare_brands(
    crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, i: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the brands chosen, or NOBODY, and the reasons that decided."""
    me, mind, p, offer = crowd.me, crowd.mind, terms.p.choice, terms.offer
    n, n_brands = i.size, terms.n_brands
    who, everyone = crowd.who[i], np.arange(i.size)
    weights = np.zeros((n_brands, n, UTILITIES))
    utility = np.full((n_brands, n), _NEVER)
    advised, best_praise = np.full(n, NOBODY), np.zeros(n)
    barrier = p.switching_cost * offer.switching_cost[me.brand[i]] + p.contract * (me.contract_weeks[i] > 0)
    heed = np.where(me.brand[i] >= 0, np.exp(-np.maximum(0.0, barrier)), 1.0)
    for b in now.present:
        at = b * crowd.size + i
        u = uniform_pairs(now.seed, Why.SHORTLIST, now.week, who, np.full(n, b))
        praise, is_own = mind.praise[at], me.brand[i] == b
        follows = clip01(p.advice * praise) * np.where(is_own, 1.0, heed)
        is_advised = (u[:, 2] < follows) & (praise > best_praise)
        advised[is_advised] = b
        best_praise[is_advised] = praise[is_advised]
        voice = now.brand_states["voice_share"][b]
        seen = 1.0 - (1.0 - mind.awareness[at]) * np.exp(-p.shortlist_awareness * voice)
        vetoed = u[:, 1] < clip01(p.advice * mind.blame[at]) * np.where(is_own, heed, 1.0)
        is_listed = (is_own | (u[:, 0] < clip01(seen))) & ~vetoed
        line["shortlisted"][b] += np.count_nonzero(is_listed)
        _weigh(crowd, terms, now, weights[b], i, b, ndtri(u[:, 3]))
        taste = uniform_pairs(now.seed, Why.CHOICE, now.week, who, np.full(n, b))[:, 0]
        total = offer.constant[b] - np.log(-np.log(taste)) + weights[b].sum(axis=1)
        utility[b] = np.where(is_listed, total, _NEVER)
    order = np.argsort(utility, axis=0, kind="stable")
    best, second = order[-1], order[-2]
    best_utility = utility[best, everyone]
    outside = terms.category.outside_utility + terms.category.outside_spread * me.outside[i]
    luck = uniform_pairs(now.seed, Why.CHOICE, now.week, who, np.full(n, n_brands))[:, 0]
    outside = np.where(me.brand[i] >= 0, _NEVER, outside - np.log(-np.log(luck)))
    has_second = utility[second, everyone] > _NEVER
    is_switching = (me.brand[i] >= 0) & (best != me.brand[i])
    over = np.where(is_switching, me.brand[i], second)
    compared = np.where((is_switching | has_second)[:, None], weights[over, everyone], 0.0)
    reason = np.argmax(weights[best, everyone] - compared, axis=1)
    chosen = np.where((best_utility > _NEVER) & (best_utility >= outside), best, NOBODY)
    return np.where(advised >= 0, advised, chosen), np.where(advised >= 0, Reason.WORD_OF_MOUTH, reason)


def _weigh(
    crowd: Crowd, terms: SegmentTerms, now: Any, into: np.ndarray, i: np.ndarray, b: int, noise: np.ndarray
) -> None:
    """Write the utility terms of one brand for those who choose, (n, UTILITIES)."""
    me, mind, p, offer, state = crowd.me, crowd.mind, terms.p.choice, terms.offer, now.brand_states[b]
    at = b * crowd.size + i
    is_own = me.brand[i] == b
    price = offer.price_eur[b] * np.where(is_own, me.price_ratio[i], 1.0) / terms.category.usual_price_eur
    sensitivity = p.price * me.price_sensitivity[i] * np.where(me.payer_is_other[i] == 1, p.payer_price, 1.0)
    known = p.fit_known + (1.0 - p.fit_known) * offer.guidance[b]
    match = mind.match[at]
    seen = np.where(is_own, match, known * match + np.sqrt(max(0.0, 1.0 - known * known)) * noise)
    covered = np.minimum(me.needed[i], offer.breadth[b]) / np.maximum(me.needed[i], 1e-6)
    is_prescribed = (me.prescriber[i] >= 0) & (now.brand_of[me.prescriber[i]] == b)
    relation = p.satisfaction * (me.satisfaction[i] - p.satisfied_level)
    relation += p.trust * (me.trust[i] - 0.5) + p.attachment * (me.attachment[i] - 0.5)
    days = max(offer.delivery_days[b], 0.1) / terms.category.usual_delivery_days
    switching = p.switching_cost * offer.switching_cost[b] + p.contract * (me.contract_weeks[i] > 0)
    into[:, Reason.PRICE] = -sensitivity * (price - 1.0)
    into[:, Reason.QUALITY] = p.quality * (mean_expected(crowd, at) - terms.category.typical_quality)
    into[:, Reason.IMAGE] = p.image * squashed(mind.image[at])
    into[:, Reason.FIT] = p.taste_spread * seen + p.fit * (covered - 1.0)
    into[:, Reason.VISIBILITY] = p.visibility * np.log(max(state["voice_share"], 1e-6))
    into[:, Reason.REVIEWS] = p.reviews * (state["rating"] - p.usual_rating)
    into[:, Reason.WORD_OF_MOUTH] = p.word_of_mouth * (mind.praise[at] - 0.6 * mind.blame[at])
    into[:, Reason.PRESCRIBER] = p.prescriber * is_prescribed
    into[:, Reason.HABIT] = is_own * (p.habit * me.habit[i] + p.loyalty_programme * offer.loyalty_programme[b])
    into[:, Reason.SWITCHING_COST] = is_own * switching
    into[:, Reason.SATISFACTION] = is_own * relation
    into[:, Reason.WAITING] = np.where(is_own, 0.0, -p.delivery * np.log(days))
    into[:, Reason.PROBLEM] = np.where(me.grudge_brand[i] == b, -p.grudge * me.grudge[i], 0.0)


def _renew_contracts(crowd: Crowd, terms: SegmentTerms, now: Any, i: np.ndarray) -> None:
    """Let some of those who stay sign a new contract."""
    u = uniform_columns(now.seed, Why.RENEWAL, now.week, crowd.who[i])[:, 0]
    two_years = terms.offer.two_year_contract_share[crowd.me.brand[i]]
    signs = u < two_years + terms.offer.year_contract_share[crowd.me.brand[i]]
    crowd.me.contract_weeks[i[signs]] = np.where(u < two_years, TWO_YEARS, YEAR)[signs]


def _place_orders(
    crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, i: np.ndarray, brand: np.ndarray, reason: np.ndarray
) -> None:
    """Order: promised and actual delivery times are set by the brand's promise, its load, and chance."""
    me, p, offer = crowd.me, terms.p, terms.offer
    u = uniform_columns(now.seed, Why.ORDER, now.week, crowd.who[i])
    delay = 1.0 + p.touchpoints.congestion_effect * (now.brand_states["lead_factor"][brand] - 1.0)
    days = offer.lead_days[brand] * delay * np.exp(offer.lead_spread[brand] * ndtri(u[:, 0]))
    days *= np.where(u[:, 1] < offer.incident_probability[brand], p.waiting.incident_factor, 1.0)
    me.promised_days[i] = offer.delivery_days[brand]
    me.actual_days[i] = np.minimum(days, 700.0)
    me.waited_days[i] = 0.0
    me.usual_days[i] = offer.delivery_days[brand]
    me.chosen[i] = brand
    me.chosen_for[i] = reason
    me.buying[i] = Buying.ORDERED
    new = i[me.brand[i] == NOBODY]
    me.relation[new] = Relation.WAITING
    me.stage_weeks[new] = 0
    tally(line, "orders", brand)
    tally(line, "first_orders", brand)
