"""The four types of loyalty: satisfied is not loyal, and loyal is not satisfied."""

from __future__ import annotations

from experiments.comparison.tables import Line, differences
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.pages.blocks import Figure, Section, Table
from experiments.pages.charts.bars import shares
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import NBSP, number
from experiments.pages.palette import LOYALTY
from sim.state.counters import LOYALTY_TYPES
from sim.state.indicators import indicator

NAMES = {"loyal": "Loyal", "latent": "Latent loyalty", "spurious": "Spurious loyalty", "none": "No loyalty"}
MEANINGS = {
    "loyal": "likes the brand and stays",
    "latent": "likes it, but may not stay",
    "spurious": "stays without liking it: habit, contract or switching cost",
    "none": "neither likes it nor stays",
}


def section(view: ComparisonView) -> Section:
    """Return the mix of loyalty types in the last year for each strategy."""
    shown = (view.baseline, *view.drawn)
    mix = {name: {of: view.level(f"{of}_share", name) for of in LOYALTY_TYPES} for name in shown}
    baseline = mix[view.baseline]
    lead = [
        f"In the baseline {number(baseline['loyal'])}{NBSP}% of the customers are truly loyal, and "
        f"{number(baseline['spurious'])}{NBSP}% "
        "stay without liking the brand.",
        changes("The share of truly loyal customers", view.moves("loyal_share"), view.titles[view.baseline], "%"),
    ]
    reading = "Per cent of all customers in the last year: " + "; ".join(
        f"{NAMES[of]} = {MEANINGS[of]}" for of in LOYALTY_TYPES
    )
    panel = Panel("True types of loyalty (all customers)", reading, reading + ".")
    drawn = shares(panel, {view.titles[name]: of for name, of in mix.items()}, LOYALTY)
    key = [(NAMES[of], colour) for of, colour in LOYALTY.items()]
    return Section("loyalty", "Types of loyalty", lead, [Figure([drawn], legend="", key=key), _table(view)])


def _table(view: ComparisonView) -> Table:
    """Return the share of each type and its paired change."""
    figures = {of: indicator(f"{of}_share") for of in LOYALTY_TYPES}
    lines = [Line(NAMES[of], each.name, "%", each.better, MEANINGS[of]) for of, each in figures.items()]
    return differences(view, "True share of each type, and differences from the baseline", "Type", lines)
