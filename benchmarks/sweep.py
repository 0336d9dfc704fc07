"""Many small runs: the gain of a second worker, and the overhead around simulated weeks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.clock import Ratio
from benchmarks.speed import MARKET, Sizes
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials
from experiments.running.workers import results
from sim import simulation

_CUSTOMERS, _WEEKS = 5_000, 52
_REPETITIONS = 3
_SMALL_CUSTOMERS, _SMALL_WEEKS = 2_000, 104
_VARIED = "behaviour.impressions.loss_aversion"


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


def around_the_kernel(sizes: Sizes) -> Iterator[Ratio]:
    """Yield the ratio of the time of small trials to that of the compiled weeks in them, burn-in included.

    Every trial has other numbers than the one before, and every third another seed: as in a sweep, markets are varied,
    people drawn, burn-ins run, scenarios forked and metrics taken.
    """
    import numpy as np

    trials = [
        Trial(point, seed, {_VARIED: 2.0 + point / 100}) for seed in range(sizes.sweep // 2) for point in range(3)
    ]
    for scenarios in ([], ["fix-root-causes"]):
        study = Study.of(MARKET, scenarios, customers=_SMALL_CUSTOMERS, weeks=_SMALL_WEEKS)
        task = Trials(study, ("npv_eur", "share", "nps"))
        task(trials[0])
        whole, kernels = [], []
        for trial in trials[1:]:
            with _kernels_watched() as spent:
                start = time.process_time()
                task(trial)
                whole.append(time.process_time() - start)
            kernels.append(sum(spent))
        what = "a strategy and the baseline" if scenarios else "the baseline alone"
        how = f"{what}, {_SMALL_CUSTOMERS:,}, {_SMALL_WEEKS} weeks"
        yield Ratio.of("trial / kernel in a sweep", how, 1.15, np.array(whole), np.array(kernels), is_at_most=True)


@contextmanager
def _kernels_watched() -> Iterator[list[float]]:
    """Yield the seconds that every call of a compiled kernel of the week takes on the processor."""
    spent: list[float] = []
    real = simulation.runnable

    def watched(kernel: Callable[..., Any], *how: Any) -> Callable[..., Any]:
        run = real(kernel, *how)

        def timed(*arguments: Any) -> None:
            start = time.process_time()
            run(*arguments)
            spent.append(time.process_time() - start)

        return timed

    simulation.runnable = watched  # type: ignore[assignment]
    try:
        yield spent
    finally:
        simulation.runnable = real
