"""Touchpoints are met, adverts are seen, and the week's encounters are lived through, round after round."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.vectorised.crowd import Crowd, SegmentTerms
from benchmarks.vectorised.draws import uniform_pairs
from benchmarks.vectorised.encounters import (
    Felt,
    Met,
    become_aware,
    book_encounters,
    charge_service,
    delivered_at,
    live_through,
    normals,
    remember_promise,
    suffer,
)
from sim.foundations.draws import Why, uniform_columns
from sim.state.market_tables import SEARCHING, USING
from sim.state.tables import ENCOUNTERS_A_WEEK, NOBODY, Buying, Relation


def episodes_run(crowd: Crowd, terms: SegmentTerms, u_cause: np.ndarray, u_weeks: np.ndarray) -> None:
    """Go on with running episodes of trouble; others begin one of at most one cause."""
    me = crowd.me
    is_running = (me.fault >= 0) & (me.fault_weeks > 0)
    me.fault_weeks[is_running] -= 1
    me.fault[~is_running] = NOBODY
    rates = np.cumsum(terms.faults.weekly_probability, axis=1)
    may_begin = ~is_running & (me.brand >= 0) & (me.relation != Relation.NONE)
    i = np.flatnonzero(may_begin & (u_cause < rates[:, -1][me.brand] * me.proneness))
    cause = np.sum(u_cause[i, None] >= rates[me.brand[i]] * me.proneness[i, None], axis=1)
    me.fault[i] = cause
    weeks = terms.faults.episode_weeks[me.brand[i], cause]
    me.fault_weeks[i] = np.minimum(2.0 * u_weeks[i] * (weeks - 0.5), 200.0)


def week_is_met(crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, irritants: np.ndarray) -> None:
    """Draw the encounters of the week and live through them: the first of everybody, then the second, and so on."""
    me = crowd.me
    u = uniform_columns(now.seed, Why.EPISODE, now.week, crowd.who)
    episodes_run(crowd, terms, u[:, 0], u[:, 1])
    occasion = np.where(me.brand >= 0, USING, 0)
    occasion[(me.buying == Buying.SEARCHING) | (me.buying == Buying.CHOOSING)] += SEARCHING
    number = terms.encounters.pick(u[:, 2], occasion)

    rounds = [np.flatnonzero(number > k) for k in range(ENCOUNTERS_A_WEEK)]
    i = np.concatenate(rounds)
    k = np.repeat(np.arange(ENCOUNTERS_A_WEEK), [each.size for each in rounds])
    u = uniform_pairs(now.seed, Why.ENCOUNTER, now.week, crowd.who[i], k)
    t = terms.touchpoint_met.pick(u[:, 0], occasion[i])
    is_advert = terms.touchpoint.is_indirect[t] == 1
    advert, direct = np.flatnonzero(is_advert), np.flatnonzero(~is_advert)
    advert_i, advert_brand = i[advert], now.voice.pick(u[advert, 1])
    met = _meet(crowd, terms, now, i[direct], k[direct], t[direct], u[direct])

    parts: list[Felt] = []
    advert_from = np.searchsorted(k[advert], np.arange(ENCOUNTERS_A_WEEK + 1))
    direct_from = np.searchsorted(k[direct], np.arange(ENCOUNTERS_A_WEEK + 1))
    for turn in range(ENCOUNTERS_A_WEEK):
        seen = slice(advert_from[turn], advert_from[turn + 1])
        _see_adverts(crowd, terms, advert_i[seen], advert_brand[seen])
        part = Met(*(column[direct_from[turn] : direct_from[turn + 1]] for column in met))
        parts.append(live_through(crowd, terms, part))
        suffer(crowd, terms, line, irritants, part)
    book_encounters(crowd, terms, line, met, Felt(*map(np.concatenate, zip(*parts, strict=True))))
    spent = np.bincount(advert_brand, terms.touchpoint.cost_cents[t[advert]], len(line))
    line["service_cost_cents"] += spent
    charge_service(crowd, terms, advert_i, t[advert])


def _meet(
    crowd: Crowd, terms: SegmentTerms, now: Any, i: np.ndarray, k: np.ndarray, t: np.ndarray, u: np.ndarray
) -> Met:
    """Return direct encounters with the brand that is met and with what it delivers."""
    brand = crowd.me.brand[i]
    u_perception = u[:, 1].copy()
    searching = np.flatnonzero(terms.touchpoint.stage[t] == 0)
    brand[searching] = brand_searched(crowd, now, i[searching], u[searching, 1])
    again = uniform_pairs(now.seed, Why.PERCEPTION, now.week, crowd.who[i[searching]], k[searching])
    u_perception[searching] = again[:, 0]
    delivered, cause, lost = delivered_at(crowd, terms, i, brand, t, u[:, 2], u[:, 3])
    effort = terms.touchpoint.effort[t]
    return Met(i, brand, t, cause, delivered, effort, lost, normals(u_perception, terms.real))


def brand_searched(crowd: Crowd, now: Any, i: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Return the brands that people who search meet, by share of voice and awareness."""
    awareness = crowd.mind.awareness.reshape(-1, crowd.size)[:, i]
    voice = now.brand_states["voice_share"][:, None]
    reached = np.cumsum(voice + np.where(voice > 0.0, awareness, 0.0), axis=0)
    return np.minimum(np.sum(u * reached[-1] >= reached, axis=0), len(reached) - 1)


def _see_adverts(crowd: Crowd, terms: SegmentTerms, i: np.ndarray, brand: np.ndarray) -> None:
    """Take adverts in: they remind of the brand, promise, and stir the need."""
    become_aware(crowd, terms, brand * crowd.size + i)
    remember_promise(crowd, terms, i, brand)
    tension = crowd.me.tension[i]
    crowd.me.tension[i] = tension + terms.p.needs.advert_pull * (1.0 - tension)
