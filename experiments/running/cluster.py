"""The workers of a Dask cluster: each proves its software before it gets work, whenever it joins.

Work is given to workers by their address, as to our own processes: a worker that is lost costs the keys it was at, and
a key at which worker after worker is lost ends the work by its name.
"""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import threading
import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from experiments.errors import WorkersError
from experiments.running import versions
from experiments.running.interruption import deferred, is_requested
from experiments.running.keys import LONGEST_NAME, MAX_DEATHS
from experiments.running.versions import compared, software
from sim.market.messages import printable

if TYPE_CHECKING:
    from distributed import Client, Future

K = TypeVar("K")
T = TypeVar("T")
_SECONDS_TO_CONNECT = 10.0
_SECONDS_TO_ANSWER = 10.0
_SECONDS_TO_CLOSE = 2.0
_SECONDS_BETWEEN_LOOKS = 1.0
_SECONDS_BETWEEN_WORDS = 30.0
_LONGEST_REASON = 200
_RESUMED = "Finished runs are kept, and the same command goes on"

Notify = Callable[[str], None]


class _LostError(Exception):
    """A result cannot be had any more."""


def clustered(
    task: Callable[[K], T],
    keys: Iterable[K],
    address: str,
    ahead: int = 0,
    notify: Notify = lambda message: None,
    named: Callable[[K], str] = str,
) -> Generator[tuple[K, T]]:
    """Yield (key, result of the task) as the workers of a Dask scheduler finish.

    Whatever ends the work, an error of the task or the first Ctrl-C, what is finished by then is yielded before.

    Parameters
    ----------
    keys : consumed lazily.
    address : of the scheduler, such as ``tcp://host:8786``; certificates for ``tls://`` are those of Dask's
        configuration.
    ahead : keys that wait their turn for each thread of a worker.
    notify : called with messages for the user: there are no workers, or a worker is not used, and why.
    named : names a key in messages.

    Raises
    ------
    WorkersError
        When no scheduler answers, or no more; when none of the workers that are there has our software; when three
        workers were lost at the same key.
    """
    with _connected(address) as client, deferred():
        yield from _Cluster(client, address, task, 1 + ahead, notify, named).results(iter(keys))


class _Member:
    """A worker of the cluster.

    Attributes
    ----------
    threads : trials that it runs at the same time.
    proof : its software, which it is asked for when it joins.
    is_used : whether it has proved to have our software.
    at : its keys that are not finished, in their order, by number.
    """

    def __init__(self, threads: int, proof: Future) -> None:
        self.threads = threads
        self.proof = proof
        self.is_used = False
        self.at: dict[int, Future] = {}


class _Cluster:
    """The workers of a scheduler, with one task.

    Parameters
    ----------
    room : keys that each thread of a worker has at the same time.
    """

    def __init__(
        self,
        client: Client,
        address: str,
        task: Callable[[Any], Any],
        room: int,
        notify: Notify,
        named: Callable[[Any], str],
    ) -> None:
        from cloudpickle import dumps

        self._client = client
        self._address = address
        self._task = dumps(task)
        self._sent: Future | None = None
        self._room = room
        self._notify = notify
        self._named = named
        self._here = software()
        self._proof = _proof()
        self._members: dict[str, _Member] = {}
        self._refused: set[str] = set()
        self._untold: dict[str, list[str]] = {}
        self._had_workers = False
        self._keys: dict[int, Any] = {}
        self._again: deque[int] = deque()
        self._losses: Counter[int] = Counter()
        self._done: SimpleQueue[tuple[str, int | None, Future]] = SimpleQueue()
        self._looked = self._reported = -_SECONDS_BETWEEN_WORDS
        self._end: BaseException | None = None

    def results(self, keys: Iterator[K]) -> Generator[tuple[K, Any]]:
        """Yield keys with their results as they are finished; what ends the work is raised when no more are ready."""
        numbered = enumerate(keys)
        while True:
            if self._end is None:
                self._look()
                self._hand_out(numbered)
                if not self._keys and self._has_workers:
                    return
            finished = self._finished()
            if finished is None:
                if self._end is not None:
                    raise self._end
                continue
            address, number, future = finished
            member = self._members.get(address)
            if member and number is None:
                self._admit(address, member)
            elif member and number in member.at:
                del member.at[number]
                try:
                    result = self._result(address, future)
                except _LostError:
                    self._repeat(number, is_lost=True)
                except Exception as error:  # any error of a task is raised when what is finished has arrived
                    self._end = self._end or error
                else:
                    yield self._keys.pop(number), result

    @property
    def _has_workers(self) -> bool:
        return any(member.is_used for member in self._members.values())

    # Workers that join and leave

    def _look(self) -> None:
        """Ask the scheduler for its workers, now and then: those that joined prove their software."""
        now = time.monotonic()
        if now - self._looked < _SECONDS_BETWEEN_LOOKS:
            return
        self._looked = now
        threads = self._threads()
        if self._end is not None:
            return
        for address in [address for address in self._members if address not in threads]:
            self._lose(address)
        self._refused &= threads.keys()
        for address in threads:
            if address not in self._members and address not in self._refused:
                proof = self._submitted(address, None, pickle.loads, self._proof, priority=1)
                self._members[address] = _Member(threads[address], proof)
        if self._members or now - self._reported < _SECONDS_BETWEEN_WORDS:
            return
        self._reported = now
        kind = "no workers that can be used" if self._refused else "no workers at present"
        self._notify(f"the scheduler at {self._address} has {kind}; waiting for workers to join ...")

    def _threads(self) -> Mapping[str, int]:
        """Return the threads of each worker, by address; none, with a reason to end, when the scheduler is gone."""
        try:
            if self._client.status == "running":
                threads: Mapping[str, int] = self._client.nthreads(callback_timeout=_SECONDS_TO_ANSWER)
                return threads
        except (OSError, TimeoutError, AttributeError, RuntimeError):  # the last two while the client is closing
            pass
        self._end = WorkersError(
            f"the Dask scheduler at {self._address} does not answer any more. {_RESUMED} when there is one again"
        )
        return {}

    def _admit(self, address: str, member: _Member) -> None:
        """Use a worker from now on when it has proved to have our software."""
        try:
            difference = compared(self._here, self._result(address, member.proof))
            reason = difference.sentence if difference.may_move_runs else ""
            reason = reason and f"has {reason}"
        except _LostError:
            self._members.pop(address)  # asked again if it is still there
            return
        except Exception as problem:  # whatever goes wrong on a machine without our software
            reason = f"cannot run cxsim ({printable(f'{type(problem).__name__}: {problem}', _LONGEST_REASON)})"
        if reason:
            del self._members[address]
            self._refused.add(address)
            self._untold.setdefault(reason, []).append(address)
        else:
            member.is_used = self._had_workers = True
        if self._had_workers:
            for message in self._refusals():
                self._notify(f"{message}; others do its work")
        elif not self._members:  # of those that there were at the beginning
            self._end = self._end or WorkersError(*self._refusals())

    def _refusals(self) -> list[str]:
        """Return why workers are not used, unless it was told before; those with the same reason are named together."""
        messages = []
        for reason, (first, *others) in self._untold.items():
            more = f" and {len(others)} more" if others else ""
            messages.append(f"not used: the worker {first}{more}, since it {reason}")
        self._untold.clear()
        return messages

    def _lose(self, address: str) -> None:
        """Let others do what a worker that is gone leaves behind."""
        member = self._members.pop(address)
        member.proof.cancel()
        for place, (number, future) in enumerate(member.at.items()):
            future.cancel()
            self._repeat(number, is_lost=place < member.threads)

    def _repeat(self, number: int, is_lost: bool) -> None:
        """Do a key again, unless workers were lost at it too often."""
        self._again.append(number)
        self._losses[number] += is_lost
        if self._losses[number] >= MAX_DEATHS and self._end is None:
            self._end = WorkersError(
                f"the Dask cluster at {self._address} lost {MAX_DEATHS} workers at {self._name(number)}, one after "
                "the other: have they enough memory, and time? To look at it, give the same command with --workers=1 "
                "in place of --scheduler"
            )

    # Work

    def _hand_out(self, numbered: Iterator[tuple[int, Any]]) -> None:
        """Give keys to workers that have room, in turn."""
        from cloudpickle import dumps

        for turn in range(self._room):
            for address, member in self._members.items():
                if not member.is_used:
                    continue
                for _ in range(max(0, (1 + turn) * member.threads - len(member.at))):
                    if self._again:
                        number = self._again.popleft()
                    elif (new := next(numbered, None)) is not None:
                        number, self._keys[new[0]] = new
                    else:
                        return
                    arguments = (self._task_there(address), dumps(self._keys[number]), self._here)
                    member.at[number] = self._submitted(address, number, _run, *arguments)

    def _task_there(self, address: str) -> Future:
        """Return the task as bytes on the cluster; they are the result of a task, so that they can be made again."""
        if self._sent is None or self._sent.status in ("cancelled", "lost", "error"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of a large task
                self._sent = self._client.submit(
                    bytes, self._task, pure=False, workers=[address], allow_other_workers=True
                )
        return self._sent

    def _submitted(self, address: str, number: int | None, function: Any, *arguments: Any, priority: int = 0) -> Future:
        """Return the future of a function on a worker, whose end will be noticed."""
        future = self._client.submit(function, *arguments, pure=False, workers=[address], priority=priority)
        future.add_done_callback(lambda done: self._done.put((address, number, done)))
        return future

    def _finished(self) -> tuple[str, int | None, Future] | None:
        """Return the next future that has come to an end, None when there is none for a moment."""
        if self._end is None and is_requested():
            self._end = KeyboardInterrupt()
        try:
            return self._done.get(timeout=_SECONDS_BETWEEN_LOOKS / 4 if self._end is None else 0.01)
        except Empty:
            return None

    def _result(self, address: str, future: Future) -> Any:
        """Return the result of a finished task, or raise its error; fetching it ends when its worker is lost."""
        from distributed import KilledWorker
        from distributed import TimeoutError as DaskTimeoutError

        while True:
            if future.status == "error":
                error = future.exception(timeout=_SECONDS_TO_ANSWER)
                raise _LostError if isinstance(error, KilledWorker) else error
            if future.status in ("cancelled", "lost"):
                raise _LostError
            try:
                return future.result(timeout=_SECONDS_TO_ANSWER)
            except DaskTimeoutError:
                if address not in self._threads():
                    raise _LostError from None

    def _name(self, number: int) -> str:
        return printable(self._named(self._keys[number]), LONGEST_NAME)


class _Asked:
    """Becomes the software of the process in which it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return software, ()


def _proof() -> bytes:
    """Return what gives the software of a worker when it is unpickled there, by our own code and not the worker's."""
    import cloudpickle

    cloudpickle.register_pickle_by_value(versions)
    try:
        sent: bytes = cloudpickle.dumps(_Asked())
    finally:
        cloudpickle.unregister_pickle_by_value(versions)
    return sent


def _run(sent: bytes, key: bytes, expected: Mapping[str, str]) -> Any:
    """Return the result of a task for a key, on a worker: the very process that has proved its software."""
    if compared(expected, _software_here()).may_move_runs:
        raise RuntimeError("the software of this worker was changed while it was running")
    return _task(sent)(pickle.loads(key))


@lru_cache(maxsize=1)
def _task(sent: bytes) -> Any:
    return pickle.loads(sent)


@lru_cache(maxsize=1)
def _software_here() -> Mapping[str, str]:
    return software()


# Connecting


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Yield a client of a scheduler, which reports what happens to it to us and not to the terminal."""
    with _quiet():
        client = _client(address)
        try:
            yield client
        finally:
            with suppress(Exception):  # of a scheduler that is gone
                client.close(timeout=_SECONDS_TO_CLOSE)


def _client(address: str) -> Client:
    from distributed import Client

    try:
        _check_that_it_answers(address)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other versions of Dask: those of the workers are checked
            return Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except Exception as problem:  # addresses fail in many ways, of the system, of Dask and of OpenSSL
        raise WorkersError(_why_not(address, problem)) from problem


def _check_that_it_answers(address: str) -> None:
    """Raise what goes wrong when connecting; a client would wait for ever for something else than Dask to answer."""
    from distributed import Security
    from distributed.comm import connect

    problems: SimpleQueue[BaseException | None] = SimpleQueue()

    async def attempt() -> None:
        arguments = Security().get_connection_args("client")
        comm = await asyncio.wait_for(connect(address, _SECONDS_TO_CONNECT, **arguments), _SECONDS_TO_CONNECT)
        await comm.close()

    def try_it() -> None:
        try:
            problems.put(asyncio.run(attempt()))
        except BaseException as problem:
            problems.put(problem)

    threading.Thread(target=try_it, daemon=True).start()  # Ctrl-C need not wait for it
    if problem := problems.get():
        raise problem


def _why_not(address: str, problem: BaseException) -> str:
    """Return why an address cannot be connected to, and what to do."""
    shown, is_encrypted = printable(address, LONGEST_NAME), address.startswith("tls://")
    if is_encrypted and (missing := _missing_certificates()):
        return f"{shown} needs certificates, and Dask's configuration names {', '.join(missing)}"
    if isinstance(problem, ValueError):
        return f"{shown} is no address of a Dask scheduler: expected tcp://HOST:PORT or tls://HOST:PORT"
    if not isinstance(problem, OSError):
        reason = printable(f"{type(problem).__name__}: {problem}", _LONGEST_REASON)
        return f"Dask cannot connect to {shown} ({reason}); tcp://HOST:PORT and tls://HOST:PORT are possible everywhere"
    if is_encrypted:
        hint = ": does it use TLS, and do the certificates of distributed.comm.tls fit?"
    else:
        hint = ": is it running, and without TLS?"
    return f"no Dask scheduler answers at {shown}{hint}"


def _missing_certificates() -> list[str]:
    """Return what the configuration of Dask lacks for an encrypted connection, in words."""
    from distributed import Security

    security, missing = Security(), []
    for name in ("ca-file", "client.cert", "client.key"):
        given = getattr(security, "tls_" + name.replace("-", "_").replace(".", "_"))
        if given is None:
            missing.append(f"no distributed.comm.tls.{name}")
        elif "\n" not in given and not os.access(given, os.R_OK):  # it may also be the certificate itself
            missing.append(f"{printable(given)} for distributed.comm.tls.{name}, which cannot be read")
    return missing


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's own reports off the terminal: what concerns the user is said in our words."""
    import distributed  # noqa: F401  its handlers are made when it is loaded

    handlers = [handler for name in ("distributed", "") for handler in logging.getLogger(name).handlers]
    levels = [handler.level for handler in handlers]
    for handler in handlers:
        handler.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for handler, level in zip(handlers, levels, strict=True):
            handler.setLevel(level)
