"""Problems, complaints and waiting: customers who complain, who do not, and who wait for support."""

from __future__ import annotations

from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.pages.blocks import Figure, Section
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import ranked_intervals
from experiments.pages.formats import NBSP, amount, number
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
    reading = (
        f"{of.better.capitalize()} is better. {quoted(view.titles[view.baseline])}: "
        f"{amount(view.level(name), of.unit)} in the last year."
    )
    panel = Panel(
        f"{view.label(of)}, {of.unit}", f"Differences from the baseline with 95 % intervals. {reading}", reading
    )
    return ranked_intervals(panel, view.moves(name), view.ink, of.unit)
