"""`cxsim optimise`, as it is used."""

import json
from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli import main
from tests.docs.pages import ROOT, commands

SIZE = ("--samples=10", "--seeds=3", "--workers=1")
BUDGET = "--budget=30000"
CHOSEN = ("fix-root-causes", "referral")
OUTPUTS = {
    "allocation.csv", "alternatives.csv", "budgets.csv", "responses.csv", "tried.csv", "optimum.html", "optimum.yaml",
}  # fmt: skip


REQUEST = ("small.yaml", "--customers=200", "--weeks=10", *CHOSEN, BUDGET, *SIZE, "--yes-no=referral")


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """Return a working folder with the results of a small optimisation of a market that is settled soon."""
    place = tmp_path_factory.mktemp("optimised")
    (place / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 4}\n")
    with chdir(place), pytest.raises(SystemExit) as end:
        main(["optimise", *REQUEST, "--out=out"])
    assert not end.value.code
    return place


@pytest.fixture
def there(cxsim, place, monkeypatch):
    """Return the command, run where the results are."""
    monkeypatch.chdir(place)
    return cxsim


def outputs(folder: Path) -> dict[str, str]:
    """Return the hashes of what came out, from the manifest."""
    return json.loads((folder / "manifest.json").read_text())["outputs"]


def test_optimum_leaves_its_files(place):
    """Page, tables, scenario, manifest and inputs; money within the budget."""
    folder = place / "out"
    assert {path.name for path in folder.iterdir()} == OUTPUTS | {"manifest.json", "inputs", "runs"}
    assert set(outputs(folder)) == OUTPUTS
    table = pd.read_csv(folder / "allocation.csv")
    assert table["candidate"].tolist() == list(CHOSEN)
    assert table["cost_eur"].sum() <= 30_000


def test_page_needs_no_network(place):
    """The page names no address, and has its chapters."""
    page = (place / "out" / "optimum.html").read_text()
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert "Diminishing returns" in page
    assert "Alternatives and the cost of being wrong" in page


@pytest.mark.usefixtures("plain_report")
def test_split_is_a_scenario(there):
    """The split as a scenario passes the check, and a comparison with its seeds finds what the appraisal says."""
    assert there("check", "out/optimum.yaml", "--market=small.yaml").code == 0
    appraised = pd.read_csv("out/alternatives.csv").iloc[0]
    size = ("--customers=200", "--weeks=10", "--seed=7", "--replications=3", "--workers=1")
    answer = there("compare", "small.yaml", "out/optimum.yaml", *size, "--out=compared", "--json")
    summary = json.loads(answer.out)["summary"]
    line = next(row for row in summary if (row["scenario"], row["metric"]) == ("optimum", "npv_eur"))
    scale = 20_000 / 200
    assert scale * line["difference"] == pytest.approx(appraised["npv_eur"], abs=0.02 * scale)


def test_same_command_finds_its_results(there, monkeypatch):
    """Given again, the command does nothing anew and says the same; another budget into the same folder is refused."""
    before = outputs(Path("out"))
    monkeypatch.setattr("experiments.running.trials.Trials.__call__", lambda *_: pytest.fail("a trial was done again"))
    answer = there("optimise", *REQUEST, "--out=out", "--json")
    assert answer.code == 0
    assert outputs(Path("out")) == before
    assert [row["candidate"] for row in json.loads(answer.out)["allocation"]] == list(CHOSEN)
    assert "page: out/optimum.html" in answer.error
    other = there("optimise", *REQUEST, "--budget=20000", "--out=out")
    assert other.code == 1
    assert "holds results of other inputs (budget_eur)" in other.error


@pytest.mark.slow
def test_rerun_has_the_same_bits(there):
    """What a folder holds can be made again from its inputs, bit for bit."""
    assert there("rerun", "out").code == 0


def test_two_objectives_and_uncertain_numbers(cxsim, small):
    """With a second objective there is a front; uncertain numbers are named on the page."""
    arguments = ("--objective=retention", "--objective=npv_eur", "--uncertain=segments.*.price_sensitivity")
    answer = cxsim("optimise", *small, "referral", "--budget=4000", *SIZE, *arguments, "--within=20%", "--out=out")
    assert answer.code == 0, answer.error
    front = pd.read_csv("out/front.csv")
    assert front["is_efficient"].any()
    assert front["is_chosen"].sum() == 1
    assert "price_sensitivity" in Path("out/optimum.html").read_text()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (("--budget=0",), "--budget must be above 0"),
        (("--budget=1e9",), "at most EUR"),
        (("referal", "--budget=1000"), "did you mean 'referral'?"),
        (("referral", "--budget=1000", "--objective=roi"), "roi has no value for a budget that is not spent"),
        (("referral", "--budget=1000", "--objective=npv_eu"), "unknown metric 'npv_eu' (did you mean 'npv_eur'?)"),
        (("referral", "--budget=1000", "--objective=nps", "--objective=nps"), "one objective or two different ones"),
        (("referral", "--budget=1000", "--within=20%"), "name uncertain numbers with --uncertain"),
        (("referral", "--budget=1000", "--levers=x.yaml"), "leave scenarios and --yes-no out"),
        (
            ("referral", "--budget=1000", "--yes-no=referral"),
            "buys nothing: the cheapest candidate, referral, costs EUR",
        ),
        (("baseline", "--budget=1000"), "baseline has no cost"),
        (("referral", "--budget=1000", "--weeks=4"), "after the end of the run"),
        (("referral", "--budget=1000", "--uncertain=segments.*.prize"), "unknown number 'prize'"),
    ],
)
def test_mistakes_are_reported_before_anything_is_written(cxsim, small, arguments, message, tmp_path):
    """A mistake gets one sentence and leaves no folder."""
    answer = cxsim("optimise", small[0], "--customers=200", *arguments, "--out=out")
    assert answer.code in (1, 2)
    assert message in answer.error
    assert "Traceback" not in answer.error
    assert not (tmp_path / "out").exists()


SHOWN = [command for command in commands(ROOT / "docs" / "OPTIMISATION.md") if command[1] == "optimise"]


@pytest.mark.parametrize("command", SHOWN, ids=" ".join)
def test_commands_of_the_page_make_sense(cxsim, monkeypatch, command):
    """What the page shows is ready to be searched; an interrupt then ends it with a sentence and exit code 1."""

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.optimisation.optimum.optimise", interrupted)
    answer = cxsim(*command[1:], "--out=out")
    assert answer.code == 1
    assert "stopped; out keeps 0 finished runs, and the same command continues from there" in answer.error


def test_budget_is_required(cxsim, small):
    """Without a budget there is nothing to split."""
    answer = cxsim("optimise", small[0])
    assert answer.code == 2
    assert "--budget" in answer.error
