"""Several cores: one task for many seeds, results as they finish, whatever happens to a worker on the way.

Workers are processes of our own, or those of a Dask cluster. Ours hang on a lifeline, a pipe on which nothing is ever
said: when its other end closes, because we stop or because we were killed, they end at once.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

from experiments.errors import WorkersError

T = TypeVar("T")
_MOST_DEATHS = 3
_SECONDS_TO_CONNECT = 10


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(
    task: Callable[[int], T], seeds: Iterable[int], workers: int = 1, scheduler: str | None = None
) -> Generator[tuple[int, T], None, None]:
    """Yield (seed, result of the task) as they finish; in the order of `seeds` for one worker.

    Parameters
    ----------
    task : picklable when there are several workers.
    seeds : consumed little by little, so it may have no end. Who leaves the iteration stops what is under way.
    workers : processes; one means this very process.
    scheduler : address of a Dask scheduler (``tcp://host:port``) whose workers are used instead.

    Raises
    ------
    WorkersError
        When workers died three times, or cannot be reached. A single death only repeats the seeds that died with it.
    """
    if scheduler is not None:
        with _cluster(scheduler) as (executor, in_flight):
            yield from _finished(executor, task, iter(seeds), in_flight, [])
    elif workers == 1:
        yield from ((seed, task(seed)) for seed in seeds)
    else:
        todo = iter(seeds)
        for _ in range(_MOST_DEATHS):
            lost: list[int] = []
            with _processes(workers) as executor:
                yield from _finished(executor, task, todo, workers, lost)
            if not lost:
                return
            todo = chain(sorted(lost), todo)
        raise WorkersError(f"worker processes died {_MOST_DEATHS} times: is there enough memory for {workers} of them?")


def _finished(
    executor: Executor, task: Callable[[int], T], todo: Iterator[int], in_flight: int, lost: list[int]
) -> Generator[tuple[int, T], None, None]:
    """Yield results as they finish, until all are there or a worker died; unfinished seeds are then in `lost`."""
    running: dict[Future[T], int] = {}
    while True:
        for seed in islice(todo, 0 if lost else in_flight - len(running)):
            try:
                with _interrupts_kept_waiting():
                    running[executor.submit(task, seed)] = seed
            except BrokenProcessPool:
                lost.append(seed)
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            seed = running.pop(future)
            if isinstance(future.exception(), BrokenProcessPool):
                lost.append(seed)
            else:
                yield seed, future.result()


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Yield an executor with processes of our own, which end with the block whatever they are doing."""
    context = get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(theirs,))
    try:
        yield executor
    finally:
        ours.close()
        executor.shutdown(cancel_futures=True)


def _start_worker(lifeline: Connection) -> None:
    """Prepare a worker process: one thread for the kernels, and an end with its lifeline."""
    os.environ["NUMBA_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    """End this process when the other end of the `lifeline` closes."""
    lifeline.poll(timeout=None)
    os._exit(0)


@contextmanager
def _interrupts_kept_waiting() -> Iterator[None]:
    """Keep Ctrl-C waiting, and out of the processes that are started meanwhile: they inherit the blocked signal."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """Yield an executor on the workers of a Dask scheduler, and how many tasks it runs at a time."""
    from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise WorkersError(f"no Dask scheduler answers at {address}") from problem
    with client:
        try:
            yield client.get_executor(pure=False), max(1, sum(client.nthreads().values()))
        except (KilledWorker, CancelledError) as death:
            raise WorkersError(f"the Dask cluster at {address} lost its workers: {death}") from death
