"""Strategies compared on common random numbers: which is best, by how much, and how certain that is."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.comparison.matching import MOVED, WEEKS, Matched
from experiments.comparison.saved import SavedLost, saved_and_lost
from experiments.experiment.lab import Lab
from experiments.measures.metrics import figures
from experiments.measures.statistics import paired_differences, summary
from experiments.running.replications import Replications
from experiments.running.study import Study
from sim.market.agreement import MOST_PILOTS
from sim.scenarios.plan import Change
from sim.state.ledger import ALL, columns_of_pilots

if TYPE_CHECKING:
    from experiments.comparison.other_rules import OtherRules
    from experiments.design.ensemble import Ensemble
    from experiments.validation.suite import Outcome
    from sim.market.schema import Market
    from sim.policies.rivals import Rivals
    from sim.scenarios.scenario import Scenario


@dataclass(frozen=True)
class ScenarioInfo:
    """A scenario: its question, its changes and its cost.

    Attributes
    ----------
    changes : one row per lever, number and segment: path, segment, before, after, unit, grade, source, from_week,
        ramp_weeks.
    one_off_eur, weekly_eur : cost to the brand once, and in each week in which all levers are active, for the number of
        customers simulated.
    from_week : week in which the first lever starts.
    pilots_from : first week of each pilot of the scenario.
    """

    name: str
    title: str
    question: str
    changes: pd.DataFrame
    one_off_eur: float
    weekly_eur: float
    from_week: int
    pilots_from: tuple[int, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario, market: Market, customers: int) -> ScenarioInfo:
        """Return `scenario` as applied to `market` when `customers` people are simulated."""
        costs = [scenario.cost, *(lever.cost for lever in scenario.levers)]
        share = scenario.cost_share(market, customers)
        return cls(
            name=scenario.name,
            title=scenario.title,
            question=scenario.question,
            changes=pd.DataFrame(scenario.changes(market), columns=Change._fields),
            one_off_eur=share * sum(cost.one_off_eur for cost in costs),
            weekly_eur=share * sum(cost.weekly_eur for cost in costs),
            from_week=scenario.first_week,
            pilots_from=tuple(
                min(lever.from_week for lever in scenario.levers if lever.pilot == pilot) for pilot in scenario.pilots
            ),
        )


@dataclass(frozen=True)
class Comparison:
    """Scenarios of one market, run with the same random seeds.

    Attributes
    ----------
    brand : the brand whose figures are compared.
    scenarios : the baseline first.
    metric : the metric that ranks the scenarios.
    replications : number requested; `seeds` lists those that were run.
    weekly : scenario, seed, week, brand, segment and the booked counters.
    summary : see :func:`experiments.measures.statistics.summary`.
    per_seed : scenario, seed and one column per metric of :data:`experiments.measures.metrics.METRICS`.
    manifest : everything needed to repeat the comparison.
    patterns : published patterns checked on this market; empty when they were not checked.
    saved : who is a customer of another brand at the end than in the baseline; None when customers were not matched.
    rivals : how rivals react in these scenarios; None when they are played as they stand.
    reacting : the same scenarios with rivals that react, and the same seeds; None when nobody asked.
    piloted : what is booked of pilots, with those in which nobody, and everybody, takes part; None without pilots.
    worlds : those in which the futures are; None for the market as it is.
    other_rules : the same strategies under other forms of rules; None when nobody asked.
    """

    market: Market
    brand: str
    scenarios: tuple[ScenarioInfo, ...]
    metric: str
    weeks: int
    replications: Replications
    seeds: tuple[int, ...]
    customers: int
    weekly: pd.DataFrame
    summary: pd.DataFrame
    per_seed: pd.DataFrame
    manifest: dict[str, Any]
    patterns: tuple[Outcome, ...] = ()
    saved: SavedLost | None = None
    rivals: Rivals | None = None
    reacting: Comparison | None = None
    piloted: pd.DataFrame | None = None
    worlds: Ensemble | None = None
    other_rules: OtherRules | None = None


def compare(
    study: Study,
    replications: Replications,
    *,
    metric: str = "npv_eur",
    stories: int = 0,
    lab: Lab | None = None,
    manifest: Mapping[str, Any] | None = None,
) -> Comparison:
    """Return the comparison of the scenarios of a study.

    The result is the same for any number of workers: replications are taken in the order of their seeds, and those
    started after the precision was reached are discarded.

    Parameters
    ----------
    metric : ranks the scenarios; a requested precision refers to it.
    stories : of how many futures it is found out why customers were saved and lost; the first ones.
    lab : runs the replications and stores the finished ones; when None, one core is used and nothing is stored.
    """
    lab = lab or Lab()
    matched = Matched(study)
    weekly: dict[int, pd.DataFrame] = {}
    moved: dict[int, pd.DataFrame] = {}
    measured: dict[int, pd.DataFrame] = {}
    with (
        lab.progress("Replications") as progress,
        closing(lab.each(matched, replications.seeds, "seed-{}".format, matched.fits)) as finished,
    ):
        while (needed := replications.needed(differences := _differences(measured, replications, metric))) is None:
            progress(len(measured), replications.expected(differences))
            seed, found = next(finished)
            weekly[seed], moved[seed] = found[WEEKS], found[MOVED]
            measured[seed] = _figures(study, study.scenarios, weekly[seed])
        progress(needed, needed)
    seeds = tuple(replications.seeds[:needed])
    booked = {seed: weekly[seed] for seed in seeds}
    comparison = partial(
        _comparison, study, replications, metric, booked, dict(manifest or {}) | {"seeds": list(seeds)}
    )
    reacting = comparison(study.reacting, rivals=study.rivals) if study.rivals else None
    saved = saved_and_lost(study, {seed: moved[seed] for seed in seeds}, stories, lab)
    return comparison(study.scenarios, reacting=reacting, piloted=_booked_of_pilots(study, booked), saved=saved)


def _comparison(
    study: Study,
    replications: Replications,
    metric: str,
    booked: Mapping[int, pd.DataFrame],
    manifest: dict[str, Any],
    scenarios: tuple[Scenario, ...],
    **others: Any,
) -> Comparison:
    """Return the comparison of some scenarios of a study, the first of them the baseline, from weeks by seed."""
    per_seed = pd.concat([_figures(study, scenarios, weeks) for weeks in booked.values()], ignore_index=True)
    return Comparison(
        market=study.market,
        brand=study.brand,
        scenarios=tuple(ScenarioInfo.of(scenario, study.market, study.customers) for scenario in scenarios),
        metric=metric,
        weeks=study.weeks,
        replications=replications,
        seeds=tuple(booked),
        customers=study.customers,
        weekly=pd.concat([_weeks_of(scenarios, weeks) for weeks in booked.values()], ignore_index=True),
        summary=summary(per_seed),
        per_seed=per_seed,
        manifest=manifest,
        **others,
    )


def _booked_of_pilots(study: Study, booked: Mapping[int, pd.DataFrame]) -> pd.DataFrame | None:
    """Return what is booked of pilots: scenario, seed, week and :func:`sim.state.ledger.columns_of_pilots`."""
    if not study.piloted:
        return None
    weeks = pd.concat(booked.values(), ignore_index=True)
    columns = weeks.columns.intersection(columns_of_pilots(MOST_PILOTS))
    own = weeks[(weeks["segment"] == ALL) & (weeks[columns] != 0.0).any(axis=1)]
    return own[["scenario", "seed", "week", *columns]].reset_index(drop=True)


def _figures(study: Study, scenarios: tuple[Scenario, ...], weeks: pd.DataFrame) -> pd.DataFrame:
    """Return the metrics of some scenarios of one seed."""
    return figures(_weeks_of(scenarios, weeks), study.brand, study.market.category.discount_rate)


def _weeks_of(scenarios: tuple[Scenario, ...], weeks: pd.DataFrame) -> pd.DataFrame:
    """Return the booked weeks of some scenarios."""
    return weeks[weeks["scenario"].isin([scenario.name for scenario in scenarios])]


def _differences(measured: Mapping[int, pd.DataFrame], replications: Replications, metric: str) -> np.ndarray:
    """Return paired differences (seeds, scenarios) of the first seeds, up to the first missing seed."""
    leading = takewhile(measured.__contains__, replications.seeds)
    values = [measured[seed][metric].to_numpy(float) for seed in leading]
    return paired_differences(np.array(values), metric) if values else np.empty((0, 0))
