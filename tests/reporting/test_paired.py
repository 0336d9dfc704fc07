"""Estimates over paired seeds."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from experiments.measures.paired import bands, estimate


def test_an_estimate_has_the_t_interval():
    """Mean and interval are those of Student's t over seeds."""
    values = np.random.default_rng(1).normal(2.0, 1.0, 12)
    low, high = stats.t.interval(0.95, 11, loc=values.mean(), scale=stats.sem(values))
    of = estimate(values)
    np.testing.assert_allclose([of.mean, of.low, of.high], [values.mean(), low, high])


def test_one_seed_leaves_all_open():
    """A single value has no interval, and nothing about it is clear."""
    of = estimate(np.array([5.0]))
    assert of.mean == 5.0
    assert math.isinf(of.half_width)
    assert not of.is_significant


def test_no_difference_is_no_lead():
    """A difference of exactly nothing in all seeds is not significant, and wins half."""
    of = estimate(np.zeros(8))
    assert not of.is_significant
    assert of.wins == 0.5


def test_seeds_without_a_value_are_left_out():
    """A seed in which nothing happened does not count."""
    assert estimate(np.array([1.0, np.nan, 3.0])).mean == 2.0
    assert estimate(np.array([1.0, np.nan, 3.0])).pairs == 2


def test_the_opposite_turns_everything():
    """The estimate of the opposite difference has its ends and its wins turned."""
    of = -estimate(np.array([1.0, 2.0, 4.0]))
    assert of.low < of.mean < of.high < 4.0
    assert of.mean == -7 / 3
    assert of.wins == 0.0


def test_bands_are_estimates_at_each_moment():
    """A band is the interval of every moment by itself."""
    values = np.random.default_rng(2).normal(size=(6, 4))
    mean, low, high = bands(values)
    for moment in range(4):
        of = estimate(values[:, moment])
        np.testing.assert_allclose([mean[moment], low[moment], high[moment]], [of.mean, of.low, of.high])
