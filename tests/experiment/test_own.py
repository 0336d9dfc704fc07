"""An experiment of one's own has a command, a folder, workers, resuming and a repetition for nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

SMALL = ("small.yaml", "--scenario=price-cut", "--customers=200", "--weeks=9")


def outputs(folder: str) -> dict[str, str]:
    """Return the hashes of what came out."""
    return json.loads(Path(folder, "manifest.json").read_text())["outputs"]


def test_it_is_thirty_lines(shown):
    """The page shows a whole experiment in some thirty lines of code."""
    assert len([line for line in shown.splitlines() if line.strip()]) <= 36


def test_it_leaves_a_folder(own, cxsim):
    """Table, page, manifest and inputs are written, and a terminal gets the table."""
    answer = cxsim("experiment", own, *SMALL, "--seeds=2", "--workers=1", "--out=out")
    assert answer.code == 0, answer.error
    table = pd.read_csv("out/stayers.csv")
    assert set(table["scenario"]) == {"baseline", "price-cut"}
    assert answer.out.splitlines()[0] == "scenario\tsegment\tcustomers"
    assert set(outputs("out")) == {"stayers.csv", "stayers.html"}
    assert "Who stays" in Path("out/stayers.html").read_text()
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["command"].startswith("cxsim experiment stayers.py small.yaml --scenario=price-cut --seeds=2")
    assert {"inputs/stayers.py", "inputs/market.yaml", "inputs/scenarios/price-cut.yaml"} <= manifest["inputs"].keys()


def test_help_is_its_own(own, cxsim):
    """Its docstring and the options of its request are its help."""
    answer = cxsim("experiment", own, "--help")
    assert answer.code == 0
    assert "Show how many customers each segment keeps." in answer.out
    assert all(option in answer.out for option in ("--seeds", "--workers", "--scheduler", "--out", "--json"))


def test_killed_on_two_workers_it_goes_on_and_is_repeated(own, cxsim):
    """Killed with -9 in the middle, it goes on to the bits of an undisturbed one, and is repeated bit by bit."""
    command = ["experiment", str(own), *SMALL, "--seeds=12"]
    code = "from experiments.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *command, "--workers=2", "--out=out"], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    while len(list(Path("out/runs").glob("*.kept"))) < 3:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in Path("out/runs").glob("*.kept")}
    assert 3 <= len(kept) < 12
    assert cxsim(*command, "--out=out").code == 0
    assert all(path.stat().st_mtime_ns == written for path, written in kept.items())
    assert cxsim(*command, "--out=undisturbed").code == 0
    assert outputs("out") == outputs("undisturbed")
    answer = cxsim("rerun", "out", "--experiment", own, "--json")
    assert answer.code == 0, answer.error
    assert {row["identical"] for row in json.loads(answer.out)} == {"yes"}


def test_a_repetition_needs_the_file(own, cxsim):
    """A folder does not decide what code is run: the file is given again, and a changed one is named."""
    assert cxsim("experiment", own, *SMALL, "--seeds=1", "--workers=1", "--out=out").code == 0
    answer = cxsim("rerun", "out")
    assert answer.code == 2
    assert "give its file with --experiment" in answer.error
    own.write_text(own.read_text().replace(".mean()", ".max()"))
    answer = cxsim("rerun", "out", "--experiment", own)
    assert "stayers.py (the copy is inputs/stayers.py)" in answer.error


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import nothing_of_this_name\n", "stayers.py: cannot be read: line 1: ModuleNotFoundError"),
        ("x = = 1\n", "stayers.py: cannot be read: line 1: invalid syntax"),
        ("x = 1\n", "stayers.py: must hold one subclass of experiments.experiment.Experiment (got none)"),
        (
            "from experiments.experiment import Experiment\n\nclass Mine(Experiment):\n    name = 'mine'\n",
            "stayers.py:3: Mine: must have the methods plan, run, tables",
        ),
        (
            "from experiments.experiment import Experiment\n\nclass Mine(Experiment):\n    name = 'mine'\n"
            "    request = dict\n    plan = run = tables = lambda self, *_: {}\n",
            "stayers.py:3: Mine: must name the class of its request, a subclass of Request (got 'dict')",
        ),
        (
            "from dataclasses import dataclass\nfrom experiments.experiment import Experiment, Request\n\n"
            "@dataclass(frozen=True, kw_only=True)\nclass Asked(Request):\n    seeds: int = 1\n\n"
            "class Mine(Experiment):\n    name, request = 'mine', Asked\n"
            "    plan = run = tables = lambda self, *_: {}\n",
            "stayers.py:8: Mine: the request Asked cannot be understood: Asked.seeds must be Annotated with an Option",
        ),
    ],
)
def test_what_is_wrong_with_it_is_said(own, cxsim, text, words):
    """A wrong class, a missing method or a failing import is answered with file, line and what was expected."""
    own.write_text(text)
    answer = cxsim("experiment", own, "small.yaml")
    assert answer.code == 2
    assert words in answer.error
    assert "Traceback" not in answer.error


def test_other_options_are_checked_as_ever(own, cxsim):
    """What the request does not know, or cannot have, is answered like that of any command."""
    answer = cxsim("experiment", own, "small.yaml", "--seeds=0")
    assert answer.code == 2
    assert "is not between 1 and 1000" in answer.error
    assert cxsim("experiment", "nowhere.py", "small.yaml").error.strip() == "nowhere.py: no such file"
