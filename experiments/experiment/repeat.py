"""Repeating an experiment from its folder, and comparing the results bit by bit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from experiments.errors import OutputError, RequestError
from experiments.experiment.registry import experiment_of
from experiments.experiment.runner import Setting, perform, source_files
from experiments.results.kept import sha256
from experiments.results.store import MANIFEST, read_manifest
from experiments.running.versions import Compared, compared
from sim.market.messages import quoted


class Repeated(NamedTuple):
    """One repeated file of results.

    Attributes
    ----------
    is_identical : whether it has the same bits as the original when written.
    is_altered : whether the original was altered or removed since.
    """

    file: str
    is_identical: bool
    is_altered: bool


class Repetition(NamedTuple):
    """The outcome of a repetition.

    Attributes
    ----------
    altered_inputs : copies of inputs that were altered since the results were made.
    software : how the software of the original compares with the present one.
    """

    files: tuple[Repeated, ...]
    altered_inputs: tuple[str, ...]
    software: Compared


def repeat(folder: Path, out: Path | None = None, own: Path | None = None) -> Repetition:
    """Repeat the experiment of a results folder, from the inputs kept in it.

    Parameters
    ----------
    out : the folder for the new results; next to the original when None.
    own : the file of a user's own experiment.

    Raises
    ------
    OutputError
        When the folder holds no finished results, or the other holds results already.
    RequestError
        When the manifest does not describe the run.
    """
    before = read_manifest(folder)
    experiment = experiment_of(before, own)
    request_document, copies, outputs = (_mapping(before, name, folder) for name in ("request", "copies", "outputs"))
    if not outputs:
        raise OutputError(
            f"{folder} holds no finished results: finish them first, by the command that its {MANIFEST} names; read it "
            "before you run it when the folder comes from somebody else"
        )
    out = out or folder.resolve().parent / f"{folder.resolve().name}-rerun"
    if (out / MANIFEST).exists() and "outputs" in read_manifest(out):
        raise OutputError(f"{out} already holds results, which would not be repeated; choose another folder with --out")
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
    return Repetition(files, altered, compared(after["versions"], before.get("versions")))


def _mapping(manifest: Mapping[str, Any], name: str, folder: Path) -> dict[str, Any]:
    """Return a part of a manifest that must be a mapping; an absent one is empty."""
    part = manifest.get(name, {})
    if not isinstance(part, dict):
        raise RequestError(f"the manifest of {folder} does not describe the run: {name} must be a mapping")
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
            raise RequestError(f"the manifest of {folder} names {quoted(name)}, which is not a file in it")
        file = folder / name
        if not file.is_file() or sha256(file) != digest:
            yield name
