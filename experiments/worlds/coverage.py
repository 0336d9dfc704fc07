"""How often worlds hold the truth: each of some simulated worlds is taken for the truth in its turn.

The truth shows its facts; worlds among all others that agree with them and with the published patterns make an
ensemble, and the question is whether what a strategy gains in the truth lies within the interval of its gains in these
worlds. Beside it stands the interval of luck alone: that of the market as it is with other seeds, wherever the market
agrees with the facts of the truth too, so that both could be believed. No world is simulated for a truth that was not
simulated for history matching, so a hundred truths cost as much as one (leave-one-out, as in Vernon, Goldstein & Bower
2010).

    python -m experiments.worlds.coverage MARKET STRATEGY... --out DIR

takes the options of ``cxsim worlds`` and is gone on with after an interruption like it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np

from experiments.experiment.experiment import Experiment, Summary
from experiments.experiment.options import Argument, Input, between
from experiments.running.study import Study
from experiments.running.trials import Trial, Trials
from experiments.worlds.assumptions import numbers_of
from experiments.worlds.evidence import CUTOFF, PATTERN, Evidence
from experiments.worlds.experiment import WorldsExperiment, WorldsPlan
from experiments.worlds.request import WorldsRequest
from experiments.worlds.settling import constant_of

if TYPE_CHECKING:
    from pathlib import Path

    from experiments.experiment.lab import Lab
    from experiments.worlds.waves import Matched
    from sim.scenarios.scenario import Scenario

TABLE = "coverage.csv"
METRIC = "npv_eur"
INTERVAL = 0.9
FEWEST = 19
"""Worlds that must agree with a truth for it to be counted: with fewer no interval between two worlds is a 90 % one."""
SEEDS_OF_LUCK = 20


class Coverage(NamedTuple):
    """How often intervals hold the truth.

    Attributes
    ----------
    strategy : by name.
    truths : how many were tried.
    worlds : median number of worlds that agree with a truth.
    by_worlds, by_luck : in how many truths the gain lies in the interval over worlds, and over luck alone.
    width_of_worlds, width_of_luck : of these intervals, mean over the truths, EUR.
    """

    strategy: str
    truths: int
    worlds: float
    by_worlds: int
    by_luck: int
    width_of_worlds: float
    width_of_luck: float


@dataclass(frozen=True, kw_only=True)
class CoverageRequest(WorldsRequest):
    """The worlds of a market, and the strategies whose gains they should hold."""

    scenarios: Annotated[
        tuple[str, ...],
        Input.SCENARIO,
        Argument(metavar="SCENARIO", help="Names (see `cxsim scenarios MARKET`) or files."),
    ]
    future_customers: Annotated[
        int, between(50, 20_000_000, help="Simulated customers of the futures in which strategies are compared.")
    ] = 4_000

    def study(self, scenarios: Iterable[str | Path | Scenario] = (), weeks: int | None = None) -> Study:
        """Return the study with the strategies, over as many weeks as are requested."""
        study = super().study(self.scenarios)
        return replace(study, weeks=weeks or study.weeks)


@dataclass(frozen=True, kw_only=True)
class CoveragePlan(WorldsPlan):
    """The search for worlds, and the futures in them."""

    futures: Study


class CoverageExperiment(Experiment[CoveragePlan, list[Coverage]]):
    """Show how often worlds hold the truth, and how often luck alone does.

    Worlds of the later waves are taken for the truth in their turn. Writes coverage.csv and manifest.json.

    Example: python -m experiments.worlds.coverage telecom fix-root-causes overpromise --out coverage
    """

    name = "coverage"
    request = CoverageRequest

    def plan(self, request: CoverageRequest) -> CoveragePlan:
        """Return the search for worlds, and the strategies."""
        search = WorldsExperiment().plan(request)
        futures = replace(request.study(), customers=request.future_customers)
        runs = search.effort.later * (search.effort.waves - 1) + SEEDS_OF_LUCK
        note = f"after the search about {runs} futures of {len(futures.scenarios)} runs follow"
        own = {"scenarios": list(request.scenarios), "future_customers": request.future_customers}
        values: dict[str, Any] = {name: getattr(search, name) for name in search.__dataclass_fields__}
        values |= {"label": f"{search.label}-coverage", "depends_on": dict(search.depends_on or {}) | own}
        values |= {"notes": (*search.notes, note), "cost": None}
        return CoveragePlan(**values, futures=futures)

    def run(self, plan: CoveragePlan, lab: Lab) -> list[Coverage]:
        """Return how often worlds hold the truth, strategy by strategy."""
        from experiments.worlds.waves import matched

        found = matched(plan.study, plan.factors, plan.evidence, plan.effort, lab)
        return coverages(found, plan.futures, lab)

    def tables(self, result: list[Coverage]) -> Mapping[str, Any]:
        """Return one row per strategy."""
        import pandas as pd

        return {TABLE: pd.DataFrame([each._asdict() for each in result])}

    def summary(self, result: list[Coverage], folder: Path | None) -> Summary:
        """Return the table."""
        return Summary(rows=[each._asdict() for each in result], is_rounded=True)


def agreeing(evidence: Evidence, scaled: np.ndarray, luck: np.ndarray, other: np.ndarray | None = None) -> np.ndarray:
    """Return which worlds agree with what is known in each truth, (truths, worlds) of truth values, itself left out.

    Known are the facts that the truth shows, and the published patterns, which are no facts of the truth.

    Parameters
    ----------
    scaled : (worlds, statements), one run each; all of them are truths.
    luck : (statements,), variance of one run.
    other : worlds to be looked at in the place of these, (others, statements).
    """
    given = np.array([each.given for each in evidence.statements])
    is_published = np.array([each.kind == PATTERN for each in evidence.statements])
    looked_at = scaled if other is None else other
    apart = np.abs(scaled[:, None] - looked_at[None]) / np.sqrt(given**2 + 2.0 * luck)
    published = np.broadcast_to(evidence.implausibility(looked_at, luck)[None], apart.shape)
    worst = np.where(is_published, published, np.where(np.isnan(apart), np.inf, apart)).max(axis=2)
    found = np.asarray(worst <= CUTOFF)
    if other is None:
        np.fill_diagonal(found, False)
    return found


def interval(gains: np.ndarray) -> tuple[float, float]:
    """Return the ends between which a further gain of the same kind lies with a probability of INTERVAL.

    Notes
    -----
    The expected share of a law below the i-th smallest of n draws is i / (n + 1), whatever the law (Weibull 1939);
    other plotting positions give intervals that are too narrow with few worlds.
    """
    low, high = np.quantile(gains, [0.5 - INTERVAL / 2, 0.5 + INTERVAL / 2], method="weibull")
    return float(low), float(high)


def covered(strategy: str, gains: np.ndarray, agrees: np.ndarray, truths: np.ndarray, of_luck: np.ndarray) -> Coverage:
    """Return how often intervals hold the gain of a truth.

    Parameters
    ----------
    gains : (worlds,), one future each.
    agrees : (worlds, worlds), which worlds agree with each truth.
    truths : positions of the worlds that are taken for the truth.
    of_luck : (seeds,), gains of the market as it is with several seeds.
    """
    low, high = interval(of_luck)
    ends = np.array([interval(gains[agrees[truth]]) for truth in truths]).reshape(-1, 2)
    true = gains[truths]
    return Coverage(
        strategy,
        len(truths),
        float(np.median(agrees[truths].sum(axis=1))) if len(truths) else 0.0,
        int(np.count_nonzero((ends[:, 0] <= true) & (true <= ends[:, 1]))),
        int(np.count_nonzero((low <= true) & (true <= high))),
        float((ends[:, 1] - ends[:, 0]).mean()) if len(truths) else 0.0,
        high - low,
    )


def gains(futures: Sequence[tuple[int, Mapping[str, float]]], study: Study, place: int) -> dict[str, np.ndarray]:
    """Return the gains of all strategies over the baseline in one of some futures, (strategies,)."""
    seed, numbers = futures[place]
    levels = Trials(study, (METRIC,))(Trial(place, seed, numbers))[:, 0]
    return {"gains": levels[1:] - levels[0]}


def coverages(matched: Matched, study: Study, lab: Lab) -> list[Coverage]:
    """Return how often the worlds of the later waves hold each other, strategy by strategy.

    Parameters
    ----------
    study : the market with the strategies.
    """
    waves, evidence, luck = matched.waves[1:], matched.evidence, matched.checked.luck
    names = list(map(constant_of, evidence.shares))
    worlds = [
        numbers_of(matched.factors, inputs) | dict(zip(names, map(float, constants), strict=True))
        for wave in waves
        for inputs, constants in zip(wave.inputs, wave.constants, strict=True)
    ]
    futures = [(place + 1, numbers) for place, numbers in enumerate(worlds)]
    futures += [(len(worlds) + seed + 1, matched.market) for seed in range(SEEDS_OF_LUCK)]
    kept = lab.map(partial(gains, futures, study), range(len(futures)), "Futures")
    found = np.array([each["gains"] for each in kept])
    scaled = np.concatenate([wave.scaled for wave in waves])
    agrees = agreeing(evidence, scaled, luck)
    has_market = agreeing(evidence, scaled, luck, evidence.scaled(matched.checked.shown[:1]))[:, 0]
    truths = np.flatnonzero(has_market & (agrees.sum(axis=1) >= FEWEST))
    return [
        covered(strategy.name, found[: len(worlds), place], agrees, truths, found[len(worlds) :, place])
        for place, strategy in enumerate(study.scenarios[1:])
    ]


def main() -> None:
    """Perform the experiment from the command line."""
    from experiments.experiment.command_line import app_of

    called = ("experiment", "experiments/worlds/coverage.py")
    app_of(CoverageExperiment(), called)(prog_name="python -m experiments.worlds.coverage")


if __name__ == "__main__":
    main()
