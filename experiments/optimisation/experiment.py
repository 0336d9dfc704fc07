"""``cxsim optimise``: the best split of a budget over levers that cost something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.experiment.experiment import Cost, Experiment, Plan, Summary
from experiments.optimisation.request import OptimiseRequest

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.optimisation.futures import TaskFor
    from experiments.optimisation.optimum import Problem
    from experiments.optimisation.words import OptimumView
    from experiments.pages.page import Page
    from experiments.running.study import Study

SCENARIO = "optimum.yaml"
_SHOWN = ("candidate", "intensity", "cost_eur", "budget_share", "adds", "adds_low", "adds_high")


@dataclass(frozen=True, kw_only=True)
class OptimisePlan(Plan):
    """The plan: the problem, and the tasks that simulate splits."""

    study: Study
    problem: Problem
    task_for: TaskFor


class OptimiseExperiment(Experiment[OptimisePlan, "OptimumView"]):
    """Find the best split of a budget over scenarios, each bought wholly, in part or not at all.

    Writes optimum.html, optimum.yaml (the split as a scenario), allocation.csv and more tables, and manifest.json. An
    interrupted search goes on when the same command is given again.

    Example: cxsim optimise telecom --budget 80000 --yes-no support-capacity --customers 4000
    """

    name = "optimise"
    request = OptimiseRequest
    page_file = "optimum.html"

    def plan(self, request: OptimiseRequest) -> OptimisePlan:
        """Return the problem; more samples belong to the same results, so they can be added to an earlier search."""
        from experiments.design.ensemble import ensemble_named
        from experiments.optimisation.futures import TaskFor
        from experiments.results.manifest import RIVALS, scenario_copy
        from experiments.running.versions import code_hash

        study, problem = request.prepared()
        candidates = problem.portfolio.candidates
        metrics = tuple(objective.name for objective in problem.objectives)
        yes_no = tuple(each.name for each in candidates if each.is_yes_no)
        task_for = TaskFor(study, problem.portfolio, metrics)
        return OptimisePlan(
            label=f"{study.market.name}-optimum",
            study=study,
            problem=problem,
            task_for=task_for,
            worlds=ensemble_named(request.worlds, study.market),
            notes=[_some_worlds(problem)] if problem.seeds < len(problem.worlds) else [],
            depends_on={
                "search": code_hash("experiments.optimisation"),
                "brand": study.brand,
                "budget_eur": problem.budget.total_eur,
                "yes or no": list(yes_no),
                "objectives": list(metrics),
                "seeds": problem.seeds,
                "seed": problem.first_seed,
                "uncertain": {factor.path: [factor.low, factor.high] for factor in problem.factors},
            },
            repeated=request.repeated(
                study,
                scenarios=tuple(scenario_copy(each.scenario) for each in candidates),
                levers=None,
                yes_no=yes_no,
                rivals=RIVALS if study.rivals else None,
            ),
            cost=_cost(study, problem, task_for),
        )

    def run(self, plan: OptimisePlan, lab: Lab) -> OptimumView:
        """Return the best split that is found, measured in fresh futures."""
        from experiments.optimisation.futures import Measure
        from experiments.optimisation.optimum import optimise
        from experiments.optimisation.words import OptimumView

        done = 0
        with lab.progress("Runs") as progress:

            def count(splits: int) -> None:
                nonlocal done
                done += splits
                progress(done, max(done, plan.problem.runs))

            task_for, metrics = plan.task_for, plan.task_for.metrics
            unopposed = (
                Measure(task_for.while_rivals_go_on(), metrics, lab, count, "while rivals go on")
                if plan.study.rivals
                else None
            )
            optimum = optimise(plan.problem, Measure(task_for, metrics, lab, count), unopposed)
        market = plan.study.market
        return OptimumView(
            optimum,
            market.title,
            market.brands[plan.study.brand].title,
            plan.study.weeks,
            plan.study.customers,
            plan.study.rivals.title if plan.study.rivals else "",
        )

    def tables(self, result: OptimumView) -> Mapping[str, Any]:
        """Return the chosen split, its alternatives, and all splits of the search."""
        from experiments.optimisation.data import tables

        return tables(result.optimum)

    def files(self, result: OptimumView, command: str, folder: Path) -> Mapping[str, str]:
        """Return the chosen split as a scenario."""
        from experiments.optimisation.data import scenario_file

        return {SCENARIO: scenario_file(result.optimum)}

    def page(self, result: OptimumView) -> Page:
        """Return the page."""
        from experiments.optimisation.report import report

        return report(result)

    def summary(self, result: OptimumView, folder: Path | None) -> Summary:
        """Return the chosen candidates, the most expensive first."""
        from experiments.optimisation import words, words_of_worlds
        from experiments.optimisation.data import allocation, robustness

        rows = allocation(result.optimum).to_dict("records")
        headline, of_worlds = words.headline(result), words_of_worlds.told(result)
        document = {"headline": headline, "allocation": rows}
        if of_worlds:
            document |= {"robustness": robustness(result.optimum).to_dict("records")}
        return Summary(
            sentences=[headline, *of_worlds, words.next_euro(result)],
            rows=[{name: row[name] for name in _SHOWN} for row in sorted(rows, key=lambda row: -row["cost_eur"])],
            document=document,
            files={"the split as a scenario": SCENARIO, "page": self.page_file},
        )


def _some_worlds(problem: Problem) -> str:
    """Return that the search sees some of the worlds only."""
    return (
        f"The search sees {problem.seeds} of {len(problem.worlds)} worlds, run-off and appraisal all of them; "
        "more --seeds let the search see more."
    )


def _cost(study: Study, problem: Problem, task_for: TaskFor) -> Cost:
    """Return about how many runs it takes, and how long: as many as if all splits were of one batch each."""
    from experiments.optimisation.search import BATCH
    from experiments.running.estimate import seconds_of_trial
    from experiments.running.trials import Trial

    def seconds() -> float:
        import numpy as np

        future = problem.futures(0)[0]
        batch = task_for(np.repeat(problem.budget.equal()[None], BATCH, axis=0))
        return problem.runs / BATCH * seconds_of_trial(batch, Trial(0, future.seed, future.values))

    words = f"about {problem.runs:,} runs of {study.weeks} weeks, {study.customers:,} customers each"
    return Cost(runs=problem.runs, seconds=seconds, words=words)
