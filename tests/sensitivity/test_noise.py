"""Chance and assumptions are told apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.sensitivity.convergence import LITTLE_NOISE, advice
from experiments.sensitivity.indices import Index, elementary_effects, indices
from experiments.sensitivity.methods import METHODS, design_of
from experiments.sensitivity.noise import Noise, noise

POINTS, SEEDS = 4000, 12


def test_the_parts_of_the_variance_are_found():
    """Of results made from three known parts, each part is found, within four standard errors."""
    rng = np.random.default_rng(1)
    spreads = {"points": 2.0, "seeds": 1.0, "interaction": 0.5}
    results = (
        spreads["points"] * rng.normal(size=(POINTS, 1))
        + spreads["seeds"] * rng.normal(size=(1, SEEDS))
        + spreads["interaction"] * rng.normal(size=(POINTS, SEEDS))
    )
    found = noise(results)
    for part, count in (("points", POINTS), ("seeds", SEEDS), ("interaction", POINTS * SEEDS)):
        assert getattr(found, part) == pytest.approx(spreads[part] ** 2, rel=4 * math.sqrt(2 / (count - 1)))


def test_luck_that_all_points_share_cancels_out():
    """What a seed does to all points alike is no chance between points."""
    shared = np.random.default_rng(1).normal(size=(1, 5))
    assert noise(np.arange(10.0)[:, None] + shared).share == pytest.approx(0.0, abs=1e-12)


def test_a_single_seed_says_nothing_of_luck():
    """With one seed the share of chance is unknown, not zero."""
    assert math.isnan(noise(np.arange(10.0)[:, None]).share)


def test_luck_is_not_taken_for_an_effect():
    """Where points differ by chance alone, hardly any effect is beyond it (one in twenty, by the definition)."""
    design = design_of(METHODS["morris"], 40, 10, seed=1)
    results = np.random.default_rng(2).normal(size=(len(design.unit), 4))
    effects = [each for each in indices(design, results, noise(results).share, 1) if each.name == "mu_star"]
    assert sum(each.value > each.floor for each in effects) <= 6  # binomial (40, 1/20): more in one of 250 cases
    assert sum(each.is_significant for each in effects) <= 1


def test_effects_belong_to_the_factor_that_moved():
    """Each step of a trajectory is credited to the factor that moved in it, per whole range."""
    design = design_of(METHODS["morris"], 5, 4, seed=1)
    slopes = np.array([1.0, -2.0, 3.0, 0.0, 5.0])
    assert elementary_effects(design, design.unit @ slopes) == pytest.approx(np.tile(slopes, (4, 1)))


def test_advice_follows_from_the_intervals_and_the_luck():
    """Half the width needs four times the samples; half the chance twice the seeds, or twice the customers."""
    design = design_of(METHODS["pawn"], 3, 100, seed=1)
    found = [Index(i, -1, "median", 0.5, 0.4, 0.6, 0.1) for i in range(3)]  # half a width of 0.2 of the strongest
    at_ten_percent = Noise(points=9.0, seeds=0.0, interaction=2.0, replications=2)
    advised = advice(design, found, at_ten_percent, customers=1000)
    assert advised.samples == 400
    assert at_ten_percent.share == pytest.approx(0.1)
    assert advised.seeds == math.ceil(2 * (0.1 * 0.95) / (0.05 * 0.9))
    assert advised.customers == 2200
    assert at_ten_percent.share_with(advised.customers / 1000) <= LITTLE_NOISE


def test_what_is_enough_is_called_enough():
    """Narrow intervals and little chance ask for nothing more."""
    design = design_of(METHODS["pawn"], 3, 100, seed=1)
    found = [Index(i, -1, "median", 0.5, 0.49, 0.51, 0.1) for i in range(3)]
    advised = advice(design, found, Noise(99.0, 0.0, 2.0, 2), customers=1000)
    assert (advised.samples, advised.seeds, advised.customers) == (100, 2, 1000)
