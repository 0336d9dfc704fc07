"""Where the gain of a strategy comes from: its net present value, split by what customers do and what they cost."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from experiments.comparison.view import ComparisonView
from experiments.measures.metrics import discounts
from experiments.measures.paired import Estimate, estimate
from sim.state.indicators import indicator

SERVING = tuple(
    cost for cost in indicator("margin_eur").minus if cost not in ("acquisition_cost_eur", "scenario_cost_eur")
)
"""Counters of what it costs to serve customers: all costs but those of acquisition and of the strategy."""


_HALF_A_CUSTOMER = 0.5


class Part(StrEnum):
    """A part of the difference between two net present values."""

    LEAVING = "leaving"
    JOINING = "joining"
    START = "start"
    REVENUE = "revenue"
    SERVING = "serving"
    STRATEGY = "strategy"


def parts(view: ComparisonView, scenario: str, against: str | None = None) -> dict[Part, Estimate]:
    """Return the parts of the difference of a scenario's net present value from the baseline's, or another's."""
    return {part: estimate(eur) for part, eur in _parts(view, scenario, against).items()}


def margin_per_customer(view: ComparisonView, scenario: str, against: str | None = None) -> Estimate:
    """Return the part of that difference that is due to revenue less cost to serve per customer, EUR."""
    found = _parts(view, scenario, against)
    return estimate(found[Part.REVENUE] + found[Part.SERVING])


def _parts(view: ComparisonView, scenario: str, against: str | None) -> dict[Part, np.ndarray]:
    """Return the parts by seed, (seeds,) EUR.

    They add up to that difference, seed by seed.

    Notes
    -----
    With N customers at the end of a week, r the revenue and s the cost to serve per customer, the margin before
    acquisition and scenario costs is N (r - s). Between two runs it differs by dN (r - s) + N (dr - ds), where figures
    that are not differences are means of the two runs (the Shapley value of two factors). dN is what fewer customers
    lost and more customers won have added up to since week 1, and any difference at the start. Costs of acquisition
    are part of joining. Each week is discounted as in the net present value.
    """
    own, other = view.by_week(scenario), view.by_week(against or view.baseline)

    def change(counter: str) -> np.ndarray:
        return own[counter] - other[counter]

    left, joined = -change("losses").cumsum(axis=1), change("gains").cumsum(axis=1)
    at_start = change("customers") - left - joined
    revenue, serving = (
        (_per_customer(own, counters) + _per_customer(other, counters)) / 2 for counters in (("revenue_eur",), SERVING)
    )
    margin = revenue - serving
    weekly = {
        Part.LEAVING: left * margin,
        Part.JOINING: joined * margin - change("acquisition_cost_eur"),
        Part.START: at_start * margin,
        Part.REVENUE: change("revenue_eur") - change("customers") * revenue,
        Part.SERVING: change("customers") * serving - sum(change(counter) for counter in SERVING),
        Part.STRATEGY: -change("scenario_cost_eur"),
    }
    present = discounts(view.weeks, view.comparison.market.category.discount_rate)
    found = {part: (eur * present).sum(axis=1) for part, eur in weekly.items()}
    if np.abs(at_start).max() < _HALF_A_CUSTOMER:
        del found[Part.START]
    return found


def _per_customer(run: dict[str, np.ndarray], counters: tuple[str, ...]) -> np.ndarray:
    """Return the sum of some counters per customer, (seeds, weeks); 0 without customers."""
    total = np.asarray(sum(run[counter] for counter in counters))
    return np.divide(total, run["customers"], out=np.zeros_like(total), where=run["customers"] > 0)
