"""Tables for people: no text is run as a formula by the spreadsheet that opens them."""

from io import StringIO

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.results.spreadsheets import spreadsheet

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


def test_names_of_columns_are_texts_too():
    """The name of a column is checked as a value is."""
    assert spreadsheet(pd.DataFrame({"=1+1": [1], "=": pd.Categorical(["=x"])})) == "'=1+1,'=\n1,'=x\n"


@given(st.text(max_size=8))
def test_any_text(text):
    """Whatever the text, its cell is a number or does not begin with a sign of formulas."""
    written = spreadsheet(pd.DataFrame({"name": [text, "x"]})).split("\n", 1)[1].lstrip('"')
    assert written[:1] not in SIGNS or written.split("\n")[0].strip('"%').replace(",", ".").lstrip("+-")[:1].isdigit()
