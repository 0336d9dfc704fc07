"""The customer table of results that are made again: their copy of it, or the very file where they keep a digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.errors import RequestError
from experiments.experiment.request import Request
from experiments.results.kept import sha256
from sim.market.messages import printable

_DIGITS = 64
"""Of a SHA-256."""


def with_table(request: Request, manifest: Mapping[str, Any], folder: Path, table: str | None = None) -> Request:
    """Return the request of a manifest with the customer table that it needs beside its folder, if any.

    Parameters
    ----------
    table : the file that is given.

    Raises
    ------
    RequestError
        When it is needed and not given, is another table, or is not needed.
    """
    known = manifest.get("crm", {})
    if known.get("is_copied") is not False:
        if table is not None:
            raise RequestError(f"--from-crm: {folder} needs no customer table: it keeps a copy, or has none")
        return request
    digest = str(known.get("sha256"))
    if table is None:
        raise RequestError(
            f"{folder} keeps a digest of its customer table only: cxsim rerun needs the table, with --from-crm (the "
            f"SHA-256 of the file is {printable(digest, _DIGITS)})"
        )
    try:
        is_the_same = sha256(Path(table)) == digest
    except OSError as error:
        raise RequestError(f"--from-crm: {table}: {error.strerror}") from error
    if not is_the_same:
        raise RequestError(f"--from-crm: {table} is another table than that of these results: its digest differs")
    return replace(request, **{"from_crm": table})
