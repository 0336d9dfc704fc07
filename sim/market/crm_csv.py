"""A CRM table in a CSV file, read row by row: only the cells of mapped columns are kept."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BytesIO, TextIOWrapper
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

import numpy as np
import pandas as pd

from sim.market.crm_cells import HEAD_LINES, LONGEST_SHOWN, Cells, Gathering, check_columns, refusal
from sim.market.messages import quoted
from sim.market.texts import UTF16_MARKS, without_workbook

DELIMITERS = ",;\t|"
GUESSED = ("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257")
"""Encodings tried when a table is not UTF-8, the most frequent first."""
_UTF8 = "utf-8-sig"
_OTHERWISE = "is neither CSV nor Parquet"
_LONGEST_ROW = 10_000_000
"""Characters of a row: more would be the whole of a file that has no lines."""
_CHUNK = 1 << 20
_EDGE = 4096
_SEP = re.compile(rf'"?sep=([{DELIMITERS}])"?', re.IGNORECASE)
_MEANINGS = {
    "unexpected end of data": "a quotation mark that is opened here is never closed",
    f"field larger than field limit ({csv.field_size_limit()})": "a value here has no end",
}
"""Messages of the CSV reader in plain words."""


class _Layout(NamedTuple):
    """Where the columns of a CSV file are named, and how they are set apart."""

    header: int
    """Position of the line, from zero."""
    delimiter: str
    notes: tuple[str, ...] = ()
    is_found: bool = True
    """Whether the line names all columns that are needed."""


class _Scan(NamedTuple):
    """The bytes of a file at a glance.

    Attributes
    ----------
    wrong_line : line of the first byte that is not encoded as expected; None when all are.
    """

    sha256: str
    is_blank: bool
    has_zero: bool
    wrong_line: int | None


class _Lines:
    """The lines of a text, one after the other; a row that does not end raises ``csv.Error``."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._taken = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(_LONGEST_ROW + 1)
        self._taken += len(line)
        if not line:
            raise StopIteration
        if self._taken > _LONGEST_ROW:
            raise csv.Error(f"a row here has more than {_LONGEST_ROW:,} characters")
        return line

    def begin_row(self) -> None:
        """Begin to count the characters of the next row."""
        self._taken = 0


def csv_cells(path: Path, file: BinaryIO, needed: Mapping[str, str], encoding: str | None) -> Cells:
    """Return the mapped cells of a CSV file; the parameters are those of :func:`sim.market.crm_file.read_cells`.

    Raises
    ------
    InputError
        When it is no such table, or columns are missing.
    """
    head = file.read(_EDGE)
    without_workbook(head, str(path), _OTHERWISE)
    if encoding is None and head.startswith(UTF16_MARKS):
        encoding = "utf-16"
    scan = _scan(path, file, encoding or "utf-8")
    if scan.is_blank:
        raise refusal(path, "is empty")
    if encoding is not None:
        if scan.wrong_line is not None:
            raise refusal(path, f"is not encoded in {encoding}", scan.wrong_line)
        encoding = _UTF8 if codecs.lookup(encoding).name == "utf-8" else encoding
        return _cells(path, file, needed, encoding, _layout(file, needed, encoding), scan.sha256)
    if scan.has_zero:
        raise refusal(path, f"{_OTHERWISE}: it holds binary data")
    if scan.wrong_line is not None:
        encoding, layout = _guessed(path, file, needed, scan.wrong_line)
        found = _cells(path, file, needed, encoding, layout, scan.sha256)
        return found._replace(guessed_encoding=encoding)
    if _is_json(file):
        raise refusal(path, f"{_OTHERWISE} but looks like JSON: save it as CSV in UTF-8")
    return _cells(path, file, needed, _UTF8, _layout(file, needed, _UTF8), scan.sha256)


def _scan(path: Path, file: BinaryIO, encoding: str) -> _Scan:
    """Return what the bytes of a file are."""
    try:
        TextIOWrapper(BytesIO(), encoding=encoding).detach()
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError as error:
        raise refusal(path, f"cannot be read in the encoding {quoted(encoding)}") from error
    digest = hashlib.sha256()
    is_blank, has_zero, wrong_line, lines = True, False, None, 1
    file.seek(0)
    is_last = False
    while not is_last:
        chunk = file.read(_CHUNK)
        is_last = not chunk
        digest.update(chunk)
        is_blank = is_blank and not chunk.strip()
        has_zero = has_zero or b"\0" in chunk
        if wrong_line is None:
            waiting = decoder.getstate()[0]
            try:
                decoder.decode(chunk, final=is_last)
            except UnicodeDecodeError as error:
                wrong_line = lines + chunk.count(b"\n", 0, max(error.start - len(waiting), 0))
            except UnicodeError as error:
                raise refusal(path, f"cannot be read in the encoding {quoted(encoding)}") from error
        lines += chunk.count(b"\n")
    return _Scan(digest.hexdigest(), is_blank, has_zero, wrong_line)


def _is_json(file: BinaryIO) -> bool:
    file.seek(0)
    begins = file.read(_EDGE).decode(_UTF8, errors="ignore").lstrip()
    file.seek(max(file.seek(0, 2) - _EDGE, 0))
    ends = file.read().decode(errors="ignore").rstrip()
    return begins.startswith(("{", "[")) and ends.endswith(("}", "]"))


def _guessed(path: Path, file: BinaryIO, needed: Mapping[str, str], line: int) -> tuple[str, _Layout]:
    """Return the first encoding in which all columns of a file that is not UTF-8 are found, and the layout.

    line : of the first byte that is not UTF-8.
    """
    counts = np.zeros(256, np.int64)
    file.seek(0)
    while chunk := file.read(_CHUNK):
        counts += np.bincount(np.frombuffer(chunk, np.uint8), minlength=256)
    used = np.flatnonzero(counts).astype(np.uint8).tobytes()
    found: list[tuple[str, _Layout]] = []
    for encoding in GUESSED:
        try:
            used.decode(encoding)
        except UnicodeDecodeError:
            continue
        found.append((encoding, _layout(file, needed, encoding)))
        if found[-1][1].is_found:
            return found[-1]
    if not found:
        tried = f"UTF-8 nor {', '.join(GUESSED)}"
        raise refusal(path, f"is neither {tried}: give its encoding in the mapping, format: {{encoding: ...}}", line)
    return found[0]


@contextmanager
def _text(file: BinaryIO, encoding: str) -> Iterator[TextIO]:
    """Yield the text of a file from its beginning, without a byte order mark; the file stays open."""
    file.seek(0)
    text = TextIOWrapper(file, encoding=encoding, newline="")
    try:
        if text.read(1) != "\ufeff":
            text.seek(0)
        yield text
    finally:
        text.detach()


def _head(file: BinaryIO, encoding: str) -> list[str]:
    """Return the first lines of a file."""
    with _text(file, encoding) as text:
        lines: list[str] = []
        with suppress(csv.Error):  # which is reported where the row is read
            lines.extend(islice(_Lines(text), HEAD_LINES))
    return lines


def _layout(file: BinaryIO, needed: Mapping[str, str], encoding: str) -> _Layout:
    """Return the layout of a CSV file: the first line that names all columns, else the first line that is not blank."""
    lines = _head(file, encoding)
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    marked = _SEP.fullmatch(lines[first].strip(" \r\n")) if lines else None
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
        shown = above[0][:LONGEST_SHOWN]
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


def _cells(path: Path, file: BinaryIO, needed: Mapping[str, str], encoding: str, layout: _Layout, sha256: str) -> Cells:
    """Return the mapped cells of a CSV file; blank lines are skipped."""
    with _text(file, encoding) as text:
        for _ in range(layout.header):
            text.readline()
        rows = _Rows(path, text, layout)
        cells = rows.gathered(needed)
    return cells._replace(sha256=sha256)


class _Rows:
    """The rows of a CSV file from the names of its columns on.

    Attributes
    ----------
    line : on which the present row begins.
    misshapen : rows with too few or too many values, line and reason.
    longer : lines of rows that end with empty values without a name.
    """

    def __init__(self, path: Path, text: TextIO, layout: _Layout) -> None:
        self.path = path
        self.layout = layout
        self.source = _Lines(text)
        self.reader = csv.reader(self.source, delimiter=layout.delimiter, strict=True)
        self.line = layout.header + 1
        self.misshapen: list[tuple[int, str]] = []
        self.n_longer = self.first_longer = 0

    def gathered(self, needed: Mapping[str, str]) -> Cells:
        """Return the cells of some columns."""
        cells, lines = Gathering(self.path, needed), array("q")
        try:
            columns = self._columns(needed)
            positions = [columns.index(name) for name in needed]
            pick = itemgetter(*positions) if len(positions) > 1 else lambda fields: (fields[positions[0]],)
            for fields in self._whole(len(columns)):
                cells.add(pick(fields))
                lines.append(self.line)
        except csv.Error as error:
            message = f"is not a table: {_MEANINGS.get(str(error), error)}"
            raise refusal(self.path, message, self.line) from error
        misshapen = pd.DataFrame(self.misshapen, columns=["line", "reason"])
        notes = (*self.layout.notes, *self._notes())
        return Cells(cells.table(), np.array(lines, np.int64), misshapen, "", self.layout.delimiter, notes=notes)

    def _columns(self, needed: Mapping[str, str]) -> list[str]:
        """Return the names of all columns, after checking that those that are needed are there."""
        names = next(self.reader, [])
        columns = _without_end([name.strip() for name in names])
        check_columns(self.path, columns, needed, self.line, self.layout.delimiter.join(names))
        return columns

    def _whole(self, n_columns: int) -> Iterator[list[str]]:
        """Yield the rows that have a value for each column."""
        self._begin_row()
        for fields in self.reader:
            if any(fields) and self._is_whole(fields, n_columns):
                yield fields
            self._begin_row()

    def _begin_row(self) -> None:
        self.line = self.layout.header + self.reader.line_num + 1
        self.source.begin_row()

    def _is_whole(self, fields: list[str], n_columns: int) -> bool:
        """Return whether a row has a value for each column, after noting how it differs."""
        if len(fields) == n_columns:
            return True
        if len(fields) < n_columns or any(fields[n_columns:]):
            self.misshapen.append((self.line, f"has {len(fields)} values where {n_columns} are expected"))
            return False
        self.n_longer += 1
        self.first_longer = self.first_longer or self.line
        return True

    def _notes(self) -> Iterator[str]:
        if self.n_longer:
            words = "rows that end with empty values without a name"
            yield f"{words}: {self.n_longer:,}, the first on line {self.first_longer}"
