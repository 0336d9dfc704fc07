"""Known parameters of a real market are recovered from what it shows."""

from functools import partial

import numpy as np
import pytest

from experiments.calibration.fit import Effort, calibrate
from experiments.calibration.observing import Observation
from experiments.calibration.targets import Target, Targets
from experiments.factors import factors_of
from experiments.runs import Study
from experiments.trials import Trial
from tests.worlds import with_numbers

HAZARD, LEVEL = "behaviour.loyalty.hazard", "behaviour.satisfaction.level"
WHERE = (
    *(Target("series", "churn", "", "", 0, 1, week=week) for week in range(4, 29, 4)),
    Target("moment", "mean satisfaction", "", "", 0, 1, week=10),
    Target("moment", "sd satisfaction", "", "", 0, 1, week=10),
    Target("moment", "mean tenure_weeks", "", "", 0, 1, week=28),
)


@pytest.mark.slow
def test_parameters_of_the_telecom_market_are_recovered():
    """Targets made by the market itself, with other luck than the fit has, lead back to the numbers that made them."""
    study = Study.of(with_numbers("telecom", {"category.burn_in_weeks": 12}), customers=1500)
    factors = factors_of(study.market, [HAZARD, LEVEL], within=0.5)
    truth = {HAZARD: 1.2 * factors[0].default, LEVEL: 0.9 * factors[1].default}
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
        assert each.contraction > 0.5
