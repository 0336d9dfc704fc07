"""The paths: main indicators over the weeks, as paired differences to the baseline."""

from __future__ import annotations

from experiments.reporting.blocks import Figure, Section
from experiments.reporting.charts.canvas import Panel
from experiments.reporting.charts.lines import Path, bands
from experiments.reporting.formats import amount
from experiments.reporting.paired import bands as paired_bands
from experiments.reporting.paired import estimate
from experiments.reporting.view import View
from experiments.reporting.words import changes, quoted
from sim.state.indicators import indicator

_SHOWN = ("churn", "nps", "satisfaction", "trust", "complaint_rate")


def section(view: View) -> Section:
    """Return paths of money, customers and views."""
    panels = [
        _panel(view, "Accumulated gain, discounted", "EUR", view.gain_path(), "The accumulated gain at the end"),
        _panel(view, "Customers", "customers", _per_week(view, "customers"), "The number of customers in the last weeks"),
    ]
    for name in _SHOWN:
        of = indicator(name)
        title = f"{of.label}, {of.unit}"
        panels.append(_panel(view, title, of.unit, view.path(name), None, name))
    lead = [
        f"Lines are mean differences to {quoted(view.titles[view.baseline])} in the same simulated future, bands their 95 % "
        "intervals. Where a band leaves the zero line, the strategy makes a difference that luck does not explain."
    ]
    return Section("paths", "The paths", lead, [Figure(panels)])


def _per_week(view: View, stock: str):
    """Return the mean of a stock over the weeks of each point."""
    lengths = view.block_lengths
    return {scenario: path / lengths for scenario, path in view.path(stock).items()}


def _panel(view: View, title: str, unit: str, paths, at_end: str | None, name: str | None = None) -> Panel:
    """Return the panel of one figure; what it says is taken from the last year, or from the last point."""
    baseline = paths[view.baseline]
    lines = [Path(view.ink[rival], *paired_bands(paths[rival] - baseline)) for rival in view.rivals]
    if at_end:
        moved = {view.titles[rival]: estimate((paths[rival] - baseline)[:, -1]) for rival in view.rivals}
        subject = at_end
    else:
        assert name is not None
        moved = {view.titles[rival]: view.change(name, rival) for rival in view.rivals}
        subject = f"{indicator(name).label} in the last year"
    start, end = (float(baseline[:, at].mean()) for at in (0, -1))
    level = f"Baseline: {amount(start, unit)} at first, {amount(end, unit)} at last."
    reading = f"{changes(subject, moved, view.titles[view.baseline], unit)} {level}"
    return bands(Panel(title, f"Differences over the weeks. {reading}", reading), view.block_ends, lines, unit)
