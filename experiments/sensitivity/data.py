"""What an analysis found as tables: the points with their figures, and the indices with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.sensitivity.analysis import Finding, Stage
from experiments.sensitivity.points import Explored


def points_table(explored: Sequence[Explored], scenarios: Sequence[str], metrics: Sequence[str]) -> pd.DataFrame:
    """Return one row per method, point, seed and scenario; point 0 has the usual values."""
    return pd.concat([_points(each, scenarios, metrics) for each in explored], ignore_index=True)


def _points(explored: Explored, scenarios: Sequence[str], metrics: Sequence[str]) -> pd.DataFrame:
    results = np.concatenate([explored.usual[None], explored.results])
    count, seeds = results.shape[:2]
    usual = np.array([[factor.default for factor in explored.factors]])
    each = seeds * len(scenarios)
    rows: dict[str, Any] = {
        "method": np.repeat(explored.method.name, count * each),
        "point": np.repeat(np.arange(count), each),
        "seed": np.tile(np.repeat(explored.seeds, len(scenarios)), count),
        "scenario": np.tile(scenarios, count * seeds),
    }
    values = np.concatenate([usual, explored.values]).repeat(each, axis=0)
    rows |= {factor.path: values[:, place] for place, factor in enumerate(explored.factors)}
    rows |= {metric: results[..., place].ravel() for place, metric in enumerate(metrics)}
    return pd.DataFrame(rows)


def indices_table(stages: Sequence[Stage]) -> pd.DataFrame:
    """Return one row per index: method, metric, factor, other, index, value, low, high, floor.

    ``other`` is the second factor of a pair. ``floor`` is what chance alone reaches, empty when unknown. ``swing`` is
    the average change of the figure from the low to the high end of the range.
    """
    rows = [row for stage in stages for finding in stage.findings for row in _rows(stage, finding)]
    return pd.DataFrame(rows, columns=["method", "metric", "factor", "other", "index", "value", "low", "high", "floor"])


def _rows(stage: Stage, finding: Finding) -> list[tuple[object, ...]]:
    paths = [factor.path for factor in stage.explored.factors]
    what = (finding.method.name, finding.outcome.metric)
    rows: list[tuple[object, ...]] = [
        (*what, paths[i.factor], paths[i.other] if i.other >= 0 else "", i.name, i.value, i.low, i.high, i.floor)
        for i in finding.indices
    ]
    return rows + [
        (*what, path, "", "swing", *swing, np.nan) for path, swing in zip(paths, finding.swings, strict=True)
    ]
