"""Pictures in README and manual are those that the script makes, and the answer has its place."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from manual import pictures
from tests.docs.pages import README, links


def test_every_picture_of_the_readme_is_made_by_the_script():
    """The README shows no picture that `make pictures` would not make again, and every one of them is there."""
    shown = {PurePosixPath(address) for address, _ in links(README) if address.endswith(".png")}
    assert shown
    assert {path.parent.as_posix() for path in shown} == {"docs/pictures"}
    assert {path.stem for path in shown} <= set(pictures.PICTURES)
    assert [name for name in pictures.PICTURES if not (pictures.FOLDER / f"{name}.png").is_file()] == []


def test_the_answer_takes_its_place():
    """The answer of a report replaces the one before, and nothing else changes."""
    text = "a\n<!-- answer -->\n> old\n<!-- end of answer -->\nb\n"
    assert pictures.with_answer(text, r"\new") == "a\n<!-- answer -->\n> \\new\n<!-- end of answer -->\nb\n"
    assert pictures.with_answer(README.read_text(encoding="utf-8"), "x") != README.read_text(encoding="utf-8")


def test_a_readme_without_a_place_is_told():
    """Where the answer has no place, the script says so instead of leaving an old one."""
    with pytest.raises(ValueError, match="no place"):
        pictures.with_answer("no comment", "x")


def test_a_report_has_its_picture(chromium, tmp_path):
    """The picture of a report ends with what it says of the strategies; its answer is returned in words."""
    page = '<body style="margin:0"><section class="answer"><p class="headline">Heal it.</p></section><p>More</p></body>'
    (tmp_path / "report.html").write_text(page, encoding="utf-8")
    with pictures.browser() as opened:
        assert pictures.of_report(opened, tmp_path / "report.html", tmp_path) == "Heal it."
    assert (tmp_path / "report.png").stat().st_size > 0
