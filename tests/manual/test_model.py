"""The description of the model names everything that the code has."""

from __future__ import annotations

import ast
import re
from importlib import import_module

import pytest

from manual import reference
from sim.foundations.compiled import rules
from sim.market.sheet import SHEETS
from sim.state import states
from tests.docs.pages import ROOT


@pytest.fixture(scope="module")
def words() -> set[str]:
    """Return all words that the ODD+D document writes as code."""
    return set(re.findall(r"`([^`\n]+)`", reference.pages()["explanation/model"]))


def test_every_state_is_named(words):
    """Every column of every table of states."""
    tables = [columns for name, columns in vars(states).items() if name.endswith("_COLUMNS")]
    assert len(tables) >= 8
    assert {column.name for columns in tables for column in columns} <= words


def test_every_rule_is_named(words):
    """Every rule that can be replaced."""
    import_module("sim.model")
    assert len(rules()) > 200
    assert set(rules()) <= words


def test_every_parameter_is_named(words):
    """Every number that a market file may hold."""
    keys = {key for sheet in SHEETS.values() for key in sheet}
    assert len(keys) > 300
    assert keys <= words


def test_every_phase_is_named(words):
    """Every function that a week calls, and every loop over customers in the rooms of phases."""
    week = ast.parse((ROOT / "sim" / "week.py").read_text(encoding="utf-8"))
    phases = {name.name for node in week.body if isinstance(node, ast.ImportFrom) for name in node.names}
    called = {node.func.id for node in ast.walk(week) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    loops = set()
    for path in (ROOT / "sim" / "phases").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        loops |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and _is_kernel(node)}
    assert len(loops) > 20
    assert {name for name in phases & called if name.islower()} | loops <= words


def _is_kernel(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Name) and each.id in ("kernel", "entry") for each in node.decorator_list)


@pytest.mark.parametrize("heading", ["Purpose", "Individual decision making", "Stochasticity", "Submodels"])
def test_the_protocol_is_followed(heading):
    """The document has the sections of ODD+D."""
    assert re.search(rf"^### {heading}$", reference.pages()["explanation/model"], flags=re.MULTILINE)


@pytest.mark.parametrize("page", reference.pages())
def test_the_python_of_a_page_runs(page):
    """Code in pages that are made from the code runs as it stands, but for that of the rules themselves."""
    for block in re.findall(r"^```python\n(.*?)^```", reference.pages()[page], flags=re.MULTILINE | re.DOTALL):
        if not block.startswith("def "):
            exec(compile(block, page, "exec"), {})
