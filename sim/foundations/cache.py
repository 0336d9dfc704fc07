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
from contextlib import contextmanager, suppress
from pathlib import Path

import numba
from platformdirs import user_cache_path

LOG = logging.getLogger("cxsim")
NAMED_BY = "NUMBA_CACHE_DIR"
"""Environment variable that names the folder, as for all of Numba."""

_NAME = "cxsim"
_MADE_HERE = re.compile(r"[0-9a-f]{16}")
_MARK = "CACHEDIR.TAG"
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Compiled code of cxsim, made again when it is missing.\n"


def cache_folder(version: str, kept: int) -> Path | None:
    """Return the folder for compiled code of one version of the sources, made if missing.

    It is in the folder named by ``NUMBA_CACHE_DIR``, or in the user's cache folder, or else among temporary files.
    Compiled code is run as it is found, so a folder that belongs to another user, or that others may write to, is
    refused like one that cannot be written. A warning says why the first choice was not used.

    Parameters
    ----------
    version : name of the folder, sixteen hexadecimal digits.
    kept : how many versions are kept; older ones, by their last use, are removed.

    Returns
    -------
    The folder, None when none can be used at all.
    """
    named = os.environ.get(NAMED_BY)
    homes = [*([Path(named) / _NAME] if named else []), user_cache_path(_NAME)]
    why = ""
    for home in homes:
        problem = unfit(home) or unfit(home / version) or _foreign(home / version)
        if not problem:
            remove_old(home, kept)
            if why:
                LOG.warning("%s: compiled code is kept in %s", why, home)
                os.environ[NAMED_BY] = str(home.parent)  # for the processes that this one starts
            return home / version
        why = why or problem
    refuge = _temporary_folder()
    if refuge is None or (
        unfit(refuge / _NAME) or unfit(refuge / _NAME / version) or _foreign(refuge / _NAME / version)
    ):
        LOG.warning("%s, nor any other folder used: compiled code is not kept, every process compiles anew", why)
        return None
    LOG.warning("%s: compiled code is kept in %s; %s names another folder", why, refuge, NAMED_BY)
    os.environ[NAMED_BY] = str(refuge)
    return refuge / _NAME / version


def unfit(folder: Path) -> str:
    """Return why compiled code cannot be kept in a folder, which is made if missing; empty when it can."""
    try:
        if not folder.exists():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            if _MADE_HERE.fullmatch(folder.name):
                _mark(folder)
        if problem := _open_to_others(folder):
            return problem
        tempfile.TemporaryFile(dir=folder).close()
        os.utime(folder)
    except OSError:
        return f"{folder} cannot be written"
    return ""


def remove_old(home: Path, kept: int) -> None:
    """Remove the least recently used versions; folders that were not made here stay."""
    versions = []
    for path in home.iterdir():
        with suppress(OSError):  # another process removed it
            if _MADE_HERE.fullmatch(path.name) and _is_private(path) and _is_marked(path):
                versions.append((path.stat().st_mtime, path))
    for _, old in sorted(versions)[:-kept]:
        shutil.rmtree(old, ignore_errors=True)


def _mark(folder: Path) -> None:
    """Mark a folder as a cache that was made here, as https://bford.info/cachedir describes it."""
    with suppress(FileExistsError), (folder / _MARK).open("x", encoding="ascii") as file:
        file.write(_SIGNATURE)


def _is_marked(folder: Path) -> bool:
    mark = folder / _MARK
    return mark.is_file() and not mark.is_symlink() and mark.read_bytes() == _SIGNATURE.encode()


def _temporary_folder() -> Path | None:
    """Return a temporary folder that only this user may write to."""
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


def _open_to_others(folder: Path) -> str:
    """Return why others could have put code into a folder; empty when they could not."""
    if not hasattr(os, "getuid"):
        return ""
    around = folder.resolve()
    if around.stat().st_uid != os.getuid():
        return f"{folder} belongs to another user, who could put code there that you would run"
    if not _is_private(around):
        return f"others can write to {folder}, and could put code there that you would run"
    for above in around.parents:
        mode = above.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            return f"everybody can write to {above}, and could put code into {folder} that you would run"
    return ""


def _foreign(folder: Path) -> str:
    """Return what somebody else put into a folder before it was closed to others; empty when it is all ours."""
    if hasattr(os, "getuid"):
        for path, folders, files in os.walk(folder):
            for each in (os.path.join(path, name) for name in (*folders, *files)):
                if os.lstat(each).st_uid != os.getuid():
                    return f"{each} belongs to another user, and would be run as your code"
    return ""


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
