"""Word of mouth: what customers say, what they hear, and the reviews they leave."""

from __future__ import annotations

from experiments.comparison.tables import Line, differences
from experiments.comparison.view import View
from experiments.comparison.words import changes
from experiments.pages.blocks import Figure, Section, Table
from experiments.pages.charts.bars import opposite, shares
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import amount, number
from sim.state.columns import Better
from sim.state.indicators import Indicator, indicator

_STARS = {"1": "#b23a00", "2": "#dd8a52", "3": "#c9c9c9", "4": "#6fb39b", "5": "#00694d"}


def _per_hundred(counter: str, label: str, better: Better) -> Indicator:
    return Indicator(counter, label, (counter,), ("customers",), 100.0, "per 100 customers a week", better, "ratio")


_FLOWS = (
    _per_hundred("said_positive", "Good word said", "higher"),
    _per_hundred("said_negative", "Bad word said", "lower"),
    _per_hundred("heard_positive", "Good word heard about the brand", "higher"),
    _per_hundred("heard_negative", "Bad word heard about the brand", "lower"),
    _per_hundred("heard_departures", "News of somebody leaving", "lower"),
)


def section(view: View) -> Section:
    """Return the flows of words in the last year."""
    shown = (view.baseline, *view.drawn)
    said = {name: (view.level(_FLOWS[1], name), view.level(_FLOWS[0], name)) for name in shown}
    bad, good = said[view.baseline]
    lead = [_balance(good, bad), changes("Bad word of mouth", view.moves(_FLOWS[1]), view.titles[view.baseline], "")]
    panels = [
        opposite(
            Panel(
                "True word of mouth, per 100 customers a week",
                "Two bars per strategy: bad word to the left, good word to the right.",
                "Left: bad word, right: good word, last year.",
            ),
            {view.titles[name]: pair for name, pair in said.items()},
        )
    ]
    if view.level("reviews"):
        panels.append(_reviews(view))
    return Section("talk", "Word of mouth", lead, [Figure(panels, legend=""), _table(view)])


def _balance(good: float, bad: float) -> str:
    """Return what is said more, in the baseline."""
    if not bad and not good:
        return "Nobody talked in the baseline."
    if bad <= good:
        times = f", {number(good / bad, 1)} times as often as bad word" if bad else ", and no bad word at all"
        return f"In the baseline good word prevails: {number(good, 1)} times per 100 customers a week{times}."
    return (
        f"In the baseline bad word prevails: {number(bad, 1)} per 100 customers a week, against {number(good, 1)} good."
    )


def _reviews(view: View) -> Panel:
    """Return the distribution of stars."""
    mix = {}
    for name in (view.baseline, *view.drawn):
        counts = {stars: view.level(f"reviews_{stars}", name) for stars in _STARS}
        total = sum(counts.values()) or 1.0
        mix[view.titles[name]] = {stars: 100 * count / total for stars, count in counts.items()}
    reading = (
        "Per cent of reviews with 1 star (left) to 5 stars (right), last year. Baseline: "
        f"{amount(view.level('rating'), 'stars')} on "
        f"average. {changes('The rating', view.moves('rating'), view.titles[view.baseline], 'stars')}"
    )
    return shares(Panel("Stars in public reviews", reading, reading), mix, _STARS)


def _table(view: View) -> Table:
    """Return flows, baseline and differences."""
    lines = [Line(flow.label, flow, flow.unit, flow.better) for flow in (*_FLOWS, indicator("rating"))]
    caption = "Words said and heard in the last year, and differences to the baseline"
    return differences(view, caption, "Per 100 customers a week", lines)
