"""Customers from a CRM table: read, checked, run and repeated from the command line."""

import hashlib
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


def test_cells_of_customers_are_no_formulas(cxsim, table):
    """What stands in a cell of a rejected row is text for the spreadsheet that opens the list."""
    table.write_text(table.read_text().replace("10,private,cheap", '=1+1,private,"@SUM(A1)"'))
    assert (
        cxsim("run", "telecom", "--from-crm=customers.csv", "--mapping=mapping.yaml", "--weeks=1", "--out=out").code
        == 0
    )
    rejected = pd.read_csv("out/rejected.csv").set_index("line")
    assert rejected.loc[12, ["customer", "value"]].tolist() == ["'=1+1", "'@SUM(A1)"]


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
    assert "inputs/customers.parquet" in answer.error


def test_what_was_guessed_is_reported(cxsim, arguments, table):
    """A guess about how the table is written is on standard error and in the manifest."""
    table.write_text(table.read_text().replace(",", ";").replace(".", ","))
    answer = cxsim(*arguments, "--out=out")
    assert answer.code == 0, answer.error
    shown = "numbers are read with a decimal comma, as '20,5' (line 2, column 'fee') shows"
    assert shown in answer.error
    assert json.loads(Path("out/manifest.json").read_text())["crm"]["notes"] == [shown]


@pytest.fixture
def private(table) -> Path:
    """Return the table as its owner alone may read it, with a column that nobody mapped and ids that are names."""
    rows = pd.read_csv(table)
    rows.assign(id=[f"Miller {each}" for each in rows["id"]], secret="diagnosis").to_csv(table, index=False)
    table.chmod(0o600)
    return table


def contents(folder: str) -> str:
    """Return all that is in the files of a folder, the columns of Parquet files written out."""
    files = [path for path in Path(folder).rglob("*") if path.is_file()]
    tables = [pd.read_parquet(path).to_csv() for path in files if path.suffix == ".parquet"]
    return "".join([*tables, *(path.read_text(errors="replace") for path in files)])


def test_only_mapped_columns_are_kept_for_those_who_may_read_the_table(cxsim, arguments, private):
    """Copy and rejected rows have the mode of the table; columns that nobody mapped are nowhere in the results."""
    assert cxsim(*arguments, "--out=out").code == 0
    for name in ("inputs/customers.parquet", "rejected.csv"):
        assert Path("out", name).stat().st_mode & 0o777 == 0o600
    assert "Miller" in contents("out")
    assert "diagnosis" not in contents("out")


def test_pseudonyms_change_no_result(cxsim, arguments, private):
    """With pseudonyms no id is in the results, the key neither, and every result has the same bits, repeated too."""
    cxsim(*arguments, "--out=plain")
    answer = cxsim(*arguments, "--out=out", "--pseudonyms=key")
    assert answer.code == 0, answer.error
    assert "Miller" not in contents("out")
    key = Path("key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text().strip() not in contents("out")
    for name in ("comparison.csv", "weekly.parquet"):
        assert Path("out", name).read_bytes() == Path("plain", name).read_bytes()
    key.unlink()
    private.unlink()
    assert cxsim("rerun", "out").code == 0


def test_without_a_copy_a_repetition_asks_for_the_table(cxsim, arguments, private):
    """With --no-copy no cell is kept; rerun needs the very table, under any name, and then finds the same bits."""
    assert cxsim(*arguments, "--out=out", "--no-copy").code == 0
    assert "Miller" not in contents("out")
    assert list(pd.read_csv("out/rejected.csv")) == ["line", "column", "reason"]
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "out keeps a digest of its customer table only: the table is needed, with --from-crm" in answer.error
    assert hashlib.sha256(private.read_bytes()).hexdigest() in answer.error
    private = private.rename("moved.csv")
    repeated = cxsim("rerun", "out", "--from-crm=moved.csv")
    assert repeated.code == 0, repeated.error
    assert "Miller" not in contents("out-rerun")
    Path("out/weekly.parquet").unlink()
    assert "the table is needed, with --from-crm" in cxsim("check", "out", "--repair").error
    assert cxsim("check", "out", "--repair", "--from-crm=moved.csv").code == 0
    assert Path("out/weekly.parquet").read_bytes() == Path("out-rerun/weekly.parquet").read_bytes()
    private.write_text(private.read_text().replace("20.5", "21.5"))
    answer = cxsim("rerun", "out", "--from-crm=moved.csv", "--out=again")
    assert answer.code == 2
    assert "moved.csv is another table than that of these results" in answer.error


def test_a_sweep_keeps_tables_in_the_same_ways(cxsim, private, small):
    """The table of a study file is hashed, left out and asked for as that of a request is."""
    market, *_ = small
    Path("study.yaml").write_text(
        f"market: {market}\nfrom_crm: customers.csv\nmapping: mapping.yaml\nweeks: 2\ncustomers: 100\n"
        "design: list\npoints: [{category.aware_share: 0.9}]\nmetrics: [share]\n"
    )
    assert cxsim("sweep", "study.yaml", "--out=hashed", "--pseudonyms=key", "--workers=1").code == 0
    assert "Miller" not in contents("hashed")
    assert cxsim("rerun", "hashed").code == 0
    assert cxsim("sweep", "study.yaml", "--out=out", "--no-copy", "--workers=1").code == 0
    assert "Miller" not in contents("out")
    assert "the table is needed, with --from-crm" in cxsim("rerun", "out").error
    assert cxsim("rerun", "out", "--from-crm=customers.csv").code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--from-crm=customers.csv", "--pseudonyms=key", "--no-copy"), "there is none"),
        (("--pseudonyms=key",), "give the table with --from-crm"),
        (("--from-crm=customers.csv", "--mapping=mapping.yaml", "--pseudonyms=out/key", "--out=out"), "elsewhere"),
        (("--from-crm=customers.csv", "--mapping=mapping.yaml", "--pseudonyms=short"), "is too short"),
        (("--from-crm=customers.csv", "--mapping=mapping.yaml", "--pseudonyms=open"), "others may read it"),
        (("--from-crm=customers.csv", "--mapping=mapping.yaml", "--pseudonyms=no/such"), "No such file"),
    ],
)
def test_a_key_that_cannot_be_used(cxsim, private, options, words):
    """A key that is not wanted, not secret or not there ends with a sentence, before anything is written."""
    for name, text, mode in (("short", "abc", 0o600), ("open", "0123456789abcdef", 0o644)):
        Path(name).write_text(text)
        Path(name).chmod(mode)
    Path("out").mkdir()
    answer = cxsim("run", "telecom", *options)
    assert answer.code in (1, 2)
    assert words in answer.error
    assert not any(Path("out").iterdir())


def test_notes_are_printed_once(cxsim, table):
    """A doubt about a table is a single line of `check`."""
    Path("mapping.yaml").write_text(MAPPING.replace("private: families", "private: families, firm: families"))
    answer = cxsim("check", "customers.csv", "--market=telecom", "--mapping=mapping.yaml")
    assert answer.error.count("no row has 'firm' in 'kind'") == 1


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
