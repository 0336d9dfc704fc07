"""Weak identification: factors of which little was learned, that trade off, or that lie at an end of their range."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from experiments.calibration.calibration import Calibration

LITTLE_LEARNED = 0.5
"""Contraction below which a factor is weakly identified: the posterior is more than half as wide as the range."""
TRADES_OFF = 0.7
"""Correlation in the posterior, in size, from which on two factors trade off."""
EXPLAINED = 0.5
"""Share of a factor's variance explained by all others, from which on it trades off with them together."""
AT_AN_END = 0.1
"""Part of the range at its ends, where ..."""
CROWDED = 0.4
"""... so much of the posterior must not lie: an even one has a tenth there."""


class Weakness(NamedTuple):
    """Something that the targets do not identify.

    Attributes
    ----------
    factor : path.
    kind : ``weak`` (little learned), ``trade-off``, ``jointly`` (a trade-off with several others together), ``end``.
    others : what it trades off with, or the end at which it lies: "low" or "high".
    size : contraction, correlation, share explained, or share of the posterior at the end.
    """

    factor: str
    kind: str
    others: tuple[str, ...]
    size: float


def weaknesses(calibration: Calibration) -> tuple[Weakness, ...]:
    """Return what the targets do not identify."""
    draws = calibration.posterior.draws
    paths = [factor.path for factor in calibration.factors]
    found = [
        Weakness(each.factor.path, "weak", (), each.contraction)
        for each in calibration.estimates
        if each.contraction < LITTLE_LEARNED
    ]
    found += _pairs(draws, paths)
    found += _together(
        draws, paths, {path for each in found if each.kind == "trade-off" for path in (each.factor, *each.others)}
    )
    for position, path in enumerate(paths):
        shares = {"low": np.mean(draws[:, position] < AT_AN_END), "high": np.mean(draws[:, position] > 1 - AT_AN_END)}
        found += [Weakness(path, "end", (end,), float(share)) for end, share in shares.items() if share > CROWDED]
    return tuple(found)


def correlations(calibration: Calibration) -> np.ndarray:
    """Return the correlations of the factors in the posterior, (factors, factors)."""
    return np.atleast_2d(np.corrcoef(calibration.posterior.draws.T))


def _pairs(draws: np.ndarray, paths: list[str]) -> list[Weakness]:
    """Return the pairs that trade off, strongest first."""
    if len(paths) < 2:
        return []
    matrix = np.corrcoef(draws.T)
    pairs = [
        Weakness(paths[i], "trade-off", (paths[j],), float(matrix[i, j]))
        for i in range(len(paths))
        for j in range(i + 1, len(paths))
        if abs(matrix[i, j]) >= TRADES_OFF
    ]
    return sorted(pairs, key=lambda pair: -abs(pair.size))


def _together(draws: np.ndarray, paths: list[str], known: set[str]) -> list[Weakness]:
    """Return the factors that trade off with all others together though with no single one.

    The share explained by the others is 1 - 1 / (i-th diagonal element of the inverse correlation matrix).
    """
    if len(paths) < 3:
        return []
    matrix = np.corrcoef(draws.T)
    explained = 1 - 1 / np.diag(np.linalg.inv(matrix))
    found = []
    for position, path in enumerate(paths):
        if path not in known and explained[position] >= EXPLAINED:
            order = np.argsort(-np.abs(matrix[position]), kind="stable")
            others = tuple(paths[other] for other in order if other != position)[:2]
            found.append(Weakness(path, "jointly", others, float(explained[position])))
    return found
