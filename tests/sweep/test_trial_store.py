"""What is finished stays finished, and what is damaged is named and done again."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pyarrow.dataset
import pytest

from experiments.errors import OutputError
from experiments.running.trials import run_trials
from experiments.running.weekly import Outcome
from tests.sweep.conftest import FORM, WEEKLY_FORM, metrics_of, trials


def done_now(task, store):
    """Return the trials that a store had to do."""
    done = []

    def noted(trial):
        done.append((trial.point, trial.seed))
        return task(trial)

    assert len(list(run_trials(noted, store.trials, store=store))) == len(store.trials)
    return done


def with_weeks(trial) -> Outcome:
    """Return metrics with weekly figures."""
    return Outcome(metrics_of(trial), trial.point + np.arange(12.0).reshape(2, 3, 2, 1))


def test_everything_comes_back_bit_for_bit(store):
    """What was kept is what a later process finds, NaN included, and nothing is done twice."""
    done_now(metrics_of, store())
    again = store()
    assert again.done == 20
    assert done_now(metrics_of, again) == []
    np.testing.assert_array_equal(again.load(), [metrics_of(trial) for trial in trials()])


def test_every_trial_is_kept_at_once(store):
    """Whoever stops after three trials has three."""
    first = store()
    for trial in trials()[:3]:
        assert first.claim(trial)
        first.keep(trial, metrics_of(trial))
    assert done_now(metrics_of, store()) == [(trial.point, trial.seed) for trial in trials()[3:]]


def test_full_batches_become_one_file(store, tmp_path):
    """In the end there is one file for each seed, not one for each trial."""
    done_now(metrics_of, store())
    assert sorted(path.name for path in (tmp_path / "runs").glob("*.kept")) == [
        "seed-1-00000.kept",
        "seed-2-00000.kept",
    ]


def test_seeds_can_be_added(store):
    """More seeds of the same points leave what is there as it is."""
    done_now(metrics_of, store(trials(seeds=(1, 2))))
    assert {seed for _, seed in done_now(metrics_of, store(trials(seeds=(3, 1, 2))))} == {3}


@pytest.mark.parametrize(
    "harm", [lambda data: data[:-9], lambda data: data[:200] + b"x" + data[201:], lambda data: b""]
)
def test_damaged_part_is_named_and_done_again(store, messages, tmp_path, harm):
    """A part that is cut short or has a wrong byte costs its own trials, and no others."""
    done_now(metrics_of, store())
    part = tmp_path / "runs" / "seed-2-00000.kept"
    good = part.read_bytes()
    part.write_bytes(harm(good))
    again = store()
    assert f"{part} or its weekly file is damaged: its 10 trials are repeated" in messages
    assert {seed for _, seed in done_now(metrics_of, again)} == {2}
    assert part.read_bytes() == good


def test_damaged_piece_is_named_and_done_again(store, messages, tmp_path):
    """So does a trial whose batch was not complete."""
    first = store()
    for trial in trials()[:2]:
        first.claim(trial)
        first.keep(trial, metrics_of(trial))
    piece = tmp_path / "runs" / "p1-s1.kept"
    piece.write_bytes(piece.read_bytes()[:-30])
    again = store()
    assert f"{piece} is damaged: its trial is repeated" in messages
    assert (0, 1) not in done_now(metrics_of, again)


def test_weeks_are_kept_with_their_trials(store, tmp_path):
    """Every trial has its weeks, once; when they are damaged, they are simulated again."""
    done_now(with_weeks, store(form=WEEKLY_FORM))
    table = pyarrow.dataset.dataset(tmp_path / "weekly").to_table().to_pandas()
    assert len(table) == 20 * 2 * 3 * 2
    assert not table.duplicated(["point", "seed", "scenario", "week", "brand"]).any()
    row = table.query("point == 4 and seed == 2 and scenario == 'bold' and week == 3 and brand == 'acme'")
    assert row["gain"].tolist() == [4 + 10]
    (tmp_path / "weekly" / "seed-1-00000.parquet").write_bytes(b"nothing")
    assert {seed for _, seed in done_now(with_weeks, store(form=WEEKLY_FORM))} == {1}


def test_full_disk_leaves_what_was_there(store, monkeypatch):
    """When nothing can be written any more, the message says so; with room again, the rest is done."""
    first, real, written = store(), os.replace, []

    def full(source, target):
        if len(written) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(target)
        real(source, target)

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        list(run_trials(metrics_of, trials(), store=first))
    monkeypatch.setattr("os.replace", real)
    assert len(done_now(metrics_of, store())) == len(trials()) - 5


def test_full_disk_while_a_batch_is_made_one_file(store, monkeypatch):
    """Trials are not lost when there is room for them and not for the file of their batch."""
    first, real = store(trials(seeds=(1,))), os.replace

    def full(source, target):
        if Path(target).name.startswith("seed-"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(source, target)

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(OutputError, match="No space left on device"):
        list(run_trials(metrics_of, trials(seeds=(1,)), store=first))
    monkeypatch.setattr("os.replace", real)
    assert done_now(metrics_of, store(trials(seeds=(1,)))) == []


def test_what_is_there_already_is_reported(store, messages):
    """Who goes on learns how much is finished."""
    done_now(metrics_of, store(trials(seeds=(1,))))
    assert messages == []
    store()
    assert messages == ["10 of 20 trials are finished already"]


def test_drive_without_locks_is_reported(store, messages, monkeypatch, tmp_path):
    """Where processes cannot see each other, a second one is warned off."""

    def refused(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.lockf", refused)
    assert len(done_now(metrics_of, store())) == len(trials())
    assert messages == [
        f"{tmp_path / 'runs'} is on a drive without file locks: do not run a second process there at the same time"
    ]


def test_claimed_elsewhere(store, script):
    """What another process is at is not begun here, and done here once that process is gone."""
    holder = script(
        """
        store = TrialStore(Room(Path("runs")), trials(), FORM)
        print(store.claim(trials()[3]), flush=True)
        time.sleep(60)
        """
    )
    assert holder.stdout.readline() == "True\n"
    here = store()
    assert not here.claim(trials()[3])
    assert here.claim(trials()[4])
    holder.kill()
    holder.communicate()
    assert here.claim(trials()[3])


def test_folder_that_cannot_be_used(tmp_path):
    """A file in the way is reported in words."""
    from experiments.results.rooms import Room
    from experiments.results.trial_store import TrialStore

    (tmp_path / "runs").write_text("")
    with pytest.raises(OutputError, match="cannot use the folder"):
        TrialStore(Room(tmp_path / "runs"), trials(), FORM)
