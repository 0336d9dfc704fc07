"""Ctrl-C, and SIGTERM likewise: the first one stops the run cleanly, the second one at once, whatever is going on."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SECONDS_OF_ONE_REQUEST = 0.1
"""Two SIGTERM within this time are one: batch systems and ``timeout`` send it to a process and to its group."""
_SHOW_CURSOR = b"\x1b[?25h"

_requested = threading.Event()
_depth = 0
_first: tuple[int, float] | None = None
_is_listening = False


def listen() -> None:
    """Treat SIGTERM like Ctrl-C, and end the process at once when either comes a second time.

    Python runs handlers of signals in the main thread, between two of its own steps. A thread that reads their numbers
    ends the process also while the main thread compiles or waits.
    """
    global _first, _is_listening
    _requested.clear()
    _first = None
    if threading.current_thread() is not threading.main_thread():
        return  # only a main thread may set signal handlers
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    if not _is_listening:
        arriving, sent = os.pipe()
        os.set_blocking(sent, False)
        signal.set_wakeup_fd(sent, warn_on_full_buffer=False)
        threading.Thread(target=_end_at_the_second, args=(arriving,), daemon=True).start()
        _is_listening = True


def is_requested() -> bool:
    """Return whether somebody has asked for the end."""
    return _requested.is_set()


def check() -> None:
    """Raise an interrupt that was deferred, or lost: an exception in a destructor or a callback is only printed.

    Raises
    ------
    KeyboardInterrupt
        When the work is to end.
    """
    if _requested.is_set():
        raise KeyboardInterrupt


@contextmanager
def deferred() -> Iterator[None]:
    """Let the first Ctrl-C wait until :func:`check` is called, so that nothing finished is lost in the block."""
    global _depth
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1


def _interrupt(number: int, frame: FrameType | None) -> None:
    is_first = not _requested.is_set()
    _requested.set()
    if is_first and not _depth:
        raise KeyboardInterrupt


def _end_at_the_second(arriving: int) -> None:
    """Read the numbers of signals, and end the process at the second that asks for its end."""
    global _first
    while True:
        for number in os.read(arriving, 1):
            if number not in _SIGNALS:
                continue
            if _first is None:
                _first = (number, time.monotonic())
            elif not _is_same_request(number, *_first):
                _end_at_once()


def _is_same_request(number: int, first: int, began: float) -> bool:
    return number == first == signal.SIGTERM and time.monotonic() - began < _SECONDS_OF_ONE_REQUEST


def _end_at_once() -> None:
    """End the process; its worker processes end with it."""
    with suppress(OSError, ValueError):
        error = sys.__stderr__.fileno() if sys.__stderr__ else 2
        if select.select([], [error], [], 0)[1]:  # a full pipe would keep us waiting
            os.write(error, (_SHOW_CURSOR if os.isatty(error) else b"") + b"ended at once\n")
    os._exit(1)
