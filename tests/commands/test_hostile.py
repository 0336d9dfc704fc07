"""Files from strangers: what they say is shown as it is written, and does nothing to a terminal."""

import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.errors import RequestError
from experiments.experiment.console import say, show, show_json
from sim.market.messages import JOINERS, InputError, Problem, visible

ESCAPES = "\x1b[2J\x1b]0;gone\x07 \x9b31m \u202eexe.txt\r\nno problems found"


def is_harmless(text: str) -> bool:
    """Return whether each line of a text can be printed as it is."""
    return all(letter.isprintable() or letter in JOINERS for line in text.split("\n") for letter in line)


@given(st.text())
def test_the_door_lets_nothing_invisible_through(text):
    """Whatever a text holds, it comes out on one line that can be printed, and unchanged when it could be before."""
    shown = visible(text)
    assert is_harmless(shown)
    assert "\n" not in shown
    assert shown == text or not text.isprintable()


def test_errors_of_files_keep_their_lines():
    """A name with a line break cannot add a line to a list of errors."""
    error = InputError([Problem(f"{ESCAPES}.yaml", 3, f"brands.{ESCAPES}", f"unknown {ESCAPES}")])
    assert is_harmless(str(error))
    assert len(str(error).splitlines()) == 1


def test_errors_of_requests_keep_their_lines():
    """Each argument of an error is one line of its message."""
    error = RequestError(f"{ESCAPES} is no metric", "seeds must be above 0")
    assert is_harmless(str(error))
    assert str(error).splitlines()[1:] == ["seeds must be above 0"]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_tables_are_harmless(is_terminal, capsys, monkeypatch):
    """Names in tables are shown with their escapes written out, drawn for people and in a pipe."""
    stdout = SimpleNamespace(isatty=lambda: is_terminal)
    monkeypatch.setattr("experiments.experiment.console.sys", SimpleNamespace(stdout=stdout))
    show([{"file": ESCAPES, f"is {ESCAPES}": "yes"}])
    out = capsys.readouterr().out
    assert is_harmless(out.replace("\t", " "))
    assert "\\x1b" in out.replace("\n", "")


def test_documents_are_harmless_and_whole(capsys):
    """JSON on a terminal holds nothing that it would obey, and is read as what it was."""
    show_json({"title": ESCAPES, "size": "3 µm \U0001f600 \x7f"})
    out = capsys.readouterr().out
    assert is_harmless(out)
    assert json.loads(out) == {"title": ESCAPES, "size": "3 µm \U0001f600 \x7f"}


def test_messages_are_harmless(capsys):
    """Each argument of a message is one line."""
    say(f"{ESCAPES} is damaged: its run is repeated", "done")
    error = capsys.readouterr().err
    assert is_harmless(error)
    assert error.splitlines()[1:] == ["done"]


def test_a_hostile_folder_does_nothing_but_a_sentence(cxsim, small, tmp_path):
    """Names, versions and a command in the manifest of somebody else reach a terminal as text only."""
    cxsim("run", *small, "--out=out")
    file = tmp_path / "out" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest["outputs"][ESCAPES] = ESCAPES
    manifest["versions"] |= {"numpy": ESCAPES, ESCAPES: ESCAPES}
    manifest["command"] = ESCAPES
    file.write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert answer.code == 1
    assert is_harmless((answer.out + answer.error).replace("\t", " "))
    assert "no problems found" not in (answer.out + answer.error).splitlines()


@pytest.mark.parametrize("name", ["experiment", "request", "copies"])
def test_a_hostile_manifest_is_refused_in_words(cxsim, small, tmp_path, name):
    """A manifest that names something else than what can be there ends in a sentence without its escapes."""
    cxsim("run", *small, "--out=out")
    file = tmp_path / "out" / "manifest.json"
    manifest = json.loads(file.read_text())
    manifest[name] = {ESCAPES: ESCAPES} if isinstance(manifest[name], dict) else ESCAPES
    file.write_text(json.dumps(manifest))
    answer = cxsim("rerun", "out")
    assert answer.code in (1, 2)
    assert is_harmless(answer.out + answer.error)
