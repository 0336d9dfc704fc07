"""A uniform becomes a number of the promised distribution."""

import itertools

import numpy as np
import pytest
from scipy import special, stats

from sim.foundations.distributions import exponential, gumbel, lognormal, normal, normals, pick, poisson_sums
from sim.foundations.draws import Why, uniform_columns

LEAST_P = 1e-6
GRID = np.concatenate([np.geomspace(2.0**-33, 0.5, 2_000), 1 - np.geomspace(2.0**-33, 0.5, 2_000)[:-1]])


def test_normal_agrees_with_scipy():
    """AS 241 gives the normal quantile to a relative 1e-15 in the whole range of a draw."""
    np.testing.assert_allclose([normal(u) for u in GRID], special.ndtri(GRID), rtol=1e-15, atol=1e-16)


def test_normal_reaches_the_far_tail():
    """The third branch of AS 241, which no draw of 32 bits reaches, is right as well."""
    tail = np.geomspace(1e-300, 1e-12, 500)
    np.testing.assert_allclose([normal(u) for u in tail], special.ndtri(tail), rtol=1e-15)


def test_normal_is_odd():
    """Mirrored uniforms give mirrored normals, bit for bit."""
    draws = (np.geomspace(1, 2**31, 500).astype(np.int64) + 0.5) / 2**32
    assert [-normal(u) for u in draws] == [normal(1 - u) for u in draws]


@pytest.mark.parametrize(
    "quantile, theory",
    [
        (gumbel, stats.gumbel_r()),
        (lambda u: exponential(u, 3.0), stats.expon(scale=3.0)),
        (lambda u: lognormal(u, 20.0, 0.7), stats.lognorm(s=0.7, scale=20.0)),
    ],
    ids=["gumbel", "exponential", "lognormal"],
)
def test_quantiles_agree_with_scipy(quantile, theory):
    """Each quantile function inverts the distribution function of the theory."""
    np.testing.assert_allclose([quantile(u) for u in GRID], theory.ppf(GRID), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.7, 3.0, 40.0, 600.0])
def test_poisson_counts_are_quantiles(rate):
    """A count is the least number with at least u of the probability at or below it."""
    us = np.linspace(0.0005, 0.9995, 1_000)
    sums = poisson_sums(rate, 10_000)
    np.testing.assert_array_equal([pick(u, sums) for u in us], stats.poisson.ppf(us, rate))


def test_poisson_counts_are_capped():
    """No count exceeds the cap, even where the rate leaves no probability to start from."""
    assert pick(0.999999, poisson_sums(3.0, 4)) == 4
    assert pick(0.5, poisson_sums(5_000.0, 12)) == 12


def test_normals_of_many_are_normals_of_each():
    """Reckoned together, numbers at the centre and far out have the very bits they have alone, and no others change."""
    together, far = np.full(len(GRID), 7.0), np.zeros(len(GRID), np.int64)
    normals(together, GRID, far, len(GRID) - 3)
    assert together[:-3].tolist() == [normal(u) for u in GRID[:-3]]
    assert together[-3:].tolist() == [7.0, 7.0, 7.0]


def fits(counts: np.ndarray, expected: np.ndarray) -> bool:
    """Return whether counts fit expected ones: chi-square p-value above 1e-6 on either side."""
    p = stats.chisquare(counts, expected * counts.sum() / expected.sum()).pvalue
    return LEAST_P < p < 1 - LEAST_P


@pytest.fixture(scope="module")
def luck() -> np.ndarray:
    """Return one uniform of each of 100,000 customers."""
    return uniform_columns(11, Why.ENCOUNTER, 3, np.arange(100_000))[:, 1]


@pytest.mark.parametrize("rate", [0.1, 1.0, 4.0])
def test_poisson_frequencies(luck, rate):
    """Counts of many customers have Poisson frequencies (rare counts pooled)."""
    most = int(stats.poisson.isf(1e-4, rate))
    sums = poisson_sums(rate, most)
    counts = np.bincount([pick(u, sums) for u in luck], minlength=most + 1)
    expected = np.append(stats.poisson.pmf(np.arange(most), rate), stats.poisson.sf(most - 1, rate))
    assert fits(counts, expected)


def test_pick_frequencies(luck):
    """Categories are picked in proportion to their weights."""
    weights = np.array([5.0, 0.5, 2.0, 0.1, 3.0])
    counts = np.bincount([pick(u, np.cumsum(weights)) for u in luck], minlength=5)
    assert fits(counts, weights)


@pytest.mark.parametrize("weights", [(0.0, 1.0, 0.0), (0.0, 0.0, 2.0), (3.0, 0.0, 0.0)])
def test_weightless_categories_are_never_picked(weights):
    """A category without weight is not picked at either end of the uniforms, wherever it stands."""
    cumulative = np.cumsum(weights)
    assert {int(np.argmax(weights))} == {pick(u, cumulative) for u in (2.0**-33, 0.5, 1 - 2.0**-33)}


def test_pick_reads_tuples():
    """Running sums may come as a tuple, and each category holds its lower end: a quarter of (1, 3, 4) is the second."""
    assert [pick(u, (1.0, 3.0, 4.0)) for u in (0.249, 0.25, 0.749, 0.75)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    "quantile", [normal, gumbel, lambda u: exponential(u, 1.0), lambda u: pick(u, poisson_sums(2.0, 50))]
)
def test_more_luck_never_gives_less(quantile):
    """Quantiles rise with their uniform, so common luck stays comparable when a parameter changes."""
    values = [quantile(u) for u in np.sort(GRID)]
    assert all(low <= high for low, high in itertools.pairwise(values))
