"""Tables for people, who open them in a spreadsheet: CSV in which no text is read as a formula."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

_BEGINS, _SIGN = r"(?:^|(?<=[;\t\r\n]))", r"(?=[-=+@\t\r\uff1d\uff0b\uff0d\uff20])"
_FORMULA, _MARKED = re.compile(_BEGINS + _SIGN), re.compile(f"{_BEGINS}'{_SIGN}")
"""Where a formula begins: at the start of a text, or of the part that a spreadsheet of another country cuts off."""
_NUMBER = re.compile(r"[-+]?[0-9][0-9.,]*(?:[eE][-+]?[0-9]+)?\s?%?")


def spreadsheet(table: pd.DataFrame) -> str:
    """Return a table as CSV. Text that a spreadsheet would run begins with an apostrophe; numbers stay as they are."""
    texts = {place: table.iloc[:, place] for place, kind in enumerate(table.dtypes) if _may_hold_text(kind)}
    safe = table.copy(deep=False)
    for place, column in texts.items():
        safe.isetitem(place, column.astype(object).map(_without_formula))
    return safe.set_axis([_without_formula(name) for name in table.columns], axis=1).to_csv(index=False)


def write_spreadsheet(table: pd.DataFrame, path: Path) -> None:
    """Write a large table as CSV, each text in it once looked at: columns of text must be categorical.

    The cells are those of :func:`spreadsheet`; a million rows take a second or two.
    """
    import pyarrow as pa
    from pyarrow import csv

    safe = {str(_without_formula(name)): _safe_column(column) for name, column in table.items()}
    cells = pa.table({name: pa.array(column, from_pandas=True) for name, column in safe.items()})
    texts = {
        name: pa.string() for name, kind in zip(cells.column_names, cells.schema.types, strict=True) if _is_coded(kind)
    }
    for name, kind in texts.items():
        cells = cells.set_column(cells.column_names.index(name), name, cells[name].cast(kind))
    with path.open("wb") as file:
        file.write(pd.DataFrame(columns=list(safe)).to_csv(index=False).encode())
        csv.write_csv(cells, file, csv.WriteOptions(include_header=False, quoting_style="needed"))


def _safe_column(column: pd.Series) -> pd.Series:
    """Return a column in whose categories no text begins like a formula."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        assert not _may_hold_text(column.dtype), f"{column.name} must be categorical"
        return column
    return column.cat.rename_categories([_without_formula(name) for name in column.cat.categories])


def _is_coded(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_dictionary(kind))


def from_spreadsheet(path: Path) -> pd.DataFrame:
    """Return a table that was written so, its text as it was before."""
    table = pd.read_csv(path)
    for place, kind in enumerate(table.dtypes):
        if _may_hold_text(kind):
            table.isetitem(place, table.iloc[:, place].map(_as_it_was))
    return table.set_axis([_as_it_was(name) for name in table.columns], axis=1)


def _as_it_was(value: Any) -> Any:
    return _MARKED.sub("", value) if isinstance(value, str) else value


def _may_hold_text(kind: Any) -> bool:
    return not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_datetime64_any_dtype(kind))


def _without_formula(value: Any) -> Any:
    """Return a text so that no part of it begins like a formula; anything else, and a number, unchanged."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    return _FORMULA.sub("'", value)
