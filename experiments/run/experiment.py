"""``cxsim run``: one scenario, one random seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from experiments.experiment.experiment import Experiment, Plan, Summary
from experiments.experiment.options import Input, Option
from experiments.experiment.request import MarketRequest

if TYPE_CHECKING:
    import pandas as pd

    from experiments.experiment.lab import Lab
    from experiments.running.study import Study

_STATES = ("customers", "share", "churn", "nps", "satisfaction", "experience", "trust", "complaint_rate")
_HELP = ("wait_minutes", "abandonment")
_MONEY = ("revenue_eur", "margin_eur")
_FROM_TABLE = (
    "One random seed: who meets trouble, talks and leaves differs between seeds, the more so the smaller the table. "
    "cxsim compare gives intervals over several seeds."
)


@dataclass(frozen=True, kw_only=True)
class RunRequest(MarketRequest):
    """What to run, and with which random seed."""

    scenario: Annotated[str, Input.SCENARIO, Option(help="A scenario's name or file.")] = "baseline"


@dataclass(frozen=True)
class Run:
    """The booked weeks of a run."""

    study: Study
    weeks: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class RunPlan(Plan):
    """A study of one scenario, and its random seed."""

    study: Study
    seed: int


class RunExperiment(Experiment[RunPlan, Run]):
    """Run one scenario once, and show every brand's figures.

    Stocks and rates are of the last year, revenue and margin of all weeks after the burn-in.

    Example: cxsim run telecom --scenario price-cut --customers 5000 --weeks 104 --out results/price-cut
    """

    name = "run"
    request = RunRequest
    has_engine = False
    needs_folder = False

    def plan(self, request: RunRequest) -> RunPlan:
        """Return the study of the scenario."""
        study = request.study([request.scenario])
        study = replace(study, scenarios=study.scenarios[-1:])
        return RunPlan(study=study, seed=request.seed, depends_on={"seed": request.seed})

    def run(self, plan: RunPlan, lab: Lab) -> Run:
        """Return the booked weeks."""
        from experiments.experiment.runner import compile_once

        compile_once()
        with lab.progress("Weeks") as progress:
            return Run(plan.study, plan.study.run(plan.seed, threads=lab.threads, progress=progress))

    def tables(self, result: Run) -> Mapping[str, Any]:
        """Return the weeks with their indicators."""
        from experiments.results.outputs import WEEKLY, write_weeks

        return {WEEKLY: partial(write_weeks, result.weeks, result.study.market)}

    def summary(self, result: Run, folder: Path | None) -> Summary:
        """Return a row for each brand."""
        from experiments.measures.metrics import figures
        from experiments.pages.phrases import simulated_part
        from experiments.results.outputs import WEEKLY

        is_contractual = result.study.market.category.kind == "contractual"
        rows = []
        for brand in result.study.market.listed("brands"):
            found = figures(result.weeks, brand, discount_rate=0.0).iloc[0]
            rows.append({"brand": brand} | {name: float(found[name]) for name in (*_STATES, *_HELP, *_MONEY)})
        weeks = f"{result.study.weeks} week{'' if result.study.weeks == 1 else 's'}"
        titles = {
            "churn": f"{'churn' if is_contractual else 'lost'}, % a year",
            "share": "share, %",
            "nps": "true NPS",
            "satisfaction": "true satisfaction",
            "experience": "true lived experience",
            "trust": "true trust",
            "complaint_rate": "complain, % a week",
            "wait_minutes": "wait, minutes",
            "abandonment": "give up waiting, %",
            "revenue_eur": f"revenue, EUR, {weeks}",
            "margin_eur": f"margin, EUR, {weeks}",
        }
        part = simulated_part(result.study.customers, result.study.market.category.customers)
        sentences = [f"All amounts are {part}."] if part else []
        sentences += [_FROM_TABLE] if result.study.crm else []
        return Summary(sentences=sentences, rows=rows, titles=titles, is_rounded=True, files={"weeks": WEEKLY})
