"""Processes that die, are stopped or are interrupted at random moments: nothing finished is lost, nobody is left."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from experiments.results.rooms import Room, seal_of

WORK = """
import os, sys, time
from pathlib import Path

import numpy as np

from experiments.errors import StoppedError
from experiments.experiment.lab import Lab
from experiments.results.store import Store
from experiments.results.tables import Form
from experiments.running import interruption
from experiments.running.trials import Trial

FORM = Form(("baseline", "bold"), ("gain", "loss"))
TRIALS = [Trial(point, seed, {"a.b": point / 10}) for seed in (1, 2) for point in range(80)]


def run(seed):
    Path("computed").joinpath(str(os.getpid())).touch()
    time.sleep(0.05 * (1 + seed % 3))
    return {"much": np.random.default_rng(seed).normal(size=20_000)}


def trial(trial):
    Path("computed").joinpath(str(os.getpid())).touch()
    time.sleep(0.02 * (1 + trial.point % 3))
    return trial.seed + np.array([[trial.point, 0.1], [0.2, np.nan]])


def digest(found):
    import hashlib
    return hashlib.sha256(b"".join(found)).hexdigest()


if __name__ == "__main__":
    try:
        interruption.listen()
        Path("computed").mkdir(exist_ok=True)
        lab = Lab(Store(Path("out"), {"cxsim": "0", "experiment": "x", "inputs": {"seed": 1}}), workers=2)
        if sys.argv[1] == "replications":
            found = [each["much"].tobytes() for each in lab.map(run, range(60))]
        else:
            done = {(each.point, each.seed): result.tobytes() for each, result in lab.trials(trial, TRIALS, FORM)}
            found = [done[each] for each in sorted(done)]
        print(digest(found))
    except KeyboardInterrupt:
        sys.exit(1)
"""
POINTS, BATCH = 80, 64
SECONDS_TO_BE_GONE = 3.0
SECONDS_TO_END = 300.0
"""So long only where other work leaves no processor."""
ROUNDS, DISTURBED = 16, 4
Disturb = Callable[[subprocess.Popen[str], random.Random], None]


def kill(process: subprocess.Popen[str], chance: random.Random) -> None:
    process.kill()


def kill_all(process: subprocess.Popen[str], chance: random.Random) -> None:
    os.killpg(process.pid, signal.SIGKILL)


def kill_worker(process: subprocess.Popen[str], chance: random.Random) -> None:
    if workers := workers_of(process):
        chance.choice(workers).kill()


def stop_workers_and_kill(process: subprocess.Popen[str], chance: random.Random) -> None:
    for worker in workers_of(process):
        worker.suspend()
    process.kill()


def interrupt(process: subprocess.Popen[str], chance: random.Random) -> None:
    os.killpg(process.pid, chance.choice((signal.SIGINT, signal.SIGTERM)))


def interrupt_twice(process: subprocess.Popen[str], chance: random.Random) -> None:
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(chance.uniform(0, 0.05))
    os.killpg(process.pid, signal.SIGINT)


def kill_worker_unseen(process: subprocess.Popen[str], chance: random.Random) -> None:
    """Kill a worker whose words nobody reads: it may be in the middle of one."""
    with stopped(process, chance):
        kill_worker(process, chance)


def interrupt_unseen(process: subprocess.Popen[str], chance: random.Random) -> None:
    with stopped(process, chance):
        interrupt(process, chance)


@contextmanager
def stopped(process: subprocess.Popen[str], chance: random.Random) -> Iterator[None]:
    """Stop a process, long enough for its workers to finish something, and let it go on after the block."""
    process.send_signal(signal.SIGSTOP)
    time.sleep(chance.uniform(0, 0.3))
    yield
    process.send_signal(signal.SIGCONT)


KILLS_OF_WORKERS = (kill_worker, kill_worker_unseen)
DISTURBANCES = (kill, kill_all, *KILLS_OF_WORKERS, stop_workers_and_kill, interrupt, interrupt_unseen, interrupt_twice)


def workers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Return the worker processes of a process."""
    try:
        children = psutil.Process(process.pid).children()
        return [child for child in children if "spawn_main" in " ".join(child.cmdline())]
    except psutil.Error:
        return []


def left_of(process: subprocess.Popen[str]) -> list[int]:
    """Return the numbers of the processes of a group that are alive."""
    alive = []
    for each in psutil.process_iter():
        try:
            if os.getpgid(each.pid) == process.pid and each.status() != psutil.STATUS_ZOMBIE:
                alive.append(each.pid)
        except (psutil.Error, ProcessLookupError):
            continue
    return alive


def finished_in(place: Path) -> set[str]:
    """Return the finished runs in a folder that are whole, by their names; trials of one file each by its own."""
    folder = place / "out" / "runs"
    room = Room(folder, seal_of({"seed": 1}))
    names = [path.stem for path in folder.glob("*.kept") if path.stem != "manifest"]
    return {run for name in names if room.is_whole(name) for run in runs_of(name)}


def runs_of(name: str) -> list[str]:
    """Return the runs that a kept file of a name holds."""
    if not (batch := re.fullmatch(r"seed-(\d+)-(\d+)", name)):
        return [name]
    first = BATCH * int(batch[2])
    return [f"p{point}-s{batch[1]}" for point in range(first, min(POINTS, first + BATCH))]


def start(place: Path, kind: str) -> subprocess.Popen[str]:
    """Start the work, or go on with it."""
    command = [sys.executable, "script.py", kind]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=place, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    )


def disturb_once(place: Path, kind: str, disturb: Disturb, chance: random.Random) -> bool:
    """Disturb the work at a random moment, check what is left of it, and return whether it was still going on."""
    already = len(list((place / "computed").glob("*"))) if (place / "computed").exists() else 0
    process = start(place, kind)
    while process.poll() is None and len(list((place / "computed").glob("*"))) <= already:
        time.sleep(0.01)  # until a worker works: before, there is little to disturb
    time.sleep(chance.uniform(0, 1))
    before, is_going_on = finished_in(place), process.poll() is None
    with suppress(ProcessLookupError):  # when it ends at this very moment
        disturb(process, chance)
    process.wait(SECONDS_TO_END)
    deadline = time.monotonic() + SECONDS_TO_BE_GONE
    while left := left_of(process):
        assert time.monotonic() < deadline, f"{left} outlived {disturb.__name__}"
        time.sleep(0.05)
    _, error = process.communicate()
    assert before <= finished_in(place)
    assert "Traceback" not in error, error
    if disturb in KILLS_OF_WORKERS:
        assert process.returncode == 0, error
    return is_going_on


def go_on_until_it_is_finished(place: Path, kind: str, disturbances: int, seed: int) -> str:
    """Disturb the work a number of times, go on with it each time, and return what it finds at last."""
    chance = random.Random(f"{kind}{seed}")
    (place / "script.py").write_text(WORK)
    disturbed = 0
    for number in range(disturbances):
        disturb = DISTURBANCES[(disturbances * seed + number) % len(DISTURBANCES)]
        disturbed += disturb_once(place, kind, disturb, chance)
    assert disturbed >= disturbances / 2
    out, error = start(place, kind).communicate(timeout=SECONDS_TO_END)
    assert error == ""
    return out


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory) -> Callable[[str], str]:
    """Return a function that gives what the work finds when nobody disturbs it."""
    found: dict[str, str] = {}

    def find(kind: str) -> str:
        if kind not in found:
            found[kind] = go_on_until_it_is_finished(tmp_path_factory.mktemp(kind), kind, disturbances=0, seed=0)
            assert found[kind].strip()
        return found[kind]

    return find


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["replications", "trials"])
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_disturbed_again_and_again(tmp_path, uninterrupted, kind, seed):
    """Whoever dies, is stopped or interrupted, however often: what is finished stays, and the bits are the same."""
    assert go_on_until_it_is_finished(tmp_path, kind, DISTURBED, seed) == uninterrupted(kind)
