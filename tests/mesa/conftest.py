"""Small models to look at."""

import pytest

from sim.model import LoyaltyModel
from tests.laws.years import restless


@pytest.fixture(scope="session")
def settled() -> LoyaltyModel:
    """Return a contractual market in which much happens, as it stands after its burn-in; to be forked only."""
    return LoyaltyModel(restless("telecom"), customers=400, seed=3, diaries=50)


@pytest.fixture
def model(settled: LoyaltyModel) -> LoyaltyModel:
    """Return that market at week 0, free to go on."""
    return settled.fork("baseline")


@pytest.fixture
def lived(model: LoyaltyModel) -> LoyaltyModel:
    """Return that market after twenty weeks."""
    return model.run(20)
