"""Phase 5: help: complaints, silence, channels, waiting for staff, solutions, compensation and repeat contacts."""

from __future__ import annotations

from typing import Any, NamedTuple

from sim.foundations.compiled import kernel
from sim.foundations.distributions import exponential, normal
from sim.foundations.draws import Why, uniform, uniforms
from sim.phases.asking import ask_about, report, write_down
from sim.phases.diary import note
from sim.phases.encounter import Encounter, deliver_at, process_encounter
from sim.phases.household import WHO_SIGNED
from sim.phases.leaving import freedom, price_paid
from sim.phases.trouble import UNTROUBLED, end_episode
from sim.rules.assistance import (
    compensation_effect,
    complaint_probability,
    effort_of_contact,
    exit_probability,
    grudge_after_compensation,
    grudge_after_contact,
    quality_after_waiting,
    quality_of_outcome,
    satisfaction_after_compensation,
    satisfaction_after_solution,
    self_service_probability,
    solving_probability,
    trust_after_compensation,
    trust_after_recovery,
    trust_in_self_service,
    worst_after_contact,
)
from sim.rules.convenience import effort_of_waiting, hassle_after
from sim.rules.satisfaction import trust_after_failure
from sim.rules.staff import solved_by_staff
from sim.rules.value import cents, loss_eur
from sim.state.tables import MOST_FAILURES, NOBODY, SUPPORT, Buying, Event, Relation, Stage, Trigger

OF_A_CONTACT = 1000
"""Address of the draws of a contact, beyond those of a week's encounters, which are numbered from zero."""


AT_SELF_SERVICE, WITH_STAFF = 1, 0
"""Numbers of the contacts of one week about the same problem, in the addresses of their draws."""


class Desks(NamedTuple):
    """Counters of a block by touchpoint of help, (B + 1, G, T)."""

    contacts: Any
    settled: Any


class Outcome(NamedTuple):
    """The outcome of one contact."""

    minutes: Any  # waited
    is_solved: Any
    is_soothed: Any  # taken charge of, while the trouble goes on
    is_fast: Any  # if it is solved


@kernel
def help_is_sought(w, book, irritants, complained, desks, start, stop, week, seed):
    """Let those with an open problem complain, stay silent, or contact the brand again."""
    for i in range(start, stop):
        me = w.customers[i]
        if me.problem < 0 or me.brand < 0:
            continue
        if me.is_voiced == 0 and not speaks_up(w, book, complained, me, i, week, seed):
            continue
        contact_support(w, book, irritants, desks, me, i, week, seed)


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
        write_down(w, me, i, week, seed)
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
    """Return the mean effort of a brand's touchpoints of help, 0 to 1."""
    rates = effort = 0.0
    for t in range(w.touchpoints.shape[2]):
        touchpoint = w.touchpoints[g, b, t]
        if touchpoint.stage == Stage.HELP:
            rates += touchpoint.weekly_rate
            effort += touchpoint.weekly_rate * touchpoint.effort
    return effort / rates if rates > 0.0 else 0.0


@kernel
def contact_support(w, book, irritants, desks, me, i, week, seed):
    """Contact the brand about the open problem: where self-service does not help, a person in the same week."""
    u = uniforms(seed, Why.CHANNEL, week, i)
    t = channel_of(w, me, u[0], False)
    tried = 0
    if t != NOBODY and w.touchpoints[me.segment, me.brand, t].staff == NOBODY:
        if helps_oneself(w, book, irritants, desks, me, i, t, week, seed):
            return
        tried = 1
        t = channel_of(w, me, u[1], True)
        if t == NOBODY:  # nobody can be asked
            give_up_perhaps(w, book[me.brand, me.segment], me, u[2], week)
            return
    ask_staff(w, book, irritants, desks, me, i, t, tried, week, seed)


@kernel
def channel_of(w, me, u, needs_staff):
    """Return the touchpoint at which a customer seeks help, by how usual each is, or NOBODY where there is none."""
    total = 0.0
    for t in range(w.touchpoints.shape[2]):
        total += appeal(w, me, t, needs_staff)
    target = u * total
    reached = 0.0
    for t in range(w.touchpoints.shape[2]):
        reached += appeal(w, me, t, needs_staff)
        if target < reached:
            return t
    return NOBODY


@kernel
def appeal(w, me, t, needs_staff):
    """Return the weight of a touchpoint among those of help; self-service that failed last time is avoided."""
    touchpoint = w.touchpoints[me.segment, me.brand, t]
    if touchpoint.stage != Stage.HELP:
        return 0.0
    if touchpoint.staff != NOBODY:
        return touchpoint.weekly_rate
    if needs_staff:
        return 0.0
    return touchpoint.weekly_rate * trust_in_self_service(me.avoids_self_service, w.behaviour[me.segment].assistance)


@kernel
def helps_oneself(w, book, irritants, desks, me, i, t, week, seed):
    """Return whether the problem is settled at self-service; if not, its effort is spent, and nobody has failed yet."""
    g = me.segment
    p = w.behaviour[g].assistance
    v = uniforms(seed, Why.RESOLUTION, week, i, AT_SELF_SERVICE)
    is_solved = v[0] < self_service_probability(w.settled[g, me.problem, t], me.problem_severity, p)
    book_contact(book, desks, me, t)
    outcome = Outcome(0.0, is_solved, False, is_solved and me.failures == 0)
    be_helped(w, book, irritants, me, i, t, outcome, v[3], AT_SELF_SERVICE, me.failures, week, seed)
    me.avoids_self_service = 0 if is_solved else 1
    if is_solved:
        settle(w, book, desks, me, i, t, outcome, week)
        return True
    book[me.brand, g].unsolved += 1.0
    note(w, me, week, Event.NOT_SOLVED, me.brand, me.problem, me.failures, 0.0, 0.0)
    return False


@kernel
def ask_staff(w, book, irritants, desks, me, i, t, tried, week, seed):
    """Ask a person about the open problem: wait, perhaps abandon, and have it solved, soothed or neither.

    Who `tried` self-service before (1, else 0) arrives with that effort spent.
    """
    g = me.segment
    p = w.behaviour[g].assistance
    offer = w.offers[g, me.brand]
    state = w.brand_states[me.brand]
    staff = SUPPORT if t == NOBODY else w.touchpoints[g, me.brand, t].staff
    line = book[me.brand, g]
    line.served[staff] += 1.0
    book_contact(book, desks, me, t)
    u = uniforms(seed, Why.CONTACT, week, i)
    minutes = 0.0
    gives_up = False
    if u[0] < state.wait_probability[staff]:
        minutes = exponential(u[1], state.wait_minutes[staff])
        line.wait_minutes += minutes
        note(w, me, week, Event.WAITED_FOR_SUPPORT, me.brand, 0, minutes, 0.0, 0.0)
        gives_up = u[2] < state.abandon_probability[staff]
    v = uniforms(seed, Why.RESOLUTION, week, i, WITH_STAFF)
    solving = solved_by_staff(
        solving_probability(offer.solving_probability, me.problem_severity, p), state.solving[staff]
    )
    goes_well = not gives_up and v[0] < solving
    where = t if t != NOBODY else w.touchpoints.shape[2]
    is_settled = goes_well and uniform(seed, Why.SETTLING, week, i) < w.settled[g, me.problem, where]
    outcome = Outcome(minutes, is_settled, goes_well and not is_settled, me.failures == 0 and v[1] < offer.fast_share)
    if t != NOBODY:
        be_helped(w, book, irritants, me, i, t, outcome, v[3], WITH_STAFF, me.failures + tried, week, seed)
    if gives_up:
        line.abandoned += 1.0
        count_failure(w, me, Event.GAVE_UP_WAITING, week)
        give_up_perhaps(w, line, me, u[3], week)
        return
    pay_support(w, line, me, t, offer.contact_eur)
    report(w, me, i, t, week, seed)
    if is_settled:
        settle(w, book, desks, me, i, t, outcome, week)
    elif goes_well:
        soothe(w, line, me, t, week)
    else:
        bear_grudge(w, me, outcome)
        line.unsolved += 1.0
        count_failure(w, me, Event.NOT_SOLVED, week)
        give_up_perhaps(w, line, me, u[3], week)


@kernel
def book_contact(book, desks, me, t):
    """Book a contact with the brand, at its touchpoint if there is one."""
    book[me.brand, me.segment].contacts += 1.0
    if t != NOBODY:
        desks.contacts[me.brand, me.segment, t] += 1.0


@kernel
def bear_grudge(w, me, outcome):
    """Change grudge and worst memory by the outcome of a contact."""
    p = w.behaviour[me.segment].assistance
    _, is_solved, is_soothed, is_fast = outcome
    me.grudge = grudge_after_contact(me.grudge, is_solved, is_soothed, is_fast, p)
    me.worst = worst_after_contact(me.worst, me.failures, is_solved, is_fast, p)


@kernel
def settle(w, book, desks, me, i, t, outcome, week):
    """Settle the open problem: its trouble ends, and what it took is given back in part."""
    p = w.behaviour[me.segment].assistance
    line = book[me.brand, me.segment]
    bear_grudge(w, me, outcome)
    line.solved += 1.0
    line.solved_at_first_contact += 1.0 if me.failures == 0 else 0.0
    if t != NOBODY:
        desks.settled[me.brand, me.segment, t] += 1.0
    is_fast = outcome.is_fast
    note(w, me, week, Event.SOLVED, me.brand, me.problem, outcome.minutes, me.failures, 1.0 if is_fast else 0.0)
    end_episode(w, me, i, me.problem)
    compensate(w, line, me, t)
    me.satisfaction = satisfaction_after_solution(me.satisfaction, me.setback, me.recoveries, me.failures, is_fast, p)
    me.setback = 0.0
    me.recoveries += 1.0
    close_problem(me)


@kernel
def soothe(w, line, me, t, week):
    """Take charge of the open problem, explain and compensate: its trouble goes on, and may come again."""
    bear_grudge(w, me, Outcome(0.0, False, True, False))
    line.soothed += 1.0
    note(w, me, week, Event.SOOTHED, me.brand, me.problem, me.problem_severity, me.failures, 0.0)
    compensate(w, line, me, t)
    me.recoveries += 1.0
    close_problem(me)


@kernel
def compensate(w, line, me, t):
    """Pay the compensation of the brand; what it does depends on the loss that it is for."""
    offer = w.offers[me.segment, me.brand]
    amount = cents(offer.compensation_eur)
    line.compensation_cents += amount
    me.margin_cents -= amount
    book_cost(w, me, t, amount)
    p = w.behaviour[me.segment].assistance
    loss = loss_eur(me.problem_severity, price_paid(w, me) * me.basket)
    effect = compensation_effect(offer.compensation_eur, loss, me.recoveries, p)
    me.grudge = grudge_after_compensation(me.grudge, effect, p)
    me.satisfaction = satisfaction_after_compensation(me.satisfaction, me.setback, effect, p)
    me.trust = trust_after_compensation(me.trust, effect, p)


@kernel
def be_helped(w, book, irritants, me, i, t, outcome, u_chance, contact, tries, week, seed):
    """Process a contact with its :class:`Outcome`; a failed one is the same trouble once more.

    In a contact that goes well nothing else goes wrong. Each of the `tries` before it made it more of an effort.
    """
    g = me.segment
    p = w.behaviour[g].assistance
    goes_well = outcome.is_solved or outcome.is_soothed
    z = uniforms(seed, Why.PERCEPTION, week, i, OF_A_CONTACT + contact)
    u_trouble = UNTROUBLED if goes_well else z[1]
    offered, cause, lost = deliver_at(w, me, i, me.brand, t, normal(u_chance), u_trouble)
    offered = quality_after_waiting(offered, outcome.minutes, p)
    delivered = quality_of_outcome(offered, outcome.is_solved, outcome.is_soothed, outcome.is_fast, me.recoveries, p)
    trust = me.trust
    effort = effort_of_contact(w.touchpoints[g, me.brand, t].effort, tries)
    convenience = w.behaviour[g].convenience
    me.hassle = hassle_after(me.hassle, effort_of_waiting(outcome.minutes, convenience), convenience)
    if not goes_well:
        cause = me.problem
    encounter = Encounter(delivered, effort, WHO_SIGNED, cause, me.problem, lost, u_trouble, normal(z[0]))
    felt = process_encounter(w, book, irritants, me, i, me.brand, t, encounter, week)
    ask_about(w, me, i, t, encounter, felt, OF_A_CONTACT + contact, week, seed)
    if goes_well:
        if me.trust > trust:
            me.trust = trust_after_recovery(trust, me.trust, p)
    elif contact == WITH_STAFF:  # nobody promised anything at self-service
        me.trust = trust_after_failure(trust, w.touchpoints[g, me.brand, t].salience, w.behaviour[g].satisfaction)


@kernel
def count_failure(w, me, event, week):
    """Count a failed contact about the open problem."""
    note(w, me, week, event, me.brand, me.problem, me.failures, 0.0, 0.0)
    me.failures = min(me.failures + 1, MOST_FAILURES)


@kernel
def give_up_perhaps(w, line, me, u, week):
    """Let some customers stop after a failed contact; the others will call again."""
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
def pay_support(w, line, me, t, eur):
    """Book the cost of one contact with support."""
    amount = cents(eur)
    line.support_cost_cents += amount
    me.margin_cents -= amount
    book_cost(w, me, t, amount)


@kernel
def book_cost(w, me, t, amount):
    """Book what the open problem cost at the touchpoint of help, if there is one, in cents."""
    if t != NOBODY:
        w.lived[me.brand, me.segment, t, me.problem + 1].cost_eur += amount
