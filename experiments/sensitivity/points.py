"""Simulated points: every point of a design with every seed, and failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.design.factor import Factor
from experiments.running.trials import Task, Trial
from experiments.sensitivity.methods import Design, Method

Run = Callable[[Sequence[Trial]], Iterator[tuple[Trial, np.ndarray]]]
"""Runs trials on some engine, see :func:`experiments.running.trials.run_trials`."""
_MISTAKES = (ArithmeticError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Careful:
    """A task that gives nothing but NaN where another one fails, so that one bad point does not end thousands.

    Attributes
    ----------
    task : the other.
    shape : scenarios, metrics.
    """

    task: Task
    shape: tuple[int, int]

    def __call__(self, trial: Trial) -> np.ndarray:
        """Return what the task gives, NaN when it fails."""
        try:
            return self.task(trial)
        except _MISTAKES:
            return np.full(self.shape, np.nan)

    def reason(self, trial: Trial) -> str:
        """Return why the task gives no numbers for a trial."""
        try:
            result = self.task(trial)
        except _MISTAKES as mistake:
            return f"{type(mistake).__name__}: {mistake}"
        return f"{int((~np.isfinite(result)).sum())} of its {result.size} figures are not defined there"


@dataclass(frozen=True)
class Explored:
    """The points of a method, and what they gave.

    Attributes
    ----------
    factors : those that were varied.
    seeds : at each point; all points of a seed share its random numbers.
    first : number of the trial point at which every factor has its own value; those of the design follow.
    results : (points, seeds, scenarios, metrics).
    usual : (seeds, scenarios, metrics) with every factor at its own value.
    """

    method: Method
    factors: tuple[Factor, ...]
    design: Design
    seeds: tuple[int, ...]
    first: int
    results: np.ndarray
    usual: np.ndarray

    @property
    def values(self) -> np.ndarray:
        """The points in the ranges of the factors, (points, factors)."""
        return values_of(self.factors, self.design.unit)

    def trial(self, point: int, seed: int) -> Trial:
        """Return the trial of a point of the design with a seed."""
        return trials_of(self.factors, self.design.unit[point : point + 1], (seed,), self.first + point)[1]


def explored(
    run: Run, method: Method, factors: Sequence[Factor], design: Design, seeds: Sequence[int], first: int = 0
) -> Explored:
    """Return what every point gives with every seed.

    Parameters
    ----------
    first : number of the first trial point.
    """
    places = {seed: place for place, seed in enumerate(seeds)}
    found: np.ndarray | None = None
    for trial, result in run(trials_of(factors, design.unit, seeds, first)):
        if found is None:
            found = np.full((len(design.unit) + 1, len(seeds), *result.shape), np.nan)
        found[trial.point - first, places[trial.seed]] = result
    if found is None:
        raise ValueError("a design has points")
    return Explored(method, tuple(factors), design, tuple(seeds), first, found[1:], found[0])


def trials_of(factors: Sequence[Factor], unit: np.ndarray, seeds: Sequence[int], first: int) -> list[Trial]:
    """Return the trials of points in the unit cube (points, factors), seed by seed, the usual values first."""
    home = {factor.path: factor.default for factor in factors}
    points = [home, *(dict(zip(home, row, strict=True)) for row in values_of(factors, unit).tolist())]
    return [Trial(first + number, seed, values) for seed in seeds for number, values in enumerate(points)]


def values_of(factors: Sequence[Factor], unit: np.ndarray) -> np.ndarray:
    """Return points of the unit cube in the ranges of the factors, (points, factors)."""
    low, high = (np.array([getattr(factor, end) for factor in factors]) for end in ("low", "high"))
    # Not low + unit * (high - low), which may overshoot the high end by a rounding.
    return np.clip(low * (1.0 - unit) + high * unit, low, high)
