"""The workers of a Dask cluster: checked before they run anything, whenever they join."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from experiments.errors import WorkersError
from experiments.running.versions import differences, software
from sim.market.messages import listed

K = TypeVar("K")
T = TypeVar("T")
_SECONDS_TO_CONNECT = 10
_SECONDS_BETWEEN_WORDS = 30.0

Notify = Callable[[str], None]


class _OtherSoftwareError(RuntimeError):
    """A worker has other software versions, so its results could differ in their last bits."""


def clustered(
    task: Callable[[K], T], keys: Iterable[K], address: str, ahead: int = 0, notify: Notify = lambda message: None
) -> Generator[tuple[K, T]]:
    """Yield (key, result of the task) as the workers of a Dask scheduler finish.

    Parameters
    ----------
    keys : consumed lazily.
    address : of the scheduler, such as ``tcp://host:8786``.
    ahead : keys that wait their turn for each thread of a worker.
    notify : called with a message when there are no workers.

    Raises
    ------
    WorkersError
        When no scheduler answers, the workers are lost, or one has other software than we have.
    """
    todo = iter(keys)
    running: dict[Future[T], K] = {}
    with _cluster(address, task) as (submit, threads):
        while True:
            capacity = max(1, threads()) * (1 + ahead)
            for key in islice(todo, max(0, capacity - len(running))):
                running[submit(key)] = key
            if not running:
                return
            for future in _finished(running, threads, address, notify):
                yield running.pop(future), _result(future, address)


def _finished(running: Iterable[Future[T]], threads: Callable[[], int], address: str, notify: Notify) -> set[Future[T]]:
    """Return what is finished, waiting for the first; a lack of workers is reported now and then."""
    reported = -_SECONDS_BETWEEN_WORDS
    while not (done := wait(running, timeout=1.0, return_when=FIRST_COMPLETED).done):
        if threads() == 0 and time.monotonic() - reported > _SECONDS_BETWEEN_WORDS:
            notify(f"the scheduler at {address} has no workers at present; waiting for workers to join ...")
            reported = time.monotonic()
    return done


def _result(future: Future[T], address: str) -> T:
    """Return a result, or raise the error of the worker."""
    from distributed import KilledWorker

    try:
        return future.result()
    except _OtherSoftwareError as difference:
        raise WorkersError(str(difference)) from difference
    except (KilledWorker, CancelledError) as death:
        raise WorkersError(f"the Dask cluster at {address} lost its workers: {death}") from death


@contextmanager
def _cluster(address: str, task: Any) -> Iterator[tuple[Callable[[Any], Future[Any]], Callable[[], int]]]:
    """Yield a function that starts a task on the workers of a scheduler, and one that returns their threads."""
    from cloudpickle import dumps
    from distributed import Client

    try:
        client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise WorkersError(f"no Dask scheduler answers at {address}") from problem
    with client:
        _check_that_workers_can_run(client, address)
        executor = client.get_executor(pure=False)
        # The task is itself the result of a task, so that the cluster can make it again when a worker dies with it.
        there = client.submit(pickle.loads, dumps(task), pure=False)
        here = software()
        yield lambda key: executor.submit(_checked, there, key, here), lambda: sum(client.nthreads().values())


def _check_that_workers_can_run(client: Any, address: str) -> None:
    """Check that the workers that are there now can import what runs here."""
    try:
        client.run(software)
    except Exception as problem:  # any error while importing the package on the worker
        raise WorkersError(f"the workers of {address} cannot run cxsim: {problem}") from problem


def _checked(task: Callable[[K], T], key: K, expected: dict[str, str]) -> T:
    """Return the result of a task on a worker that has the expected software, whenever it joined."""
    if different := differences(expected, software_here()):
        from distributed import get_worker

        raise _OtherSoftwareError(
            f"the worker {get_worker().address} would not give the same results: it has {listed(different)}"
        )
    return task(key)


_software: dict[str, str] = {}


def software_here() -> dict[str, str]:
    """Return the software of this worker process, determined once."""
    if not _software:
        _software.update(software())
    return _software
