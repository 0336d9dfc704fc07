"""Our own worker processes, which may die at any moment without a result being lost or half read.

Keys and results lie in anonymous files, in memory where the system has such, which a worker and the main process both
have open; pipes carry only words shorter than their atomic size. So a message is never received in part, and nothing
is left behind, however anybody dies. A worker that dies costs the key it was at, and nothing else; a key that kills its
worker again and again ends the work by its name.

Workers hang on a lifeline, a pipe on which nothing is ever written: when its other end closes, because we stop or
because we were killed, they end at once. Where the system can, it also kills them then, even those it has stopped.
"""

from __future__ import annotations

import ctypes
import errno
import os
import pickle
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import DupFd
from typing import Any, TypeVar

from experiments.errors import WorkersError
from experiments.running.interruption import deferred, is_requested
from experiments.running.keys import LONGEST_NAME, MAX_DEATHS
from experiments.running.watch import Watch
from sim.market.messages import printable

K = TypeVar("K")
T = TypeVar("T")

_DONE, _FAILED = b"done", b"failed"
_SECONDS_TO_END = 5.0
_SECONDS_BETWEEN_LOOKS = 0.25
_KILL_WHEN_THE_PARENT_DIES = 1  # PR_SET_PDEATHSIG of prctl


def pooled(
    task: Callable[[K], T],
    keys: Iterable[K],
    workers: int,
    ahead: int = 0,
    notify: Callable[[str], None] = lambda message: None,
    named: Callable[[K], str] = str,
) -> Generator[tuple[K, T]]:
    """Yield (key, result of the task) as worker processes finish; closing the iteration ends them at once.

    Whatever ends the work, an error of the task or the first Ctrl-C, what is finished by then is yielded before.

    Parameters
    ----------
    task : is sent once to each worker, by value where its module cannot be imported there.
    keys : consumed lazily.
    workers : processes, 1 or more; fewer are started where the system allows no more.
    ahead : keys that wait their turn at each worker.
    notify : called with messages for the user: workers that hang, that are stopped, or that cannot be started.
    named : names a key in messages.

    Raises
    ------
    WorkersError
        When workers died three times at the same key, or the system allows none.
    """
    with deferred(), closing(_Pool(task, workers, 1 + ahead, notify, named)) as pool:
        yield from pool.results(iter(keys))


class _Shared:
    """Bytes that two processes see: a file without a name, which vanishes with the last of them."""

    def __init__(self, number: int | None = None) -> None:
        self._number = _anonymous_file() if number is None else number

    def __reduce__(self) -> tuple[Any, ...]:
        return _received, (DupFd(self._number),)

    def write(self, content: bytes) -> None:
        """Replace the content."""
        os.ftruncate(self._number, 0)
        left, place = memoryview(content), 0
        while left:
            written = os.pwrite(self._number, left, place)
            left, place = left[written:], place + written

    def read(self) -> bytes:
        """Return the content."""
        size, parts, place = os.fstat(self._number).st_size, [], 0
        while place < size and (part := os.pread(self._number, size - place, place)):
            parts.append(part)
            place += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def close(self) -> None:
        """Close it in this process."""
        os.close(self._number)


def _received(number: Any) -> _Shared:
    """Return, in a worker, what the main process shares with it."""
    return _Shared(number.detach())


def _anonymous_file() -> int:
    """Return the number of a new file without a name, in memory, or in the folder for temporary files."""
    if hasattr(os, "memfd_create"):
        with suppress(PermissionError):  # some systems allow none
            return os.memfd_create("cxsim")
    with tempfile.TemporaryFile(buffering=0) as file:
        return os.dup(file.fileno())


def _pipe(opened: ExitStack) -> tuple[Connection, Connection]:
    """Return a pipe: the end to read from and the end to write to."""
    ends = get_context("spawn").Pipe(duplex=False)
    for end in ends:
        opened.enter_context(end)
    return ends


class _Worker:
    """A process, the keys it has been given in their order, and the pipes to and from it.

    Attributes
    ----------
    at : number of each key that was given and is not finished, and where its result will be; the first is worked on.
    """

    def __init__(self, sent: _Shared, lifeline: Connection, room: int) -> None:
        with ExitStack() as opened:
            theirs, self._keys_to = _pipe(opened)
            self.words_from, words = _pipe(opened)
            shared = [opened.enter_context(closing(_Shared())) for _ in range(room)]
            arguments = (theirs, words, lifeline, sent, shared, os.getpid())
            self.process = get_context("spawn").Process(target=_work, args=arguments, daemon=True)
            with _interrupts_blocked():
                self.process.start()
            assert self.process.pid is not None
            self.watch = Watch(self.process.pid)
            self._opened = opened.pop_all()
        theirs.close()
        words.close()
        self._shared = shared
        self._free = deque(range(room))
        self.at: deque[tuple[int, int]] = deque()

    @property
    def has_room(self) -> bool:
        """Whether it can be given another key."""
        return bool(self._free)

    def give(self, number: int, key: bytes) -> None:
        """Send a key; a worker that has died meanwhile is noticed later."""
        place = self._free.popleft()
        self._shared[place].write(key)
        self.at.append((number, place))
        with suppress(OSError):
            self._keys_to.send_bytes(b"%d" % place)

    def word(self) -> bytes | None:
        """Return the worker's message about its first key, None when it has died."""
        try:
            return self.words_from.recv_bytes()
        except (EOFError, OSError):
            return None

    def finished(self) -> tuple[int, Any]:
        """Return the number of the first key, and what came out."""
        number, place = self.at.popleft()
        result = pickle.loads(self._shared[place].read())
        self._free.append(place)
        self.watch.begin()
        return number, result

    def kill(self) -> None:
        """Kill the process, whatever it is doing."""
        self.process.kill()

    def close(self, seconds: float) -> None:
        """Wait for the killed process to end, but not for ever: a dead drive may hold it."""
        self.process.join(max(0.0, seconds))
        self._opened.close()


class _Pool:
    """Worker processes with one task.

    Parameters
    ----------
    room : keys that a worker has at the same time.
    """

    def __init__(
        self,
        task: Callable[[Any], Any],
        size: int,
        room: int,
        notify: Callable[[str], None],
        named: Callable[[Any], str],
    ) -> None:
        from cloudpickle import dumps

        self._size = size
        self._room = room
        self._notify = notify
        self._named = named
        self._workers: list[_Worker] = []
        self._keys: dict[int, Any] = {}
        self._again: deque[int] = deque()
        self._deaths: dict[int, int] = {}
        self._end: BaseException | None = None
        with _explained(), ExitStack() as opened:
            self._sent = opened.enter_context(closing(_Shared()))
            self._sent.write(dumps(task))
            self._lifeline, _ = _pipe(opened)
            self._opened = opened.pop_all()

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            worker.kill()
        end = time.monotonic() + _SECONDS_TO_END
        for worker in self._workers:
            worker.close(end - time.monotonic())
        self._opened.close()

    def results(self, keys: Iterator[K]) -> Generator[tuple[K, Any]]:
        """Yield keys with their results as they are finished; what ends the work is raised when no more are ready."""
        numbered = enumerate(keys)
        while True:
            if self._end is None:
                self._hand_out(numbered)
                if not self._keys:
                    return
            speaking = self._speaking()
            if self._end is not None and not speaking:
                raise self._end
            for worker in speaking:
                word = worker.word()
                if word is None:
                    self._bury(worker)
                elif word in (_DONE, _FAILED):
                    number, result = worker.finished()
                    if word == _DONE:
                        yield self._keys.pop(number), result
                    else:
                        self._end = self._end or result
                else:
                    self._end = WorkersError(f"a worker process cannot hand over its result: {word.decode()}")

    def _hand_out(self, numbered: Iterator[tuple[int, Any]]) -> None:
        """Give keys to workers that have room, starting as many workers as there is work for."""
        from cloudpickle import dumps

        while len(self._workers) < self._size or any(worker.has_room for worker in self._workers):
            if self._again:
                number = self._again.popleft()
            elif (new := next(numbered, None)) is not None:
                number, self._keys[new[0]] = new
            else:
                return
            worker = self._next_worker()
            if worker is None:
                self._again.appendleft(number)
                return
            with _explained():
                worker.give(number, dumps(self._keys[number]))

    def _next_worker(self) -> _Worker | None:
        """Return the worker with the fewest keys, a new one rather than one that has any; None when all have enough."""
        least = min(self._workers, key=lambda worker: len(worker.at), default=None)
        if len(self._workers) < self._size and (least is None or least.at):
            try:
                self._workers.append(_Worker(self._sent, self._lifeline, self._room))
            except OSError as problem:
                self._make_do(problem)
            else:
                return self._workers[-1]
        return min((worker for worker in self._workers if worker.has_room), key=lambda each: len(each.at), default=None)

    def _make_do(self, problem: OSError) -> None:
        """Go on with the workers that there are when the system allows no more."""
        reason = problem.strerror or str(problem)
        if not self._workers:
            raise WorkersError(f"no worker process can be started: {reason}") from problem
        wanted = self._size
        if problem.errno in (errno.EMFILE, errno.ENFILE) and len(self._workers) > 1:
            last = self._workers.pop()  # the files that it holds open are needed for results
            self._again.extend(number for number, _ in last.at)
            last.kill()
            last.close(_SECONDS_TO_END)
        self._size = len(self._workers)
        self._notify(f"only {self._size} of {wanted} worker processes can be started: {reason}; going on with these")

    def _speaking(self) -> list[_Worker]:
        """Return the workers that sent a message or died; wait for the first, unless the work is to end."""
        busy = {worker.words_from: worker for worker in self._workers if worker.at}
        while True:
            if self._end is None and is_requested():
                self._end = KeyboardInterrupt()
            ready = wait(busy, timeout=_SECONDS_BETWEEN_LOOKS if self._end is None else 0)
            if ready or self._end is not None:
                return [busy[connection] for connection in ready if isinstance(connection, Connection)]
            for worker in busy.values():
                if doubt := worker.watch.look(_SECONDS_BETWEEN_LOOKS, self._name(worker.at[0][0])):
                    self._notify(doubt)

    def _bury(self, worker: _Worker) -> None:
        """Let others do what a dead worker leaves behind, unless workers died there too often."""
        self._workers.remove(worker)
        worker.kill()
        worker.close(_SECONDS_TO_END)
        at = worker.at[0][0]
        self._deaths[at] = self._deaths.get(at, 0) + 1
        if self._deaths[at] >= MAX_DEATHS and self._end is None:
            self._end = WorkersError(
                f"{MAX_DEATHS} worker processes died at {self._name(at)}, one after the other "
                f"({_cause(worker.process.exitcode)}). Fewer --workers or --customers need less memory. To look at it, "
                "give the same command with PYTHONFAULTHANDLER=1 before it and --workers=1 behind it"
            )
        self._again.extend(number for number, _ in worker.at)

    def _name(self, number: int) -> str:
        return printable(self._named(self._keys[number]), LONGEST_NAME)


def _cause(exit_code: int | None) -> str:
    """Return in words how a worker process ended."""
    if exit_code == -signal.SIGKILL:
        return "killed, as a system does when its memory is used up"
    if exit_code is not None and exit_code < 0:
        return f"by the signal {signal.Signals(-exit_code).name}"
    return f"with the exit code {exit_code}"


@contextmanager
def _explained() -> Iterator[None]:
    """Say what the operating system refuses when work cannot be handed to workers."""
    try:
        yield
    except OSError as problem:
        raise WorkersError(f"worker processes cannot be given their work: {problem.strerror or problem}") from problem


def _work(
    keys: Connection, words: Connection, lifeline: Connection, sent: _Shared, shared: list[_Shared], parent: int
) -> None:
    """Run the task for one key after the other, in a worker process."""
    from cloudpickle import dumps

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal, and one decides
    _die_with(parent)
    os.environ["NUMBA_NUM_THREADS"] = "1"
    threading.Thread(target=_end_with, args=(lifeline,), daemon=True).start()
    task: Any = None
    while True:
        try:
            place = int(keys.recv_bytes())
        except (EOFError, OSError):
            return
        try:
            task = task or pickle.loads(sent.read())  # late, so that a mistake in it is reported as one
            word, result = _DONE, dumps(task(pickle.loads(shared[place].read())))
        except Exception as error:  # any error of a task is raised again in the main process
            word, result = _FAILED, dumps(_portable(error))
        try:
            shared[place].write(result)
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


def _die_with(parent: int) -> None:
    """Let the system kill this process when its parent dies; it does that also to a process that was stopped."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_KILL_WHEN_THE_PARENT_DIES, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _end_with(lifeline: Connection) -> None:
    """End this process when the other end of the `lifeline` closes."""
    lifeline.poll(timeout=None)
    os._exit(0)


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Keep Ctrl-C waiting, and out of the processes that are started meanwhile: they inherit the blocked signal."""
    resource_tracker.ensure_running()  # its start would let the signal through again
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
