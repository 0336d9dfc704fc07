"""Repeating an experiment from its folder, and comparing the results bit by bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from experiments.errors import OutputError
from experiments.experiment.kept_request import Given, kept_request
from experiments.experiment.options import Input
from experiments.experiment.request import described_fields
from experiments.experiment.runner import Setting, perform, source_files
from experiments.results.folder import MANIFEST, altered, is_edited, is_unused, read_manifest
from experiments.running.versions import Compared, compared


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


def repeat(folder: Path, out: Path | None, given: Given) -> Repetition:
    """Repeat the experiment of a results folder, from the inputs kept in it.

    Parameters
    ----------
    out : the folder for the new results, which goes on with what an interrupted repetition has left there; a new one
        next to the original when None.
    given : what the results do not hold: code of the user's own, a customer table.

    Raises
    ------
    OutputError
        When the folder holds no finished results, or the other holds results already.
    RequestError
        When the manifest does not describe the run, or what has to be given is missing or another one.
    """
    before = read_manifest(folder)
    experiment, request = kept_request(folder, before, given)
    if not (outputs := before.get("outputs")):
        raise OutputError(
            f"{folder} holds no finished results: finish them first, by the command that its {MANIFEST} names; read it "
            "before you run it when the folder comes from somebody else"
        )
    beside = folder.resolve().parent / f"{folder.resolve().name}-rerun"
    if out is None and not is_unused(beside):
        raise OutputError(
            f"{beside} already holds results; choose another folder with --out, or name it with --out to go on there"
        )
    out = out or beside
    if not is_unused(out) and "outputs" in read_manifest(out):
        raise OutputError(f"{out} already holds results, which would not be repeated; choose another folder with --out")
    copies = before.get("copies", {})
    changed_inputs = (
        *((MANIFEST,) if is_edited(folder, before) else ()),
        *altered(folder, copies),
        *_altered_source(experiment, folder, given.own, before.get("request", {})),
    )
    perform(experiment, request, Setting(out=out, command=str(before.get("command"))))
    after = read_manifest(out)
    changed = set(altered(folder, outputs))
    files = tuple(
        Repeated(name, after["outputs"].get(name) == was and not any(altered(out, {name: was})), name in changed)
        for name, was in outputs.items()
    )
    return Repetition(files, changed_inputs, compared(after["versions"], before.get("versions")))


def _altered_source(experiment: Any, folder: Path, own: Path | None, request: dict[str, Any]) -> tuple[str, ...]:
    """Return the copies of the user's own code that differ from the file that is given now."""
    files = source_files(experiment)
    for each in described_fields(experiment.request):
        copy = request.get(each.field.name)
        if each.input is Input.CODE and own is not None and isinstance(copy, str):
            files[copy] = own.read_bytes()
    return tuple(
        f"{own} (the copy is {name})"
        for name, content in files.items()
        if (folder / name).is_file() and (folder / name).read_bytes() != content
    )
