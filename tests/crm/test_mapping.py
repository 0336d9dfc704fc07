"""The mapping: what is wrong in it is told with file and line; names are those of the market."""

import pickle

import pytest

from sim.market.crm import load_crm
from sim.market.loading import load_market
from sim.market.messages import InputError
from tests.crm.conftest import MAPPING, SMALL, customers, mapping

LINES = """customer: id
segment: {column: kind, values: {private: families, business: professionals}}
tenure: {column: months, unit: months}
"""
SAME = "{column: x, worst: 1, best: 1}"


@pytest.mark.parametrize(
    "line, old, new, message",
    [
        (1, "customer: id\n", "", "customer: is missing"),
        (3, "tenure:", "tenur:", "tenur: unknown key 'tenur' (did you mean 'tenure'?)"),
        (3, "unit: months", "unit: days", "tenure.unit: must be one of 'weeks', 'months', 'years' (got 'days')"),
        (2, "families", "famlies", "segment.values.private: unknown segment 'famlies' (did you mean 'families'?)"),
        (2, "{column: kind,", "{", "segment: needs exactly one of column, rules (got none)"),
        (3, "tenure:", "brand: {name: acne}\ntenure:", "brand.name: unknown brand 'acne' (did you mean 'acme'?)"),
        (3, "tenure:", "left: {columns: []}\ntenure:", "left.columns: must not be empty"),
        (3, "{column: months,", "{column: .nan,", "tenure.column: must be a finite number (got .nan)"),
        (3, "tenure:", "left: {columns: x, yes: [No, 0]}\ntenure:", "left: 0, no cannot mean both yes and no"),
        (3, "tenure:", f"satisfaction: {SAME}\ntenure:", "satisfaction: worst and best must differ"),
    ],
)
def test_mistakes(market, tmp_path, monkeypatch, line, old, new, message):
    """A mistake in a mapping file is told with its line."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "map.yaml").write_text(LINES.replace(old, new))
    customers().to_csv("table.csv", index=False)
    with pytest.raises(InputError) as caught:
        load_crm("table.csv", market, "map.yaml")
    assert f"map.yaml:{line}: {message}" in str(caught.value).splitlines()


def test_a_mapping_in_the_market_file(tmp_path):
    """The mapping stands in the market file, is checked with it, and goes wherever the market goes."""
    file, table = tmp_path / "market.yaml", tmp_path / "table.csv"
    group = "crm:\n  " + LINES.replace("\n", "\n  ")
    file.write_text(SMALL.read_text() + group)
    customers().to_csv(table, index=False)
    market = pickle.loads(pickle.dumps(load_market(file)))
    assert len(load_crm(table, market).rows) == 60
    file.write_text(SMALL.read_text() + group.replace("families", "famlies"))
    line = file.read_text()[: file.read_text().index("famlies")].count("\n") + 1
    with pytest.raises(InputError, match=rf"market\.yaml:{line}: crm\.segment\.values\.private: unknown segment"):
        load_market(file)


def test_no_mapping(market, tmp_path):
    """Without a mapping nothing is guessed."""
    customers().to_csv(tmp_path / "table.csv", index=False)
    with pytest.raises(InputError, match="has no mapping of the columns of a table"):
        load_crm(tmp_path / "table.csv", market)


def test_a_mapping_made_for_another_market(market, tmp_path):
    """A mapping that names segments of another market is refused."""
    customers().to_csv(tmp_path / "table.csv", index=False)
    with pytest.raises(InputError, match="unknown segment 'young'"):
        load_crm(tmp_path / "table.csv", market, mapping(segment={"column": "kind", "values": {"private": "young"}}))


def test_brands_from_a_column(loaded):
    """A table may hold the customers of several brands; with all brands it is the whole market."""
    table = customers(operator=["A", "R"] * 30)
    found = loaded(table, brand={"column": "operator", "values": {"A": "acme", "R": "rival"}})
    assert found.brands == ("acme", "rival")
    assert found.customers == 60
    assert found.rows["brand"].value_counts().to_dict() == {"acme": 30, "rival": 30}


def test_a_table_that_is_too_small(loaded):
    """A table that makes a market too small to simulate is refused."""
    with pytest.raises(InputError, match="makes a market of 17 people, and a market has 50 to 20,000,000"):
        loaded(customers(10))


def test_columns_are_named_once():
    """Every column that a mapping needs is listed once, with the key that asks first."""
    columns = mapping(users={"one_more_for": {"columns": ["telephone"]}}).columns()
    assert list(columns) == ["id", "kind", "months", "pays", "contract", "telephone", "television", "left"]
    assert columns["telephone"] == "services.columns"
    assert set(MAPPING) > {path.split(".")[0] for path in columns.values()} - {"customer"}


def test_a_doubt_about_a_mapping_file_has_its_line(market, tmp_path):
    """What no row has is told at its line of the mapping."""
    customers().to_csv(tmp_path / "table.csv", index=False)
    (tmp_path / "map.yaml").write_text(LINES.replace("{private", "{state: families, private"))
    (doubt,) = load_crm(tmp_path / "table.csv", market, tmp_path / "map.yaml").doubts
    assert (doubt.file, doubt.line) == (str(tmp_path / "map.yaml"), 2)


def test_a_doubt_about_the_mapping_of_a_market(market, tmp_path):
    """A mapping in a market file is named with its market."""
    customers().to_csv(tmp_path / "table.csv", index=False)
    said = market.model_copy(update={"crm": mapping(left={"columns": "left", "yes": "gone"}, contract=None)})
    (doubt,) = load_crm(tmp_path / "table.csv", said).doubts
    assert str(doubt) == "market small: crm.left.yes: no row has 'gone' in left"
