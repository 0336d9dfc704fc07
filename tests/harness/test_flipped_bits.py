"""One flipped bit in anything that is kept is found before a number is read from it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.discovery.futures import read_results
from experiments.errors import OutputError
from experiments.results.examining import examined
from experiments.results.folder import copied_manifest, read_manifest, verified
from experiments.results.rooms import Room, seal_of
from experiments.results.store import earlier_manifest
from experiments.running.weekly import Outcome
from experiments.sweep.queries import opened

QUICK, MANY = 12, 1500


@contextmanager
def flipped(path: Path, rng: random.Random) -> Iterator[None]:
    """Flip one bit of a file, anywhere, for a moment."""
    content = path.read_bytes()
    place = rng.randrange(8 * len(content))
    harmed = bytearray(content)
    harmed[place // 8] ^= 1 << place % 8
    path.write_bytes(harmed)
    try:
        yield
    finally:
        path.write_bytes(content)


def first(folder: Path, pattern: str) -> Path:
    """Return a file of a folder, the first that fits."""
    return sorted(folder.glob(pattern))[0]


def is_unread(path: Path, folder: Path) -> bool:
    """Return whether a kept run counts as one that is not there."""
    room = Room(path.parent, seal_of(read_manifest(folder)["inputs"]))
    return room.kept(path.stem) is None


def is_refused(read: Callable[[], object]) -> bool:
    """Return whether reading ends with a sentence."""
    try:
        read()
    except OutputError:
        return True
    return False


def kept_run(folder: Path) -> tuple[Path, Callable[[], bool]]:
    """Return a kept run of a folder, and whether it is found to be damaged."""
    path = first(folder, "runs/s*.kept")
    return path, lambda: is_unread(path, folder)


def copy_of_the_manifest(folder: Path) -> tuple[Path, Callable[[], bool]]:
    """Return the kept copy of a manifest, and whether it is found to be damaged."""
    return folder / "runs" / "manifest.kept", lambda: copied_manifest(folder) is None


def manifest(folder: Path) -> tuple[Path, Callable[[], bool]]:
    """Return a manifest, and whether its damage is found and does not matter to who goes on with the results."""
    whole = read_manifest(folder)

    def is_found() -> bool:
        flaws = [flaw.file for flaw in examined(folder).flaws]
        return "manifest.json" in flaws and earlier_manifest(folder) == whole

    return folder / "manifest.json", is_found


def output(folder: Path, name: str) -> tuple[Path, Callable[[], bool]]:
    """Return a result, and whether every reader refuses it and a check names it."""
    reader = {"results.parquet": read_results, "weekly": opened}
    path = first(folder, name)
    read = reader.get(path.name) or reader.get(path.parent.name) or (lambda place: verified(place, [path.name]))
    return path, lambda: is_refused(lambda: read(folder))


def copied_input(folder: Path) -> tuple[Path, Callable[[], bool]]:
    """Return the copy of an input, and whether a check names it."""
    path = folder / "inputs" / "market.yaml"
    return path, lambda: "inputs/market.yaml" in [flaw.file for flaw in examined(folder).flaws]


KINDS = {
    "kept comparison": ("compare", kept_run),
    "kept batch of trials": ("sweep", kept_run),
    "kept patterns": ("validate", lambda folder: kept_small(folder, "runs/[!m]*.kept")),
    "kept points of a fit": ("fit", lambda folder: kept_small(folder, "runs/[!m]*.kept")),
    "copy of the manifest": ("compare", copy_of_the_manifest),
    "manifest": ("compare", manifest),
    "table of a sweep": ("sweep", lambda folder: output(folder, "results.parquet")),
    "weekly figures of a sweep": ("sweep", lambda folder: output(folder, "weekly/*.parquet")),
    "weekly figures of a comparison": ("compare", lambda folder: output(folder, "weekly.parquet")),
    "table of a validation": ("validate", lambda folder: output(folder, "validation.csv")),
    "page": ("compare", lambda folder: output(folder, "report.html")),
    "copy of an input": ("compare", copied_input),
}
"""Kind of what is kept -> a command that keeps it, and a maker of one and of the test that finds its damage."""


def kept_small(folder: Path, pattern: str) -> tuple[Path, Callable[[], bool]]:
    """Return a kept run by the pattern of its name, and whether it is found to be damaged."""
    path = first(folder, pattern)
    return path, lambda: is_unread(path, folder)


def flip(kind: str, many: int, undisturbed, tmp_path) -> None:
    """Flip bits of what is kept, one at a time."""
    command, find = KINDS[kind]
    folder = shutil.copytree(undisturbed(command), tmp_path / "out")
    path, is_found = find(folder)
    assert not is_found()
    rng = random.Random(kind)
    for _ in range(many):
        with flipped(path, rng):
            assert is_found()


@pytest.mark.parametrize("kind", [each for each, (command, _) in KINDS.items() if command in ("compare", "sweep")])
def test_flipped_bit(kind, undisturbed, tmp_path):
    """A bit that flips anywhere is found, without a traceback."""
    flip(kind, QUICK, undisturbed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_many_flipped_bits(kind, undisturbed, tmp_path):
    """So is each of 1,500."""
    flip(kind, MANY, undisturbed, tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        pd.DataFrame({"week": [1, 2], "customers": [3.0, 4.0]}),
        Outcome(np.arange(6.0).reshape(2, 3), np.arange(4.0))._asdict(),
    ],
    ids=["table", "arrays"],
)
def test_a_run_of_other_results_is_not_read(content, tmp_path):
    """A kept file that was renamed, put into another room, or comes from results of other inputs, is not read."""
    room = Room(tmp_path / "runs", seal_of({"weeks": 10}))
    room.keep("seed-1", content)
    assert room.kept("seed-1") is not None
    shutil.copy(room.path("seed-1"), room.path("seed-2"))
    assert room.kept("seed-2") is None
    shutil.copy(room.path("seed-1"), room.room("morris").path("seed-1"))
    assert room.room("morris").kept("seed-1") is None
    assert Room(tmp_path / "runs", seal_of({"weeks": 20})).kept("seed-1") is None
