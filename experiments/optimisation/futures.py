"""Futures, and what splits bring in them: equal random numbers and uncertain numbers for every split."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from experiments.design.designs import latin_hypercube
from experiments.design.factor import Factor
from experiments.experiment.lab import Lab
from experiments.optimisation.candidates import Portfolio
from experiments.optimisation.search import BATCH
from experiments.results.tables import Form
from experiments.running.study import Study
from experiments.running.trials import Task, Trial, Trials
from sim.scenarios.scenario import BASELINE


class Future(NamedTuple):
    """A random seed and values of the uncertain numbers.

    Attributes
    ----------
    seed : of the run; no two futures share it.
    values : factor -> value; empty when no number is uncertain.
    """

    seed: int
    values: Mapping[str, float]


def futures(
    first_seed: int, count: int, factors: Sequence[Factor], worlds: Sequence[Mapping[str, float]] = ()
) -> list[Future]:
    """Return futures with the seeds ``first_seed, first_seed + 1, ...``.

    Uncertain numbers are a Latin hypercube over their ranges: each takes `count` values, spread evenly. Worlds take
    turns, the first with seed 1.
    """
    seeds = range(first_seed, first_seed + count)
    if worlds:
        return [Future(seed, worlds[(seed - 1) % len(worlds)]) for seed in seeds]
    values = latin_hypercube(factors, count, first_seed) if factors else [{}] * count
    return [Future(seed, of_seed) for seed, of_seed in zip(seeds, values, strict=True)]


@dataclass(frozen=True)
class TaskFor:
    """Makes the task that simulates the baseline and some splits: gives metrics, (1 + splits, metrics).

    Where the rivals of a study react, they do so in the baseline too.
    """

    study: Study
    portfolio: Portfolio
    metrics: tuple[str, ...]

    def __call__(self, splits: np.ndarray) -> Trials:
        """Return the task of splits (k, n)."""
        splits_played = [self.portfolio.scenario(split, name=f"split-{i + 1}") for i, split in enumerate(splits)]
        scenarios = [self.study.scenarios[0], *splits_played]
        if rivals := self.study.rivals:
            market, brand = self.portfolio.market, self.portfolio.brand
            scenarios = [rivals.facing(scenario, market, brand) for scenario in scenarios]
        return Trials(replace(self.study, scenarios=tuple(scenarios), rivals=None), self.metrics)

    def while_rivals_go_on(self) -> TaskFor:
        """Return the same where rivals do not react."""
        return replace(self, study=replace(self.study, rivals=None))


@dataclass(frozen=True)
class _Groups:
    """One task for several groups of splits: the point of a trial is the number of its group."""

    tasks: tuple[Task, ...]

    def __call__(self, trial: Trial) -> np.ndarray:
        return self.tasks[trial.point](trial)


@dataclass(frozen=True)
class Measure:
    """Measures what splits bring beyond the baseline.

    Attributes
    ----------
    task_for : makes the task of some splits (k, n); its results have the baseline first.
    metrics : names of what it measures.
    lab : runs and keeps the trials.
    count : is called with the number of splits of each trial that is finished.
    kept_as : tells what is kept apart from what other measures keep of the same splits and futures.
    """

    task_for: Callable[[np.ndarray], Task]
    metrics: tuple[str, ...]
    lab: Lab = field(default_factory=Lab)
    count: Callable[[int], None] = lambda splits: None
    kept_as: str = ""

    def __call__(self, splits: np.ndarray, futures: Sequence[Future]) -> np.ndarray:
        """Return what splits (k, n) bring beyond the baseline in each future, (k, futures, metrics)."""
        groups = _grouped(splits)
        trials = [Trial(group, future.seed, future.values) for future in futures for group in range(len(groups))]
        column = {future.seed: place for place, future in enumerate(futures)}
        gains = np.full((*groups.shape[:2], len(futures), len(self.metrics)), np.nan)
        task = _Groups(tuple(self.task_for(group) for group in groups))
        form = Form((BASELINE, *(f"split-{number + 1}" for number in range(groups.shape[1]))), self.metrics)
        for trial, result in self.lab.trials(task, trials, form, _room(groups, trials, self.kept_as)):
            gains[trial.point, :, column[trial.seed]] = result[1:] - result[0]
            self.count(groups.shape[1])
        return gains.reshape(-1, *gains.shape[2:])[: len(splits)]


def _grouped(splits: np.ndarray) -> np.ndarray:
    """Return splits (k, n) in groups of equal size that share a burn-in, (groups, size, n), the last one filled up."""
    groups = -(-len(splits) // BATCH)
    size = -(-len(splits) // groups)
    filling = np.repeat(splits[-1:], groups * size - len(splits), axis=0)
    return np.concatenate([splits, filling]).reshape(groups, size, -1)


def _room(groups: np.ndarray, trials: Sequence[Trial], kept_as: str) -> str:
    """Return the name of the folder that keeps trials: other splits, futures or measures have another one."""
    decisive = (
        groups.tobytes()
        + repr([(trial.seed, sorted(trial.values.items())) for trial in trials]).encode()
        + kept_as.encode()
    )
    return hashlib.sha256(decisive).hexdigest()[:16]
