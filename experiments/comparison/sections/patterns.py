"""Does this market behave like real markets? A quick check against published patterns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.comparison.view import ComparisonView
from experiments.pages.blocks import Fold, Section
from experiments.pages.formats import number
from language import mark, phrase

if TYPE_CHECKING:
    from experiments.validation.suite import Outcome

_KEY, _TITLE = "patterns", mark("Published patterns")
_NEAR = 2.0
"""Standard errors within which a check fails by a small margin."""


def section(view: ComparisonView) -> Section:
    """Return the table of published patterns on this market, or the command that makes it."""
    from experiments.validation.report import LEGEND, table, verdict  # which imports this package

    outcomes = view.comparison.patterns
    if not outcomes:
        return Section(
            _KEY,
            phrase(_TITLE),
            [phrase("Published patterns were not checked here; run the command cxsim validate to check them.")],
        )
    kind = view.comparison.market.category.kind.replace("_", " ")
    lead = [
        verdict(outcomes, phrase("In a quick check on this {kind} market the model reproduces", kind=kind)),
        *_why_small(outcomes),
        LEGEND,
    ]
    checks = sum(len(outcome.rows()) for outcome in outcomes)
    return Section(_KEY, phrase(_TITLE), lead, [Fold(phrase("All {checks} checks", checks=checks), [table(outcomes)])])


def _why_small(outcomes: Sequence[Outcome]) -> list[str]:
    """Return why the counts of a quick check differ from those of a full validation."""
    full = [watch.design for outcome in outcomes for watch in outcome.pattern.watches.values()]
    seeds = sorted({design.seeds for design in full})
    spans = phrase("{seed} to {other_seed}", seed=seeds[0], other_seed=seeds[-1]) if len(seeds) > 1 else f"{seeds[0]}"
    customers = number(max(outcome.customers for outcome in outcomes))
    seeds_here = max(outcome.seeds for outcome in outcomes)
    sentences = [
        phrase(
            "A full validation (the command cxsim validate, with figures) gives other counts. This check "
            "uses {customers} simulated customers, {seeds_here} seeds, and only patterns that this kind "
            "of market can show; the full one uses up to {max} customers, {spans} seeds, and patterns of "
            "other kinds of market too.",
            customers=customers,
            seeds_here=seeds_here,
            max=number(max(design.customers for design in full)),
            spans=spans,
        )
    ]
    failed = [check for outcome in outcomes if outcome.result for check in outcome.result.checks if not check.passes]
    if failed:
        near = sum(check.is_near(_NEAR) for check in failed)
        sentences.append(
            phrase(
                "Of the {failed} checks that fail, {value} would pass if the figure were {near:g} standard "
                "errors closer, which can be random variation in a small market.",
                failed=len(failed),
                value=near or phrase("none"),
                near=_NEAR,
            )
        )
    return sentences
