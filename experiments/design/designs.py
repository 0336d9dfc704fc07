"""Designs: which points of the factor space are run, and in which order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from experiments.design.factor import Factor
from experiments.design.size import counted
from experiments.errors import RequestError

Point = Mapping[str, float]
"""Factor -> value, by paths written out."""

Levels = Mapping[str, Sequence[float]]
"""Factor -> the values it can take, in the place of all those in its range."""

MOST_POINTS = 10_000_000


def evenly(low: float, high: float, steps: int) -> tuple[float, ...]:
    """Return values at even distances, both ends included; the middle when there is a single step."""
    if steps == 1:
        return (0.5 * (low + high),)
    return tuple(_between(low, high, np.linspace(0.0, 1.0, steps)).tolist())


def grid(levels: Levels) -> list[Point]:
    """Return every combination of the values of the factors; the last factor changes fastest.

    Raises
    ------
    RequestError
        When there are too many.
    """
    size = grid_size(levels)
    if size > MOST_POINTS:
        raise RequestError(
            f"the grid has {counted(size)} points; {MOST_POINTS:,} is the maximum: take fewer values, or a sample"
        )
    return [dict(zip(levels, values, strict=True)) for values in product(*levels.values())]


def grid_size(levels: Levels) -> int:
    """Return the number of combinations of the values of the factors."""
    return math.prod(len(values) for values in levels.values())


def latin_hypercube(factors: Sequence[Factor], samples: int, seed: int, levels: Levels | None = None) -> list[Point]:
    """Return points that spread the values of every factor evenly over its range.

    Source: McKay, Beckman & Conover 1979, Technometrics 21(2).

    Parameters
    ----------
    samples : how many points, >= 1.
    seed : random seed of the design, independent of the seeds of the runs.
    levels : for factors that take only some values.
    """
    from scipy.stats.qmc import LatinHypercube

    sampler = LatinHypercube(len(factors), rng=np.random.default_rng(seed))
    return _points(factors, sampler.random(samples), levels or {})


def saltelli(
    factors: Sequence[Factor],
    samples: int,
    seed: int,
    levels: Levels | None = None,
    *,
    second_order: bool = True,
) -> list[Point]:
    """Return the points from which Sobol indices are estimated: samples * (factors + 2), or * (2 factors + 2).

    Source: Saltelli 2002, Computer Physics Communications 145(2); Saltelli et al. 2010.

    Parameters
    ----------
    samples : a power of two, without which the sequence is not balanced.
    seed, levels : as in :func:`latin_hypercube`.
    second_order : whether the points serve indices of pairs of factors too.

    Raises
    ------
    RequestError
        When `samples` is not a power of two.
    """
    samples = power_of_two(samples)
    from SALib.sample import sobol

    unit = {"num_vars": len(factors), "names": [f.path for f in factors], "bounds": [[0.0, 1.0]] * len(factors)}
    return _points(factors, sobol.sample(unit, samples, calc_second_order=second_order, seed=seed), levels or {})


def power_of_two(samples: int) -> int:
    """Return a number of samples when it is a power of two.

    Raises
    ------
    RequestError
        When it is not, with the nearest ones.
    """
    if samples < 1 or samples & (samples - 1):
        below = 1 << (max(samples, 1).bit_length() - 1)
        raise RequestError(f"must be a power of two for this design: {below} or {2 * below} (got {samples})")
    return samples


def interleaved(points: int) -> list[int]:
    """Return 0 to points - 1 in an order of which every leading part is spread evenly over the whole.

    It is the order of van der Corput: numbers by their binary digits read backwards.
    """
    digits = max(points - 1, 0).bit_length()
    mirrored = np.zeros(1 << digits, np.int64)
    numbers = np.arange(1 << digits)
    for digit in range(digits):
        mirrored |= (numbers >> digit & 1) << (digits - 1 - digit)
    return mirrored[mirrored < points].tolist()


def _points(factors: Sequence[Factor], unit: np.ndarray, levels: Levels) -> list[Point]:
    """Return points of the unit cube (points, factors) in the ranges, or among the values, of the factors."""
    columns = []
    for factor, u in zip(factors, unit.T, strict=True):
        if factor.path in levels:
            values = np.array(levels[factor.path])
            columns.append(values[np.minimum((u * len(values)).astype(int), len(values) - 1)])
        else:
            columns.append(_between(factor.low, factor.high, u))
    names = [factor.path for factor in factors]
    return [dict(zip(names, row, strict=True)) for row in np.array(columns).T.tolist()]


def _between(low: float, high: float, u: np.ndarray) -> np.ndarray:
    """Return the values at shares `u` of the way from low to high, never beyond an end by a rounding."""
    return np.clip(low * (1.0 - u) + high * u, low, high)
