"""What a comparison or a run leaves in its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.results.store import Store, sha256
from sim.state.indicators import with_indicators

if TYPE_CHECKING:
    from experiments.comparison.compare import Comparison

WEEKLY = "weekly.parquet"
REPORT = "report.html"
TABLE = "comparison.csv"


def write_comparison(comparison: Comparison, store: Store) -> None:
    """Write the report, the tables and the manifest of a comparison."""
    from experiments.comparison.report import write_report

    write_outputs(
        store,
        comparison.manifest,
        {
            WEEKLY: lambda path: write_weeks(comparison.weekly, path),
            TABLE: lambda path: comparison.summary.to_csv(path, index=False),
            REPORT: lambda path: write_report(comparison, path),
        },
    )


def write_run(weeks: pd.DataFrame, store: Store, manifest: Mapping[str, Any]) -> None:
    """Write the weeks and the manifest of a single run."""
    write_outputs(store, manifest, {WEEKLY: lambda path: write_weeks(weeks, path)})


def write_outputs(
    store: Store,
    manifest: Mapping[str, Any],
    writers: Mapping[str, Callable[[Path], object]],
    there: Sequence[str] = (),
) -> None:
    """Write files by their writers, then the manifest with the hashes of these and of files that are `there`."""
    for name, writer in writers.items():
        with store.replacing(name) as path:
            writer(path)
    hashes = {name: sha256(store.folder / name) for name in (*there, *writers)}
    store.write_manifest(dict(manifest) | {"outputs": hashes})


def write_weeks(weeks: pd.DataFrame, path: Path) -> None:
    """Write booked weeks with their indicators, one group of rows per seed: memory is needed for one seed at a time."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    by_seed = weeks.groupby("seed", sort=False)
    tables = (pa.Table.from_pandas(with_indicators(of_seed), preserve_index=False) for _, of_seed in by_seed)
    first = next(tables)
    with ParquetWriter(path, first.schema, compression="zstd") as writer:
        for table in chain([first], tables):
            writer.write_table(table)
