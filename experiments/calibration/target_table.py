"""A table of targets as it is written: lines with a value for each column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.market.messages import InputError, Problem, listed, quoted, unknown

COLUMNS = ("kind", "metric", "brand", "segment", "week", "age", "times", "value", "tolerance", "set")
NEEDED = ("kind", "value", "tolerance")
MAX_BYTES = 5_000_000
DELIMITERS = ",;\t|"


class Row(NamedTuple):
    """One line of the file that has a value for each column."""

    line: int
    cells: Mapping[str, str]


def _refusal(file: str, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(file, line, "", message)])


def content_of(path: Path) -> bytes:
    """Return what a file holds."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refusal(str(path), f"cannot be read: {error.strerror or error}") from error
    if len(content) > MAX_BYTES:
        raise _refusal(str(path), f"is too large: more than {MAX_BYTES / 1e6:g} MB")
    return content


def rows_in(file: str, text: str, problems: list[Problem]) -> list[Row]:
    """Return the lines that are not blank; those of the wrong length are noted as problems."""
    lines = text.splitlines()
    reader = csv.reader(lines, delimiter=max(DELIMITERS, key=lines[0].count), strict=True)
    rows, line = [], 0
    try:
        names = [name.strip().lower() for name in next(reader)]
        wrong = list(_wrong_columns(names))
        if wrong:
            raise InputError(Problem(file, 1, "", message) for message in wrong)
        line = reader.line_num + 1
        for fields in reader:
            if len(fields) == len(names):
                if any(field.strip() for field in fields):
                    rows.append(Row(line, dict(zip(names, map(str.strip, fields), strict=True))))
            elif fields:
                problems.append(Problem(file, line, "", f"has {len(fields)} values where {len(names)} are expected"))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _refusal(file, f"is not a table: {error}", line or 1) from error
    if not rows and not problems:
        raise _refusal(file, "holds no rows")
    return rows


def _wrong_columns(names: Sequence[str]) -> Iterator[str]:
    """Yield the errors in the first line."""
    for name in dict.fromkeys(names):
        if name not in COLUMNS:
            yield unknown("column", name, COLUMNS)
        elif names.count(name) > 1:
            yield f"column {quoted(name)} is there twice"
    for name in NEEDED:
        if name not in names:
            yield f"column {quoted(name)} is missing; the first line names columns among {listed(COLUMNS)}"
