"""Feedback made by hand, in the form in which brands get it."""

from collections.abc import Iterable

import pandas as pd

COLUMNS = ["week", "instrument", "segment", "touchpoint", "cause", "score", "answers"]


def answers(*lines: tuple[str, str, int, float], week: int = 1, instrument: str = "csat") -> pd.DataFrame:
    """Return answers: touchpoint, cause, score and how many of each."""
    rows = [(week, instrument, "all", touchpoint, cause, score, float(n)) for touchpoint, cause, score, n in lines]
    return pd.DataFrame(rows, columns=COLUMNS)


def weeks_of(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return tables one after another, of the weeks 1, 2 and so on."""
    return pd.concat([table.assign(week=week) for week, table in enumerate(tables, 1)], ignore_index=True)
