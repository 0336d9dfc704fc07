"""Usage: features adopted, under-use, extension."""

import pytest
from hypothesis import given

from sim.rules.usage import (
    adopted_after_a_week,
    adopted_after_coaching,
    adopted_after_extension,
    attachment_after_coaching,
    extension_probability,
    first_adoption,
    has_discovered,
    novelty,
    satisfaction_after_novelty,
    under_use,
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
    """Three quarters missed and a fifth unmet cost .02 x .75 + .01 x .2 a week."""
    assert value_erosion(0.75, 0.2, P) == pytest.approx(0.017)


def test_novelty_pleases():
    """An offer of .8 where .6 is usual closes .02 x .2 of the gap to full satisfaction; the usual pleases nobody."""
    p = P._replace(novelty_delight=0.02)
    assert novelty(0.8, 0.6) == pytest.approx(0.2)
    assert novelty(0.5, 0.6) == 0.0
    assert satisfaction_after_novelty(0.7, 0.2, p) == pytest.approx(0.7 + 0.004 * 0.3)
    assert satisfaction_after_novelty(0.7, 0.0, p) == 0.7


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


def test_extensions_and_coaching_close_the_gap():
    """An extension closes half of .4 within the offer; coaching a quarter, and attaches a tenth of the rest."""
    p = P._replace(extension_adoption=0.5, coaching_adoption=0.25, coaching_attachment=0.1)
    assert adopted_after_extension(0.2, 0.6, 0.9, p) == pytest.approx(0.4)
    assert adopted_after_extension(0.2, 0.6, 0.3, p) == pytest.approx(0.3)
    assert adopted_after_coaching(0.2, 0.6, 0.9, p) == pytest.approx(0.3)
    assert adopted_after_coaching(0.5, 0.4, 0.9, p) == pytest.approx(0.5)
    assert attachment_after_coaching(0.5, p) == pytest.approx(0.55)


@given(share, share, breadth, share, share, share, admissible(Usage))
def test_bounds(adopted, needed, offered, usability, onboarding, expertise, p):
    """Adoption never exceeds the offer nor falls below what still fits it; shortfalls and probabilities are 0 to 1."""
    after = adopted_after_a_week(adopted, needed, offered, usability, onboarding, expertise, True, p)
    assert min(adopted, offered) <= after + ROUNDING
    assert after <= offered
    assert 0 <= under_use(adopted, offered, p) <= 1
    assert (
        0
        <= value_erosion(share_missed := under_use(adopted, offered, p), needed, p)
        <= p.under_use_erosion + p.unmet_erosion
    )
    assert 0 <= share_missed <= 1
    assert needed <= satisfaction_after_novelty(needed, novelty(offered, adopted), p) <= 1
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
