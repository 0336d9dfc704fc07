"""``cxsim calibrate``: fit a market to data, with an honest error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from experiments.calibration.request import CalibrateRequest
from experiments.experiment.experiment import Cost, Experiment, Plan, Summary

if TYPE_CHECKING:
    from experiments.calibration.calibration import Calibration
    from experiments.calibration.fit import Effort, Stage
    from experiments.calibration.targets import Targets
    from experiments.design.factor import Factor
    from experiments.experiment.lab import Lab
    from experiments.pages.page import Page
    from experiments.running.study import Study
    from experiments.running.trials import Task

MARKET, PARAMETERS, POSTERIOR, PREDICTIONS = "market.yaml", "parameters.csv", "posterior.csv", "predictions.csv"


@dataclass(frozen=True, kw_only=True)
class CalibratePlan(Plan):
    """The plan: fitted factors and targets.

    Attributes
    ----------
    factors : with the ranges within which every value is equally likely beforehand.
    date : of the fit, as written into the new market.
    """

    study: Study
    targets: Targets
    factors: tuple[Factor, ...]
    effort: Effort
    date: str

    def extends(self, folder: Path) -> str:
        """Return what a market in `folder` extends to inherit from the one that is fitted."""
        from experiments.design.derived import extended_by

        return str(self.request.extends or extended_by(folder, self.request.market))


class Fitted(NamedTuple):
    """A market fitted to targets, and how it was requested."""

    plan: CalibratePlan
    calibration: Calibration


class CalibrateExperiment(Experiment[CalibratePlan, Fitted]):
    """Fit numbers of a market to data: intervals, what data cannot identify, and the error on data that was held out.

    Writes calibration.html, market.yaml (the fitted market), parameters.csv, posterior.csv, predictions.csv and
    manifest.json. An interrupted calibration goes on when the same command is given again.

    Example: cxsim calibrate telecom --targets retention.csv --hold-out 'age>7' --ranges ranges.yaml
    """

    name = "calibrate"
    request = CalibrateRequest
    page_file = "calibration.html"

    def plan(self, request: CalibrateRequest) -> CalibratePlan:
        """Return targets and factors; the copy of the targets keeps the name by which results call them."""
        from datetime import date

        from experiments.design.ranges import RANGES, written_ranges
        from experiments.design.shares import renormalisation_note
        from experiments.running.versions import code_hash

        study, targets, factors = request.fitted()
        day = request.date or date.today().isoformat()
        copy = f"inputs/targets/{targets.file}"
        return CalibratePlan(
            label=f"{study.market.name}-calibration",
            study=study,
            targets=targets,
            factors=factors,
            effort=request.effort,
            date=day,
            files={RANGES: written_ranges(factors), copy: Path(request.targets).read_bytes()},
            depends_on={
                **{name: getattr(request, name) for name in ("samples", "seeds", "seed", "checks")},
                "hold_out": list(request.hold_out),
                "fit": code_hash("experiments.calibration"),
            },
            repeated=request.repeated(study, targets=copy, factors=(), ranges=RANGES, within=None, date=day),
            notes=(*targets.notes, *renormalisation_note(study.market, factors).splitlines()),
            cost=_cost(study, targets, len(factors), request.effort),
        )

    def in_folder(self, plan: CalibratePlan, folder: Path) -> Mapping[str, Any]:
        """Return what the new market extends, which is written relative to the folder."""
        return {"extends": plan.extends(folder)}

    def run(self, plan: CalibratePlan, lab: Lab) -> Fitted:
        """Return the market fitted to the targets."""
        from functools import partial

        from experiments.calibration.fit import calibrate
        from experiments.calibration.observing import Observation
        from experiments.results.tables import Form

        done = 0
        with lab.progress("Runs") as progress:

            def run_stage(task: Task, stage: Stage) -> Iterator[Any]:
                nonlocal done
                form = Form(("baseline",), tuple(target.name for target in stage.targets))
                for finished in lab.trials(task, stage.trials, form, stage.name):
                    done += 1
                    progress(done, plan.effort.runs)
                    yield finished

            observe = partial(Observation, plan.study)
            return Fitted(plan, calibrate(observe, plan.factors, plan.targets, plan.effort, run_stage))

    def tables(self, result: Fitted) -> Mapping[str, Any]:
        """Return the estimates of factors, the draws, and the predictions of the fitted market."""
        import pandas as pd

        from experiments.calibration.data import parameters, posterior, predictions

        return {
            PARAMETERS: pd.DataFrame(parameters(result.calibration)),
            POSTERIOR: posterior(result.calibration),
            PREDICTIONS: pd.DataFrame(predictions(result.calibration)),
        }

    def files(self, result: Fitted, command: str, folder: Path) -> Mapping[str, str]:
        """Return the new market."""
        from experiments.calibration.market_file import new_market

        plan = result.plan
        return {MARKET: new_market(result.calibration, plan.study.market, plan.extends(folder), plan.date, command)}

    def page(self, result: Fitted) -> Page:
        """Return the page."""
        from experiments.calibration.report import report

        return report(result.calibration, result.plan.study.market.title, result.plan.study.customers)

    def summary(self, result: Fitted, folder: Path | None) -> Summary:
        """Return the predictive accuracy, the factors not identified, and the estimates."""
        from experiments.calibration.data import parameters, predictions
        from experiments.calibration.words import headline, identifiability
        from language import phrase

        calibration = result.calibration
        weak, rows = identifiability(calibration), parameters(calibration)
        return Summary(
            sentences=[headline(calibration, phrase(result.plan.study.market.title)), *weak],
            rows=rows,
            document={"parameters": rows, "predictions": predictions(calibration), "identifiability": weak},
            files={"page": self.page_file},
        )


def _cost(study: Study, targets: Targets, factors: int, effort: Effort) -> Cost:
    """Return how many runs it takes, and about how long; runs that only the fit sees are as long as its targets."""
    from dataclasses import replace

    from experiments.calibration.target_file import last_week
    from experiments.pages.formats import counted
    from experiments.running.estimate import seconds_of_trial
    from experiments.running.trials import Trial, Trials

    learning, checking = effort.samples * effort.seeds, (effort.checks + 1) * effort.seeds
    stages = ((learning, last_week(targets.fitted)), (checking, study.weeks))

    def seconds() -> float:
        usual = Trial(0, effort.first_seed, {})
        tasks = ((runs, Trials(replace(study, weeks=weeks), ())) for runs, weeks in stages)
        return sum(runs * seconds_of_trial(task, usual) for runs, task in tasks)

    points = f"{effort.samples:,} points and {effort.checks + 1:,} checks"
    words = f"{counted(factors, 'factor')}: {points} x {counted(effort.seeds, 'seed')} = {effort.runs:,} runs"
    return Cost(runs=effort.runs, seconds=seconds, words=words)
