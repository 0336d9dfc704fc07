"""The four types of loyalty: satisfied is not loyal, and loyal is not satisfied."""

from __future__ import annotations

from experiments.comparison.tables import Line, differences
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.pages.blocks import Figure, Section, Table
from experiments.pages.charts.bars import shares
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import number
from experiments.pages.palette import LOYALTY
from language import mark, phrase
from sim.state.counters import LOYALTY_TYPES
from sim.state.indicators import indicator

NAMES = {
    "loyal": mark("Loyal"),
    "latent": mark("Latent loyalty"),
    "spurious": mark("Spurious loyalty"),
    "none": mark("No loyalty"),
}
MEANINGS = {
    "loyal": mark("likes the brand and stays"),
    "latent": mark("likes it, but may not stay"),
    "spurious": mark("stays without liking it: habit, contract or switching cost"),
    "none": mark("neither likes it nor stays"),
}


def section(view: ComparisonView) -> Section:
    """Return the mix of loyalty types in the last year for each strategy."""
    shown = (view.baseline, *view.drawn)
    mix = {name: {of: view.level(f"{of}_share", name) for of in LOYALTY_TYPES} for name in shown}
    baseline = mix[view.baseline]
    lead = [
        phrase(
            "In the baseline {loyal}\u00a0% of the customers are truly loyal, and {spurious}\u00a0% stay "
            "without liking the brand.",
            loyal=number(baseline["loyal"]),
            spurious=number(baseline["spurious"]),
        ),
        changes(
            phrase("The share of truly loyal customers"), view.moves("loyal_share"), view.titles[view.baseline], "%"
        ),
    ]
    reading = phrase("Per cent of all customers in the last year: ") + "; ".join(
        f"{phrase(NAMES[of])} = {phrase(MEANINGS[of])}" for of in LOYALTY_TYPES
    )
    panel = Panel(phrase("True types of loyalty (all customers)"), reading, reading + ".")
    drawn = shares(panel, {view.titles[name]: of for name, of in mix.items()}, LOYALTY)
    key = [(phrase(NAMES[of]), colour) for of, colour in LOYALTY.items()]
    return Section("loyalty", phrase("Types of loyalty"), lead, [Figure([drawn], legend="", key=key), _table(view)])


def _table(view: ComparisonView) -> Table:
    """Return the share of each type and its paired change."""
    figures = {of: indicator(f"{of}_share") for of in LOYALTY_TYPES}
    lines = [Line(phrase(NAMES[of]), each.name, "%", each.better, phrase(MEANINGS[of])) for of, each in figures.items()]
    return differences(
        view, phrase("True share of each type, and differences from the baseline"), phrase("Type"), lines
    )
