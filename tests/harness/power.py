"""A disk that forgets, when the power is cut, what was not brought to it."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.harness.commands import die

Names = dict[str, tuple[int, bool]]
"""Name -> number of the file, and whether it is a folder."""


class ForgetfulDisk:
    """What is on the disk of all that a process writes below a folder: what was flushed, and nothing else.

    Parameters
    ----------
    root : folder that is on the disk itself.
    keeps_names : whether names are on the disk as soon as they are given, as some file systems have it; the content
        that was not flushed is then empty.
    """

    def __init__(self, root: Path, keeps_names: bool) -> None:
        self._root = root.resolve()
        self._keeps_names = keeps_names
        self._contents: dict[int, bytes] = {}
        self._names: dict[str, Names] = {}
        self._fsync, self._replace, self._unlink = os.fsync, os.replace, os.unlink

    def watch(self, folder: Path) -> None:
        """Take all that is below a folder for flushed."""
        self._names[str(self._root)] = _names_in(self._root)
        for place, _, files in os.walk(folder):
            self._names[str(Path(place).resolve())] = _names_in(Path(place))
            for name in files:
                path = Path(place) / name
                self._contents[path.lstat().st_ino] = path.read_bytes()

    def install(self) -> None:
        """Notice from now on what this process flushes."""
        os.fsync, os.replace, os.unlink = self._flushed, self._renamed, self._removed  # type: ignore[assignment]

    def cut_at_rename(self, number: int, target: Path) -> None:
        """Cut the power at the `number`-th name that a file is given; what is left is written to a new folder."""
        done = [0]
        renamed = self._renamed

        def replace(source: Any, target_of_name: Any) -> None:
            renamed(source, target_of_name)
            done[0] += 1
            if done[0] == number:
                self._leave(self._root / "out", target)
                die()

        os.replace = replace  # type: ignore[assignment]

    def _flushed(self, descriptor: int) -> None:
        self._fsync(descriptor)
        found = os.fstat(descriptor)
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        if stat.S_ISDIR(found.st_mode):
            self._names[str(path)] = _names_in(path)
        else:
            self._contents[found.st_ino] = path.read_bytes()

    def _renamed(self, source: Any, target: Any) -> None:
        self._forget(target)
        self._replace(source, target)

    def _removed(self, path: Any, **how: Any) -> None:
        self._forget(path)
        self._unlink(path, **how)

    def _forget(self, path: Any) -> None:
        """Forget the content of a file that is removed: its number may be given to another one."""
        if self._keeps_names and os.path.lexists(path):
            self._contents.pop(os.lstat(path).st_ino, None)

    def _leave(self, folder: Path, target: Path) -> None:
        """Write what is on the disk of a folder."""
        if not self._keeps_names and folder.name not in self._names.get(str(folder.parent), {}):
            return
        target.mkdir()
        names = _names_in(folder) if self._keeps_names else self._names.get(str(folder), {})
        for name, (number, is_folder) in names.items():
            if is_folder:
                self._leave(folder / name, target / name)
            else:
                (target / name).write_bytes(self._contents.get(number, b""))


def _names_in(folder: Path) -> Names:
    return {each.name: (each.lstat().st_ino, each.is_dir()) for each in folder.iterdir()}


def cut_at(number: int, root: Path, left: Path, keeps_names: bool) -> Callable[[], None]:
    """Return what cuts the power of a process at the `number`-th name that it gives a file below `root`."""

    def disturb() -> None:
        disk = ForgetfulDisk(root, keeps_names)
        disk.watch(root / "out")
        disk.install()
        disk.cut_at_rename(number, left)

    return disturb
