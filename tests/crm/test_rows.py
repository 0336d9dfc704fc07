"""Rows of a table: facts, and rejects with their reasons."""

import pandas as pd
import pytest

from sim.market.messages import InputError
from tests.crm.conftest import customers


def rejected(table):
    """Return what is wrong, as (line, customer, column, value, reason)."""
    return list(table.rejected.itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "column, value, reason",
    [
        ("id", "", "is missing"),
        ("id", "c0000", "is the customer of line 2 too: one row per customer"),
        ("kind", "", "is missing"),
        ("kind", "Private", "must be one of private, business"),
        ("months", "", "is missing"),
        ("months", "-1", "must be from 0 to 1,200"),
        ("months", "1201", "must be from 0 to 1,200"),
        ("months", "NaN", "must be a number"),
        ("months", "0x10", "must be a number"),
        ("months", "1_000", "must be a number"),
        ("months", "٣", "must be a number"),
        ("pays", "29,9O", "must be a number"),
        ("pays", "€ thirty", "must be a number"),
        ("pays", "inf", "must be a number"),
        ("pays", "1e999", "must be from 0 to 100,000"),
        ("contract", "three years", "must be one of none, year, two years"),
        ("people", "0", "must be from 1 to 100"),
        ("people", "1.5", "must be a whole number"),
        ("telephone", "perhaps", "must be one of yes, y, true, t, 1 or one of no, n, false, f, 0"),
        ("left", "", "is missing"),
    ],
)
def test_a_bad_cell_rejects_its_row(loaded, column, value, reason):
    """A cell that makes no sense rejects its row, with line, customer, column, value and reason; others are used."""
    table = customers().astype(str)
    table.loc[3, column] = value
    found = loaded(table)
    customer = value if column == "id" else "c0003"
    assert [(5, customer, column, value, reason)] == rejected(found)
    assert len(found.rows) == 59
    assert 5 not in set(found.rows["line"])


@pytest.mark.parametrize("change, values", [(",x", 10), ("", 8)])
def test_rows_of_the_wrong_length(loaded, change, values):
    """A row with too many or too few values is rejected."""
    lines = customers().to_csv(index=False).splitlines()
    lines[4] = lines[4] + change if change else lines[4].rpartition(",")[0]
    assert [(5, "", "", "", f"has {values} values where 9 are expected")] == rejected(loaded("\n".join(lines)))


def test_everything_wrong_with_a_row_is_told(loaded):
    """A row with two mistakes is told of twice, and counted once."""
    table = customers().astype(str)
    table.loc[0, ["months", "pays"]] = "?"
    found = loaded(table)
    assert found.rejected["column"].tolist() == ["months", "pays"]
    assert "59 rows used, 1 rejected" in found.summary


def test_more_rejected_than_used(loaded):
    """A table of which more is rejected than used is refused, with what is wrong most often first."""
    table = customers().astype(str)
    table.loc[:30, "pays"] = "?"
    table.loc[50, "months"] = "?"
    with pytest.raises(InputError) as caught:
        loaded(table)
    first, second, *_ = caught.value.problems
    assert first.message == "more rows are rejected (32) than used (28)"
    assert (second.line, second.path, second.message) == (2, "pays", "must be a number (got '?'); 31 rows like this")


def test_columns_that_are_not_mapped_do_not_matter(loaded):
    """Nonsense in a column that nothing is mapped to rejects nobody."""
    assert not len(loaded(customers(remarks="?")).rejected)


def test_facts(loaded):
    """Values mean what the mapping says: units, rates of exchange, words, scales."""
    table = customers(months=12, pays=40, contract="two years", telephone="DSL", people=3, score=9)
    rows = loaded(
        table,
        price={"column": "pays", "eur_per_unit": 0.9},
        services={"columns": ["telephone", "television"], "yes": "DSL"},
        satisfaction={"column": "score", "worst": 1, "best": 11},
    ).rows
    first = rows.loc[0, ["brand", "segment", "tenure_weeks", "price_eur", "contract_months", "services", "users"]]
    assert first.tolist() == ["acme", "families", 52, 36, 24, "10", 3]
    assert rows["satisfaction"].eq(0.8).all()


def test_segments_by_rules(loaded):
    """The first rule whose conditions all hold gives the segment; who fits none is rejected."""
    rules = [
        {"segment": "professionals", "when": {"kind": "business"}, "at_least": {"pays": 50}},
        {"segment": "professionals", "when": {"people": [8, 9]}},
        {"segment": "families", "below": {"pays": 40}},
    ]
    table = customers(6)
    table["pays"] = [50, 50, 49, 49, 49, 30]
    table["people"] = [1, 1, 8, 1, 9, 1]
    found = loaded(pd.concat([table, customers().iloc[6:]]), segment={"rules": rules})
    expected = {"c0001": "professionals", "c0002": "professionals", "c0004": "professionals", "c0005": "families"}
    assert dict(zip(found.rows["customer"], found.rows["segment"], strict=True)).items() >= expected.items()
    assert found.rejected["customer"].tolist() == ["c0000", "c0003"]
    assert found.rejected["reason"].eq("fits no rule of segment").all()


@pytest.mark.parametrize(
    "users, expected",
    [({"number": 4}, 4), ({"column": "people"}, 1), ({"one_more_for": {"columns": ["telephone", "television"]}}, 2)],
)
def test_users(loaded, users, expected):
    """Users are a number for all, a column, or one and one more for every yes."""
    assert loaded(customers(), users=users).rows["users"].eq(expected).all()


def test_who_left(loaded):
    """Those who left are former customers unless the mapping counts them as customers, or as nobody."""
    table = customers(left=["yes"] * 20 + ["no"] * 40)
    counted = {
        count_as: (len(found.rows), int(found.rows["has_left"].sum()), found.customers)
        for count_as in ("former", "customers", "nobody")
        for found in [loaded(table, left={"columns": "left", "count_as": count_as})]
    }
    assert counted == {"former": (60, 20, 67), "customers": (60, 0, 100), "nobody": (40, 0, 67)}


def test_the_market_around_the_table(loaded):
    """Sixty customers of a brand with 60 % of the market make a market of a hundred people."""
    assert loaded(customers()).customers == 100


@pytest.mark.parametrize("fee, is_odd", [(3000, True), (0.3, True), (75, False), (33, False)])
def test_a_doubtful_price_is_pointed_at(loaded, fee, is_odd):
    """Prices in another unit, or of a year, are pointed at; those of several services together are not."""
    doubts = loaded(customers(pays=fee), contract=None).doubts
    assert [("are prices in EUR" in doubt.message) for doubt in doubts] == [True] * is_odd


def test_a_price_of_one_thing_is_doubted_sooner(loaded):
    """Without services nothing explains that people pay more than twice the list price."""
    assert "are prices in EUR" in str(loaded(customers(pays=75), services=None).doubts)
    assert "are prices in EUR" not in str(loaded(customers(pays=33), services=None).doubts)


@pytest.mark.parametrize(
    "yes, no", [("Yes", "No"), ("True", "False"), ("1", "0"), ("1.0", "0.0"), ("TRUE", "false"), ("y", "n")]
)
@pytest.mark.parametrize("written", ["Yes", True, 1, "1.0", "true"])
def test_conditions_read_yes_and_no_as_flags_do(loaded, yes, no, written):
    """However a table and a mapping write yes, a condition finds it."""
    rules = {"rules": [{"segment": "professionals", "when": {"firm": written}}, {"segment": "families"}]}
    found = loaded(customers(firm=[yes, no, no] * 20), segment=rules, contract=None)
    assert found.rows["segment"].eq("professionals").tolist() == [True, False, False] * 20
    assert found.doubts == ()


@pytest.mark.parametrize("written", [2, 2.0, "2", "2.0"])
def test_conditions_read_numbers_as_numbers(loaded, written):
    """2 and 2.0 are one value, in conditions and wherever a mapping says what values mean."""
    table = customers(lines=["2.0", "3", "03"] * 20, contract=["12.0", "24", "24.0"] * 20)
    rules = {"rules": [{"segment": "professionals", "when": {"lines": written}}, {"segment": "families"}]}
    rows = loaded(table, segment=rules, contract={"column": "contract", "months": {"12": 12, "24": 24}}).rows
    assert rows["segment"].eq("professionals").tolist() == [True, False, False] * 20
    assert rows["contract_months"].tolist() == [12, 24, 24] * 20


def test_codes_are_no_words_for_yes(loaded):
    """In a column of codes a value stands for itself, although one of them could mean yes."""
    rules = {"rules": [{"segment": "professionals", "when": {"code": "T"}}, {"segment": "families"}]}
    rows = loaded(customers(code=["T", "Y", "X"] * 20), segment=rules).rows
    assert rows["segment"].eq("professionals").tolist() == [True, False, False] * 20


@pytest.mark.parametrize(
    "changed, message",
    [
        (
            {
                "segment": {
                    "rules": [
                        {"segment": "professionals", "when": {"kind": ["business", "firm"]}},
                        {"segment": "families"},
                    ]
                }
            },
            "mapping: segment.rules.1.when.kind.firm: no row has 'firm' in 'kind'",
        ),
        (
            {"segment": {"rules": [{"segment": "professionals", "at_least": {"pays": 900}}, {"segment": "families"}]}},
            "mapping: segment.rules.1: fits no row that the rules before it leave",
        ),
        (
            {"segment": {"rules": [{"segment": "families"}, {"segment": "professionals"}]}},
            "mapping: segment.rules.2: fits no row that the rules before it leave",
        ),
        (
            {
                "segment": {
                    "column": "kind",
                    "values": {"private": "families", "business": "professionals", "state": "families"},
                }
            },
            "mapping: segment.values.state: no row has 'state' in 'kind'",
        ),
        (
            {"contract": {"column": "contract", "months": {"none": 0, "week": 1}}},
            "mapping: contract.months.week: no row has 'week' in 'contract'",
        ),
        (
            {"services": {"columns": ["telephone", "television"], "yes": ["DSL"], "no": []}},
            "mapping: services.yes: no row has 'DSL' in telephone, television",
        ),
        ({"left": {"columns": "left", "no": "active"}}, "mapping: left.no: no row has 'active' in left"),
        (
            {"users": {"one_more_for": {"columns": "telephone", "yes": "both"}}},
            "mapping: users.one_more_for.yes: no row has 'both' in telephone",
        ),
        ({"complaint": {"columns": "left", "yes": "open"}}, "mapping: complaint.yes: no row has 'open' in left"),
        (
            {"brand": {"column": "operator", "values": {"A": "acme", "R": "rival"}}},
            "mapping: brand.values.R: no row has 'R' in 'operator'",
        ),
    ],
)
def test_what_a_mapping_names_and_no_row_has(loaded, changed, message):
    """Every value that a mapping names and no row has is a doubt."""
    found = loaded(customers(operator="A"), **({"contract": None} | changed))
    assert [str(doubt) for doubt in found.doubts] == [message]


def test_many_customers_who_are_there_already(loaded):
    """Rows that repeat customers are told of together, each in its own line of the rejects."""
    found = loaded(pd.concat([customers(200), customers(200).iloc[:3]]))
    assert "is the customer of line 2 too: one row per customer (got 'c0000'); 3 rows like this" in found.summary
    assert found.rejected["reason"].nunique() == 3
