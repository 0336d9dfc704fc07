"""The pattern of closed forms: its theories, and how far is too far."""

import numpy as np
import pytest

from experiments.validation.patterns.closed_forms import LIMITS, farthest, judged
from experiments.validation.patterns.limits import HAZARD_SHAPES, HAZARDS, NODES, beta_nodes, logit, stationary


def test_nodes_stand_for_the_beta():
    """Ten nodes have the moments of the beta distribution, exactly up to degree 19."""
    from scipy.special import beta

    a, b = HAZARD_SHAPES
    nodes, weights = beta_nodes(a, b, NODES)
    for weeks in (1, 5, 19):
        assert weights @ (1 - nodes) ** weeks == pytest.approx(beta(a, b + weeks) / beta(a, b), rel=1e-10)


def test_levers_give_each_segment_its_hazard():
    """The hazards set by the levers are the nodes, after the saturation of the rule."""
    found = np.array([5 * lever["to"] / (1 + 5 * lever["to"]) for lever in HAZARDS])
    np.testing.assert_allclose(found, beta_nodes(*HAZARD_SHAPES, NODES)[0])


def test_logit_of_known_odds():
    """Utilities 0 and ln 3 make a quarter and three quarters, wherever zero is."""
    np.testing.assert_allclose(logit(np.array([0.0, np.log(3.0)])), [0.25, 0.75])
    np.testing.assert_allclose(logit(np.array([500.0, 500.0 + np.log(3.0)])), [0.25, 0.75])


def test_the_simplest_queue():
    """One agent at load .6 whom nobody abandons is free 40 % of the time, and the queue is geometric."""
    queue = stationary(3.0, 5.0, 0.0, 1)
    np.testing.assert_allclose(queue[:5], 0.4 * 0.6 ** np.arange(5))
    assert stationary(0.0, 5.0, 1.0, 2)[0] == pytest.approx(1.0)


def test_distance_in_standard_errors():
    """The farthest point counts: mean over standard error when seeds are many; of four seeds, 3 is as rare as 1.90."""
    for seeds, distance in ((4, 1.899), (40_000, 3.0)):
        spread = np.tile([-1.0, 1.0], seeds // 2) * np.sqrt(seeds - 1.0)
        differences = np.stack([3.0 + spread, -0.5 + spread], axis=1)
        assert farthest(differences) == pytest.approx(distance, abs=0.002)


def test_one_limit_too_far_fails():
    """A limit that is 5 standard errors of twelve seeds away fails, and no other one with it."""
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(12, 2))
    samples = {name: {"difference": noise - noise.mean(axis=0)} for name in LIMITS}
    assert judged(samples).passes
    error = noise[:, 0].std(ddof=1) / np.sqrt(len(noise))
    samples["logit shares"] = {"difference": samples["logit shares"]["difference"] + [5 * error, 0]}
    passes = {check.name.split(",")[0]: check.passes for check in judged(samples).checks}
    assert passes == {name: name != "logit shares" for name in LIMITS}


def test_a_single_seed_proves_nothing():
    """With one seed there is no standard error, and the pattern does not pass."""
    assert not judged({name: {"difference": np.zeros((1, 2))} for name in LIMITS}).passes
