"""What comes in goes out or is still there: customers, problems, contacts, orders, messages."""

import numpy as np
import pytest

from sim.state.tables import Buying, Reason
from tests.laws.years import CUSTOMERS, Year


def test_customers_are_conserved(year: Year):
    """The customers of a brand in a segment are those of last week, plus gains, minus losses."""
    assert year.flow("losses").sum() > 20
    np.testing.assert_array_equal(year.change("customers"), year.flow("gains") - year.flow("losses"))


def test_everybody_is_somewhere(year: Year):
    """Every week, the customers of all brands and nobody's customers are the whole of each segment."""
    segments = np.bincount(year.world.world.customers["segment"])
    assert segments.sum() == CUSTOMERS
    np.testing.assert_array_equal(
        year.books["customers"][1:].sum(axis=1), np.broadcast_to(segments, (52, len(segments)))
    )


@pytest.mark.parametrize("flow", ["gains", "losses"])
def test_every_gain_and_loss_has_one_reason(year: Year, flow: str):
    """The reasons of gains, and of losses, add up to them."""
    np.testing.assert_array_equal(year.flow(f"{flow}_by").sum(axis=-1), year.flow(flow))


def test_every_departure_keeps_all_its_reasons(year: Year):
    """Each loss has its deciding reason among all of them; who goes to another brand also what began the journey."""
    assert (year.flow("losses_with") >= year.flow("losses_by")).all()
    several = year.flow("losses_with").sum(axis=-1) - year.flow("losses")
    assert (several >= year.flow("joint_losses")).all()
    assert ((year.flow("joint_losses") > 0) == (several > 0)).all()
    to_nobody = year.flow("losses_by")[..., [Reason.LEFT_MARKET, Reason.LAPSED, Reason.WITHDRAWAL]].sum(axis=-1)
    np.testing.assert_array_equal(year.flow("losses_after").sum(axis=-1), year.flow("losses") - to_nobody)


def test_customers_are_in_one_stage_and_of_one_loyalty_type(year: Year):
    """Buying stages, loyalty types, and promoters with passives and detractors each add up to all customers."""
    for field in ("buying_stages", "loyalty_types", "recommenders"):
        np.testing.assert_array_equal(year.books[field][1:, :-1].sum(axis=-1), year.flow("customers"))


def test_problems_are_conserved(year: Year):
    """Open problems are those of last week, plus new ones, minus those swallowed, solved, soothed and given up."""
    assert year.flow("complaints").sum() > 0
    closed = year.flow("silent_problems", "solved", "soothed", "given_up")
    np.testing.assert_array_equal(year.change("open_problems"), year.flow("problems") - closed)


def test_every_problem_is_voiced_or_swallowed(year: Year):
    """Each problem met leads to a complaint or to silence in the same week, or in the next if a purchase brought it."""
    waiting = np.cumsum(year.flow("problems") - year.flow("complaints", "silent_problems"), axis=0)
    assert waiting.min() >= 0
    assert waiting.sum() <= 0.05 * year.flow("problems").sum()


def test_contacts_have_one_outcome(year: Year):
    """Each contact ends solved, soothed, unsolved or abandoned, and those solved at a touchpoint are solved."""
    np.testing.assert_array_equal(year.flow("contacts"), year.flow("solved", "soothed", "unsolved", "abandoned"))
    booked = year.world.ledger.table()
    for what, of in (("contacts_at", "contacts"), ("settled_at", "solved")):
        np.testing.assert_array_equal(booked.filter(regex=rf"^{what}\.").sum(axis=1), booked[of])
    assert (year.flow("solved_at_first_contact") <= year.flow("solved")).all()


def test_complaints_have_a_cause(year: Year):
    """Complaints by cause add up to complaints; a problem is an irritant first."""
    booked = year.world.ledger.table()
    by_cause = booked.filter(regex=r"^complained\.").sum(axis=1)
    np.testing.assert_array_equal(by_cause, booked["complaints"])
    assert (booked.filter(regex=r"^irritants\.").sum(axis=1) >= booked["problems"]).all()


def test_fresh_trouble_is_that_of_customers_who_are_there_or_leave(year: Year):
    """No cause is fresh to more customers than there are, or to more of those lost than were lost."""
    booked = year.world.ledger.table()
    for who, of in (("troubled", "customers"), ("lost", "losses")):
        by_cause = booked.filter(regex=rf"^{who}\.")
        assert (by_cause.sum() > 0).any()
        assert (by_cause.le(booked[of], axis=0)).all(axis=None)


def test_orders_are_conserved(year: Year):
    """Open orders are those of last week, plus orders, minus deliveries and cancellations."""
    assert year.flow("orders").sum() > 20
    ended = year.flow("deliveries", "cancellations")
    np.testing.assert_array_equal(year.change("open_orders"), year.flow("orders") - ended)


def test_late_deliveries_are_deliveries(year: Year):
    """No brand delivers late more often than it delivers, and lateness is part of the lead time."""
    assert (year.flow("late_deliveries") <= year.flow("deliveries")).all()
    assert (year.flow("late_days") <= year.flow("lead_days")).all()


def test_no_more_is_heard_than_was_said(year: Year):
    """Messages heard about a brand in a week never exceed the ties of those who spoke of it before, and posts."""
    degree = np.diff(year.world.world.tie_start)
    heard = np.stack([year.books["heard_positive"], year.books["heard_negative"]])[:, :, :-1].sum(axis=-1)
    assert heard.sum() > 100
    for week, (said, _) in enumerate(year.talk, start=1):
        for sign, messages in zip((1, -1), heard[:, week], strict=True):
            reach = [degree[said["said"] == sign * (brand + 1)].sum() for brand in range(len(messages))]
            assert (messages <= reach + year.books["posts_seen"][week, :-1].sum(axis=-1)).all()


def test_what_is_said_is_what_others_can_hear(year: Year):
    """The talk that is booked is the talk that others can hear the week after."""
    for week, (_, shown) in enumerate(year.talk, start=1):
        booked = year.books[week]["said_positive"].sum() + year.books[week]["said_negative"].sum()
        assert booked == np.count_nonzero(shown["said"])


def test_departures_are_seen_as_they_happened(year: Year):
    """Everybody lost in a week shows it, and nobody else does."""
    for week, (_, shown) in enumerate(year.talk, start=1):
        left = np.bincount(shown["left"][shown["left"] > 0] - 1, minlength=year.books.shape[1] - 1)
        np.testing.assert_array_equal(left, year.books[week]["losses"][:-1].sum(axis=-1))


def test_orders_and_customers_agree_with_the_table(year: Year):
    """At the end, the ledger's stocks are what the table of customers says."""
    customers = year.world.world.customers
    brands = range(year.books.shape[1] - 1)
    last = year.books[-1]
    ordered = customers["chosen"][customers["buying"] == Buying.ORDERED]
    assert [np.count_nonzero(customers["brand"] == b) for b in brands] == list(last["customers"][:-1].sum(axis=-1))
    assert [np.count_nonzero(ordered == b) for b in brands] == list(last["open_orders"][:-1].sum(axis=-1))
    problems = customers["brand"][customers["problem"] >= 0]
    assert [np.count_nonzero(problems == b) for b in brands] == list(last["open_problems"][:-1].sum(axis=-1))
