"""Does this market behave as real ones were seen to? A quick check of published patterns beside the comparison."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.comparison.view import View
from experiments.pages.blocks import Fold, Section
from experiments.pages.formats import number

if TYPE_CHECKING:
    from experiments.validation.suite import Outcome

_KEY, _TITLE = "patterns", "Published patterns"
_NEAR = 2.0
"""Standard errors within which a check fails by a small margin."""


def section(view: View) -> Section:
    """Return the table of published patterns on this market, or how to get it."""
    from experiments.validation.report import LEGEND, table, verdict  # which uses the room of reports itself

    outcomes = view.comparison.patterns
    if not outcomes:
        return Section(_KEY, _TITLE, ["Published patterns were not checked here: the command cxsim validate does it."])
    kind = view.comparison.market.category.kind.replace("_", " ")
    lead = [
        verdict(outcomes, f"In a quick check on this {kind} market the model reproduces"),
        *_why_small(outcomes),
        LEGEND,
    ]
    checks = sum(len(outcome.rows()) for outcome in outcomes)
    return Section(_KEY, _TITLE, lead, [Fold(f"All {checks} checks", [table(outcomes)])])


def _why_small(outcomes: Sequence[Outcome]) -> list[str]:
    """Return why the counts of a quick check differ from those of a full validation."""
    full = [watch.design for outcome in outcomes for watch in outcome.pattern.watches.values()]
    seeds = sorted({design.seeds for design in full})
    spans = f"{seeds[0]} to {seeds[-1]}" if len(seeds) > 1 else f"{seeds[0]}"
    customers = number(max(outcome.customers for outcome in outcomes))
    seeds_here = max(outcome.seeds for outcome in outcomes)
    sentences = [
        "Its counts are not those of a full validation (the command cxsim validate, with figures). Here are "
        f"{customers} customers a world, {seeds_here} seeds, and only patterns that this kind of market can show; "
        f"there are up to {number(max(design.customers for design in full))} customers, {spans} seeds, and patterns of "
        "other kinds of market too."
    ]
    failed = [check for outcome in outcomes if outcome.result for check in outcome.result.checks if not check.passes]
    if failed:
        near = sum(check.is_near(_NEAR) for check in failed)
        sentences.append(
            f"Of the {len(failed)} checks that fail, {near or 'none'} would pass if the figure were {_NEAR:g} standard "
            "errors closer: so much can be chance in small worlds."
        )
    return sentences
