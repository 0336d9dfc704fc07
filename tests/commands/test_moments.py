"""`cxsim moments`, as it is used: importance, the decision matrix, and the page."""

from pathlib import Path

import pandas as pd

from sim.market.loading import load_shipped

OUTPUTS = {"importance.csv", "matrix.csv", "moments.html"}


def test_moments_leave_their_files(cxsim, small):
    """Importance of every moment by segment and outcome, a matrix of all touchpoints, and a page that names them."""
    answer = cxsim("moments", *small, "--seeds=2", "--respondents=100", "--out=out")
    assert answer.code == 0, answer.error
    assert {path.name for path in Path("out").iterdir()} == OUTPUTS | {"manifest.json", "inputs", "runs"}
    market = load_shipped("telecom")
    importance = pd.read_csv("out/importance.csv")
    moments = len(market.touchpoints) + len(market.causes)
    assert len(importance) == moments * (len(market.segments) + 1) * 3
    assert (importance["seeds"] <= 2).all()
    matrix = pd.read_csv("out/matrix.csv")
    assert set(matrix["touchpoint"]) == set(market.touchpoints)
    assert matrix["importance"].is_monotonic_decreasing
    page = Path("out/moments.html").read_text()
    assert all(touchpoint.title in page for touchpoint in market.touchpoints.values())
    assert "What a survey would say" in page


def test_a_step_too_large_is_refused(cxsim, small):
    """A step beyond the scale of quality names the option."""
    answer = cxsim("moments", *small, "--step=2", "--out=out")
    assert answer.code == 2
    assert "--step" in answer.error
    assert not Path("out").exists()
