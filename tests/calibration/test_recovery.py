"""Known parameters of a real market are recovered from what it shows."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pytest

from experiments.calibration.calibration import Calibration
from experiments.calibration.fit import Effort, calibrate
from experiments.calibration.identifiability import weaknesses
from experiments.calibration.observing import Observation
from experiments.calibration.targets import Target, Targets
from experiments.design.factors import factors_of
from experiments.running.study import Study
from experiments.running.trials import Trial
from tests.worlds import with_numbers

HAZARD, LEVEL, HABIT = "behaviour.loyalty.hazard", "behaviour.satisfaction.level", "behaviour.satisfaction.habit_gain"
TRUTH = {HAZARD: 1.2, LEVEL: 0.9, HABIT: 1.3}
"""The numbers that are looked for, as multiples of those of the market."""
MOMENTS = (
    Target("moment", "mean satisfaction", "", "", 0, 1, week=10),
    Target("moment", "sd satisfaction", "", "", 0, 1, week=10),
    Target("moment", "mean habit", "", "", 0, 1, week=28),
    Target("moment", "mean tenure_weeks", "", "", 0, 1, week=28),
)
MARKETS = 8
"""Runs of the true market of which the targets are the mean."""


def churn(weeks: Sequence[int]) -> tuple[Target, ...]:
    """Return the churn of some weeks as targets."""
    return tuple(Target("series", "churn", "", "", 0, 1, week=week) for week in weeks)


def fitted(where: tuple[Target, ...], paths: Sequence[str], seed: int, effort: Effort) -> tuple[Calibration, dict]:
    """Return the market fitted to what it shows itself, with other seeds than the fit, and the numbers behind it."""
    study = Study.of(with_numbers("telecom", {"category.burn_in_weeks": 12}), customers=1500)
    factors = factors_of(study.market, paths, within=0.5)
    truth = {each.path: TRUTH[each.path] * each.default for each in factors}
    look = Observation(study, where)
    made = np.array([look(Trial(0, seed, truth))[0] for seed in range(seed, seed + MARKETS)])
    error = made.std(axis=0, ddof=1) / np.sqrt(MARKETS)
    # The weeks of a series are as uncertain as each other; eight runs alone would measure each of them badly.
    is_churn = np.array([target.metric == "churn" for target in where])
    error[is_churn] = np.sqrt(np.mean(error[is_churn] ** 2))
    targets = tuple(
        each._replace(value=float(value), tolerance=float(tolerance))
        for each, value, tolerance in zip(where, made.mean(axis=0), error, strict=True)
    )
    return calibrate(partial(Observation, study), factors, Targets("made", "", targets), effort), truth


def held(found: Calibration, truth: dict, probability: float) -> list[bool]:
    """Return whether the intervals of this probability hold what is true, for each factor."""
    low, high = np.quantile(found.draws, [0.5 - probability / 2, 0.5 + probability / 2], axis=0)
    values = [truth[factor.path] for factor in found.factors]
    return [bool(low[k] < value < high[k]) for k, value in enumerate(values)]


@pytest.mark.slow
def test_parameters_of_the_telecom_market_are_recovered():
    """Targets made by the market itself lead back to the numbers that made them.

    Half a year of churn can hardly identify the hazard, which may be called weakly identified; no other number may.
    """
    where = churn(range(4, 29, 4)) + MOMENTS
    found, truth = fitted(where, [HAZARD, LEVEL, HABIT], 101, Effort(50, seeds=2, checks=10))
    assert all(held(found, truth, 0.99))
    weak = {each.factor for each in weaknesses(found) if each.kind == "weak"}
    assert weak <= {HAZARD}


@pytest.mark.slow
def test_intervals_hold_where_many_weeks_share_their_noise():
    """Of ten markets fitted to every week of half a year, nearly all intervals hold the truth."""
    where = churn(range(1, 29)) + MOMENTS
    holding = []
    for number in range(10):
        effort = Effort(50, seeds=2, first_seed=1 + 1000 * number, checks=2)
        found, truth = fitted(where, [HAZARD, LEVEL], 101 + 100 * number, effort)
        holding.append(held(found, truth, 0.99))
        assert found.estimates[0].contraction > 0.4
    assert np.all(np.sum(holding, axis=0) >= 9)
