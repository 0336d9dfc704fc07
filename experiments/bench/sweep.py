"""Many small runs: what a second worker is worth."""

from __future__ import annotations

import time
from collections.abc import Iterator

from experiments.bench.clock import Ratio
from experiments.bench.speed import MARKET, Sizes
from experiments.runs import Study
from experiments.workers import results

_CUSTOMERS, _WEEKS = 5_000, 52
_REPETITIONS = 3


def more_workers(sizes: Sizes) -> Iterator[Ratio]:
    """Yield the ratio of the time of a replication with one worker to that with two.

    Counted from the first results on: starting processes takes seconds once, whatever the length of a sweep.
    """
    import numpy as np

    study = Study.of(MARKET, ["fix-root-causes"], customers=_CUSTOMERS, weeks=_WEEKS)
    seconds = np.array(
        [[_seconds_each(study, workers, sizes.sweep) for workers in (1, 2)] for _ in range(_REPETITIONS)]
    )
    how = f"{sizes.sweep} seeds of two scenarios, {_CUSTOMERS:,}, {_WEEKS} weeks"
    yield Ratio.of("one worker / two workers in a sweep", how, 1.8, *seconds.T)


def _seconds_each(study: Study, workers: int, seeds: int) -> float:
    """Return the time of one replication once every worker has delivered its first."""
    times = [time.perf_counter() for _ in results(study.run, range(1, seeds + 1), workers)]
    return (times[-1] - times[workers - 1]) / (seeds - workers)
