"""Several cores: one task for many keys, results as they finish, even if a worker dies."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

from experiments.running.interruption import check, deferred

K = TypeVar("K")
T = TypeVar("T")


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(
    task: Callable[[K], T],
    keys: Iterable[K],
    workers: int = 1,
    scheduler: str | None = None,
    ahead: int = 0,
    notify: Callable[[str], None] = lambda message: None,
    named: Callable[[K], str] = str,
) -> Generator[tuple[K, T]]:
    """Yield (key, result of the task) as they finish; in the order of `keys` for one worker.

    Parameters
    ----------
    task : picklable when there are several workers, to each of which it is sent once.
    keys : seeds, trials or whatever the task takes; picklable when there are several workers. Consumed little by
        little, so it may have no end. Closing the iteration stops running tasks.
    workers : processes; one means this very process.
    scheduler : address of a Dask scheduler (``tcp://host:port``) whose workers are used instead.
    ahead : keys that wait their turn for each worker, so that none is idle while a result is taken in; what waits
        is discarded when the iteration is closed.
    notify : called with messages for the user, one sentence each.
    named : names a key in messages.

    Raises
    ------
    WorkersError
        When workers died three times at the same key, or cannot be reached. A death only repeats the key it was at.
    KeyboardInterrupt
        After Ctrl-C. What is finished by then is yielded before.
    """
    if scheduler is not None:
        from experiments.running.cluster import clustered

        yield from clustered(task, keys, scheduler, ahead, notify, named)
    elif workers == 1:
        for key in keys:
            check()
            result = task(key)
            with deferred():
                yield key, result
    else:
        from experiments.running.pool import pooled

        yield from pooled(task, keys, workers, ahead, notify, named)
