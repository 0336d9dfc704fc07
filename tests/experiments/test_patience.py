"""Work that takes long says what it is."""

import time

import pytest

from experiments.experiment import console
from experiments.experiment.console import told_if_long


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Make moments short."""
    monkeypatch.setattr(console, "SECONDS_IN_SILENCE", 0.05)
    monkeypatch.setattr(console, "SECONDS_BETWEEN_LINES", 0.05)


def test_long_work_is_told(capsys):
    """What takes more than a moment is told, and told again."""
    with told_if_long("reading the table"):
        time.sleep(0.4)
    assert capsys.readouterr().err.count("reading the table ...\n") > 1


def test_short_work_is_not(capsys):
    """What is done at once is not mentioned, then or later."""
    with told_if_long("reading the table"):
        pass
    time.sleep(0.2)
    assert capsys.readouterr().err == ""
