"""An experiment of a researcher's own: the one that the documentation shows."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from experiments.cli import main
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs" / "EXPERIMENTS.md").read_text(encoding="utf-8")


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    error: str


@pytest.fixture(scope="session")
def shown() -> str:
    """Return the experiment of the page."""
    found = re.search(r"```python file=stayers.py\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def own(shown, tmp_path, monkeypatch) -> Path:
    """Return the file of the experiment, in a working folder with a market that is settled soon."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    (tmp_path / "stayers.py").write_text(shown)
    return Path("stayers.py")


@pytest.fixture
def cxsim(capfd) -> Callable[..., Answer]:
    """Return the command."""

    def run(*arguments: object) -> Answer:
        with pytest.raises(SystemExit) as end:
            main([str(each) for each in arguments])
        return Answer(int(end.value.code or 0), *capfd.readouterr())

    return run
