"""Decisions say what was asked, what was chosen, and what would change our mind."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.docs.pages import ROOT

TEXT = (ROOT / "docs" / "DECISIONS.md").read_text(encoding="utf-8")
ENTRIES = {entry.partition("\n")[0]: entry for entry in TEXT.split("\n## ")[1:]}
PARTS = ("Question", "Options", "Choice", "What would change our mind")
A_LIST = "Libraries"
A_LIBRARY_OF_MESA = "networkx"


@pytest.mark.parametrize("title", [title for title in ENTRIES if title != A_LIST])
def test_decision_has_its_parts_in_order(title):
    """An entry has its question, its choice and what would change our mind; options where there were any."""
    parts = re.findall(rf"^\*({'|'.join(PARTS)})\b[^*]*\*", ENTRIES[title], flags=re.MULTILINE)
    assert parts == [part for part in PARTS if part in parts]
    assert {"Question", "Choice", "What would change our mind"} <= set(parts)


def test_titles_are_unlike():
    """No two decisions have the same title, so that a link finds the right one."""
    assert len(ENTRIES) == TEXT.count("\n## ")


def test_every_library_has_a_reason():
    """Every library that the package needs is in the list, with what it is there for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split("[<>=]", library)[0] for library in project["dependencies"]}
    rows = re.findall(r"^\| (.+?) \|", ENTRIES[A_LIST], flags=re.MULTILINE)
    listed = {name for row in rows for name in row.split(", ")}
    assert needed <= listed | {A_LIBRARY_OF_MESA}
