"""What emulators say of worlds that were not simulated: which of them cannot be ruled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.calibration.emulator import Emulator
from experiments.calibration.posterior import sampled
from experiments.worlds.evidence import CUTOFF, Evidence

FALSE_DISCOVERIES = 0.05
"""Share of wrongly chosen numbers that the screening allows (Benjamini & Hochberg 1995)."""
MOST_ACTIVE = 14
POINTS_A_NUMBER = 6
"""Fewest simulated points for each number that an emulator learns."""
STEPS = 80
_STEEP = 50.0
"""How fast the density falls beyond the cutoff, so that walkers find their way back."""
_LOOKED_AT = 4096


def screened(inputs: np.ndarray, scaled: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Return the numbers that matter for the statements, the most important first, (active,) positions.

    A number matters when its correlation with a statement, within blocks of seeds, is beyond what chance would give
    among all of them. Points in which something could not be observed do not count.

    Parameters
    ----------
    inputs : (points, factors) from 0 to 1.
    scaled : (points, statements).
    block : (points,), points with the same number have the same seed.
    """
    from scipy.stats import false_discovery_control
    from scipy.stats import t as student

    x, y = (_standardised(_within(each, block)) for each in (inputs, scaled))
    freedom = len(x) - len(np.unique(block)) - 1
    correlation = np.clip(x.T @ y / len(x), -0.999999, 0.999999)
    t = np.abs(correlation) * np.sqrt(freedom / (1.0 - correlation**2))
    adjusted = false_discovery_control(2.0 * student.sf(t, freedom), axis=None).reshape(correlation.shape)
    explained = np.where(adjusted <= FALSE_DISCOVERIES, correlation**2, 0.0)
    weight = explained.sum(axis=1)
    most = max(1, min(MOST_ACTIVE, len(x) // POINTS_A_NUMBER))
    order = np.argsort(-weight, kind="stable")
    return np.array([each for each in order[:most] if weight[each] > 0] or order[:1])


def _within(values: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Return values less the mean of their block."""
    found = np.array(values, float)
    for each in np.unique(block):
        found[block == each] -= found[block == each].mean(axis=0)
    return found


def _standardised(values: np.ndarray) -> np.ndarray:
    scale = values.std(axis=0)
    return values / np.where(scale > 0, scale, 1.0)


@dataclass(frozen=True)
class Screen:
    """What one wave has learned: the numbers that matter, and an emulator of the statements over them.

    Attributes
    ----------
    active : positions of these numbers.
    luck : (statements,), variance of a point around the emulator: luck, and all numbers that were not learned.
    """

    evidence: Evidence
    active: np.ndarray
    emulator: Emulator

    @classmethod
    def of(cls, evidence: Evidence, inputs: np.ndarray, scaled: np.ndarray, block: np.ndarray) -> Screen:
        """Return what simulated points teach, (points, factors) and (points, statements)."""
        active = screened(inputs, scaled, block)
        return cls(evidence, active, Emulator(inputs[:, active], scaled, block))

    @property
    def luck(self) -> np.ndarray:
        """Variance of a simulated point around what is emulated, (statements,)."""
        return np.diag(self.emulator.noise)

    def implausibility(self, inputs: np.ndarray) -> np.ndarray:
        """Return the emulated implausibility of points by all numbers, (points, statements)."""
        emulated = self.emulator(inputs[:, self.active])
        return self.evidence.implausibility(emulated.mean, self.emulator.error(emulated) ** 2)


def worst_of(screens: Sequence[Screen], inputs: np.ndarray) -> np.ndarray:
    """Return the largest implausibility of points by all waves, (points,)."""
    return np.max([screen.implausibility(inputs).max(axis=1) for screen in screens], axis=0)


def left_over(screens: Sequence[Screen], factors: int, seed: int) -> float:
    """Return the share of the ranges that no wave rules out, by emulation."""
    looked_at = np.random.default_rng(seed).random((_LOOKED_AT, factors))
    return float(np.mean(worst_of(screens, looked_at) <= CUTOFF))


def not_ruled_out(screens: Sequence[Screen], factors: int, points: int, seed: int) -> np.ndarray:
    """Return points that no wave rules out, or that come nearest to it, (points, factors).

    Walkers go through the numbers that some wave has learned; all others are anywhere in their ranges.
    """
    active = np.unique(np.concatenate([screen.active for screen in screens]))
    rng = np.random.default_rng([seed, 1])
    middle = np.full(factors, 0.5)

    def log_density(some: np.ndarray) -> np.ndarray:
        inputs = np.tile(middle, (len(some), 1))
        inputs[:, active] = some
        return -_STEEP * np.maximum(worst_of(screens, inputs) - CUTOFF, 0.0)

    drawn = sampled(log_density, len(active), 4 * points, seed, STEPS)
    nearest = np.argsort(-drawn.log_likelihood, kind="stable")[: 2 * points]
    chosen = drawn.draws[np.sort(rng.permutation(nearest)[:points])]
    inputs = rng.random((points, factors))
    inputs[:, active] = chosen
    return inputs
