"""The page about a state of one's own works: it is applied, as it stands, to a copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, fences

PAGE = ROOT / "docs" / "EXTENDING.md"
PARTS = ("sim", "experiments", "tests", "docs", "CHANGELOG.md", "README.md", "pyproject.toml", "Makefile")
MOST_FILES = 10

SHORT_RUN = """
from sim.market.loading import load_market
from sim.market.schema import Market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from sim.state.indicators import indicator, value

document = load_market("retail").model_dump()
document["category"]["burn_in_weeks"] = 0.0

def fatigue_and_tension(deafness):
    document["behaviour"]["adverts"]["deafness"] = deafness
    run = Simulation(Market.model_validate(document), Scenario.baseline(), n_customers=40, seed=1, in_python=True)
    for _ in range(8):
        run.step()
    customers = run.world.customers
    fatigue = value(indicator("advert_fatigue"), run.ledger.table().sum(numeric_only=True))
    return float(fatigue), float(customers["tension"].mean())

tired, tension = fatigue_and_tension(1.0)
assert 0 < tired < 1
assert tension < fatigue_and_tension(0.0)[1]
assert indicator("advert_fatigue").label == "True fatigue by adverts (all customers)"
"""


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """Return a copy of the tree with the edits of the page, and the files that they touch."""
    tree = tmp_path_factory.mktemp("tree")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, tree)
    touched = set()
    for language, file, text in fences(PAGE):
        path = tree / file
        if language == "diff":
            path.write_text(changed(path.read_text(encoding="utf-8"), text), encoding="utf-8")
        else:
            assert not path.exists(), file
            path.write_text(text, encoding="utf-8")
        touched.add(file)
    return tree, touched


def changed(text: str, difference: str) -> str:
    """Return a text with a difference applied; the lines that stay or go stand in it exactly once."""
    lines = [(line[:1], line[1:] + "\n") for line in difference.splitlines()]
    before = "".join(line for sign, line in lines if sign != "+")
    after = "".join(line for sign, line in lines if sign != "-")
    assert text.count(before) == 1, before
    return text.replace(before, after)


def run(tree: Path, *command: str) -> None:
    """Run a command in the copy, with a compile cache of its own."""
    surroundings = os.environ | {"PYTHONPATH": str(tree), "XDG_CACHE_HOME": str(tree / ".cache"), "CI": "1"}
    ended = subprocess.run(
        [sys.executable, *command], cwd=tree, env=surroundings, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def run_tests(tree: Path, *paths: str) -> None:
    """Run tests of the copy."""
    run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *paths)


def test_few_files_are_touched(edited):
    """State, rules, parameters, indicator and tests are at most ten files."""
    _, touched = edited
    assert len(touched) <= MOST_FILES


def test_the_code_is_in_shape(edited):
    """The edited files pass the linter and the formatter as they stand on the page."""
    tree, touched = edited
    files = [file for file in sorted(touched) if file.endswith(".py")]
    run(tree, "-m", "ruff", "check", "--no-cache", *files)
    run(tree, "-m", "ruff", "format", "--no-cache", "--check", "--force-exclude", *files)


def test_the_state_lives(edited):
    """In a short run the indicator comes out, carries its label, and the mechanism makes a difference."""
    tree, _ = edited
    run(tree, "-c", SHORT_RUN)


def test_what_watches_over_the_tree_is_content(edited):
    """Sheets, glossary, changelog and the sheet of states hold together after the edits."""
    tree, _ = edited
    run_tests(
        tree,
        "tests/rules/test_adverts.py",
        "tests/rules/test_sheet.py",
        "tests/architecture/test_numbers.py",
        "tests/state/test_states.py",
        "tests/state/test_indicators.py",
        "tests/docs/test_glossary.py",
        "tests/docs/test_changelog.py",
        "--deselect=tests/state/test_states.py::test_what_is_booked_is_where_people_stand",
    )


@pytest.mark.slow
def test_the_mechanism_works(edited):
    """Compiled for a population, the example's own tests pass, and so do bounds and interpreted runs."""
    tree, _ = edited
    run_tests(
        tree,
        "tests/mechanisms/test_adverts.py",
        "tests/mechanisms/test_needs.py",
        "tests/state",
        "tests/laws/test_bounds.py::test_everything_at_the_edge_is_sound",
        "tests/kernel/test_interpreted.py",
    )


def test_the_names_of_the_page_exist():
    """Every file that the page names in its text is there, or is made by it."""
    made = {file for _, file, _ in fences(PAGE)}
    named = set(re.findall(r"`((?:sim|tests|docs)/[\w/]+\.\w+)`", PAGE.read_text(encoding="utf-8")))
    assert [file for file in sorted(named - made) if not (ROOT / file).exists()] == []
