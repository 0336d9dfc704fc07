"""Repeating an experiment from its folder, and comparing what came out, bit by bit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from experiments.errors import OutputError, RequestError
from experiments.experiment.registry import experiment_of
from experiments.experiment.runner import Setting, perform, source_files
from experiments.results.kept import sha256
from experiments.results.store import MANIFEST, read_manifest
from sim.market.messages import quoted


class Repeated(NamedTuple):
    """One file of results made again.

    Attributes
    ----------
    is_identical : whether it has the bits that the first had when it was made.
    is_altered : whether the first has been altered, or is missing, since it was made.
    """

    file: str
    is_identical: bool
    is_altered: bool


class Repetition(NamedTuple):
    """What a repetition found.

    Attributes
    ----------
    altered_inputs : copies of inputs that were altered since the results were made.
    other_software : names of what was not as it is now.
    """

    files: tuple[Repeated, ...]
    altered_inputs: tuple[str, ...]
    other_software: tuple[str, ...]


def repeat(folder: Path, out: Path | None = None, own: Path | None = None) -> Repetition:
    """Perform again what a folder of results holds, from the inputs kept in it.

    Parameters
    ----------
    out : the folder for the new results; one beside the first when None.
    own : the file of an experiment of one's own.

    Raises
    ------
    OutputError
        When the folder holds no finished results, or the other holds results already.
    RequestError
        When the manifest does not say what was run.
    """
    before = read_manifest(folder)
    experiment = experiment_of(before, own)
    request_document, copies, outputs = (_mapping(before, name, folder) for name in ("request", "copies", "outputs"))
    if not outputs:
        raise OutputError(f"{folder} holds no finished results: give its command again first ({before.get('command')})")
    out = out or folder.resolve().parent / f"{folder.resolve().name}-rerun"
    if (out / MANIFEST).exists() and "outputs" in read_manifest(out):
        raise OutputError(
            f"{out} holds results already, which would not be made again; choose another folder with --out"
        )
    altered = tuple(_altered(folder, copies)) + tuple(
        f"{own} (the copy is {name})"
        for name, content in source_files(experiment).items()
        if (folder / name).is_file() and (folder / name).read_bytes() != content
    )
    request = experiment.request.in_manifest(request_document, folder, copies)
    perform(experiment, request, Setting(out=out, command=str(before.get("command"))))
    after = read_manifest(out)
    changed = set(_altered(folder, outputs))
    files = tuple(Repeated(name, after["outputs"].get(name) == was, name in changed) for name, was in outputs.items())
    versions = before.get("versions") if isinstance(before.get("versions"), dict) else {}
    other = tuple(name for name, was in (versions or {}).items() if was != after["versions"].get(name))
    return Repetition(files, altered, other)


def _mapping(manifest: Mapping[str, Any], name: str, folder: Path) -> dict[str, Any]:
    """Return a part of a manifest that must be a mapping; an absent one is empty."""
    part = manifest.get(name, {})
    if not isinstance(part, dict):
        raise RequestError(f"the manifest of {folder} does not say what was run: {name} must be a mapping")
    return part


def _altered(folder: Path, digests: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files below a folder that are not as a manifest says.

    Raises
    ------
    RequestError
        When the manifest names a file that is not below the folder.
    """
    for name, digest in digests.items():
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or (folder / name).is_symlink():
            raise RequestError(f"the manifest of {folder} names {quoted(name)}, which is no file of its own")
        file = folder / name
        if not file.is_file() or sha256(file) != digest:
            yield name
