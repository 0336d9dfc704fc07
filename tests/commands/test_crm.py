"""Customers from a CRM table: read, checked, run and repeated from the command line."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.market.loading import load_market

pytestmark = pytest.mark.usefixtures("plain_report")

MAPPING = """\
customer: id
segment: {column: kind, values: {private: families, business: professionals}}
price: {column: fee}
"""


@pytest.fixture
def table(tmp_path) -> Path:
    """Return a table of 60 customers: in line 12 the fee is nonsense, in line 22 somebody is there twice."""
    rows = pd.DataFrame({"id": range(60), "kind": ["private", "business"] * 30, "fee": ["20.5"] * 60})
    rows.loc[10, "fee"] = "cheap"
    rows.loc[20, "id"] = 3
    rows.to_csv(tmp_path / "customers.csv", index=False)
    (tmp_path / "mapping.yaml").write_text(MAPPING)
    return tmp_path / "customers.csv"


@pytest.fixture
def arguments(table, small) -> tuple[str, ...]:
    """Return the arguments of a small comparison on the table."""
    market, _, weeks = small
    files = ("--from-crm=customers.csv", "--mapping=mapping.yaml")
    return ("compare", market, "price-cut", weeks, "--replications=2", "--workers=1", *files)


def test_rejected_rows_are_listed_with_their_lines(cxsim, arguments):
    """Bad rows are counted on standard error and listed in rejected.csv; the others are used."""
    answer = cxsim(*arguments, "--out=out")
    assert answer.code == 0, answer.error
    assert "2 rejected" in answer.error
    assert set(pd.read_csv("out/rejected.csv")["line"]) == {12, 22}


def test_table_says_how_many_people_there_are(cxsim, arguments):
    """Without --customers the market is as large as the table makes it: 58 customers with the brand's share."""
    share = load_market("telecom").brands["acme"].share
    cxsim(*arguments, "--out=out")
    weeks = pd.read_parquet("out/weekly.parquet").query("week == 1 and seed == 1 and scenario == 'baseline'")
    assert weeks["customers"].sum() > 100
    assert json.loads(Path("out/manifest.json").read_text())["request"]["customers"] == round(58 / share)


def test_comparison_on_a_table_is_repeated_bit_for_bit(cxsim, arguments, table):
    """The table and its mapping are kept with the results."""
    cxsim(*arguments, "--out=out")
    table.unlink()
    assert cxsim("rerun", "out").code == 0


def test_another_table_is_another_input(cxsim, arguments, table):
    """Results of an older table do not count."""
    cxsim(*arguments, "--out=out")
    table.write_text(table.read_text().replace("20.5", "21.5"))
    answer = cxsim(*arguments, "--out=out")
    assert answer.code == 1
    assert "inputs/crm.csv" in answer.error


def test_what_was_guessed_is_reported(cxsim, arguments, table):
    """A guess about how the table is written is on standard error and in the manifest."""
    table.write_text(table.read_text().replace(",", ";").replace(".", ","))
    answer = cxsim(*arguments, "--out=out")
    assert answer.code == 0, answer.error
    shown = "numbers are read with a decimal comma, as '20,5' (line 2, column 'fee') shows"
    assert shown in answer.error
    assert json.loads(Path("out/manifest.json").read_text())["crm"]["notes"] == [shown]


@pytest.mark.parametrize("name", ["customers.xlsx", "customers.csv"])
@pytest.mark.parametrize("market", [(), ("--market=telecom",)])
def test_check_answers_a_workbook_as_a_run_does(cxsim, tmp_path, name, market):
    """A workbook is refused with what to do, with a market or without one."""
    (tmp_path / name).write_bytes(b"PK\x03\x04" + bytes(100))
    answer = cxsim("check", name, *market)
    assert answer.code == 1
    assert answer.out == f"{name}: is neither CSV nor Parquet but looks like a workbook: save it as CSV in UTF-8\n"


def test_check_of_a_table_names_every_bad_row(cxsim, table):
    """A table can be checked before it is used."""
    answer = cxsim("check", "customers.csv", "--market=telecom", "--mapping=mapping.yaml")
    assert answer.code == 1
    assert {line.split(":")[1] for line in answer.out.splitlines()} == {"12", "22"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "telecom", "--from-crm=nowhere.csv"), 1, "nowhere.csv"),
        (("run", "retail", "--from-crm=customers.csv"), 1, "crm"),
        (("run", "telecom", "--mapping=mapping.yaml"), 2, "--from-crm"),
        (("run", "telecom", "--from-crm=mapping.yaml", "--mapping=mapping.yaml"), 1, "mapping.yaml"),
        (("check", "customers.csv"), 2, "--market"),
    ],
)
def test_mistakes_are_answered_in_words(cxsim, table, arguments, code, words):
    """Whatever is wrong with a table ends with a sentence and nothing written."""
    answer = cxsim(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.error
    assert "Traceback" not in answer.error
