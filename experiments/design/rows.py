"""Tables of data that a market is fitted to, as they are written: lines with a value for each column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sim.market.messages import InputError, Problem, listed, quoted, unknown

MAX_BYTES = 5_000_000
MAX_ROWS = 20_000
MOST_PROBLEMS = 1_000
"""Maximum number of problems that are looked for in one table."""
DELIMITERS = ",;\t|"
COMMENT = "#"
"""A line that begins with it is no row."""
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
"""What editors and spreadsheets take for the end of a line; form feeds and separators of Unicode stand within one."""


class Row(NamedTuple):
    """One line of the file that has a value for each column."""

    line: int
    cells: Mapping[str, str]


class Columns(NamedTuple):
    """The columns of a kind of table: those that it may have, and those that it needs."""

    known: tuple[str, ...]
    needed: tuple[str, ...]


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


def lines_in(text: str) -> list[str]:
    """Return the lines of a table, as editors and spreadsheets show them."""
    return _LINE_BREAK.split(text)


def rows_in(file: str, text: str, columns: Columns, problems: list[Problem]) -> list[Row]:
    """Return the lines that are neither blank nor comments; those of the wrong length are noted as problems."""
    lines = ["" if line.lstrip().startswith(COMMENT) else line for line in lines_in(text)]
    first = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines):
        raise _refusal(file, "holds no rows")
    reader = csv.reader(lines[first:], delimiter=max(DELIMITERS, key=lines[first].count), strict=True)
    rows: list[Row] = []
    line = 0
    try:
        names = [name.strip().lower() for name in next(reader)]
        wrong = list(_wrong_columns(names, columns))
        if wrong:
            raise InputError(Problem(file, first + 1, "", message) for message in wrong)
        line = first + reader.line_num + 1
        for fields in reader:
            if len(rows) == MAX_ROWS:
                raise _refusal(file, f"has more than {MAX_ROWS:,} rows", line)
            if len(fields) == len(names):
                if any(field.strip() for field in fields):
                    rows.append(Row(line, dict(zip(names, map(str.strip, fields), strict=True))))
            elif fields and len(problems) < MOST_PROBLEMS:
                problems.append(Problem(file, line, "", f"has {len(fields)} values where {len(names)} are expected"))
            line = first + reader.line_num + 1
    except csv.Error as error:
        raise _refusal(file, f"is not a table: {error}", line or 1) from error
    if not rows and not problems:
        raise _refusal(file, "holds no rows")
    return rows


def _wrong_columns(names: Sequence[str], columns: Columns) -> Iterator[str]:
    """Yield the errors in the first line."""
    for name in dict.fromkeys(names):
        if name not in columns.known:
            yield unknown("column", name, columns.known)
        elif names.count(name) > 1:
            yield f"column {quoted(name)} is there twice"
    for name in columns.needed:
        if name not in names:
            yield f"column {quoted(name)} is missing; the first line names columns among {listed(columns.known)}"
