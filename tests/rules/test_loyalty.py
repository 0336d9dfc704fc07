"""Loyalty: who reconsiders, who recommends, and which type of loyalty it is."""

import math

import pytest
from hypothesis import given

from sim.rules.loyalty import (
    DETRACTORS,
    PASSIVES,
    PROMOTERS,
    delight,
    dissatisfaction_push,
    freedom_to_look,
    giving_up_probability,
    highest_reconsidering_probability,
    is_delighted,
    loyalty_type,
    openness,
    price_lead,
    pushes_to_look,
    recommendation,
    recommender,
    reconsidering_pressure,
    reconsidering_probability,
    rival_lead,
    settled,
)
from sim.rules.loyalty_sheet import Loyalty
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share, signed

P = Loyalty(
    hazard=0.02,
    most=0.05,
    settling_weeks=8.0,
    dissatisfaction=5.0,
    dissatisfied_most=0.8,
    price_loss=2.0,
    delight=3.0,
    delight_level=0.7,
    delight_width=0.04,
    delight_deafness=0.9,
    delight_lived=0.5,
    experience=2.5,
    satisfied_level=0.6,
    distrust=3.0,
    grudge=2.0,
    unmet=4.0,
    rival=3.0,
    rival_image=0.1,
    rival_price=0.15,
    rival_praise=0.2,
    blame=1.5,
    habit=1.6,
    attachment=1.5,
    contract_lock=0.2,
    switching_cost=0.7,
    recommend_level=7.0,
    recommend_memory=3.0,
    recommend_trust=2.0,
    recommend_attachment=4.0,
    recommend_value=2.0,
    recommend_satisfaction=3.0,
    recommend_lived=1.5,
    recommend_most=1e9,
    recommend_spread=1.0,
    high_attitude=0.1,
    high_habit=0.5,
)


def test_a_rival_ahead():
    """Known to .8: .1 better in quality, .5 in image, a fifth cheaper, praised .3."""
    assert rival_lead(0.8, 0.1, 0.5, 0.2, 0.3, P) == pytest.approx(0.8 * (0.1 + 0.05 + 0.03 + 0.06))


def test_dissatisfaction_saturates_and_a_grudge_does_not():
    """Satisfaction .5 and trust .4 push by .5 + .3 = .8, of which 1 / (1 + .8 / .8) is left; a grudge of .2 adds .4."""
    assert dissatisfaction_push(0.5, 0.4, 0.0, P) == pytest.approx(0.4)
    assert dissatisfaction_push(0.5, 0.4, 0.2, P) == pytest.approx(0.8)


def test_satisfaction_pulls_without_limit():
    """Above the level of satisfaction the push is below zero, as it is."""
    assert dissatisfaction_push(1.0, 0.5, 0.0, P) == pytest.approx(-2.0)


def test_pressure():
    """Dissatisfaction .8, unmet .1, lead .1, blame .2 and a price loss of .1 push; habit .5, attachment .6 hold."""
    pushes = pushes_to_look(0.8, 0.1, 0.1, 0.2, 0.1, P)
    assert pushes == pytest.approx((0.8, 0.4, 0.3, 0.3, 0.2))
    assert reconsidering_pressure(pushes, 0.5, 0.6, 0.0, 0.0, P) == pytest.approx(2.0 - 0.8 - 0.15)
    assert reconsidering_pressure(pushes, 0.5, 0.6, 0.0, 0.1, P) == pytest.approx(2.0 - 0.8 - 0.15 - 0.25)


def test_an_ordinary_customer_is_not_pressed():
    """At the level of satisfaction, with middling trust and attachment and nothing else, pressure is zero."""
    pushes = pushes_to_look(dissatisfaction_push(0.6, 0.5, 0.0, P), 0.0, 0.0, 0.0, 0.0, P)
    assert reconsidering_pressure(pushes, 0.0, 0.5, 0.0, 0.0, P) == pytest.approx(0.0)


def test_delight():
    """Half are delighted at the level, nearly all or none a few widths from it; they take a tenth of the occasions."""
    assert delight(0.7, 0.0, P) == pytest.approx(0.5)
    assert delight(0.7 + 0.04 * math.log(9), 0.0, P) == pytest.approx(0.9)
    assert openness(1.0, P) == pytest.approx(0.1)
    assert openness(0.0, P) == 1.0


def test_delight_is_felt():
    """Lived .1 above the usual makes up for satisfaction .05 below the level of delight."""
    assert delight(0.65, 0.1, P) == pytest.approx(0.5)
    assert [is_delighted(0.66, lived, P) for lived in (0.0, 0.1)] == [False, True]


def test_the_hazard():
    """Long settled, twice as mobile, pressed by ln 2: .02 x 2 x 2 = .08, saturated."""
    assert reconsidering_probability(2.0, math.log(2), 1.0, P) == pytest.approx(0.08 / (1 + 0.08 / 0.05))


def test_what_holds_back():
    """Half the switching cost leaves .65 free to look, a running contract a fifth of that."""
    assert freedom_to_look(False, 0.5, P) == pytest.approx(0.65)
    assert freedom_to_look(True, 0.5, P) == pytest.approx(0.13)


def test_newcomers_settle_first():
    """In the first week a share 1 - exp(-1/8) of the hazard acts."""
    assert settled(0.0, P) == pytest.approx(1 - math.exp(-1 / 8))
    hazard = 0.02 * settled(0.0, P)
    assert reconsidering_probability(1.0, 0.0, settled(0.0, P), P) == pytest.approx(hazard / (1 + hazard / 0.05))


def test_recommending():
    """Image .3 and memory .1, half of each; trust .7, attachment .6, value -.1, leniency 1."""
    p = P._replace(recommend_image=0.5)
    assert recommendation(0.3, 0.1, 0.7, 0.6, -0.1, 0.0, 0.0, 1.0, p) == pytest.approx(9.2)
    assert recommendation(1.0, 1.0, 1.0, 1.0, 1.0, 0.3, 0.3, 3.0, p) == 10.0


def test_satisfaction_and_experience_both_recommend():
    """Pleased by .1 and lived by .2 add .3 each where nothing else speaks for or against."""
    assert recommendation(0.0, 0.0, 0.5, 0.5, 0.0, 0.1, 0.0, 0.0, P) == pytest.approx(7.3)
    assert recommendation(0.0, 0.0, 0.5, 0.5, 0.0, 0.0, 0.2, 0.0, P) == pytest.approx(7.3)


def test_the_top_is_hard_to_reach():
    """What speaks for a recommendation, here 3, saturates: with a limit of 6 it adds 2; nothing else does."""
    p = P._replace(recommend_image=0.0, recommend_most=6.0)
    assert recommendation(0.0, 1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, p) == pytest.approx(7.0 + 3.0 / 1.5)
    assert recommendation(0.0, -1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0, p) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("attitude", "habit", "kind"),
    [(0.2, 0.6, 0), (0.2, 0.4, 1), (0.0, 0.6, 2), (0.0, 0.4, 3), (0.1, 0.5, 0)],
)
def test_four_types(attitude: float, habit: float, kind: int):
    """Attitude and habit make the loyal, the latently loyal, the spuriously loyal and the others."""
    assert loyalty_type(attitude, habit, P) == kind


def test_the_satisfied_give_up_searching():
    """A weekly .05 rises by half for full satisfaction, falls by half for none, and stays in the middle."""
    p = P._replace(fading_search=0.5)
    assert giving_up_probability(0.05, 1.0, p) == pytest.approx(0.075)
    assert giving_up_probability(0.05, 0.0, p) == pytest.approx(0.025)
    assert giving_up_probability(0.05, 0.5, p) == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("intention", "kind"),
    [(10.0, PROMOTERS), (8.5, PROMOTERS), (8.4, PASSIVES), (6.5, PASSIVES), (6.4, DETRACTORS), (0.0, DETRACTORS)],
)
def test_recommenders(intention: float, kind: int):
    """Answers are whole: nine and ten promote, seven and eight are passive, all others detract."""
    assert recommender(intention) == kind


def test_savings():
    """Five EUR saved of a usual 25 are a fifth, felt half as much by somebody half as sensitive."""
    assert price_lead(30.0, 25.0, 25.0, 1.0) == pytest.approx(0.2)
    assert price_lead(30.0, 25.0, 25.0, 0.5) == pytest.approx(0.1)
    assert price_lead(20.0, 25.0, 25.0, 1.0) == pytest.approx(-0.2)


@given(between(0, 1e6), between(-100, 100), between(0, 32_000), admissible(Loyalty))
def test_nobody_reconsiders_more_than_most(mobility, pressure, tenure, p):
    """However pressed and mobile, nobody exceeds the highest hazard."""
    assert (
        0
        <= reconsidering_probability(mobility, pressure, settled(tenure, p), p)
        <= highest_reconsidering_probability(p)
    )


@given(ascending(0, 1e3), ascending(-30, 30), ascending(0, 5000), admissible(Loyalty))
def test_who_reconsiders_sooner(mobility, pressure, tenure, p):
    """Mobility, pressure and time to settle never hold."""
    low, high = (reconsidering_probability(mobility[k], pressure[k], settled(tenure[k], p), p) for k in (0, 1))
    assert low <= high + ROUNDING


@given(ascending(0, 1), admissible(Loyalty))
def test_contracts_and_switching_costs_hold(costs, p):
    """Nobody is freer to look with a contract, or with a higher switching cost; freedom is a share."""
    assert 0 <= freedom_to_look(True, costs[1], p) <= freedom_to_look(False, costs[1], p) + ROUNDING
    assert freedom_to_look(False, costs[1], p) <= freedom_to_look(False, costs[0], p) + ROUNDING <= 1 + 2 * ROUNDING


@given(ascending(0, 1), ascending(0, 1), ascending(-1, 1), admissible(Loyalty))
def test_what_presses_and_what_holds(pushes, holds, leads, p):
    """Grudge, unmet need, rivals, blame and price press; the five states and delight hold."""

    def pressure(push, hold, lead):
        dissatisfied = dissatisfaction_push(hold, hold, push, p)
        given = pushes_to_look(dissatisfied, push, lead, push, lead, p)
        return reconsidering_pressure(given, hold, hold, delight(hold, hold, p), hold, p)

    assert pressure(pushes[0], holds[1], leads[0]) <= pressure(pushes[1], holds[0], leads[1]) + 1e-9


@given(ascending(0, 1), admissible(Loyalty))
def test_the_delighted_are_less_open(satisfactions, p):
    """Delight is a share that grows with satisfaction, and openness a share that falls with it."""
    low, high = (delight(satisfaction, satisfaction, p) for satisfaction in satisfactions)
    assert 0 <= low <= high <= 1
    assert 0 <= openness(high, p) <= openness(low, p) <= 1


@given(share, ascending(-1, 1), ascending(0, 1), admissible(Loyalty))
def test_a_rival_must_be_known_to_attract(awareness, leads, praise, p):
    """A better, cheaper and more praised rival is further ahead; an unknown one is nowhere."""
    assert rival_lead(awareness, leads[0], leads[0], leads[0], praise[0], p) <= rival_lead(
        awareness, leads[1], leads[1], leads[1], praise[1], p
    )
    assert rival_lead(0.0, leads[1], leads[1], leads[1], praise[1], p) == 0.0


@given(ascending(-1, 1), ascending(0, 1), ascending(-4, 4), admissible(Loyalty))
def test_recommendation_is_bounded_and_ordered(memories, levels, leniencies, p):
    """Better memories, trust, attachment, value, answers and lenience never recommend less, within 0 and 10."""
    low, high = (
        recommendation(*[memories[k]] * 2, *[levels[k]] * 2, *[memories[k]] * 3, leniencies[k], p) for k in (0, 1)
    )
    assert 0 <= low <= high <= 10


@given(signed, share, admissible(Loyalty))
def test_everybody_is_of_one_type(attitude, habit, p):
    """Whatever attitude and habit, there is a type."""
    assert loyalty_type(2 * attitude, habit, p) in range(4)
