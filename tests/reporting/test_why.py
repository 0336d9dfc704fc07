"""The report says why a strategy wins and what it harms, and claims no more than the intervals allow."""

from __future__ import annotations

import re

import numpy as np
import pytest

from experiments.comparison.explain import money, what_is_noticed, who_joins, who_stays
from experiments.comparison.harm import NO_HARM, harm
from experiments.comparison.sections import answer, causes
from experiments.comparison.sections.assumptions import what_changes
from experiments.comparison.value import Part, margin_per_customer, parts
from experiments.comparison.view import ComparisonView
from sim.market.loading import load_market

STRATEGIES = ("fix", "lock", "cut", "overpromise")


@pytest.fixture(scope="module")
def view(make_comparison) -> ComparisonView:
    return ComparisonView(make_comparison(("baseline", *STRATEGIES)))


@pytest.fixture(scope="module")
def locked(make_comparison) -> ComparisonView:
    return ComparisonView(make_comparison(("baseline", "lock")))


@pytest.fixture(scope="module")
def idle(make_comparison, effect) -> ComparisonView:
    effects = {"baseline": effect("As today"), "idle": effect("Idle")}
    return ComparisonView(make_comparison(("baseline", "idle"), effects=effects, seeds=3, weeks=30))


def spaced(text: str) -> str:
    """Return a text with plain spaces, to be read in a test."""
    return text.replace("\u00a0", " ")


def told(view: ComparisonView) -> dict[str, str]:
    """Return the points of the answer by their labels."""
    return {point.label: spaced(point.text) for point in answer.points(view)}


@pytest.mark.parametrize("against", ["baseline", "cut"])
@pytest.mark.parametrize("strategy", ["fix", "lock", "overpromise"])
def test_the_parts_of_the_money_add_up(view, strategy, against):
    """Departures, acquisitions, revenue, cost to serve and the strategy's own cost are all of the difference."""
    found = parts(view, strategy, against)
    total = view.change_of_metric("npv_eur", strategy, against)
    np.testing.assert_allclose(sum(each.mean for each in found.values()), total.mean)
    assert Part.START not in found


def test_parts_follow_what_was_changed(view):
    """Fewer departures give the first part, a lower price the fourth, and money spent the last."""
    assert parts(view, "lock")[Part.LEAVING].is_above
    assert parts(view, "lock")[Part.JOINING].is_below
    assert parts(view, "cut")[Part.REVENUE].is_below
    assert not parts(view, "fix")[Part.REVENUE].is_significant
    assert parts(view, "fix")[Part.STRATEGY].mean == pytest.approx(-answer.gain_and_cost(view, "fix")[1])
    assert parts(view, "lock")[Part.STRATEGY].mean == 0


def test_a_brand_without_customers_still_adds_up(make_comparison):
    """Weeks without customers have no figure per customer, and their money is counted all the same."""
    made = make_comparison(("baseline", "fix"), seeds=2, weeks=10)
    made.weekly.loc[made.weekly["week"] > 5, "customers"] = 0.0
    view = ComparisonView(made)
    total = view.change_of_metric("npv_eur", "fix")
    assert sum(each.mean for each in parts(view, "fix").values()) == pytest.approx(total.mean)


def test_a_winner_that_lowers_satisfaction_says_so_in_the_same_breath(locked):
    """A strategy that holds customers who like the brand less is not praised without a word of it."""
    assert re.search(
        r"beats “As today” by .*\. But the net promoter score of all customers falls by", answer.headline(locked)
    )
    text = spaced(who_stays(locked, "lock"))
    first = text.split(". ")[0]
    assert re.search(r"fewer customers leave over .*, although they think less of the brand: the net promoter", first)
    assert "customers who stay without liking the brand rises by" in text
    assert "net promoter score of all customers is lower by" in told(locked)["What it harms"]


def test_a_winner_that_harms_nothing_is_not_blamed(make_comparison):
    """A strategy that heals causes wins without a but."""
    view = ComparisonView(make_comparison(("baseline", "fix")))
    assert "But" not in answer.headline(view)
    assert "although" not in who_stays(view, "fix")
    assert told(view)["What it harms"] == NO_HARM


def test_why_is_about_the_winner(view):
    """All points of why name what the best strategy does, not what another one does."""
    points = told(view)
    first, second = [name for name in view.ranking if name != view.baseline][:2]
    best = view.titles[first]
    assert f"What “{best}” does" in points
    assert points["Who leaves"] == spaced(who_stays(view, first))
    assert points["Where the money comes from"] == spaced(money(view, first))
    assert f"Compared with “{view.titles[second]}”" in points


def test_what_heals_causes_is_explained_by_causes(view):
    """A strategy that halves the most frequent cause is reported to do so; one that leaves causes alone is not."""
    first = view.cause_titles[next(iter(view.comparison.market.causes))]
    assert re.search(f"“{first}” occurs [34][0-9]\u00a0% less often", what_is_noticed(view, "fix"))
    assert "often" not in what_is_noticed(view, "overpromise")


def test_what_breaks_promises_is_explained_by_the_journey(view):
    """A strategy that promises more and delivers less is reported to do so."""
    text = what_is_noticed(view, "overpromise")
    assert re.search(r"promised quality rises by 0\.1", text)
    assert re.search(r"delivered quality falls by 0\.01", text)
    assert "more customers leave" in who_stays(view, "overpromise")


def test_a_price_cut_costs_margin(view):
    """A lower price is reported as margin lost on each customer, beside the customers it brings."""
    assert margin_per_customer(view, "cut").is_below
    assert "ach customer brings less margin" in harm(view, "cut")
    assert "more customers join" in who_joins(view, "cut")
    assert "from lower revenue per customer" in money(view, "cut")


def test_nothing_is_claimed_of_what_does_nothing(idle):
    """A strategy that changes nothing has no reason and no harm."""
    assert who_stays(idle, "idle").startswith("No clear difference in how many customers leave")
    assert who_joins(idle, "idle").startswith("No clear difference in how many customers join")
    assert what_is_noticed(idle, "idle").startswith("No clear difference in the quality")
    assert money(idle, "idle").startswith("No clear difference in any part")
    assert harm(idle, "idle") == ""
    assert "does not differ clearly" in answer.headline(idle)


def test_one_simulation_explains_nothing(make_comparison):
    """Without a second seed nothing is known of random variation, so nothing is claimed."""
    view = ComparisonView(make_comparison(("baseline", "lock"), seeds=1, weeks=30))
    texts = [who_stays(view, "lock"), who_joins(view, "lock"), what_is_noticed(view, "lock"), money(view, "lock")]
    assert all(text.startswith("No clear difference") for text in texts)
    assert harm(view, "lock") == ""


def test_changes_of_a_strategy_are_told_in_words(make_comparison, effect):
    """What a strategy changes is told by the meaning of the numbers, with their causes, and from what to what."""
    segments = load_market("telecom").segments
    both = [("touchpoints.app.effort", segment, 0.2, 0.1, "0 to 1", "assumed", "s", 8, 0, None) for segment in segments]
    rows = [
        ("causes.billing.weekly_probability.acme", "all", 0.01, 0.006, "a week", "assumed", "s", 8, 0, None),
        ("brands.acme.relationship.two_year_contract_share", "all", 0.03, 0.35, "share", "assumed", "s", 8, 0, None),
        *both,
    ]
    effects = {"baseline": effect("As today"), "some": effect("Some", changes=tuple(rows))}
    text = spaced(
        what_changes(ComparisonView(make_comparison(tuple(effects), effects=effects, seeds=2, weeks=10)), "some")
    )
    assert "raises the share of new customers who sign for 24 months (from 3 % to 35 %)" in text
    assert "lowers the probability that trouble begins for a customer (“Billing errors”" in text


def test_trouble_of_those_who_left_is_compared_with_that_of_all(view):
    """Root causes show how many left with fresh trouble beside how many customers have it, and the margin that left."""
    section = causes.section(view)
    first = next(iter(view.comparison.market.causes))
    of_lost, of_all = (view.level(causes.fresh_among(first, lost=lost)) for lost in (True, False))
    assert of_lost > of_all
    assert "more often than the" in section.lead[0]
    yearly = view.level("revenue_eur") - sum(
        view.level(cost) for cost in ("service_cost_eur", "support_cost_eur", "compensation_eur")
    )
    per_customer = yearly / view.level("customers")
    lost = view.level(f"lost.{first}")
    assert causes.margin_lost(view, first).mean == pytest.approx(lost * per_customer, rel=0.02)


def test_a_market_without_causes_has_no_table_of_them(make_comparison):
    """Without root causes the chapter says so."""
    made = make_comparison(("baseline", "fix"), seeds=2, weeks=10)
    bare = ComparisonView(made)
    bare.__dict__["cause_titles"] = {}
    assert causes.section(bare).blocks == ()
