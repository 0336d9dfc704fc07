"""Futures, and what splits bring in them: the same luck and the same uncertain numbers for every split."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.design.designs import latin_hypercube
from experiments.design.factors import Factor
from experiments.errors import OutputError
from experiments.optimisation.candidates import Portfolio
from experiments.optimisation.search import BATCH
from experiments.running.study import Study
from experiments.running.trials import Task, Trial, Trials, run_trials
from sim.scenarios.scenario import BASELINE

if TYPE_CHECKING:
    from experiments.results.trial_store import TrialStore


class Future(NamedTuple):
    """Luck, and what the uncertain numbers are.

    Attributes
    ----------
    seed : the run's luck; no two futures share it.
    values : factor -> value; empty when nothing but luck is uncertain.
    """

    seed: int
    values: Mapping[str, float]


def futures(first_seed: int, count: int, factors: Sequence[Factor]) -> list[Future]:
    """Return futures with the seeds ``first_seed, first_seed + 1, ...``.

    Uncertain numbers are a Latin hypercube over their ranges: each takes `count` values, spread evenly.
    """
    seeds = range(first_seed, first_seed + count)
    values = latin_hypercube(factors, count, first_seed) if factors else [{}] * count
    return [Future(seed, of_seed) for seed, of_seed in zip(seeds, values, strict=True)]


@dataclass(frozen=True)
class TaskFor:
    """Makes the task that simulates the baseline and some splits: gives metrics, (1 + splits, metrics)."""

    study: Study
    portfolio: Portfolio
    metrics: tuple[str, ...]

    def __call__(self, splits: np.ndarray) -> Task:
        """Return the task of splits (k, n)."""
        scenarios = [self.portfolio.scenario(split, name=f"split-{i + 1}") for i, split in enumerate(splits)]
        return Trials(replace(self.study, scenarios=(self.study.scenarios[0], *scenarios)), self.metrics)


@dataclass(frozen=True)
class _Groups:
    """One task for several groups of splits: the point of a trial says which."""

    tasks: tuple[Task, ...]

    def __call__(self, trial: Trial) -> np.ndarray:
        return self.tasks[trial.point](trial)


class Laboratory:
    """Tries splits in futures, with the workers there are, and remembers what came out.

    Parameters
    ----------
    task_for : makes the task of some splits (k, n); its results have the baseline first.
    metrics : names of what it measures.
    workers, scheduler : see :func:`experiments.running.workers.results`; they change no result.
    folder : keeps every finished trial, and has those of an earlier attempt.
    tell : is told how many splits have been tried, each in one future.
    """

    def __init__(
        self,
        task_for: Callable[[np.ndarray], Task],
        metrics: Sequence[str],
        *,
        workers: int = 1,
        scheduler: str | None = None,
        folder: Path | None = None,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        self._task_for = task_for
        self._metrics = tuple(metrics)
        self._workers = workers
        self._scheduler = scheduler
        self._folder = folder
        self._tell = tell

    def gains(self, splits: np.ndarray, futures: Sequence[Future]) -> np.ndarray:
        """Return what splits (k, n) bring beyond the baseline in each future, (k, futures, metrics)."""
        groups = _grouped(splits)
        trials = [Trial(group, future.seed, future.values) for future in futures for group in range(len(groups))]
        place = {future.seed: column for column, future in enumerate(futures)}
        gains = np.full((len(groups), groups[0].shape[0], len(futures), len(self._metrics)), np.nan)
        task = _Groups(tuple(self._task_for(group) for group in groups))
        workers = min(self._workers, len(trials))
        with self._kept(groups, trials) as store:
            for trial, result in run_trials(task, trials, workers=workers, scheduler=self._scheduler, store=store):
                gains[trial.point, :, place[trial.seed]] = result[1:] - result[0]
                if self._tell:
                    self._tell(len(groups[trial.point]))
        return gains.reshape(-1, *gains.shape[2:])[: len(splits)]

    @contextmanager
    def _kept(self, groups: np.ndarray, trials: Sequence[Trial]) -> Iterator[TrialStore | None]:
        """Lend what keeps finished trials, in a folder named after all that decides about them."""
        if self._folder is None:
            yield None
            return
        from experiments.results.tables import Form
        from experiments.results.trial_store import TrialStore

        tried = groups.tobytes() + repr([(trial.seed, sorted(trial.values.items())) for trial in trials]).encode()
        room = self._folder / hashlib.sha256(tried).hexdigest()[:16]
        try:
            room.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise OutputError(f"cannot use the folder {room}: {problem.strerror}") from problem
        scenarios = (BASELINE, *(f"split-{number + 1}" for number in range(groups.shape[1])))
        with closing(TrialStore(room, trials, Form(scenarios, self._metrics))) as store:
            yield store


def _grouped(splits: np.ndarray) -> np.ndarray:
    """Return splits (k, n) in groups of equal size that share a burn-in, (groups, size, n), the last one filled up."""
    groups = -(-len(splits) // BATCH)
    size = -(-len(splits) // groups)
    filling = np.repeat(splits[-1:], groups * size - len(splits), axis=0)
    return np.concatenate([splits, filling]).reshape(groups, size, -1)
