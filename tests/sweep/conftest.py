"""Small studies: a market that is settled soon, few customers, few weeks."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments.results.rooms import Room
from experiments.results.tables import Form
from experiments.results.trial_store import TrialStore
from experiments.running.trials import Trial

MARKET = "extends: telecom\ncategory: {burn_in_weeks: 4}\n"
STUDY = """
market: small.yaml
scenarios: [price-cut]
customers: 100
weeks: 10
seeds: 2
factors:
  brand.offer.price_eur: {range: [20, 30], steps: 3}
  behaviour.impressions.loss_aversion: {values: [1, 2.25]}
design: grid
metrics: [npv_eur, nps, share]
"""


@pytest.fixture
def study(tmp_path) -> Callable[[str], Path]:
    """Return a writer of study files beside a small market."""
    (tmp_path / "small.yaml").write_text(MARKET)

    def write(text: str = STUDY, name: str = "study.yaml") -> Path:
        path = tmp_path / name
        path.write_text(textwrap.dedent(text))
        return path

    return write


SCENARIOS, METRICS = ("baseline", "bold"), ("gain", "loss")
FORM = Form(SCENARIOS, METRICS)
WEEKLY_FORM = Form(SCENARIOS, METRICS, weeks=3, brands=("acme", "rival"), figures=("gain",))


def trials(points: int = 10, seeds: tuple[int, ...] = (1, 2)) -> list[Trial]:
    """Return trials of one factor."""
    return [Trial(point, seed, {"a.b": point / 10}) for seed in seeds for point in range(points)]


def metrics_of(trial: Trial) -> np.ndarray:
    """Return metrics with which any two trials, scenarios and metrics differ."""
    return 100.0 * trial.seed + trial.point + np.array([[0.0, 0.1], [0.2, np.nan]])


@pytest.fixture
def messages() -> list[str]:
    """Return what the stores report."""
    return []


@pytest.fixture
def store(tmp_path, messages) -> Callable[..., TrialStore]:
    """Return a maker of stores in one folder; the one before is closed, as if its process had ended."""
    open_stores: list[TrialStore] = []

    def make(of: list[Trial] | None = None, form: Form = FORM) -> TrialStore:
        for each in open_stores:
            each.close()
        open_stores.append(TrialStore(Room(tmp_path / "runs"), trials() if of is None else of, form, messages.append))
        return open_stores[-1]

    return make


@pytest.fixture
def script(tmp_path) -> Callable[[str], subprocess.Popen[str]]:
    """Return a starter of a script that works with the task `done`, which notes every trial it does in a file."""

    def start(lines: str) -> subprocess.Popen[str]:
        path = tmp_path / "script.py"
        path.write_text(_SCRIPT + textwrap.indent(textwrap.dedent(lines), "    "))
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
        return subprocess.Popen(
            [sys.executable, str(path)], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
        )

    return start


_SCRIPT = """
import os, signal, time
from pathlib import Path
from experiments.results.rooms import Room
from experiments.results.trial_store import TrialStore
from experiments.running.trials import run_trials
from tests.sweep.conftest import FORM, metrics_of, trials

def done(trial):
    time.sleep(0.01)
    with open("done.txt", "a") as file:
        file.write(f"{trial.point} {trial.seed}\\n")
    return metrics_of(trial)

def deadly_once(trial):
    if trial.point == 7 and not Path("died").exists():
        Path("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return done(trial)

if __name__ == "__main__":
"""
