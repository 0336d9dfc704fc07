"""Expectation: it moves with experience, promise and market."""

import pytest
from hypothesis import given

from sim.rules.expectation import (
    demanded_of,
    expectation_after_cancelling,
    expectation_from_elsewhere,
    expectation_from_experience,
    expectation_from_market,
    expectation_from_peers,
    expectation_from_promise,
    first_expectation,
    known_quality_after,
    market_standard_after,
)
from sim.rules.expectation_sheet import Expectation
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share

P = Expectation(
    up=0.02,
    down=0.01,
    promise_pull=0.04,
    standard_pull=0.005,
    elsewhere_pull=0.01,
    standard_rise=0.02,
    first_promise_weight=0.6,
    positioning=0.12,
    expert_demand=0.08,
    anchoring=3.0,
)


def test_experience_better_and_worse_than_expected():
    """.2 better moves expectation .02 of the way, .2 worse .01 of it, and a first discovery three times as far."""
    assert expectation_from_experience(0.6, 0.8, False, P) == pytest.approx(0.604)
    assert expectation_from_experience(0.6, 0.4, False, P) == pytest.approx(0.598)
    assert expectation_from_experience(0.6, 0.8, True, P) == pytest.approx(0.612)


def test_promises_fade_with_experience():
    """A promise heard as .9 pulls a stranger .04 of the way, and somebody with three experiences a quarter of that."""
    assert expectation_from_promise(0.6, 0.9, 1.0, 0.0, P) == pytest.approx(0.612)
    assert expectation_from_promise(0.6, 0.9, 1.0, 3.0, P) == pytest.approx(0.603)


def test_promises_count_as_far_as_they_are_believed():
    """Half believed, the same promise pulls half as far, and what nobody believes does not pull at all."""
    assert expectation_from_promise(0.6, 0.9, 0.5, 0.0, P) == pytest.approx(0.606)
    assert expectation_from_promise(0.6, 0.9, 0.0, 0.0, P) == 0.6


def test_standards_pull_upwards_only():
    """A standard above expectation pulls it up; one below leaves it alone."""
    assert expectation_from_market(0.6, 0.8, 0.0, 1, P) == pytest.approx(0.601)
    assert expectation_from_market(0.6, 0.8, 0.0, 4, P) == pytest.approx(0.604)
    assert expectation_from_market(0.8, 0.6, 0.0, 4, P) == 0.8
    assert market_standard_after(0.6, 0.8, P) == pytest.approx(0.604)


def test_a_standard_counts_as_far_as_it_is_demanded():
    """Of a brand of which .1 less is demanded, a standard of .8 pulls as one of .7, and never beyond the best."""
    assert expectation_from_market(0.6, 0.8, -0.1, 1, P) == pytest.approx(0.6005)
    assert expectation_from_market(0.99, 0.9, 0.3, 1, P) == pytest.approx(0.99005)


def test_a_better_stay_elsewhere():
    """Remembered .2 better, four weeks make 4 x .01 of the way; a worse stay changes nothing."""
    assert expectation_from_elsewhere(0.6, 0.8, 0.0, 4, P) == pytest.approx(0.608)
    assert expectation_from_elsewhere(0.6, 0.5, 0.0, 4, P) == 0.6


def test_nobody_asks_of_low_cost_what_premium_gave():
    """Of a brand of which .15 less is demanded, a stay .2 better counts as one of .05 better."""
    assert expectation_from_elsewhere(0.6, 0.8, -0.15, 4, P) == pytest.approx(0.602)


def test_what_is_demanded():
    """Low cost (.15), segment +.02, expert (1): -.042 + .02 + .04."""
    assert demanded_of(0.15, 0.02, 1.0, P) == pytest.approx(0.018)


def test_first_expectation():
    """Typical .65, promise .75, of a brand of which .018 more is demanded: .71 + .018."""
    assert first_expectation(0.65, 0.75, 0.018, P) == pytest.approx(0.728)


def test_what_peers_report():
    """Over a tie of strength .5 a report of .9 moves an expectation of .5 by .02 x .5 of the gap."""
    assert expectation_from_peers(0.5, 0.9, 0.5, P._replace(peer_pull=0.02)) == pytest.approx(0.504)


def test_a_cancelled_order():
    """A tenth less is expected of receiving, and never less than nothing."""
    p = P._replace(cancelled_order=0.1)
    assert expectation_after_cancelling(0.6, p) == pytest.approx(0.5)
    assert expectation_after_cancelling(0.05, p) == 0.0


def test_the_market_learns_what_is_delivered():
    """Fifty encounters teach half of a tenth of the gap."""
    p = P._replace(standard_learning=0.1, standard_encounters=50.0)
    assert known_quality_after(0.6, 0.8, 50.0, p) == pytest.approx(0.61)


@given(share, share, between(0, 1000), admissible(Expectation))
def test_expectation_moves_towards_what_is_met(expected, met, experiences, p):
    """After an experience, a promise or a week, expectation lies between where it was and what was met."""
    low, high = min(expected, met) - ROUNDING, max(expected, met) + ROUNDING
    assert low <= expectation_from_experience(expected, met, True, p) <= high
    assert low <= expectation_from_promise(expected, met, 1.0, experiences, p) <= high
    assert low <= expectation_from_market(expected, met, 0.0, 4, p) <= high
    assert low <= expectation_from_elsewhere(expected, met, 0.0, 4, p) <= high
    assert low <= market_standard_after(expected, met, p) <= high


@given(share, share, ascending(0, 1000), admissible(Expectation))
def test_who_knows_is_promised_in_vain(expected, promised, experiences, p):
    """The more one knows oneself, the less a promise moves."""
    little, much = (abs(expectation_from_promise(expected, promised, 1.0, each, p) - expected) for each in experiences)
    assert much <= little + ROUNDING


@given(share, ascending(0, 1), ascending(0, 1), ascending(-0.3, 0.3), ascending(0, 1), admissible(Expectation))
def test_who_is_asked_for_more(typical, promises, positions, demands, expertise, p):
    """Bigger promises, a premium position, demanding segments and experts never make first expectations lower."""
    low, high = (
        first_expectation(typical, promises[k], demanded_of(positions[k], demands[k], expertise[k], p), p)
        for k in (0, 1)
    )
    assert 0 <= low <= high + ROUNDING
    assert high <= 1
