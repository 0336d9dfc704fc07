"""Points that gave nothing: reported with their values, and never silently analysed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from experiments.design.factor import Factor
from experiments.errors import ResultsError
from experiments.running.trials import Trial
from experiments.sensitivity.outcome import Outcome
from experiments.sensitivity.points import Explored

_MOST_MISSING = 0.05
"""Share of points that may be left out, by methods that can do without."""
_MOST_NAMED = 3


class Missing(NamedTuple):
    """Points of a design that gave no number for an outcome.

    Attributes
    ----------
    points : their places in the design.
    seed : one with which the first of them gave nothing.
    share : of the whole design.
    """

    outcome: Outcome
    points: tuple[int, ...]
    seed: int
    share: float


def missing_in(explored: Explored, outcomes: Sequence[Outcome]) -> list[Missing]:
    """Return the outcomes for which some points gave nothing."""
    gaps = []
    for outcome in outcomes:
        is_missing = ~np.isfinite(outcome.of(explored.results))
        points = np.flatnonzero(is_missing.any(axis=1))
        if points.size:
            seed = explored.seeds[int(is_missing[points[0]].argmax())]
            gaps.append(Missing(outcome, tuple(points.tolist()), seed, points.size / len(is_missing)))
    return gaps


def refuse_gaps(explored: Explored, outcomes: Sequence[Outcome], why: Callable[[Trial], str]) -> None:
    """Refuse to analyse missing results, unless they are few and the method tolerates them.

    Parameters
    ----------
    why : returns the reason why a trial gave nothing.

    Raises
    ------
    ResultsError
        Naming the points and their factor values.
    """
    method, count = explored.method, len(explored.results)
    bad = [gap for gap in missing_in(explored, outcomes) if method.is_structured or gap.share > _MOST_MISSING]
    if not bad:
        return
    lines = []
    for gap in bad:
        reason = why(explored.trial(gap.points[0], gap.seed))
        lines.append(
            f"{len(gap.points)} of {count} points gave no number for {gap.outcome.metric}, so nothing is analysed "
            f"({reason}):"
        )
        lines += [
            f"  point {point + 1}: {_spelled_out(explored.values[point], explored.factors)}"
            for point in gap.points[:_MOST_NAMED]
        ]
        if len(gap.points) > _MOST_NAMED:
            lines.append(f"  and {len(gap.points) - _MOST_NAMED} more, see points.parquet")
    lines.append(
        "narrow the ranges, choose a metric that is always defined, or use pawn, delta or regional, which can leave up "
        f"to {_MOST_MISSING:.0%} of the points out"
        if method.is_structured
        else f"more than {_MOST_MISSING:.0%} of the points are missing: narrow the ranges, or choose another metric"
    )
    raise ResultsError(*lines)


def _spelled_out(values: np.ndarray, factors: Sequence[Factor]) -> str:
    """Return factor values in words, the first few when there are many."""
    shown = 8
    words = [f"{factor.path} = {value:.6g}" for factor, value in zip(factors[:shown], values, strict=False)]
    return ", ".join(words) + (f" and {len(factors) - shown} more" if len(factors) > shown else "")
