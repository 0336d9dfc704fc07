"""Closing the loop, and the state of staff: each switched on and off."""

import numpy as np

from sim.simulation import Simulation
from tests.listening.conftest import heard, listening
from tests.listening.test_asking import answers
from tests.worlds import levers, with_numbers

STAFF = "brands.*.staff."
DESK = {"brands.*.listening.coverage.*": 0, "brands.*.listening.coverage.help_line": 1}


def mean_trust(world: Simulation) -> float:
    """Return the mean trust of all customers."""
    return float(world.world.customers["trust"].mean())


def with_staff(**numbers_of_staff: float) -> Simulation:
    """Return telecom after some weeks with other staff, everybody asked about the help line."""
    numbers = {f"{STAFF}{key}": value for key, value in numbers_of_staff.items()}
    return heard(with_numbers(listening("telecom"), DESK | numbers))


def test_replies_restore_trust():
    """Where every dissatisfied answer gets a reply trust is higher than where none does."""
    asked = {"relational_coverage": 12}
    replied, ignored = heard(listening("telecom", is_answered=1, **asked)), heard(listening("telecom", **asked))
    assert mean_trust(replied) > mean_trust(ignored)


def test_asking_without_answering_costs_trust_and_answers():
    """Where it disappoints that nobody replies, trust falls, and fewer answer later."""
    market = with_numbers(listening("telecom", relational_coverage=12), {"behaviour.answers.heard_response": 3})
    ignored = with_numbers(market, {"behaviour.answers.unheard": 0.1})
    indifferent, disappointed = heard(market), heard(ignored)
    assert mean_trust(disappointed) < mean_trust(indifferent)
    assert answers(disappointed, "nps").total() < answers(indifferent, "nps").total()


def test_those_passed_over_are_annoyed_by_replies_to_others():
    """The more others get a reply, the more it costs to get none: with replies worth nothing, trust only falls."""
    market = with_numbers(listening("telecom", relational_coverage=12), {"behaviour.answers.reply_trust": 0})
    annoyed = with_numbers(market, {"brands.*.listening.is_answered": 0.5, "behaviour.answers.passed_over": 0.3})
    assert mean_trust(heard(annoyed)) < mean_trust(heard(market))


def test_lasting_overload_wears_standards_away_for_good():
    """Understaffed desks lose their standards; quiet weeks with many agents do not bring them back, training does."""
    eroding = {"behaviour.staff.erosion": 0.5, "behaviour.staff.restoring": 0.3}
    crowded = with_numbers(listening("telecom"), eroding | {"brands.*.operations.support_agents": 0.3})
    world = heard(crowded)
    lost = world.world.brand_states["standards_lost"][:, 0].copy()
    assert lost.min() > 0.1
    quiet = {"brands.*.operations.support_agents": 50.0}
    soon = world.week + 1
    rested = world.fork(levers(quiet, from_week=soon))
    trained = world.fork(levers(quiet | {f"{STAFF}training": 1.0}, from_week=soon))
    for _ in range(10):
        rested.step()
        trained.step()
    assert (rested.world.brand_states["standards_lost"][:, 0] >= lost).all()
    assert (trained.world.brand_states["standards_lost"][:, 0] < 0.5 * lost).all()


def test_staff_who_may_decide_solve_more():
    """Room to decide and training raise the share of contacts that solve the problem."""

    def solved(world: Simulation) -> float:
        booked = world.ledger.table()
        return (booked["solved"].sum() + booked["soothed"].sum()) / booked["contacts"].sum()

    usual = solved(with_staff())
    assert solved(with_staff(room=1)) > usual
    assert solved(with_staff(training=1)) > usual


def test_scores_held_against_staff_are_better_than_the_service():
    """Blamed staff beg for scores and keep bad cases from being asked: scores rise while impressions fall."""

    def score(world: Simulation) -> float:
        given = answers(world)
        return float(np.average([key.score for key in given], weights=list(given.values())))

    def felt(world: Simulation) -> float:
        truth = world.ledger.lived()
        desk = truth[truth["touchpoint"] == "help_line"]
        return desk["impression"].sum() / desk["encounters"].sum()

    free, blamed = with_staff(), with_staff(blame=1)
    assert score(blamed) > score(free)
    assert felt(blamed) < felt(free)


def test_training_is_paid():
    """Full training costs its share of wages."""
    usual, trained = with_staff(), with_staff(training=1)
    weeks = [world.ledger.table().query("week == 1")["wages_eur"].sum() for world in (usual, trained)]
    assert weeks[1] > 1.05 * weeks[0]
