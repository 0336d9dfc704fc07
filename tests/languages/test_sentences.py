"""In rooms that speak every language each sentence is of the catalogue, whether a test shows it or not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "experiments"
ROOMS = (
    "moments",
    "worlds",
    "discovery",
    "optimisation",
    "sensitivity",
    "fitting/words.py",
    "fitting/report.py",
    "calibration",
    "theory",
    "comparison/lives_in_words.py",
    "comparison/paths.py",
    "pages/diaries.py",
)
"""Folders of which words, reports and figures are spoken, and single files."""
SPOKEN_FILES = ("view.py", "tables.py", "words.py", "report.py", "figures.py", "backtest.py")
FILES = [
    file
    for room in ROOMS
    for file in ([ROOT / room] if room.endswith(".py") else [ROOT / room / name for name in SPOKEN_FILES])
    if file.exists()
]
SENTENCE = re.compile(r"[A-Z][a-z]+|[a-z]{2,} [a-z]{2,}")
SAYING = {"phrase", "mark", "plural"}
KEYS = {"axes fraction", "offset points", "not higher", "standard deviations", "cxsim compare "}
"""What looks like a sentence and is read by programs, or typed in a terminal."""


def unsaid(source: str) -> Iterator[str]:
    """Yield the texts of a Python source that look like sentences and are said in English only."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.search(node.value)):
            continue
        above = [node]
        while above[-1] in parents and not isinstance(above[-1], ast.stmt):
            above.append(parents[above[-1]])
        called = {each.func.id for each in above if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)}
        is_docstring = isinstance(parents[node], ast.Expr)
        if not is_docstring and not called & SAYING and node.value not in KEYS:
            yield node.value


def test_what_is_said_in_english_only_is_found():
    """A sentence outside of the catalogue is found, alone or within braces; a docstring and a key are not."""
    source = (
        '"""A docstring."""\nkey = "share"\nsaid = phrase("A sentence.")\nnot_said = f"in {key} simulations of many"\n'
    )
    assert list(unsaid(source)) == [" simulations of many"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_sentence_is_said(file):
    """No sentence of these rooms is told in English to a reader of another language."""
    assert list(unsaid(file.read_text(encoding="utf-8"))) == []
