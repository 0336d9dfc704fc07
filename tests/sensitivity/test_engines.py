"""The same bits whatever the engine, and whatever SALib does to what is global."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from tests.sensitivity.functions import ISHIGAMI, ishigami
from tests.sensitivity.made_up import stages_of


def _bits(**engine) -> bytes:
    (stage,) = stages_of(ishigami, ISHIGAMI, {"sobol": 16}, seeds=(1, 2), **engine)
    numbers = [(each.value, each.low, each.high) for each in stage.findings[0].indices]
    return np.array(numbers).tobytes() + stage.explored.results.tobytes()


@pytest.fixture(scope="module")
def here() -> bytes:
    return _bits()


def test_the_same_seed_gives_the_same_bits(here):
    """A second analysis of the same seed is equal to the last bit."""
    assert _bits() == here


def test_two_workers_give_the_same_bits(here):
    """Processes change nothing."""
    assert _bits(workers=2) == here


def test_a_cluster_gives_the_same_bits(here):
    """Workers of a Dask scheduler at an address change nothing."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, protocol="tcp", dashboard_address=None
    ) as cluster:
        assert _bits(scheduler=cluster.scheduler_address) == here


@pytest.mark.parametrize("method", ["morris", "sobol", "fast", "pawn", "delta", "regional"])
def test_nothing_global_is_changed(method):
    """NumPy's global numbers, and how warnings are told, are after an analysis what they were before."""
    samples = {"morris": 4, "sobol": 8, "fast": 65}.get(method, 64)
    state, words, filters = np.random.get_state(), warnings.formatwarning, list(warnings.filters)  # noqa: NPY002
    stages_of(ishigami, ISHIGAMI, {method: samples})
    after = np.random.get_state()  # noqa: NPY002
    assert all(np.array_equal(one, other) for one, other in zip(state, after, strict=True))
    assert (warnings.formatwarning, list(warnings.filters)) == (words, filters)
