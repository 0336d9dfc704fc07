"""The posterior by way of the emulator, against one that is known exactly."""

import numpy as np
import pytest

from experiments.calibration.emulator import Emulator
from experiments.calibration.posterior import Likelihood, sampled


def blocks(points: int, among: int = 5) -> np.ndarray:
    """Return the numbers of the blocks of points that take turns."""
    return np.arange(points) % among


def test_emulator_learns_a_smooth_curve():
    """Between the points that it has learned from, the emulator is right to within its own error."""
    rng = np.random.default_rng(1)
    inputs, new = rng.random((40, 2)), rng.random((30, 2))

    def shown(at: np.ndarray) -> np.ndarray:
        return np.stack([np.sin(3 * at[:, 0]), at[:, 0] * at[:, 1], np.exp(at[:, 1])], axis=1)

    emulator = Emulator(inputs, 10 * shown(inputs), blocks(40))
    emulated = emulator(new)
    off = np.abs(emulated.mean - 10 * shown(new))
    assert off.max() < 0.3  # of 25 that the curves vary
    assert np.mean(off < 2 * emulator.error(emulated)) > 0.9


def test_few_components_do_for_targets_that_move_together():
    """A hundred targets that follow two numbers need two directions."""
    rng = np.random.default_rng(2)
    inputs = rng.random((30, 2))
    assert len(Emulator(inputs, 5 * inputs @ rng.normal(size=(2, 100)), blocks(30)).components) == 2


def test_noise_of_blocks_is_separated_from_effects_of_factors():
    """A level that the points of a block share leaves the curve as it is, but not the knowledge of its height."""
    rng = np.random.default_rng(6)
    inputs = rng.random((40, 1))
    shown = 10 * inputs @ np.ones((1, 3))
    levels = rng.normal(0, 3, size=(10, 3))[blocks(40, 10)]
    sure, unsure = (Emulator(inputs, seen, blocks(40, 10)) for seen in (shown, shown + levels))
    ends = np.array([[0.1], [0.9]])
    rises = np.diff(unsure(ends).mean, axis=0)[0]
    np.testing.assert_allclose(rises, 8.0, atol=0.4)  # confounded with the levels, three times as far off
    heights = [emulator.error(emulator(ends)) ** 2 - np.diag(emulator.noise) for emulator in (sure, unsure)]
    assert heights[0].max() < 0.1
    np.testing.assert_allclose(heights[1], 9 / 10, rtol=0.6)
    np.testing.assert_allclose(np.diag(unsure.noise), 9, rtol=0.6)


def test_luck_draws_no_curve():
    """Targets that are nothing but noise hold no information about the factors."""
    steep = []
    for number in range(5):
        rng = np.random.default_rng([7, number])
        emulator = Emulator(rng.random((50, 2)), rng.normal(0, 3, size=(50, 20)), blocks(50, 10))
        steep.append(np.ptp(emulator(rng.random((20, 2))).mean, axis=0).max())
    assert np.median(steep) == 0


def test_many_noisy_targets_do_not_seem_to_tell_more_than_they_do():
    """What thirty noisy targets tell of a factor is its true effect squared, on average, or less."""
    rises = []
    for number in range(10):
        rng = np.random.default_rng([8, number])
        inputs = rng.random((50, 1))
        emulator = Emulator(inputs, 2 * inputs + rng.normal(0, 2, size=(50, 30)), blocks(50, 10))
        rise = np.diff(emulator(np.array([[0.25], [0.75]])).mean, axis=0)[0]
        rises.append(rise @ rise / 30)  # of 1 for a rise of one in each of the targets
    assert 0.5 < np.mean(rises) < 1.1


class Known:
    """An emulator that is sure of a linear answer."""

    components = np.eye(2)
    elsewhere = np.array([[0.5, 0.2], [0.2, 0.3]])

    def __init__(self, spread: float) -> None:
        self.spread = spread

    def __call__(self, inputs: np.ndarray):
        """Return what is seen, tolerances away from the target."""
        from experiments.calibration.emulator import Emulated

        return Emulated(20 * inputs - 10, np.full((len(inputs), 2), self.spread))


@pytest.mark.parametrize("spread", [0.0, 1.5])
def test_likelihood_adds_up_what_is_not_known(spread):
    """Tolerance and what the emulator does not know add up to the covariance of a normal error."""
    from scipy.stats import multivariate_normal

    points = np.random.default_rng(3).random((20, 2))
    expected = multivariate_normal(np.zeros(2), np.eye(2) + Known.elsewhere + spread**2 * np.eye(2)).logpdf(
        20 * points - 10
    )
    np.testing.assert_allclose(Likelihood(Known(spread))(points), expected, rtol=1e-10)


def test_walkers_find_a_known_posterior():
    """Mean, spread and correlation of a normal posterior are found, and its box is respected."""
    mean, covariance = np.array([0.4, 0.6]), np.array([[0.01, 0.008], [0.008, 0.01]])
    precision = np.linalg.inv(covariance)

    def log_likelihood(inputs: np.ndarray) -> np.ndarray:
        return -0.5 * np.einsum("ni,ij,nj->n", inputs - mean, precision, inputs - mean)

    found = sampled(log_likelihood, 2, 4000, seed=5)
    error = np.sqrt(np.diag(covariance) / found.effective)
    assert np.all(np.abs(found.draws.mean(axis=0) - mean) < 4 * error)
    np.testing.assert_allclose(np.cov(found.draws.T), covariance, rtol=0.15)
    assert np.all((found.draws >= 0) & (found.draws <= 1))


def test_same_seed_same_draws():
    """Random numbers of the walkers have an address like any others."""
    first, again, other = (
        sampled(lambda inputs: -50 * ((inputs - 0.5) ** 2).sum(axis=1), 1, 50, seed, steps=20) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
