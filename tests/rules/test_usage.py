"""Usage: needs stated, features bought and adopted, under-use, extension."""

import pytest
from hypothesis import given

from sim.rules.usage import (
    adopted_after_a_week,
    adopted_after_extension,
    bill_for_breadth,
    bought_breadth,
    extension_probability,
    first_adoption,
    has_discovered,
    is_oversized,
    missing_features,
    not_mastered,
    novelty,
    oversize,
    satisfaction_after_absence,
    satisfaction_after_novelty,
    stated_after_extension,
    stated_need,
    under_use,
    unkept_share,
    value_erosion,
)
from sim.rules.usage_sheet import Usage
from tests.rules.parameters import ROUNDING, admissible, ascending, between, share

P = Usage(
    adoption=0.1,
    alone_share=0.25,
    under_use_threshold=0.5,
    under_use_erosion=0.02,
    unmet_erosion=0.01,
    extension_probability=0.02,
)
breadth = between(0.02, 1)


def test_a_newcomer_is_led():
    """Alone .25 x (.5 x .6 + .5 x .4), led .3: speed .1 x .425 of the way from .2 to .6."""
    assert adopted_after_a_week(0.2, 0.7, 0.6, 0.6, 0.3, 0.4, True, P) == pytest.approx(0.2 + 0.0425 * 0.4)


def test_later_one_is_alone():
    """Without onboarding the speed is .1 x .125."""
    assert adopted_after_a_week(0.2, 0.7, 0.6, 0.6, 0.3, 0.4, False, P) == pytest.approx(0.2 + 0.0125 * 0.4)


def test_under_use():
    """Of an offer of .8, half would do: using .1 misses 1 - .1 / .4."""
    assert under_use(0.1, 0.8, P) == pytest.approx(0.75)
    assert under_use(0.4, 0.8, P) == 0.0


def test_erosion():
    """Three quarters missed, a fifth unmet, half of what was asked for idle: .02 x .75 + .01 x .2 + .004 x .5."""
    assert value_erosion(0.75, 0.2, 0.5, P._replace(unkept_erosion=0.004)) == pytest.approx(0.019)


def test_novelty_pleases():
    """An offer of .8 where .6 is usual closes .02 x .2 of the gap to full satisfaction; the usual pleases nobody."""
    p = P._replace(novelty_delight=0.02)
    assert novelty(0.8, 0.6) == pytest.approx(0.2)
    assert novelty(0.5, 0.6) == 0.0
    assert satisfaction_after_novelty(0.7, 0.2, p) == pytest.approx(0.7 + 0.004 * 0.3)
    assert satisfaction_after_novelty(0.7, 0.0, p) == 0.7


def test_what_became_usual_is_missed():
    """Of .1 that became usual an offer of .75 lacks .05 where .8 is usual, which takes .04 x .05 of satisfaction; what
    was unusual from the start is missed by nobody."""
    p = P._replace(absence_erosion=0.04)
    assert missing_features(0.75, 0.8, 0.1) == pytest.approx(0.05)
    assert missing_features(0.5, 0.8, 0.1) == pytest.approx(0.1)
    assert missing_features(0.5, 0.8, 0.0) == 0.0
    assert satisfaction_after_absence(0.7, 0.05, p) == pytest.approx(0.7 * 0.998)


def test_extension():
    """Wanting .3 more at satisfaction .8 extends with .02 x .3 x .6 a week; nobody extends below one half."""
    assert extension_probability(0.7, 0.3, 0.6, 0.8, P) == pytest.approx(0.0036)
    assert extension_probability(0.7, 0.3, 0.6, 0.5, P) == 0.0


def test_first_adoption():
    """Three tenths of what is needed and offered are taken up with the delivery."""
    assert first_adoption(0.8, 0.5, P._replace(first_adoption=0.3)) == pytest.approx(0.15)


def test_discovery_ends():
    """After three weeks a brand is no longer new."""
    p = P._replace(discovery_weeks=3.0)
    assert [has_discovered(weeks, p) for weeks in (2, 3)] == [False, True]


def test_extensions_close_the_gap():
    """An extension closes half of .4 within the offer, and the brand knows what is needed."""
    p = P._replace(extension_adoption=0.5)
    assert adopted_after_extension(0.2, 0.6, 0.9, p) == pytest.approx(0.4)
    assert adopted_after_extension(0.2, 0.6, 0.3, p) == pytest.approx(0.3)
    assert stated_after_extension(0.4, 0.6) == 0.6
    assert stated_after_extension(0.7, 0.6) == 0.7


def test_a_need_is_stated_with_an_error():
    """An amateur (.5) half guided misses the need of .4 by .2 x .5 x .5 at one deviation; a full guide leaves none."""
    p = P._replace(stating_error=0.2)
    assert stated_need(0.4, 0.5, 0.5, 1.0, p) == pytest.approx(0.45)
    assert stated_need(0.4, 1.0, 0.0, 3.0, p) == 0.4


def test_more_is_sold_than_was_asked_for():
    """Of the .4 that lie between a need of .2 and the whole offer of .6, half is sold on top."""
    assert bought_breadth(0.2, 0.5, 0.6) == pytest.approx(0.4)
    assert bought_breadth(0.2, 0.0, 0.6) == pytest.approx(0.2)
    assert bought_breadth(0.2, 1.0, 0.6) == bought_breadth(0.9, 0.0, 0.6) == pytest.approx(0.6)


def test_a_smaller_plan_has_a_smaller_bill():
    """Half of the offer costs half of the part of the bill that goes with it."""
    assert bill_for_breadth(0.3, 0.6, P._replace(breadth_price=0.4)) == pytest.approx(-0.2)
    assert bill_for_breadth(0.6, 0.6, P._replace(breadth_price=0.4)) == 0.0


def test_what_lies_idle_has_two_causes():
    """Of .6 bought and .1 used, a need of .2 leaves .1 that is not mastered and .4 that is too much."""
    assert not_mastered(0.2, 0.1, 0.6) == pytest.approx(0.1)
    assert oversize(0.2, 0.1, 0.6) == pytest.approx(0.4)
    assert is_oversized(0.2, 0.1, 0.6)
    assert not is_oversized(0.5, 0.1, 0.6)


def test_what_was_asked_for_and_is_not_used():
    """Who asked for .4 and uses .1 has three quarters of it idle; who uses more has none."""
    assert unkept_share(0.4, 0.1) == pytest.approx(0.75)
    assert unkept_share(0.4, 0.5) == 0.0


@given(share, breadth, share, share, between(-3, 3), admissible(Usage))
def test_plans(needed, offered, adopted, sold_up, z, p):
    """What is bought lies within the offer and above what was asked for; what lies idle is the sum of its causes."""
    stated = stated_need(needed, sold_up, adopted, z, p)
    bought = bought_breadth(stated, sold_up, offered)
    assert 0 < stated <= 1
    assert min(stated, offered) - ROUNDING <= bought <= offered + ROUNDING
    used = min(adopted, bought)
    assert not_mastered(needed, used, bought) + oversize(needed, used, bought) == pytest.approx(bought - used)
    assert -1 <= bill_for_breadth(bought, offered, p) <= 0
    assert 0 <= unkept_share(stated, adopted) <= 1


@given(share, ascending(0, 1), breadth, admissible(Usage))
def test_who_is_sold_more_has_more(stated, sold_up, offered, p):
    """More sold on top is never less bought, nor a smaller bill."""
    less, more = (bought_breadth(stated, each, offered) for each in sold_up)
    assert less <= more + ROUNDING
    assert bill_for_breadth(less, offered, p) <= bill_for_breadth(more, offered, p) + ROUNDING


@given(share, share, breadth, share, share, share, admissible(Usage))
def test_bounds(adopted, needed, offered, usability, onboarding, expertise, p):
    """Adoption never exceeds the offer nor falls below what still fits it; shortfalls and probabilities are 0 to 1."""
    after = adopted_after_a_week(adopted, needed, offered, usability, onboarding, expertise, True, p)
    assert min(adopted, offered) <= after + ROUNDING
    assert after <= offered
    assert 0 <= under_use(adopted, offered, p) <= 1
    assert (
        0
        <= value_erosion(share_missed := under_use(adopted, offered, p), needed, expertise, p)
        <= p.under_use_erosion + p.unmet_erosion + p.unkept_erosion
    )
    assert 0 <= share_missed <= 1
    assert needed <= satisfaction_after_novelty(needed, novelty(offered, adopted), p) <= 1
    assert 0 <= satisfaction_after_absence(needed, missing_features(offered, adopted, needed), p) <= needed
    assert 0 <= extension_probability(needed, adopted, offered, expertise, p) <= 1


@given(share, share, breadth, ascending(0, 1), share, admissible(Usage))
def test_help_speeds_adoption(adopted, needed, offered, levels, expertise, p):
    """More usability, onboarding or expertise never slow adoption; newcomers are never slower than others."""
    low, high = levels
    assert adopted_after_a_week(adopted, needed, offered, low, low, expertise, True, p) <= adopted_after_a_week(
        adopted, needed, offered, high, high, expertise, True, p
    )
    assert adopted_after_a_week(adopted, needed, offered, low, high, expertise, False, p) <= adopted_after_a_week(
        adopted, needed, offered, low, high, expertise, True, p
    )


@given(ascending(0, 1), breadth, share, ascending(0, 1), admissible(Usage))
def test_use_leaves_less_to_miss_and_to_want(adopted, offered, needed, satisfactions, p):
    """Who uses more misses less and extends less; who is more satisfied extends more."""
    assert under_use(adopted[0], offered, p) >= under_use(adopted[1], offered, p)
    assert extension_probability(needed, adopted[0], offered, satisfactions[0], p) >= extension_probability(
        needed, adopted[1], offered, satisfactions[0], p
    )
    assert extension_probability(needed, adopted[0], offered, satisfactions[0], p) <= extension_probability(
        needed, adopted[0], offered, satisfactions[1], p
    )
