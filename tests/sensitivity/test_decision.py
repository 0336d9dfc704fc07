"""Where a decision is reversed, how often, and by what."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import ks_2samp

from experiments.sensitivity.decision import decision
from experiments.sensitivity.methods import METHODS, design_of
from experiments.sensitivity.noise import noise
from tests.sensitivity.functions import G_FUNCTION, ramp
from tests.sensitivity.made_up import GAIN, stages_of


@pytest.fixture(scope="module")
def reversed_above():
    """Return the decision of a scenario that loses where x1 is above 0.8."""
    (stage,) = stages_of(ramp, G_FUNCTION, {"sobol": 128}, GAIN, seeds=(1, 2, 3), shape=(2, 1))
    return stage.findings[0].decision


def test_the_share_of_reversals_is_found(reversed_above):
    """A fifth of the space reverses the decision, and the interval holds that fifth."""
    assert reversed_above.usual > 0
    assert reversed_above.share_low < 0.2 < reversed_above.share_high
    assert reversed_above.share == pytest.approx(0.2, abs=0.03)


def test_the_driver_is_found(reversed_above):
    """Only the factor that makes it is a driver, and reversals are at the high end of its range."""
    assert [driver.factor for driver in reversed_above.drivers if driver.is_significant] == [0]
    assert reversed_above.drivers[0].shares[:3] == (0.0, 0.0, 0.0)
    assert reversed_above.drivers[0].shares[-1] > 0.9


def test_reversals_within_luck_are_told_apart(reversed_above):
    """Close to the border chance could have done it, so less than all reversals are beyond chance."""
    assert 0 < reversed_above.beyond_chance < reversed_above.share


def test_no_reversal_is_no_proof():
    """Where none of n independent points reverses the decision, up to about 3.7 / n of the space still could."""
    design = design_of(METHODS["pawn"], 2, 100, seed=1)
    gains = 1.0 + design.unit[:, :1]
    found = decision(design, gains, np.array([1.5]), noise(gains), seed=1)
    assert (found.share, found.drivers) == (0.0, ())
    assert found.share_high == pytest.approx(1 - 0.025 ** (1 / 100))
    assert math.isnan(found.beyond_chance)
    assert found.closest == pytest.approx(gains.min())


def test_a_loss_can_be_reversed_into_a_gain():
    """When the first scenario usually loses, a reversal is a gain."""
    design = design_of(METHODS["pawn"], 2, 400, seed=1)
    gains = design.unit[:, :1] - 0.9
    found = decision(
        design, np.hstack([gains, gains]), np.array([-0.5, -0.5]), noise(np.hstack([gains, gains])), seed=1
    )
    assert found.share == pytest.approx(0.1, abs=0.01)
    assert found.drivers[0].shares[0] == 0.0


def test_distances_are_those_of_kolmogorov_and_smirnov():
    """The distance between a factor where the decision is reversed and elsewhere is that of scipy, ties included."""
    design = design_of(METHODS["morris"], 3, 20, seed=1)
    gains = (design.unit @ np.array([1.0, 0.5, 0.0]) - 0.6)[:, None]
    found = decision(design, gains, np.array([1.0]), noise(gains), seed=1)
    is_reversed = gains[:, 0] < 0
    for driver in found.drivers:
        column = design.unit[:, driver.factor]
        assert driver.distance == pytest.approx(ks_2samp(column[is_reversed], column[~is_reversed]).statistic)


def test_chance_makes_no_driver():
    """Reversals that have nothing to do with any factor have no driver in 19 of 20 cases."""
    rng, alarms = np.random.default_rng(3), 0
    for number in range(40):
        design = design_of(METHODS["pawn"], 4, 100, seed=number)
        gains = rng.normal(size=(100, 1)) + 0.8
        found = decision(design, gains, np.array([1.0]), noise(gains), seed=number)
        alarms += any(driver.is_significant for driver in found.drivers)
    assert alarms <= 6  # binomial (40, 1/20): more in one of 250 cases
