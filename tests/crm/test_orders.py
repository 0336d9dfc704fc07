"""A log of orders becomes customers: recency, frequency and value of each."""

import numpy as np
import pandas as pd
import pytest

from sim.market.crm import load_crm
from sim.market.crm_mapping import CrmMapping
from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.market.schema import Market
from sim.state.crm_population import TablePeople
from tests.crm.conftest import customers
from tests.worlds import simulation, with_numbers

MAPPING = {
    "customer": "who",
    "segment": {"rules": [{"segment": "households"}]},
    "price": {"column": "each"},
    "orders": {"date": "day", "order": "receipt", "quantity": "pieces"},
}
LOG = """\
receipt,day,who,pieces,each
1,2024-01-01,ann,2,10
1,2024-01-01,ann,1,20
2,2024-02-26,ann,1,60
3,2024-03-04,ann,-1,10
4,2024-03-04,bob,3,5
5,2024-03-11,,1,99
6,2024-03-11,cid,-1,4
""" + "".join(f"x{i},2024-03-11,dora{i},1,30\n" for i in range(40))
FIRST = ["ann", "bob"]


@pytest.fixture(scope="module")
def retail() -> Market:
    """Return the shipped market of repeat purchases."""
    return load_market("retail")


@pytest.fixture
def loaded(tmp_path, retail):
    """Return a function that writes a log and loads it."""

    def load(content=LOG, **changed):
        file = tmp_path / "log.csv"
        file.write_text(content if isinstance(content, str) else content.to_csv(index=False))
        return load_crm(file, retail, CrmMapping.model_validate(MAPPING | changed))

    return load


def orders(**changed) -> dict:
    """Return the part of the mapping about orders, changed."""
    return {"orders": MAPPING["orders"] | changed}


def long_log(number: int = 200) -> pd.DataFrame:
    """Return a log in which customer i orders once, twice or three times, one week apart, for 20 EUR and more."""
    rows = [
        {"receipt": f"{i}-{nth}", "day": f"2024-0{3 + nth}-01", "who": f"c{i:03}", "pieces": 1, "each": 20 + i % 7}
        for i in range(number)
        for nth in range(1 + i % 3)
    ]
    return pd.DataFrame(rows)


def test_recency_frequency_and_value(loaded):
    """Rows of a receipt are one order, returns lower the mean order, guests and those who only return are left out."""
    found = loaded()
    facts = found.rows.set_index("customer")[["tenure_weeks", "quiet_weeks", "orders", "price_eur"]]
    assert facts.loc["ann"].tolist() == [10.0, 2.0, 2.0, (40 + 60 - 10) / 2]
    assert facts.loc["bob"].tolist() == [1.0, 1.0, 1.0, 15.0]
    assert list(facts.index[:2]) == FIRST
    assert len(facts) == 42
    assert found.notes == (
        "the day of the table is 2024-03-11",
        "rows without a customer (orders of guests), left out: 1",
        "returns, which lower the mean order of their customers: 2",
        "customers with returns only, left out: 1",
    )


def test_without_receipts_each_row_is_an_order(loaded):
    """Without the column of the order every row is one."""
    found = loaded(orders={"date": "day", "quantity": "pieces"})
    assert found.rows.set_index("customer").loc["ann", "orders"] == 3


def test_the_day_of_the_table(loaded):
    """The mapping may give a later day; orders after it are rejected."""
    assert loaded(**orders(until="2024-03-18")).rows["quiet_weeks"].tolist()[:2] == [3.0, 2.0]
    found = loaded(LOG + "7,2024-04-01,bob,1,9\n", **orders(until="2024-03-18"))
    assert found.rejected["reason"].tolist() == ["is after the day of the table, 2024-03-18"]
    assert found.rows.set_index("customer").loc["bob", "orders"] == 1


def test_bad_rows_are_rejected_one_by_one(loaded):
    """A row with a mistake is rejected; the other orders of its customer are used."""
    found = loaded(LOG.replace("2,2024-02-26", "2,2024-02-31"))
    assert found.rejected[["line", "customer", "column"]].to_numpy().tolist() == [[4, "ann", "day"]]
    assert found.rows.set_index("customer").loc["ann", "orders"] == 1


def test_who_has_lapsed_is_left_out(loaded, retail):
    """Customers whose last order is further back than the market lets a customer lapse are nobody, or former ones."""
    later = pd.Timestamp("2024-03-11") + pd.Timedelta(weeks=retail.category.lapse_weeks - 1.5)
    left = loaded(**orders(until=str(later.date())))
    assert left.rows["customer"].tolist()[0] == "bob"
    assert any(note.startswith("customers who have lapsed") and note.endswith(": 1") for note in left.notes)
    former = loaded(**orders(until=str(later.date()), lapsed_as="former")).rows
    assert former.set_index("customer")["has_left"][FIRST].tolist() == [True, False]


def test_a_log_is_no_table_of_customers(loaded):
    """Without orders in the mapping a log is refused, with two lines of one customer and the key that it needs."""
    with pytest.raises(
        InputError, match=r"one row per customer.*lines 2 and 3 are both 'ann'.*orders: \{date: \.\.\.\}"
    ):
        loaded(orders=None)


def test_a_short_log_is_no_table_of_customers(loaded):
    """A log in which few customers order twice is refused too."""
    log = pd.concat([long_log(60).drop_duplicates("who"), long_log(60).iloc[[2, 5]]])
    with pytest.raises(InputError, match="one row per customer, and 2 of 62 rows"):
        loaded(log, orders=None)


@pytest.mark.parametrize("key", ["tenure", "left", "contract"])
def test_what_a_log_does_not_have(key):
    """Tenure, contracts and departures are not mapped beside orders."""
    given = {
        "tenure": {"column": "t", "unit": "weeks"},
        "left": {"columns": "l"},
        "contract": {"column": "c", "months": {}},
    }
    with pytest.raises(ValueError, match=f"{key} cannot be given with orders"):
        CrmMapping.model_validate(MAPPING | {key: given[key]})


def test_a_log_needs_repeat_purchases(tmp_path):
    """Where customers have contracts a log of orders is refused."""
    (tmp_path / "log.csv").write_text(LOG)
    means = MAPPING | {"segment": {"rules": [{"segment": "families"}]}}
    with pytest.raises(InputError, match="orders: needs a market of repeat purchases"):
        load_crm(tmp_path / "log.csv", "telecom", CrmMapping.model_validate(means))


def test_the_order_of_the_log_changes_nothing(loaded):
    """Rows in another order make the same customers."""
    one, other = loaded(long_log()), loaded(long_log().sample(frac=1.0, random_state=5))
    pd.testing.assert_frame_equal(one.rows.drop(columns="line"), other.rows.drop(columns="line"))


def test_customers_begin_as_the_log_shows(loaded, retail):
    """In week 1 customers have the recency, number and mean of their orders; who orders more needs more."""
    found = loaded(long_log(), **orders(until="2024-05-20"))
    made = simulation(
        with_numbers(retail, {"category.burn_in_weeks": 2}), found.customers, people=TablePeople.of(found)
    )
    first = made.world.customers[: len(found.rows)]
    price = retail.brands[retail.focus].offer.price_eur
    assert first["experiences"].tolist() == found.rows["orders"].tolist()
    assert first["quiet_weeks"].tolist() == np.floor(found.rows["quiet_weeks"]).tolist()
    np.testing.assert_allclose(first["price_ratio"] * price, found.rows["price_eur"], rtol=1e-6)
    by_orders = pd.Series(first["need_rate"].astype(float)).groupby(found.rows["orders"]).mean()
    assert by_orders.is_monotonic_increasing
    segment = list(retail.segments).index("households")
    mean = made.world.category["mean_need_rate"][segment]
    assert by_orders[1.0] < mean < by_orders[3.0]


def test_other_tables_keep_their_repeated_rows_apart(tmp_path, retail):
    """A few rows that repeat a customer are rejected, and the others used."""
    table = pd.concat([customers(100), customers(100).iloc[:1]])
    file = tmp_path / "table.csv"
    table.to_csv(file, index=False)
    means = {"customer": "id", "segment": MAPPING["segment"]}
    assert len(load_crm(file, retail, CrmMapping.model_validate(means)).rejected) == 1
