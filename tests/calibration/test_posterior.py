"""The posterior by way of the emulator, against one that is known exactly."""

import numpy as np
import pytest

from experiments.calibration.emulator import Emulator
from experiments.calibration.posterior import Likelihood, luck_of, sampled


def test_emulator_learns_a_smooth_curve():
    """Between the points that it has learned from, the emulator is right to within its own error."""
    luck = np.random.default_rng(1)
    inputs, new = luck.random((40, 2)), luck.random((30, 2))

    def shown(at: np.ndarray) -> np.ndarray:
        return np.stack([np.sin(3 * at[:, 0]), at[:, 0] * at[:, 1], np.exp(at[:, 1])], axis=1)

    emulator = Emulator(inputs, 10 * shown(inputs))
    emulated = emulator(new)
    off = np.abs(emulated.mean - 10 * shown(new))
    assert off.max() < 0.3  # of 25 that the curves vary
    error = np.sqrt(emulated.spread**2 @ emulator.components**2 + emulator.left_over**2)
    assert np.mean(off < 2 * error) > 0.9


def test_few_components_do_for_targets_that_move_together():
    """A hundred targets that follow two numbers need two directions."""
    luck = np.random.default_rng(2)
    inputs = luck.random((30, 2))
    assert len(Emulator(inputs, 5 * inputs @ luck.normal(size=(2, 100))).components) == 2


class Known:
    """An emulator that is sure of a linear answer."""

    components = np.eye(2)
    left_over = np.zeros(2)

    def __init__(self, spread: float) -> None:
        self.spread = spread

    def __call__(self, inputs: np.ndarray):
        """Return what is seen, tolerances away from the target."""
        from experiments.calibration.emulator import Emulated

        return Emulated(20 * inputs - 10, np.full((len(inputs), 2), self.spread))


@pytest.mark.parametrize("spread", [0.0, 1.5])
def test_likelihood_adds_up_what_is_not_known(spread):
    """Tolerance, luck and what the emulator does not know add up to the covariance of a normal error."""
    from scipy.stats import multivariate_normal

    luck = np.array([[0.5, 0.2], [0.2, 0.3]])
    points = np.random.default_rng(3).random((20, 2))
    expected = multivariate_normal(np.zeros(2), np.eye(2) + luck + spread**2 * np.eye(2)).logpdf(20 * points - 10)
    np.testing.assert_allclose(Likelihood(Known(spread), luck)(points), expected, rtol=1e-10)


def test_luck_of_the_mean_shrinks_with_the_seeds():
    """The covariance that luck leaves in a mean is that between seeds over their number, correlations included."""
    between = np.array([[4.0, 3.0], [3.0, 4.0]])
    seen = np.random.default_rng(4).multivariate_normal(np.zeros(2), between, size=2000)
    np.testing.assert_allclose(luck_of(seen, 4), between / 4, rtol=0.15)


def test_luck_of_few_seeds_is_not_overrated():
    """From a dozen seeds no correlation of many targets is believed to be perfect."""
    luck = luck_of(np.random.default_rng(4).normal(0, 2, size=(12, 30)), 1)
    assert np.linalg.eigvalsh(luck).min() > 0.5
    assert np.diag(luck).mean() == pytest.approx(4, rel=0.3)


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
    """Luck of the walkers has an address like any other."""
    first, again, other = (
        sampled(lambda inputs: -50 * ((inputs - 0.5) ** 2).sum(axis=1), 1, 50, seed, steps=20) for seed in (1, 1, 2)
    )
    assert np.array_equal(first.draws, again.draws)
    assert not np.array_equal(first.draws, other.draws)
