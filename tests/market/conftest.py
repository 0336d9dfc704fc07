"""A small market, and what is said of it when something in it is changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.market.loading import load_market
from sim.market.messages import InputError

SMALL = Path(__file__).parent / "small" / "market.yaml"

Told = Callable[..., list[str]]


@pytest.fixture
def small() -> str:
    """Return the text of the small market."""
    return SMALL.read_text()


@pytest.fixture
def told(tmp_path, monkeypatch) -> Told:
    """Return a function that loads a file ``market.yaml`` with a content and returns what is wrong with it, by line."""
    monkeypatch.chdir(tmp_path)

    def load(content: str | bytes) -> list[str]:
        Path("market.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
        try:
            load_market("market.yaml")
        except InputError as error:
            return str(error).splitlines()
        return []

    return load
