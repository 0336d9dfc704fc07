"""First purchases of a new category: which of them count, and which curves pass."""

import numpy as np
import pytest

from experiments.validation.pattern import Result
from experiments.validation.patterns.bass import bought
from experiments.validation.patterns.bass_diffusion import (
    IMITATION,
    INNOVATION,
    WEEKS,
    YEARS,
    first_purchases_counted,
    judged,
)
from tests.validation.standins import followed, shops_that


def test_only_first_purchases_count():
    """Each person counts once, in the year of the first order from any brand."""
    orders = {0: {1: 0, 60: 1}, 1: {52: 2}, 2: {53: 0}, 3: {WEEKS * YEARS: 0}, 4: {WEEKS * YEARS + 1: 0}}
    shares = followed(first_purchases_counted, shops_that(orders, customers=10))["bought"]
    np.testing.assert_allclose(shares, [0.2, 0.1, *[0.0] * (YEARS - 3), 0.1])


def result_of(p: float, q: float) -> Result:
    """Return the judgement of seeds that follow a curve exactly."""
    curve = bought(np.arange(1.0, YEARS + 1), 0.9, p, q)
    return judged({"new": {"bought": np.stack([curve, curve, curve])}})


def test_the_mean_of_published_curves_passes():
    """First purchases with the mean coefficients of the literature pass."""
    assert result_of(INNOVATION, IMITATION).passes


@pytest.mark.parametrize("p, q, failing", [(0.06, 0.38, 1), (0.03, 0.9, 2), (0.03, 0.1, 2)])
def test_other_coefficients_fail(p: float, q: float, failing: int):
    """Coefficients outside the published ranges fail, each in its own check."""
    passes = [check.passes for check in result_of(p, q).checks]
    assert passes == [position != failing for position in range(3)]


def test_a_rush_at_once_fails():
    """When all who ever buy do so in the first year, nothing diffuses."""
    rush = np.zeros(YEARS)
    rush[0] = 0.8
    assert not judged({"new": {"bought": np.stack([rush, rush])}}).passes
