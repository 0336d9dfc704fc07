"""Two notebooks run with every test; all of them with the slow ones."""

import pytest

QUICK = {"the-first-decision", "the-third-delay"}
"""Between them, the comparison of strategies, diaries, single rules and replaced numbers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the other notebooks as slow."""
    for item in items:
        if item.path.suffix == ".ipynb" and item.path.stem not in QUICK:
            item.add_marker(pytest.mark.slow)
