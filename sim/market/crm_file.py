"""The file of a CRM table, CSV or Parquet, read as text: cells, the line of each row, and rows of the wrong length."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping
from io import BytesIO, StringIO
from operator import itemgetter
from pathlib import Path
from sys import intern
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim.market.messages import InputError, Problem, quoted, unknown
from sim.market.texts import table_in

DELIMITERS = ",;\t|"
PARQUET_MARK = b"PAR1"
_MEANINGS = {
    "unexpected end of data": "a quotation mark that is opened here is never closed",
    f"field larger than field limit ({csv.field_size_limit()})": "a value here has no end",
}
"""Messages of the CSV reader in plain words."""


class Cells(NamedTuple):
    """The columns of a table that are needed."""

    text: pd.DataFrame
    """One row for each row of the file, every cell as text without surrounding blanks."""
    lines: np.ndarray
    """(n,) int64, the line on which each row begins; the number of the row in a Parquet file."""
    misshapen: pd.DataFrame
    """Rows with too few or too many values: line, reason."""
    sha256: str


def read_cells(path: Path, needed: Mapping[str, str]) -> Cells:
    """Return some columns of a table.

    Parameters
    ----------
    path : a CSV file in UTF-8 (with comma, semicolon, tab or bar) or a Parquet file, whatever its ending.
    needed : columns, each with the key that names it, as in messages.

    Raises
    ------
    InputError : when the file is not such a table, or columns are missing.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror or error}") from error
    read = _parquet if content.startswith(PARQUET_MARK) else _csv
    text, lines, misshapen = read(path, content, needed)
    if not len(text) and not len(misshapen):
        raise _refusal(path, "holds no rows")
    return Cells(text, lines, misshapen, hashlib.sha256(content).hexdigest())


def _refusal(path: Path, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(str(path), line, "", message)])


def _csv(path: Path, content: bytes, needed: Mapping[str, str]) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    """Return the cells of a CSV file; its first line names the columns, blank lines are skipped."""
    text = table_in(content, str(path), "is neither CSV nor Parquet")
    head = text[: text.find("\n") + 1] or text
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(DELIMITERS, key=head.count), strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    misshapen: list[tuple[int, str]] = []
    line = 1
    try:
        columns = [name.strip() for name in next(reader, [])]
        _check_columns(path, columns, needed)
        positions = [columns.index(name) for name in needed]
        pick = itemgetter(*positions) if len(positions) > 1 else lambda fields: (fields[positions[0]],)
        line = reader.line_num + 1
        for fields in reader:
            if not any(fields):
                pass
            elif len(fields) == len(columns):
                # Values repeat from row to row: one copy of each is kept.
                rows.append(tuple(intern(field.strip()) for field in pick(fields)))
                lines.append(line)
            else:
                misshapen.append((line, f"has {len(fields)} values where {len(columns)} are expected"))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _refusal(path, f"is not a table: {_MEANINGS.get(str(error), error)}", line) from error
    return (
        pd.DataFrame(rows, columns=list(needed), dtype="str"),
        np.array(lines, dtype=np.int64),
        pd.DataFrame(misshapen, columns=["line", "reason"]),
    )


def _parquet(path: Path, content: bytes, needed: Mapping[str, str]) -> tuple[pd.DataFrame, np.ndarray, pd.DataFrame]:
    """Return the cells of a Parquet file as text; missing values are blank."""
    try:
        file = parquet.ParquetFile(BytesIO(content))
        _check_columns(path, file.schema_arrow.names, needed)
        table = file.read(columns=list(needed))
    except (pa.ArrowException, OSError) as error:
        raise _refusal(path, "is not a Parquet file that can be read") from error
    text = {}
    for name in needed:
        column = table.column(name)
        try:
            text[name] = column.cast(pa.string()).to_pandas().fillna("").astype("str").str.strip()
        except pa.ArrowException as error:
            raise _refusal(path, f"column {quoted(name)} holds {column.type}, which is not a single value") from error
    nothing = pd.DataFrame({"line": pd.Series(dtype=int), "reason": pd.Series(dtype=str)})
    return pd.DataFrame(text), np.arange(1, table.num_rows + 1), nothing


def _check_columns(path: Path, columns: list[str], needed: Mapping[str, str]) -> None:
    """Check that the columns that are needed are there, once each."""
    problems = list(_column_problems(path, columns, needed))
    if problems:
        raise InputError(problems)


def _column_problems(path: Path, columns: list[str], needed: Mapping[str, str]) -> Iterable[Problem]:
    for name, asked_for in needed.items():
        if name not in columns:
            yield Problem(str(path), 1, asked_for, unknown("column", name, columns, "the first line of the table"))
        elif columns.count(name) > 1:
            yield Problem(str(path), 1, asked_for, f"column {quoted(name)} is there twice")
