"""The shipped markets, ready to be changed."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.common_sense.figures import Stage


@pytest.fixture(scope="session")
def stage() -> Callable[[str], Stage]:
    """Return the shipped markets by name, each made once."""
    return cache(Stage)
