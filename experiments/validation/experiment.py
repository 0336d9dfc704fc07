"""``cxsim validate``: published patterns, published and simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from experiments.experiment.experiment import Experiment, Plan, Summary
from experiments.experiment.options import Argument, Input, Option, between
from experiments.experiment.request import Request

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.validation.jobs import Size
    from experiments.validation.pattern import Pattern
    from experiments.validation.suite import Outcome
    from sim.market.schema import Market

TABLE = "validation.csv"


@dataclass(frozen=True, kw_only=True)
class ValidateRequest(Request):
    """Which patterns are checked on which markets, and how large the simulated worlds are."""

    markets: Annotated[
        tuple[str, ...],
        Input.STUDY,
        Argument(metavar="MARKET", help="Shipped markets or market files.", show_default="all shipped ones"),
    ] = ()
    pattern: Annotated[tuple[str, ...], Option(metavar="ID", help="Only this pattern; may be given again.")] = ()
    seeds: Annotated[int | None, between(1, 10_000, show_default="each pattern's own", help="Seeds 1 to R.")] = None
    customers: Annotated[
        int | None,
        between(50, 1_000_000, show_default="each pattern's own", help="Maximum of customers in each world."),
    ] = None
    quick: Annotated[
        bool, Option("--quick", help="Smaller worlds, fewer seeds: minutes, with larger standard errors.")
    ] = False

    @property
    def size(self) -> Size:
        """How large the worlds are, and how many seeds there are."""
        from experiments.validation.jobs import FULL, QUICK, Size

        usual = QUICK if self.quick else FULL
        return Size(self.customers or usual.customers, self.seeds or usual.seeds)


@dataclass(frozen=True, kw_only=True)
class ValidatePlan(Plan):
    """Each market with its patterns, by its name."""

    suites: Mapping[str, tuple[Market, Sequence[Pattern]]]
    size: Size


class ValidateExperiment(Experiment[ValidatePlan, "list[Outcome]"]):
    """Run published patterns as experiments, and show which of them the model reproduces.

    Patterns of kind C are those the model is calibrated on, exit code 1 if one of them fails; nothing is tuned to those
    of kind V. Writes validation.html, validation.csv and manifest.json. An interrupted validation goes on when the same
    command is given again.

    Example: cxsim validate telecom --pattern retention-curve --quick
    """

    name = "validate"
    request = ValidateRequest
    page_file = "validation.html"

    def plan(self, request: ValidateRequest) -> ValidatePlan:
        """Return the markets with their patterns."""
        from experiments.results.manifest import market_file
        from experiments.running.versions import code_hash
        from experiments.validation.estimate import cost_of
        from experiments.validation.jobs import PatternJobs
        from experiments.validation.suite import suites

        chosen, size = suites(request.markets, request.pattern), request.size
        names = tuple(dict.fromkeys(each.id for _, patterns in chosen.values() for each in patterns))
        files = {f"inputs/{name}.yaml": market_file(market) for name, (market, _) in chosen.items()}
        repeated = replace(request, markets=tuple(files), pattern=names, quick=False, **size._asdict())
        return ValidatePlan(
            label="-".join(["validation", *chosen]),
            suites=chosen,
            size=size,
            files=files,
            depends_on={"patterns": list(names)}
            | size._asdict()
            | {"code": code_hash("sim", "experiments.validation")},
            repeated=repeated,
            cost=cost_of(PatternJobs.of(market, patterns, size) for market, patterns in chosen.values()),
        )

    def run(self, plan: ValidatePlan, lab: Lab) -> list[Outcome]:
        """Return the outcome of each pattern."""
        from experiments.validation.suite import validated

        return [
            outcome
            for name, (market, patterns) in plan.suites.items()
            for outcome in validated(market, patterns, plan.size, lab, f"Worlds of {name}")
        ]

    def tables(self, result: list[Outcome]) -> Mapping[str, Any]:
        """Return one row per check."""
        import pandas as pd

        return {TABLE: pd.DataFrame([row for outcome in result for row in outcome.rows()])}

    def page(self, result: list[Outcome]) -> Page:
        """Return the page."""
        from experiments.validation.report import report

        return report(result)

    def summary(self, result: list[Outcome], folder: Path | None) -> Summary:
        """Return all checks, and whether a pattern fails that the model is calibrated on."""
        rows = [row for outcome in result for row in outcome.rows()]
        failed = [outcome.pattern for outcome in result if not outcome.passes]
        return Summary(
            sentences=[f"{len(result) - len(failed)} of {len(result)} patterns pass all their checks"],
            rows=[_shown(row) for row in rows],
            document={"checks": rows},
            files={"figures": self.page_file},
            fails=any(each.kind == "C" for each in failed),
        )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the table as a terminal shows it."""
    from experiments.validation.report import figure_in_words
    from experiments.validation.suite import tolerance

    return {
        "pattern": row["pattern"],
        "kind": row["kind"],
        "statistic": row["statistic"],
        "simulated": figure_in_words(row["simulated"], row["standard_error"]),
        "published": row["published"],
        "tolerance": tolerance(row["low"], row["high"]),
        "passes": "pass" if row["passes"] else "FAIL",
        "source": row["source"],
    }
