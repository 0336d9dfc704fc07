"""Several cores: one task for many keys, results as they finish, whatever happens to a worker on the way.

Workers are processes of our own, or those of a Dask cluster. Ours hang on a lifeline, a pipe on which nothing is ever
said: when its other end closes, because we stop or because we were killed, they end at once.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from experiments.errors import WorkersError
from sim.market.messages import listed

K = TypeVar("K")
T = TypeVar("T")
_MOST_DEATHS = 3
_SECONDS_TO_CONNECT = 10


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def results(
    task: Callable[[K], T],
    keys: Iterable[K],
    workers: int = 1,
    scheduler: str | None = None,
    ahead: int = 0,
) -> Generator[tuple[K, T], None, None]:
    """Yield (key, result of the task) as they finish; in the order of `keys` for one worker.

    Parameters
    ----------
    task : picklable when there are several workers, to each of which it is sent once.
    keys : seeds, trials or whatever the task takes; picklable when there are several workers. Consumed little by
        little, so it may have no end. Who leaves the iteration stops what is under way.
    workers : processes; one means this very process.
    scheduler : address of a Dask scheduler (``tcp://host:port``) whose workers are used instead.
    ahead : keys that wait their turn for each worker, so that none is idle while a result is taken in; what waits
        is begun in vain when somebody leaves.

    Raises
    ------
    WorkersError
        When workers died three times, or cannot be reached. A single death only repeats the keys that died with it.
    """
    if scheduler is not None:
        with _cluster(scheduler, task) as (submit, threads):
            yield from _finished(submit, iter(keys), lambda: threads() * (1 + ahead), [])
    elif workers == 1:
        yield from ((key, task(key)) for key in keys)
    else:
        todo = iter(keys)
        sent = pickle.dumps(task)
        for _ in range(_MOST_DEATHS):
            lost: list[K] = []
            with _processes(workers, sent) as submit:
                yield from _finished(submit, todo, lambda: workers * (1 + ahead), lost)
            if not lost:
                return
            todo = chain(lost, todo)
        raise WorkersError(f"worker processes died {_MOST_DEATHS} times: is there enough memory for {workers} of them?")


def _finished(
    submit: Callable[[K], Future[T]], todo: Iterator[K], in_flight: Callable[[], int], lost: list[K]
) -> Generator[tuple[K, T], None, None]:
    """Yield results as they finish, until all are there or a worker died; unfinished keys are then in `lost`."""
    running: dict[Future[T], K] = {}
    while True:
        for key in islice(todo, 0 if lost else max(0, in_flight() - len(running))):
            try:
                with _interrupts_kept_waiting():
                    running[submit(key)] = key
            except BrokenProcessPool:
                lost.append(key)
        if not running:
            return
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            key = running.pop(future)
            if isinstance(future.exception(), BrokenProcessPool):
                lost.append(key)
            else:
                yield key, future.result()


@contextmanager
def _processes(workers: int, sent: bytes) -> Iterator[Callable[[Any], Future[Any]]]:
    """Yield what starts a pickled task in processes of our own, which end with the block whatever they are doing."""
    context = get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(workers, context, initializer=_start_worker, initargs=(theirs, sent))
    try:
        yield lambda key: executor.submit(_called_here, key)
    finally:
        ours.close()
        executor.shutdown(cancel_futures=True)


_sent = b""
"""In a worker process: the task that it is there for, pickled."""


def _start_worker(lifeline: Connection, sent: bytes) -> None:
    """Prepare a worker process: one thread for the kernels, its task, and an end with its lifeline."""
    global _sent
    os.environ["NUMBA_NUM_THREADS"] = "1"
    _sent = sent
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()


@cache
def _own_task() -> Callable[[Any], Any]:
    """Return the task of this worker process. It is unpickled late, so that a mistake in it is told as one."""
    return pickle.loads(_sent)  # type: ignore[no-any-return]


def _called_here(key: Any) -> Any:
    """Return the result of this worker's task."""
    return _own_task()(key)


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
def _cluster(address: str, task: Any) -> Iterator[tuple[Callable[[Any], Future[Any]], Callable[[], int]]]:
    """Yield what starts a task on the workers of a Dask scheduler, and what tells how many threads they have now."""
    from distributed import Client, KilledWorker

    try:
        client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise WorkersError(f"no Dask scheduler answers at {address}") from problem
    with client:
        _check_versions(client, address)
        executor = client.get_executor(pure=False)
        # The task is itself the result of a task, so that the cluster can make it again when a worker dies with it.
        there = client.submit(pickle.loads, pickle.dumps(task), pure=False)
        try:
            yield (
                lambda key: executor.submit(_called, there, key),
                lambda: max(1, sum(client.nthreads().values())),
            )
        except (KilledWorker, CancelledError) as death:
            raise WorkersError(f"the Dask cluster at {address} lost its workers: {death}") from death


def _called(task: Callable[[K], T], key: K) -> T:
    """Return the result of a task."""
    return task(key)


def _check_versions(client: Any, address: str) -> None:
    """Check that the workers of a cluster run what runs here, without which results could differ in their bits."""
    from experiments.results.manifest import software

    here = software()
    try:
        there = client.run(software)
    except Exception as problem:  # whatever stands in the way of importing the package over there
        raise WorkersError(f"the workers of {address} cannot run cxsim: {problem}") from problem
    for worker, theirs in there.items():
        differing = [
            f"{name} {theirs.get(name)} instead of {mine}" for name, mine in here.items() if theirs.get(name) != mine
        ]
        if differing:
            raise WorkersError(f"the worker {worker} would not give the same results: it has {listed(differing)}")
