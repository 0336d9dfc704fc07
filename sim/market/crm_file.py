"""The file of a CRM table, CSV or Parquet whatever its ending, read without holding more than is needed of it."""

from __future__ import annotations

import shutil
import stat
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from os import fstat
from pathlib import Path
from typing import BinaryIO

from sim.market.crm_cells import Cells, refusal
from sim.market.crm_csv import csv_cells
from sim.market.crm_parquet import PARQUET_MARK, parquet_cells

_OF_THE_USER, _OF_OTHERS = 0o600, 0o066


def read_cells(path: Path, needed: Mapping[str, str], encoding: str | None = None) -> Cells:
    """Return some columns of a table.

    Parameters
    ----------
    path : a CSV file (with comma, semicolon, tab or bar) or a Parquet file; a pipe is read to its end first.
    needed : columns, each with the key that names it, as in messages.
    encoding : of a CSV file; UTF-8 when None, and guessed when it is not.

    Raises
    ------
    InputError : when the file is not such a table, or columns are missing.
    """
    try:
        with ExitStack() as stack:
            file: BinaryIO = stack.enter_context(path.open("rb"))
            mode = fstat(file.fileno()).st_mode
            if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
                raise refusal(path, "is a device, not a file")
            if not file.seekable():
                pipe, file = file, stack.enter_context(tempfile.TemporaryFile())
                shutil.copyfileobj(pipe, file)
                file.seek(0)
            is_parquet = file.read(len(PARQUET_MARK)) == PARQUET_MARK
            file.seek(0)
            cells = parquet_cells(path, file, needed) if is_parquet else csv_cells(path, file, needed, encoding)
    except OSError as error:
        raise refusal(path, f"cannot be read: {error.strerror or error}") from error
    if not len(cells.text) and not len(cells.misshapen):
        raise refusal(path, "holds no rows")
    return cells._replace(mode=mode & _OF_OTHERS | _OF_THE_USER)
