"""A folder of results, which belongs to one set of inputs and can be gone on with after any interruption.

A result folder::

    manifest.json      what was run, with what, and the hashes of what came out
    inputs/            copies of the files that were read
    runs/              finished runs, in kept files; these make the folder resumable
    rejected.csv       rows of a customer table that could not be used
    and the tables and the page of the experiment
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from experiments.errors import OutputError
from experiments.results.kept import SUFFIX, Content, read_kept, remove_left_behind, replacing, write_bytes, write_kept
from sim.market.messages import listed

MANIFEST = "manifest.json"
REJECTED = "rejected.csv"
RUNS = "runs"


class Store:
    """A folder of results that belongs to one set of inputs.

    Parameters
    ----------
    folder : made when it does not exist.
    manifest : written at once; it marks the folder as one of cxsim. Its ``inputs`` are those of the results by name;
        a folder made from other inputs is refused, and one that holds ``seeds`` which are missing now.
    overwrite : remove such results. A folder that holds anything else is refused all the same.

    Raises
    ------
    OutputError
        When the folder cannot be used. Nothing has been touched then.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any], overwrite: bool = False) -> None:
        self.folder = folder
        earlier = earlier_manifest(folder)
        if earlier is not None and (conflict := _conflict(earlier, manifest)):
            if not overwrite:
                raise OutputError(
                    f"{folder} holds results of {conflict}; choose another folder with --out, or add --overwrite to "
                    "replace them"
                )
            self._forget(earlier)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.write_manifest(manifest)
            (folder / RUNS).mkdir(exist_ok=True)
            remove_left_behind(folder)
        except OSError as problem:
            raise OutputError(f"cannot use the folder {folder}: {problem.strerror}") from problem

    def _forget(self, earlier: Mapping[str, Any]) -> None:
        """Remove earlier results and nothing else."""
        try:
            for name in (*earlier.get("outputs", {}), REJECTED, MANIFEST):
                (self.folder / Path(name).name).unlink(missing_ok=True)
            for name in ("inputs", RUNS, "weekly"):
                shutil.rmtree(self.folder / name, ignore_errors=True)
        except OSError as problem:
            raise OutputError(f"cannot overwrite {self.folder}: {problem.strerror}") from problem

    def room(self, name: str) -> Path:
        """Return a folder below ``runs``, made when it is not there.

        Raises
        ------
        OutputError
            When it cannot be made.
        """
        room = self.folder / RUNS / name
        try:
            room.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise OutputError(f"cannot use the folder {room}: {problem.strerror}") from problem
        return room

    def keep(self, name: str, content: Content) -> None:
        """Keep a table, or arrays, under a name."""
        write_kept(self._path(name), content)

    def kept(self, name: str, notify: Callable[[str], None] = lambda message: None) -> Any:
        """Return the result kept under a name, None when there is none; damage is reported and the run repeated."""
        path = self._path(name)
        content = read_kept(path)
        if content is None and path.exists():
            notify(f"{path.relative_to(self.folder)} is damaged: its run is repeated")
        return content

    def _path(self, name: str) -> Path:
        return self.folder / RUNS / f"{name}{SUFFIX}"

    def replacing(self, name: str) -> AbstractContextManager[Path]:
        """Return the context in which a file of this folder is written: completely, or not at all."""
        return replacing(self.folder / name)

    def write_files(self, files: Mapping[str, bytes]) -> None:
        """Write files by their path in this folder."""
        for name, content in files.items():
            write_bytes(self.folder / name, content)

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest in place of an earlier one."""
        write_bytes(self.folder / MANIFEST, (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode())


def check_usable(folder: Path) -> None:
    """Check that results can be written to a folder, before anything is computed for it.

    Raises
    ------
    OutputError
        When it is a file, holds something else than results, or cannot be made or written.
    """
    earlier_manifest(folder)
    nearest = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not nearest.is_dir():
        raise OutputError(f"cannot use the folder {folder}: {os.strerror(20)}")
    if not os.access(nearest, os.W_OK):
        raise OutputError(f"cannot use the folder {folder}: {nearest} cannot be written")


def check_links(path: Path) -> None:
    """Check that no link on the way to a path leads to where nothing is.

    Raises
    ------
    OutputError
        When one does, which systems answer with "File exists".
    """
    for each in (path, *path.parents):
        if os.path.islink(each) and not os.path.exists(each):
            raise OutputError(f"cannot use {path}: {each} is a broken link to {os.readlink(each)}")


def earlier_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder that holds results, None for a new or empty one.

    Raises
    ------
    OutputError
        When it holds anything else, or cannot be read.
    """
    check_links(folder)
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} is a file; --out needs a folder")
        if not folder.exists() or not any(folder.iterdir()):
            return None
    except OSError as problem:
        raise OutputError(f"cannot use the folder {folder}: {problem.strerror}") from problem
    try:
        return read_manifest(folder)
    except OutputError as problem:
        raise OutputError(f"{folder} is not empty and does not hold results of cxsim; choose another") from problem


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder of results.

    Raises
    ------
    OutputError
        When it is missing or cannot be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        raise OutputError(f"{folder} holds no results of cxsim: {MANIFEST} is missing or not readable") from problem
    if not isinstance(manifest, dict) or "cxsim" not in manifest:
        raise OutputError(f"{folder} holds no results of cxsim: its {MANIFEST} belongs to another program")
    return manifest


def _conflict(earlier: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return in words why results cannot be added to earlier ones, by both manifests; empty when they can."""
    there, here = earlier.get("inputs"), now["inputs"]
    there = there if isinstance(there, Mapping) else {}
    if differing := [name for name in {**here, **there} if there.get(name) != here.get(name)]:
        return f"other inputs ({', '.join(differing)})"
    if missing := [str(seed) for seed in earlier.get("seeds", ()) if seed not in now.get("seeds", ())]:
        return f"more seeds ({listed(missing)}): seeds can be added, but not removed"
    return ""
