"""Killed sweeps, killed workers and two sweeps on one folder: every trial ends up there, once."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from experiments.cli import main
from experiments.results.folder import read_manifest
from experiments.results.rooms import Room, seal_of
from experiments.results.trial_store import TrialStore
from tests.sweep.conftest import FORM, metrics_of, trials

ALL = trials(points=30)
WORK = (
    "all(run_trials({task}, trials(points=30), workers={workers}, "
    "store=TrialStore(Room(Path('runs')), trials(points=30), FORM)))"
)
PATIENCE = 60


def times_done(folder: Path) -> Counter[str]:
    """Return how often each trial was done to its end."""
    file = folder / "done.txt"
    return Counter(file.read_text().splitlines() if file.exists() else ())


def assert_complete(folder: Path) -> None:
    """Check that a store holds what every trial gives."""
    store = TrialStore(Room(folder / "runs"), ALL, FORM)
    assert store.done == len(ALL)
    np.testing.assert_array_equal(store.load(), [metrics_of(trial) for trial in ALL])
    store.close()


def killed_after(process: subprocess.Popen[str], folder: Path, done: int) -> None:
    """Kill a process that has done so many trials, at any moment."""
    deadline = time.monotonic() + PATIENCE
    while sum(times_done(folder).values()) < done:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.001)
    time.sleep(random.Random(done).uniform(0, 0.02))
    process.kill()
    process.communicate()


@pytest.mark.parametrize(("workers", "kills"), [(1, 2), pytest.param(2, 2, marks=pytest.mark.slow)])
def test_killed_sweep_goes_on(script, tmp_path, workers, kills):
    """After some kills nothing is lost, and only what was under way has been done again."""
    for kill in range(1, kills + 1):
        killed_after(script(WORK.format(task="done", workers=workers)), tmp_path, 15 * kill)
    assert script(WORK.format(task="done", workers=workers)).wait(PATIENCE) == 0
    assert_complete(tmp_path)
    under_way = 2 * workers  # as many wait their turn as are at work
    assert sum(times_done(tmp_path).values()) <= len(ALL) + kills * under_way


def test_two_sweeps_share_the_work(script, tmp_path):
    """Two processes on one folder lose no trial and do none twice."""
    both = [script(WORK.format(task="done", workers=1)) for _ in range(2)]
    assert [process.wait(PATIENCE) for process in both] == [0, 0]
    assert_complete(tmp_path)
    assert set(times_done(tmp_path).values()) == {1}


def test_survivor_does_the_work_of_the_dead(script, tmp_path):
    """When one of two processes is killed, the other one ends with everything done."""
    dead, survivor = (script(WORK.format(task="done", workers=1)) for _ in range(2))
    killed_after(dead, tmp_path, 10)
    assert survivor.wait(PATIENCE) == 0
    assert_complete(tmp_path)


def test_killed_worker_changes_nothing(script, tmp_path):
    """A worker that dies in the middle costs nothing but what it was at."""
    assert script(WORK.format(task="deadly_once", workers=2)).wait(PATIENCE) == 0
    assert_complete(tmp_path)


STUDY = """
market: small.yaml
scenarios: [price-cut]
customers: 100
weeks: 10
seeds: {seeds}
factors:
  brand.offer.price_eur: {{range: [20, 30]}}
  behaviour.impressions.loss_aversion: {{range: [1, 4]}}
design: latin_hypercube
samples: {samples}
metrics: ["*"]
weekly: true
"""


def finished(folder: Path) -> int:
    """Return how many trials of two scenarios a folder of results holds."""
    if not (folder / "manifest.json").exists():
        return 0
    runs = folder / "runs"
    room = Room(runs, seal_of(read_manifest(folder)["inputs"]))
    parts = [room.kept(path.stem) for path in runs.glob("seed-*.kept")]
    return len(list(runs.glob("p*.kept"))) + sum(len(part["points"]) for part in parts if part)


def killed_command(folder: Path, out: str, workers: int, trials: int) -> None:
    """Start a sweep and kill it when some more trials are done."""
    code = "from experiments.cli import main; main()"
    command = [sys.executable, "-c", code, "sweep", "study.yaml", f"--workers={workers}", f"--out={out}"]
    goal = finished(folder / out) + trials
    deadline = time.monotonic() + 5 * PATIENCE
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and finished(folder / out) < goal:
            assert time.monotonic() < deadline
            time.sleep(0.002)
        process.kill()


def outputs(out: str, workers: int) -> dict[str, bytes]:
    """Return the tables of a sweep that is brought to its end."""
    with pytest.raises(SystemExit) as end:
        main(["sweep", "study.yaml", f"--workers={workers}", f"--out={out}"])
    assert not end.value.code
    files = [Path(out) / "results.parquet", *Path(out, "weekly").iterdir()]
    return {path.name: path.read_bytes() for path in files}


def test_killed_command_writes_the_same_bits(study, tmp_path, monkeypatch):
    """A sweep of 30 trials that was killed ends with the files of one that nobody disturbed."""
    monkeypatch.chdir(tmp_path)
    study(STUDY.format(seeds=3, samples=10))
    killed_command(tmp_path, "killed", workers=1, trials=14)
    assert finished(tmp_path / "killed")
    assert outputs("killed", workers=1) == outputs("whole", workers=1)


@pytest.mark.slow
def test_often_killed_command_writes_the_same_bits(study, tmp_path, monkeypatch):
    """So does a sweep of 300 trials killed five times, on two workers."""
    monkeypatch.chdir(tmp_path)
    study(STUDY.format(seeds=3, samples=100))
    rng = random.Random(300)
    for _ in range(5):
        killed_command(tmp_path, "killed", workers=2, trials=rng.randint(1, 60))
    assert outputs("killed", workers=2) == outputs("whole", workers=1)
