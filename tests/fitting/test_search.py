"""The search, on functions whose answer is known."""

import numpy as np
import pytest

from experiments.fitting.search import Effort, Limits, bounded_step, distance, search

LIMITS = Limits(np.full(2, -2.0), np.full(2, 2.0), np.full(2, 0.1))


def counted(function):
    """Return an evaluation of points by a function, and the list of them."""
    points = []

    def evaluate(some):
        points.extend(some)
        return [np.asarray(function(point), float) for point in some]

    return evaluate, points


def test_two_facts_two_numbers():
    """Numbers that act on both facts, and not in proportion, are found."""
    evaluate, points = counted(lambda x: (10 * (np.exp(x[0]) + x[1] - 2.0), 8 * (x[1] - 0.5 * x[0] - 0.3)))
    found = search(evaluate, np.zeros(2), LIMITS)
    assert np.abs(found.missed).max() <= Effort().near
    assert found.points == len(points) < 12


def test_met_facts_cost_one_point():
    """Where all facts are met nothing is moved."""
    evaluate, points = counted(lambda x: x)
    found = search(evaluate, np.zeros(2), LIMITS)
    assert len(points) == 1
    assert not found.point.any()


def test_limits_hold():
    """A fact out of reach leaves its number at the limit; the other fact is met all the same."""
    evaluate, _ = counted(lambda x: (10 * (x[0] - 5.0), 10 * (x[1] - 1.0)))
    found = search(evaluate, np.zeros(2), LIMITS)
    assert found.point[0] == pytest.approx(2.0)
    assert found.point[1] == pytest.approx(1.0, abs=0.05)


def test_a_hopeless_fact_does_not_spoil_another():
    """Of two facts about the same number the many that agree weigh more than one far away."""
    evaluate, _ = counted(lambda x: (10 * (x[0] - 1.0), 10 * (x[0] - 1.1), 10 * (x[0] - 60.0)))
    found = search(evaluate, np.zeros(1), Limits(np.array([-100.0]), np.array([100.0]), np.array([0.1])))
    assert found.point[0] == pytest.approx(1.05, abs=0.25)


def test_what_is_not_seen_moves_nothing():
    """A fact of which nothing is seen is left out."""
    evaluate, _ = counted(lambda x: (np.nan, 10 * (x[1] - 1.0)))
    found = search(evaluate, np.zeros(2), LIMITS)
    assert found.point[1] == pytest.approx(1.0, abs=0.05)


def test_a_number_without_effect_is_not_moved():
    """Only what changes a fact is moved."""
    evaluate, _ = counted(lambda x: (10 * (x[0] - 1.0),))
    assert search(evaluate, np.zeros(2), LIMITS).point[1] == 0.0


def test_distance_grows_slowly_far_away():
    """Far from a fact the distance grows in proportion, near to it with the square."""
    assert distance(np.array([1.0])) == 0.5
    assert distance(np.array([20.0])) - distance(np.array([10.0])) == pytest.approx(30.0)


def test_steps_have_a_reach():
    """A step is no longer than the reach, in the units of the numbers."""
    step = bounded_step(np.eye(2), np.array([-100.0, 0.0]), np.zeros(2), LIMITS, 3.0)
    assert step[0] == pytest.approx(0.3)


def test_what_is_not_identified_stays():
    """Of two numbers with the same effect both move, each by half; their difference stays as it was."""
    evaluate, _ = counted(lambda x: (10 * (x[0] + x[1] - 2.0),))
    found = search(evaluate, np.zeros(2), LIMITS)
    assert found.point[0] == pytest.approx(found.point[1], abs=0.05)
