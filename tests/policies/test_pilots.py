"""Pilots: levers for customers by what the brand knows of them, and for a random share."""

import numpy as np
import pytest

from experiments.comparison.compare import compare
from experiments.comparison.pilots import readings
from experiments.comparison.sections.pilots import section
from experiments.comparison.view import ComparisonView
from experiments.running.replications import Replications
from experiments.running.study import Study
from sim.scenarios.levers import EVERYBODY, Lever, Target
from sim.scenarios.pilots import CONTROL, MEANT, OUTSIDE, luck_of, rows_joined, rows_of
from sim.scenarios.scenario import Scenario
from sim.state.tables import NOBODY
from tests.laws.years import restless
from tests.worlds import simulation, with_numbers

PRICE = {"path": "brand.offer.price_eur", "multiply": 0.7, "from_week": 3}


def pilot(**target) -> Scenario:
    return Scenario(name="pilot", brand="acme", levers=(Lever(**PRICE, target=Target(**target)),))


def run(settled, scenario: Scenario, weeks: int = 10):
    world = settled.fork(scenario)
    for _ in range(weeks):
        world.step()
    return world


def group(settled, world, n: int = 1) -> np.ndarray:
    """Return the group of each customer in the first pilot."""
    return np.array([rows[0] for rows in rows_of(n)])[world.world.customers["segment"] // len(settled.market.segments)]


@pytest.mark.parametrize("nobody", [{"share": 0}, {"tenure_weeks": [30_000, 31_000]}])
def test_an_empty_pilot_leaves_all_bits(settled, nobody):
    """A pilot with nobody in it is the baseline, bit by bit, in every state and in the books."""
    empty, baseline = run(settled, pilot(**nobody)), run(settled, Scenario.baseline())
    states = [name for name in baseline.world.customers.dtype.names if name != "segment"]
    assert np.array_equal(empty.world.customers[states], baseline.world.customers[states])
    booked = baseline.ledger.table()
    assert empty.ledger.table()[booked.columns].equals(booked)


def test_everybody_in_the_pilot_is_the_lever_for_all(settled):
    """With everybody in it, prices paid are those of the lever without a pilot."""
    all_in, plain = (
        run(settled, pilot(share=EVERYBODY)),
        run(settled, Scenario(name="all", brand="acme", levers=(Lever(**PRICE),))),
    )
    assert np.array_equal(all_in.world.customers["paid_eur"], plain.world.customers["paid_eur"])
    assert np.array_equal(all_in.world.customers["brand"], plain.world.customers["brand"])


def test_shares_are_nested(settled):
    """Those of a smaller pilot are in a larger one too, and the share is that of the draw."""
    members = {share: group(settled, run(settled, pilot(share=share), 1)) == MEANT for share in (0.2, 0.6)}
    assert (members[0.6] | ~members[0.2]).all()
    assert 0.1 < members[0.2].mean() < 0.3
    assert 0.5 < members[0.6].mean() < 0.7


def test_predicates_are_of_own_customers(settled):
    """Tenure, bill and complaints are known of the brand's own customers only, and are looked at every week."""
    world = run(settled, pilot(tenure_weeks=[0, 26], share=0.5), 12)
    before = world.world.customers.copy()
    world.step()
    acme = list(settled.market.brands).index("acme")
    is_of_kind = (before["brand"] == acme) & (before["tenure_weeks"] < 26)
    found = group(settled, world)
    assert np.array_equal(found != OUTSIDE, is_of_kind)
    assert {CONTROL, MEANT} <= set(found)


def test_what_each_predicate_means(settled):
    """Bills lie in their range, and an open complaint is a problem that was voiced."""
    customers, segments = settled.world.customers, list(settled.market.segments)
    acme, luck = list(settled.market.brands).index("acme"), luck_of(len(settled.world.customers), 3)

    def meant(**target) -> np.ndarray:
        return rows_joined([Target(**target)], customers, segments, acme, luck) >= 2 * len(segments)

    own = customers["brand"] == acme
    bill = customers["paid_eur"] * customers["basket"] * (1 + customers["extended"])
    assert np.array_equal(meant(bill_eur=[10, 25]), own & (bill >= 10) & (bill < 25))
    voiced = (customers["problem"] != NOBODY) & (customers["is_voiced"] == 1)
    assert np.array_equal(meant(has_complaint=True), own & voiced)
    first = customers["segment"] == 0
    assert np.array_equal(meant(segment=segments[0], has_complaint=False), own & first & ~voiced)


def test_pilot_and_control_pay_their_own_price(settled):
    """Newcomers in the pilot meet the lower price, those of the control group the list price."""
    world = run(settled, pilot(share=0.5), 10)
    acme, n = list(settled.market.brands).index("acme"), len(settled.market.segments)
    price = world.world.offers["price_eur"][:, acme].reshape(3, n)
    assert price[MEANT] == pytest.approx(0.7 * price[CONTROL])
    assert (price[CONTROL] == price[OUTSIDE]).all()


def test_books_of_segments_are_whole(settled):
    """The books of segments hold everybody, whatever group they are in, and pilots are booked beside them."""
    world = run(settled, pilot(share=0.5))
    table = world.ledger.table()
    week = table[table["week"] == 10]
    assert week["customers"].sum() == 300
    own = week[(week["brand"] == "acme") & (week["segment"] == "all")].iloc[0]
    assert own["pilot_1_control_people"] + own["pilot_1_meant_people"] == 300
    both = own["pilot_1_control_customers"] + own["pilot_1_meant_customers"]
    assert both == week[week["brand"] == "acme"]["customers"].sum()


def test_a_fork_is_a_run_from_the_start(settled):
    """A pilot gives the same bits forked from the settled market or simulated from its beginning."""
    scenario = pilot(share=0.4, tenure_weeks=[0, 104])
    whole = simulation(settled.market, 300, 3, scenario)
    for _ in range(10):
        whole.step()
    assert run(settled, scenario).ledger.table().equals(whole.ledger.table())


def test_two_groups_at_once(settled):
    """Two levers may mean two groups, which may overlap."""
    first, second = (
        Lever(**PRICE, target=Target(share=0.5)),
        Lever(path="brand.offer.onboarding", to=0.9, target=Target(tenure_weeks=[0, 52])),
    )
    world = run(settled, Scenario(name="two", brand="acme", levers=(first, second)), 5)
    assert len(world.world.category) == 9 * len(settled.market.segments)
    assert {"pilot_2_meant_losses", "pilot_1_control_gains"} <= set(world.ledger.table().columns)


def test_what_was_read_and_what_was_true():
    """A comparison reads the pilot, and knows the truth from worlds with everybody and nobody in it."""
    market = with_numbers(restless("telecom"), {"category.burn_in_weeks": 4.0})
    study = Study.of(market, [pilot(share=0.5)], customers=300, weeks=30)
    comparison = compare(study, Replications(2, 1))
    assert [scenario.name for scenario in study.piloted] == ["pilot-nobody", "pilot-everybody"]
    assert [each.name for each in comparison.scenarios] == ["baseline", "pilot"]
    found = {each.measure.of: each for each in readings(comparison.piloted, "pilot", 0, 3, 28)}
    assert found["margin_eur"].true.mean < 0
    assert found["margin_eur"].people == pytest.approx(300 * 0.25, rel=0.5)
    assert 0 <= found["gains"].found <= 1
    chapter = section(ComparisonView(comparison))
    assert chapter.lead[0].startswith("A pilot compares those who felt the change")
    (table,) = chapter.blocks
    assert [row[0].text for row in table.rows[:2]] == ["Customers who leave", "Margin per customer"]
    assert {row[1].text for row in table.rows} == {"13 weeks", "26 weeks", "28 weeks"}
