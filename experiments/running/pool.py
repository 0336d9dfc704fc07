"""Our own worker processes, which may die at any moment without a result being lost or half read.

Keys go to a worker through a pipe. A result comes back as a file that is renamed when it is whole, and the worker then
sends one word, shorter than the atomic size of a pipe: a message is never received in part. A worker that dies
costs the key it was at, and nothing else; a key that kills its worker again and again ends the work by its name.

Workers hang on a lifeline, a pipe on which nothing is ever written: when its other end closes, because we stop or
because we were killed, they end at once.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import tempfile
import threading
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, TypeVar

from experiments.errors import WorkersError
from sim.market.messages import printable

K = TypeVar("K")
T = TypeVar("T")

MAX_DEATHS = 3
"""Deaths of workers at the same key after which the run is aborted."""
_DONE, _FAILED = b"done", b"failed"
_SECONDS_TO_END = 5


def pooled(task: Callable[[K], T], keys: Iterable[K], workers: int, ahead: int = 0) -> Generator[tuple[K, T]]:
    """Yield (key, result of the task) as worker processes finish; closing the iteration ends them at once.

    Parameters
    ----------
    task : is sent once to each worker, by value where its module cannot be imported there.
    keys : consumed lazily.
    workers : processes, 1 or more.
    ahead : keys that wait their turn at each worker.

    Raises
    ------
    WorkersError
        When workers died three times at the same key.
    """
    with _pool(task, workers) as pool:
        yield from pool.results(iter(keys), ahead)


class _Worker:
    """A process, the keys it has been given in their order, and the pipes to and from it."""

    def __init__(self, sent: bytes, folder: Path) -> None:
        context = get_context("spawn")
        theirs, self.keys_to = context.Pipe(duplex=False)
        self.words_from, words = context.Pipe(duplex=False)
        lifeline, self._lifeline = context.Pipe(duplex=False)
        self.process = context.Process(target=_work, args=(theirs, words, lifeline, sent, folder), daemon=True)
        with _interrupts_blocked():
            self.process.start()
        for end in (theirs, words, lifeline):
            end.close()
        self.numbers: deque[int] = deque()

    def give(self, number: int, key: Any) -> None:
        """Send a key; a worker that has died meanwhile is noticed later."""
        self.numbers.append(number)
        with suppress(OSError):
            self.keys_to.send((number, key))

    def word(self) -> bytes | None:
        """Return the worker's message about its first key, None when it has died."""
        try:
            return self.words_from.recv_bytes()
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        """End the process, whatever it is doing."""
        self.process.kill()
        self.process.join(_SECONDS_TO_END)
        for end in (self.keys_to, self.words_from, self._lifeline):
            end.close()


class _Pool:
    """Worker processes with one task.

    Attributes
    ----------
    folder : where workers leave results for the main process.
    """

    def __init__(self, task: Callable[[Any], Any], workers: int, folder: Path) -> None:
        from cloudpickle import dumps

        self._sent = dumps(task)
        self._size = workers
        self.folder = folder
        self.workers: list[_Worker] = []
        self._keys: dict[int, Any] = {}
        self._deaths: dict[int, int] = {}

    def results(self, keys: Iterator[K], ahead: int) -> Generator[tuple[K, Any]]:
        """Yield keys with their results as they are finished."""
        numbered = enumerate(keys)
        again: deque[int] = deque()
        while True:
            self._hand_out(numbered, again, 1 + ahead)
            if not self._keys:
                return
            for worker in self._speaking():
                word = worker.word()
                if word is None:
                    again.extend(self._bury(worker))
                    continue
                if word not in (_DONE, _FAILED):
                    raise WorkersError(f"results cannot pass through {self.folder}: {word.decode()}")
                number = worker.numbers.popleft()
                result = self._taken(number)
                if word == _FAILED:
                    raise result
                yield self._keys.pop(number), result

    def _hand_out(self, numbered: Iterator[tuple[int, Any]], again: deque[int], maximum: int) -> None:
        """Give keys to workers that have room, starting as many workers as there is work for."""
        for turn in range(maximum):
            for place in range(self._size):
                if place < len(self.workers) and len(self.workers[place].numbers) > turn:
                    continue
                if again:
                    number = again.popleft()
                elif (new := next(numbered, None)) is not None:
                    number, self._keys[new[0]] = new
                else:
                    return
                if place >= len(self.workers):
                    self.workers.append(_Worker(self._sent, self.folder))
                    place = len(self.workers) - 1
                self.workers[place].give(number, self._keys[number])

    def _speaking(self) -> list[_Worker]:
        """Return the workers that sent a message or died; wait for the first."""
        busy = {worker.words_from: worker for worker in self.workers if worker.numbers}
        return [busy[connection] for connection in wait(busy) if isinstance(connection, Connection)]

    def _bury(self, worker: _Worker) -> list[int]:
        """Return the keys that a dead worker leaves behind."""
        self.workers.remove(worker)
        worker.end()
        at = worker.numbers[0]
        self._deaths[at] = self._deaths.get(at, 0) + 1
        if self._deaths[at] >= MAX_DEATHS:
            raise WorkersError(
                f"worker processes died {MAX_DEATHS} times at {printable(str(self._keys[at]), 80)}: is there enough "
                f"memory for {self._size} of them? Run it alone with --workers=1"
            )
        return list(worker.numbers)

    def _file(self, number: int) -> Path:
        return _result_file(self.folder, number)

    def _taken(self, number: int) -> Any:
        """Return a result and remove its file."""
        path = self._file(number)
        try:
            return pickle.loads(path.read_bytes())
        finally:
            path.unlink()


@contextmanager
def _pool(task: Callable[[Any], Any], workers: int) -> Iterator[_Pool]:
    """Yield a pool that ends with the block, whatever its workers do."""
    folder = Path(tempfile.mkdtemp(prefix="cxsim-"))
    pool = _Pool(task, workers, folder)
    try:
        yield pool
    finally:
        for worker in pool.workers:
            worker.end()
        shutil.rmtree(folder, ignore_errors=True)


def _result_file(folder: Path, number: int) -> Path:
    return folder / f"{number}.result"


def _work(keys: Connection, words: Connection, lifeline: Connection, sent: bytes, folder: Path) -> None:
    """Run the task for one key after the other, in a worker process."""
    from cloudpickle import dumps

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal, and one decides
    os.environ["NUMBA_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    task: Any = None
    while True:
        try:
            number, key = keys.recv()
        except (EOFError, OSError):
            return
        try:
            task = task or pickle.loads(sent)  # late, so that a mistake in it is reported as one
            word, result = _DONE, dumps(task(key))
        except Exception as error:  # any error of a task is raised again in the main process
            word, result = _FAILED, dumps(_portable(error))
        try:
            partial = folder / f"{number}.partial"
            partial.write_bytes(result)
            os.replace(partial, _result_file(folder, number))
        except OSError as problem:
            word = os.strerror(problem.errno or 0).encode()
        words.send_bytes(word)


def _portable(error: Exception) -> Exception:
    """Return an error that can be sent to another process, with its traceback as a note."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        error = RuntimeError("".join(traceback.format_exception(error)))
    return error


def _end_with(lifeline: Connection) -> None:
    """End this process when the other end of the `lifeline` closes."""
    lifeline.poll(timeout=None)
    os._exit(0)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Keep Ctrl-C waiting, and out of the processes that are started meanwhile: they inherit the blocked signal."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
