"""Trouble: episodes of causes begin, run, occur at encounters, and end; each cause by draws of its own."""

from __future__ import annotations

from sim.foundations.compiled import kernel
from sim.foundations.draws import uniform_of
from sim.phases.diary import note
from sim.rules.touchpoints import episode_probability, episode_weeks, severity
from sim.state.tables import Event, Relation

UNTROUBLED = -1.0
"""In place of the uniform for trouble: no cause occurs."""

DID_NOT_OCCUR = -1.0
"""In place of the quality lost to a cause."""


@kernel
def run_episodes(w, me, i, u):
    """Continue the running episodes of a customer, and begin others.

    Episodes of several weeks let the same trouble return to the same customer.
    """
    if me.brand < 0 or me.relation == Relation.NONE:
        return
    if me.running_episodes > 0:
        for k in range(w.episodes.shape[1]):
            weeks = int(w.episodes[i, k])
            if weeks == 1:
                end_episode(w, me, i, k)
            elif weeks > 1:
                w.episodes[i, k] = weeks - 1
    for k in range(w.episodes.shape[1]):
        begin_episode(w, me, i, me.brand, k, False, u)


@kernel
def begin_episode(w, me, i, brand, cause, is_with_order, u):
    """Begin an episode of a cause that does not run, with its weekly probability or that of a delivery.

    One `is_with_order` begins before this week's encounters, which use up one week of it. Whether one begins decides
    `u`, and given that it does, ``u / probability`` is uniform again.
    """
    fault = w.faults[me.segment, brand, cause]
    usual = fault.order_probability if is_with_order else fault.weekly_probability
    if usual == 0.0:
        return
    probability = episode_probability(usual, me.proneness)
    own = uniform_of(u, fault.address)
    if own < probability and w.episodes[i, cause] == 0:
        w.episodes[i, cause] = 1 + episode_weeks(fault.episode_weeks, own / probability, 1.0 if is_with_order else 0.0)
        me.running_episodes += 1


@kernel
def end_episode(w, me, i, cause):
    """End the episode of a cause, if it runs."""
    if w.episodes[i, cause] > 0:
        w.episodes[i, cause] = 0
        me.running_episodes -= 1


@kernel
def quality_lost(w, g, brand, cause, t, u_trouble):
    """Return the quality lost to a running cause at one encounter, 0 to 1, or DID_NOT_OCCUR.

    It occurs with the exposure of this touchpoint as its probability. One uniform decides occurrence and severity:
    given that the cause occurs, ``u / exposure`` is uniform again.
    """
    exposure = w.exposure[g, cause, t]
    fault = w.faults[g, brand, cause]
    u = uniform_of(u_trouble, fault.address)
    return severity(fault.severity, u / exposure, w.behaviour[g].touchpoints) if u < exposure else DID_NOT_OCCUR


@kernel
def feel_trouble(w, irritants, me, i, t, gravest, u_trouble, week):
    """Count every cause that occurred at an encounter with the present brand, and renew its trace."""
    g, brand = me.segment, me.brand
    for k in range(w.episodes.shape[1]):
        occurs = k == gravest
        if not occurs and w.episodes[i, k] > 0 and u_trouble != UNTROUBLED:
            occurs = quality_lost(w, g, brand, k, t, u_trouble) != DID_NOT_OCCUR
        if occurs:
            irritants[brand, g, k] += 1.0
            note(w, me, week, Event.TROUBLE, brand, k, w.traces[i, k], 0.0, 0.0)
            w.traces[i, k] += 1.0
