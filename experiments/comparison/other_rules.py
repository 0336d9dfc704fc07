"""The same strategies under other forms of rules, to see whether the answer hangs on a form.

A world of another form must agree with the facts too. So its brands' constants are found while it burns in, until every
brand wins what it loses, as those of any world are; then it is simulated anew with these constants, and what it shows
of all that is known is told beside what the model shows. Futures are the first ones of the comparison: the same worlds,
seeds and customers, so that answers are compared future by future.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.design.varying import varied
from experiments.fitting.figures import WEEKS_A_YEAR
from experiments.measures.paired import Estimate, estimate
from experiments.running.trials import Trials, ledgers_of
from experiments.worlds.estimate import seconds_of
from experiments.worlds.evidence import CUTOFF, Evidence, Statement
from experiments.worlds.measuring import CONSTANTS, SHOWN, Point, Showing
from experiments.worlds.settling import constant_of, settled
from sim.forms.catalogue import Form
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation

if TYPE_CHECKING:
    from experiments.experiment.lab import Lab
    from experiments.running.study import Study

FUTURES = 12
"""Futures of each form, the first ones of the comparison."""
CHECKED = 4
"""Of so many futures it is told what they show of what is known."""
LEVELS = "levels"
OURS = "model"
"""Stands for the rules of the model where forms are named."""
_FEW = 50
"""Customers of a world that is made to compile the model with a form."""


@dataclass(frozen=True)
class UnderForm:
    """One future under another form: its brands' constants are found, and all scenarios are simulated with them.

    Attributes
    ----------
    study : with the rules of the form.
    metric : the metric that ranks.
    shares : of customers that each brand keeps.
    """

    study: Study
    metric: str
    shares: Mapping[str, float]

    def __call__(self, seed: int) -> Mapping[str, np.ndarray]:
        """Return ``levels`` of the metric (scenarios,) and ``constants`` (brands,)."""
        study, market = self.study, self.study.market_of(seed)
        how: dict[str, Any] = {"people": study.people, "rules": study.rules}
        constants = settled(Simulation(market, Scenario.baseline(), study.customers, seed, **how), self.shares)
        fair = varied(market, constants)
        levels = Trials(study, (self.metric,)).measured(fair, ledgers_of(study, fair, seed))[:, 0]
        return {LEVELS: levels, CONSTANTS: np.array(list(constants.values()))}

    def fits(self, seed: int, found: Any) -> bool:
        """Return whether something has the form of a future."""
        expected = {LEVELS: len(self.study.scenarios), CONSTANTS: len(self.shares)}
        return isinstance(found, dict) and all(
            isinstance(found.get(name), np.ndarray) and found[name].shape == (count,)
            for name, count in expected.items()
        )


@dataclass(frozen=True)
class OtherRules:
    """A comparison under other forms of rules, beside that under the model's.

    Attributes
    ----------
    seeds : of the futures.
    scenarios : names, the baseline first.
    ours : the metric that ranks under the model's rules, (futures, scenarios).
    theirs : the same under each form, by its name.
    shown : what is shown of each statement under the model's rules and under each form, (futures checked, statements).
    """

    forms: tuple[Form, ...]
    seeds: tuple[int, ...]
    scenarios: tuple[str, ...]
    evidence: Evidence
    ours: np.ndarray
    theirs: Mapping[str, np.ndarray]
    shown: Mapping[str, np.ndarray]

    def gain(self, form: str, scenario: str, against: str) -> Estimate:
        """Return the difference between two scenarios under a form, or under the model's rules."""
        return estimate(self._difference(form, scenario, against))

    def change(self, form: str, scenario: str, against: str) -> Estimate:
        """Return by how much a difference under a form lies above that under the model's rules, future by future."""
        return estimate(self._difference(form, scenario, against) - self._difference(OURS, scenario, against))

    def _difference(self, form: str, scenario: str, against: str) -> np.ndarray:
        levels = self.ours if form == OURS else self.theirs[form]
        first, second = (self.scenarios.index(name) for name in (scenario, against))
        return np.asarray(levels[:, first] - levels[:, second])

    def implausibility(self, form: str) -> np.ndarray:
        """Return how many standard deviations the mean over futures lies outside of each statement, (statements,)."""
        scaled = self.evidence.scaled(self.shown[form])
        luck = scaled.var(axis=0, ddof=1) / len(scaled) if len(scaled) > 1 else 0.0
        return self.evidence.implausibility(scaled.mean(axis=0), luck)

    def missed(self, form: str) -> list[Statement]:
        """Return the statements that a form does not meet, or the model's rules do not."""
        apart = self.implausibility(form)
        return [each for each, off in zip(self.evidence.statements, apart, strict=True) if not off <= CUTOFF]


def under_other_rules(
    study: Study,
    forms: Sequence[Form],
    evidence: Evidence,
    metric: str,
    ours: Mapping[int, np.ndarray],
    lab: Lab,
) -> OtherRules:
    """Return the comparison of a study under other forms.

    Parameters
    ----------
    ours : the metric under the model's rules by seed, (scenarios,); the first ones are simulated under each form.
    """
    seeds = tuple(ours)[: futures_of(len(ours))]
    checked = seeds[:CHECKED]
    theirs: dict[str, np.ndarray] = {}
    known = digest_of(evidence)
    shown = {OURS: _shown(study, evidence, {seed: {} for seed in checked}, OURS, lab)}
    for form in forms:
        other = replace(study, rules=form.beside(study.rules))
        _compile(other)
        task = UnderForm(other, metric, evidence.shares)
        found: dict[int, Mapping[str, np.ndarray]] = {}
        with (
            lab.progress(f"Other rules: {form.title}") as progress,
            closing(lab.each(task, seeds, f"{form.name}-{metric}-{known}-seed-{{}}".format, task.fits)) as finished,
        ):
            for seed, levels in finished:
                found[seed] = levels
                progress(len(found), len(seeds))
        theirs[form.name] = np.array([found[seed][LEVELS] for seed in seeds])
        constants = {
            seed: dict(zip(map(constant_of, evidence.shares), map(float, found[seed][CONSTANTS]), strict=True))
            for seed in checked
        }
        shown[form.name] = _shown(other, evidence, constants, form.name, lab)
    names = tuple(scenario.name for scenario in study.scenarios)
    return OtherRules(tuple(forms), seeds, names, evidence, np.array([ours[seed] for seed in seeds]), theirs, shown)


def futures_of(count: int) -> int:
    """Return how many futures of a comparison are simulated under each form."""
    return min(count, FUTURES)


def seconds_under(study: Study, evidence: Evidence, forms: int, count: int, one: float) -> float:
    """Return the time of futures under other forms on one core, compilation not included.

    Parameters
    ----------
    one : time of a future of the comparison; another burn-in finds the brands' constants.
    """
    weeks = study.weeks * len(study.scenarios)
    burn_in = float(study.market.category.burn_in_weeks)
    again = 1.0 + burn_in / (burn_in + weeks)
    futures = futures_of(count)
    known = (forms + 1) * min(futures, CHECKED) * seconds_of(_of_a_year(study), evidence)
    return forms * futures * again * one + known


def digest_of(evidence: Evidence) -> str:
    """Return a short digest of what is known; futures with other facts are other futures."""
    known = [(each.title, each.low, each.high, each.given, each.scale) for each in evidence.statements]
    return hashlib.sha256(repr((known, evidence.shares)).encode()).hexdigest()[:8]


def _shown(
    study: Study, evidence: Evidence, constants: Mapping[int, Mapping[str, float]], name: str, lab: Lab
) -> np.ndarray:
    """Return what is shown of all statements in some futures, (futures, statements)."""
    task = Showing(_of_a_year(study), evidence)
    points = {
        seed: Point(tuple({**_numbers(study, seed), **own}.items()), seed, is_settled=False)
        for seed, own in constants.items()
    }
    found: dict[int, np.ndarray] = {}
    with (
        lab.progress(f"What is known: {name}") as progress,
        closing(
            lab.each(
                task, points.values(), lambda point: f"{name}-{digest_of(evidence)}-shown-{point.seed}", task.is_shown
            )
        ) as finished,
    ):
        for point, shown in finished:
            found[point.seed] = shown[SHOWN][: len(evidence.statements)]
            progress(len(found), len(points))
    return np.array([found[seed] for seed in constants])


def _of_a_year(study: Study) -> Study:
    """Return the baseline of a study over the weeks of the facts, outside of its worlds."""
    return replace(study, scenarios=study.scenarios[:1], weeks=WEEKS_A_YEAR, worlds=())


def _numbers(study: Study, seed: int) -> dict[str, float]:
    """Return the assumed numbers of the world of a seed."""
    return dict(study.worlds[study.world_of(seed)]) if study.worlds else {}


def _compile(study: Study) -> None:
    """Compile the model with its rules before processes share the runs, so that it is compiled once."""
    Simulation(study.market, Scenario.baseline(), _FEW, 1, study.rules).step()
