"""Indicators: figures derived from the weekly counters.

An *indicator* is a counter, or a ratio of two sums of counters, with a name, a unit and a direction. Ratios are taken
after adding up only, so that a mean over segments is a mean over customers.

The label of a figure that no company could measure, since only the simulation knows it, begins with "True". Figures
that a company gets from a survey of some of its customers are called ``surveyed_...`` and stand beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd

from sim.state.columns import Better, Column
from sim.state.counters import BRAND_ONLY, COUNTERS, LOYALTY_TYPES, STOCKS
from sim.state.observed import OBSERVED, SUBSCRIBED
from sim.state.states import CUSTOMER_COLUMNS, RELATION
from sim.state.tables import STAGES

Source = Literal["books", "contracts", "truth"]
"""Who can know a figure: the company, from its own books or from what is public; the company where people sign up and
give notice; nobody outside the simulation."""


@dataclass(frozen=True)
class Indicator:
    """One figure of the weekly table.

    Attributes
    ----------
    name : column name.
    words : description in reports.
    numerator, denominator : counters added up before dividing; an empty denominator makes a plain sum.
    scale : factor applied to the ratio (100 for per cent, 52 for yearly rates).
    unit : unit in reports.
    better : the better direction.
    kind : "stock" (take the last week, or average over weeks), "flow" (add up over weeks) or "ratio".
    minus : counters taken off those of the numerator.
    """

    name: str
    words: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    scale: float = 1.0
    unit: str = ""
    better: Better = ""
    kind: Literal["stock", "flow", "ratio"] = "ratio"
    minus: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """Who can know it: that of its least known counter."""
        counters = {*self.numerator, *self.denominator, *self.minus}
        if counters <= {*OBSERVED, *BRAND_ONLY}:
            return "books"
        return "contracts" if counters <= {*OBSERVED, *BRAND_ONLY, *SUBSCRIBED} else "truth"

    @property
    def label(self) -> str:
        """Description in reports, marked when only the simulation knows the figure."""
        return true_label(self.words) if self.source == "truth" else self.words


def true_label(words: str) -> str:
    """Return the label of a figure that only the simulation knows: "True satisfaction (all customers)"."""
    small = words if words[:2].isupper() else words[:1].lower() + words[1:]
    return f"True {small}" if "customers" in words else f"True {small} (all customers)"


def _mean(name: str, words: str, counter: str, better: Better, unit: str = "0 to 1") -> Indicator:
    return Indicator(name, words, (counter,), ("customers",), unit=unit, better=better)


def _means_of_states(columns: Iterable[Column]) -> Iterator[Indicator]:
    """Yield the mean of each state that is booked."""
    for each in columns:
        if each.mean:
            name, words = each.mean.indicator or each.name, each.label.capitalize()
            yield _mean(name, words, f"{each.name}_sum", each.mean.better, each.unit)


def _per_cent(name: str, words: str, of: str, over: str, unit: str, better: Better) -> Indicator:
    return Indicator(name, words, (of,), (over,), 100.0, unit, better)


def _total(
    name: str, words: str, counters: Iterable[str], better: Better, unit: str, minus: Iterable[str] = ()
) -> Indicator:
    return Indicator(name, words, tuple(counters), (), 1.0, unit, better, "flow", tuple(minus))


_PER_HUNDRED = "per 100 customers a week"
_ENCOUNTERS = tuple(f"encounters_{stage}" for stage in STAGES)
_REVIEWS = tuple(f"reviews_{stars}" for stars in range(1, 6))
_STARS = tuple(counter for stars, counter in enumerate(_REVIEWS, start=1) for _ in range(stars))
_COSTS = ("service_cost_eur", "support_cost_eur", "acquisition_cost_eur", "compensation_eur", *BRAND_ONLY)
_LOYALTY: dict[str, tuple[str, Better]] = {
    "loyal": ("Share of loyal customers", "higher"),
    "latent": ("Share of latently loyal customers", ""),
    "spurious": ("Share of spuriously loyal customers", ""),
    "none": ("Share of customers without loyalty", "lower"),
}

INDICATORS: tuple[Indicator, ...] = (
    Indicator("churn", "Yearly churn", ("losses",), ("customers",), 5200.0, "% a year", "lower"),
    Indicator(
        "nps",
        "Net promoter score",
        ("promoters",),
        ("customers",),
        100.0,
        "points",
        "higher",
        minus=("detractors",),
    ),
    *_means_of_states(RELATION),
    _mean("image", "Image", "image_sum", "higher", "-1 to 1"),
    _mean("recommendation", "Recommendation", "recommendation_sum", "higher", "0 to 10"),
    *(
        Indicator(
            f"{what}_{stage}_quality",
            f"{what.capitalize()} quality, {stage}",
            (f"{what}_{stage}",),
            (f"encounters_{stage}",),
            unit="0 to 1",
        )
        for stage in STAGES
        for what in ("promised", "expected", "delivered", "perceived")
    ),
    *(
        Indicator(
            f"heard_{stage}_quality",
            f"Promise as heard, {stage}",
            (f"heard_{stage}",),
            ("promises_met",),
            unit="0 to 1",
        )
        for stage in STAGES
    ),
    Indicator(
        "indirect_impression",
        "Impression of adverts and tests",
        ("indirect_impression_sum",),
        ("indirect_encounters",),
        unit="-1 to 1",
    ),
    *_means_of_states(column for column in CUSTOMER_COLUMNS if column not in RELATION),
    _mean("unmet_need", "Unmet need", "unmet_sum", "lower"),
    _mean("bought_breadth", "Bought breadth", "bought_sum", ""),
    _mean("offered_breadth", "Offered breadth", "offered_sum", ""),
    Indicator(
        "under_use", "Under-use", ("not_mastered", "oversized"), ("customers",), 100.0, "% of customers", "lower"
    ),
    _per_cent("not_mastered_share", "Offer not mastered", "not_mastered", "customers", "% of customers", "lower"),
    _per_cent("oversized_share", "Plan too large", "oversized", "customers", "% of customers", "lower"),
    _mean("novelty", "Features beyond the usual", "novelty_sum", ""),
    _per_cent("delighted_share", "Share of delighted customers", "delighted", "customers", "% of customers", "higher"),
    *(
        _per_cent(f"{kind}_share", _LOYALTY[kind][0], f"type_{kind}", "customers", "% of customers", _LOYALTY[kind][1])
        for kind in LOYALTY_TYPES
    ),
    Indicator(
        "considered_share",
        "Comparisons in which the brand is considered",
        ("shortlisted",),
        ("shortlisted", "vetoed", "overlooked"),
        100.0,
        "% of comparisons",
        "higher",
    ),
    _per_cent("chosen_share", "Orders per brand considered", "orders", "shortlisted", "% of comparisons", "higher"),
    _per_cent("unplanned_share", "Unplanned purchases", "unplanned_orders", "orders", "% of orders", ""),
    _per_cent("complaint_rate", "Complaints", "complaints", "customers", _PER_HUNDRED, "lower"),
    _per_cent("problem_rate", "Problems", "problems", "customers", _PER_HUNDRED, "lower"),
    Indicator("wait_minutes", "Waiting for support", ("wait_minutes_sum",), ("contacts",), 1.0, "minutes", "lower"),
    _per_cent("abandonment", "Abandoned contacts", "abandoned", "contacts", "% of contacts", "lower"),
    _per_cent(
        "soothed_share", "Contacts that soothed without a solution", "soothed", "contacts", "% of contacts", "lower"
    ),
    Indicator("visit_wait", "Waiting in shops", ("visit_wait_minutes_sum",), ("served_shop",), 1.0, "minutes", "lower"),
    _per_cent("visits_given_up_share", "Visits given up", "visits_given_up", "served_shop", "% of visits", "lower"),
    _per_cent(
        "first_contact_resolution",
        "Solved at first contact",
        "solved_at_first_contact",
        "solved",
        "% of solved",
        "higher",
    ),
    Indicator("effort", "Effort per encounter", ("effort_sum",), _ENCOUNTERS, 1.0, "0 to 1", "lower"),
    Indicator("lead_days", "Delivery time", ("lead_days_sum",), ("deliveries",), 1.0, "days", "lower"),
    _per_cent("late_share", "Late deliveries", "late_deliveries", "deliveries", "% of deliveries", "lower"),
    Indicator("rating", "Review rating", _STARS, _REVIEWS, 1.0, "stars", "higher"),
    _total("reviews", "Reviews posted", _REVIEWS, "", "reviews"),
    _total("cost_eur", "Cost", _COSTS, "lower", "EUR"),
    _total("margin_eur", "Margin", ("revenue_eur",), "higher", "EUR", _COSTS),
)
"""Indicators besides the counters themselves."""


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
    if name in COUNTERS or name in BRAND_ONLY:
        return Indicator(name, name.replace("_", " "), (name,), kind="stock" if name in STOCKS else "flow")
    raise KeyError(name)


def value(of: Indicator, counters: Mapping[str, Any]) -> Any:
    """Return an indicator from counters that were added up to the wanted level, numbers or arrays of one shape.

    A counter that is listed twice counts twice. A ratio whose denominator is zero is NaN.
    """
    top = sum(counters[name] for name in of.numerator) - sum(counters[name] for name in of.minus)
    if not of.denominator:
        return top * of.scale
    bottom = np.asarray(sum(counters[name] for name in of.denominator))
    return np.divide(top * of.scale, bottom, out=np.full(bottom.shape, np.nan), where=bottom > 0)


def with_indicators(booked: pd.DataFrame) -> pd.DataFrame:
    """Return `booked` (rows already added up to the wanted level) with one more column per indicator."""
    counters = {name: booked[name].to_numpy() for name in (*COUNTERS, *BRAND_ONLY)}
    columns = {each.name: value(each, counters) for each in INDICATORS}
    return pd.concat([booked, pd.DataFrame(columns, index=booked.index)], axis=1)
