"""`--worlds` in every experiment: seed i lies in world i, and without worlds nothing changes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.design.ensemble import Ensemble, provenance, written
from experiments.discovery.over_worlds import Looked, with_worlds
from experiments.experiment.futures import in_worlds
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials
from tests.worlds import shipped

HAZARD = "behaviour.loyalty.hazard"
COMMANDS = (
    ("sensitivity", "retail", "--within=20%"),
    ("moments", "retail"),
    ("optimise", "retail", "--budget=80000", "--weeks=60"),
)
SIZE = {"customers": 200, "weeks": 8}
SWEEP = "market: telecom\ncustomers: 200\nweeks: 10\ndesign: list\nseeds: 2\nmetrics: [churn, npv_eur]\n"
POINTS = "scenarios: [overpromise]\npoints: [{behaviour.choice.habit: 1.0}, {behaviour.choice.habit: 3.0}]\n"


@pytest.fixture(scope="module")
def ensemble() -> Ensemble:
    """Return two worlds of the telecom market, with few departures and with many."""
    market = shipped("telecom")
    own = market.behaviour.loyalty.hazard
    made = provenance(market) | {"command": "cxsim worlds telecom"}
    return Ensemble("worlds.csv", ({HAZARD: 0.1 * own}, {HAZARD: 10.0 * own}), {HAZARD: own}, made=made)


def test_a_trial_lies_in_the_world_of_its_seed(ensemble):
    """A trial with seed 2 is one of the second world; a number that the trial varies itself is as it varies it."""
    study = Study.of("telecom", **SIZE)
    inside = Trials(replace(study, worlds=ensemble.worlds), ("churn",))
    alone = Trials(study, ("churn",))
    second = ensemble.worlds[1]
    assert np.array_equal(inside(Trial(0, 2, {})), alone(Trial(0, 2, second)))
    assert not np.array_equal(inside(Trial(0, 2, {})), alone(Trial(0, 2, {})))
    assert np.array_equal(inside(Trial(0, 2, ensemble.market)), alone(Trial(0, 2, {})))


def test_none_is_the_market_as_it_is():
    """Without worlds, or with none, the study is the very same."""
    study = Study.of("telecom", **SIZE)
    for given in (None, "none"):
        assert in_worlds(study, given, 3).study is study


def test_worlds_that_no_seed_sees_are_told(ensemble, tmp_path):
    """Fewer seeds than worlds see only the first worlds, and that is said."""
    (tmp_path / "mine.csv").write_text(written(ensemble))
    study = Study.of("telecom", **SIZE)
    assert "1 seed sees 1 of 2 worlds" in in_worlds(study, str(tmp_path / "mine.csv"), 1).notes[0]
    assert not in_worlds(study, str(tmp_path / "mine.csv"), 2).notes


@pytest.mark.parametrize("command", COMMANDS)
def test_worlds_of_another_market_are_refused(ensemble, cxsim, tmp_path, command):
    """Every experiment refuses the worlds of another market, and writes nothing."""
    (tmp_path / "mine.csv").write_text(written(ensemble))
    answer = cxsim(*command, "--worlds=mine.csv", "--customers=200", "--out=over")
    assert answer.code == 1
    assert "holds worlds of telecom, not of retail" in answer.error
    assert not (tmp_path / "over").exists()


def test_a_sweep_in_worlds_is_the_same_for_two_workers_and_again(ensemble, cxsim, tmp_path):
    """A sweep in worlds has equal bits for one worker and two, and is repeated from the copy of its worlds."""
    (tmp_path / "mine.csv").write_text(written(ensemble))
    (tmp_path / "study.yaml").write_text(SWEEP + POINTS)
    for workers in (1, 2):
        answer = cxsim("sweep", "study.yaml", "--worlds=mine.csv", f"--out=out-{workers}", f"--workers={workers}")
        assert answer.code == 0, answer.error
    one, two = (pd.read_parquet(tmp_path / f"out-{workers}" / "results.parquet") for workers in (1, 2))
    pd.testing.assert_frame_equal(one, two)
    (tmp_path / "mine.csv").unlink()
    again = cxsim("rerun", "out-1")
    assert again.code == 0, again.error


def test_numbers_of_worlds_are_looked_at_in_a_sweep(ensemble):
    """Each point counts once in each world, with the world's numbers beside those that the sweep varies."""
    results = pd.DataFrame({"point": [0, 0, 0, 1, 1, 1], "seed": [1, 2, 3, 1, 2, 3], "scenario": "baseline"})
    found = with_worlds(results, Looked(ensemble, 2))
    assert found["point"].tolist() == [0, 1, 0, 2, 3, 2]
    assert found[HAZARD].tolist() == [ensemble.worlds[each][HAZARD] for each in (0, 1, 0, 0, 1, 0)]
    assert set(with_worlds(results, Looked(ensemble, 1))["seed"]) == {1, 3}
