"""A verdict compares an interval with the smallest effect of interest, corrected for all that is tested."""

import numpy as np
import pytest

from experiments.theory.verdict import ERROR, Verdict, interval, judged, verdict_on, weakest

SMALLEST = 1.0


@pytest.mark.parametrize(
    ("low", "high", "expected", "verdict"),
    [
        (1.2, 3.0, "higher", Verdict.HOLDS),
        (0.2, 3.0, "higher", Verdict.WEAKLY),
        (-0.5, 3.0, "higher", Verdict.UNDECIDED),
        (0.2, 0.8, "higher", Verdict.SMALL),
        (-0.2, 0.8, "higher", Verdict.FAILS),
        (-3.0, -1.0, "higher", Verdict.FAILS),
        (-3.0, -1.2, "lower", Verdict.HOLDS),
        (-3.0, -0.2, "lower", Verdict.WEAKLY),
        (0.5, 2.0, "lower", Verdict.FAILS),
        (-0.8, 0.8, "same", Verdict.HOLDS),
        (-0.8, 1.8, "same", Verdict.UNDECIDED),
        (1.1, 1.8, "same", Verdict.FAILS),
        (-5.0, 0.8, "not higher", Verdict.HOLDS),
        (-5.0, 1.8, "not higher", Verdict.UNDECIDED),
        (1.1, 1.8, "not higher", Verdict.FAILS),
        (-3.0, -1.2, "different", Verdict.HOLDS),
        (-3.0, -0.2, "different", Verdict.WEAKLY),
        (-0.5, 0.5, "different", Verdict.FAILS),
        (0.2, 0.5, "different", Verdict.SMALL),
    ],
)
def test_interval_decides(low, high, expected, verdict):
    """What counts is where the whole interval lies."""
    assert verdict_on(low, high, expected, SMALLEST) is verdict


def test_interval_is_that_of_student():
    """With four seeds 95 % of intervals reach 3.182 standard errors."""
    sample = np.array([1.0, 2.0, 3.0, 4.0])
    low, high = interval(sample, 0.95)
    assert (high - low) / 2 == pytest.approx(3.182 * sample.std(ddof=1) / 2, rel=1e-3)


def test_the_clearest_of_m_bears_the_whole_correction():
    """Holm: the clearest of three effects has a third of the error, the next one half, the last all of it."""
    base = np.array([-0.1, 0.0, 0.1, 0.05, -0.05])
    found = judged([5 + 8 * base, 5 + base, 5 + 2 * base], ["higher"] * 3, [SMALLEST] * 3)
    assert [each.level for each in found] == pytest.approx([1 - ERROR, 1 - ERROR / 3, 1 - ERROR / 2])


def test_what_holds_alone_may_be_undecided_among_others():
    """Two effects that would each hold alone are undecided together, and then so are all that are less clear."""
    close = np.array([1.4, 2.4, 0.9, 1.5, 2.2])
    (alone,) = judged([close], ["higher"], [0.01])
    assert alone.verdict is Verdict.HOLDS
    together = judged([close] * 20, ["higher"] * 20, [0.01] * 20)
    assert {each.verdict for each in together} == {Verdict.UNDECIDED}


def test_true_nothing_is_seldom_decided_wrongly():
    """Of 100 times ten effects that are zero, hardly more than 5 % hold any."""
    rng = np.random.default_rng(1)
    wrong = 0
    for _ in range(100):
        samples = list(rng.normal(0.0, 1.0, (10, 8)))
        verdicts = {each.verdict for each in judged(samples, ["higher"] * 10, [0.2] * 10)}
        wrong += bool(verdicts & {Verdict.HOLDS, Verdict.WEAKLY})
    assert wrong / 100 < 0.05 + 2.6 * np.sqrt(0.05 * 0.95 / 100)


def test_seeds_without_a_value_are_left_out():
    """With two values left, nothing is said."""
    (found,) = judged([np.array([1.0, np.nan, 2.0, np.nan])], ["higher"], [SMALLEST])
    assert found.verdict is Verdict.NOT_SHOWN
    assert found.seeds == 2


def test_certain_effect_needs_no_width():
    """Seeds that agree to the last bit make an interval of no width."""
    (found,) = judged([np.full(4, 2.0)], ["higher"], [SMALLEST])
    assert (found.low, found.high, found.verdict) == (2.0, 2.0, Verdict.HOLDS)


def test_a_claim_is_as_good_as_its_weakest_effect():
    """One effect that fails fails the claim."""
    assert weakest([Verdict.HOLDS, Verdict.FAILS, Verdict.UNDECIDED]) is Verdict.FAILS
    assert weakest([Verdict.HOLDS, Verdict.WEAKLY]) is Verdict.WEAKLY
