"""Choice: the tables of the utility, the shortlist, advice."""

import math

import pytest
from hypothesis import given

from sim.rules.choice import (
    accepts_price_probability,
    delivery_utility,
    fit_seen,
    fit_utility,
    follows_advice_probability,
    grudge_utility,
    habit_utility,
    image_utility,
    is_reason,
    overall_quality,
    price_utility,
    quality_believed,
    quality_utility,
    reference_price_utility,
    review_utility,
    satisfaction_utility,
    shortlist_probability,
    switching_cost_utility,
    veto_probability,
    visibility_utility,
    word_of_mouth_utility,
)
from sim.rules.choice_sheet import Choice
from tests.rules.parameters import ROUNDING, admissible, ascending, between, ratio, share

P = Choice(
    image=3.0,
    quality=2.0,
    fit=1.0,
    fit_known=0.4,
    price=1.6,
    price_loss=2.5,
    least_reason=0.3,
    joint_reason=0.5,
    visibility=0.5,
    delivery=0.7,
    reviews=0.2,
    usual_rating=4.2,
    word_of_mouth=0.6,
    advice=0.25,
    habit=0.8,
    switching_cost=0.6,
    contract=1.5,
    loyalty_programme=0.5,
    satisfaction=4.0,
    satisfied_level=0.6,
    experience=2.0,
    trust=1.2,
    attachment=1.0,
    grudge=3.0,
    payer_price=1.5,
    shortlist_awareness=3.0,
    taste_spread=0.9,
)


def test_prices():
    """A quarter dearer costs 1.6 x .25 for the average person, and half as much again when somebody else pays."""
    assert price_utility(25.0, 20.0, 1.0, False, P) == pytest.approx(-0.4)
    assert price_utility(25.0, 20.0, 1.0, True, P) == pytest.approx(-0.6)


def test_a_loss_by_the_price_adds_to_it():
    """A loss of .2 costs 2.5 x .2, a gain of .1 wins a quarter."""
    assert reference_price_utility(0.2, P) == pytest.approx(-0.5)
    assert reference_price_utility(-0.1, P) == pytest.approx(0.25)


def test_several_reasons():
    """A reason leads by .3 at least, and by half of what leads most."""
    assert is_reason(0.3, 0.5, P)
    assert not is_reason(0.29, 0.5, P)
    assert not is_reason(0.9, 2.0, P)
    assert is_reason(1.0, 2.0, P)


def test_expected_quality():
    """A quality of .68 lies .03 above the typical .65; with a promise of .78 in sight, three tenths of the gap more."""
    assert quality_utility(0.68, 0.65, P) == pytest.approx(0.06)
    assert quality_believed(0.68, 0.78, P._replace(promise=0.3)) == pytest.approx(0.71)


def test_what_is_bought_without_comparison():
    """A price as low as that of others is accepted by everybody, one that costs a utility of ln 2 by half."""
    assert accepts_price_probability(0.5) == 1.0
    assert accepts_price_probability(-math.log(2)) == pytest.approx(0.5)


def test_image():
    """A stock of 1 is an image of one half."""
    assert image_utility(1.0, 1.0, P) == pytest.approx(1.5)
    assert image_utility(1.0, 0.2, P) == pytest.approx(0.3)


def test_fit():
    """Guidance .5 makes a correlation of .4 + .6 x .5; a tenth of the need uncovered costs .1."""
    assert fit_seen(1.0, 0.5, 1.0, P) == pytest.approx(0.7 + math.sqrt(1 - 0.49))
    assert fit_utility(0.5, 0.9, P) == pytest.approx(0.35)


def test_being_seen_delivered_and_reviewed():
    """A tenth of voice is .5 ln .1; twice the usual days cost .7 ln 2; half a star less costs .1."""
    assert visibility_utility(0.1, P) == pytest.approx(0.5 * math.log(0.1))
    assert delivery_utility(8.0, 4.0, P) == pytest.approx(-0.7 * math.log(2))
    assert review_utility(3.7, P) == pytest.approx(-0.1)


def test_what_one_heard():
    """Praise .5 and blame .25: .6 x (.5 - .6 x .25)."""
    assert word_of_mouth_utility(0.5, 0.25, P) == pytest.approx(0.21)


def test_what_holds():
    """Habit .5 and a full programme; switching cost .5 and a contract; satisfaction .7, trust .6, attachment .4."""
    assert habit_utility(0.5, 1.0, P) == pytest.approx(0.9)
    assert switching_cost_utility(0.5, 3.0, P) == pytest.approx(1.8)
    assert switching_cost_utility(0.5, 0.0, P) == pytest.approx(0.3)
    assert satisfaction_utility(0.7, 0.0, 0.6, 0.4, 1.0, P) == pytest.approx(0.4 + 0.12 - 0.1)
    assert satisfaction_utility(0.7, 0.0, 0.6, 0.4, 0.5, P) == pytest.approx(0.2 + 0.12 - 0.1)
    assert satisfaction_utility(0.7, 0.1, 0.6, 0.4, 0.5, P) == pytest.approx(0.3 + 0.12 - 0.1)
    assert grudge_utility(0.5, P) == pytest.approx(-1.5)


def test_shortlist():
    """Unknown, a brand with a tenth of voice is met with 1 - exp(-.3); known to one half, half of the rest is sure."""
    met = 1 - math.exp(-0.3)
    assert shortlist_probability(0.0, 0.1, P) == pytest.approx(met)
    assert shortlist_probability(0.5, 0.1, P) == pytest.approx(0.5 + 0.5 * met)


def test_advice():
    """Praise of .8 settles a fifth of choices, half as many over a barrier of ln 2; blame of .4 vetoes a tenth."""
    assert follows_advice_probability(0.8, 0.0, P) == pytest.approx(0.2)
    assert follows_advice_probability(0.8, math.log(2), P) == pytest.approx(0.1)
    assert veto_probability(0.4, 0.0, P) == pytest.approx(0.1)


@pytest.mark.parametrize("prior", [0.1, 0.5, 0.9])
def test_advice_is_limited_by_head_room(prior: float):
    """Followed advice shifts the chance by a (1 - p), a veto by -a p: the less room, the smaller the shift."""
    a = follows_advice_probability(0.8, 0.0, P)
    assert (a + (1 - a) * prior) - prior == pytest.approx(a * (1 - prior))


def test_overall_quality():
    """Use weighs most: with weights 1, 1, 2 and 1, stages .6, .7, .8 and .5 make .68; the scale of weights is free."""
    p = P._replace(buying_weight=1.0, receiving_weight=1.0, using_weight=2.0, help_weight=1.0)
    assert overall_quality(0.6, 0.7, 0.8, 0.5, p) == pytest.approx(0.68)
    half = p._replace(buying_weight=0.5, receiving_weight=0.5, using_weight=1.0, help_weight=0.5)
    assert overall_quality(0.6, 0.7, 0.8, 0.5, half) == pytest.approx(0.68)


@given(between(-3, 3), share, between(-3, 3), admissible(Choice))
def test_what_is_seen_is_standard_normal(match, guidance, noise, p):
    """Truth and noise are mixed so that the variance stays one: the weights are those of a correlation."""
    of_truth, of_noise = fit_seen(1.0, guidance, 0.0, p), fit_seen(0.0, guidance, 1.0, p)
    assert of_truth**2 + of_noise**2 == pytest.approx(1.0)
    assert fit_seen(match, guidance, noise, p) == pytest.approx(of_truth * match + of_noise * noise, abs=1e-9)


@given(ascending(0, 1), ascending(0, 1), admissible(Choice))
def test_shortlists_and_advice_are_probabilities(awareness, voices, p):
    """What is better known and more visible is never shortlisted less; advice and vetoes are probabilities."""
    low, high = (shortlist_probability(awareness[k], voices[k], p) for k in (0, 1))
    assert 0 <= low <= high + ROUNDING
    assert high <= 1
    for probability in (follows_advice_probability, veto_probability):
        assert 0 <= probability(awareness[0], 1.0, p) <= probability(awareness[1], 0.5, p) <= 1


@given(ascending(0.01, 1e5), ratio, admissible(Choice))
def test_dearer_is_never_better(prices, sensitivity, p):
    """A higher price never attracts, and deters no less when the payer is not the user."""
    cheap, dear = (price_utility(price, 100.0, sensitivity, False, p) for price in prices)
    assert dear <= cheap
    assert abs(price_utility(prices[1], 100.0, sensitivity, True, p)) >= abs(dear)


@given(ascending(0, 1), ascending(-50, 50), ascending(1, 5), ascending(0.1, 700), admissible(Choice))
def test_terms_point_the_right_way(levels, stocks, ratings, days, p):
    """Quality, image, visibility, stars, praise, habit and satisfaction attract; blame, grudge and delay do not."""
    low, high = levels
    assert quality_utility(low, 0.6, p) <= quality_utility(high, 0.6, p)
    assert image_utility(stocks[0], 1.0, p) <= image_utility(stocks[1], 1.0, p)
    assert visibility_utility(low, p) <= visibility_utility(high, p)
    assert review_utility(ratings[0], p) <= review_utility(ratings[1], p)
    assert delivery_utility(days[1], 5.0, p) <= delivery_utility(days[0], 5.0, p)
    assert word_of_mouth_utility(low, high, p) <= word_of_mouth_utility(high, low, p)
    assert habit_utility(low, low, p) <= habit_utility(high, high, p)
    assert switching_cost_utility(low, 0.0, p) <= switching_cost_utility(high, 1.0, p)
    assert satisfaction_utility(low, low, low, low, 1.0, p) <= satisfaction_utility(high, high, high, high, 1.0, p)
    assert fit_utility(low, low, p) <= fit_utility(high, high, p)
    assert grudge_utility(high, p) <= grudge_utility(low, p) <= 0
