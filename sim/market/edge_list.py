"""Edge lists: who talks with whom, as somebody has it in a table."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.market.messages import InputError, Problem, quoted

COLUMNS = (["customer", "customer"], ["customer", "customer", "strong"])
STRENGTHS = {"1": 1, "true": 1, "yes": 1, "0": 0, "false": 0, "no": 0}
MOST_PROBLEMS = 20
FIRST_LINE = 2
"""Line of the first row of the table: the names of the columns stand above it."""


class Edges(NamedTuple):
    """Ties of an edge list, each of them once."""

    pairs: np.ndarray
    """(n_pairs, 2) int32, rows of the customers, from zero, the smaller first."""
    strong: np.ndarray | None
    """(n_pairs,) uint8, 1 = strong; None when the file does not say."""


def edge_list_content(path: Path) -> bytes:
    """Return what an edge list holds, unread.

    Raises
    ------
    InputError : when there is no such file or it cannot be opened.
    """
    try:
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
    shown : how messages call the file.

    Raises
    ------
    InputError : with every row that cannot be used (the first twenty and how many more there are).
    """
    table = _table(content, shown)
    problems: dict[int, str] = {}

    def complain(bad: np.ndarray, message: str, column: int | None = None) -> None:
        """Note a message for the rows where `bad`, (n_rows,) bool, unless they have one."""
        for row in np.flatnonzero(bad).tolist():
            got = "" if column is None else f" (got {quoted(table.iat[row, column])})"
            problems.setdefault(row, message + got)

    ends = np.zeros((len(table), 2), dtype=np.int64)
    for side in (0, 1):
        number = pd.to_numeric(table[side], errors="coerce").to_numpy(dtype=float)
        usable = (number >= 1) & (number <= n_customers) & (number % 1 == 0)
        complain(~usable, f"customer must be a whole number from 1 to {n_customers}", side)
        ends[usable, side] = number[usable].astype(np.int64) - 1
    complain(ends[:, 0] == ends[:, 1], "ties a customer to itself")
    strong = None
    if table.shape[1] == len(COLUMNS[1]):
        known = table[2].str.strip().str.lower().map(STRENGTHS)
        complain(known.isna().to_numpy(), "strong must be 1 or 0, yes or no", 2)
        strong = known.fillna(0).to_numpy(dtype=np.uint8)

    ends.sort(axis=1)
    key = ends[:, 0] * n_customers + ends[:, 1]
    _, first, tie = np.unique(key, return_index=True, return_inverse=True)
    if strong is not None:
        for row in np.flatnonzero(strong != strong[first][tie]).tolist():
            earlier = first[tie[row]] + FIRST_LINE
            problems.setdefault(row, f"contradicts line {earlier}, which gives this tie the other strength")
    if problems:
        raise InputError(_worst(problems, shown))
    return Edges(ends[first].astype(np.int32), None if strong is None else strong[first])


def _table(content: bytes, shown: str) -> pd.DataFrame:
    """Return the rows below the names of the columns, as text, in columns 0, 1 and maybe 2."""

    def refuse(message: str, line: int | None = None) -> InputError:
        return InputError([Problem(shown, line, "", message)])

    try:
        table = pd.read_csv(
            BytesIO(content),
            header=None,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
            encoding="utf-8-sig",
        )
    except UnicodeDecodeError as error:
        raise refuse("must be saved as UTF-8") from error
    except pd.errors.EmptyDataError as error:
        raise refuse("is empty") from error
    except pd.errors.ParserError as error:
        raise refuse(f"is not a table of two or three columns: {error}".strip()) from error
    names = [name.strip().lower() for name in table.iloc[0]]
    if names not in COLUMNS:
        raise refuse(f"columns must be customer,customer[,strong] (got {quoted(','.join(names))})", 1)
    return table.iloc[1:]


def _worst(problems: dict[int, str], shown: str) -> list[Problem]:
    """Return the problems in the order of the lines, the first of them when there are many."""
    lines = sorted(problems.items())
    told = [Problem(shown, row + FIRST_LINE, "", message) for row, message in lines[:MOST_PROBLEMS]]
    more = len(lines) - len(told)
    return told + ([Problem(shown, None, "", f"and {more} more rows that cannot be used")] if more else [])
