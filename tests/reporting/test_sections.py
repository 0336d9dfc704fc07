"""What the sections say follows from what happened, and from nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from experiments.comparison.report import facts, report
from experiments.comparison.sections import advantage, answer, assumptions, funnel, money, over_delivery, reasons
from experiments.comparison.view import ComparisonView
from experiments.comparison.vocabulary import reason_words
from experiments.pages.page import html
from sim.market.loading import load_market


@pytest.fixture(scope="module")
def view(comparison) -> ComparisonView:
    return ComparisonView(comparison)


def spaced(text: str) -> str:
    """Return a text with plain spaces, to be read in a test."""
    return text.replace("\u00a0", " ")


def test_differences_are_those_of_the_summary(view, comparison):
    """Paired differences over seeds agree with the table of the comparison for every metric and strategy."""
    summary = comparison.summary.set_index(["metric", "scenario"])
    for metric in ("npv_eur", "churn", "nps", "share", "customers"):
        for strategy in view.strategies:
            change, line = view.change_of_metric(metric, strategy), summary.loc[(metric, strategy)]
            np.testing.assert_allclose(
                [change.mean, change.low, change.high], [line["difference"], line["low"], line["high"]], atol=1e-9
            )


def test_rates_of_the_last_year_are_those_of_the_metrics(view):
    """An indicator added up for a section is the metric of the comparison."""
    for name in ("churn", "nps", "satisfaction", "complaint_rate", "perceived_using_quality"):
        np.testing.assert_allclose(view.levels(name), view.per_seed(name))


def test_scenarios_of_one_title_get_distinct_titles(make_comparison, effect):
    """Scenarios that carry the same title are shown with their names."""
    effects = {"baseline": effect("As today"), "one": effect("Same"), "two": effect("Same")}
    titles = ComparisonView(make_comparison(tuple(effects), effects=effects, seeds=2, weeks=10)).titles
    assert titles == {"baseline": "As today", "one": "Same (one)", "two": "Same (two)"}


def test_segments_add_up_to_the_brand(view):
    """Sums by segment are the sums of the brand, apart from what belongs to no segment."""
    by_segment = sum(view.levels("revenue_eur", segment=segment) for segment in view.segment_titles)
    np.testing.assert_allclose(by_segment, view.levels("revenue_eur"))


def test_the_path_of_the_gain_ends_at_the_net_present_value(view):
    """The accumulated gain of the last week is the net present value of the ranking."""
    paths = view.gain_path()
    for strategy in view.strategies:
        ends = (paths[strategy] - paths[view.baseline])[:, -1]
        np.testing.assert_allclose(ends.mean(), view.change_of_metric("npv_eur", strategy).mean)


def test_gain_and_cost_add_up_to_the_net_present_value(view):
    """The gain before cost is the net present value plus the discounted cost."""
    gross, cost = answer.gain_and_cost(view, "fix")
    assert cost == pytest.approx(view.per_seed("cost_eur")["fix"].mean())
    assert gross.mean - cost == pytest.approx(view.change_of_metric("npv_eur", "fix").mean)


def test_captions_of_waterfalls_do_not_repeat_the_chart(view):
    """Below the waterfall stands when the strategy pays back, and no amount of the drawing."""
    for panel in money.section(view).blocks[0].panels:
        assert re.match("Paid back after|Not paid back|Never behind", panel.reading)
        assert "EUR" not in panel.reading


def test_an_advantage_on_paper_may_be_a_secondary_reason(view):
    """The report states whether the greatest advantage of the brand is the main reason to join."""
    gains = {"price": 70.0, "visibility": 30.0}
    market = view.comparison.market
    text = spaced(reasons.advantage(view, gains))
    assert view.brand_title in text
    assert market.brands[market.focus].visibility == max(brand.visibility for brand in market.brands.values())
    assert "its visibility, but that is only reason number 2 to join (30 % of acquisitions)" in text
    first = spaced(reasons.advantage(view, {"visibility": 80.0, "price": 20.0}))
    assert "that is the main reason to join (80 %" in first


def test_no_advantage_is_not_reported(make_comparison):
    """A brand that is ahead of the others in nothing worth naming has no advantage on paper."""
    shop = ComparisonView(make_comparison(("baseline", "fix"), market="retail", weeks=10, seeds=2))
    assert reasons.advantage(shop, {"fit": 60.0, "waiting": 40.0}) == ""


def test_reasons_are_those_of_people_who_come_or_leave():
    """Customers who join out of dissatisfaction were dissatisfied elsewhere; those who leave, here."""
    assert reason_words("satisfaction", "gains") == "dissatisfaction with the previous brand"
    assert reason_words("satisfaction", "losses") == "dissatisfaction"
    assert reason_words("price", "gains") == reason_words("price", "losses") == "price"


def test_strategies_of_equal_cost_are_compared(view):
    """The two that cost the same are compared with each other, also when they are not the first two."""
    assert answer.of_equal_cost(view) == ("fix", "polish")
    costs = {name: answer.gain_and_cost(view, name)[1] for name in view.strategies}
    assert costs["fix"] == costs["polish"] != costs["overpromise"]
    pair = next(point.text for point in answer.points(view) if point.label == "At equal cost")
    assert pair.startswith("“Fix root causes” beats “Polish interactions”")


def test_where_purchases_repeat_nobody_churns(make_comparison):
    """Churn is a word of contracts: where purchases repeat, customers are lost or lapse, with a definition of loss."""
    shop = make_comparison(("baseline", "fix", "overpromise"), market="retail", seeds=2, weeks=12)
    page = html(report(shop))
    assert "churn" not in page.lower()
    assert "True loss of customers" in page
    assert "is lost on buying elsewhere, or after 52\u00a0weeks without a purchase" in page


def test_new_customers_are_reported_where_purchases_repeat(view, make_comparison):
    """Under contracts all orders come from new customers, which is no news."""
    shop = ComparisonView(make_comparison(("baseline", "fix"), market="retail", seeds=2, weeks=10))
    assert "come from new customers" in funnel.section(shop).lead[0]
    assert "new customers" not in funnel.section(view).lead[0]


def test_customers_of_a_table_are_reported(make_comparison):
    """A comparison with customers from a table says so at the top, and below how many rows were used."""
    found = {"rows_used": 7000, "rows_rejected": 43, "customers": 5174, "former_customers": 1826, "brands": ["acme"]}
    found["notes"] = ["numbers are read with a decimal comma"]
    made = make_comparison(("baseline", "fix"), seeds=2, weeks=10)
    real, drawn = ComparisonView(replace(made, manifest=made.manifest | {"crm": found})), ComparisonView(made)
    assert "customers of Acme Telecom, the incumbent from a table" in facts(real)
    lead = " ".join(assumptions.section(real).lead)
    assert "7,000 rows used, 43 rejected; 5,174 customers, and 1,826 former ones" in lead
    assert "About the table: numbers are read with a decimal comma." in lead
    assert "from a table" not in " ".join([*facts(drawn), *assumptions.section(drawn).lead])


def test_weeks_have_dates_where_the_market_has_a_start(make_comparison):
    """In a market with a start date, levers show the day on which they begin, and paths their months."""
    comparison = make_comparison(("baseline", "fix"), seeds=3, weeks=60)
    market = comparison.market.model_copy(update={"start_date": date(2026, 1, 5)})
    dated, plain = (html(report(each)) for each in (replace(comparison, market=market), comparison))
    assert "8 (2026-02-23)" in dated
    assert "year-month" in dated
    assert "2026-07" in dated
    assert not re.search(r"8 \(\d{4}|year-month", plain)


def test_long_titles_are_cut_in_sentences(make_comparison, effect):
    """Titles that would flood the page are cut, and remain distinct."""
    effects = {"baseline": effect("As today"), "one": effect("Long " * 99 + "1"), "two": effect("Long " * 99 + "2")}
    long = ComparisonView(make_comparison(tuple(effects), effects=effects, seeds=2, weeks=10))
    assert len(set(long.titles.values())) == 3
    assert max(map(len, long.titles.values())) < 80


def test_long_titles_are_written_in_full_in_the_ranking(make_comparison, effect):
    """A title that is too long for a line of the chart takes several, and loses no word."""
    title = "Give back a tenth of the price to those who stay"
    effects = {"baseline": effect("As today"), "long": effect(title, quality=0.01)}
    view = ComparisonView(make_comparison(tuple(effects), effects=effects, seeds=3, weeks=20))
    drawn = answer.ranking(view).blocks[0].panels[0].svg
    assert title in " ".join(re.findall(">([^<>]+)</text>", drawn))


def test_costs_say_for_how_many_people_they_are(view):
    """Every table of costs names the size of the market that its amounts are for."""
    assert any("Cost for a market of 20,000 people" in table.head for table in answer.ranking(view).blocks[1:])
    assert sum("for a market of 20,000 people" in each for each in assumptions.section(view).blocks[0].head) == 2
    assert all("for a market of 20,000 people" in table.reading for table in money.section(view).blocks[1:])


def test_equal_changes_in_all_segments_are_one_number(make_comparison, effect):
    """A number changed alike for every segment is listed once, for all; one changed for some names them."""
    segments = list(load_market("telecom").segments)
    rows = [("a.b", segment, 1.0, 2.0, "u", "assumed", "s", 8, 4, None) for segment in segments]
    rows.append(("a.c", segments[0], 1.0, 2.0, "u", "adapted", "s", 8, 4, None))
    effects = {"baseline": effect("As today"), "some": effect("Some", changes=tuple(rows))}
    view = ComparisonView(make_comparison(("baseline", "some"), effects=effects, seeds=2, weeks=10))
    numbers = assumptions.changed_numbers(view, view.comparison.scenarios[1])
    assert list(numbers["segment"]) == ["all", segments[0]]
    assert assumptions.grades(view) == ["assumed", "adapted"]


def test_costs_of_a_sample_stand_beside_those_of_the_market(make_comparison):
    """Where a fifth of the market is simulated, every cost has that of the whole market below it."""
    sample = ComparisonView(replace(make_comparison(), customers=4_000))
    (scenarios, *_) = assumptions.section(sample).blocks
    fix = next(row for row in scenarios.rows if "Fix" in row[0].text)
    whole = [each.note.replace("\u00a0", " ") for each in fix[3:]]
    assert all(note.endswith("for 20,000 customers") for note in whole)
    assert "for 4,000 of the market's 20,000 customers" in answer.measured(sample)


def test_quality_that_nobody_asks_for(comparison):
    """Over-delivery is told by touchpoint, the dearest first, and by segment, and adds up."""
    section = over_delivery.section(ComparisonView(comparison))
    (table,) = section.blocks
    assert len(table.head) == len(table.rows[0]) == 2 + len(comparison.market.segments) + 3
    touchpoints = sorted(comparison.market.touchpoints)
    assert table.rows[0][0].text == comparison.market.touchpoints[touchpoints[0]].title
    assert len(table.rows) < len(touchpoints)
    assert table.reading == over_delivery.left_out(len(touchpoints) - len(table.rows))
    assert "a year" in section.lead[0]


def test_over_delivery_of_a_few_cents_is_nothing(comparison):
    """Below a ten-thousandth of the cost to serve nothing is listed, and the page says that it is next to nothing."""
    view = ComparisonView(comparison)
    columns = [column for column in comparison.weekly if column.startswith(over_delivery.COUNTER)]
    part = 1e-5 * view.level("service_cost_eur") / view.level(over_delivery.COUNTER)
    weekly = comparison.weekly.assign(**{column: comparison.weekly[column] * part for column in columns})
    section = over_delivery.section(ComparisonView(replace(comparison, weekly=weekly)))
    assert section.blocks == []
    assert section.lead[1:] == ["So little cannot be told from nothing: there is nothing to withdraw."]


def test_believed_and_real_reasons(comparison):
    """The survey names what decided and what seems plausible; both columns are shares of the same newcomers."""
    view = ComparisonView(comparison)
    decided = advantage.shares(view, view.baseline)
    named = advantage.named_shares(view, decided)
    assert decided.sum(axis=1) == pytest.approx([100] * len(comparison.seeds))
    assert named.sum(axis=1) == pytest.approx([100] * len(comparison.seeds))
    section = advantage.section(view)
    (table,) = section.blocks
    assert table.head[:4] == ["Reason to come", "Named in the survey", "Decided", "Named too often"]
    assert "price" in {row[0].text for row in table.rows}
    assert any(text.startswith(("The survey would put", "The survey is right")) for text in section.lead[1:])
