"""Tables for people: no text is run as a formula by the spreadsheet that opens them."""

from dataclasses import dataclass
from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.experiment.experiment import Experiment, Plan
from experiments.experiment.request import Request
from experiments.experiment.runner import Setting, perform
from experiments.results.spreadsheets import from_spreadsheet, spreadsheet, write_spreadsheet

SIGNS = "=+-@\t\r"


def cell(value) -> str:
    """Return how the only cell of a table is written."""
    return pd.read_csv(StringIO(spreadsheet(pd.DataFrame({"name": [value]}))), dtype=str)["name"].iloc[0]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx", "=HYPERLINK('x')", "-2+3+cmd|' /C calc'!A0", "-scenario"]
)
def test_formulas_become_text(text):
    """A text that a spreadsheet would run begins with an apostrophe."""
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+3.2", "-1.5e-3", "-20%", "a - b", "a=b", "price-cut", "29,9O", "'quoted'"])
def test_everything_else_is_left(text):
    """Numbers in texts, and signs in the middle of a text, stay as they are."""
    assert cell(text) == text


def test_parts_that_other_countries_cut_off():
    """Where a semicolon parts values, what follows it may not begin like a formula either."""
    assert cell("a;=1+1") == "a;'=1+1"


def test_numbers_stay_numbers():
    """Numbers, truth values and missing values have the same bits as without the check, in columns of any type."""
    table = pd.DataFrame({"x": [-1.5, 0.1 + 0.2], "mixed": [-3, None], "is": [True, False], "object": [-0.1, "b"]})
    assert spreadsheet(table) == table.to_csv(index=False)


def test_what_is_read_again(tmp_path):
    """A table that the program reads again has the text that was written."""
    table = pd.DataFrame({"-name": ["+.20 against -.11", "a;=1", "it's", "-5 %", "\t"], "x": [1.5, -2, 3, 4, 5]})
    (tmp_path / "table.csv").write_text(spreadsheet(table))
    pd.testing.assert_frame_equal(table, from_spreadsheet(tmp_path / "table.csv"))


def test_names_of_columns_are_texts_too():
    """The name of a column is checked as a value is."""
    assert spreadsheet(pd.DataFrame({"=1+1": [1], "=": pd.Categorical(["=x"])})) == "'=1+1,'=\n1,'=x\n"


@given(st.text(max_size=8))
def test_any_text(text):
    """Whatever the text, its cell is a number or does not begin with a sign of formulas."""
    written = spreadsheet(pd.DataFrame({"name": [text, "x"]})).split("\n", 1)[1].lstrip('"')
    assert written[:1] not in SIGNS or written.split("\n")[0].strip('"%').replace(",", ".").lstrip("+-")[:1].isdigit()


@dataclass(frozen=True, kw_only=True)
class _NoRequest(Request):
    """Nothing is asked."""


class _Named(Experiment):
    """Names as somebody may give them."""

    name, request, has_engine = "named", _NoRequest, False

    def plan(self, request):
        return Plan()

    def run(self, plan, lab):
        return pd.DataFrame({"scenario": ["=1+1", "price-cut"], "gain": [-1.5, 2.0]})

    def tables(self, result):
        return {"gains.csv": result}


def test_tables_of_every_experiment_are_checked(tmp_path):
    """Whatever an experiment writes as CSV passes the same door."""
    perform(_Named(), _NoRequest(), Setting(out=tmp_path / "out", workers=1))
    assert (tmp_path / "out" / "gains.csv").read_text() == "scenario,gain\n'=1+1,-1.5\nprice-cut,2.0\n"


def test_large_tables_are_written_alike(tmp_path):
    """What is written fast reads as what is written cell by cell: no formula, commas in quotes, nothing for missing."""
    table = pd.DataFrame(
        {
            "=name": pd.Categorical(["=1+1", None, "a, b"]),
            "whole": pd.array([1, None, 3], dtype="Int64"),
            "share": [0.25, float("nan"), 1e-7],
        }
    )
    write_spreadsheet(table, tmp_path / "fast.csv")
    (tmp_path / "slow.csv").write_text(spreadsheet(table))
    fast, slow = pd.read_csv(tmp_path / "fast.csv"), pd.read_csv(tmp_path / "slow.csv")
    pd.testing.assert_frame_equal(slow, fast)
    assert list(fast.columns) == ["'=name", "whole", "share"]
    assert fast["'=name"].iloc[0] == "'=1+1"
