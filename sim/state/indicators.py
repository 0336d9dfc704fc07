"""What is counted each week, and the indicators that are made from the counts.

The kernel books *counters*: sums over customers, per brand and segment, that may be added up over segments, brands and
weeks. An *indicator* is a counter, or a ratio of two sums of counters, with a name, a unit and a direction. Ratios are
only ever taken after adding up, so that a mean over segments is a mean over customers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

STAGES = ("buying", "receiving", "using", "help")
"""The stage families of the journey, in the order of the state tables."""

REASONS = (
    "price",
    "quality",
    "image",
    "fit",
    "visibility",
    "reviews",
    "word_of_mouth",
    "prescriber",
    "habit",
    "switching_cost",
    "satisfaction",
    "problem",
    "waiting",
    "unplanned",
    "left_market",
    "lapsed",
)
"""MarketTables that can decide a purchase or a departure; the position is the number stored with it."""

LOYALTY_TYPES = ("loyal", "latent", "spurious", "none")
"""Relative attitude (high, low) x repeat patronage (high, low), Dick & Basu 1994: loyal = high/high, latent =
high/low, spurious = low/high, none = low/low."""

_STOCKS: dict[str, tuple[str, ...]] = {
    "customers": ("customers",),  # customers of the brand at the end of the week
    "aware": (
        "aware",
    ),  # people to whom the brand comes to mind (awareness above one half), its own customers included
    "buying_stages": ("dormant", "need_aware", "searching", "choosing", "ordered"),  # of the brand's customers
    "open_orders": ("open_orders",),  # orders placed with the brand and not yet delivered or cancelled
    "open_problems": ("open_problems",),  # problems brought to the brand and not yet closed
    "recommenders": ("promoters", "passives", "detractors"),  # recommendation 9-10, 7-8, 0-6
    "satisfaction": ("satisfaction_sum",),
    "trust": ("trust_sum",),
    "attachment": ("attachment_sum",),
    "habit": ("habit_sum",),
    "image": ("image_sum",),
    "recommendation": ("recommendation_sum",),
    "needed": ("needed_sum",),
    "adopted": ("adopted_sum",),
    "unmet": ("unmet_sum",),
    "under_users": ("under_users",),
    "users": ("users",),
    "loyalty_types": tuple(f"type_{name}" for name in LOYALTY_TYPES),
}

_FLOWS: dict[str, tuple[str, ...]] = {
    "gains": ("gains",),
    "losses": ("losses",),
    "gains_by": tuple(f"gains_{reason}" for reason in REASONS),
    "losses_by": tuple(f"losses_{reason}" for reason in REASONS),
    "shortlisted": ("shortlisted",),
    "orders": ("orders",),
    "first_orders": ("first_orders",),  # orders by people who were not customers of the brand
    "deliveries": ("deliveries",),
    "cancellations": ("cancellations",),
    "lead_days": ("lead_days_sum",),
    "late_days": ("late_days_sum",),
    "late_deliveries": ("late_deliveries",),
    "encounters": tuple(f"encounters_{stage}" for stage in STAGES),
    "promised": tuple(f"promised_{stage}" for stage in STAGES),
    "expected": tuple(f"expected_{stage}" for stage in STAGES),
    "delivered": tuple(f"delivered_{stage}" for stage in STAGES),
    "perceived": tuple(f"perceived_{stage}" for stage in STAGES),
    "impression": ("impression_sum",),
    "effort": ("effort_sum",),
    "problems": ("problems",),
    "complaints": ("complaints",),
    "silent_problems": ("silent_problems",),
    "contacts": ("contacts",),
    "abandoned": ("abandoned",),
    "wait_minutes": ("wait_minutes_sum",),
    "solved": ("solved",),
    "solved_at_first_contact": ("solved_at_first_contact",),
    "unsolved": ("unsolved",),  # contacts that ended without solution
    "given_up": ("given_up",),  # problems brought to the brand that the customer stopped pursuing
    "said_positive": ("said_positive",),
    "said_negative": ("said_negative",),
    "heard_positive": ("heard_positive",),
    "heard_negative": ("heard_negative",),
    "heard_departures": ("heard_departures",),
    "reviews_by": tuple(f"reviews_{stars}" for stars in range(1, 6)),
    "extensions": ("extensions",),
    "life_events": ("life_events",),
    "outreaches": ("outreaches",),
    "revenue_cents": ("revenue_eur",),
    "service_cost_cents": ("service_cost_eur",),
    "support_cost_cents": ("support_cost_eur",),
    "acquisition_cost_cents": ("acquisition_cost_eur",),
    "compensation_cents": ("compensation_eur",),
    "over_delivery_eur": ("over_delivery_eur",),
}

FIELDS: dict[str, tuple[str, ...]] = _STOCKS | _FLOWS
"""Field of the ledger -> counters it holds. Stocks are end-of-week levels, flows happen in the week. Fields in cents
are whole numbers and become EUR in the tables."""

COUNTERS: tuple[str, ...] = tuple(name for names in FIELDS.values() for name in names)
"""Every counter the kernel books per brand and segment."""

_STOCK_NAMES = frozenset(name for names in _STOCKS.values() for name in names)

_BRAND_ONLY = ("scenario_cost_eur",)
"""Costs that belong to the brand and to no customer; booked with the segment ``all``."""


@dataclass(frozen=True)
class Indicator:
    """One figure of the weekly table.

    Attributes
    ----------
    name : column name.
    label : words for people.
    numerator, denominator : counters added up before dividing; an empty denominator makes a plain sum.
    scale : factor applied to the ratio (100 for per cent, 52 for yearly rates).
    unit : unit shown to people.
    better : "higher", "lower", or "" when neither is good in itself.
    kind : "stock" (take the last week, or average over weeks) or "flow" (add up over weeks).
    """

    name: str
    label: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    scale: float
    unit: str
    better: str
    kind: str
    minus: tuple[str, ...] = ()


def _mean(name: str, label: str, counter: str, over: str, better: str, unit: str = "0 to 1") -> Indicator:
    return Indicator(name, label, (counter,), (over,), 1.0, unit, better, "ratio")


def _total(
    name: str, label: str, counters: Iterable[str], better: str, unit: str, minus: Iterable[str] = ()
) -> Indicator:
    return Indicator(name, label, tuple(counters), (), 1.0, unit, better, "flow", tuple(minus))


_COSTS = (
    "service_cost_eur",
    "support_cost_eur",
    "acquisition_cost_eur",
    "compensation_eur",
    "scenario_cost_eur",
)

INDICATORS: tuple[Indicator, ...] = (
    Indicator("churn", "Yearly churn", ("losses",), ("customers",), 5200.0, "% a year", "lower", "ratio"),
    Indicator(
        "nps", "Net promoter score", ("promoters",), ("customers",), 100.0, "points", "higher", "ratio", ("detractors",)
    ),
    _mean("satisfaction", "Satisfaction", "satisfaction_sum", "customers", "higher"),
    _mean("trust", "Trust", "trust_sum", "customers", "higher"),
    _mean("attachment", "Attachment", "attachment_sum", "customers", "higher"),
    _mean("habit", "Habit", "habit_sum", "customers", ""),
    _mean("image", "Image", "image_sum", "customers", "higher", "-1 to 1"),
    _mean("recommendation", "Recommendation", "recommendation_sum", "customers", "higher", "0 to 10"),
    *(
        _mean(
            f"{what}_{stage}_quality",
            f"{what.capitalize()} quality, {stage}",
            f"{what}_{stage}",
            f"encounters_{stage}",
            "",
        )
        for stage in STAGES
        for what in ("promised", "expected", "delivered", "perceived")
    ),
    _mean("needed_breadth", "Needed breadth", "needed_sum", "customers", ""),
    _mean("adopted_breadth", "Adopted breadth", "adopted_sum", "customers", "higher"),
    _mean("unmet_need", "Unmet need", "unmet_sum", "customers", "lower"),
    Indicator("under_use", "Under-use", ("under_users",), ("customers",), 100.0, "% of customers", "lower", "ratio"),
    *(
        Indicator(
            f"{name}_share",
            {"loyal": "Loyal", "latent": "Latent loyalty", "spurious": "Spurious loyalty", "none": "No loyalty"}[name],
            (f"type_{name}",),
            ("customers",),
            100.0,
            "% of customers",
            {"loyal": "higher", "latent": "", "spurious": "", "none": "lower"}[name],
            "ratio",
        )
        for name in LOYALTY_TYPES
    ),
    Indicator(
        "complaint_rate",
        "Complaints",
        ("complaints",),
        ("customers",),
        100.0,
        "per 100 customers a week",
        "lower",
        "ratio",
    ),
    Indicator(
        "problem_rate",
        "Problems met",
        ("problems",),
        ("customers",),
        100.0,
        "per 100 customers a week",
        "lower",
        "ratio",
    ),
    Indicator(
        "wait_minutes", "Waiting for support", ("wait_minutes_sum",), ("contacts",), 1.0, "minutes", "lower", "ratio"
    ),
    Indicator(
        "abandonment", "Abandoned contacts", ("abandoned",), ("contacts",), 100.0, "% of contacts", "lower", "ratio"
    ),
    Indicator(
        "first_contact_resolution",
        "Solved at first contact",
        ("solved_at_first_contact",),
        ("solved",),
        100.0,
        "% of solved",
        "higher",
        "ratio",
    ),
    Indicator(
        "effort",
        "Effort per encounter",
        ("effort_sum",),
        tuple(f"encounters_{s}" for s in STAGES),
        1.0,
        "0 to 1",
        "lower",
        "ratio",
    ),
    Indicator("lead_days", "Delivery time", ("lead_days_sum",), ("deliveries",), 1.0, "days", "lower", "ratio"),
    Indicator(
        "late_share",
        "Late deliveries",
        ("late_deliveries",),
        ("deliveries",),
        100.0,
        "% of deliveries",
        "lower",
        "ratio",
    ),
    Indicator(
        "rating",
        "Review rating",
        ("reviews_1", *("reviews_2",) * 2, *("reviews_3",) * 3, *("reviews_4",) * 4, *("reviews_5",) * 5),
        tuple(f"reviews_{stars}" for stars in range(1, 6)),
        1.0,
        "stars",
        "higher",
        "ratio",
    ),
    _total("reviews", "Reviews posted", (f"reviews_{stars}" for stars in range(1, 6)), "", "reviews"),
    _total("cost_eur", "Cost", _COSTS, "lower", "EUR"),
    _total("margin_eur", "Margin", ("revenue_eur",), "higher", "EUR", _COSTS),
)
"""Indicators besides the counters themselves; ``share`` (of all customers) is added by :func:`with_indicators`."""


@cache
def indicator(name: str) -> Indicator:
    """Return the indicator or counter called `name`.

    Raises
    ------
    KeyError
        When there is none of that name.
    """
    for candidate in INDICATORS:
        if candidate.name == name:
            return candidate
    if name in _STOCK_NAMES:
        return Indicator(name, name.replace("_", " "), (name,), (), 1.0, "", "", "stock")
    if name in COUNTERS or name in _BRAND_ONLY:
        return Indicator(name, name.replace("_", " "), (name,), (), 1.0, "", "", "flow")
    raise KeyError(name)


def _added(booked: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """Return the sum of some columns; a name that stands twice counts twice."""
    total = pd.Series(0.0, booked.index)
    for name in names:
        total = total + booked[name]
    return total


def value(of: Indicator, booked: pd.DataFrame) -> pd.Series:
    """Return the indicator for each row of `booked`, a table of counters that were already added up.

    A ratio whose denominator is zero is NaN: nothing happened, so there is nothing to tell.
    """
    top = _added(booked, of.numerator) - _added(booked, of.minus)
    if not of.denominator:
        return top * of.scale
    bottom = _added(booked, of.denominator)
    return top * of.scale / bottom.where(bottom > 0, np.nan)


def with_indicators(booked: pd.DataFrame) -> pd.DataFrame:
    """Return `booked` (rows already added up to the wanted level) with one more column per indicator."""
    columns = {each.name: value(each, booked) for each in INDICATORS}
    return pd.concat([booked, pd.DataFrame(columns, index=booked.index)], axis=1)
