"""The curve of Bass and its fit."""

import numpy as np
import pytest

from experiments.validation.patterns.bass import adopted, bought, fitted

YEARS = np.arange(1.0, 16.0)


def test_the_curve_begins_with_nobody_and_ends_with_everybody():
    """Nobody has bought at the start; in the end all have."""
    assert adopted(np.array([0.0]), 0.03, 0.38)[0] == pytest.approx(0.0)
    assert adopted(np.array([200.0]), 0.03, 0.38)[0] == pytest.approx(1.0)


def test_the_curve_solves_the_equation_of_bass():
    """The slope of adoption is (p + q F) (1 - F)."""
    t, p, q, step = np.linspace(0.1, 20, 50), 0.02, 0.5, 1e-5
    slope = (adopted(t + step, p, q) - adopted(t - step, p, q)) / (2 * step)
    share = adopted(t, p, q)
    np.testing.assert_allclose(slope, (p + q * share) * (1 - share), rtol=1e-6)


def test_without_imitation_adoption_is_exponential():
    """With q = 0, 1 - exp(-p t) have bought."""
    np.testing.assert_allclose(adopted(YEARS, 0.1, 0.0), 1 - np.exp(-0.1 * YEARS))


@pytest.mark.parametrize("potential", [1.0, 0.35, 4000.0])
@pytest.mark.parametrize("p, q", [(0.03, 0.38), (0.005, 0.6), (0.04, 0.2), (0.0145, 1.48)])
def test_the_fit_recovers_the_coefficients(potential: float, p: float, q: float):
    """First purchases made of the curve give its coefficients back, whatever their unit."""
    fit = fitted(bought(YEARS, potential, p, q))
    assert fit.potential == pytest.approx(potential, rel=1e-3)
    assert fit.innovation == pytest.approx(p, rel=1e-3)
    assert fit.imitation == pytest.approx(q, rel=1e-3)
    assert fit.r2 == pytest.approx(1.0)


def test_the_fit_bears_noise():
    """With 3 % of noise on each year, coefficients come out on average, within three standard errors."""
    rng = np.random.default_rng(1)
    clean = bought(YEARS, 1.0, 0.03, 0.38)
    fits = np.array([fitted(clean * rng.normal(1, 0.03, len(clean)))[1:3] for _ in range(60)])
    errors = fits.std(axis=0, ddof=1) / np.sqrt(len(fits))
    np.testing.assert_array_less(np.abs(fits.mean(axis=0) - (0.03, 0.38)), 3 * errors)


def test_what_is_no_diffusion_is_not_explained():
    """Sales that jump up and down have an R2 far from one; when nobody ever buys there is nothing to explain."""
    assert fitted(np.tile([1.0, 0.0], 8)).r2 < 0.5
    assert np.isnan(fitted(np.zeros(15)).r2)
