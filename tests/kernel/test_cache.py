"""Compiled code is kept for as long as the sources it was made from stay the same."""

import shutil
from pathlib import Path

import pytest

from sim.foundations.compiled import sources_hash

SIM = Path(__file__).parents[2] / "sim"


@pytest.fixture
def sources(tmp_path):
    """Return a copy of the sources that may be edited."""
    for room in ("foundations", "rules", "state", "phases"):
        shutil.copytree(SIM / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(SIM / "week.py", tmp_path)
    return tmp_path


def edited(file: Path, old: str, new: str) -> None:
    """Replace a text in a file that holds it."""
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_number_may_be_edited_without_compiling(sources):
    """Default, range and source of a parameter are no part of compiled code."""
    before = sources_hash(sources)
    edited(sources / "rules" / "impressions_sheet.py", "2.25, 1, 4", "2.5, 1, 5")
    edited(sources / "rules" / "impressions_sheet.py", "Tversky & Kahneman 1992", "a study of our own")
    assert sources_hash(sources) == before


@pytest.mark.parametrize("file", ["rules/impressions.py", "phases/encounter.py", "foundations/maths.py", "week.py"])
def test_edited_code_is_compiled_anew(sources, file):
    """A change of a rule, a phase or the week leaves what was compiled before aside."""
    before = sources_hash(sources)
    edited(sources / file, "return", "return 1.0 *")
    assert sources_hash(sources) != before
