"""A CRM table in a Parquet file: the footer is read first, then the mapped columns, piece by piece.

A copy of mapped columns is such a file too. Its metadata hold what else is known of the table, so that reading the copy
gives what reading the table gave.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet
from pydantic import ValidationError

from sim.market.crm_cells import LONGEST_CELL, MOST_BYTES, Cells, Gathering, check_columns, refusal
from sim.market.messages import InputError, quoted
from sim.market.strict import Strict, Text

PARQUET_MARK = b"PAR1"
MANY_BYTES = 250e6
"""Memory that the text of a table of any size may take."""
_MANY_UNPACKED = 100e6
"""What a file of any size may unpack to, a page at a time."""
MOST_TIMES_ITS_SIZE = 200
"""Beyond that, both may be this many times the size of the file: more would be the same few values, packed."""
_BYTES_OF_A_CELL = 16
"""A short text, and where it begins."""
_ROWS_AT_ONCE = 50_000
_LINES = "line of the source"
_COPY = b"cxsim.table"


class _Known(Strict):
    """What a copy knows of its table, see :class:`sim.market.crm_cells.Cells`."""

    sha256: Text
    delimiter: Text
    typed: list[Text]
    guessed_encoding: Text
    notes: list[Text]
    misshapen: list[tuple[int, Text]]


def parquet_cells(path: Path, file: BinaryIO, needed: Mapping[str, str]) -> Cells:
    """Return the mapped cells of a Parquet file as text; missing values are blank.

    Raises
    ------
    InputError
        When it cannot be read, columns are missing, or it would take more memory than its size can explain.
    """
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    try:
        return _Source(path, file, needed, digest).cells()
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:  # the last where names of columns are damaged
        raise refusal(path, "is not a Parquet file that can be read") from error


def parquet_copy(cells: Cells) -> bytes:
    """Return a Parquet file that holds the mapped columns and all else that is known of a table."""
    known = _Known(
        sha256=cells.sha256,
        delimiter=cells.delimiter,
        typed=sorted(cells.typed),
        guessed_encoding=cells.guessed_encoding,
        notes=list(cells.notes),
        misshapen=list(cells.misshapen.itertuples(index=False, name=None)),
    )
    columns = [pa.chunked_array([pa.array(cells.text[name], pa.large_string())]) for name in cells.text]
    table = pa.table([*columns, pa.array(cells.lines)], [*cells.text, _LINES])
    body = BytesIO()
    parquet.write_table(table.replace_schema_metadata({_COPY: known.model_dump_json()}), body, compression="zstd")
    return body.getvalue()


class _Source:
    """A Parquet file whose footer has been read.

    Attributes
    ----------
    known : what it knows of the table that it is a copy of; None when it is a table itself.
    allowed : bytes that all text together may take.
    """

    def __init__(self, path: Path, file: BinaryIO, needed: Mapping[str, str], digest: str) -> None:
        self.path = path
        self.needed = needed
        self.digest = digest
        self.size = file.seek(0, 2)
        self.allowed = min(MOST_BYTES, max(MANY_BYTES, MOST_TIMES_ITS_SIZE * self.size))
        self.file = file
        self.footer = parquet.ParquetFile(file).metadata
        self.schema = self.footer.schema.to_arrow_schema()
        self.known = self._known()

    def _known(self) -> _Known | None:
        if _COPY not in (self.schema.metadata or {}):
            return None
        try:
            return _Known.model_validate_json(self.schema.metadata[_COPY])
        except ValidationError as error:
            raise refusal(self.path, "is not a copy of a table that can be read") from error

    def cells(self) -> Cells:
        """Return the cells of the mapped columns."""
        names = self.schema.names
        if self.known and (names[-1:] != [_LINES] or not pa.types.is_int64(self.schema.types[-1])):
            raise refusal(self.path, "is not a copy of a table that can be read")
        check_columns(self.path, names[:-1] if self.known else names, self.needed)
        for name in self.needed:
            self._check_type(name)
        self._check_size()
        text, lines = self._read([*self.needed, *([_LINES] if self.known else [])])
        misshapen = pd.DataFrame(self.known.misshapen if self.known else [], columns=["line", "reason"])
        if self.known is None:
            typed = frozenset(name for name in self.needed if not _is_text(self._kind(name)))
            return Cells(text, lines, misshapen, self.digest, typed=typed)
        known = self.known.model_dump(exclude={"misshapen", "typed", "notes"})
        typed = frozenset(self.known.typed) & set(self.needed)
        return Cells(text, lines, misshapen, typed=typed, notes=tuple(self.known.notes), **known)

    def _kind(self, name: str) -> pa.DataType:
        """Return the type of the values of a column."""
        kind = self.schema.field(name).type
        return kind.value_type if pa.types.is_dictionary(kind) else kind

    def _check_type(self, name: str) -> None:
        if pa.types.is_nested(self._kind(name)):
            raise self._wrong_type(name)

    def _wrong_type(self, name: str) -> InputError:
        kind = self.schema.field(name).type
        return refusal(self.path, f"column {quoted(name)} holds {kind}, which is not a single value")

    def _check_size(self) -> None:
        """Refuse a file whose rows would take more memory than is allowed, by what its footer says."""
        rows, n_columns = self.footer.num_rows, len(self.needed)
        # Not by column: Arrow ends the process where the footer of a column is damaged.
        unpacked = sum(self.footer.row_group(group).total_byte_size for group in range(self.footer.num_row_groups))
        most = max(_MANY_UNPACKED, MOST_TIMES_ITS_SIZE * self.size)
        if unpacked > most:
            raise refusal(
                self.path,
                f"unpacks to {unpacked / 1e6:,.0f} MB, and {most / 1e6:,.0f} MB is the most that is allowed for a file "
                f"of {self.size / 1e3:,.0f} kB",
            )
        expected = rows * n_columns * _BYTES_OF_A_CELL
        if expected > self.allowed:
            raise refusal(
                self.path,
                f"holds {rows:,} rows in {self.size / 1e3:,.0f} kB; its {n_columns} mapped columns would take about "
                f"{expected / 1e6:,.0f} MB of memory, and {self.allowed / 1e6:,.0f} MB is the most that is allowed for "
                "a file of this size: map fewer columns, or take a sample of its rows",
            )

    def _read(self, columns: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
        """Return the text of the mapped columns, and the line of each row."""
        gathered, lines, first = Gathering(self.path, self.needed, self.allowed), [np.empty(0, np.int64)], 1
        texts = [name for name in self.needed if _is_text(self._kind(name))]
        file = parquet.ParquetFile(self.file, metadata=self.footer, read_dictionary=texts)
        for batch in file.iter_batches(_ROWS_AT_ONCE, columns=columns, use_threads=False):
            for name in self.needed:
                gathered.add_chunk(name, self._texts(gathered, name, batch.column(name), first))
            of_copy = batch.column(_LINES) if self.known else None
            lines.append(np.arange(first, first + len(batch)) if of_copy is None else of_copy.to_numpy(False))
            first += len(batch)
        return gathered.table(), np.concatenate(lines).astype(np.int64)

    def _texts(self, gathered: Gathering, name: str, column: pa.Array, first: int) -> pa.Array:
        """Return some values of a column as text; `first` is the row of the first one."""
        values = column.dictionary if isinstance(column, pa.DictionaryArray) else column
        self._check_letters(name, column, values, first)
        try:
            texts = values.cast(pa.large_string())
        except pa.ArrowException as error:
            raise self._wrong_type(name) from error
        if (pc.max(pc.binary_length(texts)).as_py() or 0) > LONGEST_CELL:
            raise refusal(self.path, f"column {quoted(name)} has a value of more than {LONGEST_CELL:,} bytes")
        if isinstance(column, pa.DictionaryArray):
            gathered.check(gathered.taken + (pc.sum(pc.take(pc.binary_length(texts), column.indices)).as_py() or 0))
            texts = texts.take(column.indices)
        texts = pc.fill_null(texts, "")
        return texts if self.known else pc.utf8_trim_whitespace(texts)

    def _check_letters(self, name: str, column: pa.Array, values: pa.Array, first: int) -> None:
        """Refuse text that is not UTF-8, which writers of Parquet do not check."""
        if not _is_text(values.type):
            return
        try:
            values.cast(pa.large_binary()).cast(pa.large_string())
        except pa.ArrowException as error:
            wrong = next(place for place, value in enumerate(values.cast(pa.large_binary())) if not _is_utf8(value))
            row = column.indices.index(wrong).as_py() if isinstance(column, pa.DictionaryArray) else wrong
            message = f"column {quoted(name)} holds text that is not UTF-8"
            raise refusal(self.path, message, first + max(row, 0)) from error


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)


def _is_utf8(value: Any) -> bool:
    try:
        (value.as_py() or b"").decode()
    except UnicodeDecodeError:
        return False
    return True
