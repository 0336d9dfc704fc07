"""Value: whole cents, bills and over-delivery."""

from fractions import Fraction

import pytest
from hypothesis import given

from sim.rules.value import cents, goods_cost_eur, over_delivery_eur, weekly_bill_eur, weekly_wages_eur
from tests.rules.parameters import ascending, between, share


@pytest.mark.parametrize(
    ("eur", "whole"), [(0.0, 0), (1.0, 100), (0.125, 13), (0.124, 12), (-0.125, -12), (19.99, 1999)]
)
def test_cents(eur: float, whole: int):
    """Amounts are rounded to whole cents, halves up."""
    assert cents(eur) == whole


def test_a_bill():
    """27 EUR a month with extensions of .2: 27 x 1.2 x 12 / 52 a week."""
    assert weekly_bill_eur(27.0, 0.2) == pytest.approx(7.4769231, abs=1e-7)


def test_goods():
    """Goods of 8 EUR: a basket of one and a half, extended by a fifth, costs 8 x 1.5 x 1.2."""
    assert goods_cost_eur(8.0, 1.5, 0.2) == pytest.approx(14.4)


def test_wages():
    """Half an agent, there for 12 hours at 18 EUR, is paid 108 EUR a week."""
    assert weekly_wages_eur(0.5, 12.0, 18.0) == pytest.approx(108.0)


@given(between(0, 1e5), ascending(0, 100), ascending(0, 1))
def test_more_goods_cost_more(goods, baskets, extensions):
    """A larger basket and more extensions never cost less."""
    assert 0 <= goods_cost_eur(goods, baskets[0], extensions[0]) <= goods_cost_eur(goods, baskets[1], extensions[1])


@given(between(0, 1e4), between(1, 168), between(0, 1000))
def test_ten_times_the_agents_cost_ten_times_the_wages(agents, hours, wage):
    """Wages are in proportion to agents."""
    assert weekly_wages_eur(10 * agents, hours, wage) == pytest.approx(10 * weekly_wages_eur(agents, hours, wage))


def test_over_delivery():
    """Delivered .9 where .7 was expected: .1 beyond a tolerance of .1, at 2 EUR for each unit."""
    assert over_delivery_eur(0.9, 0.7, 0.1, 2.0) == pytest.approx(0.2)
    assert over_delivery_eur(0.75, 0.7, 0.1, 2.0) == 0.0


@given(between(-1e5, 1e5))
def test_no_more_than_half_a_cent_is_lost(eur):
    """Rounding moves an amount by half a cent at most."""
    assert abs(cents(eur) - 100 * Fraction(eur)) <= Fraction(1, 2) + Fraction(1, 10**6)


@given(share, share, share, between(0, 1000))
def test_over_delivery_is_never_a_saving(delivered, expected, tolerance, price):
    """What goes unnoticed costs something or nothing, and no more than all that is delivered."""
    assert 0 <= over_delivery_eur(delivered, expected, tolerance, price) <= price * delivered
