"""The search: numbers are moved until the market shows the facts.

Gauss-Newton steps within the limits of the numbers. The first slopes are measured one handle at a time, with the seeds
of all other points (common random numbers); each further point corrects them (Broyden 1965, Mathematics of Computation
19:577-593), and they are measured again when the steps no longer help. Facts that cannot be met lose weight the farther
away they are (Huber 1964), so that they do not spoil the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Evaluate = Callable[[Sequence[np.ndarray]], list[np.ndarray]]
"""Returns how far from the facts the market lies at some points, (facts,) each, in tolerances; NaN where nothing is
seen of a fact."""


class Limits(NamedTuple):
    """Where points may lie, and how they are moved.

    Attributes
    ----------
    low, high : (handles,).
    step : (handles,), by which slopes are measured; the unit of the length of steps.
    """

    low: np.ndarray
    high: np.ndarray
    step: np.ndarray

    def inside(self, point: np.ndarray) -> np.ndarray:
        """Return the nearest point within the limits."""
        return np.clip(point, self.low, self.high)


@dataclass(frozen=True)
class Effort:
    """When the search ends.

    Attributes
    ----------
    near : tolerances within which all facts are met well enough.
    steps : greatest number of steps.
    slopes : how often slopes are measured, the first time included.
    gain : share of the distance that a step must gain; after two that do not, slopes are measured again.
    """

    near: float = 0.25
    steps: int = 24
    slopes: int = 3
    gain: float = 0.03


class Found(NamedTuple):
    """Where the search ended.

    Attributes
    ----------
    point : (handles,).
    missed : (facts,), in tolerances.
    slopes : (facts, handles), tolerances per unit of a handle.
    path : distance after each accepted step, from the start.
    points : number of points evaluated.
    """

    point: np.ndarray
    missed: np.ndarray
    slopes: np.ndarray
    path: tuple[float, ...]
    points: int


FAR = 3.0
"""Tolerances from which on a fact loses weight."""
_FIRST_REACH, _MOST_REACH, _LEAST_REACH = 3.0, 12.0, 0.1
"""Longest step along one handle, in its steps: at first, ever, and before the search gives up."""
_RIDGE = 0.05
"""Tolerances that a handle must gain for each step by which it lies away from where the search began, so that what the
facts do not identify stays there."""


def search(evaluate: Evaluate, start: np.ndarray, limits: Limits, effort: Effort = Effort()) -> Found:
    """Return the point at which the facts are met best.

    Parameters
    ----------
    start : (handles,), within the limits.
    """
    state = _Search(evaluate, np.asarray(start, float), limits, effort)
    while not state.is_over():
        state.advance()
    return Found(state.point, state.missed, state.slopes, tuple(state.path), state.points)


class _Search:
    """A search on its way."""

    def __init__(self, evaluate: Evaluate, start: np.ndarray, limits: Limits, effort: Effort) -> None:
        self.evaluate, self.limits, self.effort = evaluate, limits, effort
        self.point = self.start = limits.inside(start)
        (self.missed,) = evaluate([self.point])
        self.points, self.steps_made, self.slopes_made, self.idle = 1, 0, 0, 0
        self.reach = _FIRST_REACH
        self.path = [distance(self.missed)]
        self.slopes = np.zeros((len(self.missed), len(self.point)))
        self.has_given_up = False

    def is_over(self) -> bool:
        """Return whether all facts are met, or nothing more can be gained."""
        is_met = bool(np.all(np.abs(np.nan_to_num(self.missed)) <= self.effort.near))
        return is_met or self.has_given_up or self.steps_made >= self.effort.steps or not len(self.point)

    def advance(self) -> None:
        """Measure slopes when they are missing or no longer help, then try one step."""
        if not self.slopes_made or self.idle >= 2:
            if self.slopes_made >= self.effort.slopes:
                self.has_given_up = True
                return
            self.measure_slopes()
        step = bounded_step(self.slopes, self.missed, self.point, self.limits, self.reach, self.start)
        if np.all(np.abs(step) < 1e-3 * self.limits.step):
            self.idle = 2
            return
        self.steps_made += 1
        tried = self.limits.inside(self.point + step)
        (missed,) = self.evaluate([tried])
        self.points += 1
        self._learn(tried - self.point, missed)
        before, after = distance(self.missed), distance(missed)
        self.idle = 0 if after < (1.0 - self.effort.gain) * before else self.idle + 1
        if after < before:
            self.point, self.missed = tried, missed
            self.path.append(after)
            self.reach = min(2.0 * self.reach, _MOST_REACH)
        else:
            self.reach = max(0.35 * self.reach, _LEAST_REACH)

    def measure_slopes(self) -> None:
        """Measure the effect of each handle, by a step away from its nearer limit."""
        room = self.limits.high - self.point >= self.point - self.limits.low
        steps = np.where(room, self.limits.step, -self.limits.step)
        others = [
            self.limits.inside(self.point + step * unit) for step, unit in zip(steps, np.eye(len(steps)), strict=True)
        ]
        for place, (other, missed) in enumerate(zip(others, self.evaluate(others), strict=True)):
            self.slopes[:, place] = np.nan_to_num((missed - self.missed) / (other[place] - self.point[place]))
        self.points += len(others)
        self.slopes_made += 1
        self.idle = 0
        self.reach = max(self.reach, 1.0)

    def _learn(self, step: np.ndarray, missed: np.ndarray) -> None:
        """Correct the slopes by what a step did: by as little as explains it, in units of the handles' steps."""
        scaled = step / self.limits.step
        surprise = np.nan_to_num(missed - self.missed - self.slopes @ step)
        self.slopes += np.outer(surprise, scaled / self.limits.step) / float(scaled @ scaled)


def distance(missed: np.ndarray) -> float:
    """Return the distance from the facts: the sum of Huber losses in tolerances."""
    size = np.abs(np.nan_to_num(missed))
    return float(np.where(size <= FAR, 0.5 * size**2, FAR * (size - 0.5 * FAR)).sum())


def bounded_step(
    slopes: np.ndarray,
    missed: np.ndarray,
    point: np.ndarray,
    limits: Limits,
    reach: float,
    start: np.ndarray | None = None,
) -> np.ndarray:
    """Return the step that brings the facts nearest, by their slopes, within the limits.

    Parameters
    ----------
    reach : longest step along one handle, in its `limits.step`.
    start : where the search began; numbers stay near it as far as the facts let them. `point` when None.
    """
    from scipy.optimize import lsq_linear

    weight = np.sqrt(np.minimum(1.0, FAR / np.maximum(np.abs(np.nan_to_num(missed)), 1e-12)))
    scaled = slopes * limits.step * weight[:, None]
    ridge = _RIDGE * np.eye(len(point))
    low = np.maximum(-reach, (limits.low - point) / limits.step)
    high = np.minimum(reach, (limits.high - point) / limits.step)
    high = np.maximum(high, low + 1e-9)
    home = np.zeros(len(point)) if start is None else (start - point) / limits.step
    target = np.concatenate([-np.nan_to_num(missed) * weight, _RIDGE * home])
    return np.asarray(lsq_linear(np.vstack([scaled, ridge]), target, (low, high)).x) * limits.step
