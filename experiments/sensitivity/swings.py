"""Swings: by how much, and in which direction, an assumption moves a result across its range, whatever the method."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.sensitivity.methods import Design

_RESAMPLES = 200
_Z = 1.959964


class Swing(NamedTuple):
    """Average change of a result from the low to the high end of a factor, others anywhere in their ranges.

    Attributes
    ----------
    value, low, high : in the unit of the result, with the 95 % interval.
    """

    value: float
    low: float
    high: float


def swings(design: Design, results: np.ndarray, seed: int) -> list[Swing]:
    """Return the swing of every factor.

    Parameters
    ----------
    results : (points,), finite.

    Notes
    -----
    Slopes of straight lines over the whole range of a factor; where results bend or factors interact, slopes are
    averages. Designs that move one factor at a time give them from these moves alone, so that a factor that does
    nothing swings by nothing; others by a linear regression on all factors at once. Intervals by a bootstrap over the
    independent pieces of the design.
    """
    rng = np.random.default_rng([seed, _RESAMPLES])
    drawn = rng.multinomial(design.blocks, np.full(design.blocks, 1 / design.blocks), size=_RESAMPLES)
    pairs = _pairs(design)
    if pairs is None:
        values, resampled = _by_regression(design, results, drawn)
    else:
        values, resampled = _by_moves(design, results, drawn, *pairs)
    halves = _Z * resampled.std(axis=0, ddof=1)
    return [Swing(v, v - half, v + half) for v, half in zip(values.tolist(), halves.tolist(), strict=True)]


def explained_by_lines(design: Design, results: np.ndarray) -> float:
    """Return the share of the variance between points that a linear regression on all factors explains, 0 to 1."""
    spread = results.var()
    if spread == 0:
        return 0.0
    columns = _columns(design)
    fitted = columns @ np.linalg.lstsq(columns, results, rcond=None)[0]
    return max(0.0, 1.0 - float((results - fitted).var() / spread))


def _pairs(design: Design) -> tuple[np.ndarray, np.ndarray] | None:
    """Return (pairs,) places of points between which one factor moves; None where the design has no such pairs."""
    factors, steps = design.factors, np.arange(design.factors)
    if design.method == "morris":
        start, one, other = np.arange(design.blocks) * (factors + 1), steps, steps + 1
    elif design.method == "sobol":
        start, last = np.arange(design.blocks) * (2 * factors + 2), 2 * factors + 1
        one = np.concatenate([np.zeros(factors, int), np.full(factors, last)])
        other = np.concatenate([1 + steps, 1 + factors + steps])
    else:
        return None
    return (start[:, None] + one).ravel(), (start[:, None] + other).ravel()


def _by_moves(
    design: Design, results: np.ndarray, drawn: np.ndarray, one: np.ndarray, other: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return slopes from moves of one factor, and the same of resampled blocks, (factors,) and (resamples, factors)."""
    moves = design.unit[other] - design.unit[one]
    factor = np.abs(moves).argmax(axis=1)
    sizes = np.take_along_axis(moves, factor[:, None], axis=1)[:, 0]
    sums = np.zeros((2, design.blocks, design.factors))
    np.add.at(sums, (0, design.block[one], factor), sizes * (results[other] - results[one]))
    np.add.at(sums, (1, design.block[one], factor), sizes**2)
    rise, run = sums.sum(axis=1)
    rises, runs = drawn @ sums[0], drawn @ sums[1]
    return rise / run, rises / runs


def _by_regression(design: Design, results: np.ndarray, drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return least-squares slopes, and the same of resampled blocks."""
    columns = _columns(design)
    crossed = np.zeros((design.blocks, columns.shape[1], columns.shape[1] + 1))
    np.add.at(crossed, design.block, columns[:, :, None] * np.column_stack([columns, results])[:, None, :])
    resampled = np.tensordot(drawn, crossed, axes=1)
    return _slopes(crossed.sum(axis=0)), np.array([_slopes(each) for each in resampled])


def _columns(design: Design) -> np.ndarray:
    return np.column_stack([np.ones(len(design.unit)), design.unit])


def _slopes(crossed: np.ndarray) -> np.ndarray:
    """Return the least-squares solution from the sums of products of columns with columns and results."""
    return np.linalg.lstsq(crossed[:, :-1], crossed[:, -1], rcond=None)[0][1:]
