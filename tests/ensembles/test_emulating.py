"""Screening and ruling out, on a function whose answer is known in place of a market."""

import numpy as np
import pytest

from experiments.worlds.emulating import Screen, left_over, not_ruled_out, screened, worst_of
from experiments.worlds.evidence import CUTOFF

FACTORS, POINTS, BLOCKS = 12, 96, 4


class Known:
    """Two figures that should be 0, each with a standard deviation of 1."""

    def implausibility(self, scaled, variance):
        """Return how far from 0 both lie."""
        return np.abs(scaled) / np.sqrt(1.0 + variance)


def shown(inputs: np.ndarray, noise: float = 0.3) -> np.ndarray:
    """Return figures that depend on the first and the third number only, with noise, (points, 2)."""
    rng = np.random.default_rng(5)
    both = np.stack([20 * (inputs[:, 0] - 0.3), 16 * (inputs[:, 2] - inputs[:, 0])], axis=1)
    return both + noise * rng.normal(size=both.shape)


@pytest.fixture(scope="module")
def screen() -> Screen:
    """Return what a wave has learned."""
    inputs = np.random.default_rng(1).random((POINTS, FACTORS))
    return Screen.of(Known(), inputs, shown(inputs), np.arange(POINTS) % BLOCKS)


def test_numbers_that_matter_are_found(screen):
    """Of twelve numbers the two on which something depends pass the screening, and hardly another."""
    assert {0, 2} <= set(screen.active)
    assert len(screen.active) <= 3


def test_chance_alone_finds_nothing():
    """Where nothing depends on any number at most one is taken, so that there is something to emulate."""
    rng = np.random.default_rng(2)
    found = screened(rng.random((POINTS, FACTORS)), rng.normal(size=(POINTS, 2)), np.arange(POINTS) % BLOCKS)
    assert len(found) <= 1


def test_points_of_a_wave_agree(screen):
    """Points drawn from what is left agree with what is known far more often than points anywhere."""
    drawn = not_ruled_out([screen], FACTORS, 40, 3)
    anywhere = np.random.default_rng(4).random((400, FACTORS))
    agree, by_chance = (np.mean(np.abs(shown(each, 0.0)).max(axis=1) <= CUTOFF) for each in (drawn, anywhere))
    assert agree > 0.85
    assert by_chance < 0.3
    assert left_over([screen], FACTORS, 5) == pytest.approx(by_chance, abs=0.12)


def test_numbers_that_were_not_learned_stay_anywhere(screen):
    """What no statement depends on is not narrowed: it may matter for the decision."""
    drawn = not_ruled_out([screen], FACTORS, 60, 3)
    others = [place for place in range(FACTORS) if place not in set(screen.active)]
    assert drawn[:, others].std(axis=0).min() > 0.2


def test_one_wave_is_enough_to_rule_out(screen):
    """What any wave rules out stays ruled out."""
    inputs = np.full((1, FACTORS), 0.5)
    inputs[0, 0] = 1.0
    assert worst_of([screen, screen], inputs)[0] > CUTOFF
