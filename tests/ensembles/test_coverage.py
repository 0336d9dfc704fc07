"""How often worlds hold the truth: who agrees with a truth, what an interval of few worlds is, and what is counted."""

import numpy as np
import pytest

from experiments.worlds.coverage import FEWEST, agreeing, covered, interval
from experiments.worlds.evidence import PATTERN, evidence_of
from tests.worlds import shipped


@pytest.fixture(scope="module")
def evidence():
    """Return what is known of the shipped telecom market."""
    return evidence_of(shipped("telecom"), None)


def middles(evidence, worlds: int) -> np.ndarray:
    """Return worlds that show exactly what is known, (worlds, statements), on the scales of the statements."""
    shown = np.array([each.middle for each in evidence.statements])
    return np.tile(evidence.scaled(shown), (worlds, 1))


def test_a_world_agrees_with_the_facts_of_the_truth(evidence):
    """A world far from the facts of the shipped market agrees with a truth that is as far away, and with no other."""
    scaled = middles(evidence, 3)
    scaled[:2, 0] += 20.0
    agrees = agreeing(evidence, scaled, np.zeros(scaled.shape[1]))
    assert agrees.tolist() == [[False, True, False], [True, False, False], [False, False, False]]


def test_published_patterns_are_no_facts_of_the_truth(evidence):
    """A truth that misses a published pattern makes no world believable that misses it too."""
    place = next(place for place, each in enumerate(evidence.statements) if each.kind == PATTERN)
    scaled = middles(evidence, 3)
    scaled[:2, place] += 50.0
    agrees = agreeing(evidence, scaled, np.zeros(scaled.shape[1]))
    assert agrees.tolist() == [[False, False, True], [False, False, True], [False, False, False]]


def test_a_market_may_agree_with_a_truth(evidence):
    """Other worlds can be looked at than those that are truths, and none of them is left out."""
    scaled = middles(evidence, 2)
    scaled[0, 0] += 20.0
    other = agreeing(evidence, scaled, np.zeros(scaled.shape[1]), middles(evidence, 1))
    assert other.tolist() == [[False], [True]]


def test_an_interval_of_few_worlds_is_honest():
    """Nineteen worlds have nine of ten further ones between their smallest and their largest gain."""
    assert interval(np.arange(FEWEST, dtype=float)) == (0.0, FEWEST - 1.0)
    draws = np.random.default_rng(1).normal(size=(4000, FEWEST + 1))
    inside = [low <= draw[-1] <= high for draw in draws for low, high in [interval(draw[:-1])]]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.02)


def test_truths_are_counted():
    """A truth is held by worlds that gain as much, and not by the luck of a market that gains something else."""
    gains = np.append(np.linspace(-1.0, 1.0, 20), 9.0)
    agrees = np.ones((21, 21), bool) & ~np.eye(21, dtype=bool)
    found = covered("dearer", gains, agrees, np.array([10, 20]), np.full(20, 5.0))
    assert (found.truths, found.by_worlds, found.by_luck, found.width_of_luck) == (2, 1, 0, 0.0)
