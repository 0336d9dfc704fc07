"""The models to be measured against."""

import numpy as np
import pytest

from experiments.calibration.baselines import baseline_of, beta_geometric, beta_geometric_fit
from experiments.calibration.targets import Target
from experiments.validation.pattern import published


def test_beta_geometric_as_published():
    """Fitted to seven years of the Regular cohort, a and b are those of the paper: 0.704 and 1.182."""
    left = published("retention_regular")["percent_still_customer"].to_numpy() / 100
    a, b = beta_geometric_fit(range(1, 8), left[1:8])
    assert (a, b) == pytest.approx((0.704, 1.182), abs=0.001)


def test_beta_geometric_finds_its_own():
    """A curve that is beta-geometric is recovered exactly, also from uneven ages."""
    years = [0.5, 1, 2, 4, 8]
    assert beta_geometric_fit(years, beta_geometric(np.array(years), 1.5, 4.0)) == pytest.approx((1.5, 4.0), rel=1e-3)


def test_beta_geometric_sees_only_what_is_fitted():
    """Held-out years do not move the curve that predicts them."""

    def curve(last: float) -> list[Target]:
        return [
            Target("retention", "", "", "", value, 1.0, age=age, is_held_out=age > 2)
            for age, value in ((1, 63.0), (2, 47.0), (3, last))
        ]

    first, second = baseline_of(curve(38.0)), baseline_of(curve(5.0))
    assert first is not None
    assert first == second
    assert "a = " in first.parameters


def test_last_value_is_carried_forward():
    """A weekly series is predicted by the last value that the fit sees."""
    weeks = [(1, 10.0, False), (2, 12.0, False), (3, 15.0, True), (4, 11.0, False), (5, 9.0, True)]
    series = [Target("series", "nps", "acme", "", v, 1.0, week=w, is_held_out=h) for w, v, h in weeks]
    baseline = baseline_of(series)
    assert baseline is not None
    assert baseline.predicted == (10.0, 12.0, 12.0, 11.0, 11.0)


def test_no_simple_model():
    """Moments have no simple model, nor has a curve of which nothing is fitted."""
    assert baseline_of([Target("moment", "mean trust", "", "", 0.5, 0.1, week=1)]) is None
    assert baseline_of([Target("series", "nps", "", "", 5, 1, week=1, is_held_out=True)]) is None
