"""Paired statistics: scenarios of a seed share random numbers, so differences are taken seed by seed and averaged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from experiments.measures.metrics import METRICS

CONFIDENCE = 0.95
_NEVER = 1e9
"""A week later than any other."""
_ALREADY_RELATIVE = {"roi": 1.0, "payback_weeks": _NEVER}
"""Metrics that are measured against the baseline by themselves, and the value beyond which they are good."""
_SIGNS = {"higher": 1.0, "lower": -1.0, "": np.nan}


def paired_differences(values: np.ndarray, metric: str) -> np.ndarray:
    """Return `values` (seeds, scenarios) less those of the baseline, the first scenario; NaN for itself."""
    differences = values if metric in _ALREADY_RELATIVE else values - values[:, :1]
    return np.hstack([np.full((len(values), 1), np.nan), differences[:, 1:]])


def half_width(sample: np.ndarray) -> float:
    """Return half the width of the 95 % t-interval of the mean of `sample` (seeds,), NaN for fewer than two values."""
    from scipy.special import stdtrit

    n = sample.size
    if n < 2:
        return np.nan
    return float(stdtrit(n - 1, 0.5 + CONFIDENCE / 2) * sample.std(ddof=1) / np.sqrt(n))


def summary(per_seed: pd.DataFrame) -> pd.DataFrame:
    """Return the long table scenario, metric, mean, difference, low, high, probability_better, probability_best.

    Parameters
    ----------
    per_seed : scenario, seed and one column per metric; the first scenario is the baseline.

    Notes
    -----
    ``difference``, ``low`` and ``high``: mean paired difference from the baseline and its 95 % t-interval over seeds.
    ``probability_better``: share of seeds in which the scenario does better than the baseline, a tie counting half.
    ``probability_best``: share of seeds in which no scenario, baseline included, does better; ties share the seed. Both
    are NaN for metrics of which neither direction is better.

    A value that is NaN in a seed (nothing happened) leaves that seed out, for this metric.

    Two metrics are measured against the baseline by themselves; the baseline has none, and ``difference`` is the mean
    itself. ``roi`` is better above 1. ``payback_weeks`` is the mean over the seeds in which the spending came back, and
    ``probability_better`` the share of those seeds.
    """
    scenarios = list(dict.fromkeys(per_seed["scenario"]))
    wide = per_seed.set_index(["seed", "scenario"]).unstack("scenario")
    parts = []
    for metric in per_seed.columns[2:]:
        values = wide[metric][scenarios].to_numpy(float)
        part = pd.DataFrame(_differences(values, metric) | _probabilities(values, metric))
        part.insert(0, "scenario", scenarios)
        part.insert(1, "metric", metric)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _differences(values: np.ndarray, metric: str) -> dict[str, list[float]]:
    """Return mean, difference, low and high of each scenario, from `values` (seeds, scenarios)."""
    known = [_known(column) for column in paired_differences(values, metric).T]
    means, widths = [_mean(sample) for sample in known], [half_width(sample) for sample in known]
    return {
        "mean": [_mean(_known(column)) for column in values.T],
        "difference": means,
        "low": [mean - width for mean, width in zip(means, widths, strict=True)],
        "high": [mean + width for mean, width in zip(means, widths, strict=True)],
    }


def _known(sample: np.ndarray) -> np.ndarray:
    return sample[~np.isnan(sample)]


def _mean(sample: np.ndarray) -> float:
    return float(sample.mean()) if sample.size else np.nan


def _probabilities(values: np.ndarray, metric: str) -> dict[str, np.ndarray]:
    """Return how often each scenario does better than the baseline, and how often it is the best."""
    sign = _SIGNS[METRICS[metric].better]
    if metric == "payback_weeks":
        values = np.where(np.isnan(values), 2 * _NEVER, values)
    worth = sign * values
    reference = sign * _ALREADY_RELATIVE[metric] if metric in _ALREADY_RELATIVE else worth[:, :1]
    better = np.where(np.isnan(worth - reference), np.nan, (worth > reference) + 0.5 * (worth == reference))
    better[:, 0] = np.nan
    known = np.where(np.isnan(worth), -np.inf, worth)
    if metric in _ALREADY_RELATIVE:
        known[:, 0] = -np.inf
    top = known.max(axis=1, keepdims=True)
    is_best = (known == top) & np.isfinite(top)
    with np.errstate(invalid="ignore"):
        best = np.where(np.isfinite(known), is_best / is_best.sum(axis=1, keepdims=True), np.nan)
    return {
        "probability_better": np.array([_mean(_known(column)) for column in better.T]),
        "probability_best": np.array([_mean(_known(column)) for column in best.T]),
    }
