"""Main indicators over time, as paired differences from the baseline."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.measures.paired import Estimate, estimate
from experiments.measures.paired import bands as paired_bands
from experiments.pages.blocks import Figure, Fold, Section
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.lines import Path, bands
from experiments.pages.formats import amount
from experiments.pages.phrases import quoted
from language import phrase
from sim.state.indicators import indicator

Paths = dict[str, np.ndarray]
"""Scenario -> (seeds, points)."""

_SHOWN = ("churn", "nps", "satisfaction", "complaint_rate")
_MORE = (
    "experience",
    "trust",
    "attachment",
    "habit",
    "image",
    "recommendation",
    "unmet_need",
    "under_use",
    "wait_minutes",
    "rating",
)


def section(view: ComparisonView) -> Section:
    """Return time series of money, customers and attitudes."""
    panels = [
        _panel(
            view,
            phrase("Cumulative discounted gain, EUR"),
            "EUR",
            view.gain_path(),
            phrase("The cumulative gain at the end"),
        ),
        _panel(
            view,
            phrase("Customers"),
            "customers",
            _per_week(view, "customers"),
            phrase("The number of customers in the last weeks"),
        ),
        *(_of_indicator(view, name) for name in _SHOWN),
    ]
    more = Fold(
        phrase("More indicators over time: attitudes, use, waiting and reviews"),
        [Figure([_of_indicator(view, name) for name in _MORE])],
    )
    lead = [
        phrase(
            "Lines are mean differences from {baseline}, bands their 95 % confidence intervals. Where a "
            "band leaves out zero, the difference is clear.",
            baseline=quoted(view.titles[view.baseline]),
        )
    ]
    return Section("paths", phrase("Development over time"), lead, [Figure(panels), more])


def _per_week(view: ComparisonView, stock: str) -> Paths:
    """Return the mean of a stock over the weeks of each point."""
    return {scenario: path / view.block_lengths for scenario, path in view.path(stock).items()}


def _of_indicator(view: ComparisonView, name: str) -> Panel:
    """Return the panel of an indicator, read over the last year."""
    of = indicator(name)
    subject = phrase("{label} in the last year", label=view.label(of))
    return _panel(view, f"{view.label(of)}, {phrase(of.unit)}", of.unit, view.path(name), subject, view.moves(name))


def _panel(
    view: ComparisonView, title: str, unit: str, paths: Paths, subject: str, moved: Mapping[str, Estimate] | None = None
) -> Panel:
    """Return the panel of one figure; `moved` is what the sentence reports; the last point of the paths when None."""
    baseline = paths[view.baseline]
    apart = {view.titles[name]: paths[name] - baseline for name in view.drawn}
    lines = [Path(view.ink[title], *paired_bands(difference)) for title, difference in apart.items()]
    if moved is None:
        moved = {title: estimate(difference[:, -1]) for title, difference in apart.items()}
    start, end = (float(baseline[:, at].mean()) for at in (0, -1))
    level = phrase(
        "{baseline}: {start} at first, {end} at the end.",
        baseline=quoted(view.titles[view.baseline]),
        start=amount(start, unit),
        end=amount(end, unit),
    )
    result = changes(subject, moved, view.titles[view.baseline], unit)
    panel = Panel(title, phrase("Differences over the weeks. {result} {level}", result=result, level=level), level)
    return bands(panel, view.block_ends, lines, unit, view.comparison.market.date_of)
