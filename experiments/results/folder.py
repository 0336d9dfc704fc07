"""A folder of results as it is found, which may be damaged, made by hand, or come from anybody.

Nothing outside the folder is read or written because of what stands in it: no link is followed, and no name in a
manifest leads anywhere else.
"""

from __future__ import annotations

import json
import os
import shlex
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from experiments.errors import OutputError
from experiments.results.kept import files_below, is_unfinished, sha256
from experiments.results.rooms import SUFFIX, Room
from sim.market.messages import listed, quoted

MANIFEST, REJECTED = "manifest.json", "rejected.csv"
INPUTS, RUNS, WEEKLY = "inputs", "runs", "weekly"
CLAIMS = "claims.lock"
COPY = "manifest"
"""Name of the kept copy of the manifest among the runs."""
_MAX_BYTES = 50_000_000
_DEEPEST = 20


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(type(each) is int for each in value)


_PARTS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "cxsim": (_is_text, "a text"),
    "experiment": (_is_text, "a text"),
    "command": (_is_text, "a text"),
    "request": (_is_mapping, "a mapping"),
    "inputs": (_is_mapping, "a mapping"),
    "copies": (_are_texts, "a mapping of texts"),
    "outputs": (_are_texts, "a mapping of texts"),
    "runs": (_are_texts, "a mapping of texts"),
    "crm": (_is_mapping, "a mapping"),
    "versions": (_are_texts, "a mapping of texts"),
    "seeds": (_are_numbers, "a list of whole numbers"),
}
"""Part of a manifest -> what it has to be, if it is there."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder of results.

    Raises
    ------
    OutputError
        When it is missing, cannot be read, or does not describe results.
    """
    check_plain(folder)
    try:
        manifest = _document(folder)
    except (OSError, ValueError, RecursionError) as problem:
        raise OutputError(f"{folder} holds no results of cxsim: {MANIFEST} is missing or not readable") from problem
    return _checked(folder, manifest)


def _checked(folder: Path, manifest: Any) -> dict[str, Any]:
    """Return a manifest after checking that it has the form of one and leads nowhere else."""
    if not isinstance(manifest, dict) or "cxsim" not in manifest:
        raise OutputError(f"{folder} holds no results of cxsim: its {MANIFEST} belongs to another program")
    if wrong := [
        f"{name} must be {words} (got {quoted(manifest[name])})"
        for name, (fits, words) in _PARTS.items()
        if name in manifest and not fits(manifest[name])
    ]:
        raise OutputError(f"the manifest of {folder} does not describe the run: {'; '.join(wrong)}")
    for part in ("copies", "outputs", "runs"):
        for name in manifest.get(part, ()):
            file_below(folder, name)
    return manifest


def _document(folder: Path) -> Any:
    """Return what stands in a manifest, which may be anything."""
    if not os.path.isfile(folder / MANIFEST):
        raise FileNotFoundError(folder / MANIFEST)
    with (folder / MANIFEST).open("rb") as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        raise ValueError("too large for a manifest")
    return _parsed(content.decode("utf-8"))


def _parsed(text: str) -> Any:
    """Return a document that was read from JSON, whose escapes must not stand for text that cannot be written."""
    document = json.loads(text)
    json.dumps(document, ensure_ascii=False).encode()
    return document


def file_below(folder: Path, name: str) -> Path:
    """Return a file that a manifest names.

    Raises
    ------
    OutputError
        When it is not below the folder, or a link leads to it.
    """
    path = PurePosixPath(name)
    ways = [folder / Path(*path.parts[: depth + 1]) for depth in range(len(path.parts))]
    if not path.parts or path.is_absolute() or ".." in path.parts or "\0" in name or any(map(os.path.islink, ways)):
        raise OutputError(f"the manifest of {folder} names {quoted(name)}, which is not a file in it")
    return folder / name


def check_plain(folder: Path) -> None:
    """Check that all that cxsim reads and writes in a folder are files in it.

    Raises
    ------
    OutputError
        With the first link, which would lead out of it, the first pipe or device, which could be read for ever, or when
        folders lie deeper in each other than those of results.
    """
    for path in _ours(folder):
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            continue  # a command that is at work in the folder has put it together with others
        if stat.S_ISLNK(mode):
            raise OutputError(f"{path} is a link: results are read and written in their own folder only")
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise OutputError(f"{path} is a pipe or a device: results consist of files")
        if len(path.relative_to(folder).parts) > _DEEPEST:
            raise OutputError(
                f"{folder} holds folders more than {_DEEPEST} deep in each other, which are of no results"
            )


def _ours(folder: Path) -> Iterator[Path]:
    """Yield all that cxsim makes in a folder of results, whatever the experiment, as far as it is there."""
    yield from (folder / name for name in (MANIFEST, REJECTED, INPUTS, RUNS, WEEKLY) if os.path.lexists(folder / name))
    for name in (INPUTS, RUNS, WEEKLY):
        if not os.path.islink(folder / name):
            yield from files_below(folder / name)


def altered(folder: Path, digests: Mapping[str, str]) -> Iterator[str]:
    """Yield the files of a folder that are missing, or not as their digests say.

    Raises
    ------
    OutputError
        When one is not below the folder, or cannot be read.
    """
    for name, digest in digests.items():
        file = file_below(folder, name)
        try:
            if not file.is_file() or sha256(file) != digest:
                yield name
        except OSError as problem:
            raise OutputError(f"{file} cannot be read: {problem.strerror}") from problem


def verified(folder: Path, names: Iterable[str]) -> list[Path]:
    """Return outputs of finished results, which are as they were written.

    Raises
    ------
    OutputError
        When the folder holds no finished results, or a file is missing, damaged or was changed.
    """
    outputs, names = read_manifest(folder).get("outputs", {}), list(names)
    if unknown := [name for name in names if name not in outputs]:
        raise OutputError(f"{folder} holds no finished {listed(unknown)}: run its command again first")
    if wrong := list(altered(folder, {name: outputs[name] for name in names})):
        again = f"`{shlex.join(['cxsim', 'check', str(folder), '--repair'])}` makes it again"
        raise OutputError(f"{folder / wrong[0]} is missing or was changed after it was written; {again}")
    return [folder / name for name in names]


def write_copy(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Keep a copy of a manifest among the runs: without it nobody knows what they belong to."""
    import numpy as np

    Room(folder / RUNS).keep(COPY, {"manifest": np.array(json.dumps(manifest))}, at_once=True)


def copied_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the kept copy of a manifest, None when there is none or it is damaged."""
    if not (folder / RUNS / f"{COPY}{SUFFIX}").is_file():
        return None
    kept = Room(folder / RUNS).kept(COPY)
    try:
        return _checked(folder, _parsed(str(kept["manifest"])))
    except (TypeError, KeyError, ValueError, RecursionError, OutputError):
        return None


def is_edited(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Return whether a manifest was damaged or edited, by its kept copy, which may be that of unfinished results."""
    copy = copied_manifest(folder)
    if copy is None:
        return False
    of_the_end = () if "outputs" in copy else ("outputs", "runs")
    return copy != {name: part for name, part in manifest.items() if name not in of_the_end}


def is_unused(folder: Path) -> bool:
    """Return whether a folder is not there, or holds nothing but a manifest that never got its name or content."""
    if not os.path.exists(folder):
        return True
    return all(
        _is_blank(each) if each.name == MANIFEST else each.name.startswith(f".{MANIFEST}.") and is_unfinished(each.name)
        for each in folder.iterdir()
    )


def lost_its_manifest(folder: Path) -> bool:
    """Return whether a folder holds results of cxsim, with a manifest that was damaged or never written."""
    runs = folder / RUNS
    if not runs.is_dir():
        return False
    try:
        if isinstance(_document(folder), dict):
            return False
    except (OSError, ValueError, RecursionError):
        pass
    files = list(files_below(runs))
    names = {each.name for each in folder.iterdir() if not is_unfinished(each.name)}
    is_bare = names <= {MANIFEST, REJECTED, INPUTS, RUNS, WEEKLY}
    return all(map(_is_of_runs, files)) and (is_bare or any(each.suffix == SUFFIX for each in files))


def _is_of_runs(path: Path) -> bool:
    return path.suffix == SUFFIX or path.name == CLAIMS or is_unfinished(path.name)


def _is_blank(path: Path) -> bool:
    """Return whether a file has no content, as a power cut leaves it."""
    return path.is_file() and not path.is_symlink() and not path.read_bytes().strip(b"\0 \n")
