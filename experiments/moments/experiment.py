"""``cxsim moments``: how much each touchpoint and each cause of trouble matters, and what a survey would say."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from experiments.experiment.experiment import Cost, Experiment, Plan, Summary
from experiments.experiment.options import between, number
from experiments.experiment.request import FuturesRequest

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.moments.moments import Moments
    from experiments.pages.page import Page
    from experiments.running.study import Study

IMPORTANCE, MATRIX = "importance.csv", "matrix.csv"


@dataclass(frozen=True, kw_only=True)
class MomentsRequest(FuturesRequest):
    """Of which brand, how large a step is, and how many simulations and answers there are."""

    seeds: Annotated[int, between(2, 1000, help="Paired random seeds.")] = 5
    step: Annotated[
        float, number(0.005, 0.5, metavar="0.005..0.5", help="Step of quality, up and down, on all dimensions.")
    ] = 0.05
    respondents: Annotated[int, between(100, 1_000_000, help="Customers of the brand who answer a survey.")] = 2000


@dataclass(frozen=True, kw_only=True)
class MomentsPlan(Plan):
    """The baseline of a study, its seeds, the step and the size of the survey."""

    study: Study
    step: float
    respondents: int


class MomentsExperiment(Experiment[MomentsPlan, "Moments"]):
    """Measure the moments of truth: what one step of quality at each touchpoint, and each cause taken away, would do.

    Every world has the same customers and random numbers. Beside the truth stands what a survey would say, from what
    customers remember and answer. Writes moments.html, importance.csv, matrix.csv and manifest.json.

    Example: cxsim moments telecom --customers 20000 --weeks 104
    """

    name = "moments"
    request = MomentsRequest
    page_file = "moments.html"

    def plan(self, request: MomentsRequest) -> MomentsPlan:
        """Return the baseline of the study and its seeds."""
        from experiments.experiment.futures import in_worlds

        study, worlds, notes = in_worlds(request.study(), request.worlds, request.seeds)
        seeds = range(request.seed, request.seed + request.seeds)
        depends_on = {"step": request.step, "respondents": request.respondents, "brand": study.brand}
        return MomentsPlan(
            label=f"{study.market.name}-moments",
            study=study,
            worlds=worlds,
            notes=notes,
            seeds=seeds,
            step=request.step,
            respondents=request.respondents,
            depends_on=depends_on,
            cost=_cost(study, seeds, request.step),
        )

    def run(self, plan: MomentsPlan, lab: Lab) -> Moments:
        """Return importance and survey of all seeds."""
        import pandas as pd

        from experiments.moments.moments import Moments
        from experiments.moments.runs import Counterfactuals, parts_of
        from experiments.moments.survey import ANSWERS, LIVED, Surveys
        from experiments.moments.worlds import counterfactuals

        seeds = range(plan.seeds[0], plan.seeds[-1] + 1)
        worlds = sum(1 for _ in counterfactuals(plan.study.market, plan.study.brand, plan.step))
        parts = parts_of(seeds, worlds)
        runs, surveys = Counterfactuals(plan.study, plan.step), Surveys(plan.study, plan.respondents)
        done: dict[Any, Any] = {}
        tasks: tuple[tuple[Any, list[Any]], ...] = ((runs, parts), (surveys, list(seeds)))
        with lab.progress("Worlds and surveys") as progress:
            for task, keys in tasks:
                with closing(lab.each(task, keys, task.kept_as, task.fits)) as finished:
                    for key, found in finished:
                        done[key] = found
                        progress(len(done), len(parts) + len(seeds))
        return Moments(
            study=plan.study,
            step=plan.step,
            seeds=tuple(seeds),
            runs=pd.concat([done[part] for part in parts], ignore_index=True),
            answers={seed: done[seed][ANSWERS] for seed in seeds},
            lived={seed: done[seed][LIVED] for seed in seeds},
        )

    def tables(self, result: Moments) -> Mapping[str, Any]:
        """Return the importance of every moment by outcome and segment, and the decision matrix."""
        from experiments.moments.tables import importance_table, matrix_table

        return {IMPORTANCE: importance_table(result), MATRIX: matrix_table(result)}

    def page(self, result: Moments) -> Page:
        """Return the page."""
        from experiments.moments.report import report

        return report(result)

    def summary(self, result: Moments, folder: Path | None) -> Summary:
        """Return what matters most, and the decision matrix."""
        from experiments.moments import words
        from experiments.moments.tables import matrix_table

        return Summary(
            sentences=[words.headline(result), words.survey_says(result)],
            rows=matrix_table(result).to_dict("records"),  # type: ignore[arg-type]
            is_rounded=True,
            files={"page": self.page_file},
        )


def _cost(study: Study, seeds: range, step: float) -> Cost:
    """Return the cost of all worlds."""
    from experiments.moments.runs import WORLDS_A_PART, parts_of
    from experiments.moments.worlds import counterfactuals
    from experiments.running.estimate import seconds_of_trial
    from experiments.running.trials import Trial, Trials

    worlds = sum(1 for _ in counterfactuals(study.market, study.brand, step))
    runs = len(seeds) * (worlds + 2)

    def seconds() -> float:
        one = seconds_of_trial(Trials(study, ("npv_eur",)), Trial(0, seeds[0], {}))
        burn_in = study.market.category.burn_in_weeks / (study.market.category.burn_in_weeks + study.weeks)
        return one * (runs * (1.0 - burn_in) + (len(parts_of(seeds, worlds)) + len(seeds)) * burn_in)

    words = f"{worlds:,} worlds and the baseline with {len(seeds)} random seeds, {WORLDS_A_PART} of them at a time"
    return Cost(runs=runs, seconds=seconds, words=words)
