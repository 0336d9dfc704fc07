"""Full runs: the command that a terminal runs, in a folder that is its state; stopped cleanly, and gone on with."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from asyncio.subprocess import Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from app.answers import Spread

FILES = ("report.html", "comparison.csv", "weekly.parquet", "manifest.json", "what-if.yaml")
"""Names of files that the page gives out, and no others."""
_OUT, _LOG, _SCENARIO, _ASKED = "out", "log.txt", "what-if.yaml", "asked.json"
_DIGITS = frozenset("0123456789abcdef")
_LONGEST_LOG = 2_000
_SECONDS_TO_STOP = 10.0
_RUNS, _COPY = "runs", "manifest.kept"
_NAME = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)
_OF = re.compile(r"[\d,]+ of ([\d,]+)")
BASELINE, WHAT_IF = "baseline", "what-if"


@dataclass(frozen=True)
class Order:
    """What is to be compared in full.

    Attributes
    ----------
    strategies : names of shipped strategies.
    scenario : text of the scenario file that the levers make, "" when none was moved.
    luck_only : whether assumptions stay as they are; else futures lie in the worlds of the market, if it has some.
    language : of the report.
    """

    market: str
    strategies: tuple[str, ...]
    scenario: str
    customers: int
    weeks: int
    seed: int
    futures: int
    luck_only: bool = False
    language: str = "en"

    @property
    def digest(self) -> str:
        """The name of its folder."""
        return hashlib.sha256(json.dumps(self.__dict__, sort_keys=True).encode()).hexdigest()[:16]

    def words(self, scenario: str = _SCENARIO) -> list[str]:
        """Return the words of the command, without its folder."""
        return [
            "compare",
            self.market,
            *self.strategies,
            *([scenario] if self.scenario else []),
            f"--customers={self.customers}",
            f"--weeks={self.weeks}",
            f"--seed={self.seed}",
            f"--replications={self.futures}",
            *(["--worlds=none"] if self.luck_only else []),
            "--no-patterns",
            *_spoken_in(self.language),
        ]

    @property
    def command(self) -> str:
        """The command as a terminal takes it."""
        return shlex.join(["cxsim", *self.words()])


class Asked(Protocol):
    """What is to be run: a comparison, or any experiment.

    Attributes
    ----------
    digest : the name of its folder.
    scenario : text of the scenario file that the page makes, "" without one.
    futures : how many runs there are, None when that is not known beforehand.
    """

    @property
    def digest(self) -> str: ...  # noqa: D102
    @property
    def scenario(self) -> str: ...  # noqa: D102
    @property
    def futures(self) -> int | None: ...  # noqa: D102
    def words(self, scenario: str = ...) -> list[str]: ...  # noqa: D102


@dataclass(frozen=True)
class Command:
    """An experiment with its words, as a terminal takes them.

    Attributes
    ----------
    language : of its page.
    """

    given: tuple[str, ...]
    scenario: str = ""
    futures: int | None = None
    language: str = "en"

    @property
    def digest(self) -> str:
        """The name of its folder."""
        return hashlib.sha256(json.dumps(self.words()).encode()).hexdigest()[:16]

    def words(self, scenario: str = _SCENARIO) -> list[str]:
        """Return the words of the command, without its folder."""
        return [*self.given, *_spoken_in(self.language)]

    @property
    def command(self) -> str:
        """The command as a terminal takes it."""
        return shlex.join(["cxsim", *self.words()])


def _spoken_in(language: str) -> list[str]:
    """Return the option of a command whose page is in a language."""
    return [f"--lang={language}"] if language != "en" else []


@dataclass
class _Running:
    process: Process
    began: float
    done_before: int
    is_stopping: bool = False


@dataclass(frozen=True)
class Progress:
    """How far a full run is: its state ("none", "running", "stopping", "stopped", "failed" or "done"), and futures."""

    state: str
    done: int
    total: int
    seconds_left: float | None = None
    error: str = ""


class Runs:
    """Full runs below one folder.

    Parameters
    ----------
    folder : made when the first run begins.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._running: dict[str, _Running] = {}
        self._failed: dict[str, str] = {}

    async def start(self, order: Asked) -> None:
        """Begin a run, or go on with one that was stopped; one at a time."""
        if self._running:
            return
        place = self._folder / order.digest
        place.mkdir(parents=True, exist_ok=True)
        (place / _ASKED).write_text(json.dumps(order.words(), indent=1), encoding="utf-8")
        if order.scenario:
            (place / _SCENARIO).write_text(order.scenario, encoding="utf-8")
        words = [*order.words(str(place / _SCENARIO)), f"--out={place / _OUT}"]
        self._failed.pop(order.digest, None)
        with (place / _LOG).open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "experiments.cli", *words),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                **_on_its_own(),
            )
        self._running[order.digest] = _Running(process, time.monotonic(), self._finished(order.digest))

    async def stop(self, digest: str) -> None:
        """Ask a run to stop, once: it keeps what is finished."""
        running = self._running.get(digest)
        if running and not running.is_stopping:
            running.is_stopping = True
            with suppress(ProcessLookupError):
                running.process.send_signal(_INTERRUPT)

    async def stop_all(self) -> None:
        """Stop every run, since the page ends."""
        for digest in list(self._running):
            await self.stop(digest)
        waits = [asyncio.wait_for(each.process.wait(), _SECONDS_TO_STOP) for each in self._running.values()]
        await asyncio.gather(*waits, return_exceptions=True)

    @property
    def is_busy(self) -> bool:
        """Whether a run is going on."""
        self._take_in()
        return bool(self._running)

    def progress(self, order: Asked) -> Progress:
        """Return how far a run is."""
        self._take_in()
        digest = order.digest
        done = self._finished(digest)
        total = max(done, self._expected(digest)) if order.futures is None else order.futures
        done = min(done, total)
        if running := self._running.get(digest):
            new = done - running.done_before
            left = (time.monotonic() - running.began) / new * (total - done) if new > 0 else None
            return Progress("stopping" if running.is_stopping else "running", done, total, left)
        if digest in self._failed:
            return Progress("failed", done, total, error=self._failed[digest])
        if self.is_done(digest):
            return Progress("done", total, total)
        return Progress("stopped" if done else "none", done, total)

    def is_done(self, digest: str) -> bool:
        """Tell whether a run has written all its results: the manifest names what came out, at the very end."""
        return bool(self.outputs(digest))

    def outputs(self, digest: str) -> list[str]:
        """Return the names of what came out of a run, none before its end."""
        with suppress(OSError, ValueError, AttributeError):
            manifest = json.loads((self._folder / digest / _OUT / "manifest.json").read_text(encoding="utf-8"))
            return [name for name in manifest.get("outputs", {}) if _NAME.fullmatch(name)]
        return []

    def ranking(self, digest: str) -> list[dict[str, Any]]:
        """Return the scenarios of a finished run, best first: name, gain over how things are, and how often it wins."""
        with (self._folder / digest / _OUT / "comparison.csv").open(encoding="utf-8-sig", newline="") as file:
            lines = [line for line in csv.DictReader(file) if line["metric"] == "npv_eur"]
        rows = [
            {
                "name": line["scenario"],
                "mean": float(line["mean"]),
                "gain": _spread(line) if line["scenario"] != BASELINE else Spread(0.0, 0.0),
                "better": float(line["probability_better"] or "nan"),
                "best": float(line["probability_best"] or 0),
            }
            for line in lines
        ]
        return sorted(rows, key=lambda row: -row["mean"])

    def file(self, digest: str, name: str) -> Path | None:
        """Return a file of a run that may be given out, None when there is none."""
        if len(digest) != 16 or not set(digest) <= _DIGITS:
            return None
        if name not in FILES and name not in self.outputs(digest):
            return None
        place = self._folder / digest
        path = place / name if name == _SCENARIO else place / _OUT / name
        return path if path.is_file() and not path.is_symlink() else None

    def _finished(self, digest: str) -> int:
        kept = (self._folder / digest / _OUT / _RUNS).rglob("*.kept")
        return sum(path.name != _COPY for path in kept)

    def _expected(self, digest: str) -> int:
        """Return how many runs the command last said there are; 0 before it has."""
        found = _OF.findall(self._log(digest))
        return int(found[-1].replace(",", "")) if found else 0

    def _take_in(self) -> None:
        """Take note of runs that have ended."""
        for digest, running in list(self._running.items()):
            code = running.process.returncode
            if code is not None:
                del self._running[digest]
                if code != 0 and not running.is_stopping:
                    self._failed[digest] = self._log(digest)

    def _log(self, digest: str) -> str:
        with suppress(OSError):
            return (self._folder / digest / _LOG).read_text(encoding="utf-8", errors="replace")[-_LONGEST_LOG:]
        return ""


def _spread(line: dict[str, str]) -> Spread:
    low, high = float(line["low"]), float(line["high"])
    return Spread(float(line["difference"]), (high - low) / 2)


def _on_its_own() -> dict[str, Any]:
    """Return how a run is kept apart from the Ctrl-C that ends the page: it gets its own, once."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}


_INTERRUPT: int = getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT)  # Windows has the first


def default_folder() -> Path:
    """Return where full runs are kept: beside other results, in the folder one is in."""
    return Path(os.getcwd()) / "results" / "page"
