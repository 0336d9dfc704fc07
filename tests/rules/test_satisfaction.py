"""Satisfaction, lived experience, trust, attachment and habit."""

import pytest
from hypothesis import given

from sim.rules.perception import perceived_quality
from sim.rules.perception_sheet import Perception
from sim.rules.satisfaction import (
    attachment_after,
    experience_after,
    first_attachment,
    first_satisfaction,
    first_trust,
    functional_side,
    habit_after_a_week,
    habit_after_order,
    lived_beyond,
    pleasure,
    satisfaction_after,
    trust_after,
    trust_after_a_week,
    trust_after_failure,
    warmth_of,
)
from sim.rules.satisfaction_sheet import Satisfaction
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share, signed, weight

P = Satisfaction(
    learning=0.1,
    level=0.6,
    slope=0.5,
    trust_kept=0.02,
    trust_broken=2.5,
    trust_steepness=4.0,
    trust_slack=0.05,
    attachment_gain=0.01,
    belonging_weight=0.2,
    habit_gain=0.02,
    habit_per_order=0.35,
    functional=1.0,
    typical_feel=0.0,
)


SEEN = Perception(typical_image=0.2)


def test_satisfaction_after_a_good_impression():
    """An impression of .4 aims at .6 + .5 x .4; at weight 1.5, 15 % of the way from .5 is made."""
    assert satisfaction_after(0.5, 0.4, 0.0, 0.0, 1.5, P) == pytest.approx(0.5 + 0.15 * 0.3)


def test_value_for_money_is_part_of_satisfaction():
    """A price that is half of the worst, at a weight of .2, takes .1 from the impression."""
    p = P._replace(value=0.2)
    assert satisfaction_after(0.5, 0.4, -0.5, 0.0, 1.0, p) == pytest.approx(
        satisfaction_after(0.5, 0.3, 0.0, 0.0, 1.0, p)
    )


def test_lived_experience_is_part_of_satisfaction():
    """Lived .1 above the usual, at a ratio of .5, raises what is aimed at by .05; a tenth of that is made."""
    p = P._replace(lived=0.5)
    raised = satisfaction_after(0.5, 0.4, 0.0, 0.1, 1.0, p) - satisfaction_after(0.5, 0.4, 0.0, 0.0, 1.0, p)
    assert raised == pytest.approx(0.005)


def test_satisfaction_judges_functions():
    """Without the feel of .05, a quality of .7 is one of .65; .03 of the feel is left aside where .6 of it is."""
    assert functional_side(0.7, 0.05, P) == pytest.approx(0.65)
    assert functional_side(0.7, -0.05, P._replace(functional=0.6)) == pytest.approx(0.73)
    assert functional_side(0.7, 0.05, P._replace(functional=0.0)) == 0.7
    assert functional_side(0.7, 0.05, P._replace(typical_feel=0.02)) == pytest.approx(0.67)


def test_unexpected_warmth_leaves_the_judgement_of_functions_as_it_was():
    """An encounter .16 better than expected, all of it feel, works exactly as was asked, however gaps are perceived."""
    received = perceived_quality(
        functional_side(0.82, 0.16, P), functional_side(0.66, 0.0, P), 0.2, 0.0, 0.5, 0.0, SEEN
    )
    assert received == pytest.approx(0.66)


def test_experience_is_what_was_lived():
    """A splendid encounter of .9, at weight 1.5, closes 3 % of the gap from .6; .6 is .05 below a usual .65."""
    assert experience_after(0.6, 0.9, 1.5, P._replace(experience_learning=0.02)) == pytest.approx(0.609)
    assert lived_beyond(0.6, P._replace(usual_experience=0.65)) == pytest.approx(-0.05)


def test_pleasure():
    """Satisfaction .7 is .1 above neutral, and .15 where a slope of .5 carries bad value for money, -.5 x .2."""
    assert pleasure(0.7, 0.0, P) == pytest.approx(0.1)
    assert pleasure(0.7, -0.5, P._replace(value=0.2)) == pytest.approx(0.15)


@given(share, signed, weight, admissible(Satisfaction))
def test_neutral_impressions_move_satisfaction_to_no_pleasure(satisfaction, value, weight, p):
    """After a neutral impression pleasure has the same sign and is no greater, where the scale is long enough."""
    before = pleasure(satisfaction, value, p)
    after = pleasure(satisfaction_after(satisfaction, 0.0, value, 0.0, weight, p), value, p)
    if 0 < p.level + p.slope * p.value * value < 1:
        assert abs(after) <= abs(before) + ROUNDING
        assert after * before >= -ROUNDING


def test_a_kept_promise():
    """Just kept, with a slack of .05: 4 x .05 = .2 squashes to 1/6; trust .6 gains .02 / 6 x .4, and no more above."""
    assert trust_after(0.6, 0.7, 0.7, 1.0, P) == pytest.approx(0.6 + 0.02 / 6 * 0.4)
    assert trust_after(0.6, 0.9, 0.7, 1.0, P) == trust_after(0.6, 0.7, 0.7, 1.0, P)


def test_a_broken_promise():
    """.3 below the promise, .25 with slack: trust .6 loses .05 x .5 x .6."""
    assert trust_after(0.6, 0.4, 0.7, 1.0, P) == pytest.approx(0.585)


def test_help_that_does_not_help():
    """Trust .6 loses .05 x .6, and twice as much at a moment of truth."""
    assert trust_after_failure(0.6, 1.0, P) == pytest.approx(0.57)
    assert trust_after_failure(0.6, 2.0, P) == pytest.approx(0.54)


def test_trust_fades_to_the_middle():
    """Of trust and distrust, nine tenths are left."""
    assert trust_after_a_week(0.8, 0.9) == pytest.approx(0.77)
    assert trust_after_a_week(0.2, 0.9) == pytest.approx(0.23)


def test_attachment_to_warmth():
    """Warmth .7 and an impression of .1 aim at .8 x .6 + .2 x .5; a hundredth of the way from .38 is made."""
    assert attachment_after(0.38, 0.7, 0.1, 0.5, 1.0, P) == pytest.approx(0.38 + 0.01 * (0.58 - 0.38))


def test_habit():
    """A week of use fills .02 of the rest, an order .35 of it; without use .98 is left."""
    assert habit_after_a_week(0.5, True, 0.98, P) == pytest.approx(0.51)
    assert habit_after_a_week(0.5, False, 0.98, P) == pytest.approx(0.49)
    assert habit_after_order(0.4, P) == pytest.approx(0.61)


def test_a_new_brand_begins_with_its_image():
    """An image of one half (a stock of one) adds half of what a full one would to where a relation begins."""
    p = P._replace(first_satisfaction=0.6, first_satisfaction_image=0.1, first_trust=0.5, first_trust_image=0.2)
    assert first_satisfaction(1.0, 0.0, p) == pytest.approx(0.65)
    assert first_satisfaction(1.0, -0.5, p) == pytest.approx(0.6)
    assert first_trust(-1.0, p) == pytest.approx(0.4)
    assert first_attachment(1.0, p._replace(first_attachment=0.3, first_attachment_image=0.2)) == pytest.approx(0.4)


def test_warmth():
    """A quarter of warmth is relational: .75 x .8 + .25 x .4."""
    assert warmth_of(0.8, 0.4, P._replace(relational_warmth=0.25)) == pytest.approx(0.7)


@given(share, signed, signed, share, share, share, share, weight, admissible(Satisfaction))
def test_bounds(state, felt, value, perceived, promised, warmth, belonging, memory, p):
    """Each of the five states stays between 0 and 1, and so does what is judged."""
    assert -ROUNDING <= satisfaction_after(state, felt, value, lived_beyond(warmth, p), memory, p) <= 1 + ROUNDING
    assert -ROUNDING <= experience_after(state, perceived, memory, p) <= 1 + ROUNDING
    assert 0 <= functional_side(perceived, felt, p) <= 1
    assert -ROUNDING <= trust_after(state, perceived, promised, memory, p) <= 1 + ROUNDING
    assert 0 <= trust_after_failure(state, memory, p) <= trust_after(state, 0.0, 1.0, memory, p) + ROUNDING
    assert 0 <= trust_after_a_week(state, warmth) <= 1
    assert -ROUNDING <= attachment_after(state, warmth, felt, belonging, memory, p) <= 1 + ROUNDING
    assert state - ROUNDING <= habit_after_order(state, p) <= 1 + ROUNDING
    assert habit_after_a_week(state, False, warmth, p) <= state <= habit_after_a_week(state, True, warmth, p) + ROUNDING


@given(share, ascending(-1, 1), ascending(0, 1), ascending(0, 1), weight, admissible(Satisfaction))
def test_what_raises_the_states(state, felts, levels, promises, memory, p):
    """Better impressions satisfy more and are better lived, kept promises are trusted, warmth and company attach."""
    low, high = (satisfaction_after(state, felt, felt, felt, memory, p) for felt in felts)
    assert low <= high + ROUNDING
    assert experience_after(state, levels[0], memory, p) <= experience_after(state, levels[1], memory, p) + ROUNDING
    assert (
        trust_after(state, levels[0], promises[1], memory, p)
        <= trust_after(state, levels[1], promises[0], memory, p) + ROUNDING
    )
    low, high = (attachment_after(state, levels[k], felts[k], promises[k], memory, p) for k in (0, 1))
    assert low <= high + ROUNDING


@given(between(0, 1), share, admissible(Satisfaction))
def test_trust_is_fragile(gap, promised, p):
    """From one half, a broken promise takes at least as much trust as one kept as clearly gives."""
    p = p._replace(trust_slack=0.0)
    kept = trust_after(0.5, promised + gap, promised, 1.0, p) - 0.5
    broken = 0.5 - trust_after(0.5, promised - gap, promised, 1.0, p)
    assert kept <= broken + ROUNDING


@given(share, share, weight, admissible(Satisfaction))
def test_a_small_shortfall_is_forgiven(state, promised, memory, p):
    """Falling short of the promise by the slack leaves trust as it is."""
    assert trust_after(state, promised - p.trust_slack, promised, memory, p) == pytest.approx(state, abs=1e-9)
