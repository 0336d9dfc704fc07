"""Results of two checkouts are equal only if every bit is."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.equal_results import CASES, chosen, differences

TABLE = pd.DataFrame({"brand": ["acme", None], "share": [0.3, np.nan], "week": [1, 2]})


def test_equal_tables():
    """A table equals its copy, missing values included."""
    assert list(differences(TABLE, TABLE.copy())) == []


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"share": [0.3 + 1e-16, np.nan]}, "column 'share': 1 of 2 cells, first in row 0"),
        ({"share": [0.3, 0.0]}, "column 'share': 1 of 2 cells, first in row 1"),
        ({"brand": ["acme", "kite"]}, "column 'brand': 1 of 2 cells, first in row 1"),
        ({"week": [1.0, 2.0]}, "column 'week': int64 in the other, float64 here"),
        ({"region": ["a", "b"]}, "column 'region' is not in the other"),
    ],
)
def test_first_cell_is_named(changed, message):
    """The last bit of a number counts, and so do types and columns."""
    (found,) = differences(TABLE, TABLE.assign(**changed))
    assert found.startswith(message)


def test_what_a_command_reads_is_made_first():
    """Naming one command brings the one whose results it reads."""
    assert [case.name for case in chosen(["discover"])] == ["sweep", "discover"]
    assert chosen([]) == list(CASES)
