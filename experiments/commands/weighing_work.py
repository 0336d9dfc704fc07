"""From a request for a sensitivity analysis to its results in a folder."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from experiments.commands.console import progress_bar, say
from experiments.commands.work import compile_once, folder_for, tell_of_crm
from experiments.errors import RequestError
from experiments.running.workers import cores

if TYPE_CHECKING:
    import numpy as np

    from experiments.design.factors import Factor
    from experiments.results.store import Store
    from experiments.results.trial_store import Form
    from experiments.running.trials import Task, Trial
    from experiments.sensitivity.lived import Explored
    from experiments.sensitivity.methods import Method
    from experiments.sensitivity.request import Asked
    from experiments.sensitivity.view import Sensitivity

_SECONDS_A_MINUTE = 60.0


def sensitivity_into(
    folder: Path | None,
    asked: Asked,
    *,
    command: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    budget: float | None = None,
    dry_run: bool = False,
    overwrite: bool = False,
) -> tuple[Sensitivity | None, Path]:
    """Return the analysis that was asked for and the folder where it has been written; none after a dry run.

    Parameters
    ----------
    folder : where to; one named after the inputs when None, so that the same command finds its own results again.
    command : the command line that asked for it, when it was another one.
    workers : all cores when None.
    budget : minutes; what would take longer is refused.
    """
    from experiments.design.shares import renormalisation_note
    from experiments.results.store import Store
    from experiments.results.trial_store import Form
    from experiments.running.trials import Trials
    from experiments.sensitivity import folder as kept
    from experiments.sensitivity.chain import chained
    from experiments.sensitivity.lived import Careful
    from experiments.sensitivity.view import Sensitivity

    methods = asked.checked()
    study = asked.study()
    factors = asked.factors_in(study.market, study.brand)
    manifest, files = kept.manifest_of(asked, study, factors, methods, command)
    folder = folder or folder_for(f"{study.market.name}-sensitivity", manifest["inputs"])
    played, outcomes = asked.played(study)
    task = Careful(Trials(played, asked.metrics), (len(played.scenarios), len(asked.metrics)))
    workers = workers or cores()
    compile_once()
    _tell_cost(task, asked, factors, methods, None if scheduler else workers, budget)
    if dry_run:
        return None, folder
    store = Store(folder, manifest, overwrite)
    store.write_files(files)
    tell_of_crm(study.crm, store)
    names = tuple(scenario.name for scenario in played.scenarios)

    def saved(lived: Sequence[Explored]) -> None:
        kept.write_points(lived, names, asked.metrics, store)

    try:
        stages = chained(
            partial(_living, task, store, Form(names, asked.metrics), workers, scheduler),
            methods,
            factors,
            outcomes,
            range(asked.seed, asked.seed + asked.seeds),
            customers=study.customers,
            luck=asked.seed,
            why=task.reason,
            keep=asked.keep,
            saved=saved,
        )
    except KeyboardInterrupt:
        say(f"stopped; {folder} keeps what is finished, and the same command goes on from there")
        raise typer.Exit(1) from None
    analysis = Sensitivity(
        stages,
        study.market.title,
        study.market.brands[study.brand].title,
        tuple(scenario.title for scenario in played.scenarios),
        study.customers,
        study.weeks,
        round(study.market.category.burn_in_weeks),
        tuple(renormalisation_note(study.market, factors).splitlines()),
        str(manifest["command"]),
    )
    kept.write(analysis, store, manifest)
    return analysis, folder


def _living(
    task: Task,
    store: Store,
    form: Form,
    workers: int,
    scheduler: str | None,
    method: Method,
    trials: Sequence[Trial],
) -> Iterator[tuple[Trial, np.ndarray]]:
    """Yield the trials of a method with what they gave, under a bar; the folder keeps each as it finishes."""
    from experiments.results.trial_store import TrialStore
    from experiments.running.trials import run_trials
    from experiments.sensitivity.folder import room_of

    trial_store = TrialStore(room_of(method, store), trials, form)
    for damage in trial_store.damaged:
        say(damage)
    with closing(trial_store), progress_bar(f"Runs for {method.name}") as progress:
        yield from run_trials(task, trials, workers=workers, scheduler=scheduler, store=trial_store, progress=progress)


def _tell_cost(
    task: Task,
    asked: Asked,
    factors: Sequence[Factor],
    methods: Sequence[tuple[Method, int]],
    workers: int | None,
    budget: float | None,
) -> None:
    """Say how many runs it takes and about how long, from one that is made on the way.

    Parameters
    ----------
    workers : processes on this machine; None for a cluster, whose speed is not known here.

    Raises
    ------
    RequestError
        When it would take longer than the budget, in minutes.
    """
    from experiments.running.trials import Trial
    from experiments.sensitivity.chain import points_of

    points = points_of(methods, len(factors), asked.keep)
    runs = points * asked.seeds
    usual = Trial(0, asked.seed, {factor.path: factor.default for factor in factors})
    task(usual)  # the first one also loads what the others find loaded
    began = time.perf_counter()
    task(usual)
    seconds = (time.perf_counter() - began) * runs / (workers or 1)
    plan = " then ".join(f"{method.name} with {samples} {method.counts}" for method, samples in methods)
    seeds = f"{asked.seeds} seed{'' if asked.seeds == 1 else 's'}"
    most = "at most " if len(methods) > 1 else ""
    where = f"on {workers} worker{'' if workers == 1 else 's'}" if workers else "of one worker, to be shared by all"
    cost = f"{most}{points:,} points x {seeds} = {runs:,} runs, about {_spoken(seconds)} {where}"
    say(f"{plan}, {len(factors)} factors: {cost}")
    if budget is not None and seconds > budget * _SECONDS_A_MINUTE:
        raise RequestError(
            f"that is more than the {budget:g} minutes of --budget: one in {math.ceil(seconds / 60 / budget)} of these "
            "runs would fit; name fewer factors, --screen them, or take fewer --samples, --seeds or --customers"
        )


def _spoken(seconds: float) -> str:
    """Return a time in words."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = seconds / _SECONDS_A_MINUTE
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"
