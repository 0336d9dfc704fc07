"""Kept files: what outlives a moment goes through one writer and one reader, and is never half there or half right.

A kept file is one digest (SHA-256) followed by what it holds: a table as Parquet, or arrays by name as NumPy writes
them. It is written under an unpredictable name and renamed when complete; the digest is verified before any
reader sees a byte of the content.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from experiments.errors import OutputError

SUFFIX = ".kept"
_TABLE, _ARRAYS = b"T", b"A"
_DIGEST = hashlib.sha256().digest_size
_HOST = re.sub(r"\W", "-", platform.node()) or "here"

Content: TypeAlias = pd.DataFrame | Mapping[str, np.ndarray]
"""What a kept file holds: a table, or arrays by name."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a path next to `path` to write to; it replaces `path` when the block succeeds, otherwise it is removed.

    Raises
    ------
    OutputError
        When the file system refuses: read-only, disk full, no such folder.
    """
    unfinished = path.with_name(f".{path.name}.{_HOST}.{os.getpid()}.{secrets.token_hex(8)}.part")
    try:
        yield unfinished
        os.replace(unfinished, path)
    except OSError as problem:
        if problem.errno is None:  # not from the file system, such as a template that is missing
            raise
        raise OutputError(f"cannot write {path}: {os.strerror(problem.errno)}") from problem
    finally:
        unfinished.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a power cut.

    Raises
    ------
    OutputError
        When the file system refuses.
    """
    with replacing(path) as unfinished:
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())


def remove_left_behind(folder: Path) -> None:
    """Remove unfinished files of processes of this machine that were killed."""
    for path in folder.rglob(f".*.{_HOST}.*.part"):
        process = path.name.split(".")[-3]
        if process.isdigit() and not _is_alive(int(process)):
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


def write_kept(path: Path, content: Content) -> None:
    """Write a kept file.

    Raises
    ------
    OutputError
        When the file system refuses; an earlier file of that name is then still there.
    """
    body = BytesIO()
    if isinstance(content, pd.DataFrame):
        body.write(_TABLE)
        content.to_parquet(body, index=False, compression="zstd")
    else:
        body.write(_ARRAYS)
        arrays: dict[str, Any] = {name: np.asarray(array) for name, array in content.items()}
        np.savez_compressed(body, **arrays)
    with replacing(path) as unfinished, unfinished.open("xb") as file:
        file.write(hashlib.sha256(body.getbuffer()).digest())
        file.write(body.getbuffer())


def read_kept(path: Path) -> Any:
    """Return what a kept file holds, None when it is damaged or not there."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    digest, body = whole[:_DIGEST], memoryview(whole)[_DIGEST:]
    if hashlib.sha256(body).digest() != digest:
        return None
    kind, content = bytes(body[:1]), BytesIO(body[1:])
    if kind == _TABLE:
        return pd.read_parquet(content)
    with np.load(content) as arrays:
        return dict(arrays)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
