"""Problems, complaints and waiting: customers who complain, who do not, and who wait for support."""

from __future__ import annotations

from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.pages.blocks import Figure, Section
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import ranked_intervals
from experiments.pages.formats import amount, number
from experiments.pages.phrases import quoted
from language import mark, phrase
from sim.state.indicators import indicator

_SHOWN = ("problem_rate", "complaint_rate", "wait_minutes", "abandonment", "first_contact_resolution", "effort")

_BETTER = {"higher": mark("Higher"), "lower": mark("Lower")}


def section(view: ComparisonView) -> Section:
    """Return support in the last year, and how each strategy changes it."""
    problems, silent = view.level("problems"), view.level("silent_problems")
    lead = []
    if problems:
        lead.append(
            phrase(
                "In the baseline {silent}\u00a0% of the people with a problem do not complain; those who "
                "contact support wait {wait_minutes} on average, {abandonment}\u00a0% give up, and "
                "{first_contact_resolution}\u00a0% of problems solved are solved at first contact.",
                silent=number(100 * silent / problems),
                wait_minutes=amount(view.level("wait_minutes"), "minutes"),
                abandonment=number(view.level("abandonment"), 1),
                first_contact_resolution=number(view.level("first_contact_resolution")),
            )
        )
    lead.append(
        changes(phrase("Waiting for support"), view.moves("wait_minutes"), view.titles[view.baseline], "minutes")
    )
    return Section("help", phrase("Complaints and waiting"), lead, [Figure([_panel(view, name) for name in _SHOWN])])


def _panel(view: ComparisonView, name: str) -> Panel:
    of = indicator(name)
    reading = phrase(
        "{better} is better. {baseline}: {level} in the last year.",
        better=phrase(_BETTER[of.better]),
        baseline=quoted(view.titles[view.baseline]),
        level=amount(view.level(name), of.unit),
    )
    panel = Panel(
        f"{view.label(of)}, {phrase(of.unit)}",
        phrase("Differences from the baseline with 95 % intervals. {reading}", reading=reading),
        reading,
    )
    return ranked_intervals(panel, view.moves(name), view.ink, of.unit)
