"""Problems, complaints and waiting: who speaks, who stays silent, who waits."""

from __future__ import annotations

from collections.abc import Iterable

from experiments.reporting.blocks import Figure, Section
from experiments.reporting.charts.canvas import Panel
from experiments.reporting.charts.intervals import ranked_intervals
from experiments.reporting.formats import NBSP, amount, number
from experiments.reporting.paired import Estimate
from experiments.reporting.view import View
from experiments.reporting.words import changes, quoted
from sim.state.indicators import indicator

_SHOWN = ("problem_rate", "complaint_rate", "wait_minutes", "abandonment", "first_contact_resolution", "effort")


def section(view: View) -> Section:
    """Return what help looks like in the last year, and what each strategy changes of it."""
    problems, silent = view.level("problems"), view.level("silent_problems")
    lead = []
    if problems:
        lead.append(
            f"In the baseline {number(100 * silent / problems)}{NBSP}% of the people with a problem stay silent; "
            "those who call wait "
            f"{amount(view.level('wait_minutes'), 'minutes')} on average, "
            f"{number(view.level('abandonment'), 1)}{NBSP}% give up, and "
            f"{number(view.level('first_contact_resolution'))}{NBSP}% of what is solved is solved at the first contact."
        )
    moved = {view.titles[rival]: view.change("wait_minutes", rival) for rival in view.rivals}
    lead.append(changes("Waiting for support", moved, view.titles[view.baseline], "minutes"))
    return Section("help", "Complaints and waiting", lead, [Figure([_panel(view, name) for name in _SHOWN])])


def _panel(view: View, name: str) -> Panel:
    of = indicator(name)
    moved = {view.titles[rival]: view.change(name, rival) for rival in view.rivals}
    rows = {view.titles[rival]: (view.ink[rival], moved[view.titles[rival]]) for rival in view.rivals}
    reading = (
        f"{_verdict(moved.values(), of.better)} {quoted(view.titles[view.baseline])}: "
        f"{amount(view.level(name), of.unit)} in the "
        "last year."
    )
    panel = Panel(f"{of.label}, {of.unit}", f"Differences to the baseline with 95 % intervals. {reading}", reading)
    return ranked_intervals(panel, rows, of.unit)


def _verdict(moved: Iterable[Estimate], better: str) -> str:
    """Return for how many strategies a figure is clearly better, and clearly worse."""
    clear = [each for each in moved if each.is_clear]
    good = sum(each.is_above == (better == "higher") for each in clear)
    counted = f"clearly better with {good}, clearly worse with {len(clear) - good} of the strategies"
    return f"{better.capitalize()} is better: {counted}."
