"""The decision: where in the space of assumptions the better scenario becomes the worse, and what drives it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.measures.statistics import CONFIDENCE, half_width
from experiments.sensitivity.methods import Design
from experiments.sensitivity.noise import Noise

_PARTS = 5
"""Equal parts of a factor's range over which reversals are counted."""
_Z = 1.959964
_DUMMIES = 200


class Driver(NamedTuple):
    """A factor that separates reversals from other points.

    Attributes
    ----------
    factor : its place.
    distance : largest distance between its distributions where the decision is reversed and elsewhere, 0 to 1
        (Kolmogorov-Smirnov).
    floor : what 19 of 20 factors that have nothing to do with it stay below, the whole design being searched.
    shares : share of reversals in each of the equal parts of its range, from its low to its high end; NaN where no
        point lies.
    """

    factor: int
    distance: float
    floor: float
    shares: tuple[float, ...]

    @property
    def is_significant(self) -> bool:
        """Whether the factor is a driver, and not one by chance."""
        return self.distance > self.floor


class Decision(NamedTuple):
    """Whether assumptions could reverse a decision.

    Attributes
    ----------
    usual, low, high : the gain of the first scenario with every factor at its own value, with the 95 % interval over
        seeds; it decides what a reversal is. `low` and `high` are infinite for a single seed.
    share, share_low, share_high : share of the sampled space in which the gain has the other sign, with its interval.
    beyond_chance : share of the sampled space in which it has, and not by chance; NaN when chance is unknown.
    closest : the gain where it comes closest to a reversal, or goes furthest into one.
    drivers : of reversals, the strongest first; none when there are no reversals.
    """

    usual: float
    low: float
    high: float
    share: float
    share_low: float
    share_high: float
    beyond_chance: float
    closest: float
    drivers: tuple[Driver, ...]

    @property
    def is_significant(self) -> bool:
        """Whether the usual gain is beyond chance, so that there is a decision to reverse."""
        return self.low > 0 or self.high < 0

    @property
    def is_possible(self) -> bool:
        """Whether any sampled point reverses it."""
        return self.share > 0


def decision(design: Design, gains: np.ndarray, usual: np.ndarray, noise: Noise, seed: int) -> Decision:
    """Return where the sign of the gain is not the usual one.

    Parameters
    ----------
    gains : (points, seeds), first scenario less second, above zero where the first does better.
    usual : (seeds,) the same with every factor at its own value.
    """
    at_home = float(usual.mean())
    sign = -1.0 if at_home < 0 else 1.0
    worth = sign * gains.mean(axis=1)
    reversed_ = worth < 0
    share = _mean_of_blocks(design, reversed_)
    low, high = _interval(share, _independent(design))
    beyond = math.nan if math.isnan(noise.spread) else float((worth < -_Z * noise.spread).mean())
    half = half_width(usual) if usual.size > 1 else math.inf
    drivers = _drivers(design, reversed_, seed) if 0 < reversed_.sum() < reversed_.size else ()
    return Decision(
        at_home, at_home - half, at_home + half, share, low, high, beyond, sign * float(worth.min()), drivers
    )


def _mean_of_blocks(design: Design, reversed_: np.ndarray) -> float:
    return float((np.bincount(design.block, reversed_) / np.bincount(design.block)).mean())


def _independent(design: Design) -> int:
    """Return how many independent looks at the space a design has: never more than these are claimed."""
    if design.method == "sobol":
        return 2 * design.blocks
    return len(design.unit) // design.factors if design.method == "fast" else design.blocks


def _interval(share: float, count: int) -> tuple[float, float]:
    """Return the exact (Clopper & Pearson 1934) 95 % interval of a share seen in `count` independent looks."""
    from scipy.special import betaincinv

    hits, tail = share * count, (1 - CONFIDENCE) / 2
    low = float(betaincinv(hits, count - hits + 1, tail)) if share > 0 else 0.0
    high = float(betaincinv(hits + 1, count - hits, 1 - tail)) if share < 1 else 1.0
    return low, high


def _drivers(design: Design, reversed_: np.ndarray, seed: int) -> tuple[Driver, ...]:
    """Return all factors by how well they separate reversals from other points (Hornberger & Spear 1981)."""
    distances = _distances(design.unit, reversed_)
    floor = _floor(design, reversed_, seed)
    parts = np.minimum((design.unit * _PARTS).astype(int), _PARTS - 1)
    drivers = [
        Driver(factor, float(distances[factor]), floor, tuple(_shares(parts[:, factor], reversed_)))
        for factor in range(design.factors)
    ]
    return tuple(sorted(drivers, key=lambda driver: -driver.distance))


def _distances(unit: np.ndarray, reversed_: np.ndarray) -> np.ndarray:
    """Return the Kolmogorov-Smirnov distance of each column between the points that are reversed and the others."""
    order = np.argsort(unit, axis=0, kind="stable")
    ranked, hits = np.take_along_axis(unit, order, axis=0), reversed_[order]
    gap = np.abs(np.cumsum(hits, axis=0) / reversed_.sum() - np.cumsum(~hits, axis=0) / (~reversed_).sum())
    # Only after the last of equal values do both distributions hold all of them.
    is_last = np.vstack([ranked[1:] != ranked[:-1], np.ones((1, unit.shape[1]), bool)])
    return np.where(is_last, gap, 0.0).max(axis=0)


def _floor(design: Design, reversed_: np.ndarray, seed: int) -> float:
    """Return the largest distance among all factors that chance reaches in one of twenty shuffles of whole blocks."""
    rng = np.random.default_rng([seed, _DUMMIES])
    largest = []
    for _ in range(_DUMMIES):
        shuffled = _shuffled(design, reversed_, rng)
        largest.append(_distances(design.unit, shuffled).max())
    return float(np.quantile(largest, CONFIDENCE))


def _shuffled(design: Design, reversed_: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the reversals with the blocks of the design exchanged, each rolled by a random step."""
    size = len(reversed_) // design.blocks
    if size == 1:
        return rng.permutation(reversed_)
    blocks = reversed_.reshape(design.blocks, size)[rng.permutation(design.blocks)]
    return np.concatenate(
        [np.roll(block, step) for block, step in zip(blocks, rng.integers(size, size=design.blocks), strict=True)]
    )


def _shares(part: np.ndarray, reversed_: np.ndarray) -> Sequence[float]:
    """Return the share of reversals in each part of a range."""
    points, hits = np.bincount(part, minlength=_PARTS), np.bincount(part, reversed_, minlength=_PARTS)
    return [float(hit / count) if count else math.nan for hit, count in zip(hits, points, strict=True)]
