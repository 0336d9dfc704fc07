"""Tables are drawn for people, and whole for programs."""

import json
from types import SimpleNamespace

import pytest

from experiments.experiment.console import show

ROWS = [{"brand": "acme", "share": 33.123456, "margin_eur": 1234567.891}]


@pytest.fixture
def terminal(monkeypatch) -> None:
    """Stand before a terminal of eighty columns."""
    monkeypatch.setenv("COLUMNS", "80")
    terminal = SimpleNamespace(
        stdout=SimpleNamespace(isatty=lambda: True), stderr=SimpleNamespace(isatty=lambda: False)
    )
    monkeypatch.setattr("experiments.experiment.console.sys", terminal)


def test_people_get_few_digits(terminal, capsys):
    """A terminal shows three digits, and no fewer than the whole ones."""
    show(ROWS, is_rounded=True)
    assert "33.1 " in (out := capsys.readouterr().out)
    assert "1,234,568" in out


def test_programs_get_all_digits(capsys):
    """A pipe gets the numbers as they are."""
    show(ROWS, is_rounded=True)
    assert capsys.readouterr().out == "brand\tshare\tmargin_eur\nacme\t33.123456\t1234567.891\n"


def test_nothing_is_cut_off_in_a_narrow_terminal(terminal, capsys, monkeypatch):
    """However narrow a terminal, every column is there."""
    monkeypatch.setenv("COLUMNS", "40")
    show([{f"{letter}{letter}": "words and more words" for letter in "abcdef"}])
    shown = capsys.readouterr().out.split()
    assert [word for word in shown if len(word) == 2] == ["aa", "bb", "cc", "dd", "ee", "ff"]
    assert shown.count("words") == 12


def test_words_are_not_broken_in_a_narrow_terminal(terminal, capsys):
    """A table with more columns than a terminal can hold stands on its side: a line for each figure."""
    row = {f"unbreakable_{letter}": 12345.0 for letter in "abcdefgh"}
    show([{"brand": "acme"} | row, {"brand": "orchid"} | row], is_rounded=True)
    head, _, *lines = capsys.readouterr().out.strip().splitlines()
    assert head.split() == ["brand", "acme", "orchid"]
    assert lines[0].split() == ["unbreakable", "a", "12,345", "12,345"]


def test_where_purchases_repeat_nobody_churns(cxsim, terminal):
    """On a terminal customers of a shop are lost; programs find the metric under its own name."""
    run = ("run", "retail", "--customers=200", "--weeks=1")
    assert "churn" not in (shown := cxsim(*run).out)
    assert "lost" in shown
    assert "churn" in json.loads(cxsim(*run, "--json").out)[0]
