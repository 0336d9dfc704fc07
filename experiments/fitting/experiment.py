"""``cxsim fit``: a market from the facts that a company knows of itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.experiment.experiment import Cost, Experiment, Summary
from experiments.fitting.plan import FitPlan
from experiments.fitting.request import FitRequest

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.fitting.fitting import Fitting
    from experiments.pages.page import Page
    from experiments.running.study import Study

MARKET, VERDICTS, NUMBERS = "market.yaml", "verdicts.csv", "numbers.csv"


class Fitted(NamedTuple):
    """A market fitted to facts, and how it was requested."""

    plan: FitPlan
    fitting: Fitting


class FitExperiment(Experiment[FitPlan, Fitted]):
    """Make a market from what a company knows of itself: shares, churn, NPS, complaints, waiting.

    Numbers of the market are moved until it shows the facts; each fact then has a verdict, met or missed, by how much
    and why. Writes fit.html, market.yaml (the fitted market), verdicts.csv, numbers.csv and manifest.json. With --check
    nothing is moved: you see what the market shows beside the facts.

    Example: cxsim fit my_market --facts my_market/facts.csv --out my_market/fitted
    """

    name = "fit"
    request = FitRequest
    page_file = "fit.html"

    def plan(self, request: FitRequest) -> FitPlan:
        """Return facts and handles; the copy of the facts keeps the name by which results call them."""
        from datetime import date

        from experiments.fitting.handles import begun_with, handles_of
        from experiments.running.versions import code_hash

        study, facts = request.fitted()
        day = request.date or date.today().isoformat()
        copy = f"inputs/facts/{facts.file}"
        start = study.market if request.check else begun_with(study.market, facts.all)
        handles = () if request.check else handles_of(facts.all, start)
        return FitPlan(
            label=f"{study.market.name}-fit",
            study=study,
            start=start,
            facts=facts,
            handles=handles,
            date=day,
            files={copy: Path(request.facts).read_bytes()},
            depends_on={
                **{name: getattr(request, name) for name in ("check", "seeds", "seed", "checks", "steps")},
                "fit": code_hash("experiments.fitting"),
            },
            repeated=request.repeated(study, facts=copy, date=day),
            notes=facts.notes,
            cost=_cost(study, len(handles), request),
        )

    def in_folder(self, plan: FitPlan, folder: Path) -> Mapping[str, Any]:
        """Return what the new market extends, which is written relative to the folder."""
        return {"extends": plan.extends(folder)}

    def run(self, plan: FitPlan, lab: Lab) -> Fitted:
        """Return the market fitted to the facts, or compared with them."""
        from experiments.fitting.fit import fitted

        return Fitted(plan, fitted(plan, lab))

    def tables(self, result: Fitted) -> Mapping[str, Any]:
        """Return the verdicts, and the numbers that were moved."""
        import pandas as pd

        from experiments.fitting.data import numbers, verdicts

        found = {VERDICTS: pd.DataFrame(verdicts(result.fitting))}
        if result.fitting.is_fitted:
            found[NUMBERS] = pd.DataFrame(numbers(result.fitting, result.plan.study.market))
        return found

    def files(self, result: Fitted, command: str, folder: Path) -> Mapping[str, str]:
        """Return the new market."""
        from experiments.fitting.market_file import new_market

        plan = result.plan
        if not result.fitting.is_fitted:
            return {}
        return {MARKET: new_market(result.fitting, plan.study.market, plan.extends(folder), plan.date, command)}

    def page(self, result: Fitted) -> Page:
        """Return the page."""
        from experiments.fitting.report import report

        return report(result.fitting, result.plan.study.market, result.plan.study.customers, result.plan.request)

    def summary(self, result: Fitted, folder: Path | None) -> Summary:
        """Return the answer, and the verdict on every fact."""
        from experiments.fitting.data import short_verdicts, verdicts
        from experiments.fitting.words import headline
        from language import phrase

        fitting = result.fitting
        return Summary(
            sentences=[headline(fitting, phrase(result.plan.study.market.title))],
            rows=short_verdicts(fitting),
            is_rounded=True,
            document={"fits": fitting.fits, "verdicts": verdicts(fitting)},
            files={"page": self.page_file} | ({"market": MARKET} if fitting.is_fitted else {}),
        )


def _cost(study: Study, handles: int, request: FitRequest) -> Cost:
    """Return about how many runs it takes: slopes twice, half of the steps, and the checks."""
    from experiments.running.estimate import seconds_of_trial
    from experiments.running.trials import Trial, Trials

    points = 0 if request.check else 2 * handles + request.steps // 2
    runs = points * request.seeds + (1 if request.check else 2) * request.checks

    def seconds() -> float:
        return runs * seconds_of_trial(Trials(study, ()), Trial(0, request.seed, {}))

    moved = "" if request.check else f"{handles} numbers or groups of numbers to be moved: "
    return Cost(runs=runs, seconds=seconds, words=f"{moved}about {runs:,} runs")
