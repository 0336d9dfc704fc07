"""Queries on the results of a sweep, however many rows it has."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping, Sequence
from glob import escape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.errors import OutputError, RequestError
from experiments.results.folder import WEEKLY, read_manifest, verified
from experiments.results.tables import RESULTS
from sim.market.messages import unknown

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_WEEKLY_FILES = f"{WEEKLY}/seed-*.parquet"
_OF_WEEKS = {"week", "brand"}


def opened(folder: str | Path) -> DuckDBPyConnection:
    """Return a database with the tables of a sweep as the views ``results`` and ``weekly``, for queries in SQL.

    Nothing is copied: a query reads the files, and only the columns that it needs. They are those that the sweep
    wrote, unchanged since.

    Raises
    ------
    OutputError
        When the folder holds no results of a sweep, or they are damaged or were changed since they were written.
    """
    import duckdb

    folder = Path(folder)
    outputs = read_manifest(folder).get("outputs", {}) if os.path.isfile(folder / RESULTS) else {}
    if RESULTS not in outputs:
        raise OutputError(f"{folder} holds no results of a sweep: has `cxsim sweep` finished?")
    views = {"results": [RESULTS], "weekly": [name for name in outputs if PurePosixPath(name).match(_WEEKLY_FILES)]}
    database = duckdb.connect()
    for name, files in views.items():
        if files:
            paths = ", ".join(_literal(path) for path in verified(folder, files))
            table = f"read_parquet([{paths}], hive_partitioning = false)"
            try:
                database.execute(f"create view {name} as select * from {table}")
            except duckdb.Error as problem:
                raise OutputError(f"{folder} holds no results of a sweep: its {name} are not Parquet") from problem
    return database


def quantiles(
    folder: str | Path,
    metrics: Sequence[str],
    by: Sequence[str] = ("scenario", "week", "brand"),
    at: Sequence[float] = (0.05, 0.5, 0.95),
    only: Mapping[str, Sequence[Any]] | None = None,
) -> pd.DataFrame:
    """Return quantiles of metrics over all trials: the columns `by`, metric, known, and one column per quantile.

    ``known`` counts the values; those that are unknown (NaN) are left out. Between two values a quantile is
    interpolated, as NumPy does.

    Parameters
    ----------
    folder : of a sweep.
    by : columns of which every combination is a group; with week or brand of the weekly figures, else of the results.
    at : shares between 0 and 1; 0.05 becomes the column ``q5``.
    only : column -> values, of which a row must have one.

    Raises
    ------
    RequestError
        When there is no such column, or the study has not kept its weeks.
    """
    only = only or {}
    table = "weekly" if _OF_WEEKS & {*by, *only} else "results"
    with opened(folder) as database:
        if (table,) not in database.execute("show tables").fetchall():
            raise RequestError(f"{folder} has no table {table}: its study does not have `weekly: true`")
        columns = [name for name, *_ in database.execute(f"describe {table}").fetchall()]
        if wrong := [name for name in (*metrics, *by, *only) if name not in columns]:
            raise RequestError(*(unknown("column", name, columns) for name in wrong))
        wide = database.execute(_query(table, metrics, by, at, only), [[*values] for values in only.values()]).df()
    names = [f"q{100 * share:g}" for share in at]
    parts = []
    for position, metric in enumerate(metrics):
        part = wide[list(by)].assign(metric=metric, known=wide[f"n{position}"])
        found = [each if np.ndim(each) else [math.nan] * len(at) for each in wide[f"q{position}"]]
        parts.append(part.assign(**dict(zip(names, np.array(found, float).reshape(-1, len(at)).T, strict=True))))
    return pd.concat(parts, ignore_index=True)


def _query(
    table: str, metrics: Sequence[str], by: Sequence[str], at: Sequence[float], only: Mapping[str, Sequence[Any]]
) -> str:
    """Return the query in SQL; the values of `only` are its parameters."""
    keys = ", ".join(map(_quoted, by))
    shares = ", ".join(map(str, map(float, at)))
    columns = [
        f"quantile_cont({_quoted(metric)}, [{shares}]) as q{position}, count({_quoted(metric)}) as n{position}"
        for position, metric in enumerate(metrics)
    ]
    where = " and ".join(f"list_contains(?, {_quoted(name)})" for name in only)
    lines = [f"select {', '.join([keys, *columns] if keys else columns)} from {table}"]
    lines += [f"where {where}"] if where else []
    lines += [f"group by {keys} order by {keys}"] if keys else []
    return " ".join(lines)


def _literal(path: Path) -> str:
    """Return a path as SQL writes it, of which no part is a pattern or an address."""
    text = escape(str(path.absolute())).replace("'", "''")
    return f"'{text}'"


def _quoted(name: str) -> str:
    """Return a column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'
