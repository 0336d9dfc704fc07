"""The verdict on an effect: an interval against the smallest effect of interest, corrected for all that is tested.

Notes
-----
Effects are paired over seeds. The interval of each is a t-interval whose level follows Holm (1979): effects are
ordered by how clearly their verdict is decided; the k-th of m has the level ``1 - .05 / (m - k + 1)``, and those after
the first one that is undecided have its level. Comparing an interval with a smallest effect of interest is Lakens,
Scheel & Isager 2018, Advances in Methods and Practices in Psychological Science 1(2):259-269.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from experiments.theory.claim import Expected
from language import mark

ERROR = 0.05
"""Probability of any wrong verdict among all effects."""
FEWEST = 3
"""Seeds with a value below which nothing is said."""


class Verdict(Enum):
    """What came out, weakest last."""

    HOLDS = mark("holds")
    WEAKLY = mark("holds weakly")
    UNDECIDED = mark("undecided")
    SMALL = mark("too small to matter")
    FAILS = mark("does not hold here")
    NOT_SHOWN = mark("cannot be shown in this market")
    AWAITS = mark("awaits")


SHORT = (Verdict.SMALL, Verdict.FAILS)
"""Verdicts on what falls short of the theory."""
_WEAKEST_FIRST = tuple(reversed(Verdict))


def weakest(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict of a claim, the weakest of those of its effects."""
    return min(verdicts, key=_WEAKEST_FIRST.index)


@dataclass(frozen=True)
class Found:
    """One effect as it was found.

    Attributes
    ----------
    mean, low, high : the effect and its corrected interval, in the unit of the effect.
    level : of the interval, such as .95.
    p : probability of a verdict as decided as this by chance, before correction.
    seeds : that had a value.
    """

    mean: float
    low: float
    high: float
    level: float
    p: float
    seeds: int
    verdict: Verdict


def judged(samples: Sequence[np.ndarray], expected: Sequence[Expected], smallest: Sequence[float]) -> list[Found]:
    """Return what was found of effects, in their order.

    Parameters
    ----------
    samples : of each effect its value with each seed, NaN where there was nothing to measure.
    """
    known = [each[~np.isnan(each)] for each in (np.asarray(sample, float) for sample in samples)]
    ps = [p_of(*case) for case in zip(known, expected, smallest, strict=True)]
    order = sorted(range(len(ps)), key=lambda place: ps[place])
    found: dict[int, Found] = {}
    error, is_over = ERROR, False
    tested = sum(math.isfinite(p) for p in ps)
    for rank, place in enumerate(order):
        if not is_over:
            error = ERROR / max(1, tested - rank)
            is_over = ps[place] > error
        found[place] = _found(known[place], expected[place], smallest[place], 1.0 - error, ps[place])
    return [found[place] for place in range(len(ps))]


def p_of(sample: np.ndarray, expected: Expected, smallest: float) -> float:
    """Return the level at which the interval begins to decide: the larger, the less decided; infinite without seeds."""
    if len(sample) < FEWEST:
        return math.inf
    low, high = 1e-12, 1.0
    if verdict_on(*interval(sample, 1.0 - high), expected, smallest) is Verdict.UNDECIDED:
        return 1.0
    for _ in range(60):  # by halving: verdicts are monotone in the width of the interval
        middle = math.sqrt(low * high)
        is_decided = verdict_on(*interval(sample, 1.0 - middle), expected, smallest) is not Verdict.UNDECIDED
        low, high = (low, middle) if is_decided else (middle, high)
    return high


def interval(sample: np.ndarray, level: float) -> tuple[float, float]:
    """Return the t-interval of the mean of a sample, (seeds,)."""
    from scipy.special import stdtrit

    mean, n = float(sample.mean()), len(sample)
    spread = float(sample.std(ddof=1))
    if spread <= 1e-12 * max(1.0, abs(mean)):
        return mean, mean
    width = float(stdtrit(n - 1, 0.5 + level / 2)) * spread / math.sqrt(n)
    return mean - width, mean + width


def verdict_on(low: float, high: float, expected: Expected, smallest: float) -> Verdict:
    """Return the verdict on an effect that lies between `low` and `high`."""
    if expected == "lower":
        return verdict_on(-high, -low, "higher", smallest)
    if expected == "higher":
        if low >= smallest:
            return Verdict.HOLDS
        if high < smallest:
            return Verdict.SMALL if low > 0 else Verdict.FAILS
        return Verdict.WEAKLY if low > 0 else Verdict.UNDECIDED
    if expected == "not higher":
        return Verdict.HOLDS if high < smallest else Verdict.FAILS if low >= smallest else Verdict.UNDECIDED
    is_small, is_large = -smallest < low and high < smallest, low >= smallest or high <= -smallest
    if expected == "same":
        return Verdict.HOLDS if is_small else Verdict.FAILS if is_large else Verdict.UNDECIDED
    if is_large:
        return Verdict.HOLDS
    is_there = low > 0 or high < 0
    if is_small:
        return Verdict.SMALL if is_there else Verdict.FAILS
    return Verdict.WEAKLY if is_there else Verdict.UNDECIDED


def _found(sample: np.ndarray, expected: Expected, smallest: float, level: float, p: float) -> Found:
    if len(sample) < FEWEST:
        mean = float(sample.mean()) if len(sample) else math.nan
        return Found(mean, -math.inf, math.inf, level, p, len(sample), Verdict.NOT_SHOWN)
    low, high = interval(sample, level)
    return Found(float(sample.mean()), low, high, level, p, len(sample), verdict_on(low, high, expected, smallest))
