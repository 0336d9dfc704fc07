"""The funnel: from brand awareness to delivery."""

from __future__ import annotations

from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes, strongest
from experiments.pages.blocks import Figure, Section
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import group_height, grouped_intervals
from experiments.pages.formats import CHANGE, NBSP, amount, listed, number
from experiments.pages.phrases import quoted
from sim.state.indicators import Indicator

_STEPS = {
    "shortlisted": "On the shortlist (true)",
    "orders": "Orders",
    "first_orders": "Orders by new customers",
    "deliveries": "Delivered",
    "gains": "Customers acquired",
}
_JOURNEY = {
    "need_aware": "Aware of a need",
    "searching": "Searching",
    "choosing": "Choosing",
    "ordered": "Waiting for delivery",
}


def section(view: ComparisonView) -> Section:
    """Return the steps of the funnel in the last year, and how each strategy changes them."""
    levels = {step: view.level(step) for step in _STEPS}
    bars = {
        title: (levels[step], number(levels[step]) + _conversion_of(levels, step)) for step, title in _STEPS.items()
    }
    row = group_height(len(view.drawn))
    orders = view.relative_moves("orders")
    lead = [
        _conversion(levels, view.level("cancellations"), has_newcomers=not view.is_contractual),
        changes("The number of orders in the last year", orders, view.titles[view.baseline], CHANGE),
    ]
    reading = (
        f"{quoted(view.titles[view.baseline])}, counts of the last year. "
        f"{number(view.level('aware'))} people are aware of the brand in an average week."
    )
    picture = Panel("Steps of the funnel", f"A bar for each step. {reading}", reading)
    changed = {title: view.relative_moves(step) for step, title in _STEPS.items()}
    reading = f"Per cent of {quoted(view.titles[view.baseline])}, last year. {strongest(changed)}"
    change = Panel("Change of each step, %", f"Differences from the baseline with 95 % intervals. {reading}", reading)
    panels = [
        lengths(picture, bars, row=row),
        grouped_intervals(change, changed, view.ink, CHANGE),
        _searching(view, row),
    ]
    return Section("funnel", "The purchase funnel", lead, [Figure(panels)])


def _searching(view: ComparisonView, row: float) -> Panel:
    """Return the share of the brand's own customers who are in a buying process, which may lead to a competitor."""
    shares = {
        stage: Indicator(stage, title, (stage,), ("customers",), 100.0, "%", "", "ratio")
        for stage, title in _JOURNEY.items()
    }
    levels = {of.words: view.level(of) for of in shares.values()}
    bars = {title: (level, amount(level, "%")) for title, level in levels.items() if level}
    moved = view.moves(shares["searching"])
    reading = (
        f"{quoted(view.titles[view.baseline])}, per cent of customers in an average week of the last year. "
        + changes("Customers searching", moved, view.titles[view.baseline])
    )
    panel = Panel("Own customers truly in a new buying process, %", f"A bar for each step. {reading}", reading)
    return lengths(panel, bars, row=row)


def _conversion_of(levels: dict[str, float], step: str) -> str:
    """Return the conversion from the shortlist to an order, and from an order to its delivery."""
    of = {"orders": "shortlisted", "deliveries": "orders"}.get(step)
    if of is None or not levels[of]:
        return ""
    return f" ({number(100 * levels[step] / levels[of])}{NBSP}%)"


def _conversion(levels: dict[str, float], cancelled: float, has_newcomers: bool) -> str:
    """Return the share of considerers who order, of orders by new customers, and of cancelled orders."""
    if not levels["shortlisted"] or not levels["orders"]:
        return "There were no orders in the last year of the baseline."
    ordered, lost = levels["orders"] / levels["shortlisted"], cancelled / levels["orders"]
    newcomers = (
        f"{number(100 * levels['first_orders'] / levels['orders'])}{NBSP}% of the orders come from new customers"
    )
    steps = [
        f"{number(100 * ordered)}{NBSP}% of people with the brand on their shortlist order it",
        *([newcomers] if has_newcomers else []),
        f"{number(100 * lost, 1)}{NBSP}% of the orders are cancelled before delivery",
    ]
    return f"In the baseline {listed(steps)}."
