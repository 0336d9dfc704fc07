"""Tables as ordinary Python objects: records with slots, lists and dictionaries, no arrays and no NumPy numbers.

They answer to the same words as the tables of the world (``offers[g, b].price_eur``, ``.shape``), so the very same
phases run on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np


class PlainTable(dict[Any, Any]):
    """A small table: one entry for each place, by its position or tuple of positions."""

    def __init__(self, shape: Sequence[int]) -> None:
        super().__init__()
        self.shape = tuple(shape)


class PlainRows(list[Any]):
    """A long table: a list of records."""

    @property
    def shape(self) -> tuple[int]:
        """Return the number of records, as arrays do."""
        return (len(self),)


class PlainRecord:
    """A record that is also read and written by the names of its fields, as a row of a table."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


@cache
def record_type(dtype: np.dtype) -> type:
    """Return a class with one slot for each field of a record."""
    return type("Record", (PlainRecord,), {"__slots__": dtype.names})


@cache
def _fields(dtype: np.dtype) -> tuple[tuple[str, np.dtype | None], ...]:
    """Return the fields of a record, each with the record that it holds, if it does."""
    return tuple((name, dtype[name] if dtype[name].names else None) for name in dtype.names or ())


def plain_record(values: Iterable[Any], dtype: np.dtype, into: Any = None) -> Any:
    """Return one record, given as Python numbers (see ``tolist``), as an object with slots.

    Parameters
    ----------
    into : an object to be filled instead of a new one.
    """
    record = record_type(dtype)() if into is None else into
    for (name, inner), value in zip(_fields(dtype), values, strict=True):
        if inner is not None:
            value = plain_record(value, inner)
        elif isinstance(value, np.ndarray):
            value = value.tolist()
        setattr(record, name, value)
    return record


def plain_rows(table: np.ndarray) -> PlainRows:
    """Return the records of a table with one axis."""
    return PlainRows(plain_record(values, table.dtype) for values in table.tolist())


def plain_table(table: np.ndarray, depth: int | None = None) -> PlainTable:
    """Return a small table; what lies below the first `depth` axes stays together, as a list.

    The last place of the first axis is also found at -1, as in arrays.
    """
    depth = table.ndim if depth is None else depth
    plain = PlainTable(table.shape)
    for place in np.ndindex(table.shape[:depth]):
        entry = table[place].tolist()
        entry = plain_record(entry, table.dtype) if table.dtype.names else entry
        plain[place if depth > 1 else place[0]] = entry
        if depth > 1 and place[0] == table.shape[0] - 1:
            plain[(-1, *place[1:])] = entry
    return plain
