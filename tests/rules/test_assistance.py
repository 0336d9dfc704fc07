"""Assistance: problems, complaints, resolution and recovery; the queue has its theory in closed_forms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.assistance import (
    compensation_effect,
    complaint_probability,
    effort_of_contact,
    exit_probability,
    grudge_after_compensation,
    grudge_after_contact,
    grudge_after_problem,
    is_forgotten,
    opens_problem,
    quality_after_waiting,
    quality_of_outcome,
    queue_of,
    satisfaction_after_compensation,
    satisfaction_after_solution,
    self_service_probability,
    setback_after,
    solving_probability,
    trust_after_compensation,
    trust_after_recovery,
    worst_after_contact,
)
from sim.rules.assistance_sheet import Assistance
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share

P = Assistance(
    problem_threshold=0.3,
    complaint_base=-1.0,
    complaint_severity=2.0,
    complaint_voice=2.5,
    complaint_trust=1.0,
    complaint_effort=2.0,
    exit_probability=0.15,
    waiting_loss=0.35,
    waiting_minutes=8.0,
    severity_hardness=0.35,
    failure_loss=0.2,
    recovery_gain=0.08,
    fast_recovery_gain=0.18,
    grudge_voiced=0.6,
    grudge_soothed=0.5,
    soothing_gain=0.05,
    full_compensation=1.25,
    compensation_weariness=1.0,
    compensated_grudge=0.6,
    compensated_setback=0.5,
    compensated_trust=0.1,
    grudge_solved=0.4,
    grudge_solved_fast=0.03,
    given_back_fast=0.8,
    given_back=0.3,
    recovery_weariness=10.0,
)


def test_what_is_a_problem():
    """Losing .3 of quality is a problem, losing less is not."""
    assert opens_problem(0.3, P)
    assert not opens_problem(0.29, P)


def test_complaining():
    """Severity .5, voice .7, trust .6, effort .4: log-odds -1 + 1 + .5 + .1 - .8 = -.2."""
    assert complaint_probability(0.5, 0.7, 0.6, 0.4, P) == pytest.approx(1 / (1 + math.exp(0.2)))


def test_leaving_in_silence():
    """Severity .5 and voice .7: .15 x .5 x .8, and half as much again for those who do not trust at all."""
    assert exit_probability(0.5, 0.7, 0.5, P) == pytest.approx(0.06)
    assert exit_probability(0.5, 0.7, 0.0, P) == pytest.approx(0.09)


def test_waiting_for_help():
    """Eight minutes cost .35 x (1 - 1 / e)."""
    assert quality_after_waiting(0.7, 8.0, P) == pytest.approx(0.7 - 0.35 * (1 - math.exp(-1)))
    assert quality_after_waiting(0.7, 0.0, P) == 0.7


def test_grave_problems_are_hard():
    """Of .7, severity .4 takes .35 x .4."""
    assert solving_probability(0.7, 0.4, P) == pytest.approx(0.7 * 0.86)


def test_outcomes():
    """From .6, a failure leaves .4; to be soothed makes .65, a solution .68, a fast one .78 and .69 the next time."""
    assert quality_of_outcome(0.6, False, False, False, 0.0, P) == pytest.approx(0.4)
    assert quality_of_outcome(0.6, False, True, False, 0.0, P) == pytest.approx(0.65)
    assert quality_of_outcome(0.6, True, False, False, 0.0, P) == pytest.approx(0.68)
    assert quality_of_outcome(0.6, True, False, True, 0.0, P) == pytest.approx(0.78)
    assert quality_of_outcome(0.6, True, False, True, 1.0, P) == pytest.approx(0.69)


def test_grudges():
    """Of a grudge of .5, voicing leaves .3, to be soothed .25, a solution .2, a fast one .015."""
    assert grudge_after_contact(0.5, False, False, False, P) == pytest.approx(0.3)
    assert grudge_after_contact(0.5, False, True, False, P) == pytest.approx(0.25)
    assert grudge_after_contact(0.5, True, False, False, P) == pytest.approx(0.2)
    assert grudge_after_contact(0.5, True, False, True, P) == pytest.approx(0.015)


def test_what_self_service_settles():
    """Of a cause that allows it in .2 of cases, severity .4 takes .35 x .4."""
    assert self_service_probability(0.2, 0.4, P) == pytest.approx(0.2 * 0.86)


def test_compensation_is_concave():
    """Against a loss of EUR 8, full at EUR 10: half of that does three quarters, and more than all of it no more."""
    assert compensation_effect(0.0, 8.0, 0.0, P) == 0.0
    assert compensation_effect(5.0, 8.0, 0.0, P) == pytest.approx(0.75)
    assert compensation_effect(10.0, 8.0, 0.0, P) == 1.0
    assert compensation_effect(16.0, 8.0, 0.0, P) == 1.0
    assert compensation_effect(5.0, 8.0, 1.0, P) == pytest.approx(0.375)


def test_the_first_half_of_a_compensation_does_most():
    """From nothing to half the loss gains at least twice as much as from all of it to half as much again, and a second
    failure at most .6 of the first (Gelbrich, Gäthke & Grégoire 2015; Maxham & Netemeyer 2002)."""
    nothing, half, whole, more = (compensation_effect(eur, 10.0, 0.0, Assistance()) for eur in (0, 5, 10, 15))
    assert half - nothing >= 2 * (more - whole)
    assert compensation_effect(5.0, 10.0, 1.0, Assistance()) <= 0.6 * half


def test_what_compensation_restores():
    """At half its effect: .3 of the grudge is gone, .25 of what was lost is given back, .05 of the missing trust."""
    assert grudge_after_compensation(0.5, 0.5, P) == pytest.approx(0.35)
    assert satisfaction_after_compensation(0.6, 0.2, 0.5, P) == pytest.approx(0.65)
    assert trust_after_compensation(0.4, 0.5, P) == pytest.approx(0.43)


@given(ascending(0, 1e4), between(0, 1e4), ascending(0, 20), share, share, share, admissible(Assistance))
def test_compensation_is_bounded(amounts, loss, recoveries, grudge, satisfaction, trust, p):
    """More of it never does less, each time never more, and nothing leaves 0 to 1."""
    little, much = (compensation_effect(eur, loss, recoveries[0], p) for eur in amounts)
    assert 0 <= little <= much <= 1
    assert compensation_effect(amounts[1], loss, recoveries[1], p) <= much
    assert 0 <= grudge_after_compensation(grudge, much, p) <= grudge
    assert satisfaction <= satisfaction_after_compensation(satisfaction, grudge, much, p) <= 1
    assert trust <= trust_after_compensation(trust, much, p) <= 1 + ROUNDING


def test_worst_moments():
    """Put right at once, -.5 is remembered as -.015, at the first contact as -.2; after a failure it stays."""
    assert worst_after_contact(-0.5, 0, True, True, P) == pytest.approx(-0.015)
    assert worst_after_contact(-0.5, 0, True, False, P) == pytest.approx(-0.2)
    assert worst_after_contact(-0.5, 0, False, False, P) == -0.5
    assert worst_after_contact(-0.5, 1, True, False, P) == -0.5


def test_setbacks_add_up():
    """A fall by .1 is remembered on top of .2; a rise takes nothing away."""
    assert setback_after(0.2, 0.6, 0.5) == pytest.approx(0.3)
    assert setback_after(0.2, 0.5, 0.6) == 0.2


def test_a_solution_gives_back():
    """Of .2 lost, a fast solution gives .16 back and a slow one .06; after half a recovery a sixth of that."""
    assert satisfaction_after_solution(0.5, 0.2, 0.0, 0, True, P) == pytest.approx(0.66)
    assert satisfaction_after_solution(0.5, 0.2, 0.0, 0, False, P) == pytest.approx(0.56)
    assert satisfaction_after_solution(0.5, 0.2, 0.5, 0, False, P) == pytest.approx(0.51)


def test_nothing_is_given_back_after_a_failure():
    """A solution after failed contacts leaves satisfaction where it is."""
    assert satisfaction_after_solution(0.5, 0.2, 0.0, 1, True, P) == 0.5


@given(share, share, ascending(0, 20), st.integers(0, 3), st.booleans(), admissible(Assistance))
def test_recovery_is_bounded_and_wears_off(satisfaction, setback, recoveries, failures, is_fast, p):
    """A solution never lowers satisfaction, keeps it within 0 to 1, and works less the more there were before."""
    few, many = (
        satisfaction_after_solution(satisfaction, setback, solved, failures, is_fast, p) for solved in recoveries
    )
    assert satisfaction <= many <= few <= 1


@given(share, share, share)
def test_setbacks_are_bounded(setback, before, after):
    """A setback grows only, up to 1."""
    assert setback <= setback_after(setback, before, after) <= 1


def test_a_problem_leaves_a_grudge():
    """Quality .4 lost leaves twice as much grudge, unless a greater one is there, and one at most."""
    p = P._replace(grudge_gain=2.0)
    assert grudge_after_problem(0.1, 0.4, p) == pytest.approx(0.8)
    assert grudge_after_problem(0.9, 0.4, p) == pytest.approx(0.9)
    assert grudge_after_problem(0.1, 0.7, p) == 1.0


def test_small_grudges_are_forgotten():
    """What has faded below a hundredth is over."""
    p = P._replace(grudge_forgotten=0.01)
    assert is_forgotten(0.009, p)
    assert not is_forgotten(0.011, p)


def test_recovery_reassures_in_part():
    """Of a tenth of trust that a good recovery would win, four tenths are kept."""
    assert trust_after_recovery(0.5, 0.6, P._replace(recovery_trust=0.4)) == pytest.approx(0.54)


@given(
    share,
    share,
    share,
    share,
    between(0, 1e4),
    st.sampled_from(["solved", "soothed", ""]),
    st.booleans(),
    admissible(Assistance),
)
def test_bounds(severity, voice, trust, effort, minutes, outcome, is_fast, p):
    """Probabilities, qualities and grudges stay between 0 and 1; no contact makes the worst moment worse."""
    assert 0 <= complaint_probability(severity, voice, trust, effort, p) <= 1
    assert 0 <= exit_probability(severity, voice, trust, p) <= 1
    assert 0 <= quality_after_waiting(trust, minutes, p) <= trust
    assert 0 <= solving_probability(trust, severity, p) <= trust
    is_solved, is_soothed = outcome == "solved", outcome == "soothed"
    assert 0 <= self_service_probability(trust, severity, p) <= trust
    assert 0 <= quality_of_outcome(trust, is_solved, is_soothed, is_fast, trust, p) <= 1
    assert 0 <= grudge_after_contact(severity, is_solved, is_soothed, is_fast, p) <= severity
    assert -severity <= worst_after_contact(-severity, 0, is_solved, is_fast, p) <= 0


@given(ascending(0, 1), ascending(0, 1), ascending(0, 1), ascending(0, 1), admissible(Assistance))
def test_who_speaks_up_and_who_leaves(severities, voices, trusts, efforts, p):
    """Graver problems, loud people, trust and little effort never mean fewer complaints; the loud and trusting stay."""
    low = complaint_probability(severities[0], voices[0], trusts[0], efforts[1], p)
    assert low <= complaint_probability(severities[1], voices[1], trusts[1], efforts[0], p) + ROUNDING
    stays = exit_probability(severities[0], voices[1], trusts[1], p)
    assert stays <= exit_probability(severities[1], voices[0], trusts[0], p) + ROUNDING


@given(share, ascending(0, 1e3), ascending(0, 1), admissible(Assistance))
def test_waiting_and_severity_never_help(offered, minutes, severities, p):
    """Longer waits are never better, and graver problems never easier."""
    assert quality_after_waiting(offered, minutes[1], p) <= quality_after_waiting(offered, minutes[0], p) + ROUNDING
    assert solving_probability(offered, severities[1], p) <= solving_probability(offered, severities[0], p) + ROUNDING


@given(between(0.01, 500), between(0.5, 60), between(0.5, 60), st.integers(1, 60))
def test_queues_are_sound(arrivals, handled, abandoned, agents):
    """Who abandons has waited; nobody waits for ever; probabilities are probabilities."""
    waits, gives_up, minutes = queue_of(arrivals, handled, abandoned, agents)
    assert 0 <= gives_up <= waits <= 1
    assert 0 <= minutes <= 60 / abandoned + 1e-6


@given(between(0.01, 300), between(0.5, 60), between(0.5, 60), st.integers(1, 40))
def test_more_agents_and_fewer_calls_never_mean_longer_queues(arrivals, handled, abandoned, agents):
    """One more agent lowers the probability to wait and to abandon; so do fewer calls."""
    queue = queue_of(arrivals, handled, abandoned, agents)
    for better in (
        queue_of(arrivals, handled, abandoned, agents + 1),
        queue_of(0.8 * arrivals, handled, abandoned, agents),
    ):
        assert better[0] <= queue[0] + 1e-9
        assert better[1] <= queue[1] + 1e-9


def test_calling_again():
    """The first contact asks .3; the third has asked for all but the cube of what is left: 1 - .7^3."""
    assert effort_of_contact(0.3, 0) == pytest.approx(0.3)
    assert effort_of_contact(0.3, 2) == pytest.approx(1 - 0.343)


@given(ascending(0, 1))
def test_calling_again_is_never_easier(efforts):
    """Effort stays between 0 and 1, and rises with what the touchpoint asks and with every failure."""
    low, high = efforts
    assert 0 <= effort_of_contact(low, 1) <= effort_of_contact(high, 1) + ROUNDING <= 1 + 2 * ROUNDING
    assert effort_of_contact(low, 1) <= effort_of_contact(low, 2) + ROUNDING
