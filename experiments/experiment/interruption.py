"""Ctrl-C, and SIGTERM likewise: the first one stops the run cleanly, the second one at once."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from types import FrameType

_requested = threading.Event()


def listen() -> None:
    """Treat SIGTERM like Ctrl-C, and end the process at once when either comes a second time."""
    _requested.clear()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(ValueError):  # only a main thread may set signal handlers
            signal.signal(number, _interrupt)


def check() -> None:
    """Raise an interrupt that was requested but lost: an exception in a destructor or a callback is only printed.

    Raises
    ------
    KeyboardInterrupt
        When the work is to end.
    """
    if _requested.is_set():
        raise KeyboardInterrupt


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _requested.is_set():
        os._exit(1)  # worker processes end when their lifeline closes
    _requested.set()
    raise KeyboardInterrupt
