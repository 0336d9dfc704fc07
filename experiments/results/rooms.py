"""Rooms of kept files: every finished run goes through one writer and one reader, and is never read as another.

A kept file is one digest (SHA-256) followed by what it holds: a table as Parquet, arrays by name as NumPy writes them,
or tables by name, each as Parquet. The digest covers the inputs of the results and the name of the file too, so that a
file that was damaged, was renamed, or comes from other results is not read; it is verified before any reader sees a
byte of the content.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from experiments.results.kept import Flushing, make_folder, replacing

SUFFIX = ".kept"
_TABLE, _ARRAYS, _TABLES = b"T", b"A", b"S"
_DIGEST = hashlib.sha256().digest_size

Content: TypeAlias = pd.DataFrame | Mapping[str, np.ndarray] | Mapping[str, pd.DataFrame]
"""What a kept file holds: a table, arrays by name, or tables by name."""


def seal_of(inputs: Mapping[str, Any]) -> bytes:
    """Return what the files of results with these inputs have in common."""
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).digest()


class Room:
    """A folder of kept files.

    Parameters
    ----------
    folder : made when it does not exist.
    seal : files of another seal are not read, see :func:`seal_of`.
    place : of the folder among the rooms of the results; empty for the first.
    flushing : brings files to the disk in groups; shared with other rooms.

    Raises
    ------
    OutputError
        When the folder cannot be used.
    """

    def __init__(self, folder: Path, seal: bytes = b"", place: str = "", flushing: Flushing | None = None) -> None:
        self.folder = folder
        self._seal = seal
        self._place = place
        self._flushing = flushing or Flushing()
        make_folder(folder)

    def room(self, name: str) -> Room:
        """Return a room in this one."""
        return Room(self.folder / name, self._seal, f"{self._place}{name}/", self._flushing) if name else self

    def path(self, name: str) -> Path:
        """Return the file of a name."""
        return self.folder / f"{name}{SUFFIX}"

    def keep(self, name: str, content: Content, at_once: bool = False) -> None:
        """Keep a table, or arrays, under a name.

        Parameters
        ----------
        at_once : bring it to the disk at once, not with others.

        Raises
        ------
        OutputError
            When the file system refuses; an earlier file of that name is then still there.
        """
        body = BytesIO()
        if isinstance(content, pd.DataFrame):
            body.write(_TABLE)
            content.to_parquet(body, index=False, compression="zstd")
        elif any(isinstance(each, pd.DataFrame) for each in content.values()):
            body.write(_TABLES)
            _write_tables(body, content)
        else:
            body.write(_ARRAYS)
            arrays: dict[str, Any] = {name: np.asarray(array) for name, array in content.items()}
            np.savez_compressed(body, **arrays)
        with replacing(self.path(name), is_flushed=at_once) as unfinished, unfinished.open("wb") as file:
            file.write(self._digest(name, body.getbuffer()))
            file.write(body.getbuffer())
        if not at_once:
            self._flushing.add(self.path(name))

    def kept(self, name: str) -> Any:
        """Return what is kept under a name, None when it is damaged, of other results, or not there."""
        body = self._body(name)
        if body is None:
            return None
        kind, content = bytes(body[:1]), BytesIO(body[1:])
        try:
            if kind == _TABLE:
                return pd.read_parquet(content)
            if kind == _TABLES:
                return _read_tables(content)
            with np.load(content) as arrays:
                return dict(arrays)
        except Exception:  # whole, and written by somebody else: readers of foreign formats raise what they like
            return None

    def is_whole(self, name: str) -> bool:
        """Return whether a file of this name is there, undamaged, and of these results."""
        return self._body(name) is not None

    def flush(self) -> None:
        """Bring to the disk what is not there yet.

        Raises
        ------
        OutputError
            When the file system refuses.
        """
        self._flushing.flush()

    def _body(self, name: str) -> memoryview | None:
        """Return the content of a file, None when the digest says something else."""
        try:
            whole = memoryview(self.path(name).read_bytes())
        except OSError:
            return None
        return whole[_DIGEST:] if whole[:_DIGEST] == self._digest(name, whole[_DIGEST:]) else None

    def _digest(self, name: str, body: memoryview) -> bytes:
        digest = hashlib.sha256(self._seal + f"{self._place}{name}\n".encode(errors="surrogateescape"))
        digest.update(body)
        return digest.digest()


def _write_tables(body: BytesIO, tables: Mapping[str, Any]) -> None:
    """Write tables by name, each as Parquet, into one archive."""
    with zipfile.ZipFile(body, "a") as archive:
        for name, table in tables.items():
            archive.writestr(zipfile.ZipInfo(name), table.to_parquet(index=False, compression="zstd"))


def _read_tables(content: BytesIO) -> dict[str, pd.DataFrame]:
    """Return the tables of an archive by name."""
    with zipfile.ZipFile(content) as archive:
        return {name: pd.read_parquet(BytesIO(archive.read(name))) for name in archive.namelist()}


def digest_of(path: Path) -> str:
    """Return the digest that a kept file begins with, in hexadecimal."""
    with path.open("rb") as file:
        return file.read(_DIGEST).hex()
