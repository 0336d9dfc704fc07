"""How a column of a table is declared: once, with type, range, unit, label, the phases that write it, and its start.

Everything else is derived from that: the record type of the table, its initial values, the words of coded columns, the
counter and the indicator of its mean, and the test that it stays within its range.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

import numpy as np

Better = Literal["higher", "lower", ""]
"""The better direction of a figure; "" when neither is."""


class Mean(NamedTuple):
    """How the mean of a column of customers is booked.

    Attributes
    ----------
    better : the better direction.
    indicator : name of the indicator; that of the column when empty.
    is_of_everybody : whether it is over everybody, as for a trait, or over customers of a brand only.
    """

    better: Better = ""
    indicator: str = ""
    is_of_everybody: bool = False


class Column(NamedTuple):
    """One column of a table: one state.

    Attributes
    ----------
    name : as in the table.
    dtype : NumPy type of one number; why 32 bits are enough stands in :mod:`sim.state.tables`.
    low, high : the range, both ends included.
    unit : of the number; "" for words.
    label : description in reports.
    writers : the phases that write it, modules of :mod:`sim.phases`; none when it is drawn with the population.
    start : initial value.
    mean : how its mean is booked; None when it is not.
    words : meaning of whole numbers: the words themselves, or the part of the market that has the names
        ("segments", "brands" or "causes", of which -1 is none).
    places : numbers in each row.
    """

    name: str
    dtype: str
    low: float
    high: float
    unit: str
    label: str
    writers: tuple[str, ...] = ()
    start: float = 0
    mean: Mean | None = None
    words: tuple[str, ...] | Literal["segments", "brands", "causes", ""] = ""
    places: int = 1


def record(columns: Iterable[Column]) -> np.dtype:
    """Return the record type of a table."""
    return np.dtype(
        [(each.name, each.dtype, (each.places,)) if each.places > 1 else (each.name, each.dtype) for each in columns],
        align=True,
    )


def at_start(columns: Iterable[Column], shape: int | tuple[int, ...]) -> np.ndarray:
    """Return a table in which every column holds its initial value."""
    table = np.zeros(shape, record(columns))
    for each in columns:
        table[each.name] = each.start
    return table
