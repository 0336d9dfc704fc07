"""``cxsim sensitivity``: which assumptions move a figure, or could reverse a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.experiment.experiment import Cost, Experiment, Plan, Summary
from experiments.sensitivity.request import SensitivityRequest

if TYPE_CHECKING:
    from experiments.design.factor import Factor
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.running.study import Study
    from experiments.running.trials import Trials
    from experiments.sensitivity.methods import Method
    from experiments.sensitivity.outcome import Outcome
    from experiments.sensitivity.points import Explored
    from experiments.sensitivity.view import Sensitivity

INDICES, POINTS = "indices.csv", "points.parquet"


@dataclass(frozen=True, kw_only=True)
class SensitivityPlan(Plan):
    """The plan: varied factors, methods and outcomes.

    Attributes
    ----------
    simulated : the study with those scenarios only that the outcomes need.
    methods : one, or a screening and what follows it, each with its samples.
    seeds : at each point; the first one is the random seed of designs and bootstraps too.
    keep : maximum number of factors that pass a screening.
    """

    study: Study
    simulated: Study
    factors: tuple[Factor, ...]
    methods: Sequence[tuple[Method, int]]
    outcomes: tuple[Outcome, ...]
    metrics: tuple[str, ...]
    seeds: range
    keep: int

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Names of the simulated scenarios."""
        return tuple(scenario.name for scenario in self.simulated.scenarios)


class SensitivityExperiment(Experiment[SensitivityPlan, "Sensitivity"]):
    """Show which assumptions move a figure, or could reverse the decision between two scenarios.

    Writes sensitivity.html, indices.csv, points.parquet and manifest.json. An interrupted analysis goes on when the
    same command is given again.

    Example: cxsim sensitivity telecom --scenario fix-root-causes --within 20% --screen --method sobol --customers 2000
    """

    name = "sensitivity"
    request = SensitivityRequest

    def plan(self, request: SensitivityRequest) -> SensitivityPlan:
        """Return factors, methods and outcomes; more seeds of the same points can be added to existing results."""
        from experiments.design.ranges import RANGES, written_ranges
        from experiments.design.shares import renormalisation_note
        from experiments.design.size import check_trials
        from experiments.experiment.futures import in_worlds
        from experiments.running.trials import Trials

        methods = request.methods()
        study = request.study(request.strategies)
        factors = request.factors_in(study.market, study.brand)
        simulated, outcomes = request.simulated(study)
        simulated, worlds, seen = in_worlds(simulated, request.worlds, request.seeds)
        for method, samples in methods:
            varied = min(len(factors), request.keep) if request.screen and method.name != "morris" else len(factors)
            figures = len(simulated.scenarios) * len(request.metrics)
            check_trials(method.points(samples, varied), request.seeds, varied, figures)
        return SensitivityPlan(
            label=f"{study.market.name}-sensitivity",
            study=study,
            simulated=simulated,
            factors=factors,
            methods=methods,
            outcomes=outcomes,
            metrics=request.metrics,
            seeds=range(request.seed, request.seed + request.seeds),
            keep=request.keep,
            files={RANGES: written_ranges(factors)},
            depends_on={
                "methods": [f"{method.name} {samples}" for method, samples in methods],
                "keep": request.keep if request.screen else None,
                "metrics": list(request.metrics),
                "brand": study.brand,
                "seed": request.seed,
            },
            repeated=request.repeated(study, factors=(), ranges=RANGES, within=None),
            worlds=worlds,
            notes=[*renormalisation_note(study.market, factors).splitlines(), *seen],
            cost=_cost(Trials(simulated, request.metrics), request, factors, methods),
        )

    def run(self, plan: SensitivityPlan, lab: Lab) -> Sensitivity:
        """Return what each method finds."""
        from experiments.results.tables import Form
        from experiments.running.trials import Trials
        from experiments.sensitivity.chain import chained
        from experiments.sensitivity.data import points_table
        from experiments.sensitivity.points import Careful
        from experiments.sensitivity.view import Sensitivity

        task = Careful(Trials(plan.simulated, plan.metrics), (len(plan.scenarios), len(plan.metrics)))
        form = Form(plan.scenarios, plan.metrics)

        def run(method: Method, trials: Sequence[Any]) -> Any:
            with lab.progress(f"Runs for {method.name}") as progress:
                yield from lab.trials(task, trials, form, method.name, progress)

        def saved(explored: Sequence[Explored]) -> None:
            with lab.replacing(POINTS) as path:
                points_table(explored, plan.scenarios, plan.metrics).to_parquet(path, index=False, compression="zstd")

        stages = chained(
            run,
            plan.methods,
            plan.factors,
            plan.outcomes,
            plan.seeds,
            customers=plan.study.customers,
            seed=plan.seeds[0],
            why=task.reason,
            keep=plan.keep,
            saved=saved,
        )
        market = plan.study.market
        return Sensitivity(
            stages,
            market.title,
            market.brands[plan.study.brand].title,
            tuple(scenario.title for scenario in plan.simulated.scenarios),
            plan.study.customers,
            plan.study.weeks,
            round(market.category.burn_in_weeks),
            tuple(plan.notes),
        )

    def tables(self, result: Sensitivity) -> Mapping[str, Any]:
        """Return the points, which are there already, and the indices."""
        from experiments.sensitivity.data import indices_table

        return {POINTS: None, INDICES: indices_table(result.stages)}

    def page(self, result: Sensitivity) -> Page:
        """Return the page."""
        from experiments.sensitivity.report import report

        return report(result)

    def summary(self, result: Sensitivity, folder: Path | None) -> Summary:
        """Return the factors by the ranking index of the last method, metric by metric."""
        from experiments.sensitivity.data import indices_table
        from experiments.sensitivity.view import SensitivityView
        from experiments.sensitivity.words import headline

        return Summary(
            sentences=[headline(SensitivityView(result))],
            rows=_ranking(result),
            document={"indices": indices_table(result.stages).to_dict("records")},
            files={"page": "sensitivity.html"},
        )


def _cost(
    task: Trials, request: SensitivityRequest, factors: Sequence[Factor], methods: Sequence[tuple[Method, int]]
) -> Cost:
    """Return the maximum number of runs, and about how long they take."""
    from experiments.pages.formats import counted
    from experiments.running.estimate import seconds_of_trial
    from experiments.running.trials import Trial
    from experiments.sensitivity.chain import points_of

    points = points_of(methods, len(factors), request.keep)
    trials = points * request.seeds
    usual = Trial(0, request.seed, {factor.path: factor.default for factor in factors})
    names = " then ".join(f"{method.name} with {samples} {method.counts}" for method, samples in methods)
    seeds = counted(request.seeds, "seed")
    maximum = "at most " if len(methods) > 1 else ""
    return Cost(
        runs=trials,
        seconds=lambda: trials * seconds_of_trial(task, usual),
        words=f"{names}, {len(factors)} factors: {maximum}{points:,} points x {seeds} = {trials:,} runs",
    )


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
            "beyond_chance": "yes" if each.is_significant else "no" if each.floor == each.floor else "unknown",
            "swing": finding.swings[each.factor].value,
        }
        for finding in stage.findings
        for each in finding.ranking
    ]
