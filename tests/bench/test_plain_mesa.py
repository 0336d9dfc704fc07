"""Plain Mesa agents are a fair opponent: the same lives, in ordinary Python."""

import mesa
import numpy as np
import pytest

from benchmarks.plain_mesa import PlainMesa
from sim.state.counters import FIELDS
from sim.state.states import CUSTOMER

ROUNDING = {"rtol": 1e-4, "atol": 1e-5}
"""The kernel keeps memory in 32 bits, plain agents in 64."""


@pytest.mark.parametrize("market", ["telecom", "retail"])
def test_plain_agents_live_the_same_weeks(under_way, market):
    """Every counter of every brand and segment is that of the kernel, week after week."""
    simulation = under_way(market, 400)
    plain = PlainMesa(simulation)
    for _ in range(3):
        simulation.step()
        plain.step()
        for (brand, segment), line in np.ndenumerate(simulation.totals):
            for name in FIELDS:
                counted = getattr(plain.last[brand, segment], name)
                np.testing.assert_allclose(counted, line[name], **ROUNDING, err_msg=f"{name} {brand} {segment}")


def test_plain_agents_are_ordinary(under_way):
    """Customers are Mesa agents whose attributes are Python numbers, so nothing but Python slows them down."""
    plain = PlainMesa(under_way("telecom", 200))
    plain.step()
    assert all(isinstance(agent, mesa.Agent) for agent in plain.agents)
    numbers = [getattr(agent, name) for agent in plain.agents for name in CUSTOMER.names]
    numbers += [knowledge.image for agent in plain.agents for knowledge in agent.knowledge]
    numbers += [trace for agent in plain.agents for trace in agent.traces]
    assert {type(number) for number in numbers} == {int, float}


def test_the_simulation_is_left_as_it_is(under_way):
    """Plain agents take their start from a simulation and do not touch it."""
    simulation = under_way("telecom", 200)
    before = simulation.world.customers.copy(), simulation.world.brand_states.copy()
    PlainMesa(simulation).step()
    np.testing.assert_array_equal(before[0], simulation.world.customers)
    np.testing.assert_array_equal(before[1], simulation.world.brand_states)
