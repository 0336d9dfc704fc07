"""The command line answers at once, helps with examples, and never shows a traceback for a mistake."""

import os
import re
import subprocess
import sys

import pytest
from typer.main import get_command

from experiments.cli import app

COMMANDS = ("markets", "scenarios", "parameters", "new", "check", "run", "compare", "rerun", "app", "bench")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(cxsim, command):
    """Every command has an example to copy."""
    answer = cxsim(command, "--help")
    assert answer.code == 0
    assert f"Example: cxsim {command}" in answer.out


def test_help_is_folded_by_the_terminal_only(cxsim, monkeypatch):
    """Sentences of the help are not broken where the source is, so that they fit any terminal."""
    monkeypatch.setenv("COLUMNS", "200")
    assert "works.csv when a brand listens, and other_rules.csv" in cxsim("compare", "--help").out


@pytest.mark.parametrize("command", [[], *([name] for name in get_command(app).commands)], ids=" ".join)
def test_help_shows_what_is_written(cxsim, monkeypatch, command):
    """What stands in square brackets in a help text is shown, in every command."""
    monkeypatch.setenv("COLUMNS", "400")
    texts = [text for each in help_texts(command) for text in re.findall(r"\[[^]]*\]", each)]
    shown = cxsim(*command, "--help").out
    assert [text for text in texts if text not in shown] == []


def help_texts(command: list[str]) -> list[str]:
    """Return the help of a command and its options, or of the commands there are, as it is written."""
    group = get_command(app)
    parts = (
        [*group.commands.values()] if not command else [group.commands[command[0]], *group.commands[command[0]].params]
    )
    return [(getattr(part, "help", None) or "").replace("\\[", "[") for part in parts]


def test_help_has_square_brackets(cxsim, monkeypatch):
    """The form of ranges is among them."""
    monkeypatch.setenv("COLUMNS", "200")
    assert "'path: [low, high]'" in cxsim("sensitivity", "--help").out


def test_help_names_every_command(cxsim):
    """The overview names all commands, and where to start."""
    answer = cxsim("--help")
    assert all(command in answer.out for command in COMMANDS)
    assert "Start with: cxsim compare telecom" in answer.out


def test_version(cxsim):
    """The version can be asked for."""
    assert cxsim("--version").out.startswith("cxsim 0.")


def test_commands_load_nothing_heavy():
    """Help and checks answer at once because they load no compiler, no tables and no plots."""
    code = "import sys, experiments.cli; print([name for name in sys.argv[1:] if name in sys.modules])"
    heavy = ("numba", "pandas", "scipy", "mesa", "matplotlib", "distributed", "pydantic", "ruamel.yaml")
    answer = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_check_loads_no_compiler(tmp_path):
    """Checking a market needs neither compiler nor tables."""
    (tmp_path / "mine.yaml").write_text("extends: retail\n")
    code = (
        "import sys\nfrom experiments.cli import main\n"
        "try: main(['check', 'mine.yaml'])\n"
        "except SystemExit as end: print(end.code, [name for name in sys.argv[1:] if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, "numba", "pandas", "scipy", "mesa"]
    answer = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "0 []"


@pytest.mark.parametrize(
    ("arguments", "range_named"),
    [
        (("run", "telecom", "--customers=49"), "50 and 20000000"),
        (("run", "telecom", "--customers=20000001"), "50 and 20000000"),
        (("run", "telecom", "--weeks=0"), "1 and 1040"),
        (("run", "telecom", "--seed=-1"), "0 and 4294967295"),
        (("compare", "telecom", "price-cut", "--replications=0"), "1 and 10000"),
        (("compare", "telecom", "price-cut", "--at-most=4"), "5 and 10000"),
        (("compare", "telecom", "price-cut", "--workers=0"), "1 and 1024"),
    ],
)
def test_option_out_of_range_names_the_range(cxsim, arguments, range_named):
    """A number that is too small or too large ends with exit code 2 and the range."""
    answer = cxsim(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert range_named in answer.error


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("compare", "telecom"), 2, "Missing argument"),
        (("compare", "telecom", "baseline"), 2, "name a scenario to compare"),
        (("compare", "telecom", "price-cut", "--metric=nsp"), 2, "did you mean 'nps'"),
        (("compare", "telecom", "price-cut", "--brand=acne"), 2, "did you mean 'acme'"),
        (("compare", "telecom", "price-cut", "--until-precise=narrow"), 2, "--until-precise needs a number"),
        (("compare", "telecom", "price-cut", "--until-precise=-1"), 2, "--until-precise needs a number"),
        (("compare", "telecom", "price-cut", "--until-precise=1", "--replications=9"), 2, "exclude each other"),
        (("compare", "telecom", "price-cut", "--workers=2", "--scheduler=tcp://a:1"), 2, "exclude each other"),
        (("compare", "telecom", "price-cut", "price-cut"), 2, "two scenarios have the same name, price-cut"),
        (("compare", "telecom", "prize-cut"), 1, "did you mean 'price-cut'"),
        (("compare", "telecom", "price-cut", "--weeks=4"), 1, "after the end of the run"),
        (("compare", "nowhere.yaml", "price-cut"), 1, "there is no such file"),
        (("run", "telecom", "--scenario=prize-cut"), 1, "did you mean 'price-cut'"),
        (("comparre",), 2, "Did you mean 'compare'"),
        (("run", "telecom", "--customers=many"), 2, "'many' is not a whole number from 50 to 20000000"),
        (("compare", "telecom", "price-cut", "--scheduler=cluster"), 2, "is not an address such as tcp://"),
        (("parameters", "telecom", "price_eur"), 2, "no path matches 'price_eur': try '*price_eur*'"),
        (("parameters", "telecom", "brands.acne.share"), 2, "did you mean 'brands.acme.share'"),
    ],
)
def test_mistakes_are_answered_in_words(cxsim, arguments, code, words):
    """A mistake ends with its exit code and a sentence, and leaves nothing behind."""
    answer = cxsim(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert words in " ".join(answer.error.replace("│", " ").split())
    assert "Traceback" not in answer.error


def test_nothing_can_be_said():
    """A command whose answer cannot be written, as on a full disk, says so once and ends with exit code 1."""
    code = "from experiments.cli import main; main(['parameters', 'telecom'])"
    with open("/dev/full", "w") as full:
        answer = subprocess.run(
            [sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert answer.returncode == 1
    assert answer.stderr == "the operating system reports an error: No space left on device\n"


def test_too_little_memory(cxsim, monkeypatch):
    """A run that does not fit into memory ends with a sentence."""

    def too_large(*_, **__):
        raise MemoryError("Unable to allocate 8 TiB")

    monkeypatch.setattr("experiments.running.study.Study.run", too_large)
    answer = cxsim("run", "telecom")
    assert (answer.code, answer.error) == (1, "not enough memory: Unable to allocate 8 TiB\n")


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
def test_closed_streams(closed):
    """A command whose output goes nowhere ends well."""
    command = f"{sys.executable} -m experiments.cli markets {closed}"
    answer = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_help_in_an_ascii_terminal():
    """What an encoding cannot show is no reason for a traceback."""
    answer = subprocess.run(
        [sys.executable, "-m", "experiments.cli", "compare", "--help"],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert answer.returncode == 0
    assert b"Compare scenarios with the baseline" in answer.stdout


@pytest.mark.parametrize("out", ["x" * 300, "a/" * 3000])
def test_folder_that_cannot_be_is_refused_before_anything_is_run(cxsim, monkeypatch, out):
    """A folder is tried before the work, not after it."""
    monkeypatch.setattr("experiments.running.study.Study.run", lambda *_, **__: pytest.fail("it was run"))
    answer = cxsim("run", "telecom", f"--out={out}")
    assert answer.code == 1
    assert "File name too long" in answer.error


def test_home_is_expanded(cxsim, monkeypatch, tmp_path):
    """``--out=~/x``, which a shell does not expand, means the home folder."""
    (tmp_path / "small.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cxsim("run", "small.yaml", "--customers=60", "--weeks=1", "--out=~/x").code == 0
    assert (tmp_path / "home" / "x" / "weekly.parquet").exists()
    assert not (tmp_path / "~").exists()


def test_progress_without_a_terminal(capsys, monkeypatch):
    """Where output goes to a file, a line is printed now and then, with the time that is left."""
    from experiments.experiment import console

    clock = iter([0.0, 0.0, 10.0, 31.0, 40.0, 62.0, 120.0])
    monkeypatch.setattr(console.time, "monotonic", lambda: next(clock))
    with console.progress_bar("Runs") as progress:
        for done in (4, 5, 10, 12, 30, 100):
            progress(done, 100)
    assert capsys.readouterr().err.splitlines() == [
        "Runs: 10 of 100, about 8 min left",
        "Runs: 30 of 100, about 3 min left",
    ]
