"""From a request to its results in a folder: what `compare`, `run` and `rerun` have in common."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from experiments.commands.console import progress_bar, say
from experiments.running.workers import cores

if TYPE_CHECKING:
    import pandas as pd

    from experiments.comparison.compare import Comparison
    from experiments.results.store import Store
    from experiments.running.request import Request
    from sim.market.crm import CrmTable

_RESULTS = Path("results")


def compare_into(
    folder: Path | None,
    request: Request,
    *,
    command: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    overwrite: bool = False,
) -> tuple[Comparison, Path]:
    """Return the comparison that was asked for and the folder where it has been written.

    Parameters
    ----------
    folder : where to; one named after the inputs when None, so that the same command finds its own results again.
    command : the command line that asked for it, when it was another one.
    workers : all cores when None.
    """
    from experiments.comparison.compare import compare
    from experiments.results.manifest import manifest_of
    from experiments.results.outputs import write_comparison
    from experiments.results.store import Store
    from experiments.validation.beside import looked_at

    study, replications = request.study(), request.replicated()
    manifest, files = manifest_of(request, study, command)
    folder = folder or folder_for(study.market.name, manifest["inputs"])
    store = Store(folder, manifest, overwrite)
    store.write_files(files)
    tell_of_crm(study.crm, store)
    compile_once()
    try:
        with progress_bar("Replications") as progress:
            comparison = compare(
                study,
                replications,
                metric=request.metric,
                workers=min(workers or cores(), replications.count),
                scheduler=scheduler,
                store=store,
                progress=progress,
                manifest=manifest,
            )
        if request.patterns:
            with progress_bar("Published patterns") as progress:
                patterns = looked_at(study, store, workers=workers or cores(), scheduler=scheduler, progress=progress)
            comparison = replace(comparison, patterns=patterns)
    except KeyboardInterrupt:
        kept = len(store.finished())
        runs = "1 replication" if kept == 1 else f"{kept} replications"
        say(f"stopped; {folder} keeps {runs}, and the same command goes on from there")
        raise typer.Exit(1) from None
    write_comparison(comparison, store)
    return comparison, folder


def run_into(
    folder: Path | None, request: Request, *, command: str | None = None, overwrite: bool = False
) -> pd.DataFrame:
    """Return the booked weeks of the run that was asked for, written to `folder` when there is one."""
    from experiments.results.manifest import manifest_of
    from experiments.results.outputs import write_run
    from experiments.results.store import Store

    study = request.study()
    manifest, files = manifest_of(request, study, command)
    store = Store(folder, manifest, overwrite) if folder else None
    tell_of_crm(study.crm, store)
    compile_once()
    with progress_bar("Weeks") as progress:
        weeks = study.run(request.seed, threads=cores(), progress=progress)
    if store:
        store.write_files(files)
        write_run(weeks, store, manifest)
    return weeks


def tell_of_crm(table: CrmTable | None, store: Store | None) -> None:
    """Say what was found in a CRM table, and list the rows that cannot be used in the folder of the results."""
    from experiments.results.store import REJECTED

    if table:
        say(table.summary)
        if store:
            store.write_files({REJECTED: table.rejected.to_csv(index=False).encode()})


def compile_once() -> None:
    """Compile the model if that has not been done, and say so: afterwards every process finds it compiled."""
    from experiments.running.study import Study
    from sim.foundations.compiled import is_compiled

    if not is_compiled():
        say("compiling the model, which happens once and takes a minute or two ...")
        Study.of("telecom", customers=50, weeks=1).run(seed=1)


def folder_for(name: str, inputs: Mapping[str, Any]) -> Path:
    """Return the folder for results of these inputs when nobody names one."""
    return _RESULTS / f"{name}-{hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:8]}"
