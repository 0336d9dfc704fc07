"""Worlds that lie beside shipped markets are of these markets and rules as they are."""

import pytest

from experiments.design.ensemble import read_ensemble, shipped_ensemble
from sim.market.loading import shipped_markets
from tests.worlds import shipped

WITH_WORLDS = [name for name in shipped_markets() if shipped_ensemble(shipped(name))]


@pytest.mark.parametrize("name", WITH_WORLDS)
def test_nothing_has_changed_since(name):
    """No number of the market and no rule has changed since its worlds were found (`make worlds` finds them again)."""
    market = shipped(name)
    assert len(read_ensemble(shipped_ensemble(market), market)) > 1
