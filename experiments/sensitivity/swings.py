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


def swings(design: Design, results: np.ndarray, luck: int) -> tuple[list[Swing], float]:
    """Return the swing of every factor, and the share of the variance that straight lines explain (0 to 1).

    Parameters
    ----------
    results : (points,), finite.

    Notes
    -----
    Slopes of a linear regression on all factors at once, each over its whole range; intervals by a bootstrap over the
    independent pieces of the design. Where results bend or factors interact, slopes are averages.
    """
    columns = np.column_stack([np.ones(len(results)), design.unit])
    crossed = np.zeros((design.blocks, columns.shape[1], columns.shape[1] + 1))
    np.add.at(crossed, design.block, columns[:, :, None] * np.column_stack([columns, results])[:, None, :])
    slopes = _slopes(crossed.sum(axis=0))
    rng = np.random.default_rng([luck, _RESAMPLES])
    drawn = rng.multinomial(design.blocks, np.full(design.blocks, 1 / design.blocks), size=_RESAMPLES)
    halves = _Z * np.array([_slopes(np.tensordot(times, crossed, axes=1)) for times in drawn]).std(axis=0, ddof=1)
    explained = 0.0
    if (spread := results.var()) > 0:
        explained = max(0.0, 1.0 - float((results - columns @ slopes).var() / spread))
    pairs = zip(slopes[1:].tolist(), halves[1:].tolist(), strict=True)
    return [Swing(value, value - half, value + half) for value, half in pairs], explained


def _slopes(crossed: np.ndarray) -> np.ndarray:
    """Return the least-squares solution from the sums of products of columns with columns and results."""
    return np.linalg.lstsq(crossed[:, :-1], crossed[:, -1], rcond=None)[0]
