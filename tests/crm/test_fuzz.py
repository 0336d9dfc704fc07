"""Whatever is in a table, loading it accounts for every row or refuses the table in words."""

import math
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.market.crm import load_crm
from sim.market.crm_parquet import parquet_copy
from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.scenarios.scenario import Scenario
from sim.state.crm_population import TablePeople
from sim.state.market_tables import market_tables
from tests.crm.conftest import SMALL, customers, mapping

MARKET = load_market(SMALL)
TABLE = customers().astype(str)
MAPPING = mapping(satisfaction={"column": "score", "worst": 1, "best": 10})
DOCUMENTS = [Scenario.baseline().plan(MARKET).market_at(0, segment) for segment in MARKET.segments]
TRAPS = [
    "",
    " ",
    "NaN",
    "inf",
    "-1",
    "1e999",
    "0",
    "00",
    "1,5",
    "=1+1",
    "None",
    "yes",
    "year",
    "\ufeff",
    "a\nb",
    '"',
    "\0",
]

cells = (
    st.sampled_from(TRAPS)
    | st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=6)
    | st.integers().map(str)
    | st.floats().map(str)
)
places = st.tuples(st.integers(0, len(TABLE) - 1), st.sampled_from([*TABLE.columns, "score"]))


def load(content):
    """Return the table in a file, None when it is refused in words that can be printed."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        file.write_bytes(content)
        try:
            return load_crm(file, MARKET, MAPPING)
        except InputError as error:
            problems = error.problems
    assert all(str(problem).isprintable() for problem in problems)
    return None


def written(columns):
    """Return a table as a Parquet file."""
    body = BytesIO()
    columns.to_parquet(body)
    return body.getvalue()


COPIED = load(TABLE.assign(score="5").to_csv(index=False).encode())
HALF_LEFT = load(TABLE.assign(score="5", left=["yes", "no"] * 30).to_csv(index=False).encode())
PARQUET = [written(customers().assign(score=5)), parquet_copy(COPIED.cells)]


@given(st.dictionaries(places, cells, max_size=40))
def test_any_cell(changes):
    """Every row is used or rejected, whatever stands in its cells, and what is used is in its range."""
    table = TABLE.assign(score="5")
    for (row, column), value in changes.items():
        table.loc[row, column] = value
    found = load(table.to_csv(index=False).encode(errors="replace"))
    if found is None:
        return
    rows = found.rows
    assert len(rows) + found.rejected["line"].nunique() == len(table)
    assert not set(rows["line"]) & set(found.rejected["line"])
    assert rows["customer"].is_unique
    for name, low, high in (("tenure_weeks", 0, 5200.0001), ("price_eur", 0, 1e5), ("users", 1, 100)):
        assert rows[name].between(low, high).all()
    assert (rows["satisfaction"].between(0, 1) | rows["satisfaction"].isna()).all()
    assert all(math.isfinite(months) for months in rows["contract_months"])


@given(st.sampled_from(PARQUET), st.floats(0, 1, exclude_max=True), st.integers(0, 4), st.binary(max_size=4))
def test_any_damage_to_parquet(content, where, length, typed):
    """A Parquet file, or a copy of a table, in which something is damaged is read or refused in words."""
    start = int(where * len(content))
    load(content[:start] + typed + content[start + length :])


@given(st.binary(max_size=300) | st.binary(max_size=200).map(lambda content: b"PAR1" + content))
def test_any_bytes(content):
    """No sequence of bytes breaks the reading."""
    load(content)


@given(st.integers(1, 1500), st.integers(0, 2**32 - 1))
def test_any_number_of_people(number, seed):
    """A table seats as many people as are asked for, its customers in their proportion."""
    people = TablePeople.of(HALF_LEFT)(DOCUMENTS, market_tables(DOCUMENTS), number, seed).customers
    assert len(people) == number
    assert abs((people["brand"] == 0).sum() - 0.5 * number) <= 1
    assert np.isfinite(people["basket"]).all()
