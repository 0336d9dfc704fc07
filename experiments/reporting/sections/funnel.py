"""The funnel: from being known to being delivered."""

from __future__ import annotations

from experiments.reporting.blocks import Figure, Section
from experiments.reporting.charts.bars import lengths
from experiments.reporting.charts.canvas import Panel
from experiments.reporting.charts.intervals import grouped_intervals
from experiments.reporting.formats import CHANGE, NBSP, number
from experiments.reporting.view import View
from experiments.reporting.words import changes, quoted, strongest

_STEPS = {
    "shortlisted": "On the shortlist",
    "orders": "Orders",
    "first_orders": "Orders by newcomers",
    "deliveries": "Delivered",
    "gains": "Customers won",
}


def section(view: View) -> Section:
    """Return the steps to the brand in the last year, and what each strategy changes of them."""
    levels = {step: view.level(step) for step in _STEPS}
    aware = view.level("aware")
    bars = {"Know the brand (on average)": (aware, number(aware))}
    bars |= {title: (levels[step], number(levels[step]) + _beside(levels, step)) for step, title in _STEPS.items()}
    lead = [
        _conversion(levels, view.level("cancellations")),
        changes(
            "The number of orders in the last year", view.relative_moves("orders"), view.titles[view.baseline], CHANGE
        ),
    ]
    picture = Panel(
        f"{view.titles[view.baseline]}, last year",
        "Bars for people and orders at each step.",
        "Counts over the last year; those who know the brand are counted in an average week.",
    )
    changed = {title: view.relative_moves(step) for step, title in _STEPS.items()}
    reading = f"Per cent of {quoted(view.titles[view.baseline])}, last year. {strongest(changed, CHANGE)}"
    change = Panel("Change of each step, %", f"Differences to the baseline with 95 % intervals. {reading}", reading)
    return Section(
        "funnel",
        "The funnel",
        lead,
        [Figure([lengths(picture, bars), grouped_intervals(change, changed, view.ink, CHANGE)])],
    )


def _beside(levels: dict[str, float], step: str) -> str:
    """Return the conversion from the shortlist to an order, and from an order to its delivery."""
    of = {"orders": "shortlisted", "deliveries": "orders"}.get(step)
    if of is None or not levels[of]:
        return ""
    return f" ({number(100 * levels[step] / levels[of])}{NBSP}%)"


def _conversion(levels: dict[str, float], cancelled: float) -> str:
    """Return how many of those who consider the brand order, and how many orders are cancelled."""
    if not levels["shortlisted"] or not levels["orders"]:
        return "Nobody ordered in the last year of the baseline."
    ordered, lost = levels["orders"] / levels["shortlisted"], cancelled / levels["orders"]
    newcomers = levels["first_orders"] / levels["orders"]
    return (
        f"In the baseline {number(100 * ordered)}{NBSP}% of those with the brand on their shortlist order it, "
        f"{number(100 * newcomers)}{NBSP}% of the orders come from newcomers, and {number(100 * lost, 1)}{NBSP}% are "
        "cancelled before "
        "delivery."
    )
