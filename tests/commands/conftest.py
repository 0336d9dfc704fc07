"""The command line as a user has it: arguments in; exit code, standard output and standard error out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest
import typer.main

from experiments.cli import main
from experiments.comparison.compare import Comparison
from experiments.pages.page import Page

SMALL = ("--customers=200", "--weeks=10")
"""Size of runs in tests; the shipped strategies begin in week 8."""


built = lru_cache(maxsize=4)(typer.main.get_command)
"""The command line with all its options, which a process of its own makes once, too."""


class Answer(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    error: str


@pytest.fixture
def cxsim(capfd, tmp_path, monkeypatch) -> Callable[..., Answer]:
    """Return the command, run in an empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(typer.main, "get_command", built)

    def run(*arguments: str | Path) -> Answer:
        with pytest.raises(SystemExit) as end:
            main([str(each) for each in arguments])
        return Answer(int(end.value.code or 0), *capfd.readouterr())

    return run


def small_in(folder: Path) -> tuple[str, ...]:
    """Write a market that is settled soon, and return the options of a small run on it in that folder."""
    (folder / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 4}\n")
    return ("small.yaml", *SMALL)


@pytest.fixture
def small(tmp_path) -> tuple[str, ...]:
    """Return a market that is settled soon, and the options of a small run on it."""
    return small_in(tmp_path)


@contextmanager
def plain_reports() -> Iterator[None]:
    """Leave the drawing of the report out where it is not what is tested."""

    def report(comparison: Comparison) -> Page:
        return Page(title="Plain", lead=comparison.summary.to_csv(), blocks=[])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.comparison.report.report", report)
        yield


@pytest.fixture
def plain_report() -> Iterator[None]:
    """Leave the drawing of the report out in a test."""
    with plain_reports():
        yield
