"""What customers lived, by touchpoint and by root cause, as columns beside the counters: no brand can know it."""

from __future__ import annotations

import pandas as pd

from sim.state.ledger import NONE, Ledger

KEYS = ["week", "brand", "segment"]
"""Of the rows of the booked weeks."""

AT_TOUCHPOINT = {"bad": "bad_at", "departures": "left_after", "revenue_lost_eur": "lost_eur_at"}
FOR_CAUSE = {"bad": "bad_on", "departures": "left_for", "revenue_lost_eur": "lost_eur_on"}
"""What was lived -> the column of it for a touchpoint, and for a root cause: bad encounters, customers lost whose worst
moment it was, and what they paid in a usual week."""

CAUSED = "caused_at"
"""Column of the bad encounters at a touchpoint that have a root cause."""


def lived_columns(ledger: Ledger) -> pd.DataFrame:
    """Return a row for each week, brand and segment with something to count, with all columns of this module."""
    lived = ledger.lived()
    caused = lived[lived["cause"] != NONE]
    parts = [
        *(_by(lived, "touchpoint", figure, column, ledger.touchpoints) for figure, column in AT_TOUCHPOINT.items()),
        _by(caused, "touchpoint", "bad", CAUSED, ledger.touchpoints),
        *(_by(caused, "cause", figure, column, ledger.causes) for figure, column in FOR_CAUSE.items()),
    ]
    return pd.concat(parts, axis=1).fillna(0.0).rename_axis(index=KEYS).reset_index()


def _by(lived: pd.DataFrame, part: str, figure: str, column: str, names: tuple[str, ...]) -> pd.DataFrame:
    """Return one figure by week, brand and segment with a column for each name."""
    sums = lived.groupby([*KEYS, part])[figure].sum().unstack(part).reindex(columns=list(names))
    return sums.astype(float).rename(columns=f"{column}.{{}}".format)
