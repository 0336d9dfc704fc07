"""The Dirichlet model and its fit, against the published table and against people drawn from the model itself."""

import numpy as np
import pytest

from experiments.validation.pattern import published
from experiments.validation.patterns.dirichlet import Dirichlet, fitted
from experiments.validation.patterns.double_jeopardy import TOOTHPASTE

TABLE = published("toothpaste_uk_1973q1")
HALF_A_POINT, HALF_A_HUNDREDTH = 0.005, 0.005
"""Rounding of the table."""


@pytest.mark.parametrize("row", range(len(TABLE)))
def test_the_published_model_gives_the_published_table(row: int):
    """With the authors' three numbers, penetrations and rates come out as printed."""
    share, penetration, rate = TABLE.loc[row, ["share", "pen_dirichlet", "w_brand_dirichlet"]]
    assert TOOTHPASTE.penetration(share) == pytest.approx(penetration, abs=HALF_A_POINT)
    assert TOOTHPASTE.rate(share) == pytest.approx(rate, abs=HALF_A_HUNDREDTH + 0.0005)


def test_the_category_is_that_of_the_authors():
    """56 % of the households buy toothpaste in the quarter, 2.6 times."""
    assert TOOTHPASTE.category_penetration == pytest.approx(0.56, abs=HALF_A_POINT)
    assert TOOTHPASTE.purchases / TOOTHPASTE.category_penetration == pytest.approx(2.6, abs=0.05)


def test_the_fit_finds_the_published_rates():
    """From the observed penetrations the fit finds the authors' rates, as far as two printed digits allow: half a point
    of the ten per cent of a middling brand."""
    model = fitted(1.46, 0.56, TABLE["share"].to_numpy(), TABLE["pen_obs"].to_numpy())
    assert model.shape == pytest.approx(TOOTHPASTE.shape, rel=0.05)
    rates = [model.rate(share) for share in TABLE["share"]]
    np.testing.assert_allclose(rates, TABLE["w_brand_dirichlet"], rtol=HALF_A_POINT / 0.1)


@pytest.mark.parametrize("model", [Dirichlet(1.5, 0.8, 1.3), Dirichlet(0.7, 1.2, 0.5), Dirichlet(8.0, 0.3, 6.0)])
def test_the_fit_recovers_a_model_from_its_own_figures(model: Dirichlet):
    """Exact penetrations of a model give its numbers back."""
    shares = np.array([0.4, 0.25, 0.2, 0.1, 0.05])
    penetrations = np.array([model.penetration(share) for share in shares])
    found = fitted(model.purchases, model.category_penetration, shares, penetrations)
    np.testing.assert_allclose(found, model, rtol=1e-6)


def test_the_fit_recovers_a_model_from_people():
    """People who buy as the model says give its numbers back, within three standard errors of a dozen populations."""
    model, shares = Dirichlet(1.5, 0.8, 1.3), np.array([0.5, 0.3, 0.15, 0.05])
    rng = np.random.default_rng(1)
    found = np.array([fitted(*figures_of(purchases_of(10_000, model, shares, rng))) for _ in range(12)])
    errors = found.std(axis=0, ddof=1) / np.sqrt(len(found))
    np.testing.assert_array_less(np.abs(found.mean(axis=0) - model), 3 * errors)


def purchases_of(people: int, model: Dirichlet, shares: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the purchases of each brand by people drawn from a model, (people, B)."""
    rates = rng.gamma(model.shape, model.purchases / model.shape, people)
    return rng.multinomial(rng.poisson(rates), rng.dirichlet(model.switching * shares, people))


def figures_of(purchases: np.ndarray) -> tuple[float, float, np.ndarray, np.ndarray]:
    """Return what the model is fitted to, from purchases (people, B)."""
    bought = purchases.sum(axis=1)
    shares = purchases.sum(axis=0) / purchases.sum()
    return bought.mean(), (bought > 0).mean(), shares, (purchases > 0).mean(axis=0)


def test_small_brands_suffer_twice():
    """In the model, a smaller brand has fewer buyers, who buy it less often."""
    shares = np.linspace(0.01, 0.6, 12)
    assert np.all(np.diff([TOOTHPASTE.penetration(share) for share in shares]) > 0)
    assert np.all(np.diff([TOOTHPASTE.rate(share) for share in shares]) > 0)


def test_a_category_of_equal_people_has_the_largest_shape():
    """Penetration as of a Poisson, or above, is as equal as people can be; the fit stays finite."""
    model = fitted(1.0, 0.7, np.array([0.5, 0.5]), np.array([0.4, 0.4]))
    assert model.shape == pytest.approx(1e6)
    assert np.isfinite(model.switching)
