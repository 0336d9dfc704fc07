"""``cxsim compare``: which strategy wins, by how much, how surely."""

from __future__ import annotations

import math
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
    Scheduler,
    Seed,
    Weeks,
    Workers,
    between,
    check_one_engine,
)
from experiments.errors import RequestError

if TYPE_CHECKING:
    from experiments.comparison.compare import Comparison

_REPLICATIONS = 20
_MOST_REPLICATIONS = 200


def compare(
    market: MarketArgument,
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO", help="Names (see `cxsim scenarios MARKET`) or files.")
    ],
    replications: Annotated[
        int | None, between(1, 10_000, show_default=str(_REPLICATIONS), help="Paired seeds.")
    ] = None,
    until_precise: Annotated[
        str | None,
        typer.Option(
            metavar="WIDTH", help="Go on until every 95 % interval of METRIC is within ± WIDTH: 5000, or 10% of itself."
        ),
    ] = None,
    at_most: Annotated[int, between(5, 10_000, help="Most replications with --until-precise.")] = _MOST_REPLICATIONS,
    metric: Annotated[
        str, typer.Option(help="What ranks the scenarios: npv_eur, churn, nps, share ... (all are in comparison.csv).")
    ] = "npv_eur",
    brand: Annotated[
        str | None, typer.Option(show_default="the scenarios' own", help="The brand whose figures are compared.")
    ] = None,
    customers: Customers = None,
    weeks: Weeks = None,
    seed: Seed = 1,
    from_crm: FromCrm = None,
    mapping: Mapping = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    overwrite: Overwrite = False,
    patterns: Annotated[
        bool, typer.Option(help="Look at published patterns on this market too, for the report: some seconds.")
    ] = True,
    json: Json = False,
) -> None:
    """Compare scenarios with the baseline, and with each other, on the same luck; write a report.

    Writes report.html, comparison.csv, weekly.parquet and manifest.json. An interrupted comparison goes on when the
    same command is given again.

    Example: cxsim compare telecom fix-root-causes polish-interactions overpromise
    """
    from experiments.commands.work import compare_into
    from experiments.comparison.sections.answer import headline
    from experiments.comparison.view import View
    from experiments.results.outputs import REPORT
    from experiments.running.request import Request

    if set(scenarios) == {"baseline"}:
        raise RequestError("name a scenario to compare with the baseline")
    if until_precise and replications:
        raise RequestError("--replications and --until-precise exclude each other; the most is set with --at-most")
    check_one_engine(workers, scheduler)
    request = Request(
        "compare",
        market,
        tuple(scenarios),
        brand=brand,
        metric=metric,
        customers=customers,
        weeks=weeks,
        seed=seed,
        replications=at_most if until_precise else replications or _REPLICATIONS,
        until_precise=until_precise,
        from_crm=from_crm,
        mapping=mapping,
        patterns=patterns,
    )
    comparison, folder = compare_into(out, request, workers=workers, scheduler=scheduler, overwrite=overwrite)
    say(headline(View(comparison)))
    if json:
        show_json({"folder": str(folder), "seeds": comparison.seeds, "summary": comparison.summary.to_dict("records")})
    else:
        show(_ranking(comparison), is_rounded=True)
    if until_precise:
        say(_precision_reached(comparison, request.replications))
    say(f"report: {folder / REPORT}")


def _ranking(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the scenarios by the mean of the metric that ranks, best first and unknown last, with what they return."""
    from experiments.measures.metrics import METRICS

    summary = comparison.summary.set_index(["metric", "scenario"])
    rows = [
        {
            "scenario": scenario,
            comparison.metric: line["mean"],
            "difference": line["difference"],
            "low": line["low"],
            "high": line["high"],
            "probability_better": line["probability_better"],
            "probability_best": line["probability_best"],
            "roi": summary.loc[("roi", scenario), "mean"],
            "payback_weeks": summary.loc[("payback_weeks", scenario), "mean"],
        }
        for scenario, line in summary.loc[comparison.metric].iterrows()
    ]
    sign = 1 if METRICS[comparison.metric].better == "lower" else -1
    means = {row["scenario"]: sign * row[comparison.metric] for row in rows}
    return sorted(rows, key=lambda row: (math.isnan(means[row["scenario"]]), means[row["scenario"]]))


def _precision_reached(comparison: Comparison, most: int) -> str:
    """Return in words how many replications the precision took."""
    used = len(comparison.seeds)
    if used == most:
        return f"{used} replications, the most allowed: look at the intervals to see whether they are narrow enough"
    return f"precise enough after {used} replications"
