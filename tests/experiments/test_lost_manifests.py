"""A folder whose manifest is lost can be gone on with or replaced; runs of other software are not mixed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import OutputError
from experiments.experiment.lab import Lab
from experiments.results import kept
from experiments.results.folder import copied_manifest, read_manifest
from experiments.results.kept import Flushing, remove_left_behind
from experiments.results.store import Store

MANIFEST = {"cxsim": "0", "inputs": {"market": "abc", "weeks": 10}, "versions": {"numpy": "2.4", "code": "a"}}
WEEKS = pd.DataFrame({"week": [1, 2], "customers": [3.0, 4.0]})
LOST = ["", "\0" * 99, '{"cxsim": "0", "inp']


@pytest.fixture
def out(tmp_path) -> Path:
    """Return a folder with a finished run."""
    store = Store(tmp_path / "out", MANIFEST)
    store.keep("seed-1", WEEKS)
    store.flush()
    return store.folder


@pytest.mark.parametrize("text", LOST, ids=["empty", "zeros", "cut short"])
def test_a_lost_manifest_is_read_from_its_copy(out, text):
    """The same inputs go on, with a message; others are refused as ever."""
    (out / "manifest.json").write_text(text)
    told = []
    assert Store(out, MANIFEST, notify=told.append).kept("seed-1") is not None
    assert told == [f"{out / 'manifest.json'} is damaged or missing: its kept copy is read"]
    assert read_manifest(out) == MANIFEST
    (out / "manifest.json").write_text(text)
    with pytest.raises(OutputError, match=r"results of other inputs \(market\)"):
        Store(out, MANIFEST | {"inputs": {"market": "xyz", "weeks": 10}})


@pytest.mark.parametrize("text", [None, *LOST], ids=["missing", "empty", "zeros", "cut short"])
def test_results_that_lost_manifest_and_copy_are_replaced_on_request(out, text):
    """Nobody knows what they belong to: that is said, nothing is touched, and --overwrite replaces them."""
    (out / "runs" / "manifest.kept").unlink()
    (out / "manifest.json").unlink() if text is None else (out / "manifest.json").write_text(text)
    with pytest.raises(OutputError, match=r"manifest.json was damaged or never written.* add --overwrite"):
        Store(out, MANIFEST)
    assert (out / "runs" / "seed-1.kept").exists()
    assert Store(out, MANIFEST, overwrite=True).kept("seed-1") is None


@pytest.mark.parametrize("name", ["manifest.json", ".manifest.json.elsewhere.77.0123456789abcdef.part"])
def test_a_manifest_that_never_got_its_name_is_none(tmp_path, name):
    """A folder that was killed before anything was written is as good as a new one."""
    (tmp_path / name).touch()
    assert Store(tmp_path, MANIFEST).kept("seed-1") is None


def test_a_folder_of_somebody_else_is_not_taken_for_one_that_lost_its_manifest(tmp_path):
    """Folders called runs are common: what is in them decides."""
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "model.pt").touch()
    with pytest.raises(OutputError, match="does not hold results of cxsim"):
        Store(tmp_path, MANIFEST, overwrite=True)
    assert (tmp_path / "runs" / "model.pt").exists()


@pytest.mark.parametrize("place", ["runs", "inputs", "weekly", "runs/morris", "manifest.json"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_nothing_is_written_through_a_link(out, tmp_path, place, overwrite):
    """A link in a folder of results is refused, whatever is requested, and what it leads to stays as it is."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").touch()
    if (out / place).exists():
        (out / place).rename(tmp_path / "before")
    (out / place).symlink_to(elsewhere)
    with pytest.raises(OutputError, match="is a link"):
        Store(out, MANIFEST | {"inputs": {}}, overwrite)
    assert [path.name for path in elsewhere.iterdir()] == ["mine.txt"]


def test_runs_of_other_software_are_not_mixed(out):
    """Runs that other software made, whose last digits could differ, are refused with its version."""
    newer = MANIFEST | {"versions": {"numpy": "2.5", "code": "a"}}
    with pytest.raises(
        OutputError,
        match=r"made with other software \(numpy 2\.4 instead of 2\.5; the last bits of simulated runs can differ\)",
    ):
        Store(out, newer)
    assert Store(out, newer, overwrite=True).kept("seed-1") is None


def test_runs_of_other_code_are_told_and_noted(out):
    """Runs that other code of the experiments made go on, are told, and stay noted after any number of attempts."""
    told = []
    for code in "bcb":
        store = Store(out, MANIFEST | {"versions": {"numpy": "2.4", "code": code}}, notify=told.append)
        assert store.kept("seed-1") is not None
    assert "code a instead of b" in told[0]
    store.write_manifest(MANIFEST | {"versions": {"numpy": "2.4", "code": "b"}, "outputs": {}})
    assert [each["code"] for each in read_manifest(out)["earlier_versions"]] == ["a", "b", "c"]


def test_a_finished_manifest_names_its_runs(out):
    """Every kept run stands in the manifest with its digest, and in the copy of it."""
    Store(out, MANIFEST).write_manifest(MANIFEST | {"outputs": {}})
    assert list(read_manifest(out)["runs"]) == ["runs/seed-1.kept"]
    assert copied_manifest(out) == read_manifest(out)


@pytest.mark.parametrize("process", ["99999999999999999999", "\N{SUPERSCRIPT TWO}12", "-1", ""])
def test_odd_names_of_unfinished_files_are_left_alone(tmp_path, process):
    """What only looks like a file that was never finished is no reason for a traceback, and is not removed."""
    odd = tmp_path / f".x.{kept._HOST}.{process}.0123456789abcdef.part"
    odd.touch()
    remove_left_behind(tmp_path)
    assert odd.exists()


def test_a_run_of_another_form_is_made_again(out):
    """A stored result that does not have the form of its task is named, and its run repeated."""
    told = []
    lab = Lab(Store(out, MANIFEST), notify=told.append)
    task = {1: WEEKS.assign(orders=1.0)}.__getitem__
    ((_, found),) = lab.each(task, [1], "seed-{}".format, lambda key, weeks: "orders" in weeks)
    assert "orders" in found
    assert told == ["runs/seed-1.kept is damaged, or of other results: its run is repeated"]


@pytest.fixture
def flushed(monkeypatch) -> list[str]:
    """Return the names of what is brought to the disk."""
    names: list[str] = []
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: names.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
    )
    return names


def test_finished_runs_are_flushed_together(tmp_path, flushed):
    """As soon as there are many, all are brought to the disk, and their folder once."""
    flushing = Flushing()
    for number in range(kept.FLUSHED_TOGETHER):
        assert flushed == []
        (tmp_path / str(number)).touch()
        flushing.add(tmp_path / str(number))
    assert sorted(flushed) == sorted([*map(str, range(kept.FLUSHED_TOGETHER)), tmp_path.name])


def test_a_finished_run_is_flushed_after_a_moment(tmp_path, flushed, monkeypatch):
    """A single run is brought to the disk too, without anything that follows it; one that is gone needs nothing."""
    monkeypatch.setattr(kept, "SECONDS_UNFLUSHED", 0.01)
    flushing = Flushing()
    (tmp_path / "here").touch()
    flushing.add(tmp_path / "gone")
    flushing.add(tmp_path / "here")
    flushing._timer.join(5)
    assert flushed == ["here", tmp_path.name]


def test_a_disk_that_fails_later_is_reported(tmp_path, monkeypatch):
    """What could not be brought to the disk is an error of the next run that is kept."""

    def refused(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refused)
    (tmp_path / "seed-1").touch()
    flushing = Flushing()
    flushing.add(tmp_path / "seed-1")
    with pytest.raises(OutputError, match=r"cannot write .*seed-1: Input/output error"):
        flushing.flush()
    with pytest.raises(OutputError, match="seed-1"):
        flushing.add(tmp_path / "seed-2")


def test_a_manifest_is_json_anybody_can_read(out):
    """The manifest is plain text for people and programs."""
    assert json.loads((out / "manifest.json").read_text()) == MANIFEST
