"""The assumed numbers of a market, which differ between worlds, and points among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.calibration.fit import values_of
from experiments.design.factor import Factor
from experiments.design.factors import Ranges, factors_of
from experiments.design.varying import varied
from experiments.errors import RequestError

if TYPE_CHECKING:
    from sim.market.schema import Market

OF_BEHAVIOUR = "behaviour.*.*"
OF_THE_MARKET = (
    "segments.*.expectation",
    "segments.*.mobility",
    "segments.*.price_sensitivity",
    "segments.*.proneness",
    "segments.*.susceptibility",
    "segments.*.talk",
    "brands.*.relationship.approach_rate",
    "brands.*.relationship.switching_cost",
    "brands.*.visibility",
)
"""Numbers of a market that a company does not know, and that no fact gives directly; others it writes in its file."""
ASSUMED = "assumed"
WITHIN = 0.25
"""Share of its value by which an assumed number may be smaller or larger, unless ranges are given; our assumption."""
_DIGITS = 5
_MOST_TRIES = 200
_BATCH = 64


def assumptions_of(
    market: Market, patterns: Sequence[str] = (), ranges: Ranges | None = None, within: float | None = None
) -> tuple[Factor, ...]:
    """Return the numbers that differ between worlds: those named, or all assumed ones of behaviour and market.

    Raises
    ------
    RequestError
        With all that is wrong, as in :func:`experiments.design.factors.factors_of`.
    """
    within = within or (None if patterns and ranges else WITHIN)
    if patterns or ranges:
        return factors_of(market, patterns or tuple(ranges or ()), ranges, within)
    found = factors_of(market, (OF_BEHAVIOUR, *OF_THE_MARKET), None, within)
    return tuple(each for each in found if each.grade == ASSUMED and each.low < each.high)


def numbers_of(factors: Sequence[Factor], inputs: np.ndarray) -> dict[str, float]:
    """Return the numbers of one point, (factors,) from 0 to 1, rounded as a table has them."""
    (values,) = values_of(factors, inputs[None])
    limits = {each.path: (each.low, each.high) for each in factors}
    return {path: float(np.clip(float(f"{value:.{_DIGITS}g}"), *limits[path])) for path, value in values.items()}


def is_possible(market: Market, factors: Sequence[Factor], inputs: np.ndarray) -> bool:
    """Return whether the numbers of a point agree with each other in a market, as thresholds that must be in order."""
    try:
        varied(market, numbers_of(factors, inputs))
    except RequestError:
        return False
    return True


def spread(market: Market, factors: Sequence[Factor], points: int, seed: int) -> np.ndarray:
    """Return possible points spread over the ranges, (points, factors): Latin hypercubes, without impossible points.

    Raises
    ------
    RequestError
        When hardly any point is possible.
    """
    found: list[np.ndarray] = []
    for tried in _hypercubes(len(factors), points, seed):
        found += [each for each in tried if is_possible(market, factors, each)]
        if len(found) >= points:
            return np.array(found[:points])
    raise RequestError(
        f"only {len(found)} of {_MOST_TRIES * max(points, _BATCH):,} points of these ranges are possible markets: "
        "choose ranges in which numbers agree with each other"
    )


def _hypercubes(factors: int, points: int, seed: int) -> Iterator[np.ndarray]:
    from scipy.stats.qmc import LatinHypercube

    sampler = LatinHypercube(factors, rng=np.random.default_rng(seed))
    yield sampler.random(points)
    for _ in range(_MOST_TRIES):
        yield sampler.random(max(points // 4, _BATCH))
