"""Repeat purchases: the table, its distance from the published one, and who counts as new."""

import numpy as np
import pytest

from experiments.validation.pattern import Result, published
from experiments.validation.patterns.repeat_purchase import (
    MOST,
    PATTERN,
    PUBLISHED_MEAN,
    judged,
    newcomers_followed,
    repeats_of,
    variation_distance,
)
from tests.validation.standins import followed, shops_that

PUBLISHED = published("repeat_purchases_cdnow_39w")["customers"].to_numpy()


def result_of(customers: np.ndarray, mean: float, seeds: int = 4) -> Result:
    """Return the judgement of equal seeds with a histogram and a mean of repeats."""
    repeats = np.full(seeds, mean * customers.sum())
    return judged({"cohort": {"customers": np.tile(customers, (seeds, 1)), "repeats": repeats}})


def test_distance_of_known_histograms():
    """Equal shapes have distance 0 whatever their size, disjoint ones 1; moving a quarter of the mass makes .25."""
    assert variation_distance(np.array([2, 6, 2]), np.array([20, 60, 20])) == pytest.approx(0.0)
    assert variation_distance(np.array([5, 0]), np.array([0, 3])) == pytest.approx(1.0)
    assert variation_distance(np.array([2, 2, 0]), np.array([1, 2, 1])) == pytest.approx(0.25)


def test_the_first_order_is_no_repeat():
    """People with one, two, two and twelve orders have repeated none, one, one and eleven times."""
    table = repeats_of(np.array([1, 2, 2, 12]))
    np.testing.assert_array_equal(table["customers"], [1, 2, 0, 0, 0, 0, 0, 1])
    assert table["repeats"] == 13


def test_the_published_table_passes():
    """The published histogram and mean pass their own checks."""
    assert PUBLISHED.sum() == 2357
    assert result_of(PUBLISHED, PUBLISHED_MEAN).passes


def test_buyers_who_are_all_alike_fail():
    """A Poisson of the same mean has far too few who never come back."""
    from scipy.stats import poisson

    pmf = poisson(PUBLISHED_MEAN).pmf(np.arange(MOST))
    result = result_of(np.append(pmf, 1 - pmf.sum()) * 2357, PUBLISHED_MEAN)
    assert not result.checks[0].passes
    assert not result.checks[2].passes


def test_too_many_repeats_fail():
    """A mean 16 % above the published one fails."""
    assert not result_of(PUBLISHED, 1.16 * PUBLISHED_MEAN).checks[1].passes


def test_only_new_customers_are_followed():
    """The cohort has never bought at the shop under watch, joins within twelve weeks, and is followed to week 39."""
    # 0 is new and repeats twice, 1 bought in the burn-in, 2 was a customer, 3 comes too late, 4 buys elsewhere; 5 is
    # the last who is new.
    here, elsewhere = 2, 0
    orders = {
        0: {105: here, 110: elsewhere, 112: here, 143: here, 144: here},
        1: {50: here, 106: here},
        2: {107: here},
        3: {117: here},
        4: {105: elsewhere},
        5: {116: here},
    }
    world = shops_that(orders, customers=6, first_brands={2: here})
    found = followed(newcomers_followed, world)
    np.testing.assert_array_equal(found["customers"], [1, 0, 1, 0, 0, 0, 0, 0])
    assert found["repeats"] == 2


def test_it_says_what_it_is():
    """The pattern is one of those the model is calibrated on, about shops."""
    assert (PATTERN.id, PATTERN.kind, PATTERN.category) == ("repeat-purchase", "C", "repeat_purchase")
