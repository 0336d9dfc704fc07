"""The shipped markets, ready to go on with and without a mechanism."""

import pytest

from tests.mechanisms.stages import Stage


@pytest.fixture(scope="session")
def telecom() -> Stage:
    """Return the contractual market."""
    return Stage("telecom")


@pytest.fixture(scope="session")
def retail() -> Stage:
    """Return the repeat-purchase market."""
    return Stage("retail")
