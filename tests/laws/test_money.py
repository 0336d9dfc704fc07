"""Money is booked in whole cents, once for the customer and once for the brand."""

import numpy as np

from tests.laws.years import Year

COSTS = ("service_cost_cents", "support_cost_cents", "acquisition_cost_cents", "compensation_cents")


def test_the_ledger_is_the_sum_over_customers(year: Year):
    """The margin of all brands since week 1 is the sum of what customers brought, to the cent."""
    revenue, costs = year.flow("revenue_cents"), year.flow(*COSTS)
    assert revenue.sum() > 0
    assert revenue.sum() - costs.sum() == year.world.world.customers["margin_cents"].sum()


def test_every_amount_is_a_whole_number_of_cents(year: Year):
    """No brand and segment ever books a part of a cent."""
    for field in ("revenue_cents", *COSTS):
        amounts = year.books[field]
        np.testing.assert_array_equal(amounts, np.round(amounts))


def test_nobodys_customers_cost_nothing(year: Year):
    """The line of those who have no brand holds no money."""
    for field in ("revenue_cents", *COSTS):
        assert not year.books[field][:, -1].any()


def test_compensation_is_paid_to_those_who_were_helped(year: Year):
    """Each brand pays its compensation once for each problem that it solved or took charge of."""
    offers = year.world.world.offers
    price = np.round(offers["compensation_eur"].T * 100)
    np.testing.assert_array_equal(year.flow("compensation_cents"), year.flow("solved", "soothed") * price)
