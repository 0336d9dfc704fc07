"""``cxsim sweep``: a whole study, however often it is interrupted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.experiment.console import progress_bar, say, show, show_json
from experiments.experiment.options import Json, Out, Overwrite, Scheduler, Workers, check_one_engine

if TYPE_CHECKING:
    from experiments.sweep.plan import Sweep


def sweep(
    study: Annotated[Path, typer.Argument(metavar="STUDY.yaml", help="Factors, design, scenarios, seeds, metrics.")],
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many runs it is, and about how long they take.")
    ] = False,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Run a study: every point of its design, with every seed, in every scenario.

    Writes results.parquet, weekly/ when the study asks for it, and manifest.json. Trials that are finished are kept at
    once: when the same command is given again, it goes on from there, and several may work on one folder at the same
    time. Seeds can be added to a study later.

    Example: cxsim sweep study.yaml --out results/study --workers 2
    """
    from experiments.running.workers import cores
    from experiments.sweep.loading import load_sweep

    check_one_engine(workers, scheduler)
    planned = load_sweep(study)
    say(_size(planned))
    if planned.note:
        say(planned.note)
    if dry_run:
        row = _estimate(planned, workers or cores())
        show_json(row) if json else show([row])
        return
    folder = sweep_into(out, planned, f"cxsim sweep {study}", workers=workers, scheduler=scheduler, overwrite=overwrite)
    rows = _summary(planned, folder)
    if json:
        show_json({"folder": str(folder), "runs": planned.runs, "summary": rows})
    else:
        show(rows)
    say(f"results: {folder}")


def sweep_into(
    folder: Path | None,
    planned: Sweep,
    command: str,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    overwrite: bool = False,
) -> Path:
    """Return the folder where a sweep has been written.

    Parameters
    ----------
    folder : where to; one named after the inputs when None, so that the same command finds its own results again.
    workers : all cores when None.
    """
    from experiments.commands.work import compile_once, folder_for
    from experiments.running.workers import cores
    from experiments.sweep.folder import sweep_manifest
    from experiments.sweep.running import swept

    if folder is None:
        folder = folder_for(planned.study.market.name, sweep_manifest(planned, command)[0]["inputs"])
    if planned.study.crm:
        say(planned.study.crm.summary)
    compile_once()
    try:
        with progress_bar("Trials") as progress:
            return swept(
                planned,
                folder,
                workers=workers or cores(),
                scheduler=scheduler,
                overwrite=overwrite,
                command=command,
                progress=progress,
                tell=say,
            )
    except KeyboardInterrupt:
        raise typer.Exit(1) from None


def _size(planned: Sweep) -> str:
    """Return in words how much is to be run."""
    parts = {"points": len(planned.points), "seeds": len(planned.seeds), "scenarios": len(planned.study.scenarios)}
    return f"{planned.runs:,} runs: " + " x ".join(f"{count:,} {what}" for what, count in parts.items())


def _estimate(planned: Sweep, workers: int) -> dict[str, Any]:
    """Return what a sweep would take."""
    from experiments.commands.work import compile_once
    from experiments.sweep.estimate import estimated

    compile_once()
    estimate = estimated(planned)
    return {
        "runs": planned.runs,
        "trials": len(planned.trials),
        "seconds_per_trial": round(estimate.seconds_each, 3),
        "workers": workers,
        "minutes": round(estimate.seconds(len(planned.trials), workers) / 60, 1),
        "megabytes": round(estimate.bytes / 1e6, 1),
    }


def _summary(planned: Sweep, folder: Path) -> list[dict[str, Any]]:
    """Return for each metric and scenario the middle and the range of nine in ten trials."""
    from experiments.sweep.queries import quantiles

    found = quantiles(folder, planned.metrics, by=["scenario"])
    order = {name: position for position, name in enumerate(planned.form.scenarios)}
    rows: list[dict[str, Any]] = found.to_dict("records")  # type: ignore[assignment]
    return sorted(rows, key=lambda row: (planned.metrics.index(row["metric"]), order[row["scenario"]]))
