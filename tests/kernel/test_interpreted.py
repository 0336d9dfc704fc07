"""The same phases run as plain Python write the same bits as compiled code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.phases.serving import brands_serve
from sim.simulation import Simulation
from sim.state.counters import BY_NAME
from sim.state.rows import runnable
from sim.week import live_week
from tests.laws.years import restless
from tests.worlds import simulation

STATES = (
    "customers",
    "knowledge",
    "traces",
    "episodes",
    "seen",
    "brand_states",
    "standard",
    "journal",
    "answers",
    "lived",
)
BOOKED = ("books", *BY_NAME)


def differing(one: Simulation, other: Simulation) -> list[str]:
    """Return the tables, and columns of tables, in which two simulations differ in a bit."""
    found = []
    for name in (*STATES, *BOOKED):
        mine, theirs = getattr(one.world, name), getattr(other.world, name)
        columns = mine.dtype.names or [...]
        found += [f"{name}.{column}" for column in columns if mine[column].tobytes() != theirs[column].tobytes()]
    return found


@pytest.mark.parametrize("name", ["telecom", "retail"])
def test_plain_python_writes_the_same_bits(name):
    """Over 60 weeks of a market in which much happens, every table of the interpreted world is that of the compiled."""
    compiled = simulation(restless(name), 120, 5, diaries=range(20))
    plain = compiled.fork(compiled.scenario)
    plain._live_week = runnable(live_week, in_python=True)
    plain._serve = runnable(brands_serve, in_python=True)
    for week in range(1, 61):
        compiled.step()
        plain.step()
        assert (week, differing(compiled, plain)) == (week, [])
    booked = compiled.ledger.table()
    assert (booked[["losses", "complaints", "deliveries", "heard_negative", "life_events"]].sum() > 0).all()


DIGEST = """
import hashlib
from sim.market.loading import load_market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

for name in ("telecom", "retail"):
    world = Simulation(load_market(name), Scenario.baseline(), 12, 3)
    for _ in range(30):
        world.step()
    tables = (world.world.customers, world.world.knowledge, world.totals)
    columns = [table[column] for table in tables for column in table.dtype.names]
    print(name, world.week, hashlib.sha256(b"".join(column.tobytes() for column in columns)).hexdigest())
"""


def digest(**environment: str) -> str:
    """Return what a process of its own prints about two small worlds."""
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", DIGEST],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def test_compiling_switched_off_changes_nothing():
    """With NUMBA_DISABLE_JIT=1 everything, from the first draw of the population on, gives the same bits."""
    assert digest() == digest(NUMBA_DISABLE_JIT="1") != ""
