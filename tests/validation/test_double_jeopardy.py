"""Double jeopardy: how a quarter is counted, and which markets show it."""

import numpy as np
import pytest

from experiments.validation.patterns.dirichlet import Dirichlet
from experiments.validation.patterns.double_jeopardy import (
    correlation,
    judged,
    penetrations,
    quarter_counted,
    rates,
    spread,
)
from experiments.validation.patterns.shopping import BURN_IN
from tests.validation.standins import followed, shops_that

PEOPLE = 60_000


def counts_of(model: Dirichlet, shares: np.ndarray, seed: int) -> np.ndarray:
    """Return the counts of a quarter, (B + 1, 3), of people who buy as a Dirichlet model says."""
    rng = np.random.default_rng(seed)
    needs = rng.poisson(rng.gamma(model.shape, model.purchases / model.shape, PEOPLE))
    bought = rng.multinomial(needs, rng.dirichlet(model.switching * shares, PEOPLE))
    return counted(np.column_stack([needs, bought]))


def counted(bought: np.ndarray) -> np.ndarray:
    """Return people, buyers and purchases of each column of purchases."""
    return np.stack([np.full(bought.shape[1], len(bought)), (bought > 0).sum(axis=0), bought.sum(axis=0)], axis=1)


def test_a_quarter_is_counted():
    """Buyers and orders of the category and of each shop are those of the thirteen weeks after the burn-in."""
    first, last = BURN_IN + 1, BURN_IN + 13
    orders = {0: {first: 2, first + 4: 2, last: 0}, 1: {last: 2}, 2: {BURN_IN: 1}, 3: {last + 1: 1}}
    counts = followed(quarter_counted, shops_that(orders, customers=8))["counts"]
    np.testing.assert_array_equal(counts[0], [8, 2, 4])
    np.testing.assert_array_equal(counts[1:, 1], [1, 0, 2, 0, 0])
    np.testing.assert_array_equal(counts[1:, 2], [1, 0, 3, 0, 0])


def test_a_market_as_the_model_says_passes():
    """People drawn from a Dirichlet model show double jeopardy, and the model fits them."""
    shares = np.array([0.4, 0.3, 0.18, 0.08, 0.04])
    counts = np.stack([counts_of(Dirichlet(0.9, 0.8, 0.8), shares, seed) for seed in range(3)])
    result = judged({"quarter": {"counts": counts}})
    assert result.passes
    assert result.checks[3].simulated < 2.0


def test_niches_of_heavy_buyers_fail():
    """Where the small shop has few buyers who buy it very often, penetration and rate go against each other."""
    rng = np.random.default_rng(1)
    large = rng.binomial(3, 0.3, PEOPLE)
    small = np.where(rng.random(PEOPLE) < 0.03, rng.integers(4, 9, PEOPLE), 0)
    counts = counted(np.column_stack([large + small, large, small]))
    assert correlation(counts) < 0
    result = judged({"quarter": {"counts": np.stack([counts, counts])}})
    assert [check.passes for check in result.checks] == [False, True, False, False]


def test_equal_shops_are_no_test():
    """Where all shops are equally large the pattern does not pass: there is no small one."""
    counts = counts_of(Dirichlet(0.9, 0.8, 0.8), np.full(5, 0.2), 1)
    assert not judged({"quarter": {"counts": np.stack([counts, counts])}}).checks[1].passes


def test_penetration_and_rate():
    """Of four people one buys once and one three times: half buy, twice on average."""
    counts = counted(np.array([[1], [3], [0], [0]]))
    assert penetrations(counts)[0] == pytest.approx(0.5)
    assert rates(counts)[0] == pytest.approx(2.0)
    assert spread(np.array([4.0, 2.0, 1.0])) == pytest.approx(4.0)
