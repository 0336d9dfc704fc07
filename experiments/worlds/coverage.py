"""How often worlds hold the truth: each world of an ensemble is taken for the truth in its turn.

The truth shows its facts. All other worlds that agree with these, and with the published patterns, are the ensemble of
somebody who knows the facts and not the truth; the question is whether what a strategy gains in the truth lies within
the interval of its gains in these worlds. Beside it stands the interval of luck alone: that of the market as it is with
other seeds, wherever the market agrees with the facts of the truth too, so that both could be believed. No world is
searched for a truth (leave-one-out, as in Vernon, Goldstein & Bower 2010), so all of them cost one future each.

    python -m experiments.worlds.coverage MARKET STRATEGY... --worlds 64 --out DIR
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import numpy as np

from experiments.errors import RequestError
from experiments.experiment.experiment import Experiment, Plan, Summary
from experiments.experiment.options import Argument, Customers, Input, Worlds
from experiments.experiment.request import MarketRequest
from experiments.fitting.figures import WEEKS_A_YEAR
from experiments.running.trials import Trial, Trials
from experiments.worlds.evidence import CUTOFF, PATTERN, Evidence, evidence_of
from experiments.worlds.measuring import SHOWN, Point, Showing
from experiments.worlds.waves import Effort

if TYPE_CHECKING:
    from experiments.design.ensemble import Ensemble
    from experiments.experiment.lab import Lab
    from experiments.running.study import Study

TABLE = "coverage.csv"
METRIC = "npv_eur"
INTERVAL = 0.9
FEWEST = 19
"""Worlds that must agree with a truth for it to be counted: with fewer no interval between two worlds is a 90 % one."""
SEEDS_OF_LUCK = 20
SEEDS_OF_FACTS = 8
"""Seeds with which the market shows its facts, for the luck in them."""
_FIRST_SEED = 1_001


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
class CoverageRequest(MarketRequest):
    """The worlds of a market, and the strategies whose gains they should hold."""

    scenarios: Annotated[
        tuple[str, ...],
        Input.SCENARIO,
        Argument(metavar="SCENARIO", help="Names (see `cxsim scenarios MARKET`) or files."),
    ]
    worlds: Worlds = "64"
    customers: Customers = 2_000


@dataclass(frozen=True)
class Future:
    """One run, by its number: called with it, it gives what the strategies gain, or what the market shows.

    Attributes
    ----------
    study : the market with the strategies.
    worlds : one future each; then SEEDS_OF_LUCK futures of the market as it is, and SEEDS_OF_FACTS years of it.
    evidence : what is known.
    known_customers : of the simulated worlds when they showed their facts.
    """

    study: Study
    worlds: tuple[Mapping[str, float], ...]
    evidence: Evidence
    known_customers: int

    def __call__(self, place: int) -> dict[str, np.ndarray]:
        """Return ``gains`` over the baseline, (strategies,), and ``shown`` of each statement; one of them is empty."""
        seed = _FIRST_SEED + place
        if place >= len(self.worlds) + SEEDS_OF_LUCK:
            year = replace(self.study, weeks=WEEKS_A_YEAR, customers=self.known_customers)
            return {"gains": np.empty(0), SHOWN: Showing(year, self.evidence)(Point((), seed, False))[SHOWN]}
        numbers = self.worlds[place] if place < len(self.worlds) else {}
        levels = Trials(self.study, (METRIC,))(Trial(place, seed, numbers))[:, 0]
        return {"gains": levels[1:] - levels[0], SHOWN: np.empty(0)}


@dataclass(frozen=True, kw_only=True)
class CoveragePlan(Plan):
    """The worlds, and the futures in them."""

    ensemble: Ensemble
    future: Future


class CoverageExperiment(Experiment[CoveragePlan, list[Coverage]]):
    """Show how often worlds hold the truth, and how often luck alone does.

    Each world is taken for the truth in its turn. Writes coverage.csv and manifest.json.

    Example: python -m experiments.worlds.coverage telecom fix-root-causes overpromise --out coverage
    """

    name = "coverage"
    request = CoverageRequest

    def plan(self, request: CoverageRequest) -> CoveragePlan:
        """Return the worlds and the strategies.

        Raises
        ------
        RequestError
            When there are no worlds, or they were found with other facts.
        """
        from experiments.design.ensemble import ensemble_named

        study = request.study(request.scenarios)
        ensemble = ensemble_named(request.worlds, study.market)
        evidence = evidence_of(study.market, None)
        if ensemble is None:
            raise RequestError("--worlds: the truth is sought in worlds, so name some")
        if missing := [title for title in evidence.titles if title not in ensemble.shown]:
            raise RequestError(f"--worlds: {ensemble.file} does not say what its worlds show of {', '.join(missing)}")
        return CoveragePlan(
            label=f"{study.market.name}-coverage",
            study=study,
            worlds=ensemble,
            ensemble=ensemble,
            future=Future(
                study, tuple(ensemble.worlds), evidence, int(ensemble.made.get("customers", study.customers))
            ),
        )

    def run(self, plan: CoveragePlan, lab: Lab) -> list[Coverage]:
        """Return how often worlds hold the truth, strategy by strategy."""
        runs = lab.map(plan.future, range(len(plan.ensemble) + SEEDS_OF_LUCK + SEEDS_OF_FACTS), "Futures")
        return coverages(plan.ensemble, plan.future, runs)

    def tables(self, result: list[Coverage]) -> Mapping[str, Any]:
        """Return one row per strategy."""
        import pandas as pd

        return {TABLE: pd.DataFrame([each._asdict() for each in result])}

    def summary(self, result: list[Coverage], folder: Path | None) -> Summary:
        """Return the table."""
        return Summary(rows=[each._asdict() for each in result], is_rounded=True)


def coverages(ensemble: Ensemble, future: Future, runs: Sequence[Mapping[str, np.ndarray]]) -> list[Coverage]:
    """Return how often the worlds of an ensemble hold each other, strategy by strategy, from all runs."""
    evidence, count = future.evidence, len(ensemble)
    gains = np.array([run["gains"] for run in runs[: count + SEEDS_OF_LUCK]])
    years = np.array([run[SHOWN] for run in runs[count + SEEDS_OF_LUCK :]])
    luck = evidence.scaled(years).var(axis=0, ddof=1) / Effort().checks
    shown = np.array([ensemble.shown[title] for title in evidence.titles]).T
    market = np.array([[ensemble.shown_by_market[title] for title in evidence.titles]])
    agrees = agreeing(evidence, evidence.scaled(shown), luck)
    has_market = agreeing(evidence, evidence.scaled(shown), luck, evidence.scaled(market))[:, 0]
    truths = np.flatnonzero(has_market & (agrees.sum(axis=1) >= FEWEST))
    return [
        covered(strategy.name, gains[:count, place], agrees, truths, gains[count:, place])
        for place, strategy in enumerate(future.study.scenarios[1:])
    ]


def agreeing(evidence: Evidence, scaled: np.ndarray, luck: np.ndarray, other: np.ndarray | None = None) -> np.ndarray:
    """Return which worlds agree with what is known in each truth, (truths, worlds) of truth values, itself left out.

    Known are the facts that the truth shows, and the published patterns, which are no facts of the truth.

    Parameters
    ----------
    scaled : (worlds, statements); all of them are truths.
    luck : (statements,), variance of what one of them shows.
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


def main() -> None:
    """Perform the experiment from the command line."""
    from experiments.experiment.command_line import app_of

    called = ("experiment", "experiments/worlds/coverage.py")
    app_of(CoverageExperiment(), called)(prog_name="python -m experiments.worlds.coverage")


if __name__ == "__main__":
    main()
