"""Facts as they are written, and a small market in which they can be simulated soon."""

from collections.abc import Callable
from pathlib import Path

import pytest

from experiments.fitting.fact_file import read_facts
from experiments.fitting.facts import Facts
from tests.worlds import shipped


@pytest.fixture
def read(tmp_path) -> Callable[..., Facts]:
    """Return a reader of facts that are given as text."""

    def read_text(text: str, market: str = "telecom") -> Facts:
        path = Path(tmp_path) / "facts.csv"
        path.write_text(text)
        return read_facts(path, shipped(market))

    return read_text
