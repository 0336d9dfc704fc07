"""Claims: which process works on which item, among processes that share a folder.

A claim is a lock on a single byte of one file. The system takes locks back from a process that dies, however it dies,
so that no claim outlives its owner; locks of files on a network drive hold between machines where the drive has them.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.errors import OutputError


class Claims:
    """Claims on numbers, made by this process.

    Parameters
    ----------
    path : file that is locked; nothing is written to it. It may be open once only in a process.

    Attributes
    ----------
    are_kept : whether the file system has locks. Without them every claim is granted, and one process at a time may
        work in the folder.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("a")
        except OSError as problem:
            raise OutputError(f"cannot use {path}: {problem.strerror}") from problem
        self.are_kept = True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, 0)
        except OSError:
            self.are_kept = False

    def take(self, number: int) -> bool:
        """Claim a number, and return whether no other process had."""
        if not self.are_kept:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except (BlockingIOError, PermissionError):
            return False
        return True

    def give_free(self, number: int) -> None:
        """Give a number free."""
        if self.are_kept:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    @contextmanager
    def alone_with(self, number: int) -> Iterator[None]:
        """Claim a number for a moment, waiting for a process that has it."""
        if self.are_kept:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, number)
        try:
            yield
        finally:
            self.give_free(number)

    def close(self) -> None:
        """Give everything free."""
        self._file.close()
