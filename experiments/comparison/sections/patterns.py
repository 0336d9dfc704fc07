"""Does this market behave as real ones were seen to? Published patterns, looked at beside the comparison."""

from __future__ import annotations

from experiments.comparison.view import View
from experiments.pages.blocks import Fold, Section
from experiments.pages.formats import number

_KEY, _TITLE = "patterns", "Published patterns"


def section(view: View) -> Section:
    """Return the table of published patterns on this market, or how to get it."""
    from experiments.validation.report import LEGEND, table, verdict  # which uses the room of reports itself

    outcomes = view.comparison.patterns
    if not outcomes:
        return Section(_KEY, _TITLE, ["Published patterns were not looked at here: the command cxsim validate does."])
    customers = max(outcome.customers for outcome in outcomes)
    seeds = max(outcome.seeds for outcome in outcomes)
    lead = [
        verdict(outcomes),
        f"Looked at on this market in small: {number(customers)} customers a world, {seeds} seeds, so that luck alone "
        "can make one pass or fail. The command cxsim validate looks at them in full, with figures.",
        LEGEND,
    ]
    checks = sum(len(outcome.rows()) for outcome in outcomes)
    return Section(_KEY, _TITLE, lead, [Fold(f"All {checks} checks", [table(outcomes)])])
