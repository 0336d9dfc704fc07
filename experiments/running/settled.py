"""Settled markets, kept between commands: a second comparison of the same market does not burn it in again.

What is kept is a whole world, after its burn-in or at the end of its baseline. Its name is a digest of all that decides
its bits: source code, versions, market, seed, customers and weeks. The folder is bounded: what was used longest ago
is removed. What is damaged is not read, and where nothing can be written nothing is kept; either way the world is
simulated again, with the same bits.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import pickle
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from platformdirs import user_cache_path

from experiments.running.versions import code_hash, of_runs, software
from sim.foundations.cache import unfit
from sim.market.edge_list import edge_list_content

if TYPE_CHECKING:
    from sim.market.schema import Market

T = TypeVar("T")

LOG = logging.getLogger("cxsim")
SIZE_NAMED_BY = "CXSIM_CACHE_MB"
"""Environment variable that says how many megabytes may be kept; 0 for none."""
USUAL_MEGABYTES = 1_000
_SUFFIX = ".settled"
_DIGEST = hashlib.sha256().digest_size
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Kept:
    """What is kept: how many worlds, and bytes of all of them."""

    folder: Path
    worlds: int
    size: int


def folder() -> Path:
    """Return the folder of settled markets, in the user's cache."""
    return user_cache_path("cxsim-settled")


def largest_size() -> int:
    """Return how many bytes may be kept."""
    named = os.environ.get(SIZE_NAMED_BY, "")
    return (int(named) if named.isdecimal() else USUAL_MEGABYTES) * _MEGABYTE


def kept() -> Kept:
    """Return what is kept."""
    files = _files()
    return Kept(folder(), len(files), sum(size for _, size, _ in files))


def clear() -> Kept:
    """Remove all that is kept, and return what it was."""
    before = kept()
    for path, _, _ in _files():
        path.unlink(missing_ok=True)
    return before


def name_of(market: Market, customers: int, seed: int, weeks: int) -> str:
    """Return the name of a world: after its burn-in for 0 weeks, or after so many weeks of its baseline."""
    network = market.network
    edges = b""
    if network.kind == "edge_list" and network.edges:
        edges = edge_list_content(market.folders[0] / network.edges)
    parts = [_sources(), market.model_dump_json(), hashlib.sha256(edges).hexdigest(), customers, seed, weeks]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


@cache
def _sources() -> str:
    """Return what decides the bits of a world apart from its inputs."""
    return json.dumps([code_hash("sim"), {**of_runs(software()), "code": ""}], sort_keys=True)


def remembered(name: str, make: Callable[[], T]) -> T:
    """Return the world of a name: as it is kept, or else made, and kept from now on."""
    if not largest_size():
        return make()
    found: T | None = _read(folder() / f"{name}{_SUFFIX}")
    if found is not None:
        return found
    made = make()
    _write(folder() / f"{name}{_SUFFIX}", made)
    return made


def _read(path: Path) -> Any:
    """Return the world in a file; None when it is not there, or damaged, which is said."""
    if not path.exists() or unfit(path.parent) or not _is_ours(path):
        return None
    try:
        whole = path.read_bytes()
        content = whole[_DIGEST:]
        if whole[:_DIGEST] != _digest(path, content):
            raise ValueError("its digest differs")
        world = pickle.loads(content)
        os.utime(path)
        return world
    except Exception as error:  # whatever is wrong with it, the world can be made again
        LOG.warning("%s is damaged (%s): this market is settled again", path, error)
        with suppress(OSError):
            path.unlink()
        return None


def _is_ours(path: Path) -> bool:
    """Return whether a file was written by this user: it is run as it is found."""
    return not path.is_symlink() and (not hasattr(os, "getuid") or path.stat().st_uid == os.getuid())


def _write(path: Path, world: Any) -> None:
    """Keep a world if there is room; where there is none, or nothing can be written, that is said once."""
    if problem := unfit(path.parent):
        _say_once(f"{problem}: settled markets are not kept")
        return
    content = pickle.dumps(world, protocol=pickle.HIGHEST_PROTOCOL)
    if len(content) > largest_size():
        return
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        unfinished.touch(0o600)
        unfinished.write_bytes(_digest(path, content) + content)
        os.replace(unfinished, path)
        _make_room()
    except OSError as error:
        _say_once(f"{path.parent} cannot be written ({error.strerror}): settled markets are not kept")
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _digest(path: Path, content: bytes) -> bytes:
    return hashlib.sha256(path.name.encode() + content).digest()


def _files() -> list[tuple[Path, int, float]]:
    """Return the files with their sizes and last uses, those used longest ago first."""
    found = []
    for path in folder().glob(f"*{_SUFFIX}"):
        with suppress(OSError):
            status = path.stat()
            found.append((path, status.st_size, status.st_mtime))
    return sorted(found, key=lambda each: each[2])


def _make_room() -> None:
    """Remove what was used longest ago until the rest is small enough."""
    files = _files()
    size = sum(each for _, each, _ in files)
    for path, each, _ in files:
        if size <= largest_size():
            return
        path.unlink(missing_ok=True)
        size -= each


@cache
def _say_once(sentence: str) -> None:
    LOG.warning("%s", sentence)
