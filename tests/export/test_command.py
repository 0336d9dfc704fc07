"""`cxsim export` as a user has it: chosen tables, formats, and what is answered to wrong requests."""

import json
import shutil

import pandas as pd
import pytest

from experiments.experiment.runner import Setting, perform
from experiments.run.experiment import RunExperiment, RunRequest
from tests.commands.conftest import cxsim, plain_reports, small_in  # noqa: F401 - a fixture


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return the folder of a run in which nobody is asked."""
    folder = tmp_path_factory.mktemp("kept")
    market, *_ = small_in(folder)
    request = RunRequest(market=str(folder / market), customers=200, weeks=10)
    perform(RunExperiment(), request, Setting(out=folder / "run"))
    return folder / "run"


@pytest.fixture
def run(cxsim, kept, tmp_path):  # noqa: F811
    """Return the command, in a folder with that run."""
    shutil.copytree(kept, tmp_path / "run")
    return cxsim


def test_chosen_tables_in_parquet(run):
    """Only the tables that are asked for are written, in the format that is asked for, and the answer lists them."""
    answer = run("export", "run", "--crm", "--reviews", "--format=parquet", "--brand=kite", "--out=out", "--json")
    assert answer.code == 0, answer.error
    assert {row["table"] for row in json.loads(answer.out)} == {"crm", "reviews"}
    crm = pd.read_parquet("out/crm.parquet")
    assert crm["customer"].is_unique is False
    assert run("check", "out").code == 0


def test_periods_are_as_long_as_asked(run):
    """With periods of five weeks a run of ten has two, and every customer of the end has a row."""
    assert run("export", "run", "--crm", "--every=5", "--out=out").code == 0
    assert sorted(pd.read_csv("out/crm.csv")["week"].unique()) == [5, 10]


@pytest.mark.slow
def test_a_strategy_and_a_seed_of_a_comparison(cxsim, tmp_path):  # noqa: F811
    """Of a comparison one world of one future is exported."""
    how = ("--customers=100", "--weeks=9", "--replications=2", "--stories=0", "--no-patterns", "--out=compared")
    with plain_reports():
        assert cxsim("compare", small_in(tmp_path)[0], "price-cut", *how).code == 0
    answer = cxsim("export", "compared", "--crm", "--scenario=baseline", "--seed=2", "--out=out")
    assert answer.code == 0, answer.error
    assert "Baseline" in (tmp_path / "out" / "README.txt").read_text()


@pytest.mark.parametrize(
    "arguments, said",
    [
        (("nowhere",), "nowhere holds no results of cxsim"),
        (("run", "--survey"), "acme asked nobody in this run: give it listening.coverage"),
        (("run", "--brand=kit"), "did you mean 'kite'?"),
        (("run", "--scenario=price-cut"), "--scenario: unknown scenario 'price-cut'"),
        (("run", "--format=xlsx"), "'xlsx' is not one of"),
        (("run", "--every=0"), "0 is not between 1 and 52"),
        (("run", "--out=run"), "choose another folder with --out"),
        (("run", "--out=full"), "full is not empty and does not hold results of cxsim"),
    ],
)
def test_wrong_requests(run, tmp_path, arguments, said):
    """What cannot be exported is named with what was expected, and no table is written."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    answer = run("export", *arguments)
    assert answer.code != 0
    assert said in answer.error
    assert list(tmp_path.rglob("crm.csv")) == []


def test_a_run_that_was_changed_is_refused(run, tmp_path):
    """Weeks that were altered since are not told to be those of the export."""
    weekly = tmp_path / "run" / "weekly.parquet"
    weekly.write_bytes(weekly.read_bytes() + b" ")
    answer = run("export", "run", "--crm", "--out=out")
    assert answer.code == 1
    assert "weekly.parquet is missing or was changed" in answer.error


@pytest.mark.parametrize(
    "name, said",
    [("weekly.parquet", "weekly.parquet is missing"), ("inputs/market.yaml", "inputs/market.yaml is missing")],
)
def test_what_is_not_whole_is_refused(run, tmp_path, name, said):
    """A run that lost its weeks or an input cannot be told to be the same."""
    (tmp_path / "run" / name).unlink()
    answer = run("export", "run", "--crm", "--out=out")
    assert answer.code == 1
    assert said in answer.error
    assert not (tmp_path / "out").exists()


def test_results_without_customers_are_refused(run, tmp_path):
    """Results of another experiment are named as what they are."""
    shutil.copytree(tmp_path / "run", tmp_path / "other")
    path = tmp_path / "other" / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"experiment": "discover", "request": {"sweep": "x"}}))
    answer = run("export", "other")
    assert answer.code != 0
    assert "needs the folder of a run or a comparison (got discover)" in answer.error or "not the sweep" in answer.error
