"""``cxsim sensitivity`` as a user has it: what it leaves, what it refuses, and that it goes on where it was stopped."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from experiments.cli import main

SCENARIO = "small-strategy.yaml"
FACTORS = ("--factors=behaviour.loyalty.hazard", "--factors=behaviour.loyalty.satisfied_level")
SMALL = (
    "small.yaml",
    f"--scenario={SCENARIO}",
    *FACTORS,
    "--within=30%",
    "--customers=100",
    "--weeks=4",
    "--workers=1",
)
TINY = (*SMALL, "--samples=4")


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    error: str


@pytest.fixture
def cxsim(capfd, tmp_path, monkeypatch) -> Callable[..., Answer]:
    """Return the command, run in a working folder with a market that is settled soon, and a strategy."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    (tmp_path / SCENARIO).write_text("levers: [{set: brand.offer.price_eur, multiply: 0.8, from_week: 1}]\n")

    def run(*arguments: str | Path) -> Answer:
        with pytest.raises(SystemExit) as end:
            main(["sensitivity", *map(str, arguments)])
        return Answer(int(end.value.code or 0), *capfd.readouterr())

    return run


def test_an_analysis_leaves_its_folder(cxsim):
    """Page, indices, points and manifest are there, and the answer is printed."""
    answer = cxsim(*TINY, "--metric=npv_eur", "--metric=churn", "--seeds=2", "--out=here")
    assert answer.code == 0, answer.error
    assert "2 factors: 13 points x 2 seeds = 26 runs" in answer.error
    folder = Path("here")
    indices = pd.read_csv(folder / "indices.csv")
    assert list(indices)[:2] == ["method", "metric"]
    assert {"index", "value", "low", "high", "factor"} <= set(indices)
    assert set(indices["index"]) == {"mu_star", "mu", "sigma", "swing"}
    points = pd.read_parquet(folder / "points.parquet")
    assert len(points) == 13 * 2 * 2
    assert points.loc[points["point"] == 0, "behaviour.loyalty.hazard"].nunique() == 1
    assert points[["npv_eur", "churn"]].notna().all(axis=None)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert set(manifest["outputs"]) == {"points.parquet", "indices.csv", "sensitivity.html"}
    assert (folder / "inputs" / "ranges.yaml").exists()


def test_json_is_json(cxsim):
    """With --json nothing else is printed to standard output."""
    answer = cxsim(*TINY, "--seeds=1", "--json", "--out=here")
    assert {row["metric"] for row in json.loads(answer.out)["indices"]} == {"npv_eur"}


def test_seeds_are_added_to_what_is_there(cxsim, monkeypatch):
    """The same command with more seeds makes the new runs only; with the same seeds none."""
    from experiments.running.trials import Trials

    runs = []
    measured = Trials.__call__
    monkeypatch.setattr(Trials, "__call__", lambda self, trial: runs.append(trial) or measured(self, trial))
    counts = []
    for seeds in (1, 2, 2):
        assert cxsim(*TINY, f"--seeds={seeds}", "--out=here").code == 0
        counts.append(len(runs))
        runs.clear()
    assert counts == [13, 13, 0]


def test_a_folder_is_repeated_bit_by_bit(cxsim, capfd, monkeypatch):
    """``cxsim rerun`` makes the same points, indices and page from the inputs kept in the folder."""
    monkeypatch.setattr("experiments.experiment.runner.cores", lambda: 1)
    assert cxsim(*TINY, "--seeds=2", "--out=here").code == 0
    with pytest.raises(SystemExit) as end:
        main(["rerun", "here", "--json"])
    assert not end.value.code
    assert {row["identical"] for row in json.loads(capfd.readouterr().out)} == {"yes"}


def test_a_dry_run_only_tells_the_cost(cxsim):
    """Nothing is written, and what it takes is told."""
    answer = cxsim(*SMALL, "--screen", "--method=sobol", "--samples=8", "--dry-run", "--out=here")
    assert answer.code == 0
    assert "morris with 20 trajectories then sobol with 8 base samples, 2 factors: at most 110 points" in answer.error
    assert not Path("here").exists()


def test_what_is_over_the_budget_does_not_start(cxsim):
    """The estimate is compared with the budget before anything is written."""
    answer = cxsim(*SMALL, "--samples=100000", "--budget=0.5", "--out=here")
    assert answer.code == 2
    assert "more than the 0.5 minutes of --budget" in answer.error
    assert not Path("here").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["small.yaml", "--metric=npv_euro"], "did you mean 'npv_eur'"),
        (["small.yaml", "--method=sobel"], "did you mean 'sobol'"),
        (["small.yaml", "--method=sobol", "--samples=100"], "use 64 or 128 base samples"),
        (["small.yaml", "--factors=behaviour.loyalty.hasard"], "did you mean 'hazard'"),
        (["small.yaml", "--factors=behaviour.loyalty.hazard"], "name two"),
        (["small.yaml", "--within=lots"], "needs a share above 0"),
        (["small.yaml", f"--against={SCENARIO}"], "name the first with --scenario"),
        (["small.yaml", "--screen"], "give it with --method sobol"),
        (["small.yaml", f"--scenario={SCENARIO}", "--outcome", f"--against={SCENARIO}"], "exclude each other"),
    ],
)
def test_slips_are_answered_in_one_sentence(cxsim, arguments, words):
    """A misuse ends with code 2 and says what is meant, without a traceback."""
    answer = cxsim(*arguments)
    assert answer.code == 2
    assert words in answer.error
    assert "Traceback" not in answer.error


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("behaviour.loyalty.hazard: [0.02, 0.01]\n", "ranges.yaml:1: behaviour.loyalty.hazard: is an empty range"),
        ("behaviour.loyalty.hazard: [1, 2, 3]\n", "must be [low, high], two numbers (got a list of 3)"),
        ("behaviour.loyalty.hazard: 3\n", "must be [low, high], two numbers (got 3)"),
        ("\nbehaviour.loyalty.hazard: [low, high]\n", "ranges.yaml:2: behaviour.loyalty.hazard: must be [low, high]"),
        ("{}\n", "must list ranges"),
    ],
)
def test_ranges_are_checked_by_line(cxsim, text, words):
    """A file of ranges that does not do is told with its line, code 1."""
    Path("ranges.yaml").write_text(text)
    answer = cxsim("small.yaml", "--ranges=ranges.yaml")
    assert answer.code == 1
    assert words in answer.error


def test_ranges_name_the_factors(cxsim):
    """A file of ranges is enough: its paths are the factors."""
    Path("ranges.yaml").write_text("behaviour.loyalty.hazard: [0.01, 0.02]\nbehaviour.loyalty.most: [0.03, 0.04]\n")
    answer = cxsim("small.yaml", "--ranges=ranges.yaml", "--samples=4", "--customers=100", "--weeks=2", "--dry-run")
    assert answer.code == 0
    assert "2 factors" in answer.error


def test_a_figure_that_is_not_defined_is_refused(cxsim):
    """A strategy without costs has no return per euro: all points are missing, which is said, with code 1."""
    answer = cxsim(*TINY, "--seeds=1", "--metric=roi", "--out=here")
    assert answer.code == 1
    assert "12 of 12 points gave no number for roi, so nothing is analysed" in answer.error
    assert Path("here/points.parquet").exists()
    assert not Path("here/indices.csv").exists()
