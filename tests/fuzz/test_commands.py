"""Random commands that are valid, or nearly: each ends well or with a sentence of our own, never with a traceback."""

import random
import shutil
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from experiments.cli import main
from tests.fuzz.kinds import KINDS, TESTS

SECONDS, SECONDS_OF_MANY = 2.0, 600.0
SIZE = ["--customers=50", "--weeks=9"]
FEW = ["--replications=2", "--no-patterns", "--samples=2", "--seeds=1", "--seeds=3", "--budget=5", "--pattern=T1"]
MARKETS = ["mine", "mine/market.yaml", "./mine", "telecom", "nowhere", "", "mine/study.yaml", "\x1b[2J"]
SCENARIOS = ["calmer", "mine/try.yaml", "baseline", "mine/market.yaml", "nothing", "a\nb"]
FILES = [f"mine/{kind.file}" for kind in KINDS.values()]
OPTIONS = [
    "--brand=acme",
    "--brand=nobody",
    "--seed=7",
    "--json",
    "--within=20%",
    "--within=nan",
    "--metric=nps",
    "--metric=npss",
]
FACTORS = [
    "--factors=brand.offer.price_eur",
    "--factors=brand.visibility",
    "--factors=a\x01b",
    "--factors=*",
    "--outcome",
]
COMMANDS = {
    "markets": [],
    "scenarios": [MARKETS],
    "parameters": [MARKETS, ["*price*", "brands.*", "[", "\x07"]],
    "check": [FILES + MARKETS, FILES],
    "run": [MARKETS],
    "compare": [MARKETS, SCENARIOS],
    "sensitivity": [MARKETS],
    "sweep": [["mine/study.yaml", "mine/try.yaml"]],
    "calibrate": [MARKETS],
    "fit": [MARKETS],
    "optimise": [MARKETS, SCENARIOS],
    "discover": [["out", "mine"]],
    "rerun": [["out", "mine", "nowhere"]],
    "export": [["out", "mine", "nowhere"]],
}
LIGHT = ("markets", "scenarios", "parameters", "check", "discover", "rerun", "export")
SIMULATING = ("run", "compare", "sensitivity", "optimise")
OF_FILES = {"calibrate": "--targets=", "fit": "--facts=", "run": "--from-crm=", "sensitivity": "--ranges="}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """Return a working folder with a market, a file of each kind beside it, and results."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TESTS / "market" / "small", tmp_path / "mine")
    for kind in KINDS.values():
        (tmp_path / "mine" / kind.file).write_bytes(kind.sample)
    return tmp_path


def commands(luck: random.Random, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield lines of some commands without end."""
    while True:
        name = luck.choice(names)
        words = [name, *(luck.choice(choices) for choices in COMMANDS[name])]
        words += SIZE if name in SIMULATING and luck.random() < 0.9 else []
        words += [f"{OF_FILES[name]}{luck.choice(FILES)}"] if name in OF_FILES and luck.random() < 0.6 else []
        words += luck.sample(FEW, luck.randint(0, 2)) if name in SIMULATING else []
        words += luck.sample(OPTIONS + FACTORS, luck.choice([0, 0, 1, 2]))
        words += ["--dry-run"] if name in ("sweep", "optimise", "calibrate", "fit", "sensitivity") else []
        words += (
            [f"--out={luck.choice(['out', 'mine', 'o[1-2]', 'a/b'])}"] if name == "run" and luck.random() < 0.3 else []
        )
        yield words


def tried(seconds: float, seed: int, names: Sequence[str], capfd: pytest.CaptureFixture[str]) -> int:
    """Try random commands for some seconds, and return how many."""
    luck, began, number = random.Random(seed), time.monotonic(), 0
    for words in commands(luck, names):
        if time.monotonic() - began > seconds:
            return number
        with pytest.raises(SystemExit) as end:
            main(words)
        out, error = capfd.readouterr()
        assert end.value.code in (None, 0, 1, 2), words
        assert not end.value.code or (out + error).strip(), words
        assert "Traceback" not in error, words
        number += 1
    return number


def test_some_commands(folder, capfd):
    """Light commands of a few seconds."""
    assert tried(SECONDS, 1, LIGHT, capfd) > 0


@pytest.mark.slow
def test_many_commands(folder, capfd):
    """Commands of ten minutes."""
    assert tried(SECONDS_OF_MANY, 2, list(COMMANDS), capfd) > 0
