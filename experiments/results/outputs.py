"""Weekly tables of comparisons and runs."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pandas as pd

from sim.state.indicators import with_indicators

WEEKLY = "weekly.parquet"


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
