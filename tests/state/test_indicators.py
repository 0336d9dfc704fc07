"""Indicators: what no company could measure says so."""

import pytest

from experiments.measures.metrics import METRICS, label
from sim.state.counters import COUNTERS
from sim.state.indicators import INDICATORS, Indicator, indicator, true_label
from sim.state.observed import OBSERVED, SUBSCRIBED
from sim.state.states import CUSTOMER_COLUMNS

EACH = [pytest.param(each, id=each.name) for each in INDICATORS]
FELT = ("promoters", "passives", "detractors", "image_sum", "recommendation_sum", "effort_sum", "impression_sum")


@pytest.mark.parametrize("of", EACH)
def test_true_figures_say_so(of: Indicator):
    """The label of a figure that only the simulation knows begins with "True" and says of whom; no other does."""
    is_true = of.source == "truth"
    assert of.label.startswith("True ") == is_true
    assert "customers" in of.label or not is_true


@pytest.mark.parametrize("of", EACH)
def test_reports_show_that_label(of: Indicator):
    """A metric made from an indicator carries its label, its unit and its direction."""
    metric = METRICS.get(of.name)
    if of.kind == "ratio":
        assert metric == (of.name, of.label, of.unit, of.better)


@pytest.mark.parametrize(
    "name", ["satisfaction", "trust", "attachment", "habit", "nps", "image", "under_use", "effort"]
)
def test_states_of_mind_are_known_to_the_simulation_only(name: str):
    """Nobody can look into all customers."""
    assert indicator(name).source == "truth"


@pytest.mark.parametrize("name", ["wait_minutes", "late_share", "rating", "margin_eur", "orders", "cost_eur"])
def test_books_are_known(name: str):
    """A company knows its queues, deliveries, reviews, orders and money."""
    assert indicator(name).source == "books"


@pytest.mark.parametrize("name", ["churn", "complaint_rate", "losses"])
def test_customers_are_known_where_they_sign_up(name: str):
    """A figure per customer is known where customers sign up and give notice, and says "True" where they do not."""
    assert indicator(name).source == "contracts"
    assert label(indicator(name), "contractual") == indicator(name).label
    assert label(indicator(name), "repeat_purchase").startswith("True ")


def test_every_figure_of_contracts_has_its_label_where_there_are_none():
    """Where purchases repeat, no figure that needs the number of customers passes for known."""
    needs_contracts = [each for each in INDICATORS if each.source == "contracts"]
    assert [each.name for each in needs_contracts if not label(each, "repeat_purchase").startswith("True ")] == []


def test_brands_observe_no_true_figure():
    """Nothing a brand can read is a sum of states, or tells what customers feel."""
    states = {f"{each.name}_sum" for each in CUSTOMER_COLUMNS}
    assert {*states, *FELT}.isdisjoint((*OBSERVED, *SUBSCRIBED))
    assert {"truth"}.isdisjoint(indicator(name).source for name in (*OBSERVED, *SUBSCRIBED))


def test_measured_figures_have_a_name_left():
    """No indicator or counter is called ``surveyed_...`` unless a company got it by asking customers."""
    assert not any(name.startswith("surveyed_") for name in (*COUNTERS, *(each.name for each in INDICATORS)))


@pytest.mark.parametrize(
    "words, expected",
    [
        ("Satisfaction", "True satisfaction (all customers)"),
        ("Share of loyal customers", "True share of loyal customers"),
        ("NPS", "True NPS (all customers)"),
    ],
)
def test_labels(words: str, expected: str):
    """Words become a label: what is not said yet is added, and abbreviations stay as they are."""
    assert true_label(words) == expected
