"""``cxsim calibrate``: fit a market to data, with an honest error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands.work import compile_once, folder_for, tell_of_crm
from experiments.errors import RequestError
from experiments.experiment.console import progress_bar, say, show, show_json
from experiments.experiment.options import (
    Customers,
    FromCrm,
    Json,
    Mapping,
    MarketArgument,
    Out,
    Overwrite,
    Ranges,
    Scheduler,
    Seed,
    Within,
    Workers,
    between,
    check_one_engine,
)
from experiments.running.workers import cores

if TYPE_CHECKING:
    import numpy as np

    from experiments.calibration.calibration import Calibration
    from experiments.calibration.fit import Stage
    from experiments.calibration.request import Asked
    from experiments.results.store import Store
    from experiments.running.study import Progress
    from experiments.running.trials import Task, Trial


def calibrate(
    market: MarketArgument,
    targets: Annotated[
        Path, typer.Option(metavar="FILE", help="What the market should show: CSV, see docs/CALIBRATION.md.")
    ],
    factors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB",
            help="Numbers to fit by path, stars allowed; !GLOB takes some out again. May be given again.",
            show_default="those of --ranges",
        ),
    ] = None,
    ranges: Ranges = None,
    within: Within = None,
    hold_out: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CONDITION", help="Targets that the fit does not see, such as 'age>7'. May be given again."
        ),
    ] = None,
    samples: Annotated[int, between(10, 100_000, help="Points to learn from.")] = 120,
    seeds: Annotated[int, between(1, 1000, help="Runs at each point; points take turns with about 24 seeds.")] = 3,
    checks: Annotated[int, between(2, 10_000, help="Points of the posterior that are simulated in full.")] = 40,
    brand: Annotated[
        str | None, typer.Option(show_default="the market's focus", help="The brand that `brand.` stands for in paths.")
    ] = None,
    customers: Customers = None,
    seed: Seed = 1,
    from_crm: FromCrm = None,
    mapping: Mapping = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Fit numbers of a market to data: intervals, what the data cannot tell, and the error on data that was held out.

    Writes calibration.html, market.yaml (the fitted market), parameters.csv, posterior.csv, predictions.csv and
    manifest.json. An interrupted calibration goes on when the same command is given again.

    Example: cxsim calibrate telecom --targets retention.csv --hold-out 'age>7' --ranges ranges.yaml
    """
    from datetime import date

    from experiments.calibration.folder import PAGE, parameters, predictions
    from experiments.calibration.request import Asked
    from experiments.calibration.words import headline, identifiability
    from experiments.design.ranges import share_in
    from sim.market.loading import load_market

    if within and ranges and not factors:
        raise RequestError("--within has nothing to do: every range is given by --ranges; name more with --factors")
    check_one_engine(workers, scheduler)
    asked = Asked(
        market,
        str(targets),
        factors=tuple(factors or ()),
        ranges=str(ranges) if ranges else None,
        within=share_in(within) if within else None,
        hold_out=tuple(hold_out or ()),
        samples=samples,
        seeds=seeds,
        checks=checks,
        brand=brand,
        customers=customers,
        seed=seed,
        from_crm=from_crm,
        mapping=mapping,
        date=date.today().isoformat(),
    )
    found, folder = calibrate_into(out, asked, workers=workers, scheduler=scheduler, overwrite=overwrite)
    say(headline(found, load_market(market).title))
    for told in identifiability(found):
        say(told)
    if json:
        tables = {"parameters": parameters(found), "predictions": predictions(found)}
        show_json({"folder": str(folder), **tables, "identifiability": identifiability(found)})
    else:
        show(parameters(found))
    say(f"page: {folder / PAGE}")


def calibrate_into(
    folder: Path | None,
    asked: Asked,
    *,
    command: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    overwrite: bool = False,
) -> tuple[Calibration, Path]:
    """Return the calibration that was asked for and the folder where it has been written.

    Parameters
    ----------
    folder : where to; one named after the inputs when None, so that the same command finds its own results again.
    command : the command line that asked for it, when it was another one.
    workers : all cores when None.
    """
    from experiments.calibration import folder as kept
    from experiments.calibration.fit import calibrate as fitted
    from experiments.calibration.observing import Observation
    from experiments.design.shares import renormalisation_note
    from experiments.results.store import Store

    study = asked.study()
    targets = asked.targets_for(study.market)
    factors = asked.factors_in(study)
    manifest, files = kept.manifest_of(asked, study, factors)
    folder = folder or folder_for(f"{study.market.name}-calibration", manifest["inputs"])
    manifest["command"] = command or manifest["command"]
    manifest["request"]["extends"] = asked.inherits(folder)
    store = Store(folder, manifest, overwrite)
    store.write_files(files)
    tell_of_crm(study.crm, store)
    for note in (*targets.notes, *renormalisation_note(study.market, factors).splitlines()):
        say(note)
    compile_once()
    try:
        with progress_bar("Runs") as progress:
            living = _Living(store, workers or cores(), scheduler, progress, asked.effort.runs)
            calibration = fitted(partial(Observation, study), factors, targets, asked.effort, living)
    except KeyboardInterrupt:
        say(f"stopped; {folder} keeps what is finished, and the same command goes on from there")
        raise typer.Exit(1) from None
    kept.write(calibration, study, asked, store, manifest)
    return calibration, folder


class _Living:
    """Lives stages on some engine; the folder keeps each run as it finishes, and a bar counts all of them."""

    def __init__(self, store: Store, workers: int, scheduler: str | None, progress: Progress, expected: int) -> None:
        self.store, self.workers, self.scheduler = store, workers, scheduler
        self.progress, self.expected, self.done = progress, expected, 0

    def __call__(self, task: Task, stage: Stage) -> Iterator[tuple[Trial, np.ndarray]]:
        """Yield every trial of a stage with what it gave."""
        from experiments.calibration.folder import room_of
        from experiments.results.tables import Form
        from experiments.results.trial_store import TrialStore
        from experiments.running.trials import run_trials

        form = Form(("baseline",), tuple(target.name for target in stage.targets))
        kept = TrialStore(room_of(stage, self.store), stage.trials, form)
        for damage in kept.damaged:
            say(damage)
        with closing(kept):
            for lived in run_trials(task, stage.trials, workers=self.workers, scheduler=self.scheduler, store=kept):
                self.done += 1
                self.progress(self.done, self.expected)
                yield lived
