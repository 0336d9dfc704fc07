"""Examining a folder of results: what is damaged, missing, altered, or not of these results."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from experiments.errors import OutputError
from experiments.results.folder import (
    CLAIMS,
    COPY,
    INPUTS,
    MANIFEST,
    REJECTED,
    RUNS,
    altered,
    check_plain,
    copied_manifest,
    is_edited,
    lost_its_manifest,
    read_manifest,
)
from experiments.results.kept import files_below, is_unfinished
from experiments.results.rooms import SUFFIX, Room, digest_of, seal_of

_EARLIER = (f"{INPUTS}/", f"{RUNS}/")
"""Folders of which the manifests of earlier versions name nothing, or not everything."""


class Flaw(NamedTuple):
    """A flaw of a folder of results.

    Attributes
    ----------
    file : by its path in the folder.
    is_run : whether it is a finished run, which can be run again.
    """

    file: str
    words: str
    is_run: bool = False


class Condition(NamedTuple):
    """The condition of a folder of results.

    Attributes
    ----------
    manifest : as it stands, or its kept copy; empty when both are lost.
    flaws : what is damaged, missing or altered.
    foreign : files that are not of these results; they are left alone.
    runs : finished runs that are whole.
    all_runs : finished runs that are there or should be.
    """

    manifest: Mapping[str, Any]
    flaws: tuple[Flaw, ...]
    foreign: tuple[str, ...]
    runs: int
    all_runs: int

    @property
    def is_finished(self) -> bool:
        """Whether the results were finished."""
        return bool(self.manifest.get("outputs"))

    @property
    def is_of_earlier_version(self) -> bool:
        """Whether the results were made by a version that kept runs in another way."""
        return self.is_finished and "runs" not in self.manifest


def is_results(folder: Path) -> bool:
    """Return whether a folder holds results, with a manifest or without."""
    return os.path.isdir(folder) and ((folder / MANIFEST).is_file() or lost_its_manifest(folder))


def examined(folder: Path) -> Condition:
    """Return the condition of a folder of results. Nothing is changed.

    Raises
    ------
    OutputError
        When it holds no results, or its manifest does not describe them.
    """
    manifest, flaws = _manifest(folder)
    if not manifest:
        return Condition({}, tuple(flaws), (), 0, 0)
    copies, outputs, runs = (manifest.get(part, {}) for part in ("copies", "outputs", "runs"))
    flaws += [_flaw(folder, name, "the copy of an input") for name in altered(folder, copies)]
    flaws += [_flaw(folder, name, "the result") for name in altered(folder, outputs)]
    there = {path.relative_to(folder).as_posix(): path for path in files_below(folder / RUNS) if path.suffix == SUFFIX}
    there.pop(f"{RUNS}/{COPY}{SUFFIX}", None)
    seal = seal_of(manifest.get("inputs", {}))
    of_runs = [*_flaws_of_runs(folder, there, runs, seal), *(_flaws_of_copy(folder) if "runs" in manifest else ())]
    known = {*copies, *outputs, *there, MANIFEST, REJECTED, f"{RUNS}/{COPY}{SUFFIX}"}
    foreign = (name for name in _foreign(folder, known) if "runs" in manifest or not name.startswith(_EARLIER))
    whole, all_runs = there.keys() - {each.file for each in of_runs}, there.keys() | runs.keys()
    return Condition(manifest, (*flaws, *of_runs), tuple(foreign), len(whole), len(all_runs))


def _manifest(folder: Path) -> tuple[Mapping[str, Any], list[Flaw]]:
    """Return the manifest of a folder with its flaws; its kept copy where it has one, which is empty if lost too."""
    copy = copied_manifest(folder)
    try:
        manifest = read_manifest(folder)
    except OutputError:
        check_plain(folder)
        if copy is None and not lost_its_manifest(folder):
            raise
        where = "its kept copy is read" if copy else "so is its kept copy: nobody knows the inputs of these results"
        return copy or {}, [Flaw(MANIFEST, f"is damaged or missing; {where}")]
    if copy and is_edited(folder, manifest):
        return copy, [Flaw(MANIFEST, "was changed after it was written; its kept copy is read")]
    return manifest, []


def _flaw(folder: Path, name: str, what: str) -> Flaw:
    state = "was changed after it was written" if (folder / name).exists() else "is missing"
    return Flaw(name, f"{what} {state}")


def _flaws_of_runs(folder: Path, there: Mapping[str, Path], noted: Mapping[str, str], seal: bytes) -> Iterator[Flaw]:
    """Yield the flaws of finished runs: those in the folder, and those that are noted in the manifest."""
    for name, path in there.items():
        place = path.parent.relative_to(folder / RUNS).as_posix()
        room = Room(path.parent, seal, "" if place == "." else f"{place}/")
        if not room.is_whole(path.name.removesuffix(SUFFIX)):
            yield Flaw(name, "the finished run is damaged or of other results", is_run=True)
        elif noted and noted.get(name, digest_of(path)) != digest_of(path):
            yield Flaw(name, "the finished run is not the one that the results were made of", is_run=True)
    for name in noted:
        if name not in there:
            yield Flaw(name, "the finished run is missing", is_run=True)


def _flaws_of_copy(folder: Path) -> Iterator[Flaw]:
    """Yield the flaw of the kept copy of the manifest."""
    if copied_manifest(folder) is None:
        yield Flaw(f"{RUNS}/{COPY}{SUFFIX}", "the copy of the manifest is damaged or missing")


def _foreign(folder: Path, known: set[str]) -> Iterator[str]:
    """Yield the files of a folder that are not of its results."""
    for path in sorted(files_below(folder)):
        name = path.relative_to(folder).as_posix()
        if not (name in known or path.name == CLAIMS or is_unfinished(path.name)):
            yield name
