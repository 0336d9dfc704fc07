"""Purchases of people whose needs recur at gamma rates are negative binomial (Ehrenberg 1959)."""

import numpy as np
from scipy import stats

from experiments.validation.patterns.minimal_market import minimal_market
from tests.worlds import simulation

CUSTOMERS, WEEKS = 5000, 500
SHAPE, RATE = 0.6, 0.002
"""Needs are rare, because for a week after each order nobody needs again."""


def test_purchase_counts_are_negative_binomial():
    """Over ten years, the numbers of purchases of 0, 1, 2, ... times are those of the negative binomial."""
    values = {"segments.*.need_rate": RATE, "behaviour.population.need_shape": SHAPE}
    world = simulation(minimal_market("repeat_purchase", values=values), CUSTOMERS)
    customers = world.world.customers
    customers["quiet_weeks"] = 0
    before = customers["experiences"].copy()
    for _ in range(WEEKS + 1):
        world.step()
    counts = (world.world.customers["experiences"] - before).astype(int)
    theory = stats.nbinom(SHAPE, SHAPE / (SHAPE + RATE * WEEKS))
    assert counts.mean() > 0.8
    assert abs(counts.mean() - theory.mean()) < 3 * theory.std() / np.sqrt(CUSTOMERS)
    for times in range(6):
        expected = theory.pmf(times)
        found = np.mean(counts == times)
        assert abs(found - expected) < 3 * np.sqrt(expected * (1 - expected) / CUSTOMERS), times


def test_equal_rates_are_poisson():
    """When all needs recur at the same rate, purchases are Poisson."""
    values = {"segments.*.need_rate": RATE, "behaviour.population.need_shape": 20}
    world = simulation(minimal_market("repeat_purchase", values=values), CUSTOMERS)
    world.world.customers["need_rate"] = RATE
    world.world.customers["quiet_weeks"] = 0
    orders = 0.0
    none = np.ones(CUSTOMERS, bool)
    for _ in range(WEEKS):
        world.step()
        orders += world.totals["orders"].sum()
        none &= world.world.customers["buying"] == 0
    assert abs(orders / CUSTOMERS - RATE * WEEKS) < 3 * np.sqrt(RATE * WEEKS / CUSTOMERS)
    zero = np.exp(-RATE * WEEKS)
    assert abs(none.mean() - zero) < 3 * np.sqrt(zero * (1 - zero) / CUSTOMERS)
