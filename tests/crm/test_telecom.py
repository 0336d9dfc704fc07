"""The public sample data of a telecom operator, read as the shipped market says."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.market.crm import load_crm
from sim.market.crm_mapping import CrmMapping
from sim.market.loading import load_market
from sim.state.crm_population import TablePeople
from tests.worlds import flow, simulation

TABLE = Path(__file__).parents[2] / ".." / "shared" / "data" / "crm_telecom.csv"
ACME = 0

pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason=f"{TABLE.name} is not in ../shared/data")


@pytest.fixture(scope="module")
def crm():
    """Return the table."""
    return load_crm(TABLE, "telecom")


@pytest.fixture(scope="module")
def raw():
    """Return the table in the order of the people: customers, then those who left, each by their ids."""
    return pd.read_csv(TABLE).sort_values(["Churn", "customerID"], ignore_index=True)


@pytest.fixture(scope="module")
def made(crm):
    """Return the market around the table, at its beginning."""
    return simulation("telecom", crm.customers, people=TablePeople.of(crm))


def test_every_row_is_used(crm):
    """All 7,043 rows are used: blanks in a column that nothing is mapped to do not matter."""
    assert len(crm.rows) == 7043
    assert not len(crm.rejected)
    assert crm.rows["has_left"].sum() == 1869


def test_blanks_in_a_mapped_column_are_told():
    """Where the column with eleven blanks is mapped, these rows are rejected, with their lines."""
    said = load_market("telecom").crm.model_dump() | {"price": {"column": "TotalCharges"}}
    found = load_crm(TABLE, "telecom", CrmMapping.model_validate(said))
    assert len(found.rows) == 7032
    assert found.rejected["reason"].eq("is missing").all()
    assert found.rejected["line"].tolist()[:2] == [490, 755]


def test_contracts_tenures_prices_and_services(made, raw):
    """The customers of the model are those of the table."""
    table = raw[raw["Churn"] == "No"]
    first = made.world.customers[: len(table)]
    months = table["Contract"].map({"Month-to-month": 0, "One year": 12, "Two year": 24}).to_numpy()
    bill = 27 * first["basket"] * first["price_ratio"] * (1 + first["extended"])
    assert (first["brand"] == ACME).all()
    np.testing.assert_allclose(first["tenure_weeks"], table["tenure"] * 52 / 12, atol=0.5)
    np.testing.assert_allclose(bill, table["MonthlyCharges"], rtol=1e-6)
    assert ((first["contract_weeks"] > 0) == (months > 0)).all()
    assert (first["contract_weeks"] <= np.maximum(months * 52 / 12, 0)).all()
    assert first["adopted"][table["InternetService"] == "No"].max() < first["adopted"].mean()


def test_what_follows(made, raw):
    """The first week brings what the table says; month-to-month customers and newcomers leave more within a year."""
    table = raw[raw["Churn"] == "No"]
    has_left = np.zeros(len(table), bool)
    revenue = []
    for _ in range(52):
        made.step()
        revenue.append(flow(made.totals, "revenue_cents")[ACME].sum() / 100)
        has_left |= made.world.customers["brand"][: len(table)] != ACME
    leaving = pd.Series(has_left)
    by_contract = leaving.groupby(table["Contract"].to_numpy()).mean()
    by_year = leaving.groupby(table["tenure"].to_numpy() <= 12).mean()
    assert revenue[0] == pytest.approx(table["MonthlyCharges"].sum() * 12 / 52, rel=0.01)
    assert by_contract["Month-to-month"] > 1.2 * by_contract["Two year"]
    assert by_year[True] > 1.2 * by_year[False]
    assert 0.1 < leaving.mean() < 0.35
