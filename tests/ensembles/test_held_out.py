"""Patterns that nothing was fitted to, counted over worlds."""

import pandas as pd

from experiments.worlds.held_out import held


def checks(simulated: dict[int, tuple[float, float]]) -> pd.DataFrame:
    """Return two statistics of one pattern by world, each at least 1, with a standard error of 0.5."""
    rows = [
        {
            "pattern": "score-and-retention",
            "statistic": name,
            "low": 1.0,
            "high": float("inf"),
            "simulated": value,
            "standard_error": 0.5,
            "passes": value >= 1.0,
            "world": world,
        }
        for world, values in simulated.items()
        for name, value in zip(("first", "second"), values, strict=True)
    ]
    return pd.DataFrame(rows)


def test_a_pattern_holds_where_all_of_it_does():
    """Of four worlds two meet the first statistic, three the second, and one both; the market itself is not counted."""
    whole, first, second = held(checks({0: (9, 9), 1: (2, 2), 2: (2, 0.5), 3: (-3, 2), 4: (0.5, 2)}))
    assert (whole["holds in"], first["holds in"], second["holds in"]) == ("1 of 4", "2 of 4", "3 of 4")
    assert whole["market"] == "holds"


def test_what_luck_may_hide_is_told_apart():
    """Less than two standard errors outside a statistic may be within its tolerance; farther away it is not."""
    whole, first, _ = held(checks({0: (0, 9), 1: (0.5, 2), 2: (-3, 2)}))
    assert (whole["holds in"], whole["may hold in"], first["may hold in"]) == ("0 of 2", "1 of 2", "1 of 2")
    assert whole["market"] == "does not hold"
