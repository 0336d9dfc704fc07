"""A kept run that somebody made by hand, with a digest that is right, is no reason for a traceback."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest

from experiments.results.folder import read_manifest
from experiments.results.rooms import Room, seal_of
from tests.harness.commands import outputs, run_apart, words_of

FORGED = {
    "no columns": pd.DataFrame(),
    "other columns": pd.DataFrame({"seed": [1], "week": ["soon"]}),
    "nothing": {},
    "text for numbers": {
        "metrics": np.array("many"),
        "points": np.array(["a"]),
        "shown": np.array("much"),
        "a/b": np.array(1),
    },
    "another shape": {"metrics": np.zeros(3), "points": np.arange(20), "shown": np.zeros(1), "a/b/c": np.zeros(2)},
}


def forge(name: str, content, place, undisturbed) -> None:
    """Put a forged run in place of a kept one, and check that the command names it and leaves the same bits."""
    shutil.rmtree(place / "out", ignore_errors=True)
    folder = shutil.copytree(undisturbed(name), place / "out")
    room = Room(folder / "runs", seal_of(read_manifest(folder)["inputs"]))
    first = sorted(path.stem for path in room.folder.glob("*.kept") if path.stem != "manifest")[0]
    room.keep(first, content)
    ended = run_apart(place, words_of(name))
    assert "Traceback" not in ended.error, ended.error
    assert f"{first}.kept" in ended.error
    assert outputs(folder) == outputs(undisturbed(name))


def test_a_forged_run_is_made_again(place, undisturbed):
    """A forged replication is named and made again."""
    forge("compare", FORGED["other columns"], place, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["compare", "sweep", "fit", "validate"])
@pytest.mark.parametrize("content", FORGED.values(), ids=FORGED)
def test_forged_runs_are_made_again(name, content, place, undisturbed):
    """So are replications of any form, trials, points of a fit, and patterns."""
    forge(name, content, place, undisturbed)
