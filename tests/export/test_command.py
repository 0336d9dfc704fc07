"""`cxsim export` as a user has it: chosen tables, formats, and what is answered to wrong requests."""

import json
import shutil

import pandas as pd
import pytest

from tests.commands.conftest import cxsim, small  # noqa: F401 - fixtures


@pytest.fixture
def run(cxsim, small):  # noqa: F811
    """Return the command, in a folder with a run in which nobody is asked."""
    assert cxsim("run", *small, "--out=run").code == 0
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


def test_a_strategy_and_a_seed_of_a_comparison(cxsim, small, tmp_path):  # noqa: F811
    """Of a comparison one world of one future is exported."""
    how = ("--replications=2", "--stories=0", "--no-patterns", "--out=compared")
    assert cxsim("compare", small[0], "price-cut", *small[1:], *how).code == 0
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
        (("run", "--format=xlsx"), "'xlsx' is not one of 'csv', 'parquet'"),
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


def test_results_without_customers_are_refused(run, tmp_path):
    """Results of another experiment are named as what they are."""
    shutil.copytree(tmp_path / "run", tmp_path / "other")
    path = tmp_path / "other" / "manifest.json"
    manifest = json.loads(path.read_text())
    path.write_text(json.dumps(manifest | {"experiment": "discover", "request": {"sweep": "x"}}))
    answer = run("export", "other")
    assert answer.code != 0
    assert "needs the folder of a run or a comparison (got discover)" in answer.error or "not the sweep" in answer.error
