"""The file of a CRM table, CSV or Parquet, read as text: cells, the line of each row, and rows of the wrong length."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
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
from sim.market.texts import UTF16_MARKS, table_in, without_workbook

DELIMITERS = ",;\t|"
PARQUET_MARK = b"PAR1"
GUESSED = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257")
"""Encodings tried when a table is not UTF-8, the most frequent first."""
HEAD_LINES = 20
"""Lines among which the names of the columns are looked for; above them may stand a title."""
_LONGEST_SHOWN = 60
_SEP = re.compile(rf'"?sep=([{DELIMITERS}])"?', re.IGNORECASE)
_WORD = re.compile(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*")
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
    delimiter: str = ""
    """Between the values of a row; "" in a Parquet file."""
    typed: frozenset[str] = frozenset()
    """Columns of a Parquet file that hold numbers or dates, whose text has one form."""
    notes: tuple[str, ...] = ()
    """What was guessed, in words."""


class _Layout(NamedTuple):
    """Where the columns of a CSV file are named, and how they are set apart."""

    header: int
    """Position of the line, from zero."""
    delimiter: str
    notes: tuple[str, ...] = ()
    is_found: bool = True
    """Whether the line names all columns that are needed."""


def read_cells(path: Path, needed: Mapping[str, str], encoding: str | None = None) -> Cells:
    """Return some columns of a table.

    Parameters
    ----------
    path : a CSV file (with comma, semicolon, tab or bar) or a Parquet file, whatever its ending.
    needed : columns, each with the key that names it, as in messages.
    encoding : of a CSV file; UTF-8 when None, and guessed when it is not.

    Raises
    ------
    InputError : when the file is not such a table, or columns are missing.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror or error}") from error
    sha256 = hashlib.sha256(content).hexdigest()
    if content.startswith(PARQUET_MARK):
        cells = _parquet(path, content, needed)
    else:
        text, layout = _decoded(path, content, needed, encoding)
        cells = _csv(path, text, layout, needed)
    if not len(cells.text) and not len(cells.misshapen):
        raise _refusal(path, "holds no rows")
    return cells._replace(sha256=sha256)


def _refusal(path: Path, message: str, line: int | None = None) -> InputError:
    return InputError([Problem(str(path), line, "", message)])


def _decoded(path: Path, content: bytes, needed: Mapping[str, str], encoding: str | None) -> tuple[str, _Layout]:
    """Return the text of a CSV file and its layout; a guessed encoding is among the notes of the layout."""
    shown = str(path)
    without_workbook(content, shown, "is neither CSV nor Parquet")
    if encoding is not None:
        text = _decoded_as_given(path, content, encoding)
        return text, _layout(text, needed)
    if content.startswith(UTF16_MARKS):
        text = _decoded_as_given(path, content, "utf-16")
        return text, _layout(text, needed)
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" not in content:
            return _guessed(path, content, needed, error.start)
    text = table_in(content, shown, "is neither CSV nor Parquet")
    return text, _layout(text, needed)


def _decoded_as_given(path: Path, content: bytes, encoding: str) -> str:
    try:
        text = content.decode("utf-8-sig" if codecs.lookup(encoding).name == "utf-8" else encoding)
    except (UnicodeError, LookupError) as error:
        if isinstance(error, UnicodeDecodeError):
            line = content.count(b"\n", 0, error.start) + 1
            raise _refusal(path, f"is not encoded in {encoding}", line) from error
        raise _refusal(path, f"cannot be read in the encoding {quoted(encoding)}") from error
    return text.removeprefix("\ufeff")


def _guessed(path: Path, content: bytes, needed: Mapping[str, str], first: int) -> tuple[str, _Layout]:
    """Return the text of a file that is not UTF-8, in the first encoding in which all columns are found.

    first : position of the first byte that is not UTF-8.
    """
    found: list[tuple[str, str, _Layout]] = []
    for encoding in GUESSED:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        layout = _layout(text, needed)
        found.append((encoding, text, layout))
        if layout.is_found:
            break
    line = content.count(b"\n", 0, first) + 1
    if not found:
        tried = f"UTF-8 nor {', '.join(GUESSED)}"
        raise _refusal(path, f"is neither {tried}: give its encoding in the mapping, format: {{encoding: ...}}", line)
    encoding, text, layout = found[-1] if found[-1][2].is_found else found[0]
    word = _WORD.search(text.split("\n")[line - 1])
    reads = f", in which line {line} reads {quoted(word[0])}" if word else ""
    note = f"the file is not UTF-8; it is read in {encoding}{reads}"
    return text, layout._replace(notes=(note, *layout.notes))


def _layout(text: str, needed: Mapping[str, str]) -> _Layout:
    """Return the layout of a CSV file: the first line that names all columns, else the first line that is not blank."""
    lines = text.split("\n", HEAD_LINES)[:HEAD_LINES]
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    marked = _SEP.fullmatch(lines[first].strip(" \r")) if lines else None
    delimiters = marked[1] if marked else DELIMITERS
    start = first + 1 if marked else first
    for place in range(start, len(lines)):
        for delimiter in sorted(delimiters, key=lines[place].count, reverse=True):
            if set(needed) <= set(_names(lines[place], delimiter)):
                above = [line.strip() for line in lines[start:place] if line.strip()]
                return _Layout(place, delimiter, tuple(_title_note(place, above)))
    head = lines[start] if start < len(lines) else ""
    return _Layout(start, max(delimiters, key=head.count), is_found=False)


def _title_note(header: int, above: list[str]) -> Iterator[str]:
    if above:
        shown = above[0][:_LONGEST_SHOWN]
        yield f"the names of the columns are on line {header + 1}; the lines above are left out ({quoted(shown)})"


def _names(line: str, delimiter: str) -> list[str]:
    """Return the names of columns on a line; empty ones at its end are left out."""
    try:
        names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter, strict=True), [])]
    except csv.Error:
        return []
    return _without_end(names)


def _without_end(names: list[str]) -> list[str]:
    """Return names without the empty ones at their end."""
    while names and not names[-1]:
        names = names[:-1]
    return names


def _csv(path: Path, text: str, layout: _Layout, needed: Mapping[str, str]) -> Cells:
    """Return the cells of a CSV file; blank lines are skipped."""
    body = text.split("\n", layout.header)[-1]
    reader = csv.reader(StringIO(body, newline=""), delimiter=layout.delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    misshapen: list[tuple[int, str]] = []
    longer: list[int] = []
    line = layout.header + 1
    try:
        columns = _without_end([name.strip() for name in next(reader, [])])
        _check_columns(path, columns, needed, line, body)
        positions = [columns.index(name) for name in needed]
        pick = itemgetter(*positions) if len(positions) > 1 else lambda fields: (fields[positions[0]],)
        line = layout.header + reader.line_num + 1
        for fields in reader:
            if not any(fields):
                pass
            elif len(fields) == len(columns) or (len(fields) > len(columns) and not any(fields[len(columns) :])):
                # Values repeat from row to row: one copy of each is kept.
                rows.append(tuple(intern(field.strip()) for field in pick(fields)))
                lines.append(line)
                if len(fields) > len(columns):
                    longer.append(line)
            else:
                misshapen.append((line, f"has {len(fields)} values where {len(columns)} are expected"))
            line = layout.header + reader.line_num + 1
    except csv.Error as error:
        raise _refusal(path, f"is not a table: {_MEANINGS.get(str(error), error)}", line) from error
    ends = []
    if longer:
        ends = [f"rows that end with empty values without a name: {len(longer):,}, the first on line {longer[0]}"]
    return Cells(
        pd.DataFrame(rows, columns=list(needed), dtype="str"),
        np.array(lines, dtype=np.int64),
        pd.DataFrame(misshapen, columns=["line", "reason"]),
        "",
        layout.delimiter,
        notes=(*layout.notes, *ends),
    )


def _parquet(path: Path, content: bytes, needed: Mapping[str, str]) -> Cells:
    """Return the cells of a Parquet file as text; missing values are blank."""
    try:
        file = parquet.ParquetFile(BytesIO(content))
        _check_columns(path, file.schema_arrow.names, needed, 1, "")
        table = file.read(columns=list(needed))
    except (pa.ArrowException, OSError) as error:
        raise _refusal(path, "is not a Parquet file that can be read") from error
    text, typed = {}, set()
    for name in needed:
        column = table.column(name)
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            typed.add(name)
        try:
            text[name] = column.cast(pa.string()).to_pandas().fillna("").astype("str").str.strip()
        except pa.ArrowException as error:
            raise _refusal(path, f"column {quoted(name)} holds {column.type}, which is not a single value") from error
    nothing = pd.DataFrame({"line": pd.Series(dtype=int), "reason": pd.Series(dtype=str)})
    return Cells(pd.DataFrame(text), np.arange(1, table.num_rows + 1), nothing, "", typed=frozenset(typed))


def _check_columns(path: Path, columns: list[str], needed: Mapping[str, str], line: int, body: str) -> None:
    """Check that the columns that are needed are there, once each."""
    if body and len(needed) > 1 and not set(needed) & set(columns):
        first = body.split("\n", 1)[0].strip()[:_LONGEST_SHOWN]
        message = (
            f"no line among the first {HEAD_LINES} names a column of the mapping; line {line} is {quoted(first)}: "
            "write the names of the columns above the rows"
        )
        raise _refusal(path, message, line)
    problems = list(_column_problems(path, columns, needed, line))
    if problems:
        raise InputError(problems)


def _column_problems(path: Path, columns: list[str], needed: Mapping[str, str], line: int) -> Iterable[Problem]:
    for name, asked_for in needed.items():
        if name not in columns:
            where = "the first line of the table" if line == 1 else f"line {line} of the table"
            yield Problem(str(path), line, asked_for, unknown("column", name, columns, where))
        elif columns.count(name) > 1:
            yield Problem(str(path), line, asked_for, f"column {quoted(name)} is there twice")
