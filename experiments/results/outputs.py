"""Weekly tables of comparisons and runs."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.state.indicators import with_indicators
from sim.state.ledger import in_order_of_file

if TYPE_CHECKING:
    from sim.market.schema import Market

WEEKLY = "weekly.parquet"


def write_weeks(weeks: pd.DataFrame, market: Market, path: Path) -> None:
    """Write booked weeks with their indicators, one group of rows per seed: memory is needed for one seed at a time."""
    order = [market.listed(part) for part in ("brands", "segments", "causes", "touchpoints")]
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    by_seed = weeks.groupby("seed", sort=False)
    listed = (with_indicators(in_order_of_file(of_seed, *order)) for _, of_seed in by_seed)
    tables = (pa.Table.from_pandas(each, preserve_index=False) for each in listed)
    first = next(tables)
    names = [column.name for column in first.schema if not pa.types.is_floating(column.type)]
    figures = [column.name for column in first.schema if pa.types.is_floating(column.type)]
    layout = {"compression": "zstd", "use_dictionary": names, "use_byte_stream_split": figures}
    with ParquetWriter(path, first.schema, **layout) as writer:
        for table in chain([first], tables):
            writer.write_table(table)
