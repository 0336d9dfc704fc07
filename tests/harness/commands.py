"""Every command that keeps something, as small as it can be, run in a process of its own that may die."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from experiments.cli import main

MARKET = "extends: telecom\ncategory: {burn_in_weeks: 2}\n"
STUDY = """
market: small.yaml
scenarios: [price-cut]
customers: 50
weeks: 8
seeds: 2
factors: {brand.offer.price_eur: {within: 0.2}}
design: latin_hypercube
samples: 20
metrics: [npv_eur, nps]
weekly: true
"""
HEARD = """
market: small.yaml
scenarios: [listen-silo, listen-joined]
customers: 50
weeks: 30
seeds: 2
factors: {brand.offer.price_eur: {within: 0.2}}
design: latin_hypercube
samples: 2
metrics: [npv_eur, retention]
"""
TARGETS = """kind,metric,brand,week,value,tolerance,set
moment,mean satisfaction,,2,0.7,0.02,fit
moment,mean trust,,2,0.55,0.02,fit
series,satisfaction,acme,4,0.69,0.02,fit
"""
FACTS = "what,brand,value,tolerance,source\nnps,acme,10,40,survey\nwait_minutes,,1,5,\n"
FILES = {"small.yaml": MARKET, "study.yaml": STUDY, "heard.yaml": HEARD, "targets.csv": TARGETS, "facts.csv": FACTS}

_SIZE = ("--customers=50", "--weeks=8")
COMMANDS = {
    "run": ("run", "small.yaml", *_SIZE),
    "compare": ("compare", "small.yaml", "price-cut", *_SIZE, "--replications=3", "--no-patterns"),
    "sweep": ("sweep", "study.yaml"),
    "discover": ("discover", "swept"),
    "sensitivity": (
        *("sensitivity", "small.yaml", "--scenario=price-cut", *_SIZE, "--factors=brand.offer.price_eur"),
        *("--factors=behaviour.satisfaction.level", "--within=20%", "--method=morris", "--samples=4", "--seeds=1"),
    ),
    "optimise": (
        *("optimise", "small.yaml", *_SIZE, "fix-root-causes", "referral", "--budget=30000", "--samples=10"),
        "--seeds=3",
    ),
    "calibrate": (
        *("calibrate", "small.yaml", "--targets=targets.csv", "--factors=behaviour.satisfaction.level"),
        *("--within=50%", "--customers=50", "--samples=13", "--seeds=1", "--checks=2", "--date=2026-01-01"),
    ),
    "fit": (
        *("fit", "small.yaml", "--facts=facts.csv", "--customers=150", "--seeds=1", "--checks=2", "--steps=1"),
        "--date=2026-01-01",
    ),
    "validate": (*("validate", "small.yaml", "--pattern=retention-curve", "--customers=50", "--seeds=2"),),
    "listen": (
        *("compare", "small.yaml", "listen-joined", "--rivals=usual", "--customers=50", "--weeks=30"),
        *("--replications=2", "--stories=0", "--no-patterns"),
    ),
    "listen-sweep": ("sweep", "heard.yaml", "--rivals=usual"),
    "listen-optimise": (
        *("optimise", "small.yaml", "listen-joined", "referral", "--customers=50", "--weeks=30", "--budget=9000"),
        *("--rivals=retaliate", "--samples=10", "--seeds=3"),
    ),
    "moments": ("moments", "small.yaml", *_SIZE, "--seeds=2", "--respondents=100"),
    "export": ("export", "ran"),
}
"""Name -> words of the command, without folder and workers."""

WITHOUT_WORKERS = ("run", "discover", "export")
"""Commands that are one run, or none."""

DIED = 137


class Ended(NamedTuple):
    """How a process ended.

    Attributes
    ----------
    code : exit code; `DIED` when it was killed.
    error : what it printed to standard error.
    """

    code: int
    error: str


def words_of(name: str, out: str = "out", workers: int = 1, scheduler: str = "") -> list[str]:
    """Return the words of a command that writes to a folder."""
    engine = () if name in WITHOUT_WORKERS else (f"--scheduler={scheduler}" if scheduler else f"--workers={workers}",)
    return [*COMMANDS[name], *engine, f"--out={out}"]


def prepared(folder: Path) -> Path:
    """Return a folder with the files that the commands read."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def run_apart(folder: Path, words: list[str], disturb: Callable[[], None] = lambda: None) -> Ended:
    """Run a command in a process of its own, a copy of this one, in which something is disturbed first."""
    return started_apart(folder, words, disturb)()


def started_apart(folder: Path, words: list[str], disturb: Callable[[], None] = lambda: None) -> Callable[[], Ended]:
    """Start a command in a process of its own, and return what waits for its end."""
    log, printed = os.pipe()
    child = os.fork()
    if not child:
        os.close(log)
        _be_the_command(folder, words, disturb, printed)
    os.close(printed)

    def ended() -> Ended:
        with open(log, encoding="utf-8", errors="replace") as pipe:
            text = pipe.read()
        _, status = os.waitpid(child, 0)
        return Ended(DIED if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), text)

    return ended


def _be_the_command(folder: Path, words: list[str], disturb: Callable[[], None], printed: int) -> None:
    """Run a command and end this process, without anything that a test would do at its end."""
    code = 99
    try:
        os.chdir(folder)
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        sys.stdout, sys.stderr = (open(number, "w", closefd=False, encoding="utf-8") for number in (1, 2))  # noqa: SIM115
        disturb()
        main(words)
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def die() -> None:
    """End this process as the system does it when memory ends."""
    os.kill(os.getpid(), signal.SIGKILL)


def outputs(folder: Path) -> dict[str, str]:
    """Return the hashes of what came out, from the manifest."""
    found: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    return found


def fresh(place: Path, out: Path | None = None) -> Path:
    """Return the folder of results within a place, empty, or as a copy of another one."""
    shutil.rmtree(place / "out", ignore_errors=True)
    if out is not None:
        shutil.copytree(out, place / "out", symlinks=True)
    return place / "out"
