"""Help: who complains, who stays silent, who waits, whose problem is solved."""

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
    suffer,
    tally,
)
from sim.foundations.draws import Why, uniform_columns
from sim.state.market_tables import HELP
from sim.state.tables import NOBODY, Buying, Relation, Trigger

_PERCEPTION_AT_HELP = 1000


def help_is_sought(
    crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, irritants: np.ndarray, complained: np.ndarray
) -> None:
    """Let those with an open problem complain, stay silent, or contact the brand again."""
    me = crowd.me
    i = np.flatnonzero((me.problem >= 0) & (me.brand >= 0))
    is_new = me.is_voiced[i] == 0
    _speak_up(crowd, terms, now, line, complained, i[is_new])
    i = i[me.problem[i] >= 0]
    if i.size:
        _contact_support(crowd, terms, now, line, irritants, i)


def _speak_up(
    crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, complained: np.ndarray, i: np.ndarray
) -> None:
    """Let new problems be voiced or swallowed; some who are silent look for another brand."""
    me, p = crowd.me, terms.p.assistance
    u = uniform_columns(now.seed, Why.PROBLEM, now.week, crowd.who[i])
    rates = np.diff(terms.reach[HELP], prepend=0.0)
    effort = float(rates @ terms.touchpoint.effort) / max(rates.sum(), 1e-300)
    severity, voice = me.problem_severity[i], me.voice[i]
    drive = p.complaint_base + p.complaint_severity * severity + p.complaint_voice * (voice - 0.5)
    drive += p.complaint_trust * (me.trust[i] - 0.5) - p.complaint_effort * effort
    speaks = u[:, 0] < 1.0 / (1.0 + np.exp(-drive))
    leaving = clip01(p.exit_probability * severity * (1.5 - voice) * (1.5 - me.trust[i]))
    leaves = u[:, 1] < freedom(crowd, terms)[i] * leaving
    voiced, silent, leaving = i[speaks], i[~speaks], i[~speaks & leaves & (me.buying[i] == Buying.DORMANT)]
    me.is_voiced[voiced] = 1
    me.relation[voiced] = Relation.ASSISTED
    me.stage_weeks[voiced] = 0
    tally(line, "complaints", me.brand[voiced])
    np.add.at(complained, (me.brand[voiced], me.problem[voiced]), 1.0)
    tally(line, "silent_problems", me.brand[silent])
    me.buying[leaving] = Buying.AWARE
    me.trigger[leaving] = Trigger.PROBLEM
    me.problem[silent] = NOBODY


def _contact_support(
    crowd: Crowd, terms: SegmentTerms, now: Any, line: np.ndarray, irritants: np.ndarray, i: np.ndarray
) -> None:
    """Let people contact their brand: wait, perhaps give up waiting, and see their problem solved or not."""
    me, p, offer = crowd.me, terms.p.assistance, terms.offer
    brand = me.brand[i]
    tally(line, "contacts", brand)
    u = uniform_columns(now.seed, Why.CONTACT, now.week, crowd.who[i])
    v = uniform_columns(now.seed, Why.RESOLUTION, now.week, crowd.who[i])
    waits = u[:, 0] < now.brand_states["wait_probability"][brand]
    minutes = np.where(waits, -now.brand_states["wait_minutes"][brand] * np.log1p(-u[:, 1]), 0.0)
    tally(line, "wait_minutes", brand, minutes)
    abandons = waits & (u[:, 2] < now.brand_states["abandon_probability"][brand])
    solving = clip01(offer.solving_probability[brand] * (1.0 - p.severity_hardness * me.problem_severity[i]))
    is_solved = ~abandons & (v[:, 0] < solving)
    is_first = me.failures[i] == 0
    is_fast = is_first & (v[:, 1] < offer.fast_share[brand])
    if terms.reach[HELP, -1] > 0.0:
        _feel_helped(crowd, terms, now, line, irritants, i, v, minutes, is_solved, is_fast)
    tally(line, "abandoned", brand[abandons])
    answered = i[~abandons]
    _pay(crowd, line, "support_cost_cents", answered, offer.contact_eur)
    left = np.where(is_fast, p.grudge_solved_fast, p.grudge_solved)
    me.grudge[answered] *= np.where(is_solved, left, p.grudge_voiced)[~abandons]
    me.worst[i] *= np.where(is_solved & is_first, left, 1.0)
    tally(line, "unsolved", brand[~abandons & ~is_solved])
    _fail(crowd, terms, line, i[~is_solved], u[~is_solved, 3])
    tally(line, "solved", brand[is_solved])
    tally(line, "solved_at_first_contact", brand[is_solved & is_first])
    solved = i[is_solved]
    _pay(crowd, line, "compensation_cents", solved, offer.compensation_eur)
    me.fault[solved[me.fault[solved] == me.problem[solved]]] = NOBODY
    _close_problems(crowd, solved)


def _feel_helped(
    crowd: Crowd,
    terms: SegmentTerms,
    now: Any,
    line: np.ndarray,
    irritants: np.ndarray,
    i: np.ndarray,
    v: np.ndarray,
    minutes: np.ndarray,
    is_solved: np.ndarray,
    is_fast: np.ndarray,
) -> None:
    """Let people live through the contact as one more encounter."""
    me, p = crowd.me, terms.p.assistance
    brand = me.brand[i]
    t = terms.touchpoint_met.pick(v[:, 2], HELP)
    z = uniform_pairs(now.seed, Why.PERCEPTION, now.week, crowd.who[i], np.full(i.size, _PERCEPTION_AT_HELP))
    offered, cause, lost = delivered_at(crowd, terms, i, brand, t, v[:, 3], z[:, 1])
    waited = clip01(offered - p.waiting_loss * (1.0 - np.exp(-minutes / p.waiting_minutes)))
    gain = np.where(is_solved, np.where(is_fast, p.fast_recovery_gain, p.recovery_gain), -p.failure_loss)
    delivered = clip01(waited + gain).astype(terms.real)
    trust = me.trust[i]
    effort = 1.0 - (1.0 - terms.touchpoint.effort[t]) ** (me.failures[i] + 1.0)
    effort = effort.astype(terms.real)
    cause = np.where(is_solved, cause, me.problem[i])
    met = Met(i, brand, t, cause, delivered, effort, lost, normals(z[:, 0], terms.real))
    book_encounters(crowd, terms, line, met, live_through(crowd, terms, met))
    suffer(crowd, terms, line, irritants, met)
    won = is_solved & (me.trust[i] > trust)
    me.trust[i[won]] = trust[won] + p.recovery_trust * (me.trust[i[won]] - trust[won])
    promises = terms.p.satisfaction
    broken = clip01(promises.trust_kept * promises.trust_broken * terms.touchpoint.salience[t])
    me.trust[i[~is_solved]] = (trust - broken * trust)[~is_solved]


def _fail(crowd: Crowd, terms: SegmentTerms, line: np.ndarray, i: np.ndarray, u: np.ndarray) -> None:
    """Count failed contacts; some give up, the others will call again."""
    me = crowd.me
    me.failures[i] = np.minimum(me.failures[i] + 1, 100)
    tired = i[u < terms.p.assistance.giving_up]
    tally(line, "given_up", me.brand[tired])
    _close_problems(crowd, tired)


def _close_problems(crowd: Crowd, i: np.ndarray) -> None:
    """Close open problems and go back to using."""
    crowd.me.problem[i] = NOBODY
    crowd.me.is_voiced[i] = 0
    crowd.me.relation[i] = Relation.USING
    crowd.me.stage_weeks[i] = 0


def _pay(crowd: Crowd, line: np.ndarray, name: str, i: np.ndarray, eur: np.ndarray) -> None:
    """Book what a brand spends on some of its customers."""
    cents = np.floor(eur * 100.0 + 0.5)[crowd.me.brand[i]]
    tally(line, name, crowd.me.brand[i], cents)
    crowd.me.margin_cents[i] -= cents.astype(np.int64)
