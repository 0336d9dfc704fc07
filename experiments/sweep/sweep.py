"""A sweep, ready to be run: its points, its random seeds, and the order in which they are tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from experiments.design.designs import Point, interleaved
from experiments.design.factor import Factor
from experiments.design.shares import renormalisation_note
from experiments.measures.metrics import METRICS
from experiments.results.customer_table import CUSTOMERS
from experiments.results.manifest import MAPPING, MARKET, scenario_copy
from experiments.results.tables import Form
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials
from experiments.running.weekly import WeeklyTrials, weekly_figures
from experiments.sweep.study_file import StudyFile
from sim.policies.rivals import Rivals
from sim.scenarios.scenario import BASELINE


@dataclass(frozen=True)
class Sweep:
    """The sweep: study, design and metrics.

    Attributes
    ----------
    file : the study file.
    study : market, scenarios and sizes.
    factors : in the order of the columns of the results.
    points : factor -> value, every factor at every point.
    """

    file: StudyFile
    study: Study
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]

    @property
    def seeds(self) -> tuple[int, ...]:
        """The random seeds with which every point is simulated."""
        return self.file.seeds

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """The metrics."""
        return metrics_meant(self.file.metrics)

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        """All trials. However early one stops, whole seeds are there, and the points of the last one lie spread out."""
        order = interleaved(len(self.points))
        return tuple(Trial(number, seed, self.points[number]) for seed in self.seeds for number in order)

    @property
    def runs(self) -> int:
        """How many runs of a scenario it takes."""
        return len(self.points) * len(self.seeds) * len(self.study.scenarios)

    @property
    def task(self) -> Trials:
        """The task of every trial."""
        return (WeeklyTrials if self.file.weekly else Trials)(self.study, self.metrics)

    @property
    def form(self) -> Form:
        """What every trial gives."""
        scenarios = tuple(scenario.name for scenario in self.study.scenarios)
        if not self.file.weekly:
            return Form(scenarios, self.metrics)
        brands = self.study.market.listed("brands")
        return Form(scenarios, self.metrics, self.study.weeks, brands, weekly_figures(self.metrics))

    @property
    def note(self) -> str:
        """What else changes as factors do, in words; empty when nothing does."""
        return renormalisation_note(self.study.market, self.factors)

    def facing(self, rivals: Rivals) -> Sweep:
        """Return the sweep in which every scenario is played once more, with rivals that react."""
        study = self.study
        reacting = tuple(rivals.facing(scenario, study.market, study.acting) for scenario in study.scenarios)
        return replace(self, study=replace(study, scenarios=(*study.scenarios, *reacting)))

    def document(self) -> dict[str, Any]:
        """Return a study file for the copies of the inputs in its folder, with nothing left to defaults."""
        study, document = self.study, self.file.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        scenarios = [scenario_copy(each) for each in study.scenarios if each.name != BASELINE]
        document |= {"market": _beside(MARKET), "scenarios": [*map(_beside, scenarios)]}
        document.pop("from_crm", None)
        if study.crm:
            document |= {"mapping": _beside(MAPPING)}
        if study.crm and study.keeps_table:
            document |= {"from_crm": _beside(CUSTOMERS)}
        sizes = {"brand": study.brand, "customers": study.customers, "weeks": study.weeks}
        return document | sizes | {"metrics": list(self.metrics), "seeds": list(self.seeds)}


def _beside(copy: str) -> str:
    """Return the path of a copy as a file in the same folder names it."""
    return copy.removeprefix("inputs/")


def metrics_meant(patterns: Sequence[str]) -> tuple[str, ...]:
    """Return the metrics that names with stars stand for, each once, in the order in which they are named."""
    meant = (name for pattern in patterns for name in METRICS if fnmatchcase(name, pattern))
    return tuple(dict.fromkeys(meant))
