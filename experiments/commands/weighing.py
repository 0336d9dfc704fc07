"""``cxsim sensitivity``: which assumptions matter, how surely, and whether any could reverse the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.console import say, show, show_json
from experiments.commands.options import (
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
    Weeks,
    Within,
    Workers,
    between,
    check_one_engine,
)
from experiments.errors import RequestError

if TYPE_CHECKING:
    from experiments.sensitivity.view import Sensitivity

_SEEDS = 2
_KEPT = 8


def sensitivity(
    market: MarketArgument,
    scenario: Annotated[
        str | None, typer.Option(help="A scenario's name or file.", show_default="the baseline's own figures")
    ] = None,
    against: Annotated[
        str | None, typer.Option(metavar="SCENARIO", help="What it is compared with.", show_default="the baseline")
    ] = None,
    outcome: Annotated[
        bool, typer.Option("--outcome", help="Analyse the scenario's own figures, not its difference to another.")
    ] = False,
    metric: Annotated[
        list[str] | None, typer.Option(help="A figure; may be given again.", show_default="npv_eur")
    ] = None,
    method: Annotated[
        str, typer.Option(metavar="NAME", help="morris, sobol, fast, pawn, delta or regional.")
    ] = "morris",
    factors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="GLOB",
            help="Numbers of the market by path, stars allowed; !GLOB takes some out again. May be given again.",
            show_default="those of --ranges, or behaviour.*.*",
        ),
    ] = None,
    ranges: Ranges = None,
    within: Within = None,
    samples: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Trajectories (morris), base samples (sobol) or points.",
            show_default="20, 128, 65 or 512",
        ),
    ] = None,
    seeds: Annotated[int, between(1, 1000, help="Runs at each point, with the same luck for all points.")] = _SEEDS,
    screen: Annotated[
        bool, typer.Option("--screen", help="Screen all factors with Morris first, and go on with those that matter.")
    ] = False,
    trajectories: Annotated[
        int | None, typer.Option(metavar="N", help="Trajectories of the screening.", show_default="20")
    ] = None,
    keep: Annotated[int, between(2, 1000, help="Factors that pass the screening at most.")] = _KEPT,
    brand: Annotated[
        str | None, typer.Option(show_default="the scenarios' own", help="The brand whose figures are analysed.")
    ] = None,
    customers: Customers = None,
    weeks: Weeks = None,
    seed: Seed = 1,
    from_crm: FromCrm = None,
    mapping: Mapping = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    budget: Annotated[
        float | None, typer.Option(metavar="MINUTES", min=0.01, help="Do not start when it would take longer.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many runs it takes, and how long.")] = False,
    out: Out = None,
    overwrite: Overwrite = False,
    json: Json = False,
) -> None:
    """Show which assumptions move a figure, or could reverse the decision between two scenarios.

    Writes sensitivity.html, indices.csv, points.parquet and manifest.json. An interrupted analysis goes on when the
    same command is given again.

    Example: cxsim sensitivity telecom --scenario fix-root-causes --within 20% --screen --method sobol --customers 2000
    """
    from experiments.commands.weighing_work import sensitivity_into
    from experiments.design.ranges import share_in
    from experiments.sensitivity.folder import PAGE, indices_table
    from experiments.sensitivity.request import Asked
    from experiments.sensitivity.view import View
    from experiments.sensitivity.words import headline

    if against and not scenario:
        raise RequestError("--against compares a scenario with another: name the first with --scenario")
    if outcome and against:
        raise RequestError("--outcome and --against exclude each other: a figure of one scenario, or a difference")
    if within and ranges and not factors:
        raise RequestError("--within has nothing to do: every range is given by --ranges; name more with --factors")
    check_one_engine(workers, scheduler)
    asked = Asked(
        market,
        tuple(each for each in (scenario, against) if each),
        is_outcome=outcome,
        metrics=tuple(dict.fromkeys(metric or ["npv_eur"])),
        method=method,
        samples=samples,
        seeds=seeds,
        factors=tuple(factors or ()),
        ranges=str(ranges) if ranges else None,
        within=share_in(within) if within else None,
        screen=screen,
        trajectories=trajectories,
        keep=keep,
        brand=brand,
        customers=customers,
        weeks=weeks,
        seed=seed,
        from_crm=from_crm,
        mapping=mapping,
    )
    found, folder = sensitivity_into(
        out, asked, workers=workers, scheduler=scheduler, budget=budget, dry_run=dry_run, overwrite=overwrite
    )
    if found is None:
        return
    say(headline(View(found)))
    if json:
        show_json({"folder": str(folder), "indices": indices_table(found.stages).to_dict("records")})
    else:
        show(_ranking(found))
    say(f"page: {folder / PAGE}")


def _ranking(found: Sensitivity) -> list[dict[str, Any]]:
    """Return the factors by the ranking index of the last method, metric by metric."""
    stage = found.stages[-1]
    return [
        {
            "metric": finding.outcome.metric,
            "factor": stage.explored.factors[each.factor].path,
            each.name: each.value,
            "low": each.low,
            "high": each.high,
            "clear of luck": "yes" if each.is_clear else "no" if each.floor == each.floor else "unknown",
            "swing": finding.swings[each.factor].value,
        }
        for finding in stage.findings
        for each in finding.ranking
    ]
