"""``cxsim discover``: in which region of the uncertain numbers a strategy loses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from experiments.experiment.experiment import Experiment, Plan, Summary
from experiments.experiment.options import Argument, Input, Option, Seed, between, number
from experiments.experiment.request import Request

if TYPE_CHECKING:
    from experiments.discovery.discovery import Discovery
    from experiments.discovery.futures import Criterion, Futures
    from experiments.discovery.regions import Search
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page

REGIONS = "regions.csv"
_LARGEST = 1e15


@dataclass(frozen=True, kw_only=True)
class DiscoverRequest(Request):
    """In which sweep a region is looked for, what a loss is, and how large a region may be."""

    sweep: Annotated[str, Input.FOLDER, Argument(metavar="SWEEP_DIR", help="The folder of a finished `cxsim sweep`.")]
    scenario: Annotated[str | None, Option(help="The chosen strategy.", show_default="the only one in the sweep")] = (
        None
    )
    against: Annotated[str, Option(metavar="SCENARIO", help="The scenario to compare with.")] = "baseline"
    metric: Annotated[str, Option(help="What it wins or loses by.")] = "npv_eur"
    at_least: Annotated[
        float,
        number(-_LARGEST, _LARGEST, metavar="X", help="A gain below this is a loss, in the unit of the metric."),
    ] = 0.0
    limits: Annotated[int, between(1, 6, help="Maximum of limits of a region.")] = 3
    smallest: Annotated[
        float, number(0.01, 0.5, metavar="0.01..0.5", help="Smallest share of the futures in a region.")
    ] = 0.05
    density: Annotated[
        float | None,
        number(
            0.01,
            1.0,
            metavar="0.01..1",
            help="Minimum share of losses in a region; the one with the highest coverage is chosen.",
            show_default="balanced against coverage",
        ),
    ] = None
    regions: Annotated[int, between(1, 10, help="Maximum of regions, one after the other.")] = 3
    worlds: Annotated[
        str | None,
        Option(
            metavar="none|FILE|N",
            help="Of a sweep in worlds: look among the numbers of its worlds too, which FILE must hold, or of its "
            "first N only; none for the numbers that the sweep varies.",
            show_default="those of the sweep, if any",
        ),
    ] = None
    seed: Seed = 1


@dataclass(frozen=True, kw_only=True)
class DiscoverPlan(Plan):
    """Where the strategy lost in the sweep, and how regions are looked for.

    Attributes
    ----------
    maximum : of regions.
    """

    sweep: str
    criterion: Criterion
    futures: Futures
    search: Search
    maximum: int
    seed: int


class DiscoverExperiment(Experiment[DiscoverPlan, "Discovery"]):
    """Find the region of a sweep's factors in which a strategy loses, and how far it can be believed.

    Writes discovery.html, regions.csv and manifest.json.

    Example: cxsim discover results/study --scenario fix-root-causes --metric npv_eur
    """

    name = "discover"
    request = DiscoverRequest
    page_file = "discovery.html"
    has_engine = False

    def plan(self, request: DiscoverRequest) -> DiscoverPlan:
        """Return where the strategy lost."""
        from experiments.discovery.futures import Criterion, futures_of, read_results, strategy_in
        from experiments.discovery.over_worlds import with_worlds, worlds_of
        from experiments.discovery.regions import Search
        from experiments.results.kept import sha256
        from experiments.results.tables import RESULTS
        from experiments.running.versions import code_hash

        folder = Path(request.sweep)
        results = read_results(folder)
        looked = worlds_of(folder, request.worlds)
        results = with_worlds(results, looked) if looked else results
        scenario = strategy_in(results, request.scenario, request.against)
        criterion = Criterion(scenario, request.against, request.metric, request.at_least)
        search = Search(request.limits, request.smallest, request.density)
        sweep = folder.resolve().name
        return DiscoverPlan(
            label=f"{sweep}-discovery",
            sweep=sweep,
            criterion=criterion,
            futures=futures_of(results, criterion),
            search=search,
            maximum=request.regions,
            seed=request.seed,
            depends_on={RESULTS: sha256(folder / RESULTS), "code": code_hash("experiments.discovery")}
            | asdict(criterion)
            | asdict(search)
            | {"regions": request.regions, "seed": request.seed}
            | ({"worlds": looked.first} if looked else {}),
            repeated=replace(request, scenario=scenario, worlds=str(looked.first) if looked else "none"),
        )

    def run(self, plan: DiscoverPlan, lab: Lab) -> Discovery:
        """Return the regions; there is nothing to look for where the strategy always wins, or always loses."""
        from experiments.discovery.discovery import Discovery
        from experiments.discovery.regions import regions

        futures = plan.futures
        found = regions(futures, plan.search, plan.maximum, plan.seed) if 0 < futures.loss_share < 1 else []
        return Discovery(plan.criterion, futures, plan.search, tuple(found), plan.sweep)

    def tables(self, result: Discovery) -> Mapping[str, Any]:
        """Return the limits of all regions."""
        from experiments.discovery.report import regions_table

        return {REGIONS: regions_table(result)}

    def page(self, result: Discovery) -> Page:
        """Return the page."""
        from experiments.discovery.report import report

        return report(result)

    def summary(self, result: Discovery, folder: Path | None) -> Summary:
        """Return where the strategy loses, and the limits of the regions."""
        from experiments.discovery import words
        from experiments.discovery.report import regions_table

        rows: list[dict[str, Any]] = regions_table(result).to_dict("records")  # type: ignore[assignment]
        headline = words.headline(result)
        return Summary(
            sentences=[headline, *([words.elsewhere(result)] if result.believed else [])],
            rows=rows,
            document={"headline": headline, "regions": rows},
            files={"page": self.page_file},
        )
