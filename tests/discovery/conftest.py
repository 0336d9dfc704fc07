"""Sweeps whose losing region is known, because it was put there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from tests.commands.conftest import cxsim  # noqa: F401

PRICE = "segments.families.price_sensitivity"
FAULT = "causes.reliability.weekly_probability.acme"
TIES = "network.ties"
LOW = {PRICE: 0.8, FAULT: 0.0, TIES: 4.0}
HIGH = {PRICE: 1.6, FAULT: 0.03, TIES: 12.0}

Maker = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def swept() -> Maker:
    """Return a maker of results of a sweep, with two scenarios beside the baseline.

    ``healed`` loses EUR 20,000 where price sensitivity is above 1.2 and the fault rarer than 0.01, and gains as much
    elsewhere; ``spent`` loses everywhere. Luck of the difference has a standard deviation of `noise`.
    """

    def make(points: int = 120, seeds: int = 2, seed: int = 1, noise: float = 10_000.0, has_box: bool = True):
        rng = np.random.default_rng(seed)
        rows = []
        for point in range(points):
            values = {name: rng.uniform(LOW[name], HIGH[name]) for name in LOW}
            is_bad = has_box and values[PRICE] > 1.2 and values[FAULT] < 0.01
            for run in range(1, seeds + 1):
                base = 1e6 + 1e5 * rng.normal()
                gain = (-2e4 if is_bad else 2e4) if has_box else 0.5e4
                margin = {"baseline": base, "healed": base + gain + noise * rng.normal(), "spent": base - 1e4}
                for scenario, npv in margin.items():
                    churn = 15.0 - 1e-5 * (npv - base)
                    keys = {"point": point, "seed": run, "scenario": scenario}
                    rows.append(keys | values | {"npv_eur": npv, "churn": churn})
        return pd.DataFrame(rows)

    return make
