"""Six minimal markets in which a textbook has the exact solution, each with a watch that compares the two.

One mechanism is switched on in each, all others are silent, see
:mod:`experiments.validation.patterns.minimal_market`. A watch returns the `difference` of what is found from the
solution, at a few points chosen beforehand.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from experiments.validation.pattern import Watching
from experiments.validation.patterns import bass
from experiments.validation.patterns.minimal_market import minimal_market
from experiments.validation.patterns.shopping import orders_placed
from sim.market.schema import Market
from sim.simulation import Simulation

WEEKS_A_YEAR = 52

INNOVATION, IMITATION, STEPS = 0.03, 0.38, 104
"""Coefficients a year, and weeks that stand for a year: the finer the steps, the nearer to the curve."""
TIES, TALK, HEARING = 100, 0.05, 0.35
ADOPTION_YEARS = (3, 6, 9, 12)


@cache
def _new_category() -> Market:
    values = {
        "category.aware_share": 0,
        "category.innovation_probability": INNOVATION / STEPS,
        "category.imitation_probability": IMITATION / STEPS / (TALK * HEARING * TIES),
        "behaviour.word_of_mouth.talk_base": TALK,
        "behaviour.word_of_mouth.hearing": HEARING,
        "network.ties": TIES,
        "network.rewired_share": 1,  # people who talk with a hundred others at random are as good as well mixed
    }
    return minimal_market("contractual", values=values)


def new_category(market: Market) -> Market:
    """Return a minimal market whose category opens by adverts and by talk."""
    return _new_category()


def adoption_followed(simulation: Simulation) -> Watching:
    """Compare the share of people to whom the category is open after some years with the curve of Bass (1969)."""
    found = []
    for year in range(1, max(ADOPTION_YEARS) + 1):
        for _ in range(STEPS):
            yield
        if year in ADOPTION_YEARS:
            found.append(simulation.world.customers["is_open_to_category"].mean())
    return {"difference": np.array(found) - bass.adopted(np.array(ADOPTION_YEARS, float), INNOVATION, IMITATION)}


UTILITIES = (0.0, 0.7, 1.5, 0.4)
"""Constants of three brands, and of buying nothing."""
WEEKS_TO_CHOOSE = 100


@cache
def _first_choices() -> Market:
    *constants, outside = UTILITIES
    values = {f"brands.brand_{position}.constant": constant for position, constant in enumerate(constants)}
    opening = {"category.aware_share": 0, "category.innovation_probability": 0.1, "category.outside_utility": outside}
    return minimal_market("contractual", len(constants), values=values | opening)


def first_choices(market: Market) -> Market:
    """Return a minimal market in which everybody compares three brands once."""
    return _first_choices()


def choices_counted(simulation: Simulation) -> Watching:
    """Compare the shares of brands, and of nothing, with the multinomial logit (McFadden 1974)."""
    for _ in range(WEEKS_TO_CHOOSE):
        yield
    has_come = simulation.world.customers["is_open_to_category"] == 1
    chosen = np.bincount(simulation.world.customers["brand"][has_come] + 1, minlength=len(UTILITIES))
    return {"difference": np.roll(chosen, -1) / has_come.sum() - logit(np.array(UTILITIES))}


def logit(utilities: np.ndarray) -> np.ndarray:
    """Return the probability of each alternative, adding up to one."""
    weights = np.exp(utilities - utilities.max())
    return weights / weights.sum()


HANDLING_MINUTES, AGENT_HOURS, AGENTS, PATIENCE_MINUTES = 12.0, 35.0, 2, 240.0
PEOPLE, QUEUE_WEEKS = 1000, 30


@cache
def _busy_support() -> Market:
    values = {
        "category.customers": PEOPLE,
        "touchpoints.use.weekly_rate": 1,
        "causes.trouble.weekly_probability.*": 0.3,
        "causes.trouble.severity.*": 0.6,
        "causes.trouble.exposure.*": 1,
        "behaviour.assistance.patience_minutes": PATIENCE_MINUTES,
        "brands.*.operations.agent_hours": AGENT_HOURS,
        "brands.*.operations.handling_minutes": HANDLING_MINUTES,
        "brands.*.operations.support_agents": 10_000 / PEOPLE * AGENTS,
    }
    return minimal_market("contractual", values=values)


def busy_support(market: Market) -> Market:
    """Return a minimal market with much trouble and two people who answer a thousand customers."""
    return _busy_support()


def queue_watched(simulation: Simulation) -> Watching:
    """Compare waits and abandonment of contacts with the queue that last week's contacts make.

    Erlang C with abandonment (Palm 1957): Poisson arrivals, exponential handling and patience.
    """
    contacts = waited = abandoned = expected_wait = expected_abandoned = 0.0
    handled, impatience = 60.0 / HANDLING_MINUTES, 60.0 / PATIENCE_MINUTES
    real_people = PEOPLE / len(simulation.world.customers)
    for _ in range(QUEUE_WEEKS):
        arrivals = real_people * simulation.totals["contacts"].sum() / AGENT_HOURS
        yield
        queue = stationary(arrivals, handled, impatience, AGENTS)
        waiting = np.maximum(np.arange(len(queue)) - AGENTS, 0) @ queue
        came = simulation.totals["contacts"].sum()
        contacts += came
        waited += simulation.totals["wait_minutes"].sum()
        abandoned += simulation.totals["abandoned"].sum()
        if arrivals > 0.0:
            expected_wait += came * 60.0 * waiting / arrivals  # Little's law
            expected_abandoned += came * impatience * waiting / arrivals
    return {"difference": np.array([waited - expected_wait, abandoned - expected_abandoned]) / contacts}


def stationary(arrivals: float, handled: float, abandoned: float, agents: int, states: int = 2000) -> np.ndarray:
    """Return the probability of 0, 1, ... people in an M/M/n+M queue, (states,), by detailed balance.

    Parameters
    ----------
    arrivals, handled, abandoned : of the queue, of one agent, of one who waits; an hour.
    """
    n = np.arange(1, states)
    leaving = np.minimum(n, agents) * handled + np.maximum(n - agents, 0) * abandoned
    with np.errstate(divide="ignore"):
        weights = np.concatenate([[0.0], np.cumsum(np.log(arrivals / leaving))])
    shares = np.exp(weights - weights.max())
    return shares / shares.sum()


HAZARD_SHAPES = (0.8, 12.0)
"""Shapes of the beta of weekly hazards; about 6 % leave in the first week."""
NODES = 10
RETAINED_WEEKS = (5, 10, 15, 19)


def beta_nodes(a: float, b: float, number: int) -> tuple[np.ndarray, np.ndarray]:
    """Return values and weights that stand for a beta distribution, (number,) each (Gauss-Jacobi quadrature).

    Means of polynomials are exact up to degree 2 number - 1; so is retention over that many weeks.
    """
    from scipy.special import roots_jacobi

    nodes, weights = roots_jacobi(number, b - 1.0, a - 1.0)
    return (1.0 + nodes) / 2.0, weights / weights.sum()


@cache
def _unequal_hazards() -> Market:
    _, shares = beta_nodes(*HAZARD_SHAPES, NODES)
    values = {
        "brands.brand_0.constant": -5,  # who reconsiders the first brand leaves it, and nobody comes back
        "brands.brand_1.constant": 5,
        "segments.*.mobility": 5,
        "behaviour.population.start_tenure_weeks": 1040,
    }
    return minimal_market("contractual", 2, {f"segment_{k}": float(share) for k, share in enumerate(shares)}, values)


def unequal_hazards(market: Market) -> Market:
    """Return a minimal market of segments; a lever gives each the hazard of one node of the beta."""
    return _unequal_hazards()


HAZARDS = tuple(
    {
        "set": "behaviour.loyalty.hazard",
        "to": float(hazard / (1.0 - hazard) / 5.0),  # the rule saturates: h / (1 + h)
        "from_week": 0,
        "for": {"segment": f"segment_{k}"},
    }
    for k, hazard in enumerate(beta_nodes(*HAZARD_SHAPES, NODES)[0])
)


def retention_followed(simulation: Simulation) -> Watching:
    """Compare retention with the beta-geometric model: B(a, b + t) / B(a, b) are left after t weeks.

    Source: Fader & Hardie 2007, Journal of Interactive Marketing 21(1):76-90.
    """
    from scipy.special import beta

    a, b = HAZARD_SHAPES
    found = []
    yield  # who reconsiders this week is gone with the delivery of the next
    for week in range(1, max(RETAINED_WEEKS) + 1):
        yield
        if week in RETAINED_WEEKS:
            found.append(simulation.totals["customers"][0].sum() / len(simulation.world.customers))
    return {"difference": np.array(found) - beta(a, b + np.array(RETAINED_WEEKS)) / beta(a, b)}


NEED_SHAPE, NEED_RATE, NEED_WEEKS = 0.6, 0.001, 500
"""Needs are rare, because in the week after an order nobody needs again."""
MOST_COUNTED = 3


@cache
def _recurring_needs() -> Market:
    values = {"segments.*.need_rate": NEED_RATE, "behaviour.population.need_shape": NEED_SHAPE}
    return minimal_market("repeat_purchase", values=values)


def recurring_needs(market: Market) -> Market:
    """Return a minimal market of one shop, where needs recur at gamma-distributed rates."""
    return _recurring_needs()


def purchases_counted(simulation: Simulation) -> Watching:
    """Compare the mean of purchases, and the shares of people with 0, 1 and 2, with the negative binomial.

    Source: Ehrenberg 1959, Applied Statistics 8(1):26-41.
    """
    from scipy.stats import nbinom

    counts = np.zeros(len(simulation.world.customers), int)
    for _ in range(NEED_WEEKS):
        yield
        counts += orders_placed(simulation) >= 0
    theory = nbinom(NEED_SHAPE, NEED_SHAPE / (NEED_SHAPE + NEED_RATE * NEED_WEEKS))
    times = np.arange(MOST_COUNTED)
    shares = np.mean(counts[:, None] == times, axis=0)
    return {"difference": np.concatenate([[counts.mean() - theory.mean()], shares - theory.pmf(times)])}


CHURN, DISCOUNT, PRICE_EUR, VALUE_WEEKS = 0.02, 0.10, 26.0, 700
"""A week, a year, a month; nearly nobody is left after the last week."""


@cache
def _constant_churn() -> Market:
    return minimal_market(
        "contractual", values={"category.left_market_probability": CHURN, "brands.*.offer.price_eur": PRICE_EUR}
    )


def constant_churn(market: Market) -> Market:
    """Return a minimal market that people leave with a constant probability."""
    return _constant_churn()


def value_added_up(simulation: Simulation) -> Watching:
    """Compare the value of a customer with ``m r / (1 + i - r)``: margin m, retention r, discount i, all of a week.

    Source: Gupta, Lehmann & Stuart 2004, Journal of Marketing Research 41(1):7-18.
    """
    weekly = (1.0 + DISCOUNT) ** (1.0 / WEEKS_A_YEAR) - 1.0
    value = 0.0
    for week in range(1, VALUE_WEEKS + 1):
        yield
        revenue = simulation.totals["revenue_cents"].sum() / 100.0 / len(simulation.world.customers)
        value += revenue / (1.0 + weekly) ** week
    margin, retention = PRICE_EUR * 12.0 / WEEKS_A_YEAR, 1.0 - CHURN
    return {"difference": np.array([value - margin * retention / (1.0 + weekly - retention)])}
