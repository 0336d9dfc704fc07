"""What became of a strategy at the points of a sweep: where it lost, and to what."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from experiments.errors import OutputError, RequestError
from experiments.measures.metrics import METRICS
from experiments.results.folder import verified
from experiments.results.tables import RESULTS
from sim.market.messages import listed, unknown
from sim.scenarios.scenario import BASELINE

MIN_POINTS = 20
"""With fewer points of the design no region can be told from chance."""
_KEYS = ("point", "seed", "scenario")
_SELF_MEASURED = ("roi", "payback_weeks")
"""Metrics that compare a scenario with the baseline by themselves; the baseline has none."""


@dataclass(frozen=True)
class Criterion:
    """When a strategy counts as lost.

    Attributes
    ----------
    scenario : the chosen strategy.
    against : the scenario it is measured against, with the same seed at the same point.
    metric : the metric that decides.
    least_gain : a gain below this is a loss, in the unit of the metric.
    """

    scenario: str
    against: str = BASELINE
    metric: str = "npv_eur"
    least_gain: float = 0.0


@dataclass(frozen=True)
class Futures:
    """The points of a sweep, and how often the strategy lost at each.

    Attributes
    ----------
    factors : paths of the numbers that were varied.
    values : (points, factors), what each was.
    lost : (points,), share of the runs at a point in which the strategy lost, 0 to 1.
    runs : (points,), how many seeds a point was run with.
    unknown : runs left out because the metric had no value there.
    """

    factors: tuple[str, ...]
    values: np.ndarray
    lost: np.ndarray
    runs: np.ndarray
    unknown: int = 0

    @property
    def losses(self) -> float:
        """Runs in which the strategy lost."""
        return float(self.lost @ self.runs)

    @property
    def loss_share(self) -> float:
        """Share of all runs in which it lost; 0 when there are none."""
        return self.losses / self.runs.sum() if self.runs.size else 0.0

    @property
    def ranges(self) -> dict[str, tuple[float, float]]:
        """Lowest and highest value of each factor."""
        return {
            name: (float(column.min()), float(column.max()))
            for name, column in zip(self.factors, self.values.T, strict=True)
        }

    def at(self, points: np.ndarray) -> Futures:
        """Return some of the points, by a mask or by their positions; one may come several times."""
        return Futures(self.factors, self.values[points], self.lost[points], self.runs[points], self.unknown)


def read_results(folder: Path) -> pd.DataFrame:
    """Return the results of a sweep: point, seed, scenario, one column per factor and one per metric.

    Raises
    ------
    OutputError
        When the folder holds none, or they cannot be read or were changed since they were written.
    """
    if not os.path.isfile(folder / RESULTS):
        raise OutputError(f"{folder} holds no results of a sweep: there is no {RESULTS}; has `cxsim sweep` finished?")
    (path,) = verified(folder, [RESULTS])
    try:
        results = pd.read_parquet(path)
    except (OSError, ValueError) as problem:  # pyarrow's errors are among these
        raise OutputError(f"{path} cannot be read, it is damaged or of something else") from problem
    if missing := [key for key in _KEYS if key not in results.columns]:
        raise OutputError(f"{path} is not of a sweep: it has no column {listed(missing)}")
    if odd := [name for name in results.columns if name != "scenario" and not is_numeric_dtype(results[name])]:
        raise OutputError(f"{path} is not of a sweep: {listed(odd)} must be numbers")
    if results.duplicated(list(_KEYS)).any():
        raise OutputError(f"{path} is not of a sweep: it has two rows of one point, seed and scenario")
    return results


def strategy_in(results: pd.DataFrame, scenario: str | None, against: str) -> str:
    """Return the strategy that is named, or the only one apart from the reference.

    Raises
    ------
    RequestError
        When there are several, and none was named.
    """
    if scenario is not None:
        return scenario
    others = [name for name in dict.fromkeys(results["scenario"]) if name != against]
    if len(others) != 1:
        raise RequestError(f"choose a strategy with --scenario: the sweep has {listed(others) or 'none'}")
    return str(others[0])


def futures_of(results: pd.DataFrame, criterion: Criterion) -> Futures:
    """Return where a strategy lost in a sweep.

    Raises
    ------
    RequestError
        With all that is wrong in the criterion, or when the sweep is too small.
    """
    _check(results, criterion)
    factors = factors_in(results)
    keys = ["point", "seed"]
    theirs, ours = (
        results[results["scenario"] == name].set_index(keys)[criterion.metric]
        for name in (criterion.against, criterion.scenario)
    )
    gain = ours if criterion.metric in _SELF_MEASURED else ours - theirs.reindex(ours.index)
    if METRICS[criterion.metric].better == "lower":
        gain = -gain
    known = gain.dropna()
    by_point = (known < criterion.least_gain).groupby(level="point").agg(["mean", "size"])
    if len(by_point) < MIN_POINTS:
        raise RequestError(f"the sweep has {len(by_point)} points with a result; {MIN_POINTS} is the minimum")
    values = results.drop_duplicates("point").set_index("point").loc[by_point.index, list(factors)]
    return Futures(
        factors=factors,
        values=values.to_numpy(float),
        lost=by_point["mean"].to_numpy(float),
        runs=by_point["size"].to_numpy(float),
        unknown=len(gain) - len(known),
    )


def factors_in(results: pd.DataFrame) -> tuple[str, ...]:
    """Return the factors of a sweep that took more than one value."""
    named = [name for name in results.columns if name not in _KEYS and name not in METRICS]
    return tuple(name for name in named if results[name].nunique() > 1)


def _check(results: pd.DataFrame, criterion: Criterion) -> None:
    """Check that a sweep has the metric and scenarios of a criterion."""
    scenarios = list(dict.fromkeys(results["scenario"]))
    measured = [name for name in results.columns if name in METRICS]
    problems = [
        unknown("scenario of the sweep", name, scenarios)
        for name in dict.fromkeys((criterion.scenario, criterion.against))
        if name not in scenarios
    ]
    if criterion.scenario == criterion.against:
        problems.append(f"{criterion.scenario} cannot be measured against itself: name another with --against")
    if criterion.metric not in measured:
        problems.append(unknown("metric of the sweep", criterion.metric, measured))
    elif not METRICS[criterion.metric].better:
        problems.append(f"{criterion.metric} has no better direction, so it cannot define a loss")
    elif criterion.metric in _SELF_MEASURED and criterion.against != BASELINE:
        problems.append(f"{criterion.metric} measures against the baseline by itself: leave --against out")
    if not factors_in(results):
        problems.append("no factor was varied in this sweep: there is no region to be found")
    if problems:
        raise RequestError(*problems)
