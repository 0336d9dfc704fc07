"""Phase 5: help: complaints, silence, waiting for support, solutions and repeat contacts."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.foundations.compiled import kernel
from sim.foundations.distributions import exponential, normal, pick
from sim.foundations.draws import Why, uniforms
from sim.phases.diary import note
from sim.phases.encounter import Encounter, deliver_at, process_encounter
from sim.phases.leaving import freedom
from sim.phases.trouble import UNTROUBLED, end_episode
from sim.rules.assistance import (
    complaint_probability,
    effort_of_contact,
    exit_probability,
    grudge_after_contact,
    quality_after_waiting,
    quality_of_outcome,
    satisfaction_after_solution,
    solving_probability,
    trust_after_recovery,
    worst_after_contact,
)
from sim.rules.convenience import effort_of_waiting, hassle_after
from sim.rules.satisfaction import trust_after_failure
from sim.rules.value import cents
from sim.state.market_tables import HELP
from sim.state.tables import MOST_FAILURES, NOBODY, Buying, Event, Relation, Trigger

OF_A_CONTACT = 1000
"""Address of the draws of a contact, beyond those of a week's encounters, which are numbered from zero."""


class Outcome(NamedTuple):
    """The outcome of one contact with support."""

    minutes: Any  # waited
    is_solved: Any
    is_fast: Any  # if it is solved


@kernel
def help_is_sought(w, book, irritants, complained, start, stop, week, seed):
    """Let those with an open problem complain, stay silent, or contact the brand again."""
    for i in range(start, stop):
        me = w.customers[i]
        if me.problem < 0 or me.brand < 0:
            continue
        if me.is_voiced == 0 and not speaks_up(w, book, complained, me, i, week, seed):
            continue
        contact_support(w, book, irritants, me, i, week, seed)


@kernel
def speaks_up(w, book, complained, me, i, week, seed):
    """Return whether the customer complains; otherwise the customer stays silent, and may look for another brand."""
    g = me.segment
    p = w.behaviour[g].assistance
    line = book[me.brand, g]
    u = uniforms(seed, Why.PROBLEM, week, i)
    effort = help_effort(w, g, me.brand)
    if u[0] < complaint_probability(me.problem_severity, me.voice, me.trust, effort, p):
        me.is_voiced = 1
        me.relation = Relation.ASSISTED
        me.stage_weeks = 0
        line.complaints += 1.0
        complained[me.brand, g, me.problem] += 1.0
        note(w, me, week, Event.COMPLAINED, me.brand, me.problem, me.problem_severity, 0.0, 0.0)
        return True
    line.silent_problems += 1.0
    note(w, me, week, Event.STAYED_SILENT, me.brand, me.problem, me.problem_severity, 0.0, 0.0)
    leaves = u[1] < freedom(w, me) * exit_probability(me.problem_severity, me.voice, me.trust, p)
    if leaves and me.buying == Buying.DORMANT:
        me.buying = Buying.AWARE
        me.trigger = Trigger.PROBLEM
    me.problem = NOBODY
    return False


@kernel
def help_effort(w, g, b):
    """Return the mean effort of a brand's help touchpoints, 0 to 1."""
    rates = w.reach[g, b, HELP]
    if rates[-1] <= 0.0:
        return 0.0
    effort = 0.0
    before = 0.0
    for t in range(rates.shape[0]):
        effort += (rates[t] - before) * w.touchpoints[g, b, t].effort
        before = rates[t]
    return effort / rates[-1]


@kernel
def contact_support(w, book, irritants, me, i, week, seed):
    """Contact the brand about the open problem: wait, perhaps abandon, and have it solved or not."""
    g = me.segment
    p = w.behaviour[g].assistance
    offer = w.offers[g, me.brand]
    state = w.brand_states[me.brand]
    line = book[me.brand, g]
    line.contacts += 1.0
    u = uniforms(seed, Why.CONTACT, week, i)
    minutes = 0.0
    gives_up = False
    if u[0] < state.wait_probability:
        minutes = exponential(u[1], state.wait_minutes)
        line.wait_minutes += minutes
        note(w, me, week, Event.WAITED_FOR_SUPPORT, me.brand, 0, minutes, 0.0, 0.0)
        gives_up = u[2] < state.abandon_probability
    v = uniforms(seed, Why.RESOLUTION, week, i)
    is_solved = not gives_up and v[0] < solving_probability(offer.solving_probability, me.problem_severity, p)
    is_fast = me.failures == 0 and v[1] < offer.fast_share
    if w.reach[g, me.brand, HELP, -1] > 0.0:
        be_helped(w, book, irritants, me, i, Outcome(minutes, is_solved, is_fast), v[2], v[3], week, seed)
    if gives_up:
        line.abandoned += 1.0
        fail(w, line, me, u[3], Event.GAVE_UP_WAITING, week)
        return
    pay_support(line, me, offer.contact_eur)
    me.grudge = grudge_after_contact(me.grudge, is_solved, is_fast, p)
    me.worst = worst_after_contact(me.worst, me.failures, is_solved, is_fast, p)
    if not is_solved:
        line.unsolved += 1.0
        fail(w, line, me, u[3], Event.NOT_SOLVED, week)
        return
    line.solved += 1.0
    line.solved_at_first_contact += 1.0 if me.failures == 0 else 0.0
    amount = cents(offer.compensation_eur)
    line.compensation_cents += amount
    me.margin_cents -= amount
    note(w, me, week, Event.SOLVED, me.brand, me.problem, minutes, me.failures, 1.0 if is_fast else 0.0)
    end_episode(w, me, i, me.problem)
    me.satisfaction = satisfaction_after_solution(me.satisfaction, me.setback, me.recoveries, me.failures, is_fast, p)
    me.setback = 0.0
    me.recoveries += 1.0
    close_problem(me)


@kernel
def be_helped(w, book, irritants, me, i, outcome, u_where, u_chance, week, seed):
    """Process a contact with its :class:`Outcome`; a failed one is the same trouble once more.

    In a contact that solves a problem nothing else goes wrong.
    """
    g = me.segment
    p = w.behaviour[g].assistance
    t = pick(u_where, w.reach[g, me.brand, HELP])
    z = uniforms(seed, Why.PERCEPTION, week, i, OF_A_CONTACT)
    u_trouble = UNTROUBLED if outcome.is_solved else z[1]
    offered, cause, lost = deliver_at(w, me, i, me.brand, t, u_chance, normal(u_chance), u_trouble)
    offered = quality_after_waiting(offered, outcome.minutes, p)
    delivered = quality_of_outcome(offered, outcome.is_solved, outcome.is_fast, me.recoveries, p)
    trust = me.trust
    effort = effort_of_contact(w.touchpoints[g, me.brand, t].effort, me.failures)
    convenience = w.behaviour[g].convenience
    me.hassle = hassle_after(me.hassle, effort_of_waiting(outcome.minutes, convenience), convenience)
    if not outcome.is_solved:
        cause = me.problem
    encounter = Encounter(delivered, effort, cause, lost, u_trouble, normal(z[0]))
    process_encounter(w, book, irritants, me, i, me.brand, t, encounter, week)
    if not outcome.is_solved:
        me.trust = trust_after_failure(trust, w.touchpoints[g, me.brand, t].salience, w.behaviour[g].satisfaction)
    elif me.trust > trust:
        me.trust = trust_after_recovery(trust, me.trust, p)


@kernel
def fail(w, line, me, u, event, week):
    """Count a failed contact; some customers give up, the others will call again."""
    note(w, me, week, event, me.brand, me.problem, me.failures, 0.0, 0.0)
    me.failures = min(me.failures + 1, MOST_FAILURES)
    if u < w.behaviour[me.segment].assistance.giving_up:
        line.given_up += 1.0
        note(w, me, week, Event.GAVE_UP_COMPLAINING, me.brand, me.problem, me.failures, 0.0, 0.0)
        close_problem(me)


@kernel
def close_problem(me):
    """Close the open problem and go back to using."""
    me.problem = NOBODY
    me.is_voiced = 0
    me.relation = Relation.USING
    me.stage_weeks = 0


@kernel
def pay_support(line, me, eur):
    """Book the cost of one contact with support."""
    amount = cents(eur)
    line.support_cost_cents += amount
    me.margin_cents -= amount
