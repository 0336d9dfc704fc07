"""Those who answer a survey are not everybody: its net promoter score is off as the response rule says."""

from typing import NamedTuple

import numpy as np
import pytest

from experiments.validation.patterns.listeners import SCORES, net_promoters
from sim.rules.impressions import remembered
from sim.rules.impressions_sheet import Impressions
from sim.simulation import Simulation
from sim.state.tables import NOT_ANSWERED
from tests.worlds import levers, simulation, with_numbers

CUSTOMERS, SEEDS, WEEKS = 4_000, range(1, 13), 26
EVERYBODY = 0.95
"""Readiness to answer at which hardly anybody stays silent."""
READINESS = (0.03, 0.15, 0.5)
WORLD = {
    "category.burn_in_weeks": 52,
    "category.customers": CUSTOMERS,
    "brands.*.listening.relational_coverage": 12,
    "behaviour.answers.tired_response": 0,
}


class Answers(NamedTuple):
    """Answers of one world: the score of each, 0 to 10, and how much who gave it was moved, 0 to 1."""

    score: np.ndarray
    moved: np.ndarray

    def nps(self, weight: np.ndarray | float = 1.0) -> float:
        """Return the net promoter score in points, each answer counting for its weight."""
        weights = np.broadcast_to(weight, self.score.shape)
        return float(100.0 * net_promoters(np.bincount(self.score, weights, SCORES)))


def moved(world: Simulation, who: np.ndarray) -> np.ndarray:
    """Return how much what they remember of their brand moves some customers, 0 to 1."""
    customers = world.world.customers[who]
    image = world.world.knowledge["image"][who, customers["brand"]].astype(float)
    p = Impressions(**world.market.behaviour.impressions.model_dump())
    lines = zip(image, customers["best"], customers["worst"], customers["mood"], strict=True)
    return np.array([abs(remembered(i, float(best), float(worst), float(mood), p)) for i, best, worst, mood in lines])


def answered(settled: Simulation, readiness: float) -> Answers:
    """Return what is answered within half a year by people who answer that readily."""
    world = settled.fork(levers({"behaviour.answers.response": readiness}))
    scores, minds = [], []
    for _ in range(WEEKS):
        world.step()
        given = world.world.answers
        who = np.flatnonzero((given["relational_week"] == world.week) & (given["relational_score"] != NOT_ANSWERED))
        who = who[given["relational_brand"][who] == world.world.customers["brand"][who]]
        scores.append(given["relational_score"][who])
        minds.append(moved(world, who))
    return Answers(np.concatenate(scores), np.concatenate(minds))


def likelihood(readiness: float, moved: np.ndarray, effect: float) -> np.ndarray:
    """Return how likely those answer who are moved so much, by the response rule."""
    return 1.0 / (1.0 + (1.0 - readiness) / readiness * np.exp(-effect * moved))


@pytest.mark.slow
def test_survey_is_rosier_or_gloomier_as_the_response_rule_says():
    """It differs from everybody in the direction and by the points of the rule, and less where more answer."""
    market = with_numbers("telecom", WORLD)
    effect = market.behaviour.answers.moved_response
    found, implied = [], []
    for seed in SEEDS:
        settled = simulation(market, CUSTOMERS, seed)
        everybody = answered(settled, EVERYBODY)
        silent = likelihood(EVERYBODY, everybody.moved, effect)
        found.append([answered(settled, each).nps() - everybody.nps() for each in READINESS])
        implied.append(
            [everybody.nps(likelihood(each, everybody.moved, effect) / silent) - everybody.nps() for each in READINESS]
        )
    bias, error = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(len(SEEDS))
    expected = np.mean(implied, axis=0)
    direction, told = np.sign(expected[0]), f"found {bias} with errors {error}, implied {expected}"
    assert np.all(np.abs(bias - expected) < 3 * error), told
    assert np.all(np.diff(np.append(direction * expected, 0.0)) < 0), told
    assert direction * bias[1] > 2 * error[1], told
    assert direction * bias[1] > direction * bias[2], told  # of hardly any answers the error is as large as the bias
