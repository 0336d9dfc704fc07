"""An experiment of one's own has a command, a folder, workers, resuming and a repetition for nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path

import pandas as pd
import pytest
import typer

from experiments.cli import app
from experiments.errors import RequestError
from experiments.experiment.registry import OTHER_COMMANDS, SHIPPED, experiment_called, installed

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
    while len(list(Path("out/runs").glob("[0-9]*.kept"))) < 3:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in Path("out/runs").glob("[0-9]*.kept")}
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


@pytest.mark.parametrize(
    ("shown_as", "instead", "words"),
    [
        (
            '= "stayers"',
            '= "compare"',
            "stayers.py:18: Stayers: must have a name of its own: 'compare' is a command",
        ),
        ("frozen=True, ", "", "stayers.py: cannot be read: line 12: TypeError: cannot inherit non-frozen dataclass"),
        (
            "@dataclass(frozen=True, kw_only=True)\n",
            "",
            "StayersRequest needs the line @dataclass(frozen=True, kw_only",
        ),
        (
            "    seeds: Annot",
            "    json: Annotated[bool, Option()] = False\n    seeds: Annot",
            "every experiment has the option --json",
        ),
        (
            " = 4\n",
            ' = "four"\n',
            "the default of an option of StayersRequest is wrong: --seeds: 'four' is not a whole",
        ),
        (" = 4\n", " = 4000\n", "--seeds: 4000 is not between 1 and 1000"),
        ("plan(self, request)", "plan(self)", "Stayers: plan must be a method with the arguments self, request"),
        ("plan, lab)", "plan)", "Stayers: run must be a method with the arguments self, plan, lab"),
        ("return Plan(", "return dict(", "Stayers.plan must return a Plan (got dict)"),
        ("range(first, first + plan.request.seeds)", "[]", "there is nothing to run"),
        (
            '{"stayers.csv": result}',
            "result",
            "Stayers.tables must return a mapping: name of a file -> data frame (got",
        ),
        ('{"stayers.csv": result}', '{"a.csv": 1}', "Stayers.tables: 'a.csv' must be a data frame (got int)"),
        ("stayers.csv", "stayers.xls", "'stayers.xls' must be the name of a file that ends in .csv or .parquet"),
        ("stayers.csv", "../stayers.csv", "'../stayers.csv' must be the name of a file"),
        ("return Page(", "return str and dict(", "Stayers.page must return a Page or None (got dict)"),
    ],
)
def test_an_experiment_that_cannot_work_is_refused_in_words(own, cxsim, shown_as, instead, words):
    """Names, options, defaults, plans, tables and pages that cannot be are answered with what was expected."""
    assert own.read_text().count(shown_as) >= 1
    own.write_text(own.read_text().replace(shown_as, instead))
    answer = cxsim("experiment", own, *SMALL, "--workers=1", "--out=out/of/mine")
    assert answer.code == 2
    assert words in answer.error
    assert "Traceback" not in answer.error
    assert list(Path("out").glob("*.csv")) == []


def test_runs_of_other_options_are_not_mixed(own, cxsim):
    """An option that may change a run makes other results, unless the plan names the options that do."""
    command = ("experiment", own, *SMALL, "--workers=1", "--out=out")
    assert cxsim(*command, "--seeds=1").code == 0
    answer = cxsim(*command, "--seeds=2")
    assert answer.code == 1
    assert "out holds results of other inputs (--seeds)" in answer.error
    own.write_text(own.read_text().replace("Plan(study", "Plan(depends_on={}, study"))
    assert cxsim(*command, "--seeds=1", "--overwrite").code == 0
    before = {path: path.stat().st_mtime_ns for path in Path("out/runs").glob("[0-9]*.kept")}
    assert cxsim(*command, "--seeds=2").code == 0
    assert before.items() < {path: path.stat().st_mtime_ns for path in Path("out/runs").glob("[0-9]*.kept")}.items()


def test_a_packages_experiment_is_called_like_its_entry_point(monkeypatch, shown, tmp_path):
    """Results name the experiment, and a repetition looks for an entry point of that name."""
    (tmp_path / "theirs.py").write_text(shown)
    monkeypatch.syspath_prepend(tmp_path)
    added = [EntryPoint(name, "theirs:Stayers", "cxsim.experiments") for name in ("stayers", "stay")]
    monkeypatch.setattr("experiments.experiment.registry.entry_points", lambda group: added)
    assert experiment_called("stayers").name == "stayers"
    with pytest.raises(RequestError, match=r"stay of theirs:Stayers must be called like its entry point .*'stayers'"):
        experiment_called("stay")


def test_a_package_adds_commands_and_replaces_none(monkeypatch):
    """An entry point with the name of a command is left out, so that no package changes what a command does."""
    names = [command.name for command in typer.main.get_command(app).commands.values()]
    assert set(names) == {*SHIPPED, *OTHER_COMMANDS, *installed()}
    added = [EntryPoint(name, "mine.stayers:Stayers", "cxsim.experiments") for name in (*names, "stayers")]
    monkeypatch.setattr("experiments.experiment.registry.entry_points", lambda group: added)
    assert [name for name in installed() if name in names] == []
    assert "stayers" in installed()


def test_other_options_are_checked_as_ever(own, cxsim):
    """What the request does not know, or cannot have, is answered like that of any command."""
    answer = cxsim("experiment", own, "small.yaml", "--seeds=0")
    assert answer.code == 2
    assert "is not between 1 and 1000" in answer.error
    assert cxsim("experiment", "nowhere.py", "small.yaml").error.strip() == "nowhere.py: no such file"
