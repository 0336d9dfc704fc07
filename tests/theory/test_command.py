"""`cxsim theory`: what it shows and leaves, how it goes on, and how it is repeated."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TINY = ("--customers=60", "--seeds=3", "--workers=1")
ONE = ("--claims=stingy-help",)


def outputs(folder: str) -> dict[str, str]:
    """Return the hashes of what came out."""
    return json.loads(Path(folder, "manifest.json").read_text())["outputs"]


def test_it_leaves_page_document_and_table(cxsim, soon, own, tmp_path):
    """Each claim has a line on the screen, a card on the page, a chapter in the document and a row for each effect."""
    answer = cxsim("theory", soon, *TINY, f"--own={own()}", *ONE, "--claims=T6", "--out=out")
    assert answer.code == 0, answer.error
    lines = [line.split("\t") for line in answer.out.splitlines()]
    assert lines[0] == ["claim", "verdict", "effect", "sentence"]
    assert [line[0] for line in lines[1:]] == ["stingy-help", "T6"]
    with (tmp_path / "out/theory.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["claim"] for row in rows] == ["stingy-help", "T6", "T6"]
    page, document = ((tmp_path / "out" / name).read_text() for name in ("theory.html", "theory.md"))
    page = page.replace("<wbr>", "")
    for text in (page, document):
        assert "Who waits longer for help is less satisfied." in text
        assert "behaviour.assistance.waiting_loss" in text
        assert "Acme Telecom" in text
    assert "cxsim compare telecom support-capacity" in page
    assert set(outputs("out")) == {"theory.csv", "theory.md", "theory.html"}


def test_finished_worlds_are_not_run_again(cxsim, soon, own, monkeypatch):
    """The same command goes on from what the folder keeps."""
    command = ("theory", soon, *TINY, f"--own={own()}", *ONE, "--out=out")
    first = cxsim(*command)
    monkeypatch.setattr("experiments.theory.worlds.begun", None)
    again = cxsim(*command)
    assert (again.code, again.out) == (first.code, first.out)


def test_killed_it_goes_on_to_the_same_bits(cxsim, soon, own):
    """Killed with -9 on two workers in the middle, it ends with the bits of an undisturbed run on one."""
    command = ["theory", soon, "--customers=100", "--seeds=6", f"--own={own()}", *ONE]
    code = "from experiments.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, *command, "--workers=2", "--out=out"], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    while len(list(Path("out/runs").glob("*.kept"))) < 2:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert "outputs" not in json.loads(Path("out/manifest.json").read_text())
    assert cxsim(*command, "--workers=1", "--out=out").code == 0
    assert cxsim(*command, "--workers=1", "--out=undisturbed").code == 0
    assert outputs("out") == outputs("undisturbed")


def test_repetition_is_given_own_claims_again(cxsim, soon, own):
    """A folder does not decide which code is run; with the file it is repeated bit by bit."""
    mine = own()
    assert cxsim("theory", soon, *TINY, f"--own={mine}", *ONE, "--out=out").code == 0
    refused = cxsim("rerun", "out")
    assert refused.code == 2
    assert "code of your own: give its file with --experiment" in refused.error
    answer = cxsim("rerun", "out", "--experiment", mine, "--json")
    assert answer.code == 0, answer.error
    assert {row["identical"] for row in json.loads(answer.out)} == {"yes"}


def test_changed_own_claims_are_told(cxsim, soon, own):
    """A repetition with another file says that the file was altered."""
    mine = own()
    assert cxsim("theory", soon, *TINY, f"--own={mine}", *ONE, "--out=out").code == 0
    own(("smallest=0.002", "smallest=0.003"))
    answer = cxsim("rerun", "out", "--experiment", mine)
    assert answer.code == 1
    assert "mine.py (the copy is inputs/own.py)" in answer.error


def test_duration_is_told_before(cxsim, soon, own):
    """A dry run counts the worlds; a budget that is too small refuses them."""
    answer = cxsim("theory", soon, *TINY, f"--own={own()}", *ONE, "--dry-run", "--json")
    assert json.loads(answer.out)["runs"] == 3
    assert "2 worlds in 1 groups" in answer.error
    refused = cxsim("theory", soon, "--customers=100000", f"--own={own()}", *ONE, "--budget=0.01", "--out=out")
    assert refused.code == 2
    assert "--budget" in refused.error
    assert not Path("out").exists()


WRONG = [
    (
        ('Figure("satisfaction"', 'Figure("satisfacton"'),
        "mine.py:14: stingy-help: unknown outcome 'satisfacton' (did you mean 'satisfaction'?)",
    ),
    (('"brand.operations.support_agents"', '"brand.operations.suport_agents"'), "did you mean 'support_agents'?"),
    (
        ('part="help"', 'part="helping"'),
        "mine.py:7: stingy-help: unknown part of the cycle 'helping' (did you mean 'help'?)",
    ),
    (
        ('expected="lower"', 'expected="low"'),
        "mine.py:15: stingy-help: expected: unknown direction 'low' (did you mean 'lower'?)",
    ),
    (("smallest=0.002", "smallest=0"), "mine.py:16: stingy-help: smallest must be above 0 (got 0)"),
    (('quality_after_waiting"', 'quality_after_waitin"'), "did you mean 'quality_after_waiting'?"),
    (('waiting_loss"', 'waiting_los"'), "mine.py:22: stingy-help: switch: unknown number"),
    (("weeks=(1, 6)", "weeks=(6, 1)"), "weeks must be first and last, from 1 to 1040 (got 6 and 1)"),
    (('id="stingy-help"', 'id="T19"'), "mine.py:6: T19: there is another claim 'T19': each needs an id of its own"),
    (
        ('(lever("brand.operations.support_agents", multiply=0.1),)', "()"),
        "'as it is' and 'a tenth of the agents' are the same world and outcome",
    ),
]


@pytest.mark.parametrize(("replaced", "message"), WRONG)
def test_wrong_claim_is_told_with_its_line(cxsim, soon, own, replaced, message):
    """File, line, value, what was expected and the nearest name; nothing is written."""
    answer = cxsim("theory", soon, *TINY, f"--own={own(replaced)}", "--out=out")
    assert answer.code == 1
    assert message in answer.error
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        (("import AS_IT_IS", "import AS_IT_WAS"), "mine.py: cannot be read: line 3: ImportError"),
        (("CLAIM = Claim(", "CLAIM = str("), "mine.py: cannot be read: line 5: TypeError"),
        (("CLAIM = Claim(", "CLAIM = = Claim("), "mine.py: cannot be read: line 5: invalid syntax"),
    ],
)
def test_file_that_cannot_be_read_is_told_with_its_line(cxsim, soon, own, replaced, message):
    """What stops Python is told with file and line, without a traceback."""
    answer = cxsim("theory", soon, *TINY, f"--own={own(replaced)}", "--out=out")
    assert answer.code == 2
    assert message in answer.error
    assert "Traceback" not in answer.error


def test_all_that_is_wrong_is_told_at_once(cxsim, soon, own):
    """Two mistakes make two lines."""
    mine = own(('expected="lower"', 'expected="low"'), ('part="help"', 'part="helping"'))
    assert len(cxsim("theory", soon, *TINY, f"--own={mine}").error.strip().splitlines()) == 2


def test_unknown_claim_is_told_with_the_nearest(cxsim, soon):
    """A pattern that no claim fits."""
    answer = cxsim("theory", soon, *TINY, "--claims=T99")
    assert answer.code == 2
    assert "--claims: unknown claim 'T99' (did you mean 'T" in answer.error


def test_file_without_claims_is_refused(cxsim, soon, tmp_path):
    """A file must hold a claim."""
    (tmp_path / "empty.py").write_text("X = 1\n")
    answer = cxsim("theory", soon, *TINY, "--own=empty.py")
    assert answer.code == 2
    assert "empty.py: must hold a Claim of experiments.theory.claim (got none)" in answer.error
