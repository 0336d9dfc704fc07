"""Does this market behave as real ones were seen to? Published patterns, looked at beside the comparison."""

from __future__ import annotations

import shlex

from experiments.reporting.blocks import Fold, Section
from experiments.reporting.formats import clean, number
from experiments.reporting.view import View


def section(view: View) -> Section:
    """Return the table of published patterns on this market, or how to get it."""
    from experiments.validation.showing import LEGEND, table, verdict  # which uses the room of reports itself

    outcomes, market = view.comparison.patterns, view.comparison.market.name
    command = f"cxsim validate {shlex.quote(clean(market))}"
    if not outcomes:
        return Section("patterns", _TITLE, [f"Published patterns were not looked at here: {command} does."])
    customers = max(outcome.customers for outcome in outcomes)
    seeds = max(outcome.seeds for outcome in outcomes)
    lead = [
        verdict(outcomes),
        f"Looked at on this market in small: {number(customers)} customers a world, {seeds} seeds, so that luck alone "
        f"can make one pass or fail; {command} looks at them in full, with figures.",
        LEGEND,
    ]
    checks = sum(len(outcome.rows()) for outcome in outcomes)
    return Section("patterns", _TITLE, lead, [Fold(f"All {checks} checks", [table(outcomes)])])


_TITLE = "Published patterns"
