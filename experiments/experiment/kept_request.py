"""The request of results that are made again: it reads the inputs kept with them, and what the user gives, alone."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from experiments.errors import OutputError, RequestError
from experiments.experiment.experiment import Experiment
from experiments.experiment.options import Input
from experiments.experiment.registry import experiment_of
from experiments.experiment.request import Request, described_fields
from experiments.results.folder import altered, file_below
from experiments.results.kept import sha256
from sim.market.documents import read_document
from sim.market.loading import MARKET_FILE
from sim.market.messages import InputError, printable, quoted

_DIGITS = 64
"""Of a SHA-256."""
_DOCUMENTS = (".yaml", ".yml")
_FILES_IN_DOCUMENTS = (
    ("extends",),
    ("market",),
    ("scenarios",),
    ("from_crm",),
    ("mapping",),
    ("network", "edges"),
    ("candidates", "scenario"),
)
"""Where markets, scenarios, studies and portfolios name other files; each of a list counts."""
_THAT_NAME_FILES = ("market", "markets", "study", "levers")
"""Fields of requests that are such documents; scenarios are too."""


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
    _check_copies(folder, copies, set(_documents(experiment.request, manifest.get("request", {}))))
    request = experiment.request.in_manifest(manifest.get("request", {}), folder, copies)
    if given.own is None:
        _check_folders(request, folder, manifest.get("inputs", {}))
    request = _with_own_code(request, given.own)
    return experiment, _with_table(request, manifest, folder, given.table)


def _documents(request: type[Request], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that a manifest gives for markets, scenarios, studies and portfolios."""
    for each in described_fields(request):
        if each.input is Input.SCENARIO or each.field.name in _THAT_NAME_FILES:
            given = values.get(each.field.name)
            yield from (name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str))


def _check_copies(folder: Path, copies: Iterable[str], documents: Container[str]) -> None:
    """Check that no market, scenario, study or portfolio leads to a file that is not in the folder.

    Copies are looked at whatever they are called, and so is what they lead to, and what may be found by its name beside
    one of them.
    """
    waiting = [copy for copy in copies if PurePosixPath(copy).suffix in _DOCUMENTS or copy in documents]
    seen: set[str] = set()
    while waiting:
        copy = waiting.pop()
        if copy in seen:
            continue
        seen.add(copy)
        with suppress(InputError):  # of a damaged file: for those who load it
            names = list(_files_named(read_document(folder / copy).plain()))
            if far := next((name for name in names if not _is_below(folder, PurePosixPath(copy).parent / name)), None):
                raise RequestError(f"{folder / copy} names {quoted(far)}, which is not in the folder")
            waiting += _near(folder, PurePosixPath(copy).parent, names)


def _is_below(folder: Path, path: PurePosixPath) -> bool:
    """Return whether a path that a copy names leads to nothing outside a folder, by no link either."""
    try:
        file_below(folder, str(path))
    except OutputError:
        return False
    return True


def _near(folder: Path, place: PurePosixPath, names: Iterable[str]) -> Iterator[str]:
    """Yield the files below a folder that a document at a place may be read with: those it names, and those beside it.

    Raises
    ------
    OutputError
        When one of those beside it is a link.
    """
    for name in names:
        yield from (str(each) for each in (place / name, place / name / MARKET_FILE) if os.path.isfile(folder / each))
    for file in sorted((folder / place).glob("*.yaml")):
        file_below(folder, str(place / file.name))
        yield str(place / file.name)


def _files_named(document: Any) -> Iterator[str]:
    """Yield the files that a document names."""
    for keys in _FILES_IN_DOCUMENTS:
        parts = [document]
        for key in keys:
            parts = [part.get(key) for part in parts if isinstance(part, dict)]
            parts = [each for part in parts for each in (part if isinstance(part, list) else [part])]
        yield from (each for each in parts if isinstance(each, str))


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
