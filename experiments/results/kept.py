"""Files that outlive a moment: written under a name that nobody can foresee, brought to the disk, then renamed.

Whatever happens meanwhile, a file is there whole or not at all. What is found in it is checked where it is read: see
:mod:`experiments.results.rooms` for finished runs and :mod:`experiments.results.folder` for all else in a folder.
"""

from __future__ import annotations

import errno
import hashlib
import os
import platform
import re
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from experiments.errors import OutputError

FLUSHED_TOGETHER, SECONDS_UNFLUSHED = 64, 1.0
"""How many finished runs, and those of how long, a power cut may cost."""

_HOST = re.sub(r"\W", "-", platform.node()) or "here"
_UNFINISHED = re.compile(r"\..+\.([\w-]+)\.([0-9]{1,9})\.[0-9a-f]{16}\.part", re.ASCII | re.DOTALL)
_NOT_FOR_FOLDERS = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}
"""What drives answer that cannot bring names alone to the disk."""


@contextmanager
def replacing(path: Path, is_flushed: bool = True, mode: int = 0o666) -> Iterator[Path]:
    """Yield the path of an empty file next to `path` to write to; it replaces `path` when the block succeeds.

    Otherwise it is removed.

    Parameters
    ----------
    is_flushed : whether it is on the disk before it has its name, so that a power cut cannot cost it.
    mode : who may read and write it at most; as everywhere, the user's mask takes bits away.

    Raises
    ------
    OutputError
        When the file system refuses: read-only, disk full, no such folder.
    """
    unfinished = path.with_name(f".{path.name}.{_HOST}.{os.getpid()}.{secrets.token_hex(8)}.part")
    try:
        unfinished.touch(mode, exist_ok=False)
        yield unfinished
        if is_flushed:
            flush(unfinished)
        os.replace(unfinished, path)
        if is_flushed:
            flush(path.parent)
    except OSError as problem:
        if problem.errno is None:  # not from the file system, such as a template that is missing
            raise
        raise OutputError(f"cannot write {path}: {os.strerror(problem.errno)}") from problem
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes, is_flushed: bool = True, mode: int = 0o666) -> None:
    """Write a file, and the folders to it, so that it is there whole or not at all; also after a power cut.

    The parameters are those of :func:`replacing`.

    Raises
    ------
    OutputError
        When the file system refuses.
    """
    make_folder(path.parent)
    with replacing(path, is_flushed, mode) as unfinished:
        unfinished.write_bytes(content)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, in a way that a power cut does not undo.

    Raises
    ------
    OutputError
        When the file system refuses.
    """
    try:
        missing = [each for each in (path, *path.parents) if not each.exists()]
        path.mkdir(parents=True, exist_ok=True)
        for each in missing:
            flush(each.parent)
    except OSError as problem:
        raise OutputError(f"cannot use the folder {path}: {problem.strerror}") from problem


def flush(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk."""
    is_folder = path.is_dir()
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if not is_folder or problem.errno not in _NOT_FOR_FOLDERS:
            raise
    finally:
        os.close(descriptor)


class Flushing:
    """Brings files to the disk in groups: as soon as there are many, and after a moment in any case."""

    def __init__(self) -> None:
        self._waiting: list[Path] = []
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._problem: OutputError | None = None

    def add(self, path: Path) -> None:
        """Bring a file to the disk soon.

        Raises
        ------
        OutputError
            When the file system refuses, also for files that were added earlier.
        """
        with self._lock:
            self._waiting.append(path)
            is_due = len(self._waiting) >= FLUSHED_TOGETHER or not self._is_timed()
        if is_due or self._problem:
            self.flush()

    def flush(self) -> None:
        """Bring all files to the disk that wait for it.

        Raises
        ------
        OutputError
            When the file system refuses.
        """
        self._flush_waiting()
        if self._problem:
            raise self._problem

    def _is_timed(self) -> bool:
        """Make sure that what waits is flushed after a moment, and return whether that is possible."""
        if self._timer is None:
            timer = threading.Timer(SECONDS_UNFLUSHED, self._flush_later)
            timer.daemon = True
            try:
                timer.start()
            except RuntimeError:  # no memory for a thread
                return False
            self._timer = timer
        return True

    def _flush_later(self) -> None:
        with suppress(OutputError):  # raised by the next call
            self._flush_waiting()

    def _flush_waiting(self) -> None:
        with self._lock:
            paths, self._waiting = self._waiting, []
            if self._timer:
                self._timer.cancel()
            self._timer = None
        try:
            _flush_all(paths)
        except OutputError as problem:
            self._problem = problem
            raise


def _flush_all(paths: Iterable[Path]) -> None:
    """Bring files and their names to the disk; those that are gone meanwhile are of no use any more."""
    folders = {}
    for path in paths:
        with _refusals_of(path), suppress(FileNotFoundError):
            flush(path)
            folders[path.parent] = path
    for folder, path in folders.items():
        with _refusals_of(path), suppress(FileNotFoundError):
            flush(folder)


@contextmanager
def _refusals_of(path: Path) -> Iterator[None]:
    """Raise what the file system refuses in words."""
    try:
        yield
    except OSError as problem:
        raise OutputError(f"cannot write {path}: {problem.strerror}") from problem


def is_unfinished(name: str) -> bool:
    """Return whether a file of this name was begun and never finished, here or on another machine."""
    return _UNFINISHED.fullmatch(name) is not None


def remove_left_behind(folder: Path) -> None:
    """Remove unfinished files of processes of this machine that were killed."""
    for path in files_below(folder):
        named = _UNFINISHED.fullmatch(path.name)
        if named and named[1] == _HOST and not _is_alive(int(named[2])):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    """Return whether there is a process of this number, other than this one, on this machine."""
    if process == os.getpid():
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def files_below(folder: Path) -> Iterator[Path]:
    """Yield all that lies in a folder, however deep, and is no folder itself; links are not followed.

    What cannot be listed, or lies so deep that no path can name it, is left out.
    """
    folders = [folder]
    while folders:
        with suppress(OSError), os.scandir(folders.pop()) as found:
            for entry in sorted(found, key=lambda each: each.name):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(Path(entry.path))
                else:
                    yield Path(entry.path)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
