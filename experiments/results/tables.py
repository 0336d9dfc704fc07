"""Results of trials as tidy tables: one row per trial and scenario, or per week and brand as well.

Unknown values (NaN) are null in a table, which programs that read Parquet leave out of calculations.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from experiments.running.trials import Trial

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


RESULTS = "results.parquet"
"""The file of the table of a whole sweep."""


class Form(NamedTuple):
    """The form of every result in a store.

    Attributes
    ----------
    scenarios, metrics : names along the axes of the metrics.
    weeks, brands, figures : along those of the weekly figures; no brand when they are not kept.
    """

    scenarios: tuple[str, ...]
    metrics: tuple[str, ...]
    weeks: int = 0
    brands: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()


def keys_of(trials: Sequence[Trial], form: Form) -> dict[str, list[Any]]:
    """Return point, seed and scenario of the rows of trials."""
    return {
        "point": [trial.point for trial in trials for _ in form.scenarios],
        "seed": [trial.seed for trial in trials for _ in form.scenarios],
        "scenario": list(form.scenarios) * len(trials),
    }


def metrics_table(trials: Sequence[Trial], form: Form, metrics: np.ndarray) -> pa.Table:
    """Return one row per trial and scenario with a column per metric, from (trials, scenarios, metrics)."""
    import pyarrow as pa

    return pa.table(keys_of(trials, form) | _columns(form.metrics, metrics))


def results_table(trials: Sequence[Trial], form: Form, metrics: np.ndarray) -> pa.Table:
    """Return the table of a whole sweep: point, seed, scenario, a column per factor, a column per metric.

    Points come in order, the seeds of each in order.
    """
    import pyarrow as pa

    order = sorted(range(len(trials)), key=lambda place: (trials[place].point, trials[place].seed))
    ordered = [trials[place] for place in order]
    table = metrics_table(ordered, form, metrics[order])
    factors = ordered[0].values if ordered else ()
    for position, factor in enumerate(factors, start=3):
        values = np.repeat([trial.values[factor] for trial in ordered], len(form.scenarios))
        table = table.add_column(position, factor, pa.array(values))
    return table


def weekly_table(trials: Sequence[Trial], form: Form, weekly: np.ndarray) -> pa.Table:
    """Return point, seed, scenario, week and brand with a column per figure.

    Parameters
    ----------
    weekly : (trials, scenarios, weeks, brands, figures).
    """
    import pyarrow as pa

    trial, scenario, week, brand = np.indices(weekly.shape[:-1], np.int32).reshape(4, -1)
    keys = {
        "point": np.array([each.point for each in trials], np.int32)[trial],
        "seed": np.array([each.seed for each in trials], np.int64)[trial],
        "scenario": pa.DictionaryArray.from_arrays(scenario, list(form.scenarios)),
        "week": (week + 1).astype(np.int16),
        "brand": pa.DictionaryArray.from_arrays(brand, list(form.brands)),
    }
    return pa.table(keys | _columns(form.figures, weekly))


def _columns(names: Sequence[str], figures: np.ndarray) -> dict[str, pa.Array]:
    """Return a column for each name, from figures with the names along the last axis."""
    import pyarrow as pa

    columns = figures.reshape(-1, len(names)).T
    return {name: pa.array(column, from_pandas=True) for name, column in zip(names, columns, strict=True)}


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a data frame as Parquet, every page with a checksum."""
    import pyarrow as pa

    write_table(pa.Table.from_pandas(frame, preserve_index=False), path)


def write_table(table: pa.Table, path: Path) -> None:
    """Write a table as Parquet, every page with a checksum."""
    from pyarrow import parquet

    parquet.write_table(table, path, compression="zstd", write_page_checksum=True)
