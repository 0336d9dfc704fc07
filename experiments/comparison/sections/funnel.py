"""The funnel: from being known to being delivered."""

from __future__ import annotations

from experiments.comparison.view import View
from experiments.comparison.words import changes, strongest
from experiments.pages.blocks import Figure, Section
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import grouped_intervals
from experiments.pages.formats import CHANGE, NBSP, amount, listed, number
from experiments.pages.phrases import quoted
from sim.state.indicators import Indicator

_STEPS = {
    "shortlisted": "On the shortlist (true)",
    "orders": "Orders",
    "first_orders": "Orders by newcomers",
    "deliveries": "Delivered",
    "gains": "Customers won",
}
_JOURNEY = {"need_aware": "Feel the need", "searching": "Search", "choosing": "Choose", "ordered": "Wait for an order"}


def section(view: View) -> Section:
    """Return the steps to the brand in the last year, and what each strategy changes of them."""
    levels = {step: view.level(step) for step in _STEPS}
    bars = {title: (levels[step], number(levels[step]) + _beside(levels, step)) for step, title in _STEPS.items()}
    orders = view.relative_moves("orders")
    lead = [
        _conversion(levels, view.level("cancellations"), tells_newcomers=not view.is_contractual),
        changes("The number of orders in the last year", orders, view.titles[view.baseline], CHANGE),
    ]
    reading = (
        f"{quoted(view.titles[view.baseline])}, counts of the last year. {number(view.level('aware'))} people know "
        "the brand in an "
        "average week."
    )
    picture = Panel("Steps to the brand", f"A bar for each step. {reading}", reading)
    changed = {title: view.relative_moves(step) for step, title in _STEPS.items()}
    reading = f"Per cent of {quoted(view.titles[view.baseline])}, last year. {strongest(changed, CHANGE)}"
    change = Panel("Change of each step, %", f"Differences to the baseline with 95 % intervals. {reading}", reading)
    panels = [lengths(picture, bars), grouped_intervals(change, changed, view.ink, CHANGE), _looking_around(view)]
    return Section("funnel", "The funnel", lead, [Figure(panels)])


def _looking_around(view: View) -> Panel:
    """Return how many of the brand's own customers are on a buying journey, which may lead to a competitor."""
    shares = {
        stage: Indicator(stage, title, (stage,), ("customers",), 100.0, "%", "", "ratio")
        for stage, title in _JOURNEY.items()
    }
    levels = {of.words: view.level(of) for of in shares.values()}
    bars = {title: (level, amount(level, "%")) for title, level in levels.items() if level}
    moved = view.moves(shares["searching"])
    reading = (
        f"{quoted(view.titles[view.baseline])}, per cent of customers in an average week of the last year. "
        + changes("Those who search", moved, view.titles[view.baseline], "%")
    )
    return lengths(Panel("Own customers who truly look around, %", f"A bar for each step. {reading}", reading), bars)


def _beside(levels: dict[str, float], step: str) -> str:
    """Return the conversion from the shortlist to an order, and from an order to its delivery."""
    of = {"orders": "shortlisted", "deliveries": "orders"}.get(step)
    if of is None or not levels[of]:
        return ""
    return f" ({number(100 * levels[step] / levels[of])}{NBSP}%)"


def _conversion(levels: dict[str, float], cancelled: float, tells_newcomers: bool) -> str:
    """Return how many of those who consider the brand order, who is new to it, and how many orders are cancelled."""
    if not levels["shortlisted"] or not levels["orders"]:
        return "Nobody ordered in the last year of the baseline."
    ordered, lost = levels["orders"] / levels["shortlisted"], cancelled / levels["orders"]
    newcomers = f"{number(100 * levels['first_orders'] / levels['orders'])}{NBSP}% of the orders come from newcomers"
    steps = [
        f"{number(100 * ordered)}{NBSP}% of those with the brand on their shortlist order it",
        *([newcomers] if tells_newcomers else []),
        f"{number(100 * lost, 1)}{NBSP}% of the orders are cancelled before delivery",
    ]
    return f"In the baseline {listed(steps)}."
