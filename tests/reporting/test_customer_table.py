"""A comparison with a customer table says where the model and the table disagree, and what to do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.comparison.report import report
from experiments.comparison.sections.customer_table import pairs, section, warning
from experiments.comparison.view import ComparisonView
from experiments.pages.page import html
from experiments.results.customer_table import crm_facts
from sim.market.crm import load_crm

HEAD = "customerID,SeniorCitizen,tenure,MonthlyCharges,Contract,Churn"
MAPPING = """
customer: customerID
segment: {rules: [{segment: seniors, when: {SeniorCitizen: 1}}, {segment: young}]}
tenure: {column: tenure, unit: months}
price: {column: MonthlyCharges}
contract: {column: Contract, months: {Month-to-month: 0, One year: 12}}
left: {columns: Churn, count_as: COUNT}
"""


@pytest.fixture
def facts(tmp_path):
    """Lend a maker of what a manifest says of a table of 400 rows, of which one in four has left."""

    def made(price: float, count_as: str = "former") -> dict[str, object]:
        rows = [
            f"c{i},{i % 2},{30 + i % 12},{price},{('Month-to-month', 'One year')[i % 2]},{('Yes', 'No')[i % 4 > 0]}"
            for i in range(400)
        ]
        table, mapping = tmp_path / "customers.csv", tmp_path / "mapping.yaml"
        table.write_text("\n".join([HEAD, *rows]))
        mapping.write_text(MAPPING.replace("COUNT", count_as))
        return crm_facts(load_crm(table, "telecom", mapping))

    return made


@pytest.fixture
def view_with(make_comparison):
    """Lend a maker of views with what a manifest says of a table."""
    made = make_comparison(("baseline", "fix"), seeds=2, weeks=60)
    return lambda crm: ComparisonView(replace(made, manifest=made.manifest | ({"crm": crm} if crm else {})))


@pytest.mark.parametrize("count_as", ["former", "nobody", "customers"])
def test_the_table_keeps_its_churn_however_it_is_used(facts, count_as):
    """The share of rows marked as left is that of the table, whatever becomes of these rows in the simulation."""
    profile = facts(27.0, count_as)["profiles"]["acme"]
    assert profile["left_share"] == pytest.approx(0.25)
    assert profile["median_price_eur"] == 27.0


def test_disagreement_is_on_top_of_the_page(facts, view_with):
    """Bills of twice the list price and another churn are named above the answer, with the way to mend them."""
    view = view_with(facts(54.0))
    told = warning(view).text.replace("\u00a0", " ")
    assert "25.0 % of the rows are marked as left" in told
    assert "The median bill is EUR 54.0, the list price of the model EUR 27.0 (2.0 times as much)" in told
    assert "cxsim fit" in told
    page = html(report(view.comparison))
    assert page.index("The model does not describe these customers yet") < page.index("The answer")
    assert "Your data and the model" in page


def test_figures_that_agree_are_no_warning(facts, view_with):
    """A bill at the list price is in the table of figures, not in the warning."""
    view = view_with(facts(27.0))
    bill = next(pair for pair in pairs(view) if pair.label == "Monthly bill")
    assert bill.agrees
    assert "median bill" not in warning(view).text
    assert "monthly bill" not in section(view).lead[0]


def test_a_table_that_agrees_in_all_has_no_banner(view_with):
    """Without a disagreement there is no banner, and the chapter says that they agree."""
    view = view_with({"brands": ["acme"], "rows_used": 9, "rows_rejected": 0, "customers": 9, "former_customers": 0,
                      "profiles": {"acme": {"customers": 9.0, "share": 1.0, "median_price_eur": 27.0}}})  # fmt: skip
    assert warning(view) is None
    assert "agree in all figures" in section(view).lead[0]


def test_without_a_table_there_is_no_chapter(view_with):
    """A comparison of simulated customers alone has neither banner nor chapter."""
    page = html(report(view_with(None).comparison))
    assert "Your data and the model" not in page
    assert "does not describe" not in page
