"""Indices of functions whose indices are known, through the same path as those of a market."""

from __future__ import annotations

import numpy as np
import pytest

from tests.sensitivity.functions import G_FUNCTION, ISHIGAMI, g_function, g_shares, ishigami, ishigami_shares
from tests.sensitivity.made_up import of, stages_of

KNOWN = {"ishigami": (ishigami, ISHIGAMI, ishigami_shares()), "g": (g_function, G_FUNCTION, g_shares())}


@pytest.fixture(scope="module", params=KNOWN)
def sobol(request):
    """Return the Sobol stage of a known function, and its shares in closed form."""
    task, factors, shares = KNOWN[request.param]
    (stage,) = stages_of(task, factors, {"sobol": 512})
    return stage, shares


@pytest.mark.parametrize("name", ["S1", "ST", "S2"])
def test_sobol_indices_are_those_of_theory(sobol, name):
    """Every index in closed form lies within the 95 % interval around the estimate."""
    stage, shares = sobol
    _, low, high = of(stage, name).T
    exact = np.array(shares[name])
    assert ((low - 1e-9 <= exact) & (exact <= high + 1e-9)).all()


def test_fast_comes_to_the_same_shares():
    """Extended FAST, on other points, is within five points of the shares of theory, its known bias included."""
    (stage,) = stages_of(ishigami, ISHIGAMI, {"fast": 257})
    for name in ("S1", "ST"):
        assert of(stage, name)[:, 0] == pytest.approx(ishigami_shares()[name], abs=0.05)


def test_morris_effects_of_a_straight_line_are_its_slopes():
    """Where the result is a straight line, the effect is the slope over the range, in every trajectory alike."""
    (stage,) = stages_of(
        lambda trial: np.array([[3 * trial.values["x1"] - trial.values["x2"]]]), G_FUNCTION, {"morris": 6}
    )
    assert of(stage, "mu_star")[:, 0] == pytest.approx([3, 1, 0, 0])
    assert of(stage, "mu")[:, 0] == pytest.approx([3, -1, 0, 0])
    assert of(stage, "sigma")[:, 0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("method", "samples"), [("sobol", 64), ("fast", 65), ("pawn", 256), ("morris", 6)])
def test_swings_of_a_straight_line_are_its_slopes(method, samples):
    """By any design the swing of a factor is what a straight line rises over its range."""
    line = lambda trial: np.array([[3 * trial.values["x1"] - trial.values["x2"] + 7]])  # noqa: E731
    (stage,) = stages_of(line, G_FUNCTION, {method: samples})
    found = [swing.value for swing in stage.findings[0].swings]
    assert found == pytest.approx([3, -1, 0, 0], abs=1e-9)


@pytest.mark.parametrize(
    "method", ["pawn", *(pytest.param(name, marks=pytest.mark.slow) for name in ("delta", "regional"))]
)
def test_what_does_nothing_is_not_clear_of_luck(method):
    """The strongest factor stands out from made-up factors that do nothing; the idle one does not."""
    (stage,) = stages_of(ishigami, ISHIGAMI, {method: 512})
    ranking = stage.findings[0].ranking
    assert ranking[0].is_significant
    assert not next(each for each in ranking if each.factor == 3).is_significant


def test_a_screening_drops_what_does_nothing():
    """Morris drops the idle factor; Sobol goes on with the three others, and gives the shares of theory."""
    screening, stage = stages_of(ishigami, ISHIGAMI, {"morris": 10, "sobol": 256}, seeds=(1, 2))
    assert len(screening.explored.factors) == 4
    assert [factor.path for factor in stage.explored.factors] == ["x1", "x2", "x3"]
    _, low, high = of(stage, "ST").T
    exact = np.array(ishigami_shares()["ST"][:3])
    assert ((low <= exact) & (exact <= high)).all()
    assert stage.explored.first == len(screening.explored.results) + 1


def test_a_result_that_never_differs_has_no_sensitivity():
    """When nothing moves the result, all indices are zero, and none is beyond chance."""
    (stage,) = stages_of(lambda trial: np.array([[5.0]]), G_FUNCTION, {"sobol": 8}, seeds=(1, 2))
    assert {each.value for each in stage.findings[0].indices} == {0.0}
    assert not any(each.is_significant for each in stage.findings[0].indices)
