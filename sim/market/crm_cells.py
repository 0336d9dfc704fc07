"""The cells of a CRM table, as text: of the columns that are mapped, and of no others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from sim.market.messages import InputError, Problem, quoted, unknown

HEAD_LINES = 20
"""Lines among which the names of the columns are looked for; above them may stand a title."""
LONGEST_SHOWN = 60
LONGEST_CELL = 131_072
"""Characters of a cell; a longer one is a quotation mark that is never closed."""
MOST_BYTES = 8e9
"""Text of all mapped cells that is held in memory."""


class Cells(NamedTuple):
    """The columns of a table that are mapped."""

    text: pd.DataFrame
    """One row for each row of the file, every cell as text without surrounding blanks."""
    lines: np.ndarray
    """(n,) int64, the line on which each row begins; the number of the row in a Parquet file."""
    misshapen: pd.DataFrame
    """Rows with too few or too many values: line, reason."""
    sha256: str
    """Of the whole file; in a copy, of the file that it is a copy of."""
    delimiter: str = ""
    """Between the values of a row; "" in a Parquet file."""
    typed: frozenset[str] = frozenset()
    """Columns of a Parquet file that hold numbers or dates, whose text has one form."""
    guessed_encoding: str = ""
    """Encoding of a file that is not UTF-8, where nobody named it."""
    notes: tuple[str, ...] = ()
    """What was guessed of its layout, in words."""
    mode: int = 0o600
    """Who may read and write a copy: the user, and others as far as they may the file."""

    @property
    def without_rows(self) -> Cells:
        """These without anything that a row of the table holds."""
        return self._replace(text=self.text.iloc[:0], lines=self.lines[:0], misshapen=self.misshapen.iloc[:0])


class Gathering:
    """Columns of text that grow row by row, kept as compactly as they are used.

    Parameters
    ----------
    columns : their names.
    allowed : bytes that all text together may take.
    """

    _ROWS = 20_000

    def __init__(self, path: Path, columns: Iterable[str], allowed: float = MOST_BYTES) -> None:
        self.path = path
        self.allowed = allowed
        self.chunks: dict[str, list[pa.Array]] = {name: [] for name in columns}
        self.taken = 0
        self._rows: list[Sequence[str]] = []

    def add(self, row: Sequence[str]) -> None:
        """Add a row, its values in the order of the columns."""
        self._rows.append(row)
        if len(self._rows) == self._ROWS:
            self._pack()

    def add_chunk(self, name: str, texts: pa.Array) -> None:
        """Add the next values of one column.

        Raises
        ------
        InputError
            When all text takes more than is allowed.
        """
        self.taken += texts.nbytes
        self.check(self.taken)
        self.chunks[name].append(texts)

    def check(self, taken: float) -> None:
        """Refuse a table whose text takes more than is allowed."""
        if taken > self.allowed:
            raise refusal(
                self.path,
                f"takes more than {self.allowed / 1e6:,.0f} MB of memory, the most that is allowed for a file of this "
                "size: map fewer columns, or take a sample of its rows",
            )

    def table(self) -> pd.DataFrame:
        """Return the columns."""
        self._pack()
        kind = pa.large_string()
        return pd.DataFrame(
            {
                name: pd.Series(pd.array(pa.chunked_array(chunks, kind), dtype="str"))
                for name, chunks in self.chunks.items()
            }
        )

    def _pack(self) -> None:
        if self._rows:
            for name, texts in zip(self.chunks, zip(*self._rows, strict=True), strict=True):
                self.add_chunk(name, pa.array([text.strip() for text in texts], pa.large_string()))
            self._rows = []


def refusal(path: Path, message: str, line: int | None = None) -> InputError:
    """Return the error that refuses a whole file."""
    return InputError([Problem(str(path), line, "", message)])


def check_columns(
    path: Path, columns: Sequence[str], needed: Mapping[str, str], line: int = 1, first: str | None = None
) -> None:
    """Check that the columns that are needed are there, once each.

    Parameters
    ----------
    needed : columns, each with the key that names it, as in messages.
    line : on which the columns are named.
    first : that line of a text file.

    Raises
    ------
    InputError
        With all columns that are missing or there twice.
    """
    if first is not None and len(needed) > 1 and not set(needed) & set(columns):
        message = (
            f"no line among the first {HEAD_LINES} names a column of the mapping; line {line} is "
            f"{quoted(first.strip()[:LONGEST_SHOWN])}: write the names of the columns above the rows"
        )
        raise refusal(path, message, line)
    if problems := list(_column_problems(path, columns, needed, line)):
        raise InputError(problems)


def _column_problems(path: Path, columns: Sequence[str], needed: Mapping[str, str], line: int) -> Iterable[Problem]:
    for name, asked_for in needed.items():
        if name not in columns:
            where = "the first line of the table" if line == 1 else f"line {line} of the table"
            yield Problem(str(path), line, asked_for, unknown("column", name, columns, where))
        elif columns.count(name) > 1:
            yield Problem(str(path), line, asked_for, f"column {quoted(name)} is there twice")
