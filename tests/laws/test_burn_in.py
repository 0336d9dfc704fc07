"""Burn-in is as long as settling needs, and no longer."""

import numpy as np
import pytest

from sim.market.loading import load_market
from sim.model import LoyaltyModel
from tests.worlds import with_numbers

STATES = ("satisfaction", "trust", "attachment", "habit", "image")
FAR = 0.05
"""A state that moves by less on its way is not told from random variation."""
LEFT = 0.1
"""Part of the way that may be left."""
YEAR = 52


@pytest.mark.parametrize(
    ("name", "seeds"),
    [
        ("telecom", 1),
        ("retail", 1),
        pytest.param("rail", 3, marks=pytest.mark.slow),
        pytest.param("software", 3, marks=pytest.mark.slow),
    ],
)
def test_states_have_settled_by_the_first_week_and_not_by_half_of_the_burn_in(name, seeds):
    """Of the way from the first guess to the settled mean a tenth is left at most; after half of the weeks, more is."""
    burn_in = int(load_market(name).category.burn_in_weeks)
    market = with_numbers(name, {"category.burn_in_weeks": 0})
    left = [
        [_left(means, week) for week in (burn_in // 2, burn_in)]
        for means in _means(market, burn_in + YEAR, seeds)
        if abs(means[0] - means[-YEAR:].mean()) >= FAR
    ]
    half, whole = np.max(left, axis=0)
    assert whole < LEFT < half


def _means(market, weeks, seeds):
    """Yield the mean of each state over customers and seeds, week by week."""
    runs = [LoyaltyModel(market, customers=2000, seed=1 + each).run(weeks).weekly for each in range(seeds)]
    sums = sum(run.query("brand != 'none'").groupby("week").sum(numeric_only=True) for run in runs)
    yield from ((sums[f"{state}_sum"] / sums["customers"]).to_numpy() for state in STATES)


def _left(means, week):
    """Return the part of its way that a state has before it around a week."""
    end = means[-YEAR:].mean()
    return abs(means[week - 6 : week + 7].mean() - end) / abs(means[0] - end)
