"""Retention with a constant hazard is geometric; with a hazard that varies as a beta it is beta-geometric."""

import numpy as np
from scipy.special import beta, roots_jacobi

from experiments.validation.patterns.minimal_market import minimal_market
from sim.scenarios.levers import Lever, Target
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.worlds import simulation

CUSTOMERS = 12_000
LEAVE_AT_ONCE = {"brands.brand_0.constant": -5, "brands.brand_1.constant": 5}
"""Who reconsiders the first brand leaves it, and nobody comes back."""


def retained(world: Simulation, weeks: int) -> np.ndarray:
    """Return the share of customers of the first brand after each week."""
    shares = []
    for _ in range(weeks):
        world.step()
        shares.append(world.totals["customers"][0].sum() / CUSTOMERS)
    return np.array(shares)


def assert_retained(found: np.ndarray, expected: np.ndarray) -> None:
    """Check retention against theory, each week within three standard errors."""
    errors = np.sqrt(expected * (1 - expected) / CUSTOMERS)
    np.testing.assert_array_less(np.abs(found - expected), 3 * errors + 1e-12)


def test_leaving_the_market_is_geometric():
    """With a constant probability h to leave the market, (1 - h)^t are left after t weeks."""
    world = simulation(minimal_market("contractual", values={"category.left_market_probability": 0.03}), CUSTOMERS)
    assert_retained(retained(world, 80), 0.97 ** np.arange(1, 81))


def test_a_constant_hazard_to_reconsider_is_geometric():
    """With a constant hazard h / (1 + h / hmax) to reconsider, customers leave geometrically, a delivery later."""
    values = LEAVE_AT_ONCE | {"behaviour.loyalty.hazard": 0.05, "behaviour.loyalty.most": 0.1}
    values |= {"behaviour.population.start_tenure_weeks": 1040}
    world = simulation(minimal_market("contractual", 2, values=values), CUSTOMERS)
    hazard = 0.05 / (1 + 0.05 / 0.1)
    assert_retained(retained(world, 60), (1 - hazard) ** np.arange(60))


def test_hazards_that_vary_as_a_beta_are_beta_geometric():
    """When hazards are Beta(a, b) over people, B(a, b + t) / B(a, b) are left after t weeks (Fader & Hardie 2007).

    The beta is made of ten segments by Gauss-Jacobi quadrature, exact for the polynomials (1 - h)^t up to t = 19.
    """
    a, b, weeks = 0.8, 12.0, 20
    nodes, weights = roots_jacobi(10, b - 1, a - 1)
    hazards, shares = (1 + nodes) / 2, weights / weights.sum()
    names = [f"segment_{position}" for position in range(len(hazards))]
    levers = tuple(
        Lever(path="behaviour.loyalty.hazard", to=h / (1 - h) / 5, from_week=0, target=Target(segment=(name,)))
        for name, h in zip(names, hazards, strict=True)
    )
    values = LEAVE_AT_ONCE | {"segments.*.mobility": 5, "behaviour.population.start_tenure_weeks": 1040}
    market = minimal_market("contractual", 2, dict(zip(names, map(float, shares), strict=True)), values)
    found = retained(simulation(market, CUSTOMERS, scenario=Scenario(name="beta", levers=levers)), weeks)
    assert_retained(found, beta(a, b + np.arange(weeks)) / beta(a, b))
    kept = found[1:] / found[:-1]
    assert kept[-5:].mean() > kept[:5].mean() + 0.02


def test_constant_churn_value():
    """With margin m, weekly retention r and discount rate d, a customer is worth m r / (1 + d - r) (Gupta 2004)."""
    churn, yearly = 0.02, 0.10
    world = simulation(minimal_market("contractual", values={"category.left_market_probability": churn}), CUSTOMERS)
    weekly = (1 + yearly) ** (1 / 52) - 1
    margin, retention = 26 * 12 / 52, 1 - churn
    value = 0.0
    for week in range(1, 700):
        world.step()
        value += (world.totals["revenue_cents"].sum() / 100) / CUSTOMERS / (1 + weekly) ** week
    # The value of one customer, an annuity over a geometric lifetime L, is m (1 - v^L) / d with v = 1 / (1 + d).
    v = 1 / (1 + weekly)
    mean_power, mean_square = (churn / (1 - retention * v**power) for power in (1, 2))
    error = margin / weekly * np.sqrt((mean_square - mean_power**2) / CUSTOMERS)
    assert abs(value - margin * retention / (1 + weekly - retention)) < 3 * error
