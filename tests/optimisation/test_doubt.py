"""How sure a choice is, and what it costs to be wrong."""

import numpy as np
import pytest

from experiments.optimisation.appraisal import doubt

RNG = np.random.default_rng


def test_clear_winner_is_certain():
    """An alternative that is better in every future is the best for sure, and is never regretted."""
    worth = np.stack([np.arange(8) + 5.0, np.arange(8.0)], axis=1)
    of = doubt(worth, 0, RNG(1))
    assert of.probability_best.tolist() == [1.0, 0.0]
    np.testing.assert_allclose(of.regret, [0.0, 5.0])
    assert of.hindsight == 0.0


def test_equals_share():
    """Alternatives that bring the same share the probability."""
    of = doubt(np.ones((6, 4)), 0, RNG(1))
    np.testing.assert_allclose(of.probability_best, 0.25)
    np.testing.assert_allclose(of.regret, 0.0)


def test_probability_is_that_of_theory():
    """With many futures it is the normal probability that the mean difference is above zero."""
    from scipy.stats import norm

    difference = RNG(2).normal(0.1, 1.0, 400)
    of = doubt(np.stack([difference, np.zeros(400)], axis=1), 0, RNG(3))
    expected = norm.cdf(difference.mean() / (difference.std() / np.sqrt(401)))
    assert of.probability_best[0] == pytest.approx(expected, abs=0.03)


def test_hindsight_is_the_value_of_knowing():
    """Who knows the future takes the better one each time."""
    of = doubt(np.array([[1.0, 0.0], [0.0, 3.0]]), 1, RNG(1))
    assert of.hindsight == pytest.approx(0.5)
