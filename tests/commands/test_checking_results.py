"""`cxsim check RESULTS`: what is damaged, missing, altered or foreign is named, and made again on request."""

import json
import shutil
from pathlib import Path

import pytest

from experiments.results.kept import sha256
from tests.commands.conftest import plain_reports
from tests.commands.test_repeating import made


@pytest.fixture(scope="module")
def first(tmp_path_factory) -> Path:
    """Return the folder of a comparison, made once, with a plain report."""
    with plain_reports():
        return made(tmp_path_factory.mktemp("checked"))


@pytest.fixture
def kept(first, tmp_path) -> Path:
    """Return a copy of that folder."""
    return shutil.copytree(first, tmp_path / "out")


def digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a folder."""
    return {str(path.relative_to(folder)): sha256(path) for path in folder.rglob("*") if path.is_file()}


def harmed(path: Path) -> None:
    """Change one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


@pytest.mark.usefixtures("kept")
def test_untouched_results_are_whole(cxsim):
    """Nothing is found in results that nobody touched."""
    answer = cxsim("check", "out")
    assert (answer.code, answer.out) == (0, "")
    assert "out: 4 of 4 finished runs and 6 of 6 other files are whole" in answer.error


@pytest.mark.parametrize(
    "harm, found",
    [
        (lambda out: harmed(out / "runs/seed-1.kept"), "out/runs/seed-1.kept: the finished run is damaged"),
        (lambda out: (out / "runs/seed-2.kept").unlink(), "out/runs/seed-2.kept: the finished run is missing"),
        (
            lambda out: shutil.copy(out / "runs/seed-1.kept", out / "runs/seed-2.kept"),
            "out/runs/seed-2.kept: the finished run is damaged or of other results",
        ),
        (lambda out: harmed(out / "comparison.csv"), "out/comparison.csv: the result was changed after it was written"),
        (lambda out: (out / "weekly.parquet").unlink(), "out/weekly.parquet: the result is missing"),
        (lambda out: (out / "manifest.json").write_text(""), "out/manifest.json: is damaged or missing"),
        (
            lambda out: harmed(out / "runs/manifest.kept"),
            "out/runs/manifest.kept: the copy of the manifest is damaged",
        ),
    ],
    ids=["damaged run", "missing run", "run of another seed", "damaged result", "missing result", "manifest", "copy"],
)
@pytest.mark.usefixtures("plain_report")
def test_damage_is_named_and_repaired(kept, cxsim, harm, found):
    """What is wrong is named with exit code 1; --repair makes it again, with the same bits."""
    before = digests(kept)
    harm(kept)
    answer = cxsim("check", "out")
    assert answer.code == 1
    assert found in answer.out
    assert cxsim("check", "out", "--repair").code == 0
    assert digests(kept) == before
    assert cxsim("check", "out").code == 0


def test_an_edited_manifest_is_named(kept, cxsim):
    """A manifest that is valid and not what was written is told from its kept copy."""
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["request"]["customers"] = 201
    (kept / "manifest.json").write_text(json.dumps(manifest))
    answer = cxsim("check", "out")
    assert answer.code == 1
    assert "out/manifest.json: was changed after it was written" in answer.out


def test_results_of_an_altered_input_are_not_made_again(kept, cxsim):
    """Where the copy of an input is not what the results were made from, nothing is written, and it is said why."""
    harmed(kept / "inputs" / "market.yaml")
    before = digests(kept)
    answer = cxsim("check", "out", "--repair")
    assert answer.code == 1
    assert (
        "inputs/market.yaml is not what the results were made from; put the original file there first" in answer.error
    )
    assert digests(kept) == before


def test_foreign_files_are_noted_and_left_alone(kept, cxsim):
    """Somebody's note beside the results is no error."""
    (kept / "notes.txt").write_text("mine")
    answer = cxsim("check", "out", "--repair")
    assert answer.code == 0
    assert "note: out/notes.txt: does not belong to these results" in answer.error
    assert (kept / "notes.txt").read_text() == "mine"


def test_results_without_a_manifest_cannot_be_repaired(kept, cxsim):
    """Without manifest and copy nobody knows what the results were made from, which is said."""
    (kept / "manifest.json").unlink()
    (kept / "runs" / "manifest.kept").unlink()
    answer = cxsim("check", "out", "--repair")
    assert answer.code == 1
    assert "out cannot be repaired: its manifest is lost" in answer.error


def test_unfinished_results_are_told(kept, cxsim):
    """Results that were interrupted are whole as far as they go."""
    manifest = json.loads((kept / "manifest.json").read_text())
    del manifest["outputs"], manifest["runs"]
    (kept / "manifest.json").write_text(json.dumps(manifest))
    (kept / "runs" / "manifest.kept").unlink()
    assert "not finished: the same command goes on from there" in cxsim("check", "out").error
