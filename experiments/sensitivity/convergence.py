"""Convergence: the ranking indices at growing sample sizes, and how many samples, seeds and customers would do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from experiments.sensitivity.indices import Index, indices
from experiments.sensitivity.methods import METHODS, Design
from experiments.sensitivity.noise import Noise

NARROW = 0.1
"""Half an interval that is narrow enough, as a part of the scale of the index."""
LITTLE_NOISE = 0.05
"""Share of chance that is small enough."""
_STEPS = 5
_MOST_RANKED = 8
"""Number of the strongest factors whose order should be clear."""


class Step(NamedTuple):
    """The ranking index of every factor after the first part of a design.

    Attributes
    ----------
    samples : trajectories, base samples, points, or search curves.
    found : of the factors, in their order.
    """

    samples: int
    found: tuple[Index, ...]


class Advice(NamedTuple):
    """How many are enough.

    Attributes
    ----------
    width : half of the widest interval of the strongest factors now, as a part of the scale of the index.
    samples : for `NARROW` intervals; as many as now when these are narrow already.
    noise_share : chance now, NaN when unknown.
    seeds : at each point, for `LITTLE_NOISE`; None when unknown.
    customers : for the same with as many seeds as now; None when unknown.
    """

    width: float
    samples: int
    noise_share: float
    seeds: int | None
    customers: int | None

    def is_enough(self, samples: int) -> bool:
        """Return whether samples and seeds were enough."""
        return self.samples <= samples and self.noise_share <= LITTLE_NOISE


def converging(design: Design, results: np.ndarray, final: Sequence[Index], seed: int) -> tuple[Step, ...]:
    """Return the ranking indices at growing sample sizes, the last from the whole design.

    Parameters
    ----------
    results : (points, seeds).
    final : the indices of the whole design.
    """
    measure = METHODS[design.method].measure
    steps = []
    for blocks in _sizes(design):
        part = design.first(blocks)
        steps.append(Step(blocks, tuple(indices(part, results[: len(part.unit)], math.nan, seed, quick=True))))
    return (*steps, Step(design.blocks, tuple(each for each in final if each.name == measure)))


def _sizes(design: Design) -> list[int]:
    """Return how many blocks the smaller parts have: doubling for Sobol, whose sequence is balanced then."""
    whole = design.blocks
    if design.method == "sobol":
        least = METHODS["sobol"].least
        return [whole >> shift for shift in range(_STEPS - 1, 0, -1) if whole >> shift >= least]
    least = {"fast": 2, "morris": METHODS["morris"].least}.get(design.method, METHODS["pawn"].least)
    shares = (whole * step // _STEPS for step in range(1, _STEPS))
    return sorted({size for size in shares if least <= size < whole})


def advice(design: Design, final: Sequence[Index], noise: Noise, customers: int) -> Advice:
    """Return how many samples, seeds and customers would be enough, from the intervals and the chance there are.

    Notes
    -----
    Intervals shrink with the square root of the samples; the share of chance is s / (s + v), where its variance s
    shrinks in proportion to seeds, and to customers as far as they are independent of each other.
    """
    measure = METHODS[design.method].measure
    ranked = sorted((each for each in final if each.name == measure), key=lambda each: -each.value)[:_MOST_RANKED]
    scale = scale_of(design.method, ranked)
    width = max(((each.high - each.low) / 2 for each in ranked), default=0.0) / scale if scale > 0 else 0.0
    needed = _rounded(design, design.samples * max(1.0, (width / NARROW) ** 2))
    share = noise.share
    if math.isnan(share):
        return Advice(width, needed, share, None, None)
    times = max(1.0, share * (1 - LITTLE_NOISE) / (LITTLE_NOISE * (1 - share))) if share < 1 else math.inf
    if not math.isfinite(times):
        return Advice(width, needed, share, None, None)
    return Advice(
        width,
        needed,
        share,
        math.ceil(noise.replications * times - 1e-9),
        _leading(customers * times) if times > 1 else customers,
    )


def scale_of(method: str, ranked: Sequence[Index]) -> float:
    """Return what the width of intervals is compared with: 1 for shares, the strongest effect for others."""
    return 1.0 if METHODS[method].measure == "ST" else max((each.value for each in ranked), default=0.0)


def _rounded(design: Design, samples: float) -> int:
    """Return at least so many samples, a power of two for Sobol, two leading digits for others."""
    if samples <= design.samples:
        return design.samples
    return 1 << math.ceil(math.log2(samples)) if design.method == "sobol" else _leading(samples)


def _leading(number: float) -> int:
    """Return a whole number not below `number` with two leading digits."""
    unit = 10 ** max(0, math.floor(math.log10(number)) - 1)
    return int(math.ceil(number / unit - 1e-9) * unit)
