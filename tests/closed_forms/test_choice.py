"""First choices follow the multinomial logit (McFadden 1974)."""

import numpy as np

from experiments.validation.patterns.minimal_market import minimal_market
from sim.market.schema import Market
from tests.worlds import simulation

CUSTOMERS, WEEKS = 12_000, 100
OPENING = {"category.aware_share": 0, "category.innovation_probability": 0.1}
"""Everybody comes to the market once, within the weeks of the test."""


def assert_shares(market: Market, utilities: list[float]) -> None:
    """Check that the shares of first orders, and of those who buy nothing, are a logit of utilities, the last that of
    nothing; each within three standard errors."""
    world = simulation(market, CUSTOMERS)
    for _ in range(WEEKS):
        world.step()
    assert (world.world.customers["is_open_to_category"] == 1).mean() > 0.999
    chosen = np.bincount(world.world.customers["brand"] + 1, minlength=len(utilities)) / CUSTOMERS
    weights = np.exp(utilities)
    expected = weights / weights.sum()
    errors = np.sqrt(expected * (1 - expected) / CUSTOMERS)
    np.testing.assert_array_less(np.abs(np.roll(chosen, -1) - expected), 3 * errors)


def test_shares_are_a_logit_of_constants():
    """Brands that differ by what people take them for are bought in proportion to exp(constant)."""
    constants = [0.0, 0.7, 1.5]
    values = {f"brands.brand_{b}.constant": constant for b, constant in enumerate(constants)}
    market = minimal_market("contractual", 3, values=OPENING | values | {"category.outside_utility": 0.4})
    assert_shares(market, [*constants, 0.4])


def test_shares_are_a_logit_of_prices():
    """Brands that differ by price are bought in proportion to exp(-weight (price / others' price - 1))."""
    prices = np.array([6.0, 10.0, 14.0, 18.0])
    values = {f"brands.brand_{b}.offer.price_eur": price for b, price in enumerate(prices)}
    market = minimal_market("contractual", 4, values=OPENING | values | {"behaviour.choice.price": 1.6})
    others = (prices.sum() - prices) / (len(prices) - 1)
    assert_shares(market, [*(-1.6 * (prices / others - 1)), -20.0])


def test_the_choice_of_subscribers_is_a_logit_too():
    """Subscribers who compare stay in proportion to exp(what holds them), here a loyalty programme."""
    hold = 1.2
    values = {"brands.brand_0.relationship.loyalty_programme": 1, "behaviour.choice.loyalty_programme": hold}
    market = minimal_market(
        "contractual",
        3,
        values=values | {"category.life_event_probability": 0.1, "behaviour.loyalty.life_event_probability": 1},
    )
    world = simulation(market, CUSTOMERS)
    world.step()
    compared = np.count_nonzero(world.world.customers["trigger"] == 3)
    left = world.totals["orders"].sum()
    share = 2 / (2 + np.exp(hold))
    assert compared > 1000
    assert abs(left / compared - share) < 3 * np.sqrt(share * (1 - share) / compared)
