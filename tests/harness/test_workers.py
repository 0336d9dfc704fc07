"""One worker or two, here or on a cluster, in whatever order they finish: the same bits."""

from collections.abc import Iterator
from contextlib import chdir

import pytest
from distributed import LocalCluster

from experiments.cli import main
from tests.harness.commands import COMMANDS, WITHOUT_WORKERS, outputs, words_of

SHARED = [name for name in COMMANDS if name not in WITHOUT_WORKERS]


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Return a cluster of two workers, each a process of its own."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster


@pytest.mark.slow
@pytest.mark.parametrize("name", SHARED)
def test_two_workers_change_no_bit(name, place, undisturbed):
    """Every command leaves the same files with two workers as with one, programmes and rivals that react included."""
    with chdir(place), pytest.raises(SystemExit):
        main(words_of(name, f"two-{name}", workers=2))
    assert outputs(place / f"two-{name}") == outputs(undisturbed(name))


@pytest.mark.slow
@pytest.mark.parametrize("name", SHARED)
def test_a_cluster_changes_no_bit(name, place, undisturbed, cluster):
    """So does a Dask scheduler with two workers."""
    with chdir(place), pytest.raises(SystemExit):
        main(words_of(name, f"cluster-{name}", scheduler=cluster.scheduler_address))
    assert outputs(place / f"cluster-{name}") == outputs(undisturbed(name))
