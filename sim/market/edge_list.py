"""Edge lists: the ties of a social network, read from a table."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.market.memory import memory_bytes
from sim.market.messages import InputError, Problem, quoted
from sim.market.texts import table_in

COLUMNS = (["customer", "customer"], ["customer", "customer", "strong"])
STRENGTHS = dict.fromkeys(("1", "1.0", "true", "yes"), 1) | dict.fromkeys(("0", "0.0", "false", "no"), 0)
MOST_PROBLEMS = 20
_BYTES_OF_A_BYTE = 12
"""Measured: memory that reading takes for each byte of a file."""
FIRST_LINE = 2
"""Line of the first row: the names of the columns stand above it."""


class Edges(NamedTuple):
    """Ties of an edge list, each of them once."""

    pairs: np.ndarray
    """(n_pairs, 2) int32, rows of the customers, from zero, the smaller first."""
    strong: np.ndarray | None
    """(n_pairs,) uint8, 1 = strong; None when the file gives none."""


def edge_list_content(path: Path) -> bytes:
    """Return the raw contents of an edge list.

    Raises
    ------
    InputError : when the file does not exist, cannot be opened or is too large for the memory of this machine.
    """
    try:
        needed, there = _BYTES_OF_A_BYTE * path.stat().st_size, memory_bytes()
        if needed > there:
            sizes = f"needs about {needed / 1e9:,.3g} GB of memory, and there are {there / 1e9:,.3g} GB"
            raise InputError([Problem(str(path), None, "", f"is too large: {sizes}")])
        return path.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(path), None, "", f"cannot be read: {error.strerror or error}")]) from error


def edges_in(content: bytes, n_customers: int, shown: str) -> Edges:
    """Return the ties in a CSV table with the columns customer, customer and, if known, strong (1 or 0, yes or no).

    Customers are numbered from 1 to `n_customers`. A tie may be listed from one side or from both.

    Parameters
    ----------
    content : the file.
    n_customers : number of customers in the run.
    shown : name of the file in messages.

    Raises
    ------
    InputError : with every row that cannot be used (the first twenty and how many more there are).
    """
    table = _table(content, shown)
    ends, usable = np.zeros((len(table), 2), dtype=np.int64), np.ones((len(table), 2), dtype=bool)
    for side in (0, 1):
        number = _numbers(table.iloc[:, side])
        usable[:, side] = (number >= 1) & (number <= n_customers) & (number == np.floor(number))
        ends[usable[:, side], side] = number[usable[:, side]] - 1
    strong = None
    is_known = np.ones(len(table), dtype=bool)
    if "strong" in table:
        strength = table["strong"].astype(str).str.strip().str.lower().map(STRENGTHS)
        is_known = strength.notna().to_numpy()
        strong = strength.fillna(0).to_numpy(dtype=np.uint8)

    is_self = ends[:, 0] == ends[:, 1]
    is_usable = usable.all(axis=1) & is_known & ~is_self
    ends.sort(axis=1)
    tie = np.where(is_usable, ends[:, 0] * n_customers + ends[:, 1], -1 - np.arange(len(table)))
    _, first, listed = np.unique(tie, return_index=True, return_inverse=True)
    first_listed = first[listed]
    contradicts = strong != strong[first_listed] if strong is not None else np.zeros(len(table), dtype=bool)

    def trouble(row: int) -> Problem:
        """Return the error of a row."""
        lines = table.index + FIRST_LINE
        if not usable[row].all():
            got = table.iat[row, int(usable[row, 0])]
            message = f"customer must be a whole number from 1 to {n_customers} (got {quoted(str(got))})"
        elif is_self[row]:
            message = "ties a customer to itself"
        elif not is_known[row]:
            message = f"strong must be 1 or 0, yes or no (got {quoted(str(table.iat[row, 2]))})"
        else:
            message = f"gives this tie another strength than line {lines[first_listed[row]]}"
        return Problem(shown, lines[row], "", message)

    bad = np.flatnonzero(~is_usable | contradicts)
    if bad.size:
        more = bad.size - MOST_PROBLEMS
        rest = [Problem(shown, None, "", f"and {more} more rows that cannot be used")] if more > 0 else []
        raise InputError([trouble(row) for row in bad[:MOST_PROBLEMS]] + rest)
    return Edges(ends[first].astype(np.int32), None if strong is None else strong[first])


def _numbers(column: pd.Series) -> np.ndarray:
    """Return the numbers of a column as floats, NaN for what is none; of any length, as no integer type holds all."""
    is_read = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    written = column if is_read else column.astype(str)
    return pd.to_numeric(written, errors="coerce").to_numpy(dtype=float)


def _table(content: bytes, shown: str) -> pd.DataFrame:
    """Return the rows that are not blank, with row 0 on line 2; a column with other values than numbers is text."""

    def refuse(message: str, line: int | None = None) -> InputError:
        return InputError([Problem(shown, line, "", message)])

    source = StringIO(table_in(content, shown))
    try:
        table = pd.read_csv(source, keep_default_na=False, skip_blank_lines=False, low_memory=False)
    except pd.errors.EmptyDataError as error:
        raise refuse("is empty") from error
    except pd.errors.ParserError as error:
        long = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
        if long is None:
            raise refuse(f"is not a table: {str(error).rpartition('C error: ')[2]}") from error
        raise refuse(f"has {long[3]} values where {long[1]} are expected", int(long[2])) from error
    names = [name.strip().lower().removesuffix(".1") for name in table.columns]  # pandas numbers the second customer
    if names not in COLUMNS:
        raise refuse(f"columns must be customer,customer[,strong] (got {quoted(','.join(names))})", 1)
    if not isinstance(table.index, pd.RangeIndex):
        raise refuse("has more values than there are columns", FIRST_LINE)
    is_blank = (table == "").all(axis=1)
    return table.set_axis(names, axis=1)[~is_blank]
