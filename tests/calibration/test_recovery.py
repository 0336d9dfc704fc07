"""Known parameters of a real market are recovered from what it shows."""

from functools import partial

import numpy as np
import pytest

from experiments.calibration.fit import Effort, calibrate
from experiments.calibration.identifiability import weaknesses
from experiments.calibration.observing import Observation
from experiments.calibration.targets import Target, Targets
from experiments.factors import factors_of
from experiments.runs import Study
from experiments.trials import Trial
from tests.worlds import with_numbers

HAZARD, LEVEL, HABIT = "behaviour.loyalty.hazard", "behaviour.satisfaction.level", "behaviour.satisfaction.habit_gain"
WHERE = (
    *(Target("series", "churn", "", "", 0, 1, week=week) for week in range(4, 29, 4)),
    Target("moment", "mean satisfaction", "", "", 0, 1, week=10),
    Target("moment", "sd satisfaction", "", "", 0, 1, week=10),
    Target("moment", "mean habit", "", "", 0, 1, week=28),
    Target("moment", "mean tenure_weeks", "", "", 0, 1, week=28),
)


@pytest.mark.slow
def test_parameters_of_the_telecom_market_are_recovered():
    """Targets made by the market itself, with other luck than the fit has, lead back to the numbers that made them.

    Half a year of churn can hardly tell the hazard, which may be called weakly identified; no other number may.
    """
    study = Study.of(with_numbers("telecom", {"category.burn_in_weeks": 12}), customers=1500)
    factors = factors_of(study.market, [HAZARD, LEVEL, HABIT], within=0.5)
    truth = {each.path: times * each.default for each, times in zip(factors, (1.2, 0.9, 1.3), strict=True)}
    look = Observation(study, WHERE)
    made = np.array([look(Trial(0, seed, truth))[0] for seed in range(101, 109)])
    error = made.std(axis=0, ddof=1) / np.sqrt(len(made))
    targets = tuple(
        each._replace(value=float(value), tolerance=float(tolerance))
        for each, value, tolerance in zip(WHERE, made.mean(axis=0), error, strict=True)
    )
    found = calibrate(
        partial(Observation, study), factors, Targets("made", "", targets), Effort(50, seeds=2, checks=10)
    )
    for position, each in enumerate(found.estimates):
        low, high = np.quantile(found.draws[:, position], [0.005, 0.995])
        assert low < truth[each.factor.path] < high
    weak = {each.factor for each in weaknesses(found) if each.kind == "weak"}
    assert weak <= {HAZARD}
