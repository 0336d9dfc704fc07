"""A sweep from its plan to its tables, in one call."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.results.trial_store import TrialStore
from experiments.running.trials import run_trials
from experiments.sweep.folder import opened, write_sweep
from experiments.sweep.plan import Sweep

if TYPE_CHECKING:
    from experiments.running.study import Progress


def _say_nothing(message: str) -> None:
    """Keep what is told to oneself."""


def swept(
    sweep: Sweep,
    folder: str | Path,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    overwrite: bool = False,
    command: str = "",
    progress: Progress | None = None,
    tell: Callable[[str], None] = _say_nothing,
) -> Path:
    """Return the folder in which the tables of a sweep are, once all of its trials are done.

    Trials that are there already are not done again, and those that another process is at are left to it.

    Parameters
    ----------
    folder : where to; made when it does not exist.
    workers, scheduler : see :func:`experiments.running.workers.results`.
    overwrite : forget results of other inputs that are there.
    command : the command line that asks for it, for the manifest.
    tell : is told what was found in the folder, and what is kept in it when somebody interrupts.

    Raises
    ------
    OutputError
        When the folder cannot be used. What was finished stays.
    """
    folder = Path(folder)
    store, manifest = opened(folder, sweep, command, overwrite)
    trials = TrialStore(folder, sweep.trials, sweep.form)
    for message in trials.damaged:
        tell(message)
    if not trials.claims.are_kept:
        tell(f"{folder} is on a drive without locks: let no second sweep work there at the same time")
    if trials.done:
        tell(f"{trials.done:,} of {len(sweep.trials):,} trials are there already")
    try:
        for _ in run_trials(
            sweep.task,
            sweep.trials,
            workers=min(workers, len(sweep.trials)),
            scheduler=scheduler,
            store=trials,
            progress=progress,
        ):
            pass
        write_sweep(sweep, trials, store, manifest)
    except KeyboardInterrupt:
        tell(f"stopped; {folder} keeps {trials.done:,} trials, and the same command goes on from there")
        raise
    finally:
        trials.close()
    return folder
