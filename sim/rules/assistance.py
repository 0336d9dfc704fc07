"""Assistance: problems, complaints, silence, support queues, resolution and recovery.

Exit, voice and loyalty (Hirschman 1970); complaint behaviour (Singh 1988; TARP 1986); the M/M/n+M queue with
abandonment (Palm 1957; Garnett, Mandelbaum & Reiman 2002), of which Erlang C is the limit of infinite patience; double
deviation (Bitner, Booms & Tetreault 1990; Maxham & Netemeyer 2002) and the service recovery paradox (de Matos, Henrique
& Rossi 2007).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import MIDDLE, clamp01, difference, logistic

MINUTES_PER_HOUR = 60.0
"""Service rates are per hour, waits in minutes."""

_NEGLIGIBLE = 1e-12
"""States of the queue are added up until one adds less than this share of the total."""

_HUGE = 1e200
"""Weights of states are scaled down when their sum reaches this."""

_TINY = 1e-300
"""Keeps a quotient of probabilities defined when both are zero."""

_LONGEST_QUEUE = 100_000
"""States beyond this queue are not added up."""


@rule
def opens_problem(lost, p):
    """Return whether the quality `lost` at an encounter (0 to 1) is grave enough to open a problem."""
    return lost >= p.problem_threshold


@rule
def grudge_after_problem(grudge, lost, p):
    """Return the grudge (0 to 1) when a problem opens that lost quality `lost` (0 to 1): the greater of old and new.

    ``max(grudge, min(1, gain x lost))``. Source: our assumption.
    """
    return max(grudge, min(1.0, p.grudge_gain * lost))


@rule
def is_forgotten(grudge, p):
    """Return whether a grudge (0 to 1) has faded so far that it is forgotten. Source: our assumption."""
    return grudge < p.grudge_forgotten


@rule
def complaint_probability(severity, voice, trust, effort, p):
    """Return the probability that a customer with a problem complains, rather than stays silent or leaves.

    It rises with the severity (0 to 1), the propensity to voice (0 to 1) and trust that it helps (0 to 1), and falls
    with the effort (0 to 1) expected of the help touchpoints.

    Source: Hirschman 1970; logistic form and numbers ours, so that a third to a half of problems are voiced (TARP).
    """
    drive = (
        p.complaint_base
        + p.complaint_severity * severity
        + p.complaint_voice * (voice - MIDDLE)
        + p.complaint_trust * (trust - MIDDLE)
        - p.complaint_effort * effort
    )
    return logistic(drive)


@rule
def exit_probability(severity, voice, trust, p):
    """Return the probability that a customer who does not complain starts to look for another brand at once.

    It rises with the severity (0 to 1) and falls with the propensity to voice (0 to 1) and with trust (0 to 1): loyalty
    holds exit back. At average voice and trust it is the parameter of the sheet.

    Source: Hirschman 1970; form and numbers are our assumption.
    """
    return clamp01(p.exit_probability * severity * (1.0 + MIDDLE - voice) * (1.0 + MIDDLE - trust))


@rule
def queue_of(arrivals_per_hour, handled_per_hour, abandoned_per_hour, agents):
    """Return (P(wait), P(abandon), mean minutes waited by those who wait) of an M/M/n+M queue in steady state.

    Each of `agents` (whole number, >= 0) serves `handled_per_hour`; each waiting caller abandons at rate
    `abandoned_per_hour`. With infinite patience this is Erlang C. Probabilities are per arriving contact. Where nobody
    answers, everybody waits until they abandon.

    Notes: states are summed outward from the peak's side with a running product; the sum stops when a state adds less
    than 1e-12 of the total. Mean wait by Little's law.
    """
    if agents == 0:
        return 1.0, 1.0, MINUTES_PER_HOUR / max(abandoned_per_hour, _TINY)
    if arrivals_per_hour <= 0.0:
        return 0.0, 0.0, 0.0
    weight = 1.0
    total = 1.0
    for busy in range(1, agents):
        weight *= arrivals_per_hour / (busy * handled_per_hour)
        if weight == 0.0:
            break  # nor will more people ever be busy at the same time
        total += weight
        if total > _HUGE:
            weight /= total
            total = 1.0
    waiting = 0.0
    queued = 0.0
    length = 0
    while True:
        leaving = agents * handled_per_hour + length * abandoned_per_hour
        weight *= arrivals_per_hour / leaving
        total += weight
        waiting += weight
        queued += length * weight
        length += 1
        if total > _HUGE:
            weight /= total
            waiting /= total
            queued /= total
            total = 1.0
        if (weight < _NEGLIGIBLE * total and arrivals_per_hour < leaving) or length > _LONGEST_QUEUE:
            break
    share_waiting = waiting / total
    mean_queue = queued / total
    share_abandoned = min(abandoned_per_hour * mean_queue / arrivals_per_hour, share_waiting)
    minutes = MINUTES_PER_HOUR * mean_queue / (arrivals_per_hour * max(share_waiting, _TINY))
    return share_waiting, share_abandoned, minutes


@rule
def quality_after_waiting(offered, minutes, p):
    """Return the quality of a contact with support after waiting `minutes`, 0 to 1: waiting loses up to `waiting_loss`.

    Source: satisfaction falls with waiting, concave (Davis & Vollmann 1990 for the fall); numbers ours.
    """
    return clamp01(offered - p.waiting_loss * (1.0 - math.exp(-minutes / p.waiting_minutes)))


@rule
def effort_of_contact(effort, failures):
    """Return the customer effort of a contact, 0 to 1, after `failures` contacts about the same problem.

    ``1 - (1 - effort)^(failures + 1)``: a customer who calls again has to explain everything again, so each contact
    adds an effort like the first one, as far as the scale allows.

    Source: repeat contacts are the largest part of effort, Dixon, Freeman & Toman 2010; the form is our assumption.
    """
    return 1.0 - math.pow(1.0 - effort, failures + 1.0)


@rule
def solving_probability(base, severity, p):
    """Return the probability that one contact solves the problem: grave problems are harder."""
    return clamp01(base * (1.0 - p.severity_hardness * severity))


@rule
def self_service_probability(settled, severity, p):
    """Return the probability that a customer settles a problem without staff, given how often the cause allows it.

    Source: what self-service contains depends on the cause, Kumar & Telang 2012; grave problems are harder, as for
    :func:`solving_probability`.
    """
    return clamp01(settled * (1.0 - p.severity_hardness * severity))


@rule
def trust_in_self_service(has_failed, p):
    """Return how far self-service is used as usual, 0 to 1; less where it failed last time. Source: our assumption."""
    return 1.0 - p.avoidance if has_failed == 1 else 1.0


@rule
def quality_of_outcome(offered, is_solved, is_soothed, is_fast, recoveries, p):
    """Return the quality of a contact given its outcome, 0 to 1.

    A failure loses (double deviation), a solution gains, a fast one more: the recovery paradox. To be taken charge of
    while the trouble goes on gains a little. Gains fall with the problems solved recently, `recoveries` (>= 0):
    ``gain / (1 + recoveries)``.

    Source: a second failure ends the paradox, Maxham & Netemeyer 2002; how one is treated counts without a solution
    too, but less, Orsingher, Valentini & de Angelis 2010; the form is our assumption.
    """
    if is_solved:
        return clamp01(offered + (p.fast_recovery_gain if is_fast else p.recovery_gain) / (1.0 + recoveries))
    if is_soothed:
        return clamp01(offered + p.soothing_gain / (1.0 + recoveries))
    return clamp01(offered - p.failure_loss)


@rule
def grudge_after_contact(grudge, is_solved, is_soothed, is_fast, p):
    """Return the grudge (0 to 1) after a contact: voicing softens it, solving more, solving fast nearly ends it.

    To be taken charge of lies between voicing and solving.

    Source: fitted to repurchase after complaints, TARP 1986 (silent 9 %, unsolved 19 %, solved 54 %, solved fast 82 %).
    """
    if is_solved:
        return grudge * (p.grudge_solved_fast if is_fast else p.grudge_solved)
    return grudge * (p.grudge_soothed if is_soothed else p.grudge_voiced)


@rule
def compensation_effect(compensation_eur, loss_eur, recoveries, p):
    """Return the effect of a compensation, 0 (none) to 1 (full), against the loss that it is for, both in EUR.

    With ``x = min(1, compensation / (full x loss))`` it is ``(1 - (1 - x)^2) / (1 + weariness x recoveries)``: the
    first euros do most, and nothing is gained above the full compensation. It is less at each of the `recoveries`.

    Source: concave and exhausted above 100 to 150 % of the loss, Gelbrich, Gäthke & Grégoire 2015; weaker at the second
    failure, Maxham & Netemeyer 2002; the form is our assumption.
    """
    if compensation_eur <= 0.0 or loss_eur <= 0.0:
        return 0.0
    missing = 1.0 - min(1.0, compensation_eur / (p.full_compensation * loss_eur))
    return (1.0 - missing * missing) / (1.0 + p.compensation_weariness * recoveries)


@rule
def grudge_after_compensation(grudge, effect, p):
    """Return the grudge (0 to 1) after a compensation of an effect from 0 to 1."""
    return grudge * (1.0 - p.compensated_grudge * effect)


@rule
def satisfaction_after_compensation(satisfaction, setback, effect, p):
    """Return satisfaction (0 to 1) after a compensation: part of what the trouble took, `setback`, is given back."""
    return clamp01(satisfaction + p.compensated_setback * effect * setback)


@rule
def trust_after_compensation(trust, effect, p):
    """Return trust (0 to 1) after a compensation of an effect from 0 to 1: a fair outcome restores a little of it.

    Source: fairness of complaint handling makes trust, Tax, Brown & Chandrashekaran 1998; the number is our assumption.
    """
    return trust + p.compensated_trust * effect * (1.0 - trust)


@rule
def trust_after_recovery(before, pleased, p):
    """Return trust after a contact that helped, 0 to 1: a good recovery pleases more than it reassures.

    Of the way from trust `before` to that of a customer so `pleased`, above it, only a part is made.

    Source: the recovery paradox is one of satisfaction, not of loyalty, de Matos, Henrique & Rossi 2007.
    """
    return before + p.recovery_trust * difference(pleased, before)


@rule
def setback_after(setback, before, after):
    """Return the satisfaction lost to recent trouble, 0 to 1, when it fell from `before` to `after` once more."""
    return min(1.0, setback + max(0.0, difference(before, after)))


@rule
def satisfaction_after_solution(satisfaction, setback, recoveries, failures, is_fast, p):
    """Return satisfaction, 0 to 1, when a problem is solved: part of what the trouble took is given back.

    ``satisfaction + share x setback / (1 + weariness x recoveries)`` with the satisfaction lost, `setback` (0 to 1),
    and the problems solved recently, `recoveries` (>= 0). After `failures` about this problem nothing is given back.

    Source: excellent recovery of a first failure pleases more than no failure, de Matos, Henrique & Rossi 2007; that of
    a second one does not, Maxham & Netemeyer 2002. The form is our assumption.
    """
    if failures > 0:
        return satisfaction
    share = p.given_back_fast if is_fast else p.given_back
    return clamp01(satisfaction + share * setback / (1.0 + p.recovery_weariness * recoveries))


@rule
def worst_after_contact(worst, failures, is_solved, is_fast, p):
    """Return the worst moment that is remembered, -1 to 0, after a contact about it.

    A solution at the first contact softens the memory by as much as the grudge; after `failures`, no solution does.

    Source: a good recovery leaves intentions where they were without a failure, de Matos, Henrique & Rossi 2007; after
    a second failure it does not, Maxham & Netemeyer 2002.
    """
    if failures > 0 or not is_solved:
        return worst
    return worst * (p.grudge_solved_fast if is_fast else p.grudge_solved)
