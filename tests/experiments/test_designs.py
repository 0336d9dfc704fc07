"""Designs: the points they promise, in an order whose every beginning is balanced."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.design import designs
from experiments.design.factor import Factor
from experiments.errors import RequestError

FACTORS = [Factor(name, low, high, 0.5 * (low + high), "", "assumed", "") for name, low, high in
           (("a", 0.0, 1.0), ("b", -5.0, 5.0), ("c", 0.1, 0.3))]  # fmt: skip


def array(points) -> np.ndarray:
    """Return points as (points, factors)."""
    return np.array([[point[factor.path] for factor in FACTORS] for point in points])


def test_grid_has_every_combination():
    """Two values of one factor and three of another make six points, the last factor changing fastest."""
    points = designs.grid({"a": (0, 1), "b": (1, 2, 3)})
    assert points == [{"a": a, "b": b} for a in (0, 1) for b in (1, 2, 3)]


def test_grid_too_large():
    """A grid nobody could run is refused before it is made."""
    with pytest.raises(RequestError, match="has 1,000,000,000 points"):
        designs.grid({name: range(1000) for name in "abc"})


def test_even_steps_keep_the_ends():
    """The ends of a range are among its steps, exactly."""
    steps = designs.evenly(0.1, 0.3, 7)
    assert (steps[0], steps[-1], len(steps)) == (0.1, 0.3, 7)
    assert np.diff(steps) == pytest.approx(0.2 / 6)
    assert designs.evenly(0.1, 0.3, 1) == pytest.approx((0.2,))


def test_latin_hypercube_spreads_every_factor_evenly():
    """Each of n equal slices of every range holds one of n points."""
    points = array(designs.latin_hypercube(FACTORS, 50, seed=1))
    for column, factor in zip(points.T, FACTORS, strict=True):
        slices = (column - factor.low) / (factor.high - factor.low) * 50
        assert sorted(np.floor(slices)) == list(range(50))


@pytest.mark.parametrize("design", [designs.latin_hypercube, designs.saltelli])
def test_design_has_its_own_luck(design):
    """A design is that of its seed, and stays within the ranges."""
    one, again, other = (array(design(FACTORS, 16, seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()
    assert (one >= [f.low for f in FACTORS]).all()
    assert (one <= [f.high for f in FACTORS]).all()


def test_factors_that_take_some_values_only():
    """Each of the values of a factor comes as often as any other."""
    points = designs.latin_hypercube(FACTORS, 30, 1, {"b": (-1.0, 0.0, 4.0)})
    values, counts = np.unique([point["b"] for point in points], return_counts=True)
    assert (values.tolist(), counts.tolist()) == ([-1.0, 0.0, 4.0], [10, 10, 10])


def test_saltelli_points_are_those_of_its_estimators():
    """There are n (2 k + 2) points, or n (k + 2) without pairs; each block swaps one factor between two samples."""
    points = array(designs.saltelli(FACTORS, 8, 1))
    assert points.shape == (8 * (2 * 3 + 2), 3)
    first, swapped = points[0], points[1]
    assert (first != swapped).tolist() == [True, False, False]
    assert len(designs.saltelli(FACTORS, 8, 1, second_order=False)) == 8 * (3 + 2)


@pytest.mark.parametrize(("samples", "nearest"), [(100, "64 or 128"), (3, "2 or 4"), (0, "1 or 2")])
def test_saltelli_needs_a_power_of_two(samples, nearest):
    """Any other number is refused, with the nearest that are right."""
    with pytest.raises(RequestError, match=f"must be a power of two for this design: {nearest}"):
        designs.saltelli(FACTORS, samples, 1)


@pytest.mark.parametrize("points", [0, 1, 2, 7, 64, 100])
def test_interleaved_order_has_everything_once(points):
    """The order leaves out nothing and repeats nothing."""
    assert sorted(designs.interleaved(points)) == list(range(points))


def test_every_beginning_is_spread_over_the_whole():
    """After any number of points, no gap is larger than twice the even one, rounded up to a power of two."""
    points = 256
    order = designs.interleaved(points)
    for done in range(1, points + 1):
        gaps = np.diff([*sorted(order[:done]), points])
        assert gaps.max() <= 2 * points / done
