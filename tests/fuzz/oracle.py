"""The one oracle of all fuzzing: a file is loaded, or refused in the project's own words, soon and in little memory."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.errors import RequestError
from sim.market.messages import InputError, Problem
from tests.fuzz.kinds import FOLDER, Kind

MOST_SECONDS = 5.0
"""Time on the processor that one file may take."""
MOST_BYTES = 500_000_000
"""Memory that one file may take."""

OF_A_WHOLE_FILE = (
    "is empty",
    "is not",  # a text file, a CSV file, a table, valid YAML
    "is neither CSV nor Parquet",
    "is too large",
    "must be saved as UTF-8",
    "has no rows",
    "holds no",  # rows, targets to fit, numbers of worlds
    "holds worlds of",  # another market
    "was made",  # before the market or the rules changed
    "cannot be read",
    "a table has",  # one row per customer
    "makes a market of",
    "of the",  # rows rejected
    "and ",  # so many more rows
    "more rows are rejected",
    "numbers are written in two ways",
)
"""Beginnings of messages about a file that has no line to name."""

_STATUS, _PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def judged(kind: Kind, content: bytes) -> Any:
    """Return what a file holds, None when it is refused.

    Parameters
    ----------
    kind : of the file.
    content : what is written into it, beside the other files of a market.

    Raises
    ------
    AssertionError
        When a refusal does not name the file and a place in it, or cannot be printed, or loading took too long or too
        much memory. Any other exception is that of the loader, and as wrong.
    """
    file = FOLDER / kind.file
    file.write_bytes(content)
    refusal: InputError | RequestError
    try:
        with _within_limits():
            return kind.load(file)
    except (InputError, RequestError) as error:
        refusal = error
    finally:
        file.write_bytes(kind.sample)
    if isinstance(refusal, RequestError):
        assert all(line.startswith(str(file)) for line in str(refusal).splitlines()), str(refusal)
    else:
        assert refusal.problems
        last = len(content.splitlines()) + 1
        for problem in refusal.problems:
            _check(problem, file, last)
    return None


def _check(problem: Problem, file: Path, last: int) -> None:
    """Check that a problem has a place, in this file, whose last line is given, or in one that it names."""
    assert str(problem).isprintable(), problem
    assert problem.file.startswith(str(FOLDER)), problem
    is_placed = problem.line is not None or problem.path
    assert is_placed or problem.message.startswith(OF_A_WHOLE_FILE) or problem.file != str(file), problem
    if problem.file == str(file) and problem.line is not None:
        assert 1 <= problem.line <= last, problem


class TooLongError(BaseException):
    """Loading a file takes more time than it may; no handler in between is to catch it."""


@contextmanager
def _within_limits() -> Iterator[None]:
    """Interrupt what takes too long, and refuse what took too much memory."""

    def stop(*_: Any) -> None:
        raise TooLongError(f"more than {MOST_SECONDS:g} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 2 * MOST_SECONDS)
    began, used = time.process_time(), _forget_peak()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    assert time.process_time() - began <= MOST_SECONDS
    assert _kilobytes("VmHWM") * 1024 - used <= MOST_BYTES


def _forget_peak() -> int:
    """Return the memory in use, in bytes, and let the peak be measured from here on."""
    if _PEAK.exists():
        _PEAK.write_text("5")
    return _kilobytes("VmRSS") * 1024


def _kilobytes(name: str) -> int:
    """Return a figure of this process; 0 where the system does not tell."""
    if not _STATUS.exists():
        return 0
    return next(int(line.split()[1]) for line in _STATUS.read_text().splitlines() if line.startswith(name))
