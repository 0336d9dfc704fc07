"""A folder of results, which belongs to one set of inputs and can be gone on with after any interruption.

A result folder::

    manifest.json      what was run, with what, and the hashes of what came out
    inputs/            copies of the files that were read
    runs/              finished runs, in kept files; these make the folder resumable
    runs/manifest.kept a copy of the manifest
    rejected.csv       rows of a customer table that could not be used
    and the tables and the page of the experiment
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from experiments.errors import OutputError
from experiments.results.folder import (
    COPY,
    INPUTS,
    MANIFEST,
    REJECTED,
    RUNS,
    WEEKLY,
    check_plain,
    copied_manifest,
    file_below,
    is_unused,
    lost_its_manifest,
    read_manifest,
    write_copy,
)
from experiments.results.kept import files_below, flush, make_folder, remove_left_behind, replacing, write_bytes
from experiments.results.rooms import SUFFIX, Content, Room, digest_of, seal_of
from experiments.running.versions import compared
from sim.market.messages import listed, printable

_OF_THE_CODE = {"code", "cxsim"}
"""Versions that are told when results are gone on with; the code that decides runs is among their inputs."""


class Store:
    """A folder of results that belongs to one set of inputs.

    Parameters
    ----------
    folder : made when it does not exist.
    manifest : written at once; it marks the folder as one of cxsim. Its ``inputs`` are those of the results by name;
        a folder made from other inputs is refused, and one that holds ``seeds`` which are missing now, or runs made
        with other software. Versions of code that made runs of an earlier attempt are added to it.
    overwrite : remove such results. A folder that holds anything else is refused all the same.
    notify : called with messages for the user, one sentence each.

    Raises
    ------
    OutputError
        When the folder cannot be used. Nothing has been touched then.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Mapping[str, Any],
        overwrite: bool = False,
        notify: Callable[[str], None] = lambda message: None,
    ) -> None:
        self.folder = folder
        earlier = earlier_manifest(folder)
        has_runs = _has_runs(folder)
        versions: list[Any] = []
        if earlier is not None and (conflict := _conflict(earlier, manifest, has_runs)):
            if not overwrite:
                raise OutputError(
                    f"{folder} holds {conflict}; choose another folder with --out, or add --overwrite to replace them"
                )
            self._forget(earlier)
        elif earlier is not None:
            if lost_its_manifest(folder):
                notify(f"{folder / MANIFEST} is damaged or missing: its kept copy is read")
            versions = _earlier_versions(earlier, manifest, notify) if has_runs else []
        self.earlier_versions = {"earlier_versions": versions} if versions else {}
        self._inputs = json.dumps(manifest["inputs"], sort_keys=True)
        try:
            make_folder(folder)
            remove_left_behind(folder)
            write_bytes(folder / MANIFEST, self._as_json(manifest))
            self._runs = Room(folder / RUNS, seal_of(manifest["inputs"]))
            write_copy(folder, {**manifest, **self.earlier_versions})
        except OSError as problem:
            raise OutputError(f"cannot use the folder {folder}: {problem.strerror}") from problem

    def _forget(self, earlier: Mapping[str, Any]) -> None:
        """Remove earlier results and nothing else; the manifest stays until another replaces it."""
        try:
            for name in (*earlier.get("outputs", {}), REJECTED):
                file_below(self.folder, name).unlink(missing_ok=True)
            for name in (RUNS, WEEKLY, INPUTS):
                if (self.folder / name).exists():
                    shutil.rmtree(self.folder / name)
            flush(self.folder)
        except OSError as problem:
            raise OutputError(f"cannot overwrite {self.folder}: {problem.strerror}") from problem
        except RecursionError as problem:
            raise OutputError(f"cannot overwrite {self.folder}: it holds too many folders in each other") from problem

    def room(self, name: str) -> Room:
        """Return a room below ``runs``, made when it is not there.

        Raises
        ------
        OutputError
            When it cannot be made.
        """
        return self._runs.room(name)

    def keep(self, name: str, content: Content) -> None:
        """Keep a table, or arrays, under a name."""
        self._runs.keep(name, content)

    def kept(
        self,
        name: str,
        notify: Callable[[str], None] = lambda message: None,
        fits: Callable[[Any], bool] = lambda content: True,
    ) -> Any:
        """Return the result kept under a name, None when there is none; damage is reported and the run repeated.

        Parameters
        ----------
        fits : whether a result has the form that is expected; one that was made by hand may have another.
        """
        content, path = self._runs.kept(name), self._runs.path(name)
        if content is not None and not fits(content):
            content = None
        if content is None and path.exists():
            notify(f"{path.relative_to(self.folder)} is damaged, or of other results: its run is repeated")
        return content

    def replacing(self, name: str) -> AbstractContextManager[Path]:
        """Return the context in which a file of this folder is written: completely, or not at all."""
        return replacing(self.folder / name)

    def write_files(self, files: Mapping[str, bytes], mode: int = 0o666) -> None:
        """Write files by their path in this folder; `mode` says who may read and write them at most."""
        for name, content in files.items():
            write_bytes(self.folder / name, content, mode=mode)

    def check_ours(self) -> None:
        """Check that no other command has replaced these results meanwhile.

        Raises
        ------
        OutputError
            When one has.
        """
        if json.dumps(read_manifest(self.folder).get("inputs"), sort_keys=True) != self._inputs:
            raise OutputError(f"{self.folder} holds results of other inputs now: another command has replaced these")

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest of finished results in place of an earlier one, with the digests of all runs."""
        self.flush()
        whole = {**manifest, **self.earlier_versions, "runs": kept_runs(self.folder)}
        write_bytes(self.folder / MANIFEST, self._as_json(whole))
        write_copy(self.folder, whole)

    def flush(self) -> None:
        """Bring to the disk what is not there yet."""
        self._runs.flush()

    def _as_json(self, manifest: Mapping[str, Any]) -> bytes:
        document = {**manifest, **self.earlier_versions}
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def kept_runs(folder: Path) -> dict[str, str]:
    """Return the kept files of a folder with the digests that they begin with, by their path."""
    found = {}
    for path in sorted(files_below(folder / RUNS)):
        if path.suffix == SUFFIX and path.stem != COPY and path.name.isprintable():
            with suppress(FileNotFoundError):  # another process has just made one file of several
                found[path.relative_to(folder).as_posix()] = digest_of(path)
    return found


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

    It is read from its copy among the runs, which has a digest; it is empty when both are lost.

    Raises
    ------
    OutputError
        When it holds anything else, or cannot be read.
    """
    check_links(folder)
    try:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} is a file; --out needs a folder")
        if is_unused(folder):
            return None
        check_plain(folder)
        if copy := copied_manifest(folder):
            return copy
        if lost_its_manifest(folder):
            return {}
    except OSError as problem:
        raise OutputError(f"cannot use the folder {folder}: {problem.strerror}") from problem
    try:
        return read_manifest(folder)
    except OutputError as problem:
        raise OutputError(f"{folder} is not empty and does not hold results of cxsim; choose another") from problem


def _has_runs(folder: Path) -> bool:
    """Return whether a folder holds finished runs."""
    return any(path.suffix == SUFFIX and path.stem != COPY for path in files_below(folder / RUNS))


def _conflict(earlier: Mapping[str, Any], now: Mapping[str, Any], has_runs: bool) -> str:
    """Return in words why results cannot be added to earlier ones, by both manifests; empty when they can."""
    if not earlier:
        return f"results of cxsim whose {MANIFEST} was damaged or never written, so that nobody knows their inputs"
    there, here = earlier.get("inputs", {}), now["inputs"]
    if differing := [name for name in {**here, **there} if there.get(name) != here.get(name)]:
        return f"results of other inputs ({', '.join(printable(name) for name in differing)})"
    if missing := [str(seed) for seed in earlier.get("seeds", ()) if seed not in now.get("seeds", ())]:
        return f"results of more seeds ({listed(missing)}): seeds can be added, but not removed"
    own = {name: version for name, version in now.get("versions", {}).items() if name not in _OF_THE_CODE}
    if has_runs and (other := compared(own, earlier.get("versions"))).may_move_runs:
        return f"runs made with other software ({other.sentence})"
    return ""


def _earlier_versions(
    earlier: Mapping[str, Any], now: Mapping[str, Any], notify: Callable[[str], None]
) -> list[Mapping[str, str]]:
    """Return the versions that made runs which are kept, where they are not the present ones; they are told."""
    before, made = earlier.get("versions", {}), earlier.get("earlier_versions", [])
    versions = list(made) if isinstance(made, list) else []
    if (other := compared(now.get("versions", {}), before)).differing:
        notify(f"runs of an earlier attempt are kept, which were made with {', '.join(other.differing)}")
        versions += [before] if before not in versions else []
    return versions
