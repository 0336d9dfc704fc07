"""Ctrl-C, and SIGTERM likewise: the first one stops the run cleanly, the second one at once, whatever is going on."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SECONDS_OF_ONE_REQUEST = 0.1
"""Two SIGTERM within this time are one: batch systems and ``timeout`` send it to a process and to its group."""
_SECONDS_UNTIL_AGAIN = 0.05
_SHOW_CURSOR = b"\x1b[?25h"

_requested = threading.Event()
_lost = threading.Event()
_ending = threading.RLock()
_depth = 0
_is_listening = False


class _Witness:
    """Sees requests for the end, and ends the process at the second."""

    def __init__(self) -> None:
        self._first: tuple[int, float] | None = None

    def begin(self) -> None:
        """Forget what was seen before."""
        self._first = None

    def sees(self, number: int) -> None:
        """Take in a request, by the number of its signal."""
        if self._first is None:
            self._first = (number, time.monotonic())
        elif not _is_same_request(number, *self._first):
            _end_at_once()


_IN_MAIN_THREAD, _BESIDE_IT = _Witness(), _Witness()


def listen() -> None:
    """Treat SIGTERM like Ctrl-C, and end the process at once when either comes a second time.

    Python runs handlers of signals in the main thread, between two of its own steps. A thread that reads their numbers
    ends the process also while the main thread compiles or waits. Both count: on a busy machine either may come late.
    """
    global _is_listening
    _requested.clear()
    _lost.clear()
    _IN_MAIN_THREAD.begin()
    _BESIDE_IT.begin()
    if threading.current_thread() is not threading.main_thread():
        return  # only a main thread may set signal handlers
    for number in _SIGNALS:
        signal.signal(number, _interrupt)
    sys.unraisablehook = _raise_later
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
    """Raise an interrupt that was deferred, or lost in code that goes on after any error.

    Raises
    ------
    KeyboardInterrupt
        When the work is to end.
    """
    if _requested.is_set():
        _lost.clear()
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
    _IN_MAIN_THREAD.sees(number)
    is_first = not _requested.is_set()
    _requested.set()
    if is_first and not _depth:
        raise KeyboardInterrupt


def _raise_later(lost: Any) -> None:
    """Raise an interrupt again that hit a destructor or a callback, where Python can only print it."""
    if lost.exc_type is not KeyboardInterrupt or not _requested.is_set():
        sys.__unraisablehook__(lost)
        return
    _lost.set()
    again = threading.Timer(_SECONDS_UNTIL_AGAIN, _interrupt_again)
    again.daemon = True
    again.start()


def _interrupt_again() -> None:
    if _lost.is_set() and not _depth:
        _lost.clear()
        main = ctypes.c_ulong(threading.main_thread().ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(main, ctypes.py_object(KeyboardInterrupt))


def _end_at_the_second(arriving: int) -> None:
    """Read the numbers of signals, and end the process at the second that asks for its end."""
    while True:
        for number in os.read(arriving, 1):
            if number in _SIGNALS:
                _BESIDE_IT.sees(number)


def _is_same_request(number: int, first: int, began: float) -> bool:
    return number == first == signal.SIGTERM and time.monotonic() - began < _SECONDS_OF_ONE_REQUEST


def _end_at_once() -> None:
    """End the process; its worker processes end with it. Who comes second waits until that is done."""
    with _ending:
        with suppress(OSError, ValueError):
            error = sys.__stderr__.fileno() if sys.__stderr__ else 2
            if select.select([], [error], [], 0)[1]:  # a full pipe would keep us waiting
                os.write(error, (_SHOW_CURSOR if os.isatty(error) else b"") + b"ended at once\n")
        os._exit(1)
