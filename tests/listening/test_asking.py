"""Brands ask their customers: what is asked, answered and understood, and that asking changes nothing by itself."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from sim.market.schema import Market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.laws.test_exactness import STATES, bits
from tests.laws.years import restless
from tests.listening.conftest import ASKING, CUSTOMERS, WEEKS, heard, listening
from tests.worlds import levers, simulation, with_numbers

UNLIKE = {"causes.*.taken_for.*": 0}
"""No cause is taken for another one."""

KEYS = ["week", "instrument", "segment", "touchpoint", "cause", "score"]


def feedback(world: Simulation) -> pd.DataFrame:
    """Return all that the focus brand was told."""
    return world.intelligence(world.market.focus).feedback()


def surveyed(world: Simulation) -> pd.DataFrame:
    """Return all that the focus brand was answered when it asked."""
    table = feedback(world)
    return table[table["instrument"].isin(["csat", "ces", "nps"])].reset_index(drop=True)


def answers(world: Simulation, instrument: str = "csat") -> Counter:
    """Return how many answers of each kind the focus brand has."""
    table = feedback(world)
    own = table[table["instrument"] == instrument]
    return Counter(dict(zip(own[KEYS].itertuples(index=False), own["answers"], strict=True)))


@pytest.mark.parametrize("market", ["telecom", "retail"])
def test_asking_changes_nothing_but_its_cost(market: str):
    """A survey without an effect leaves every state and every counter as it is without one, to the bit."""
    silent = heard(with_numbers(restless(market), {"category.customers": ASKING["category.customers"]}))
    asking = heard(listening(market))
    for name in STATES:
        assert bits(getattr(silent.world, name)) == bits(getattr(asking.world, name)), name
    one, other = (world.ledger.table().set_index(["week", "brand", "segment"]) for world in (silent, asking))
    cost = other["listening_eur"].sum()
    assert cost > 0
    assert len(answers(asking)) > 10
    booked = one.drop(columns="listening_eur")
    pd.testing.assert_frame_equal(booked, other.loc[booked.index].drop(columns="listening_eur"), check_exact=True)


def test_threads_and_forks_are_answered_alike(telecom: Simulation):
    """Two threads, and a fork that goes on by itself, hear the very answers of one world."""
    assert feedback(heard(listening("telecom"), threads=2)).equals(feedback(telecom))
    world = simulation(listening("telecom"), CUSTOMERS)
    twin = world.fork(Scenario.baseline())
    for _ in range(WEEKS):
        world.step()
        twin.step()
    assert feedback(twin).equals(feedback(telecom))
    assert feedback(world).equals(feedback(telecom))
    assert world.ledger.lived().equals(twin.ledger.lived())


def test_who_begins_to_ask_is_answered():
    """A brand that asks nobody at first has its first answers after the week in which a lever makes it ask."""
    quiet = listening("telecom", **{"coverage.*": 0, "relational_coverage": 0})
    begins = levers({"brand.listening.coverage.network_use": 0.5}, from_week=5)
    world = simulation(quiet, CUSTOMERS, scenario=begins)
    for _ in range(WEEKS):
        world.step()
    assert surveyed(world)["week"].min() == 6  # answers are known after a week
    assert set(surveyed(world)["touchpoint"]) == {"network_use"}


def nested(fewer: Market, more: Market) -> tuple[Counter, Counter]:
    """Return the answers about encounters in two markets in which questions do not tire."""
    tireless = {"behaviour.answers.tired_response": 0}
    return answers(heard(with_numbers(fewer, tireless))), answers(heard(with_numbers(more, tireless)))


def test_more_coverage_gives_all_answers_and_some_more():
    """Asking everywhere at twice the rate brings every former answer and others, where questions do not tire."""
    twice = 1 - (1 - ASKING["brands.*.listening.coverage.*"]) ** 2
    few, many = nested(listening("telecom"), listening("telecom", **{"coverage.*": twice}))
    assert few <= many
    assert many.total() > 1.3 * few.total()


def test_a_higher_response_gives_all_answers_and_some_more():
    """Where people answer more readily, every former answer is there."""
    willing = with_numbers(listening("telecom"), {"behaviour.answers.response": 0.5})
    few, many = nested(listening("telecom"), willing)
    assert few <= many
    assert many.total() > 1.5 * few.total()


def test_more_accuracy_reads_the_same_causes_and_more():
    """Whatever a poor reader reads rightly, a good one reads rightly; one who reads nothing knows no cause."""
    none, some, all_ = (
        answers(heard(with_numbers(listening("telecom", accuracy=each), UNLIKE))) for each in (0, 0.6, 1)
    )
    assert {key.cause for key in none} == {"unknown"}
    known = Counter({key: number for key, number in some.items() if key.cause != "unknown"})
    assert known <= all_
    assert known.total() < all_.total() == some.total() == none.total()
    assert "unknown" not in {key.cause for key in all_}


def test_a_misread_cause_is_taken_for_those_that_resemble_it():
    """Verbatims that are read wrongly go to the causes for which theirs is taken; the rest stays unknown."""
    document = with_numbers(listening("telecom", accuracy=0), UNLIKE).model_dump()
    document["causes"]["billing"]["taken_for"] = {"digital": 0.5, "plan_fit": 0.5}
    read = {key.cause for key in answers(heard(Market.model_validate(document)))}
    assert read == {"digital", "plan_fit", "unknown"}


def test_a_sample_is_heard_like_the_whole():
    """A quarter of the customers, each standing for four times as many, answers as often about every touchpoint."""
    whole, part = 4 * CUSTOMERS, CUSTOMERS
    market = with_numbers(listening("telecom", accuracy=1), {"category.customers": whole})
    counts = [
        surveyed(heard(market, customers=customers)).groupby(["instrument", "touchpoint"])["answers"].sum()
        for customers in (whole, part)
    ]
    expected, sampled = counts[0], counts[1].reindex(counts[0].index, fill_value=0.0)
    assert sampled.sum() == pytest.approx(expected.sum(), rel=0.1)
    error = (sampled - expected) / np.sqrt(expected + 4 * expected)
    assert (error[expected > 20].abs() < 3.5).all()


def test_answers_come_late():
    """With a longer delay the same answers are known as many weeks later."""
    soon, late = (
        surveyed(heard(listening("telecom", delay_weeks=0))),
        surveyed(heard(listening("telecom", delay_weeks=3))),
    )
    assert soon["week"].min() == 1
    shifted = soon[soon["week"] <= WEEKS - 3].assign(week=lambda table: table["week"] + 3).reset_index(drop=True)
    assert late.equals(shifted)


def test_each_answer_costs():
    """What listening costs is the price of an answer for every customer simulated, and falls on the brand that asks."""
    world = heard(listening("telecom", delay_weeks=0, cost_per_answer_eur=2))
    booked = world.ledger.table().groupby("brand")["listening_eur"].sum()[world.market.focus]
    table = surveyed(world)
    assert booked == pytest.approx(2 * table[table["instrument"] != "ces"]["answers"].sum())


def test_the_moved_answer_more():
    """Those who answer lived more extreme encounters than all who are asked, and more so the fewer answer."""

    def spread(response: float) -> float:
        market = with_numbers(listening("telecom", accuracy=1), {"behaviour.answers.response": response})
        moved = with_numbers(market, {"behaviour.answers.moved_response": 6, "behaviour.answers.answer_noise": 0})
        given = answers(heard(moved))
        scores = np.repeat([key.score for key in given], [round(number) for number in given.values()])
        return float((np.abs(scores - 7.5)).mean())

    assert spread(0.02) > spread(0.3) > spread(0.95)


def test_questions_tire():
    """Where questions tire, fewer answer, and the more so the longer the tiredness lasts."""

    def total(tiring: float, weeks: float) -> float:
        numbers = {"behaviour.answers.tired_response": tiring, "behaviour.answers.tired_half_life": weeks}
        return answers(heard(with_numbers(listening("telecom"), numbers))).total()

    assert total(0.3, 26) < 0.9 * total(0.3, 2) < 0.95 * total(0, 2)


def test_being_asked_may_endear_a_brand():
    """With an effect of questions, those who are asked become more attached; without one nothing moves."""
    moved, still = (heard(listening("telecom", question_effect=each)) for each in (0.05, 0.0))
    attached = [world.world.customers["attachment"].mean() for world in (moved, still)]
    assert attached[0] > attached[1] + 0.01


def test_what_was_lived_is_what_was_booked(telecom: Simulation):
    """Encounters and qualities by touchpoint and cause add up to those of the ledger, week by week."""
    truth = telecom.ledger.lived().groupby(["week", "brand"]).sum(numeric_only=True)
    booked = telecom.ledger.table()
    booked = booked[booked["brand"] != "none"].groupby(["week", "brand"]).sum(numeric_only=True)
    for what in ("encounters", "promised", "expected", "delivered", "perceived"):
        total = booked[[f"{what}_{stage}" for stage in ("buying", "receiving", "using", "help")]].sum(axis=1)
        np.testing.assert_allclose(truth[what], total, atol=1e-3)
    np.testing.assert_allclose(truth["impression"], booked["impression_sum"], atol=1e-3)
    assert (truth["departures"] <= booked["losses"]).all()
    assert 0 < truth["bad"].sum() < truth["encounters"].sum()


def test_help_is_sought_for_what_went_wrong_before(telecom: Simulation):
    """Contacts with a help line are counted under the problem that brought the customer, also when they go well."""
    truth = telecom.ledger.lived()
    at_help = truth[truth["touchpoint"] == "help_line"]
    assert len(at_help) > 0
    assert (at_help["cause"] != "none").all()
    assert at_help["troubled"].sum() < at_help["encounters"].sum()


def test_brands_that_do_not_ask_have_no_answers():
    """Nobody has a row for answers as long as no brand asks; what is told unasked has the usual columns."""
    world = simulation("telecom", 300)
    for _ in range(3):
        world.step()
    assert len(world.world.answers) == 0
    assert feedback(world).columns.tolist() == [*KEYS, "answers"]
    assert not {"csat", "ces", "nps"} & set(feedback(world)["instrument"])
