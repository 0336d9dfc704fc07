"""Support queues follow Erlang C and, with abandonment, the M/M/n+M queue."""

import math

import numpy as np
import pytest

from experiments.validation.patterns.limits import stationary
from sim.rules.assistance import queue_of
from sim.simulation import Simulation
from sim.state.tables import SUPPORT
from tests.worlds import simulation, with_numbers

ENDLESS = 0.0
"""Abandonment an hour of people with endless patience."""

ROUNDING = 1e-10
"""The sum over states stops when no state adds more than 1e-12."""

RARE = 1e-6
"""Below this probability to wait, nobody cares how long."""


def erlang_c(load: float, agents: int) -> float:
    """Return P(wait) of M/M/n from the recursion of Erlang B, in erlangs of load."""
    blocked = 1.0
    for servers in range(1, agents + 1):
        blocked = load * blocked / (servers + load * blocked)
    return agents * blocked / (agents - load * (1 - blocked))


def test_a_published_call_centre():
    """A call every five seconds, four minutes each, 55 agents: 23.9 % wait, 8.2 seconds on average (Mitan)."""
    waits, gives_up, minutes = queue_of(720.0, 15.0, ENDLESS, 55)
    assert waits == pytest.approx(0.239, abs=0.0005)
    assert waits * minutes * 60 == pytest.approx(8.2, abs=0.05)
    assert gives_up == 0.0


def test_one_agent_is_the_simplest_queue():
    """With one agent at load rho, P(wait) is rho, and who waits does so for 1 / (mu - lambda) on average."""
    waits, _, minutes = queue_of(3.0, 5.0, ENDLESS, 1)
    assert waits == pytest.approx(0.6)
    assert minutes == pytest.approx(60 / (5 - 3))


@pytest.mark.parametrize("agents", [1, 2, 5, 12, 40, 200])
@pytest.mark.parametrize("utilisation", [0.1, 0.5, 0.8, 0.95])
def test_endless_patience_is_erlang_c(agents: int, utilisation: float):
    """With endless patience, P(wait) is Erlang C and the wait of those who wait is 1 / (n mu - lambda)."""
    handled = 6.0
    arrivals = utilisation * agents * handled
    waits, gives_up, minutes = queue_of(arrivals, handled, ENDLESS, agents)
    assert waits == pytest.approx(erlang_c(arrivals / handled, agents), abs=ROUNDING)
    assert waits < RARE or minutes == pytest.approx(60 / (agents * handled - arrivals), rel=1e-5)
    assert gives_up == 0.0


@pytest.mark.parametrize("agents", [1, 3, 10, 50])
@pytest.mark.parametrize("utilisation", [0.5, 0.9, 1.0, 1.5, 3.0])
@pytest.mark.parametrize("patience", [1.0, 12.0, 60.0])
def test_abandonment_is_the_queue_of_palm(agents: int, utilisation: float, patience: float):
    """P(wait), P(abandon) and the wait agree with the stationary distribution of the M/M/n+M queue."""
    handled, abandoned = 5.0, 60 / patience
    arrivals = utilisation * agents * handled
    shares = stationary(arrivals, handled, abandoned, agents)
    queue = np.maximum(np.arange(len(shares)) - agents, 0) @ shares
    waiting = shares[agents:].sum()
    waits, gives_up, minutes = queue_of(arrivals, handled, abandoned, agents)
    assert waits == pytest.approx(waiting, abs=ROUNDING)
    assert gives_up == pytest.approx(abandoned * queue / arrivals, abs=ROUNDING)
    assert minutes == pytest.approx(60 * queue / arrivals / waiting, rel=1e-5)


def test_flow_is_conserved():
    """Arrivals are handled or abandon: lambda (1 - P(abandon)) is the mean number of busy agents times their speed."""
    arrivals, handled, abandoned, agents = 70.0, 5.0, 4.0, 10
    shares = stationary(arrivals, handled, abandoned, agents)
    busy = np.minimum(np.arange(len(shares)), agents) @ shares
    _, gives_up, _ = queue_of(arrivals, handled, abandoned, agents)
    assert arrivals * (1 - gives_up) == pytest.approx(busy * handled, rel=1e-8)


def test_a_large_call_centre_is_summed_without_overflow():
    """Five thousand agents and a hundred thousand calls an hour keep within floating point."""
    waits, gives_up, minutes = queue_of(100_000.0, 20.0, 5.0, 5_000)
    assert 0 < waits < 1
    assert 0 < gives_up < waits
    assert math.isfinite(minutes)


def test_nobody_answers():
    """Without agents everybody waits, on average as long as they are patient, and everybody abandons."""
    assert queue_of(10.0, 5.0, 60 / 12, 0) == (1.0, 1.0, pytest.approx(12.0))
    assert queue_of(0.0, 5.0, 60 / 12, 0) == (1.0, 1.0, pytest.approx(12.0))


@pytest.fixture(scope="module")
def busy() -> Simulation:
    """Return a market with much trouble and few people who answer, after half a year."""
    values = {"category.burn_in_weeks": 5, "causes.*.severity.*": 0.6, "brands.*.operations.support_agents": 4}
    values |= {"touchpoints.shop_help.weekly_rate": 0}
    return simulation(with_numbers("telecom", values | {"category.customers": 6000}), 6000)


def test_customers_wait_as_the_queue_says(busy: Simulation):
    """Over a year, waits and abandonments booked are those of the queue that last week's contacts make, within three
    standard errors."""
    waited, gave_up, expected_wait, expected_gone, spread_wait, spread_gone = np.zeros(6)
    for _ in range(52):
        last = busy.totals["served"][:-1, :, SUPPORT].sum(axis=1)
        busy.step()
        contacts = busy.totals["served"][:-1, :, SUPPORT].sum(axis=1)
        for b, brand in enumerate(busy.market.brands.values()):
            operations = brand.operations
            size = busy.world.brand_states["size"][b]
            agents = operations.support_agents * size / 10_000
            handled, abandoned = (
                60 / operations.handling_minutes,
                60 / busy.market.behaviour.assistance.patience_minutes,
            )
            few, more = (
                queue_measures(last[b] / operations.agent_hours, handled, abandoned, n)
                for n in (int(agents), int(agents) + 1)
            )
            waits, gone, minutes = (low + (agents % 1) * (high - low) for low, high in zip(few, more, strict=True))
            expected_wait += contacts[b] * waits * minutes
            expected_gone += contacts[b] * gone
            spread_wait += contacts[b] * (2 * waits * minutes**2 - (waits * minutes) ** 2)
            spread_gone += contacts[b] * gone * (1 - gone)
        waited += busy.totals["wait_minutes"].sum()
        gave_up += busy.totals["abandoned"].sum()
    assert gave_up > 50
    assert abs(waited - expected_wait) < 3 * np.sqrt(spread_wait)
    assert abs(gave_up - expected_gone) < 3 * np.sqrt(spread_gone)


def queue_measures(arrivals: float, handled: float, abandoned: float, agents: int) -> tuple[float, float, float]:
    """Return (P(wait), P(abandon), minutes waited by those who wait) from the stationary distribution."""
    if agents == 0:
        return 1.0, 1.0, 60 / abandoned
    if arrivals == 0:
        return 0.0, 0.0, 0.0
    shares = stationary(arrivals, handled, abandoned, agents)
    queue = np.maximum(np.arange(len(shares)) - agents, 0) @ shares
    waiting = shares[agents:].sum()
    return waiting, abandoned * queue / arrivals, 60 * queue / arrivals / waiting
