"""The sheet of states: each is declared once, and everything else is made from that."""

import ast
from pathlib import Path

import numpy as np
import pytest

from sim.state.columns import Column, Mean, at_start
from sim.state.counters import COUNTERS, SUMMED_OVER_CUSTOMERS, SUMMED_OVER_EVERYBODY
from sim.state.indicators import indicator
from sim.state.states import (
    ANSWER_COLUMNS,
    BRAND_STATE_COLUMNS,
    CUSTOMER_COLUMNS,
    KNOWLEDGE_COLUMNS,
    PRICE_NORM_COLUMNS,
    SEEN_COLUMNS,
    USER_COLUMNS,
    USUAL_COLUMNS,
)
from sim.state.tables import NOBODY
from tests.worlds import simulation

PHASES = Path(__file__).parents[2] / "sim" / "phases"
TABLES = {
    "customers": CUSTOMER_COLUMNS,
    "knowledge": KNOWLEDGE_COLUMNS,
    "users": USER_COLUMNS,
    "shown": SEEN_COLUMNS,
    "brand_states": BRAND_STATE_COLUMNS,
    "price_norms": PRICE_NORM_COLUMNS,
    "usual": USUAL_COLUMNS,
    "answers": ANSWER_COLUMNS,
}
ROWS = {
    "me": "customers",
    "knowledge": "knowledge",
    "rival": "knowledge",
    "one": "users",
    "state": "brand_states",
    "norm": "price_norms",
    "usual": "usual",
    "mine": "answers",
}
"""Names by which phases call one row of a table."""

COLUMNS = [pytest.param(each, id=f"{table}.{each.name}") for table, columns in TABLES.items() for each in columns]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_state_says_what_it_is(column: Column):
    """Every column has a label, a type that holds its range, and a unit or words."""
    assert column.label
    if np.dtype(column.dtype).kind in "iu" and np.isfinite([column.low, column.high]).all():
        held = np.iinfo(column.dtype)
        assert held.min <= column.low
        assert column.high <= held.max
    assert bool(column.unit) != bool(column.words)


@pytest.mark.parametrize("table", TABLES)
def test_names_stand_once(table: str):
    """No two columns of a table have the same name."""
    names = [column.name for column in TABLES[table]]
    assert len(set(names)) == len(names)


def _written() -> dict[tuple[str, str], set[str]]:
    """Return (table, column) -> the phases whose code assigns to it, on a row or on a place in the table."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in PHASES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            for target in targets:
                place = target.value if isinstance(target, ast.Subscript) else target
                if isinstance(place, ast.Attribute) and (table := _table(place.value)):
                    found.setdefault((table, place.attr), set()).add(path.stem)
    return found


def _table(row: ast.expr) -> str:
    """Return the table that a row is of; "" when it is of none of these."""
    if isinstance(row, ast.Name):
        return ROWS.get(row.id, "")
    if isinstance(row, ast.Subscript) and isinstance(row.value, ast.Attribute) and row.value.attr in TABLES:
        return row.value.attr
    return ""


def test_writers_are_those_that_write():
    """The sheet names the phases that write a state, all of them and no other."""
    declared = {(table, each.name): set(each.writers) for table, columns in TABLES.items() for each in columns}
    written = _written()
    assert {key: writers for key, writers in declared.items() if writers} == written


def test_a_table_begins_with_the_starts():
    """Before anything is drawn, every column holds its start, at all its places."""
    table = at_start((Column("a", "i1", -1, 5, "", "a", start=NOBODY), Column("b", "f4", 0, 1, "", "b", places=2)), 3)
    assert table["a"].tolist() == [NOBODY] * 3
    assert table["b"].shape == (3, 2)


@pytest.mark.parametrize("columns", [CUSTOMER_COLUMNS, KNOWLEDGE_COLUMNS, ANSWER_COLUMNS])
def test_starts_lie_within_the_range(columns: tuple[Column, ...]):
    """Whatever is drawn or not, a customer begins within the range of every state."""
    assert [each.name for each in columns if not each.low <= each.start <= each.high] == []


def test_only_customers_have_means():
    """Means are booked of the columns of customers, with numbers that can be added up."""
    assert not any(
        each.mean
        for columns in (KNOWLEDGE_COLUMNS, USER_COLUMNS, SEEN_COLUMNS, BRAND_STATE_COLUMNS)
        for each in columns
    )
    assert all(np.dtype(each.dtype).kind == "f" for each in CUSTOMER_COLUMNS if each.mean)


@pytest.mark.parametrize("column", [pytest.param(each, id=each.name) for each in CUSTOMER_COLUMNS if each.mean])
def test_a_booked_state_has_its_counter_and_indicator(column: Column):
    """A state whose mean is booked brings a counter and an indicator with its label, unit and direction."""
    mean = column.mean or Mean()
    assert f"{column.name}_sum" in COUNTERS
    found = indicator(mean.indicator or column.name)
    assert (found.numerator, found.denominator) == ((f"{column.name}_sum",), ("customers",))
    assert (found.words.lower(), found.unit, found.better) == (column.label, column.unit, mean.better)


@pytest.mark.parametrize("market", ["telecom", "retail"])
def test_what_is_booked_is_where_people_stand(market: str):
    """The sums of the week are those over the people as they stand at its end, by brand and segment."""
    world = simulation(market, 600)
    world.step()
    people = world.world.customers
    for names, is_counted in (
        (SUMMED_OVER_EVERYBODY, np.full(len(people), True)),
        (SUMMED_OVER_CUSTOMERS, people["brand"] != NOBODY),
    ):
        for name in names:
            expected = np.zeros(world.totals.shape)
            place = people["brand"][is_counted], people["segment"][is_counted]
            np.add.at(expected, place, people[name][is_counted])
            np.testing.assert_allclose(world.totals[name], expected, rtol=1e-12, err_msg=name)
