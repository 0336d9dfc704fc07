"""Subscribers are watched, asked and told imagined things without being touched."""

import numpy as np
import pytest

from experiments.validation.jobs import begun, scenario_of, watched
from experiments.validation.pattern import Design
from experiments.validation.patterns import complaint_handling, effort_disloyalty, loss_aversion, totally_satisfied
from experiments.validation.patterns.customer_value_elasticity import newcomers_followed
from experiments.validation.patterns.retention_curve import cohort_counted
from experiments.validation.patterns.subscribers import after_hearing, choices, imagined, recommendations
from experiments.validation.patterns.word_of_mouth_headroom import shifts_of
from sim.state.tables import NOBODY
from tests.validation.standins import followed
from tests.worlds import with_numbers

CUSTOMERS = 400


@pytest.fixture(scope="module")
def market():
    return with_numbers("telecom", {"category.burn_in_weeks": 12})


@pytest.fixture
def world(market):
    return begun(market, Design(CUSTOMERS, diaries=CUSTOMERS), 1)


@pytest.fixture
def subscribers(world):
    return np.flatnonzero(world.world.customers["brand"] != NOBODY)[:100]


def state(world) -> bytes:
    """Return everything about customers and what they have in mind, as bytes."""
    return b"".join(
        getattr(world.world, name).tobytes() for name in ("customers", "knowledge", "books", "noted", "journal")
    )


def test_imagined_choices_touch_nothing(world, subscribers):
    """Asking what people would choose, and telling them things in thought, leaves the world to the bit as it was."""
    before = state(world)
    choices(world, after_hearing(world.world, subscribers, 1, True), subscribers, 5)
    shifts_of(world)
    recommendations(world.world, subscribers)
    assert state(world) == before


def test_choices_are_shares_and_share_their_luck(world, subscribers):
    """Shares of a customer add up to one, and the same question gets the same answer."""
    first = choices(world, imagined(world.world), subscribers, 8)
    np.testing.assert_allclose(first.sum(axis=1), 1.0)
    np.testing.assert_array_equal(first, choices(world, imagined(world.world), subscribers, 8))


def test_a_message_reaches_who_and_what_it_is_about(world, subscribers):
    """Praise of one brand changes what its hearers have in mind of it, and nothing else."""
    before, after = world.world.knowledge, after_hearing(world.world, subscribers, 2, True).knowledge
    heard = np.zeros((CUSTOMERS, before.shape[1]), bool)
    heard[subscribers, 2] = True
    np.testing.assert_array_equal(after["praise"] > before["praise"], heard)
    assert (after[~heard] == before[~heard]).all()


def test_praise_lifts_and_blame_sinks(world):
    """Over all considered brands, one message of praise raises the chance to be chosen, one of blame lowers it."""
    for _ in range(10):
        world.step()
    prior, (praise, blame) = shifts_of(world)
    assert (prior > 0).all()
    assert blame.mean() < 0 < praise.mean()


def test_recommendation_is_that_of_the_books(world, subscribers):
    """What people are asked agrees with what the week booked of them."""
    everybody = np.flatnonzero(world.world.customers["brand"] != NOBODY)
    booked = world.totals["recommendation"][:-1].sum()
    assert recommendations(world.world, everybody).sum() == pytest.approx(booked)


def test_a_cohort_only_shrinks(world):
    """Of those who join in a year never more are there at a later age."""
    seen = followed(lambda simulation: counted(simulation, [0, 4, 13]), world)["counts"].sum(axis=(1, 2))
    assert seen[0] > 0
    assert (np.diff(seen) <= 0).all()


def counted(simulation, ages):
    """Return a cohort as a sample."""
    counts = yield from cohort_counted(simulation, ages)
    return {"counts": counts}


def test_everybody_who_leaves_within_a_year_is_found(world):
    """Of those asked, the ones without interruption in their relation a year later are all that have not left."""
    asked = world.world.customers["brand"] != NOBODY
    groups = followed(totally_satisfied.year_followed, world)
    assert groups["groups"][:, 0].sum() == groups["tenths"][:, 0].sum() == asked.sum()
    customers = world.world.customers
    stayed = (customers["brand"] != NOBODY) & (customers["tenure_weeks"] >= 52) & asked
    assert asked.sum() - groups["groups"][:, 1].sum() == stayed.sum()


def test_cases_are_those_of_the_books(world):
    """Nobody is asked about a problem that the ledger does not have; those bound by a contract are left out."""
    asked = followed(complaint_handling.cases_followed, world)["asked"].sum(axis=0)
    booked = world.ledger.table()
    silent, given_up, soothed, solved = (
        booked[name].sum() for name in ("silent_problems", "given_up", "soothed", "solved")
    )
    assert 0.25 * silent < asked[complaint_handling.SILENT] <= 0.6 * silent  # one of the two years
    assert 0.25 * solved < asked[complaint_handling.SOLVED :].sum() <= 0.6 * solved
    assert 0 < asked[complaint_handling.UNSOLVED] <= 0.6 * (given_up + soothed)


def test_efforts_are_those_of_complaints(world):
    """Complaints that end in the year have an effort, but for those of newcomers, and no others."""
    cases = followed(effort_disloyalty.cases_followed, world)["cases"]
    ended = world.ledger.table()[["solved", "soothed", "given_up"]].to_numpy().sum()
    assert 0.6 * ended < cases[0].sum() <= ended
    assert (cases[1] <= cases[0]).all()


def test_encounters_with_one_s_own_brand_only(world):
    """Notes that count are of people who met the brand they have, before and after."""
    brand = loss_aversion.own_brand(world)
    world.notes.clear()
    world.step()
    met = loss_aversion.own_encounters(world, brand)
    assert len(met)
    assert (met["brand"] == world.world.customers["brand"][met["who"]]).all()


def test_costs_change_no_customer(market):
    """Whatever brands pay, people live the same lives to the bit: so value is reckoned anew from its parts."""
    dear = ({"set": "brands.*.costs.acquisition_eur", "multiply": 1.5, "from_week": 0},)
    plain, other = (begun(market, Design(CUSTOMERS, levers=levers), 1) for levers in ((), dear))
    for each in (plain, other):
        for _ in range(10):
            each.step()
    names = [name for name in plain.world.customers.dtype.names if name != "margin_cents"]
    assert (plain.world.customers[names] == other.world.customers[names]).all()
    assert (plain.world.customers["margin_cents"] != other.world.customers["margin_cents"]).any()


@pytest.mark.slow
def test_newcomers_bring_what_the_books_say(market):
    """Newcomers and their acquisition cost are those of the ledger, and no more years end than begin."""
    free = with_numbers(market, {"category.discount_rate": 0.0})
    world = begun(free, Design(1_000), 1)
    newcomers, acquisition, margin, begun_years, completed = followed(newcomers_followed, world)["sums"]
    booked = world.ledger.table().query("week <= 52")
    assert newcomers == booked["gains"].sum()
    assert acquisition == pytest.approx(booked["acquisition_cost_eur"].sum())
    assert margin > acquisition
    assert 0 < completed < begun_years


def test_designs_can_be_lived(market):
    """The levers of every design are ones that the market has."""
    for design in (loss_aversion.WITHOUT, totally_satisfied.LOCKED_IN):
        scenario_of(design).check_against(market)
    assert watched(begun(market, Design(60, levers=loss_aversion.WITHOUT.levers), 1), {}) == {}
