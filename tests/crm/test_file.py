"""The file of a table: what is read, and what is refused in words."""

import numpy as np
import pandas as pd
import pytest

from sim.market.crm import load_crm
from sim.market.messages import InputError
from tests.crm.conftest import customers, mapping

TEXT = customers().to_csv(index=False)


def refusal(loaded, content, **changed):
    """Return why a table is refused, without the folder."""
    with pytest.raises(InputError) as caught:
        loaded(content, **changed)
    return [f"{problem.line}: {problem.path}: {problem.message}" for problem in caught.value.problems]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TEXT.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="Windows lines"),
        pytest.param(TEXT.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TEXT.replace(",", "\t").encode(), id="tabs"),
        pytest.param(TEXT.replace(",", " , ").encode(), id="blanks"),
        pytest.param((TEXT + "\n\n,,,,,,,,\n").encode(), id="blank lines"),
    ],
)
def test_ways_to_write_a_table(loaded, content):
    """Byte order marks, ends of lines, other separators, blanks and blank lines change nothing."""
    expected = loaded(TEXT).rows
    pd.testing.assert_frame_equal(expected, loaded(content).rows)


@pytest.mark.parametrize(
    "content, message",
    [
        (b"", "None: : is empty"),
        (b" \n\n", "None: : is empty"),
        (TEXT.splitlines()[0].encode(), "None: : holds no rows"),
        (b"PAR1" + bytes(100), "None: : is not a Parquet file that can be read"),
        (bytes(range(256)) * 40, "None: : is neither CSV nor Parquet: it holds binary data"),
        (
            b"PK\x03\x04" + bytes(100),
            "None: : is neither CSV nor Parquet but looks like a workbook: save it as CSV in UTF-8",
        ),
        (
            customers().to_json(orient="records").encode(),
            "None: : is neither CSV nor Parquet but looks like JSON: save it as CSV in UTF-8",
        ),
        (
            customers().to_json(orient="records", lines=True).encode(),
            "None: : is neither CSV nor Parquet but looks like JSON: save it as CSV in UTF-8",
        ),
        (
            TEXT.replace("c0005,", '"c0005,').encode(),
            "7: : is not a table: a quotation mark that is opened here is never closed",
        ),
        ((TEXT + "x" * 200_000).encode(), "62: : is not a table: a value here has no end"),
        (TEXT.replace("months", "kind", 1).encode(), "1: crm.segment.column: column 'kind' is there twice"),
        (TEXT.replace("pays", "pay", 1).encode(), "1: crm.price.column: unknown column 'pays' (did you mean 'pay'?)"),
    ],
)
def test_what_is_no_table(loaded, content, message):
    """A file that cannot be read as a table is refused with the line and the reason."""
    assert message in refusal(loaded, content)


def test_no_file(market, tmp_path):
    """A file that is not there is told of as such."""
    with pytest.raises(InputError, match=r"none\.csv: cannot be read: No such file"):
        load_crm(tmp_path / "none.csv", market, mapping())


def test_all_missing_columns_are_named(loaded):
    """Every column that is missing is named, not the first only."""
    found = refusal(loaded, customers().drop(columns=["months", "pays"]))
    assert [line.split(":")[1] for line in found] == [" crm.tenure.column", " crm.price.column"]


def test_a_mapping_file_is_named_with_the_column_it_asks_for(market, tmp_path):
    """A column that a mapping file asks for and the table does not have leads to the mapping file."""
    customers().to_csv(tmp_path / "table.csv", index=False)
    (tmp_path / "columns.yaml").write_text("customer: ident\nsegment: {rules: [{segment: families}]}\n")
    with pytest.raises(InputError, match=r"table\.csv:1: customer in columns\.yaml: unknown column 'ident'"):
        load_crm(tmp_path / "table.csv", market, tmp_path / "columns.yaml")


def test_parquet_is_read_as_csv_is(loaded, market, tmp_path):
    """The same table as Parquet, with numbers, truth values and categories in their types, gives the same customers."""
    table = customers(people=np.arange(1.0, 61.0), left=[False, True] * 30).astype({"kind": "category"})
    table.to_parquet(tmp_path / "table.parquet")
    expected = loaded(table).rows.drop(columns="line")
    found = load_crm(tmp_path / "table.parquet", market, mapping()).rows
    pd.testing.assert_frame_equal(expected, found.drop(columns="line"))
    assert list(range(1, 61)) == found["line"].tolist()


def test_parquet_of_another_shape(market, tmp_path):
    """A Parquet column whose cells hold more than one value is refused by its name."""
    customers(months=[[1, 2]] * 60).to_parquet(tmp_path / "table.parquet")
    with pytest.raises(InputError, match=r"column 'months' holds list<.*>, which is not a single value"):
        load_crm(tmp_path / "table.parquet", market, mapping())


def test_missing_values_of_parquet_are_blank(market, tmp_path):
    """What is missing in a Parquet file is missing, and told so."""
    customers(months=[None, *range(59)]).to_parquet(tmp_path / "table.parquet")
    rejected = load_crm(tmp_path / "table.parquet", market, mapping()).rejected
    assert list(rejected.itertuples(index=False, name=None)) == [(1, "c0000", "months", "", "is missing")]


def test_lines_are_those_of_the_file(loaded):
    """A line break inside quotes, and blank lines, count as lines: reports lead to the right place."""
    lines = TEXT.splitlines()
    lines[2] = lines[2].replace("c0001", '"c\n0001"')
    lines.insert(4, "")
    lines[8] = lines[8].replace(",20,", ",old,")
    assert loaded("\n".join(lines)).rejected["line"].tolist() == [10]
