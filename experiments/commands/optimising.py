"""``cxsim optimise``: the best split of a budget over levers that cost something."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.experiment.console import progress_bar, say, show, show_json
from experiments.experiment.options import (
    Customers,
    FromCrm,
    Json,
    Mapping,
    MarketArgument,
    Out,
    Overwrite,
    Scheduler,
    Seed,
    Weeks,
    Workers,
    between,
    check_one_engine,
)

if TYPE_CHECKING:
    from experiments.optimisation.request import Wanted
    from experiments.optimisation.words import View

_SAMPLES, _SEEDS = 120, 12


def optimise(
    market: MarketArgument,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO]...",
            help="What can be bought: names or files.",
            show_default="all of the market's that cost something",
        ),
    ] = None,
    budget: Annotated[
        float, typer.Option(metavar="EUR", help="Most that may be spent until the horizon, planned and discounted.")
    ] = ...,  # type: ignore[assignment]
    levers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="A portfolio file, which says what can be bought and how, in place of names."
        ),
    ] = None,
    yes_no: Annotated[
        list[str] | None,
        typer.Option("--yes-no", metavar="SCENARIO", help="Bought wholly or not at all. May be given again."),
    ] = None,
    objective: Annotated[
        list[str] | None,
        typer.Option(metavar="METRIC", help="What decides; a second one asks for the front.", show_default="npv_eur"),
    ] = None,
    seeds: Annotated[int, between(3, 1000, help="Futures in each of three stages.")] = _SEEDS,
    samples: Annotated[int, between(10, 5000, help="Splits tried in the search.")] = _SAMPLES,
    uncertain: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Numbers that are uncertain besides luck. May be given again."),
    ] = None,
    within: Annotated[
        str | None, typer.Option(metavar="SHARE", help="By how much, such as 20%.", show_default="the sheet's ranges")
    ] = None,
    brand: Annotated[str | None, typer.Option(show_default="the scenarios' own", help="The brand that spends.")] = None,
    customers: Customers = None,
    weeks: Weeks = None,
    seed: Seed = 1,
    from_crm: FromCrm = None,
    mapping: Mapping = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Find the best split of a budget over scenarios, each bought wholly, in part or not at all.

    Writes optimum.html, optimum.yaml (the split as a scenario), allocation.csv and more tables, and manifest.json. An
    interrupted search goes on when the same command is given again.

    Example: cxsim optimise telecom --budget 80000 --yes-no support-capacity --customers 4000
    """
    from experiments.design.ranges import share_in
    from experiments.optimisation import words
    from experiments.optimisation.folder import PAGE, SCENARIO, allocation
    from experiments.optimisation.request import Wanted

    check_one_engine(workers, scheduler)
    wanted = Wanted(
        market,
        budget,
        scenarios=tuple(scenarios or ()),
        levers=levers,
        yes_no=tuple(dict.fromkeys(yes_no or ())),
        objectives=tuple(objective or ["npv_eur"]),
        samples=samples,
        seeds=seeds,
        uncertain=tuple(uncertain or ()),
        within=share_in(within) if within else None,
        brand=brand,
        customers=customers,
        weeks=weeks,
        seed=seed,
        from_crm=from_crm,
        mapping=mapping,
    )
    view, folder = optimise_into(out, wanted, workers=workers, scheduler=scheduler, overwrite=overwrite)
    say(words.headline(view))
    say(words.next_euro(view))
    table = allocation(view.optimum)
    if json:
        show_json({"folder": str(folder), "headline": words.headline(view), "allocation": table.to_dict("records")})
    else:
        show(_rows(table.to_dict("records")))
    say(f"the split as a scenario: {folder / SCENARIO}")
    say(f"page: {folder / PAGE}")


def optimise_into(
    folder: Path | None,
    wanted: Wanted,
    *,
    command: str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    overwrite: bool = False,
) -> tuple[View, Path]:
    """Return the optimum that was asked for and the folder where it has been written.

    Parameters
    ----------
    folder : where to; one named after the inputs when None, so that the same command finds its own results again.
    command : the command line that asked for it, when it was another one.
    workers : all cores when None.
    """
    from experiments.commands.work import compile_once, folder_for, tell_of_crm
    from experiments.optimisation.folder import manifest_of, write
    from experiments.optimisation.futures import Laboratory, TaskFor
    from experiments.optimisation.optimum import optimise as find
    from experiments.optimisation.words import View
    from experiments.results.store import Store
    from experiments.running.workers import cores

    study, asked = wanted.prepared()
    manifest, files = manifest_of(wanted, study, asked)
    manifest["command"] = command or manifest["command"]
    folder = folder or folder_for(f"{study.market.name}-optimum", manifest["inputs"])
    store = Store(folder, manifest, overwrite)
    store.write_files(files)
    tell_of_crm(study.crm, store)
    compile_once()
    say(f"about {asked.expected:,} runs of {study.weeks} weeks, {study.customers:,} customers each")
    done = 0
    try:
        with progress_bar("Runs") as progress:

            def tell(more: int) -> None:
                nonlocal done
                done += more
                progress(done, max(done, asked.expected))

            laboratory = Laboratory(
                TaskFor(study, asked.portfolio, wanted.objectives),
                wanted.objectives,
                workers=workers or cores(),
                scheduler=scheduler,
                folder=folder / "runs",
                tell=tell,
            )
            optimum = find(asked, laboratory)
    except KeyboardInterrupt:
        say(f"stopped; {folder} keeps what is finished, and the same command goes on from there")
        raise typer.Exit(1) from None
    brand = study.market.brands[study.brand].title
    view = View(optimum, study.market.title, brand, study.weeks, study.customers, str(manifest["command"]))
    write(view, store, manifest)
    return view, folder


def _rows(allocation: list[dict[Any, Any]]) -> list[dict[str, Any]]:
    """Return the rows that a terminal shows, what gets most first."""
    shown = ("candidate", "intensity", "cost_eur", "budget_share", "adds", "adds_low", "adds_high")
    ordered = sorted(allocation, key=lambda row: -row["cost_eur"])
    return [{name: row[name] for name in shown} for row in ordered]
