"""`cxsim calibrate`, as it is used: the files it leaves, what it survives, and what it refuses."""

import json
import re

import pandas as pd
import pytest

from sim.market.loading import load_market
from tests.commands.conftest import cxsim as cxsim

TARGETS = """kind,metric,brand,week,value,tolerance,set
moment,mean satisfaction,,2,0.7,0.02,fit
moment,mean trust,,2,0.55,0.02,fit
series,satisfaction,acme,4,0.69,0.02,fit
series,satisfaction,acme,5,0.69,0.02,fit
series,satisfaction,acme,6,0.69,0.02,hold_out
"""
LEVEL = "behaviour.satisfaction.level"
OUTPUTS = {"calibration.html", "market.yaml", "parameters.csv", "posterior.csv", "predictions.csv"}


@pytest.fixture
def small(tmp_path) -> tuple[str, ...]:
    """Return the words of a small calibration, whose files are in the working folder."""
    (tmp_path / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 4}\n")
    (tmp_path / "targets.csv").write_text(TARGETS)
    size = ("--customers=100", "--samples=13", "--seeds=1", "--checks=3", "--workers=1", "--out=out")
    return ("calibrate", "small.yaml", "--targets=targets.csv", f"--factors={LEVEL}", "--within=50%", *size)


@pytest.fixture
def runs(monkeypatch) -> list[int]:
    """Return a list that grows with every run that is simulated."""
    from experiments.calibration.observing import Observation

    seeds: list[int] = []
    call = Observation.__call__

    def counted(self, trial):
        seeds.append(trial.seed)
        return call(self, trial)

    monkeypatch.setattr(Observation, "__call__", counted)
    return seeds


def test_it_leaves_its_files_and_goes_on_from_them(cxsim, small, tmp_path, runs):
    """Page, new market, tables and manifest; a second time nothing is simulated again and the same bits come out."""
    first = cxsim(*small)
    assert first.code == 0, first.error
    folder = tmp_path / "out"
    assert {path.name for path in folder.iterdir()} == OUTPUTS | {"manifest.json", "inputs", "runs"}
    outputs = json.loads((folder / "manifest.json").read_text())["outputs"]
    assert set(outputs) == OUTPUTS
    assert len(runs) == 13 + 3 + 1

    parameters = pd.read_csv(folder / "parameters.csv").iloc[0]
    assert parameters["factor"] == LEVEL
    assert parameters["range_low"] < parameters["low"] < parameters["best"] < parameters["high"]
    posterior = pd.read_csv(folder / "posterior.csv")
    assert posterior[LEVEL].between(parameters["range_low"], parameters["range_high"]).all()
    assert posterior[LEVEL].mean() == pytest.approx(parameters["mean"])
    predictions = pd.read_csv(folder / "predictions.csv")
    assert list(predictions["set"]).count("hold_out") == 1
    assert load_market(folder).behaviour.satisfaction.level == pytest.approx(parameters["best"], rel=1e-5)
    page = (folder / "calibration.html").read_text()
    assert "satisfaction level" in page
    assert not re.search(r"(?:src|href)=\"https?:", page)

    again = cxsim(*small, "--json")
    assert len(runs) == 13 + 3 + 1
    assert json.loads((folder / "manifest.json").read_text())["outputs"] == outputs
    answer = json.loads(again.out)
    assert answer["parameters"][0]["factor"] == LEVEL
    assert len(answer["predictions"]) == 5
    assert answer["identifiability"]


def test_an_interrupt_keeps_what_is_done(cxsim, small, tmp_path, monkeypatch, runs):
    """After Ctrl-C the runs that are finished are kept, the folder is named, and nothing half written is left."""
    from experiments.calibration import observing

    class Interrupting(observing.Observation):
        def __call__(self, trial):
            if len(runs) >= 5:
                raise KeyboardInterrupt
            return super().__call__(trial)

    monkeypatch.setattr(observing, "Observation", Interrupting)
    stopped = cxsim(*small)
    assert stopped.code == 1
    assert "out keeps 5 finished runs, and the same command continues from there" in stopped.error
    assert not (tmp_path / "out" / "calibration.html").exists()
    monkeypatch.undo()


@pytest.mark.parametrize(
    "more, code, message",
    [
        (["--factors=behaviour.loyalty.hazzard"], 2, "unknown number 'hazzard' (did you mean 'hazard'?)"),
        (["--hold-out=weeks>3"], 2, "unknown column 'weeks' (did you mean 'week'?)"),
        (["--within=none"], 2, "needs a share above 0, such as 20% or 0.2"),
        (["--samples=10", "--factors=behaviour.loyalty.hazard"], 2, "2 factors need at least 25 samples (got 10)"),
        (["--scheduler=tcp://localhost:1"], 2, "--workers and --scheduler exclude each other"),
        (["--targets=nowhere.csv"], 1, "nowhere.csv: cannot be read: No such file or directory"),
    ],
)
def test_what_makes_no_sense(cxsim, small, tmp_path, more, code, message):
    """A mistake of the user is reported in a sentence before anything is run; no folder is begun."""
    answer = cxsim(*small, *more)
    assert answer.code == code
    assert message in answer.error
    assert "Traceback" not in answer.error
    assert not (tmp_path / "out").exists()


def test_nothing_to_fit(cxsim, small):
    """Without numbers to fit, the message says how to name them."""
    answer = cxsim(*(word for word in small if not word.startswith(("--factors", "--within"))))
    assert answer.code == 2
    assert "name the numbers to fit: --factors with paths or --ranges with a file" in answer.error


def test_problems_of_the_file_come_with_their_lines(cxsim, small, tmp_path):
    """Everything that is wrong with the targets is reported at once, with file and line."""
    (tmp_path / "targets.csv").write_text(TARGETS.replace("trust", "trast").replace("acme,6", "acne,6"))
    answer = cxsim(*small)
    assert answer.code == 1
    assert answer.error.splitlines() == [
        "targets.csv:3: metric: unknown state 'trast' (did you mean 'trust'?)",
        "targets.csv:6: brand: unknown brand 'acne' (did you mean 'acme'?)",
    ]


def test_rerun_gives_the_same_bits(cxsim, small, tmp_path):
    """A calibration is repeated from its folder alone, on another day and elsewhere; every file comes out as it was."""
    assert cxsim(*small, "--date=2026-01-31").code == 0
    assert "extends: ../small.yaml" in (tmp_path / "out" / "market.yaml").read_text()
    for name in ("small.yaml", "targets.csv"):
        (tmp_path / name).unlink()
    again = cxsim("rerun", "out", "--out=far/away", "--json")
    assert again.code == 0, again.error
    assert {(row["file"], row["identical"]) for row in json.loads(again.out)} == {(name, "yes") for name in OUTPUTS}


def test_a_dry_run_says_how_much_it_is(cxsim, small, tmp_path, runs):
    """The number of runs is reported before anything is simulated for the fit, and no folder is begun."""
    answer = cxsim(*small, "--dry-run", "--json")
    assert answer.code == 0, answer.error
    assert json.loads(answer.out)["runs"] == 13 + 3 + 1
    assert not runs
    assert not (tmp_path / "out").exists()
