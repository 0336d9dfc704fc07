"""Ratios say honestly whether their goal is met."""

import time

import numpy as np
import pytest

from benchmarks.clock import Cost, Form, Ratio, timed


@pytest.mark.parametrize(
    ("figure", "is_at_most", "is_met"),
    [(4.0, False, True), (3.99, False, False), (4.0, True, True), (4.01, True, False)],
)
def test_goal(figure, is_at_most, is_met):
    """The goal itself is enough; a figure on the wrong side of it is not."""
    assert Ratio("a / b", "", 4.0, figure, figure, figure, is_at_most).is_met is is_met


def test_ratio_is_the_median_of_pairs():
    """Times are divided repetition by repetition, so a slow spell that meets both does not count."""
    ratio = Ratio.of("a / b", "", 1.0, np.array([2.0, 40.0, 6.0]), np.array([1.0, 10.0, 2.0]))
    assert (ratio.low, ratio.figure, ratio.high) == (2.0, 3.0, 4.0)


def test_forms_take_turns():
    """Every form lives one week unseen; then they alternate, as many weeks at a time as asked."""
    lived = []
    timed({"a": Form(lambda: lived.append("a"), 2), "b": Form(lambda: lived.append("b"))}, 2)
    assert "".join(lived) == "ab" + "aab" * 2


def test_waiting_is_no_work():
    """Time spent waiting is on the wall and not on the processor."""
    times = timed({"sleeper": Form(lambda: time.sleep(0.02))}, 3)["sleeper"]
    assert times.wall.min() >= 0.02
    assert times.processor.max() < 0.01


def test_cost_of_a_week():
    """A week of 1,000 customers in a millisecond costs a microsecond each."""
    assert Cost.of("kernel", 1000, np.array([1e-3, 1e-3, 5e-3])).nanoseconds == pytest.approx(1000.0)
