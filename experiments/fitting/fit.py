"""Fitting: a search on a few seeds, then a check with others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from experiments.fitting.facts import missed
from experiments.fitting.fitting import Fitting, Shown
from experiments.fitting.handles import numbers_moved
from experiments.fitting.measuring import SHOWN, Measurement, Point, points_of
from experiments.fitting.search import Effort, Limits, search

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.fitting.plan import FitPlan

Measure = Callable[[Sequence[Point]], list[np.ndarray]]
"""Returns what is shown at some points, (facts,) each, in their order."""


def fitted(plan: FitPlan, lab: Lab) -> Fitting:
    """Return a market fitted to the facts of a plan, or compared with them when there is nothing to move."""
    task = Measurement(plan.study, plan.facts.all)
    expected = plan.cost.runs if plan.cost else 0
    done = 0
    with lab.progress("Runs") as progress:

        def measure(points: Sequence[Point]) -> list[np.ndarray]:
            nonlocal done
            found = {}
            with closing(lab.each(task, points, fits=task.is_shown)) as finished:
                for point, shown in finished:
                    found[point] = shown[SHOWN]
                    done += 1
                    progress(done, max(done, expected))
            return [found[point] for point in points]

        return _searched(plan, measure) if plan.handles else _compared(plan, measure)


def _compared(plan: FitPlan, measure: Measure) -> Fitting:
    """Return what the market shows as it is."""
    shown = _over_seeds(measure(points_of({}, _fresh_seeds(plan))))
    nothing = np.zeros(0)
    slopes = np.zeros((len(plan.facts.all), 0))
    return Fitting(plan.facts, (), nothing, {}, slopes, Limits(nothing, nothing, nothing), shown, shown)


def _searched(plan: FitPlan, measure: Measure) -> Fitting:
    """Return the market after the search, checked with other seeds."""
    request, handles, facts = plan.request, plan.handles, plan.facts.all
    seeds = range(request.seed, request.seed + request.seeds)
    limits = Limits(*(np.array([getattr(each, name) for each in handles]) for name in ("low", "high", "step")))

    def evaluate(points: Sequence[np.ndarray]) -> list[np.ndarray]:
        runs = [run for point in points for run in points_of(numbers_moved(plan.start, handles, point), seeds)]
        shown = np.array(measure(runs)).reshape(len(points), len(seeds), len(facts))
        return list(missed(facts, shown.mean(axis=1)))

    found = search(evaluate, np.zeros(len(handles)), limits, Effort(steps=request.steps))
    numbers = numbers_moved(plan.start, handles, found.point)
    fresh = _fresh_seeds(plan)
    shown = measure([*points_of({}, fresh), *points_of(numbers, fresh)])
    before, after = _over_seeds(shown[: len(fresh)]), _over_seeds(shown[len(fresh) :])
    return Fitting(
        plan.facts, handles, found.point, numbers, found.slopes, limits, before, after, found.path, found.points
    )


def _fresh_seeds(plan: FitPlan) -> range:
    """Return the seeds of the check, which the search does not use."""
    first = plan.request.seed + plan.request.seeds
    return range(first, first + plan.request.checks)


def _over_seeds(shown: Sequence[np.ndarray]) -> Shown:
    """Return mean and standard error of what is shown with several seeds."""
    runs = np.array(shown)
    return Shown(runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(len(runs)))
