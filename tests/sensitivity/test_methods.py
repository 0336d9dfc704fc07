"""Designs: how many points, the same ones for the same seed, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.design.factor import Factor
from experiments.errors import RequestError
from experiments.sensitivity.methods import METHODS, checked_samples, design_of, method_called
from experiments.sensitivity.points import values_of

SAMPLES = {"morris": 5, "sobol": 16, "fast": 65, "pawn": 64, "delta": 64, "regional": 64}


@pytest.mark.parametrize("name", METHODS)
def test_a_design_has_the_points_that_were_announced(name):
    """The number of points told before the start is the number of points."""
    method = METHODS[name]
    design = design_of(method, 5, SAMPLES[name], seed=1)
    assert len(design.unit) == method.points(SAMPLES[name], 5)
    assert design.unit.min() >= 0
    assert design.unit.max() <= 1


@pytest.mark.parametrize("name", METHODS)
def test_points_belong_to_a_seed(name):
    """The same seed gives the same points, another seed others, seed zero too."""
    one, again, other = (design_of(METHODS[name], 3, SAMPLES[name], seed).unit for seed in (0, 0, 1))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_beginning_is_a_smaller_design():
    """The first trajectories of a Morris design are a Morris design, the first half of a Sobol design is one."""
    morris = design_of(METHODS["morris"], 4, 6, seed=1).first(2)
    assert (morris.blocks, len(morris.unit)) == (2, 2 * 5)
    sobol = design_of(METHODS["sobol"], 4, 16, seed=1).first(8)
    assert (sobol.samples, len(sobol.unit)) == (8, 8 * 10)


@pytest.mark.parametrize(("samples", "below", "above"), [(100, 64, 128), (1000, 512, 1024), (9, 8, 16)])
def test_sobol_samples_are_powers_of_two(samples, below, above):
    """Other numbers are refused, and the nearest powers on both sides are named."""
    with pytest.raises(RequestError, match=f"use {below} or {above} base samples"):
        checked_samples(METHODS["sobol"], samples)


@pytest.mark.parametrize("name", METHODS)
def test_too_few_samples_are_refused(name):
    """A design that is too small for its method is refused with the least number."""
    method = METHODS[name]
    assert checked_samples(method, method.least) == method.least
    with pytest.raises(RequestError, match=f"at least {method.least}"):
        checked_samples(method, method.least - 1)


def test_an_unknown_method_is_answered_with_the_nearest():
    """A slip of the pen is mended."""
    with pytest.raises(RequestError, match="did you mean 'sobol'"):
        method_called("sobel")


def test_one_factor_is_no_comparison():
    """A sensitivity analysis needs two factors."""
    with pytest.raises(RequestError, match="at least two"):
        design_of(METHODS["morris"], 1, 5, seed=1)


def test_values_stay_within_their_ranges():
    """No rounding carries a value over an end of its range, which the market would refuse."""
    factors = [Factor("a", 0.1, 0.3, 0.2, "", "assumed", ""), Factor("b", -1e-9, 7e5, 0.0, "", "assumed", "")]
    values = values_of(factors, np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]))
    assert values.min(axis=0).tolist() == [0.1, -1e-9]
    assert values.max(axis=0).tolist() == [0.3, 7e5]
