"""``cxsim sweep``: a whole study, however often it is interrupted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from experiments.experiment.experiment import Cost, Experiment, Plan, Summary
from experiments.experiment.options import Argument, Input, PlayedOnceMore, Worlds
from experiments.experiment.request import TableRequest

if TYPE_CHECKING:
    import numpy as np

    from experiments.design.ensemble import Ensemble
    from experiments.experiment.lab import Lab
    from experiments.sweep.sweep import Sweep

STUDY = "inputs/study.yaml"
"""Where the copy of the study file stands in a folder of results."""
_BYTES, _KEY_BYTES = 8, 8
"""Of a figure, and of the keys of a row; those of a simulation hardly shrink when they are packed."""
_OVERHEAD = 1.2


@dataclass(frozen=True, kw_only=True)
class SweepRequest(TableRequest):
    """Which study file is swept; a customer table that is given takes the place of the one in the file."""

    study: Annotated[
        str, Input.STUDY, Argument(metavar="STUDY.yaml", help="Factors, design, scenarios, seeds, metrics.")
    ]
    rivals: PlayedOnceMore = None
    worlds: Worlds = None


@dataclass(frozen=True, kw_only=True)
class SweepPlan(Plan):
    """A sweep with all its trials."""

    sweep: Sweep


@dataclass(frozen=True)
class Swept:
    """The results of a sweep.

    Attributes
    ----------
    metrics : (trials, scenarios, metrics), trials in the order of the sweep.
    weekly : files of the weekly figures, written already.
    """

    sweep: Sweep
    metrics: np.ndarray
    weekly: tuple[str, ...]


class SweepExperiment(Experiment[SweepPlan, Swept]):
    """Run a study: every point of its design, with every seed, in every scenario.

    Writes results.parquet, weekly/ when the study requests it, and manifest.json. Finished trials are kept at once:
    when the same command is given again, it goes on from there, and several may work on one folder at the same time.
    Seeds can be added to a study later.

    Example: cxsim sweep study.yaml --out results/study --workers 2
    """

    name = "sweep"
    request = SweepRequest

    def plan(self, request: SweepRequest) -> SweepPlan:
        """Return the sweep that the study file describes."""
        from experiments.experiment.futures import in_worlds
        from experiments.sweep.loading import load_sweep

        sweep = load_sweep(request.study, request)
        if request.rivals:
            from sim.policies.rivals import load_rivals

            sweep = sweep.facing(load_rivals(request.rivals, sweep.study.market))
        study, worlds, notes = in_worlds(sweep.study, request.worlds, len(sweep.seeds))
        return plan_of(replace(sweep, study=study), worlds, notes)

    def run(self, plan: SweepPlan, lab: Lab) -> Swept:
        """Return the metrics of all trials."""
        import numpy as np

        from experiments.results.folder import WEEKLY
        from experiments.running.weekly import Outcome

        sweep, form = plan.sweep, plan.sweep.form
        place = {(trial.point, trial.seed): place for place, trial in enumerate(sweep.trials)}
        metrics = np.full((len(sweep.trials), len(form.scenarios), len(form.metrics)), np.nan)
        with (
            lab.progress("Trials") as progress,
            closing(lab.trials(sweep.task, sweep.trials, form, progress=progress)) as finished,
        ):
            for trial, result in finished:
                metrics[place[trial.point, trial.seed]] = result.metrics if isinstance(result, Outcome) else result
        parts = sorted((lab.folder / WEEKLY).glob("seed-*.parquet")) if sweep.file.weekly else []
        return Swept(sweep, metrics, tuple(f"{WEEKLY}/{part.name}" for part in parts))

    def tables(self, result: Swept) -> Mapping[str, Any]:
        """Return one row per point, seed and scenario; the weekly figures are there already."""
        from experiments.results.tables import RESULTS, results_table, write_table

        table = results_table(result.sweep.trials, result.sweep.form, result.metrics)
        return {RESULTS: partial(write_table, table), **dict.fromkeys(result.weekly)}

    def summary(self, result: Swept, folder: Path | None) -> Summary:
        """Return for each metric and scenario the median and the range of nine in ten trials."""
        from experiments.results.tables import RESULTS
        from experiments.sweep.queries import quantiles

        assert folder is not None
        metrics, scenarios = result.sweep.metrics, result.sweep.form.scenarios
        found: list[dict[str, Any]] = quantiles(folder, metrics, by=["scenario"]).to_dict("records")  # type: ignore[assignment]
        rows = sorted(found, key=lambda row: (metrics.index(row["metric"]), scenarios.index(row["scenario"])))
        document = {"runs": result.sweep.runs, "summary": rows}
        return Summary(rows=rows, document=document, files={"results": RESULTS})


def plan_of(sweep: Sweep, worlds: Ensemble | None = None, notes: Sequence[str] = ()) -> SweepPlan:
    """Return the plan of a sweep, perhaps in worlds.

    More seeds belong to the same inputs, so that they can be added to results.
    """
    import hashlib

    from experiments.results.manifest import as_yaml

    document = sweep.document()
    counts = {name: value for name, value in document.items() if name not in ("seeds", "question")}
    return SweepPlan(
        label=sweep.study.market.name,
        sweep=sweep,
        study=sweep.study,
        files={STUDY: as_yaml(document)},
        depends_on={STUDY: hashlib.sha256(as_yaml(counts)).hexdigest()},
        seeds=sweep.seeds,
        repeated=SweepRequest(study=STUDY, copy=sweep.study.keeps_table),
        worlds=worlds,
        notes=[*sweep.note.splitlines(), *notes],
        cost=_cost(sweep),
    )


def _cost(sweep: Sweep) -> Cost:
    """Return how many runs a sweep takes, about how long, and how much room."""
    from experiments.running.estimate import seconds_of_trial
    from experiments.running.trials import Trial

    trials = len(sweep.points) * len(sweep.seeds)
    first = Trial(0, sweep.seeds[0], sweep.points[0])
    parts = {"points": len(sweep.points), "seeds": len(sweep.seeds), "scenarios": len(sweep.study.scenarios)}
    return Cost(
        runs=sweep.runs,
        seconds=lambda: trials * seconds_of_trial(sweep.task, first),
        words=f"{sweep.runs:,} runs: " + " x ".join(f"{count:,} {what}" for what, count in parts.items()),
        more=lambda seconds: {
            "trials": trials,
            "seconds_per_trial": round(seconds / trials, 3),
            "megabytes": round(_bytes(sweep) / 1e6, 1),
        },
    )


def _bytes(sweep: Sweep) -> float:
    """Return about how large all files of a sweep are."""
    form = sweep.form
    results = sweep.runs * (2 * len(form.metrics) + len(sweep.factors)) * _BYTES
    rows = sweep.runs * form.weeks * len(form.brands)
    return _OVERHEAD * (results + rows * (len(form.figures) * _BYTES + _KEY_BYTES))
