"""A run has the same bits on other processors of one architecture, as far as one machine can tell."""

import os
import subprocess
import sys

import numpy as np
import pytest

SCRIPT = """
import hashlib
from experiments.measures.metrics import discounts
from sim.model import LoyaltyModel

digest = hashlib.sha256()
for market in ("telecom", "retail"):
    model = LoyaltyModel(market, customers=200, seed=3)
    model.run(8)
    customers = model.simulation.world.customers
    for name in customers.dtype.names:
        digest.update(customers[name].tobytes())
    digest.update(model.booked.to_csv(index=False).encode())
    digest.update(discounts(model.booked["week"], 0.08).tobytes())
print(digest.hexdigest())
"""


def run_on(**processor: str) -> str:
    """Return a hash of two small runs by a process that believes to be on another processor."""
    answer = subprocess.run([sys.executable, "-c", SCRIPT], env=os.environ | processor, capture_output=True, check=True)
    return answer.stdout.decode()


@pytest.fixture(scope="module")
def here() -> str:
    return run_on()


def test_numpy_without_its_faster_functions(here):
    """NumPy's functions for single processors move no bit of a run."""
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    if not found:
        pytest.skip("this processor has no features beyond those that NumPy needs")
    assert run_on(NPY_DISABLE_CPU_FEATURES=" ".join(found)) == here


@pytest.mark.slow
def test_code_for_the_oldest_processor(here):
    """Code compiled for any processor of this architecture gives the bits of code compiled for this one."""
    assert run_on(NUMBA_CPU_NAME="generic") == here
