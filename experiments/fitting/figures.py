"""Figures that a company knows of itself: their units, and how a simulated market shows them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from experiments.measures.metrics import NO_BRAND
from sim.state.indicators import indicator, value

WEEKS_A_YEAR = 52
MONTHS_A_YEAR = 12
WHOLE = 100.0
"""All customers, in %."""
_LEAST_SHARE, _LEAST = 0.05, 1e-3
"""Limits of percentages and of positive figures, whose logarithms are taken."""

RISE = 0.2
"""Share by which a price is raised to measure its elasticity."""
RETENTION, REPEATS = "retention_", "repeats_"
"""Beginnings of the names of figures about new customers; a number of years, or of further orders, follows."""
MOST_YEARS, MOST_REPEATS = 12, 7
"""Of the figures about new customers; so many further orders or more are one class."""


class Scope(NamedTuple):
    """Whose figure: of a brand, a segment, a touchpoint; each empty for all together."""

    brand: str = ""
    segment: str = ""
    touchpoint: str = ""


class Seen(NamedTuple):
    """What was booked in the measured weeks.

    Attributes
    ----------
    table : one row per week, brand and segment, with the counters; see :meth:`sim.state.ledger.Ledger.table`.
    is_contractual : the kind of market.
    top_share : returns the share of answers about encounters in the two best boxes, in %.
    after_rise : returns what was booked with a brand in the same weeks with its price raised by RISE.
    newcomers : returns how many new customers of a brand are left after 0, 1, ... years, or have 0, 1, ... further
        orders, (classes,).
    """

    table: pd.DataFrame
    is_contractual: bool
    top_share: Callable[[Scope], float]
    after_rise: Callable[[str], Seen]
    newcomers: Callable[[str], np.ndarray]

    def sums(self, scope: Scope) -> pd.Series:
        """Return the counters of a scope, added up; all brands together without the people who have none."""
        table = self.table
        chosen = table["brand"] == scope.brand if scope.brand else table["brand"] != NO_BRAND
        if scope.segment:
            chosen &= table["segment"] == scope.segment
        return table[chosen].drop(columns=["week", "brand", "segment"]).sum()

    def shares(self, scope: Scope) -> pd.Series:
        """Return the share of a brand among the customers of all brands, week by week, in %."""
        table = self.table[self.table["brand"] != NO_BRAND]
        if scope.segment:
            table = table[table["segment"] == scope.segment]
        everybody = table.groupby("week")["customers"].sum()
        own = table[table["brand"] == scope.brand].groupby("week")["customers"].sum()
        return 100.0 * own / everybody


@dataclass(frozen=True)
class Figure:
    """A kind of fact.

    Attributes
    ----------
    name : as files have it.
    label : in words.
    unit : of value and tolerance.
    shown : returns what a market shows of it, NaN where there is nobody to observe.
    tolerance : default, in the unit; at least `relative` of the value.
    low, high : admissible values.
    scale : on which differences are linear for the search: "log" for positive figures, "share" for percentages.
    needs : columns that cannot be empty.
    may_have : other columns that may be given.
    lacks : what a market without which nothing is shown has none of: "causes", "help".
    kind : of the markets that show it; empty for all.
    """

    name: str
    label: str
    unit: str
    shown: Callable[[Seen, Scope], float]
    tolerance: float
    relative: float = 0.0
    low: float = 0.0
    high: float = math.inf
    scale: Literal["", "log", "share"] = ""
    needs: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ("brand", "segment")
    lacks: tuple[str, ...] = ()
    kind: Literal["", "contractual", "repeat_purchase"] = ""

    def default_tolerance(self, of: float) -> float:
        """Return the tolerance of a value for which none is given."""
        return max(self.tolerance, self.relative * abs(of))

    def straightened(self, shown: np.ndarray | float) -> np.ndarray:
        """Return values on the scale of the search, see `scale`."""
        values = np.asarray(shown, float)
        if self.scale == "log":
            return np.log(np.maximum(values, _LEAST))
        if self.scale == "share":
            inside = np.clip(values, _LEAST_SHARE, 100.0 - _LEAST_SHARE)
            return np.log(inside / (100.0 - inside))
        return values

    def slope(self, at: float) -> float:
        """Return the size of one unit at a value on the scale of the search."""
        if self.scale == "log":
            return 1.0 / max(at, _LEAST)
        if self.scale == "share":
            inside = min(max(at, _LEAST_SHARE), 100.0 - _LEAST_SHARE)
            return 100.0 / (inside * (100.0 - inside))
        return 1.0


def _booked(name: str) -> Callable[[Seen, Scope], float]:
    """Return how an indicator is shown."""

    def shown(seen: Seen, scope: Scope) -> float:
        return float(value(indicator(name), seen.sums(scope)))

    return shown


def _mean_share(seen: Seen, scope: Scope) -> float:
    return float(seen.shares(scope).mean())


def _change_of_share(seen: Seen, scope: Scope) -> float:
    """Return the change of a share within a year, in points: the slope of the straight line through all weeks."""
    shares = seen.shares(scope).to_numpy()
    if len(shares) < 2:
        return math.nan
    return float(np.polyfit(np.arange(len(shares)), shares, 1)[0] * WEEKS_A_YEAR)


def _complaints(seen: Seen, scope: Scope) -> float:
    weeks_a_month = WEEKS_A_YEAR / MONTHS_A_YEAR
    return float(value(indicator("complaint_rate"), seen.sums(scope))) * weeks_a_month


def _bill(seen: Seen, scope: Scope) -> float:
    """Return the mean bill of a month, or of an order where purchases repeat."""
    booked = seen.sums(scope)
    if seen.is_contractual:
        customers = booked["customers"]
        months = customers * MONTHS_A_YEAR / WEEKS_A_YEAR
        return float(booked["revenue_eur"] / months) if months else math.nan
    return float(booked["revenue_eur"] / booked["deliveries"]) if booked["deliveries"] else math.nan


def _top_share(seen: Seen, scope: Scope) -> float:
    return seen.top_share(scope)


def _elasticity(seen: Seen, scope: Scope) -> float:
    """Return the change of demand in per cent per per cent of a higher price, in logarithms.

    Demand is that of new customers, or orders where purchases repeat.
    """
    demand = "gains" if seen.is_contractual else "orders"
    before, after = seen.sums(scope)[demand], seen.after_rise(scope.brand).sums(scope)[demand]
    return float(np.log(after / before) / np.log1p(RISE)) if before > 0 and after > 0 else math.nan


def _still_there(years: int) -> Callable[[Seen, Scope], float]:
    """Return how the share of new customers who are still there after some years is shown, in %."""

    def shown(seen: Seen, scope: Scope) -> float:
        customers = seen.newcomers(scope.brand)
        return float(WHOLE * customers[years] / customers[0]) if customers[0] else math.nan

    return shown


def _ordered_again(times: int) -> Callable[[Seen, Scope], float]:
    """Return how the share of new customers with so many further orders is shown, in %."""

    def shown(seen: Seen, scope: Scope) -> float:
        customers = seen.newcomers(scope.brand)
        return float(WHOLE * customers[times] / customers.sum()) if customers.sum() else math.nan

    return shown


def _curve() -> Iterator[Figure]:
    """Yield the figures about new customers, one for each year, and one for each number of further orders."""
    whose = {"high": WHOLE, "scale": "share", "may_have": ("brand",)}
    for year in range(1, MOST_YEARS + 1):
        label, unit = f"Still customers after {year} year{'s' if year > 1 else ''}", "% of new customers"
        shown = _still_there(year)
        yield Figure(f"{RETENTION}{year}", label, unit, shown, 1.0, kind="contractual", **whose)  # type: ignore[arg-type]
    for times in range(MOST_REPEATS + 1):
        open_end = " or more" if times == MOST_REPEATS else ""
        label = f"{times}{open_end} further order{'' if times == 1 else 's'}"
        shown = _ordered_again(times)
        yield Figure(f"{REPEATS}{times}", label, "% of new customers", shown, 1.0, kind="repeat_purchase", **whose)  # type: ignore[arg-type]


SHARE, CHANGE, CSAT, ELASTICITY = "share", "share_change", "csat", "elasticity"

FIGURES: dict[str, Figure] = {
    each.name: each
    for each in (
        Figure(
            SHARE, "Share of customers", "% of customers", _mean_share, 0.5, high=100.0, scale="share", needs=("brand",)
        ),
        Figure(
            CHANGE,
            "Change of the share",
            "points a year",
            _change_of_share,
            0.3,
            low=-100.0,
            high=100.0,
            needs=("brand",),
        ),
        Figure("churn", "Yearly churn", "% a year", _booked("churn"), 1.0, 0.05, high=500.0, scale="log"),
        Figure("nps", "Net promoter score", "points", _booked("nps"), 2.0, low=-100.0, high=100.0),
        Figure(
            "complaints",
            "Complaints",
            "per 100 customers a month",
            _complaints,
            0.05,
            0.10,
            high=1000.0,
            scale="log",
            lacks=("causes", "help"),
        ),
        Figure(
            "wait_minutes",
            "Waiting for support",
            "minutes",
            _booked("wait_minutes"),
            0.1,
            0.10,
            high=1000.0,
            scale="log",
            lacks=("causes", "help"),
        ),
        Figure(
            "abandonment",
            "Abandoned contacts",
            "% of contacts",
            _booked("abandonment"),
            1.0,
            0.10,
            high=100.0,
            scale="share",
            lacks=("causes", "help"),
        ),
        Figure(
            "first_contact_resolution",
            "Solved at first contact",
            "% of solved",
            _booked("first_contact_resolution"),
            2.0,
            high=100.0,
            scale="share",
            lacks=("causes", "help"),
        ),
        Figure(
            "late_share", "Late deliveries", "% of deliveries", _booked("late_share"), 1.0, high=100.0, scale="share"
        ),
        Figure("bill", "Mean bill", "EUR", _bill, 0.01, 0.02, scale="log"),
        Figure(
            CSAT,
            "Satisfied with the encounter",
            "% in the top two boxes",
            _top_share,
            2.0,
            high=100.0,
            scale="share",
            may_have=("brand", "segment", "touchpoint"),
        ),
        Figure(
            ELASTICITY,
            "Price elasticity",
            "% per %",
            _elasticity,
            0.5,
            low=-20.0,
            high=0.0,
            needs=("brand",),
            may_have=(),
        ),
        *_curve(),
    )
}
"""Figures by the names that files use."""
