"""What a world comes to for one brand: retention, recommendation and value, of everybody and by segment."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from experiments.measures.metrics import WEEKS_A_YEAR, discounts
from language import mark
from sim.state.indicators import indicator, value
from sim.state.ledger import ALL

EVERYBODY = ALL
"""Segment under which figures of all customers stand."""


class Outcome(NamedTuple):
    """A figure by which importance is measured: its name, label, unit, and what one point of it is called."""

    name: str
    label: str
    unit: str


OUTCOMES = (
    Outcome("retention", mark("Yearly retention"), "% a year"),
    Outcome("recommendation", mark("Recommendation (0 to 10)"), "0 to 10"),
    Outcome("value_eur", mark("Value of the brand's customers"), "EUR"),
)


def outcomes(booked: pd.DataFrame, brand: str, discount_rate: float) -> pd.DataFrame:
    """Return one row per segment, and one for everybody: segment and one column per outcome.

    Parameters
    ----------
    booked : weeks of one world, as of :meth:`sim.state.ledger.Ledger.table`.
    discount_rate : a year.

    Notes
    -----
    Retention is the weekly one of the last year to the power 52, in per cent; recommendation the mean of the last year;
    value the discounted margin of all weeks, of segments before wages and other costs that belong to no customer.
    """
    own = booked[booked["brand"] == brand]
    last_year = own[own["week"] > own["week"].max() - WEEKS_A_YEAR]
    counters = ["customers", "losses", "recommendation_sum"]
    sums = last_year.groupby("segment")[counters].sum().drop(index=EVERYBODY, errors="ignore")
    margin = value(indicator("margin_eur"), own) * discounts(own["week"].to_numpy(float), discount_rate)
    earned = pd.Series(np.asarray(margin), own["segment"].to_numpy()).groupby(level=0).sum()
    rows = [_row(segment, sums.loc[segment], float(earned.get(segment, 0.0))) for segment in sums.index]
    return pd.DataFrame([_row(EVERYBODY, sums.sum(), float(earned.sum())), *rows])


def _row(segment: str, sums: pd.Series, eur: float) -> dict[str, object]:
    weeks = sums["customers"]
    retention = 100.0 * max(0.0, 1.0 - sums["losses"] / weeks) ** WEEKS_A_YEAR if weeks else np.nan
    recommendation = sums["recommendation_sum"] / weeks if weeks else np.nan
    return {"segment": segment, "retention": retention, "recommendation": recommendation, "value_eur": eur}
