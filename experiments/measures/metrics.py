"""Metrics of one run: money, customer value, customers and attitudes of one brand.

Money adds up over all weeks. Rates and attitudes are taken over the last year of the run (all of it when shorter),
because they describe where the brand is heading. Customers and share are counted at the end of the last week.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.state.indicators import INDICATORS, Indicator, indicator, value

KEYS = ("scenario", "seed", "week", "brand", "segment")
NO_BRAND = "none"
"""The brand under which people without a brand are counted."""
WEEKS_A_YEAR = 52


class Metric(NamedTuple):
    """A figure of the comparison: its name, label, unit, and which direction is better ("" = neither)."""

    name: str
    label: str
    unit: str
    better: str


_OWN = (
    Metric("npv_eur", "Margin after scenario cost, present value", "EUR", "higher"),
    Metric("roi", "Gain before scenario cost per euro spent", "EUR per EUR", "higher"),
    Metric("payback_weeks", "Weeks until payback", "weeks", "lower"),
    Metric("cost_eur", "Scenario cost, present value", "EUR", "lower"),
    Metric("revenue_eur", "Revenue", "EUR", "higher"),
    Metric("margin_eur", "Margin after scenario cost, not discounted", "EUR", "higher"),
    Metric("customers", "Customers at the end", "customers", "higher"),
    Metric("share", "Share of customers at the end", "%", "higher"),
    Metric("gains", "Customers acquired", "customers", "higher"),
    Metric("losses", "Customers lost", "customers", "lower"),
    Metric("retention", "Yearly retention", "% a year", "higher"),
    Metric("clv_eur", "Expected lifetime value of a customer", "EUR", "higher"),
    Metric("realised_clv_eur", "Realised value of a customer served", "EUR", "higher"),
    Metric("customer_equity_eur", "Customer equity", "EUR", "higher"),
)
_RATES = tuple(each for each in INDICATORS if each.kind == "ratio")

METRICS: dict[str, Metric] = {metric.name: metric for metric in _OWN} | {
    each.name: Metric(each.name, each.label, each.unit, each.better) for each in _RATES
}
"""Every metric of a comparison by its name, money first."""

_WHERE_CHURN_IS_UNOBSERVED = {
    "churn": "True loss of customers",
    "losses": "True number of customers lost or lapsed",
    "gains": "True number of customers acquired",
    "customers": "True number of customers at the end",
    "retention": "True yearly retention of customers",
    "complaint_rate": "True rate of complaints (all customers)",
}
"""Labels where purchases repeat: customers buy elsewhere or lapse without notice, so no brand observes churn."""


def label(of: Metric | Indicator, kind: str) -> str:
    """Return a figure in the words of a kind of market, "contractual" or "repeat_purchase"."""
    return _WHERE_CHURN_IS_UNOBSERVED.get(of.name, of.label) if kind == "repeat_purchase" else of.label


_MONEY = {"npv_eur", "roi", "payback_weeks", "cost_eur", "revenue_eur", "margin_eur"}
_CUSTOMERS = {"customers", "share", "gains", "losses"}
_LIFETIME = {"retention", "clv_eur", "realised_clv_eur", "customer_equity_eur"}


@dataclass(frozen=True)
class Booked:
    """The counters of one brand in one run.

    Attributes
    ----------
    week : (weeks,), 1 for the first.
    counters : counter -> (weeks,) over all segments, wages and the scenario cost among them.
    everybody : customers of all brands at the end of the last week.
    """

    week: np.ndarray
    counters: Mapping[str, np.ndarray]
    everybody: float

    def __getitem__(self, counter: str) -> np.ndarray:
        return self.counters[counter]

    def last_year(self) -> dict[str, float]:
        """Return the sums of all counters over the last year."""
        return {name: float(booked[-WEEKS_A_YEAR:].sum()) for name, booked in self.counters.items()}


def figures(runs: pd.DataFrame, brand: str, discount_rate: float) -> pd.DataFrame:
    """Return one row per scenario and seed with one column per metric, for `brand`.

    Parameters
    ----------
    runs : booked weeks of any seeds, each with all its scenarios: `KEYS` and the counters. The first scenario to
        appear is the baseline.
    discount_rate : a year; money of week w is discounted by (1 + rate)^(-w / 52).
    """
    counters = [column for column in runs.columns if column not in KEYS]
    weeks = runs.groupby(["seed", "scenario", "week", "brand"], sort=False, observed=True)[counters].sum()
    rows = []
    for seed, of_seed in weeks.groupby(level="seed", sort=False):
        scenarios = of_seed.index.unique("scenario")
        worlds = [_counters(of_seed.loc[(seed, scenario)], brand) for scenario in scenarios]
        for scenario, world in zip(scenarios, worlds, strict=True):
            rows.append({"scenario": scenario, "seed": seed} | measured(world, worlds[0], discount_rate))
    return pd.DataFrame(rows)[["scenario", "seed", *METRICS]]


def _counters(world: pd.DataFrame, brand: str) -> Booked:
    """Return the counters of a brand, from the weeks and brands of one run."""
    own = world.xs(brand, level="brand")
    last = world.xs(own.index[-1], level="week")["customers"]
    everybody = float(last.drop(NO_BRAND, errors="ignore").sum())
    booked = np.ascontiguousarray(own.to_numpy().T)
    return Booked(own.index.to_numpy(float), dict(zip(own, booked, strict=True)), everybody)


def measured(
    own: Booked, baseline: Booked, discount_rate: float, metrics: Iterable[str] = tuple(METRICS)
) -> dict[str, float]:
    """Return metrics of one run of a brand, compared with the same weeks of the baseline."""
    requested = set(metrics)
    found: dict[str, float] = {}
    if requested & _MONEY:
        found |= money(own, baseline, discount_rate)
    if requested & _CUSTOMERS:
        found |= customers_and_share(own)
    if requested & _LIFETIME:
        found |= lifetime_value(own, discount_rate)
    last_year = own.last_year()
    found |= {each.name: float(value(each, last_year)) for each in _RATES if each.name in requested}
    return {name: found[name] for name in metrics}


def money(own: Booked, baseline: Booked, discount_rate: float) -> dict[str, float]:
    """Return money metrics of a brand's weeks, compared with the same weeks of the baseline.

    Notes
    -----
    ``npv_eur`` = sum of discounted weekly margins after all costs, scenario cost included; its difference from the
    baseline is the net present value of the scenario.

    ``roi`` = (discounted margin before scenario cost - the same in the baseline) / discounted scenario cost beyond that
    of the baseline. One euro spent comes back as ``roi`` euros: above 1 the scenario pays. NaN when it costs nothing.

    ``payback_weeks`` = week from which the accumulated discounted difference from the baseline, scenario cost included,
    is never again below zero. Zero when it never was, NaN when it still is at the end, or when nothing ever differed.
    """
    factor = discounts(own.week, discount_rate)
    margin = value(indicator("margin_eur"), own.counters)
    gain = (margin - value(indicator("margin_eur"), baseline.counters)) * factor
    cost = float((own["scenario_cost_eur"] * factor).sum())
    extra_cost = cost - float((baseline["scenario_cost_eur"] * factor).sum())
    return {
        "npv_eur": float((margin * factor).sum()),
        "roi": (gain.sum() + extra_cost) / extra_cost if extra_cost > 0 else np.nan,
        "payback_weeks": payback(gain),
        "cost_eur": cost,
        "revenue_eur": float(own["revenue_eur"].sum()),
        "margin_eur": float(margin.sum()),
    }


def discounts(week: np.ndarray, rate: float) -> np.ndarray:
    """Return what a euro of each week is worth at the start: ``(1 + rate) ** (-week / 52)``, weeks (n,).

    The powers are those of the C library, since those of NumPy have other last bits on processors with AVX-512.
    """
    return np.array([math.pow(1.0 + rate, -each / WEEKS_A_YEAR) for each in np.asarray(week).tolist()])


def payback(gain: np.ndarray) -> float:
    """Return the week from which the accumulated weekly `gain` (EUR) is never again below zero, see :func:`money`."""
    half_a_cent = 0.005
    owing = np.flatnonzero(np.cumsum(gain) < -half_a_cent)
    if not owing.size:
        return 0.0 if gain.any() else np.nan
    return float(owing[-1] + 2) if owing[-1] + 1 < gain.size else np.nan


def customers_and_share(own: Booked) -> dict[str, float]:
    """Return customers and share at the end, and customers acquired and lost during the run."""
    customers = float(own["customers"][-1])
    return {
        "customers": customers,
        "share": 100.0 * customers / own.everybody if own.everybody else np.nan,
        "gains": float(own["gains"].sum()),
        "losses": float(own["losses"].sum()),
    }


def lifetime_value(own: Booked, discount_rate: float) -> dict[str, float]:
    """Return retention and the value of customers, expected and realised.

    Notes
    -----
    Expected value: m r / (1 + i - r), with m the yearly margin per customer of the last year (before acquisition and
    scenario costs), r the yearly retention and i the yearly discount rate. Customer equity is this times the customers
    of the last week. Yearly retention is the weekly one of the last year to the power 52.

    Realised value: the discounted margin of the whole run, before scenario cost, over the customers there were at the
    start and those acquired since. A value is NaN without customers to divide by, or where it is infinite
    (no churn and no discount rate).

    Source: Gupta & Lehmann 2003, Journal of Interactive Marketing 17(1):9-24; Gupta, Lehmann & Stuart 2004.
    """
    last = own.last_year()
    customer_weeks = last["customers"]
    started = own["customers"][0] - own["gains"][0] + own["losses"][0]
    served = started + own["gains"].sum()
    if not customer_weeks or not served:
        return dict.fromkeys(("retention", "clv_eur", "realised_clv_eur", "customer_equity_eur"), np.nan)
    retention = max(0.0, 1.0 - last["losses"] / customer_weeks) ** WEEKS_A_YEAR
    serving = last["service_cost_eur"] + last["support_cost_eur"] + last["wages_eur"] + last["compensation_eur"]
    yearly_margin = WEEKS_A_YEAR * (last["revenue_eur"] - serving) / customer_weeks
    hurdle = 1.0 + discount_rate - retention
    expected = yearly_margin * retention / hurdle if hurdle > 0 else np.nan
    factor = discounts(own.week, discount_rate)
    earned = (value(indicator("margin_eur"), own.counters) + own["scenario_cost_eur"]) * factor
    return {
        "retention": 100.0 * retention,
        "clv_eur": expected,
        "realised_clv_eur": float(earned.sum()) / served,
        "customer_equity_eur": expected * float(own["customers"][-1]),
    }
