"""The small market, and what is said of a scenario on it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.market.loading import load_market
from sim.market.messages import InputError
from sim.market.schema import Market
from sim.scenarios.loading import load_scenario

Told = Callable[[str], list[str]]


@pytest.fixture(scope="session")
def market() -> Market:
    """Return the small market: brands acme (its focus) and rival, segments families and professionals."""
    return load_market(Path(__file__).parents[1] / "market" / "small")


@pytest.fixture
def told(tmp_path, monkeypatch, market) -> Told:
    """Return a function that loads a scenario from ``try.yaml`` and returns what is wrong with it, by line."""
    monkeypatch.chdir(tmp_path)

    def load(content: str) -> list[str]:
        Path("try.yaml").write_text(content)
        try:
            load_scenario("try.yaml", market, horizon_weeks=52)
        except InputError as error:
            return str(error).splitlines()
        return []

    return load
