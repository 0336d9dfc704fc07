"""Worlds that lie beside shipped markets are of these markets and rules as they are."""

import pytest

from experiments.design.ensemble import read_ensemble, shipped_ensemble
from sim.market.loading import shipped_markets
from tests.worlds import shipped


@pytest.mark.parametrize("name", shipped_markets())
def test_nothing_has_changed_since(name):
    """No number of a market and no rule has changed since its worlds were found (`make worlds` finds them again)."""
    market = shipped(name)
    beside = shipped_ensemble(market)
    assert beside is None or len(read_ensemble(beside, market)) > 1
