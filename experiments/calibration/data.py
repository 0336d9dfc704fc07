"""The data of a calibration.

parameters.csv
    One row per factor: best value, interval, contraction.
posterior.csv
    Draws from the posterior, one column per factor.
predictions.csv
    One row per target: what was observed, and what the fitted market shows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from experiments.calibration.calibration import Calibration


def parameters(calibration: Calibration) -> list[dict[str, Any]]:
    """Return one row per factor: what was known of it before and after."""
    return [
        {
            "factor": each.factor.path,
            "unit": each.factor.unit,
            "before": each.factor.default,
            "range_low": each.factor.low,
            "range_high": each.factor.high,
            "best": each.best,
            "mean": each.mean,
            "low": each.low,
            "high": each.high,
            "contraction": each.contraction,
        }
        for each in calibration.estimates
    ]


def posterior(calibration: Calibration) -> pd.DataFrame:
    """Return the draws, one column per factor, with their log-likelihood."""
    draws = pd.DataFrame(calibration.draws, columns=[factor.path for factor in calibration.factors])
    return draws.assign(log_likelihood=calibration.posterior.log_likelihood)


def predictions(calibration: Calibration) -> list[dict[str, Any]]:
    """Return one row per target: what was observed, and what the fitted market and a simple model show."""
    simple = {
        (curve, place): value
        for curve, baseline in calibration.baselines.items()
        for place, value in zip(
            [target.place for target in calibration.targets.curves[curve]], baseline.predicted, strict=True
        )
    }
    return [
        {
            "target": each.target.name,
            "set": "hold_out" if each.target.is_held_out else "fit",
            "unit": each.target.unit,
            "value": each.target.value,
            "tolerance": each.target.tolerance,
            "best": each.best,
            "mean": each.mean,
            "low": each.low,
            "high": each.high,
            "is_covered": each.is_covered,
            "baseline": simple.get((each.target.curve, each.target.place), np.nan),
        }
        for each in calibration.predictions
    ]
