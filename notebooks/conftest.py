"""Two notebooks run with every test; all of them with the slow ones."""

import pytest

QUICK = {"a-customers-year", "the-first-decision"}
"""Between them: diaries, single rules, and a comparison of strategies."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the other notebooks as slow."""
    for item in items:
        if item.path.suffix == ".ipynb" and item.path.stem not in QUICK:
            item.add_marker(pytest.mark.slow)
