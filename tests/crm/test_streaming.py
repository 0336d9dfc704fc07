"""Large tables are streamed, and files that would fill the memory are refused with figures."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from sim.market.crm import load_crm
from sim.market.crm_cells import Gathering
from sim.market.crm_parquet import MANY_BYTES
from sim.market.messages import InputError
from tests.crm.conftest import SMALL, customers, mapping

PEAK = """
import resource, sys
from sim.market.crm import load_crm
from sim.market.loading import load_market
from tests.crm.conftest import mapping
market = load_market(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
load_crm(sys.argv[1], market, mapping())
print(1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))
"""


def peak_bytes(file: Path) -> float:
    """Return by how many bytes a process grows that loads a table."""
    answer = subprocess.run([sys.executable, "-c", PEAK, file, SMALL], capture_output=True, text=True, check=True)
    return float(answer.stdout)


def refusal(file, market) -> str:
    """Return why a table is refused."""
    with pytest.raises(InputError) as caught:
        load_crm(file, market, mapping())
    return str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is measured in kilobytes on Linux")
def test_only_mapped_columns_take_memory(tmp_path):
    """A CSV whose mapped columns are a small part of it takes less memory than its size."""
    table = customers(6_000)
    tail = ",".join(["some text that nobody has mapped"] * 100)
    rows = [f"{row},{tail}\n" for row in table.to_csv(index=False, header=False).splitlines()]
    names = ",".join([*table.columns, *(f"other{place}" for place in range(100))])
    (tmp_path / "table.csv").write_text(f"{names}\n{''.join(rows)}")
    assert peak_bytes(tmp_path / "table.csv") < (tmp_path / "table.csv").stat().st_size


def constant(rows: int, value: str) -> pa.DictionaryArray:
    """Return a column with one value in all its rows, which Parquet packs into nothing."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([value]))


def test_more_rows_than_a_file_can_hold(market, tmp_path):
    """A small Parquet file with millions of rows is refused from its footer, with figures."""
    column = constant(3_000_000, "x")
    parquet.write_table(pa.table(dict.fromkeys(customers().columns, column)), tmp_path / "table.parquet")
    message = refusal(tmp_path / "table.parquet", market)
    assert "holds 3,000,000 rows in " in message
    assert "its 9 mapped columns would take about 432 MB of memory, and 250 MB is the most" in message


def test_longer_values_than_a_file_can_hold(market, tmp_path):
    """A small Parquet file whose few values are long and repeated is refused while it is read."""
    column = constant(30_000, 10_000 * "x")
    parquet.write_table(pa.table(dict.fromkeys(customers().columns, column)), tmp_path / "table.parquet")
    assert f"takes more than {MANY_BYTES / 1e6:.0f} MB of memory" in refusal(tmp_path / "table.parquet", market)


def test_a_page_that_unpacks_to_much(market, tmp_path, monkeypatch):
    """A small Parquet file that unpacks to a thousand times its size is refused before it is unpacked."""
    monkeypatch.setattr("sim.market.crm_parquet._MANY_UNPACKED", 1e6)
    table = pa.Table.from_pandas(customers().assign(kind="x" * 100_000))
    parquet.write_table(table, tmp_path / "table.parquet", compression="zstd", use_dictionary=False)
    assert "unpacks to 6 MB, and " in refusal(tmp_path / "table.parquet", market)


def test_a_value_without_end(market, tmp_path):
    """A single value of a Parquet file is not longer than one of a CSV file may be."""
    table = customers().assign(kind="x" * 200_000)
    table.to_parquet(tmp_path / "table.parquet")
    assert "column 'kind' has a value of more than 131,072 bytes" in refusal(tmp_path / "table.parquet", market)


def test_text_of_any_kind_has_a_limit(tmp_path):
    """Whatever the format, text that takes more memory than is allowed is refused."""
    gathered = Gathering(tmp_path / "table.csv", ["id"], allowed=1e5)
    for _ in range(19_999):
        gathered.add(["a customer"])
    with pytest.raises(InputError, match="takes more than 0 MB of memory"):
        gathered.add(["a customer"])


def test_a_row_without_end(loaded, monkeypatch):
    """A row that goes on and on, through line breaks within quotation marks too, is refused with its line."""
    monkeypatch.setattr("sim.market.crm_csv._LONGEST_ROW", 10_000)
    content = customers().to_csv(index=False) + '"\n",' * 10_000
    with pytest.raises(InputError, match=r"table\.csv:62: is not a table: a row here has more than 10,000 characters"):
        loaded(content)


@pytest.mark.parametrize("ends", ["", "b"])
def test_parquet_that_is_not_utf8(market, tmp_path, ends):
    """Text of a Parquet file that is not UTF-8, at the end of a value or in it, is refused with its row."""
    values = [*(b"private",) * 41, b"priv\xff" + ends.encode(), *(b"private",) * 18]
    offsets = np.cumsum([0, *map(len, values)]).astype(np.int32)
    kind = pa.StringArray.from_buffers(60, pa.py_buffer(offsets), pa.py_buffer(b"".join(values)))
    table = pa.Table.from_pandas(customers().drop(columns="kind"), preserve_index=False)
    parquet.write_table(table.append_column("kind", kind), tmp_path / "table.parquet")
    message = refusal(tmp_path / "table.parquet", market)
    assert message.endswith("table.parquet:42: column 'kind' holds text that is not UTF-8")


def test_damaged_names(market, tmp_path):
    """A Parquet file in which the name of a column is no text is refused."""
    customers().to_parquet(tmp_path / "table.parquet")
    content = (tmp_path / "table.parquet").read_bytes().replace(b"months", b"mon\xfa\xfas")
    (tmp_path / "table.parquet").write_bytes(content)
    assert "is not a Parquet file that can be read" in refusal(tmp_path / "table.parquet", market)


def test_pieces_join(loaded):
    """A table that is read in several pieces is the table in one piece."""
    table = customers(21_000)
    found = loaded(table)
    assert found.rows["customer"].tolist() == sorted(table["id"])
    assert sorted(found.rows["line"]) == list(range(2, 21_002))


def test_a_device_is_no_table(market):
    """A device, which may have no end, is refused."""
    with pytest.raises(InputError, match="is a device, not a file"):
        load_crm("/dev/zero", market, mapping())


@pytest.mark.parametrize("letters", ["utf-8", "cp1252"])
def test_lines_of_old_programs(loaded, letters):
    """Lines may end with a carriage return alone."""
    text = customers(kind="Müller").to_csv(index=False).replace("\n", "\r")
    kinds = {"column": "kind", "values": {"Müller": "families"}}
    assert len(loaded(text.encode(letters), segment=kinds).rows) == 60


def test_ids_are_no_examples(loaded):
    """Where the encoding is a guess, the word that shows it is never that of a customer's id."""
    table = customers(id=[f"Müller {place}" for place in range(60)])
    found = loaded(table.to_csv(index=False).encode("cp1252"))
    assert found.notes[0] == "the file is not UTF-8; it is read in cp1252"
