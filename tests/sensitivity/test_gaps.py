"""What is missing is said, and never analysed in silence."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.errors import ResultsError
from experiments.sensitivity.indices import indices
from experiments.sensitivity.methods import METHODS, design_of
from tests.sensitivity.functions import G_FUNCTION, broken
from tests.sensitivity.made_up import stages_of


def test_a_missing_result_never_reaches_the_analysis():
    """A single NaN, which would silently give indices of zero, is an error."""
    design = design_of(METHODS["sobol"], 3, 8, seed=1)
    results = np.arange(float(len(design.unit)))[:, None]
    results[5] = np.nan
    with pytest.raises(ValueError, match="missing"):
        indices(design, results, 0.0, 1)


@pytest.mark.parametrize("method", ["morris", "sobol", "fast"])
def test_a_structured_design_with_gaps_is_refused(method):
    """The message says how many points are missing, which, with which values, and why the first is."""
    with pytest.raises(ResultsError) as refusal:
        stages_of(broken, G_FUNCTION, {method: {"morris": 10, "sobol": 64, "fast": 65}[method]})
    text = str(refusal.value)
    assert "points gave no number for npv_eur, so nothing is analysed" in text
    assert "x1 = " in text
    assert "x1 is too high" in text or "not defined" in text
    assert "pawn, delta or regional" in text


def test_few_gaps_are_left_out_and_said():
    """A method that can do without leaves few missing points out, and counts them."""
    (stage,) = stages_of(broken, G_FUNCTION, {"pawn": 200})
    finding = stage.findings[0]
    missing = int((stage.explored.values[:, 0] > 0.97).sum())
    assert missing > 0
    assert finding.dropped == missing
    assert len(finding.results) == 200 - missing
    assert finding.ranking[0].factor == 0


def test_many_gaps_are_refused_by_every_method():
    """More than a twentieth missing is too much to be left out."""
    with pytest.raises(ResultsError, match="more than 5%"):
        stages_of(
            lambda trial: broken(trial) if trial.values["x1"] < 0.7 else np.full((1, 1), np.nan),
            G_FUNCTION,
            {"pawn": 100},
        )
