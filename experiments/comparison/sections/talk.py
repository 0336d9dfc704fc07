"""Word of mouth: messages sent and received, and the reviews customers post."""

from __future__ import annotations

from experiments.comparison.tables import Line, differences
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.pages.blocks import Figure, Section, Table
from experiments.pages.charts.bars import opposite, shares
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import amount, number
from language import mark, phrase
from sim.state.columns import Better
from sim.state.indicators import Indicator, indicator

_STARS = {"1": "#b23a00", "2": "#dd8a52", "3": "#c9c9c9", "4": "#6fb39b", "5": "#00694d"}


def _per_hundred(counter: str, label: str, better: Better) -> Indicator:
    return Indicator(
        counter, label, (counter,), ("customers",), 100.0, mark("per 100 customers a week"), better, "ratio"
    )


LABELS = (
    mark("True positive word of mouth given (all customers)"),
    mark("True negative word of mouth given (all customers)"),
    mark("True positive word of mouth received (all customers)"),
    mark("True negative word of mouth received (all customers)"),
    mark("True news received of customers leaving"),
)
"""What the labels of these flows become, since only the simulation knows them."""
_FLOWS = (
    _per_hundred("said_positive", mark("Positive word of mouth given"), "higher"),
    _per_hundred("said_negative", mark("Negative word of mouth given"), "lower"),
    _per_hundred("heard_positive", mark("Positive word of mouth received"), "higher"),
    _per_hundred("heard_negative", mark("Negative word of mouth received"), "lower"),
    _per_hundred("heard_departures", mark("News received of customers leaving"), "lower"),
)


def section(view: ComparisonView) -> Section:
    """Return word of mouth in the last year."""
    shown = (view.baseline, *view.drawn)
    given = {name: (view.level(_FLOWS[1], name), view.level(_FLOWS[0], name)) for name in shown}
    negative, positive = given[view.baseline]
    lead = [
        _balance(positive, negative),
        changes(phrase("Negative word of mouth"), view.moves(_FLOWS[1]), view.titles[view.baseline], ""),
    ]
    panels = [
        opposite(
            Panel(
                phrase("True word of mouth, per 100 customers a week"),
                phrase("Two bars per strategy: negative to the left, positive to the right."),
                phrase("Left: negative, right: positive; last year."),
            ),
            {view.titles[name]: pair for name, pair in given.items()},
        )
    ]
    if view.level("reviews"):
        panels.append(_reviews(view))
    return Section("talk", phrase("Word of mouth"), lead, [Figure(panels, legend=""), _table(view)])


def _balance(positive: float, negative: float) -> str:
    """Return whether positive or negative word of mouth prevails in the baseline."""
    if not negative and not positive:
        return phrase("There is no word of mouth in the baseline.")
    if negative <= positive:
        times = (
            phrase("{positive} times as much as negative", positive=number(positive / negative, 1))
            if negative
            else phrase("and none is negative")
        )
        return phrase(
            "In the baseline positive word of mouth prevails: {positive} messages per 100 customers a week, {times}.",
            positive=number(positive, 1),
            times=times,
        )
    return phrase(
        "In the baseline negative word of mouth prevails: {negative} messages per 100 customers a "
        "week, against {positive} positive.",
        negative=number(negative, 1),
        positive=number(positive, 1),
    )


def _reviews(view: ComparisonView) -> Panel:
    """Return the distribution of star ratings."""
    mix = {}
    for name in (view.baseline, *view.drawn):
        counts = {stars: view.level(f"reviews_{stars}", name) for stars in _STARS}
        total = sum(counts.values()) or 1.0
        mix[view.titles[name]] = {stars: 100 * count / total for stars, count in counts.items()}
    reading = phrase(
        "Per cent of reviews with 1 star (left) to 5 stars (right), last year. Baseline: {rating} on "
        "average. {changes}",
        rating=amount(view.level("rating"), "stars"),
        changes=changes(phrase("The rating"), view.moves("rating"), view.titles[view.baseline]),
    )
    return shares(Panel(phrase("Star ratings in public reviews"), reading, reading), mix, _STARS)


def _table(view: ComparisonView) -> Table:
    """Return the flows in the baseline, and their differences."""
    lines = [Line(view.label(flow), flow, flow.unit, flow.better) for flow in (*_FLOWS, indicator("rating"))]
    caption = phrase("Word of mouth in the last year, and differences from the baseline")
    return differences(view, caption, phrase("Per 100 customers a week"), lines)
