"""Futures, and what splits bring in them: the same luck and the same uncertain numbers for every split."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from experiments.designs import latin_hypercube
from experiments.factors import Factor
from experiments.optimisation.candidates import Portfolio
from experiments.optimisation.search import BATCH
from experiments.runs import Study
from experiments.store import replacing
from experiments.trials import Task, Trial, Trials, run_trials

KEPT = "runs"


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


class TaskFor(NamedTuple):
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
    workers, scheduler : see :func:`experiments.workers.results`; they change no result.
    folder : keeps every finished trial, and has those of an earlier attempt.
    tell : is told how many splits have been tried in one future each.
    """

    def __init__(
        self,
        task_for: Callable[[np.ndarray], Task],
        *,
        workers: int = 1,
        scheduler: str | None = None,
        folder: Path | None = None,
        tell: Callable[[int], None] | None = None,
    ) -> None:
        self._task_for = task_for
        self._workers = workers
        self._scheduler = scheduler
        self._folder = folder
        self._tell = tell

    def gains(self, splits: np.ndarray, futures: Sequence[Future]) -> np.ndarray:
        """Return what splits (k, n) bring beyond the baseline in each future, (k, futures, metrics)."""
        outcomes = self.outcomes(splits, futures)
        return outcomes[1:] - outcomes[:1]

    def outcomes(self, splits: np.ndarray, futures: Sequence[Future]) -> np.ndarray:
        """Return the metrics of the baseline, first, and of splits (k, n), (1 + k, futures, metrics)."""
        groups = [splits[start : start + BATCH] for start in range(0, len(splits), BATCH)] or [splits]
        trials = [Trial(group, future.seed, future.values) for group in range(len(groups)) for future in futures]
        place = {future.seed: i for i, future in enumerate(futures)}
        store = _Kept(self._folder, groups) if self._folder else None
        found: dict[tuple[int, int], np.ndarray] = {}
        task = _Groups(tuple(self._task_for(group) for group in groups))
        workers = min(self._workers, len(trials))
        for trial, result in run_trials(task, trials, workers=workers, scheduler=self._scheduler, store=store):
            found[trial.point, place[trial.seed]] = result
            if self._tell:
                self._tell(len(groups[trial.point]))
        columns = range(len(futures))
        rows = [np.stack([found[group, column] for column in columns], axis=1) for group in range(len(groups))]
        return np.concatenate([rows[0], *(row[1:] for row in rows[1:])])


@dataclass(frozen=True)
class _Kept:
    """Finished trials in a folder, one file each, named after the splits, the uncertain numbers and the seed."""

    folder: Path
    groups: Sequence[np.ndarray]

    def _file(self, trial: Trial) -> Path:
        tried = self.groups[trial.point].tobytes() + repr(sorted(trial.values.items())).encode()
        named = hashlib.sha256(tried).hexdigest()[:16]
        return self.folder / f"{named}-{trial.seed}.npy"

    def found(self, trial: Trial) -> np.ndarray | None:
        """Return what a trial gave; a damaged file counts as missing."""
        try:
            result: np.ndarray = np.load(self._file(trial), allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return result if len(result) == 1 + len(self.groups[trial.point]) else None

    def keep(self, trial: Trial, result: np.ndarray) -> None:
        """Keep what a trial gave."""
        with replacing(self._file(trial)) as beside, beside.open("wb") as file:
            np.save(file, result)
