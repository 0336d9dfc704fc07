"""Ways for a process to die or to fail while it writes."""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Callable

from tests.harness.commands import die

Disturbance = Callable[[], None]


def killed_at_rename(number: int) -> Disturbance:
    """Return what kills a process just before it gives a file its name for the `number`-th time."""

    def disturb() -> None:
        real, done = os.replace, [0]

        def replace(source: str, target: str) -> None:
            done[0] += 1
            if done[0] == number:
                die()
            real(source, target)

        os.replace = replace  # type: ignore[assignment]

    return disturb


def killed_at_byte(size: int) -> Disturbance:
    """Return what kills a process in the middle of a write: at that of the first file that grows beyond a size."""

    def disturb() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return disturb


def without_room_beyond(size: int) -> Disturbance:
    """Return what refuses a process each byte of a file beyond a size."""

    def disturb() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return disturb


def refused_at_rename(number: int) -> Disturbance:
    """Return what answers a process with a full disk from the `number`-th name of a file on."""

    def disturb() -> None:
        real, done = os.replace, [0]

        def replace(source: str, target: str) -> None:
            done[0] += 1
            if done[0] >= number:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            real(source, target)

        os.replace = replace  # type: ignore[assignment]

    return disturb
