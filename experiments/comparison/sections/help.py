"""Problems, complaints and waiting: customers who complain, who do not, and who wait for support."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.measures.paired import Estimate
from experiments.pages.blocks import Figure, Section
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import ranked_intervals
from experiments.pages.formats import NBSP, amount, listed, number
from experiments.pages.phrases import quoted
from sim.state.indicators import indicator

_SHOWN = ("problem_rate", "complaint_rate", "wait_minutes", "abandonment", "first_contact_resolution", "effort")


def section(view: ComparisonView) -> Section:
    """Return support in the last year, and how each strategy changes it."""
    problems, silent = view.level("problems"), view.level("silent_problems")
    lead = []
    if problems:
        lead.append(
            f"In the baseline {number(100 * silent / problems)}{NBSP}% of the people with a problem do not complain; "
            "those who contact support wait "
            f"{amount(view.level('wait_minutes'), 'minutes')} on average, "
            f"{number(view.level('abandonment'), 1)}{NBSP}% give up, and "
            f"{number(view.level('first_contact_resolution'))}{NBSP}% of problems solved are solved at first contact."
        )
    lead.append(changes("Waiting for support", view.moves("wait_minutes"), view.titles[view.baseline], "minutes"))
    return Section("help", "Complaints and waiting", lead, [Figure([_panel(view, name) for name in _SHOWN])])


def _panel(view: ComparisonView, name: str) -> Panel:
    of = indicator(name)
    moved = view.moves(name)
    reading = (
        f"{_verdict(moved, of.better, view.titles[view.baseline])} {quoted(view.titles[view.baseline])}: "
        f"{amount(view.level(name), of.unit)} in the "
        "last year."
    )
    panel = Panel(
        f"{view.label(of)}, {of.unit}", f"Differences from the baseline with 95 % intervals. {reading}", reading
    )
    return ranked_intervals(panel, moved, view.ink, of.unit)


def _verdict(moved: Mapping[str, Estimate], better: str, baseline: str) -> str:
    """Return with which strategies a figure is significantly better, and with which worse."""
    significant = {title: each.is_above == (better == "higher") for title, each in moved.items() if each.is_significant}
    parts = [
        f"{way} with {listed(of)}"
        for way, is_good in (("better", True), ("worse", False))
        if (of := [quoted(title) for title, good in significant.items() if good == is_good])
    ]
    nothing = f"no significant difference from {quoted(baseline)}"
    return f"{better.capitalize()} is better: {', '.join(parts) or nothing}."
