"""Tables for interpreted runs: rows that read as plain Python numbers and write back.

Compiled code widens a 32-bit number to 64 bits before it computes with it. NumPy's own scalars do not, so interpreted
code reads Python numbers here and gives the same bits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numba
import numpy as np

from sim.foundations.compiled import bound

Rules = Mapping[str, Callable[..., Any]]
Place = int | tuple[int, ...]
Column = Any  # a memoryview of numbers, `_Lists` of numbers, or `Rows` of nested records


class Rows:
    """A table of records, as interpreted kernels see it: ``rows[i].trust`` is a Python number, and may be written."""

    __slots__ = ("_columns", "_table", "shape")

    def __init__(self, table: np.ndarray) -> None:
        self._table = table
        self._columns: dict[str, Column] = {name: _column(table[name], table.ndim) for name in table.dtype.names or ()}
        self.shape = table.shape

    def __getitem__(self, place: Place) -> Row | Rows:
        depth = len(place) if isinstance(place, tuple) else 1
        return Row(self._columns, place) if depth == len(self.shape) else Rows(self._table[place])


class Row:
    """One record of a table."""

    __slots__ = ("_columns", "_place")

    def __init__(self, columns: Mapping[str, Column], place: Place) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_place", place)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._columns[name][self._place]
        except KeyError:
            raise AttributeError(f"the record has no {name!r}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._columns[name][self._place] = value

    __getitem__, __setitem__ = __getattr__, __setattr__


class _Lists:
    """A column that holds several numbers in each record."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: memoryview) -> None:
        self._numbers = numbers

    def __getitem__(self, place: Place) -> _List:
        return _List(self._numbers, place if isinstance(place, tuple) else (place,))


class _List:
    """The several numbers of one field of a record."""

    __slots__ = ("_numbers", "_place")

    def __init__(self, numbers: memoryview, place: tuple[int, ...]) -> None:
        self._numbers = numbers
        self._place = place

    def __getitem__(self, position: int) -> Any:
        return self._numbers[(*self._place, position)]

    def __setitem__(self, position: int, value: Any) -> None:
        self._numbers[(*self._place, position)] = value


def _column(column: np.ndarray, depth: int) -> Column:
    if column.dtype.names:
        return Rows(column)
    return column.data if column.ndim == depth else _Lists(column.data)


def as_rows(table: Any) -> Any:
    """Return an argument of a kernel in the form that interpreted code needs."""
    if isinstance(table, tuple):
        return type(table)._make(map(as_rows, table)) if hasattr(table, "_make") else tuple(map(as_rows, table))
    if isinstance(table, np.ndarray):
        if table.dtype.names:
            return Rows(table)
        if table.dtype == np.float32:
            return table.data
    return table


def runnable(kernel: Callable[..., Any], rules: Rules | None = None, in_python: bool = False) -> Callable[..., Any]:
    """Return a kernel that is called with the tables themselves.

    Parameters
    ----------
    kernel : to be run.
    rules : rule name -> a plain Python function that replaces it.
    in_python : run as plain Python, which writes the same bits; so it does anyhow when compiling is switched off.
    """
    if not (in_python or numba.config.DISABLE_JIT):
        return bound(kernel, rules)
    run = bound(kernel, rules, interpreted=True)
    return lambda *arguments: run(*map(as_rows, arguments))
