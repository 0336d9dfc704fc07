"""Common random numbers: the reduction in variance of a difference between two scenarios with the same seeds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.clock import Ratio
from benchmarks.speed import MARKET, Sizes
from experiments.comparison.compare import compare
from experiments.experiment.lab import Lab
from experiments.running.replications import Replications
from experiments.running.study import Study
from experiments.running.workers import cores

_METRICS = ("share", "satisfaction", "churn")
_SCENARIO = "fix-root-causes"
_CUSTOMERS, _WEEKS = 2_000, 52
_RESAMPLES = 1_000


def common_random_numbers(sizes: Sizes) -> Iterator[Ratio]:
    """Yield the variance of a scenario's difference to the baseline with independent seeds over that with the same.

    The interval is a bootstrap over seeds, 90 %.
    """
    study = Study.of(MARKET, [_SCENARIO], customers=_CUSTOMERS, weeks=_WEEKS)
    done = compare(study, Replications(sizes.seeds), lab=Lab(workers=min(2, cores()))).per_seed
    how = f"{_SCENARIO}, {_CUSTOMERS:,}, {_WEEKS} weeks, {sizes.seeds} seeds"
    random = np.random.default_rng(1)
    for metric in _METRICS:
        values = done.pivot(index="seed", columns="scenario", values=metric)[["baseline", _SCENARIO]].to_numpy()
        resampled = [_variance_ratio(values[random.integers(0, len(values), len(values))]) for _ in range(_RESAMPLES)]
        low, high = np.quantile(resampled, [0.05, 0.95])
        name = f"variance of a difference in {metric}, independent / common random numbers"
        yield Ratio(name, how, 30, _variance_ratio(values), float(low), float(high))


def _variance_ratio(values: np.ndarray) -> float:
    """Return the ratio for values (seeds, 2) of the baseline and the scenario."""
    apart = values.var(axis=0, ddof=1).sum()
    together = np.diff(values, axis=1).var(ddof=1)
    return float(apart / together)
