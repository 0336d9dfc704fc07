"""The request of results that are made again: it reads the inputs kept with them, and what the user gives, alone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from experiments.errors import OutputError, RequestError
from experiments.experiment.experiment import Experiment
from experiments.experiment.options import Input
from experiments.experiment.registry import experiment_of
from experiments.experiment.request import Request, described_fields
from experiments.results.folder import altered
from experiments.results.kept import sha256
from sim.market.documents import read_document
from sim.market.messages import InputError, printable, quoted

_DIGITS = 64
"""Of a SHA-256."""
_DOCUMENTS = (".yaml", ".yml")
_FILES_IN_DOCUMENTS = (
    *(("extends",), ("market",), ("scenarios",), ("from_crm",), ("mapping",), ("network", "edges")),
    ("candidates", "scenario"),
)
"""Where markets, scenarios, studies and portfolios name other files."""


class Given(NamedTuple):
    """What the user gives beside a folder of results, which must not decide about it.

    Attributes
    ----------
    own : the file of the user's own experiment, or of what it reads as code.
    table : the customer table, where the results hold no copy of it.
    """

    own: Path | None = None
    table: str | None = None


def kept_request(folder: Path, manifest: Mapping[str, Any], given: Given) -> tuple[Experiment[Any, Any], Request]:
    """Return the experiment of a folder of results, and its request, which reads nothing but what was kept or is given.

    Raises
    ------
    RequestError
        When the manifest does not describe the run, a copy or the manifest leads out of the folder, or what has to be
        given is missing or another one.
    """
    experiment = experiment_of(manifest, given.own)
    copies = manifest.get("copies", {})
    _check_copies(folder, copies)
    request = experiment.request.in_manifest(manifest.get("request", {}), folder, copies)
    if given.own is None:
        _check_folders(request, folder, manifest.get("inputs", {}))
    request = _with_own_code(request, given.own)
    return experiment, _with_table(request, manifest, folder, given.table)


def _check_copies(folder: Path, copies: Iterable[str]) -> None:
    """Check that no market, scenario, study or portfolio among the copies leads to a file that is not in the folder."""
    for copy in copies:
        if PurePosixPath(copy).suffix not in _DOCUMENTS:
            continue
        with suppress(InputError):  # of a damaged file: for those who load it
            for name in _files_named(read_document(folder / copy).plain()):
                path = PurePosixPath(name)
                if path.is_absolute() or ".." in path.parts:
                    raise RequestError(f"{folder / copy} names {quoted(name)}, which is not in the folder")


def _files_named(document: Any) -> Iterator[str]:
    """Yield the files that a document names."""
    for keys in _FILES_IN_DOCUMENTS:
        parts = [document]
        for key in keys:
            parts = [part[key] for part in _each(parts) if isinstance(part, dict) and key in part]
        yield from (each for each in _each(parts) if isinstance(each, str))


def _each(parts: Iterable[Any]) -> Iterator[Any]:
    """Yield parts of a document; of lists their members."""
    for part in parts:
        yield from part if isinstance(part, list) else [part]


def _check_folders(request: Request, folder: Path, inputs: Mapping[str, Any]) -> None:
    """Check that each folder that a manifest leads to holds the very files that the results were made from."""
    for each in described_fields(type(request)):
        read = getattr(request, each.field.name)
        if each.input is not Input.FOLDER or read is None:
            continue
        digests = {name: str(digest) for name, digest in inputs.items() if os.path.isfile(os.path.join(read, name))}
        try:
            is_the_same = bool(digests) and not any(altered(Path(read), digests))
        except OutputError:
            is_the_same = False
        if not is_the_same:
            raise RequestError(f"{read} is not the {each.field.name} that the results of {folder} were made from")


def _with_own_code(request: Request, own: Path | None) -> Request:
    """Return a request that reads the user's own code from the file that is given now, not from the copy."""
    fields = [each for each in described_fields(type(request)) if each.input is Input.CODE]
    needed = [each.field.name for each in fields if getattr(request, each.field.name) is not None]
    if needed and own is None:
        raise RequestError("the results come from code of your own: give its file with --experiment")
    if fields and own is not None and not needed:
        raise RequestError(f"{own}: the results come from no code of your own, so none is needed to repeat them")
    return replace(request, **dict.fromkeys(needed, str(own)))


def _with_table(request: Request, manifest: Mapping[str, Any], folder: Path, table: str | None) -> Request:
    """Return a request with the customer table that it needs beside its folder, if any."""
    known = manifest.get("crm", {})
    if known.get("is_copied") is not False:
        if table is not None:
            raise RequestError(f"--from-crm: {folder} needs no customer table: it keeps a copy, or has none")
        return request
    digest = str(known.get("sha256"))
    if table is None:
        raise RequestError(
            f"{folder} keeps a digest of its customer table only: the table is needed, with --from-crm (the SHA-256 of "
            f"the file is {printable(digest, _DIGITS)})"
        )
    try:
        is_the_same = sha256(Path(table)) == digest
    except OSError as error:
        raise RequestError(f"--from-crm: {table}: {error.strerror}") from error
    if not is_the_same:
        raise RequestError(f"--from-crm: {table} is another table than that of these results: its digest differs")
    return replace(request, **{"from_crm": table})
