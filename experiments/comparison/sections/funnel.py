"""The funnel: from brand awareness to delivery."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes, strongest
from experiments.pages.blocks import Figure, Section
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import group_height, grouped_intervals
from experiments.pages.formats import CHANGE, NBSP, amount, listed, number
from experiments.pages.phrases import quoted
from language import mark, phrase
from sim.state.indicators import Indicator

_STEPS = {
    "shortlisted": mark("On the shortlist (true)"),
    "orders": mark("Orders"),
    "first_orders": mark("Orders by new customers"),
    "deliveries": mark("Delivered"),
    "gains": mark("Customers acquired"),
}
_JOURNEY = {
    "need_aware": mark("Aware of a need"),
    "searching": mark("Searching"),
    "choosing": mark("Choosing"),
    "ordered": mark("Waiting for delivery"),
}


def _said(titles: Mapping[str, str]) -> dict[str, str]:
    """Return titles in the language that is spoken."""
    return {name: phrase(title) for name, title in titles.items()}


def section(view: ComparisonView) -> Section:
    """Return the steps of the funnel in the last year, and how each strategy changes them."""
    levels = {step: view.level(step) for step in _STEPS}
    bars = {
        title: (levels[step], number(levels[step]) + _conversion_of(levels, step))
        for step, title in _said(_STEPS).items()
    }
    row = group_height(len(view.drawn))
    orders = view.relative_moves("orders")
    lead = [
        _conversion(levels, view.level("cancellations"), has_newcomers=not view.is_contractual),
        changes(phrase("The number of orders in the last year"), orders, view.titles[view.baseline], CHANGE),
    ]
    reading = phrase(
        "{baseline}, counts of the last year. {aware} people are aware of the brand in an average week.",
        baseline=quoted(view.titles[view.baseline]),
        aware=number(view.level("aware")),
    )
    picture = Panel(phrase("Steps of the funnel"), phrase("A bar for each step. {reading}", reading=reading), reading)
    changed = {title: view.relative_moves(step) for step, title in _said(_STEPS).items()}
    reading = phrase(
        "Per cent of {baseline}, last year. {strongest}",
        baseline=quoted(view.titles[view.baseline]),
        strongest=strongest(changed),
    )
    change = Panel(
        phrase("Change of each step, %"),
        phrase("Differences from the baseline with 95 % intervals. {reading}", reading=reading),
        reading,
    )
    panels = [
        lengths(picture, bars, row=row),
        grouped_intervals(change, changed, view.ink, CHANGE),
        _searching(view, row),
    ]
    return Section("funnel", phrase("The purchase funnel"), lead, [Figure(panels)])


def _searching(view: ComparisonView, row: float) -> Panel:
    """Return the share of the brand's own customers who are in a buying process, which may lead to a competitor."""
    shares = {
        stage: Indicator(stage, title, (stage,), ("customers",), 100.0, "%", "", "ratio")
        for stage, title in _JOURNEY.items()
    }
    levels = {of.words: view.level(of) for of in shares.values()}
    bars = {title: (level, amount(level, "%")) for title, level in levels.items() if level}
    moved = view.moves(shares["searching"])
    reading = phrase(
        "{baseline}, per cent of customers in an average week of the last year. ",
        baseline=quoted(view.titles[view.baseline]),
    ) + changes(phrase("Customers searching"), moved, view.titles[view.baseline])
    panel = Panel(
        phrase("Own customers truly in a new buying process, %"),
        phrase("A bar for each step. {reading}", reading=reading),
        reading,
    )
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
        return phrase("There were no orders in the last year of the baseline.")
    ordered, lost = levels["orders"] / levels["shortlisted"], cancelled / levels["orders"]
    newcomers = phrase(
        "{first_orders}\u00a0% of the orders come from new customers",
        first_orders=number(100 * levels["first_orders"] / levels["orders"]),
    )
    steps = [
        phrase("{ordered}\u00a0% of people with the brand on their shortlist order it", ordered=number(100 * ordered)),
        *([newcomers] if has_newcomers else []),
        phrase("{lost}\u00a0% of the orders are cancelled before delivery", lost=number(100 * lost, 1)),
    ]
    return phrase("In the baseline {steps}.", steps=listed(steps))
