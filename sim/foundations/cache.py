"""The folder of compiled code: our own, never beside the sources, where Numba might run outdated code."""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numba
from platformdirs import user_cache_path

LOG = logging.getLogger("cxsim")
NAMED_BY = "NUMBA_CACHE_DIR"
"""Environment variable that names the folder, as for all of Numba."""

_NAME = "cxsim"
_MADE_HERE = re.compile(r"[0-9a-f]{16}")


def cache_folder(version: str, kept: int) -> Path | None:
    """Return the folder for compiled code of one version of the sources, made if missing.

    It is in the folder named by ``NUMBA_CACHE_DIR``, or in the user's cache folder. When neither is writable it is in
    the folder for temporary files, and a warning is logged.

    Parameters
    ----------
    version : name of the folder, sixteen hexadecimal digits.
    kept : how many versions are kept; older ones, by their last use, are removed.

    Returns
    -------
    The folder, None when none can be written at all.
    """
    named = os.environ.get(NAMED_BY)
    homes = [*([Path(named) / _NAME] if named else []), user_cache_path(_NAME)]
    for home in homes:
        if can_write(home / version):
            remove_old(home, kept)
            return home / version
    refuge = _temporary_folder()
    if refuge is None or not can_write(refuge / _NAME / version):
        LOG.warning("no folder can be written (%s): compiled code is not kept, every process compiles anew", homes[0])
        return None
    LOG.warning("%s cannot be written: compiled code is kept in %s; %s names another", homes[0], refuge, NAMED_BY)
    os.environ[NAMED_BY] = str(refuge)  # for the processes that this one starts
    return refuge / _NAME / version


def can_write(folder: Path) -> bool:
    """Return whether files can be written in a folder, which is made if missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        os.utime(folder)
    except OSError:
        return False
    return True


def remove_old(home: Path, kept: int) -> None:
    """Remove the least recently used versions; other folders stay."""
    versions = [path for path in home.iterdir() if _MADE_HERE.fullmatch(path.name)]
    for old in sorted(versions, key=lambda path: path.stat().st_mtime)[:-kept]:
        shutil.rmtree(old, ignore_errors=True)


def _temporary_folder() -> Path | None:
    """Return a temporary folder that only this user may write to, since compiled code is executed."""
    lasting = Path(tempfile.gettempdir()) / f"{_NAME}-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"
    try:
        lasting.mkdir(mode=0o700, exist_ok=True)
        if _is_private(lasting):
            return lasting
        passing = Path(tempfile.mkdtemp(prefix=f"{_NAME}-"))
    except OSError:
        return None
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return passing


def _is_private(folder: Path) -> bool:
    """Return whether a folder belongs to this user, is not a link, and is closed to others."""
    found = folder.lstat()
    is_ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return stat.S_ISDIR(found.st_mode) and is_ours and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Let Numba cache the functions decorated meanwhile in a folder; functions of others are not affected."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before
