"""`cxsim sweep`: a study in, tidy tables out, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.sweep.queries import quantiles

STUDY = """
question: Does the price matter when losses loom less?
market: small.yaml
scenarios: [price-cut]
customers: 100
weeks: 10
seeds: [3, 5]
factors:
  brand.offer.price_eur: {range: [20, 30], steps: 2}
  segments.young.share: {values: [0.2, 0.3]}
design: grid
metrics: [npv_eur, nps]
weekly: true
"""
TRIALS = 2 * 2 * 2


@pytest.fixture
def study(tmp_path) -> Callable[[str], Path]:
    """Return a writer of the study beside a small market."""
    (tmp_path / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 4}\n")

    def write(text: str = STUDY) -> Path:
        path = tmp_path / "study.yaml"
        path.write_text(text)
        return path

    return write


def sweep(cxsim, *options: str):
    """Return the answer of the sweep of the study, in this process."""
    return cxsim(
        "sweep", "study.yaml", "--out=out", *([] if "--scheduler" in str(options) else ["--workers=1"]), *options
    )


def test_tables(cxsim, study, tmp_path):
    """There is a row for every point, seed and scenario, with all factors and metrics, and weeks of every brand."""
    study()
    answer = sweep(cxsim)
    assert answer.code == 0, answer.error
    assert "16 runs: 4 points x 2 seeds x 2 scenarios" in answer.error
    assert "as segments.young.share varies, segments." in answer.error
    results = pd.read_parquet(tmp_path / "out" / "results.parquet")
    factors = ["brands.acme.offer.price_eur", "segments.young.share"]
    assert list(results.columns) == ["point", "seed", "scenario", *factors, "npv_eur", "nps"]
    assert len(results) == 2 * TRIALS
    assert not results.duplicated(["point", "seed", "scenario"]).any()
    assert set(results["brands.acme.offer.price_eur"]) == {20.0, 30.0}
    weekly = pd.read_parquet(tmp_path / "out" / "weekly")
    brands = weekly["brand"].nunique()
    assert len(weekly) == 2 * TRIALS * 10 * brands
    assert list(weekly.columns) == ["point", "seed", "scenario", "week", "brand", "nps"]


def test_same_study_again_does_nothing(cxsim, study, tmp_path):
    """Who gives the same command again gets the same table at once."""
    study()
    first = sweep(cxsim, "--json")
    before = (tmp_path / "out" / "results.parquet").read_bytes()
    again = sweep(cxsim, "--json")
    assert f"{TRIALS} of {TRIALS} trials are finished already" in again.error
    assert again.out == first.out
    assert (tmp_path / "out" / "results.parquet").read_bytes() == before


def test_summary_is_that_of_the_table(cxsim, study, tmp_path):
    """What is printed are the quantiles of what is written, scenarios and metrics in the order of the study."""
    study()
    rows = json.loads(sweep(cxsim, "--json").out)["summary"]
    assert [(row["metric"], row["scenario"]) for row in rows] == [
        (metric, scenario) for metric in ("npv_eur", "nps") for scenario in ("baseline", "price-cut")
    ]
    expected = quantiles(tmp_path / "out", ["npv_eur"], by=["scenario"]).set_index("scenario")
    assert rows[1]["q50"] == expected.loc["price-cut", "q50"]


def test_seeds_can_be_added_and_not_taken_away(cxsim, study, tmp_path):
    """More seeds go on from what is there; fewer are refused before anything is touched."""
    study()
    sweep(cxsim)
    study(STUDY.replace("[3, 5]", "[5, 7, 3]"))
    answer = sweep(cxsim)
    assert (answer.code, f"{TRIALS} of 12 trials are finished already" in answer.error) == (0, True)
    assert set(pd.read_parquet(tmp_path / "out" / "results.parquet")["seed"]) == {3, 5, 7}
    study(STUDY.replace("[3, 5]", "[3]"))
    answer = sweep(cxsim)
    assert answer.code == 1
    assert "holds results of more seeds (5, 7): seeds can be added, but not removed" in answer.error
    assert "outputs" in json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert sweep(cxsim, "--overwrite").code == 0
    assert set(pd.read_parquet(tmp_path / "out" / "weekly")["seed"]) == {3}


def test_store_of_another_study_is_refused(cxsim, study, tmp_path):
    """A folder is for one study; with --overwrite it is for another."""
    study()
    sweep(cxsim)
    study(STUDY.replace("steps: 2", "steps: 1").replace("weekly: true", ""))
    refused = sweep(cxsim)
    assert refused.code == 1
    assert "out holds results of other inputs (inputs/study.yaml)" in refused.error
    assert sweep(cxsim, "--overwrite").code == 0
    assert len(pd.read_parquet(tmp_path / "out" / "results.parquet")) == TRIALS
    assert not (tmp_path / "out" / "weekly").exists()


def test_damaged_part_is_named_and_made_again(cxsim, study, tmp_path):
    """What was damaged is reported, done again, and comes out as it was."""
    study()
    sweep(cxsim)
    files = [tmp_path / "out" / name for name in ("results.parquet", "weekly/seed-5-00000.parquet")]
    before = [file.read_bytes() for file in files]
    files[1].write_bytes(before[1][:100])
    answer = sweep(cxsim)
    assert "runs/seed-5-00000.kept or its weekly file is damaged: its 4 trials are repeated" in answer.error
    assert "4 of 8 trials are finished already" in answer.error
    assert [file.read_bytes() for file in files] == before


def test_dry_run_writes_nothing(cxsim, study, tmp_path):
    """The estimate counts the runs, tries a few short ones, and leaves no trace."""
    study()
    answer = sweep(cxsim, "--dry-run", "--json")
    estimate = json.loads(answer.out)
    assert (estimate["runs"], estimate["trials"], estimate["workers"]) == (16, TRIALS, 1)
    assert 0 < estimate["seconds_per_trial"] < 60
    assert not (tmp_path / "out").exists()


def test_sweep_is_repeated_bit_for_bit(cxsim, study, tmp_path):
    """The inputs kept in the folder are enough, when study and market are gone."""
    path = study()
    sweep(cxsim)
    path.unlink()
    (tmp_path / "small.yaml").unlink()
    answer = cxsim("rerun", "out", "--json")
    assert answer.code == 0
    files = {row["file"]: row["identical"] for row in json.loads(answer.out)}
    assert files == dict.fromkeys(
        ("results.parquet", "weekly/seed-3-00000.parquet", "weekly/seed-5-00000.parquet"), "yes"
    )


def test_interrupt_keeps_what_is_done(cxsim, study, monkeypatch):
    """After Ctrl-C the command says what is kept, and goes on from there."""
    study()
    from experiments.running import weekly

    real, done = weekly.WeeklyTrials.__call__, []

    def interrupted(self, trial):
        done.append(trial)
        if len(done) == 4:
            raise KeyboardInterrupt
        return real(self, trial)

    monkeypatch.setattr("experiments.running.weekly.WeeklyTrials.__call__", interrupted)
    answer = sweep(cxsim)
    assert answer.code == 1
    assert "stopped; out keeps 3 finished runs, and the same command continues from there" in answer.error
    assert sweep(cxsim).code == 0
    assert len(done) == TRIALS + 1


def test_mistakes_in_a_study(cxsim, study):
    """What is wrong in the file is reported with its line, by `sweep` and by `check`, with exit code 1."""
    study(STUDY.replace("nps", "npss"))
    expected = "study.yaml:12: metrics.2: unknown metric 'npss' (did you mean 'nps'?)"
    swept, checked = sweep(cxsim), cxsim("check", "study.yaml")
    assert (swept.code, expected in swept.error) == (1, True)
    assert (checked.code, expected in checked.out) == (1, True)


def test_right_study_is_accepted(cxsim, study):
    """`check` knows studies."""
    study()
    assert cxsim("check", "study.yaml").code == 0


def test_misuse(cxsim, study):
    """Workers of two kinds, and a study that is not there."""
    study()
    both = sweep(cxsim, "--scheduler=tcp://127.0.0.1:1", "--workers=2")
    assert (both.code, both.error) == (2, "--workers and --scheduler exclude each other\n")
    missing = cxsim("sweep", "no.yaml")
    assert missing.code == 1
    assert "no.yaml: cannot be read" in missing.error


def test_rivals_that_react(cxsim, study, tmp_path):
    """With --rivals every scenario stands in the results once more, and the copies alone repeat the sweep."""
    study(
        "market: small.yaml\nscenarios: [price-cut]\ncustomers: 100\nweeks: 40\nseeds: 1\ndesign: list\n"
        "points: [{brand.offer.price_eur: 25}]\nmetrics: [revenue_eur]\n"
    )
    answer = sweep(cxsim, "--rivals=retaliate")
    assert answer.code == 0, answer.error
    found = pd.read_parquet(tmp_path / "out" / "results.parquet").set_index("scenario")["revenue_eur"]
    assert list(found.index) == ["baseline", "price-cut", "baseline-if-rivals-react", "price-cut-if-rivals-react"]
    assert found["price-cut"] != found["price-cut-if-rivals-react"]
    assert cxsim("rerun", "out").code == 0
