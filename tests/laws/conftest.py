"""Years of markets on which every law must hold."""

import pytest

from tests.laws.years import Year, restless, year_of


@pytest.fixture(scope="module", params=["telecom", "retail", "restless telecom", "restless retail"])
def year(request: pytest.FixtureRequest) -> Year:
    """Return a year of each market."""
    kind, _, name = request.param.rpartition(" ")
    return year_of(restless(name) if kind else name)
