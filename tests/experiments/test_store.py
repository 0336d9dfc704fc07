"""A result folder keeps what is finished, refuses what is not its own, and never holds half a file."""

import errno
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from jinja2 import TemplateNotFound

from experiments.errors import OutputError
from experiments.results.folder import check_plain
from experiments.results.kept import replacing
from experiments.results.store import Store, read_manifest

MANIFEST = {"cxsim": "0", "inputs": {"market": "abc", "weeks": 10}}
WEEKS = pd.DataFrame({"week": [1, 2], "customers": [3.0, 4.0]})


def contents(folder: Path) -> list[str]:
    """Return every file below `folder`, by its relative path."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_saved_weeks_come_back_bit_for_bit(tmp_path):
    """A table read again is the table that was kept, and so are arrays."""
    store = Store(tmp_path / "out", MANIFEST)
    store.keep("seed-7", WEEKS)
    store.keep("job-1", {"a/b": np.array([np.nan, 1e-300]), "text": np.array("ä")})
    pd.testing.assert_frame_equal(store.kept("seed-7"), WEEKS, check_exact=True)
    arrays = store.kept("job-1")
    np.testing.assert_array_equal(arrays["a/b"], [np.nan, 1e-300])
    assert str(arrays["text"]) == "ä"


def test_same_inputs_resume(tmp_path):
    """A folder of the same inputs has what was kept in it."""
    Store(tmp_path, MANIFEST).keep("seed-9", WEEKS)
    store = Store(tmp_path, MANIFEST)
    assert store.kept("seed-9") is not None
    assert store.kept("seed-10") is None


def test_other_inputs_are_refused_by_name(tmp_path):
    """The message says which inputs differ, and nothing is lost."""
    Store(tmp_path, MANIFEST).keep("seed-1", WEEKS)
    other = MANIFEST | {"inputs": {"market": "abc", "weeks": 20}}
    with pytest.raises(OutputError, match=r"other inputs \(weeks\)"):
        Store(tmp_path, other)
    assert Store(tmp_path, MANIFEST).kept("seed-1") is not None


def with_software(**versions: str) -> dict[str, object]:
    """Return a manifest with versions beside those of everybody."""
    return MANIFEST | {"versions": {"python": "3.11.7", "numpy": "2.4.6", "numpy_features": "X86_V2 X86_V4"} | versions}


def test_runs_of_other_software_are_not_mixed(tmp_path):
    """Where the last bits could differ, a folder is not gone on with, and the reason is named; nothing is lost."""
    Store(tmp_path, with_software(numpy="2.3.1")).keep("seed-1", WEEKS)
    with pytest.raises(
        OutputError, match=r"made with other software \(numpy 2\.3\.1 instead of 2\.4\.6; the last bits"
    ):
        Store(tmp_path, with_software())
    assert Store(tmp_path, with_software(numpy="2.3.1")).kept("seed-1") is not None


def test_runs_of_another_processor_are_gone_on_with(tmp_path):
    """Features of the processor that move no bit of a run are told, and hinder nothing."""
    Store(tmp_path, with_software(numpy_features="X86_V2")).keep("seed-1", WEEKS)
    told = []
    assert Store(tmp_path, with_software(), notify=told.append).kept("seed-1") is not None
    assert told == [
        "runs of an earlier attempt are kept, which were made with numpy features X86_V2 instead of X86_V2 X86_V4"
    ]


def test_overwrite_forgets_results_of_other_inputs(tmp_path):
    """Old seeds never mix with new ones."""
    Store(tmp_path, MANIFEST).keep("seed-1", WEEKS)
    other = MANIFEST | {"inputs": {"market": "abc", "weeks": 20}}
    assert Store(tmp_path, other, overwrite=True).kept("seed-1") is None


@pytest.mark.parametrize(
    "foreign", [{"thesis.txt": "mine"}, {"manifest.json": '{"name": "web app"}'}, {"manifest.json": "[1"}]
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_foreign_folder_is_refused(tmp_path, foreign, overwrite):
    """A folder with anything else in it stays as it is, even when asked to overwrite."""
    for name, text in foreign.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(OutputError, match="does not hold results of cxsim"):
        Store(tmp_path, MANIFEST, overwrite=overwrite)
    assert {name: (tmp_path / name).read_text() for name in contents(tmp_path)} == foreign


def test_overwrite_leaves_strangers_alone(tmp_path):
    """A note put beside the results survives their replacement."""
    Store(tmp_path, MANIFEST)
    (tmp_path / "notes.txt").write_text("mine")
    Store(tmp_path, MANIFEST | {"inputs": {}}, overwrite=True)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_file_in_place_of_the_folder(tmp_path):
    """A file where the folder should be is named in the message."""
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        Store(tmp_path / "out", MANIFEST)


def test_folder_below_a_file(tmp_path):
    """A folder that cannot be made is a clear message."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="Not a directory"):
        Store(tmp_path / "file" / "out", MANIFEST)


@pytest.mark.parametrize("content", [WEEKS, {"metrics": np.arange(6.0)}], ids=["table", "arrays"])
def test_every_flipped_bit_is_found(tmp_path, content):
    """Whatever single bit of a kept file flips, it counts as missing and is named."""
    store = Store(tmp_path, MANIFEST)
    store.keep("seed-1", content)
    path = tmp_path / "runs" / "seed-1.kept"
    good = path.read_bytes()
    for place in range(len(good)):
        path.write_bytes(good[:place] + bytes([good[place] ^ (1 << place % 8)]) + good[place + 1 :])
        told = []
        assert store.kept("seed-1", told.append) is None
        assert told == ["runs/seed-1.kept is damaged, or of other results: its run is repeated"]


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, -5])
def test_shortened_file_is_found(tmp_path, length):
    """A kept file cut short by a power cut counts as missing."""
    store = Store(tmp_path, MANIFEST)
    store.keep("seed-1", WEEKS)
    path = tmp_path / "runs" / "seed-1.kept"
    path.write_bytes(path.read_bytes()[:length])
    assert store.kept("seed-1") is None


def test_failed_writing_leaves_the_old_file(tmp_path):
    """When the disk fills up halfway, the earlier file is still there and nothing lies beside it."""
    path = tmp_path / "report.html"
    path.write_text("old")

    def half_written(beside: Path) -> None:
        beside.write_text("ne")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match="No space left"), replacing(path) as beside:
        half_written(beside)
    assert contents(tmp_path) == ["report.html"]
    assert path.read_text() == "old"


def test_a_fault_of_the_program_is_no_fault_of_the_disk(tmp_path):
    """A template that is missing is not told as a file that cannot be written."""
    with pytest.raises(TemplateNotFound), replacing(tmp_path / "report.html"):
        raise TemplateNotFound("page.html.j2")
    assert contents(tmp_path) == []


BEGIN = """
import os, sys
from pathlib import Path
from experiments.results.kept import replacing
with replacing(Path(sys.argv[1])) as beside:
    beside.write_text("half")
    print(beside, flush=True)
    sys.stdin.read()
    os._exit(1)
"""


def test_leftovers_of_a_killed_run_are_swept(tmp_path):
    """Files that a killed process had begun disappear with the next start; those of a living one are left alone."""
    Store(tmp_path, MANIFEST)
    command = [sys.executable, "-c", BEGIN, str(tmp_path / "runs" / "seed-3.kept")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        begun = Path(process.stdout.readline().strip())
        Store(tmp_path, MANIFEST)
        assert begun.exists()
        process.kill()
    Store(tmp_path, MANIFEST)
    assert contents(tmp_path) == ["manifest.json", "runs/manifest.kept"]


@pytest.fixture
def tiny_disk(tmp_path):
    """Return a folder on a disk of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_full_disk(tiny_disk):
    """On a full disk the finished seeds stay, the message says why, and no half part is left."""
    store = Store(tiny_disk / "out", MANIFEST)
    store.keep("seed-1", WEEKS)
    wide = pd.DataFrame({"noise": pd.Series(range(100_000)).sample(frac=1, random_state=1)})
    with pytest.raises(OutputError, match="No space left"):
        store.keep("seed-2", wide)
    assert contents(tiny_disk / "out") == ["manifest.json", "runs/manifest.kept", "runs/seed-1.kept"]
    assert json.dumps(read_manifest(store.folder)) == json.dumps(MANIFEST)


def test_read_only_disk(tiny_disk):
    """A read-only place is refused at the start, before anything is computed."""
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(OutputError, match="Read-only file system"):
        Store(tiny_disk / "out", MANIFEST)


def test_a_file_that_goes_meanwhile_is_no_fault(tmp_path, monkeypatch):
    """A folder can be looked at while a command puts finished runs together in it."""
    (tmp_path / "runs").mkdir()
    seen = [tmp_path / "runs", tmp_path / "runs" / "p8-s1.kept"]
    monkeypatch.setattr("experiments.results.folder._ours", lambda folder: iter(seen))
    check_plain(tmp_path)
