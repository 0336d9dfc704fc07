"""Why strategies differ: the largest changes in the journey, in root causes, and in reasons to join or leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from experiments.comparison.view import ComparisonView
from experiments.measures.paired import Estimate
from experiments.pages.formats import NBSP, amount, listed, number, plus_minus
from experiments.pages.phrases import quoted
from sim.state.indicators import Indicator
from sim.state.tables import REASONS, STAGES

CHAIN = ("promised", "expected", "delivered", "perceived")
STAGE_WORDS = {
    "buying": "when buying",
    "receiving": "at delivery and first use",
    "using": "during use",
    "help": "when customers need help",
}
REASON_WORDS = {
    "fit": "fit with needs",
    "visibility": "visibility",
    "word_of_mouth": "word of mouth",
    "prescriber": "a prescriber's advice",
    "switching_cost": "switching cost",
    "problem": "a past problem",
    "waiting": "delivery time",
    "unplanned": "chance (unplanned)",
    "left_market": "leaving the market",
    "lapsed": "lapsing (no purchase for long)",
}
OF_ACQUISITIONS = {
    "satisfaction": "dissatisfaction with the previous brand",
    "problem": "a problem with the previous brand",
}
OF_LOSSES = {"satisfaction": "dissatisfaction"}
"""Reasons that concern the brand left behind, in words for those who join and for those who leave."""
QUALITY = "quality"
"""Unit of the chain: the scale 0 to 1."""


_LEAST_QUALITY = 0.0005
_LEAST_SHARE = 0.005
"""Differences of quality, and of frequency as a share, that round to zero are not reported."""
_PICKED = 1.8
"""The largest of a dozen differences must exceed its 95 % half-width by this factor (Bonferroni): 1.8 times
it gives an interval of 99.2 % with 5 seeds, and of 99.9 % with 20."""


class Move(NamedTuple):
    """A change: its key, the paired difference, and its weight in the whole experience."""

    key: str
    change: Estimate
    weight: float


def reason_words(reason: str, flow: str) -> str:
    """Return a reason in words, for those who join (`flow` "gains") or leave ("losses")."""
    of_flow = OF_ACQUISITIONS if flow == "gains" else OF_LOSSES
    return of_flow.get(reason) or REASON_WORDS.get(reason, reason.replace("_", " "))


def cause_rate(cause: str) -> Indicator:
    """Return how often a root cause occurs: episodes per 100 customers a week."""
    return Indicator(
        cause, cause, (f"irritants.{cause}",), ("customers",), 100.0, "per 100 customers a week", "lower", "ratio"
    )


def why(view: ComparisonView, scenario: str, against: str | None = None, *, exact: bool = True) -> str:
    """Return what a strategy changes for its customers, compared with the baseline or another strategy.

    Only statistically significant changes are reported; `exact` adds the intervals.
    """
    changes = [
        *_journey(view, scenario, against, exact),
        *_causes(view, scenario, against),
        *_leaving(view, scenario, against, exact),
    ]
    compared = f"{quoted(view.titles[scenario])} compared with {quoted(view.titles[against or view.baseline])}"
    if not changes:
        nothing = (
            "no significant difference in delivered or perceived quality, root causes, or customers gained and lost"
        )
        return f"{compared}: {nothing}."
    return f"{compared}: " + "; ".join(changes) + "."


def _journey(view: ComparisonView, scenario: str, against: str | None, exact: bool) -> Iterable[str]:
    """Yield the stage of the journey that changed most, each stage weighted by its number of encounters."""
    moved = [
        Move(f"{what}_{stage}", change, abs(change.mean) * view.level(f"encounters_{stage}"))
        for what in ("delivered", "perceived")
        for stage in STAGES
        for change in [view.change(f"{what}_{stage}_quality", scenario, against)]
        if _is_reported(change, _LEAST_QUALITY)
    ]
    if not moved:
        return
    stage = _heaviest(moved).key.partition("_")[2]
    steps = {what: view.change(f"{what}_{stage}_quality", scenario, against) for what in CHAIN}
    significant = [
        f"{what} quality {'rises' if change.is_above else 'falls'} by {_size(change, QUALITY, exact)}"
        for what, change in steps.items()
        if _is_reported(change, _LEAST_QUALITY)
    ]
    yield f"the journey changes most {STAGE_WORDS[stage]}: {listed(significant)} (quality, 0 to 1)"


def _causes(view: ComparisonView, scenario: str, against: str | None) -> Iterable[str]:
    """Yield the root cause whose frequency changed most."""
    moved = [
        Move(cause, change, abs(change.mean))
        for cause in view.cause_titles
        for change in [view.change(cause_rate(cause), scenario, against)]
        if _is_reported(change, _LEAST_SHARE * view.level(cause_rate(cause), against))
    ]
    if not moved:
        return
    move = _heaviest(moved)
    before = view.level(cause_rate(move.key), against)
    direction = "more" if move.change.is_above else "less"
    much = f"{number(100 * abs(move.change.mean) / before)}{NBSP}%" if before else "much"
    yield f"{quoted(view.cause_titles[move.key])} occurs {much} {direction} often"


def _leaving(view: ComparisonView, scenario: str, against: str | None, exact: bool) -> Iterable[str]:
    """Yield how losses and acquisitions changed, and for which reason most."""
    for flow, words in (("losses", "churn" if view.is_contractual else "losses"), ("gains", "acquisitions")):
        change = view.change(flow, scenario, against, last_year=False)
        if not change.is_significant:
            continue
        moved = [
            Move(reason, part, abs(part.mean))
            for reason in REASONS
            for part in [view.change(f"{flow}_{reason}", scenario, against, last_year=False)]
            if part.is_significant and part.is_above == change.is_above
        ]
        way = ("rise" if change.is_above else "fall") + ("s" if words == "churn" else "")
        by = f", mainly because of {reason_words(_heaviest(moved).key, flow)}" if moved else ""
        yield f"{words} {way} by {_size(change, 'customers', exact)} customers{by}"


def _is_reported(change: Estimate, least: float) -> bool:
    """Return whether a difference picked among many is significant, and does not round to zero."""
    return change.is_significant and abs(change.mean) >= max(least, _PICKED * change.half_width)


def _size(change: Estimate, unit: str, exact: bool) -> str:
    """Return the size of a difference, without its sign."""
    upwards = change if change.is_above else -change
    return plus_minus(upwards, unit) if exact else amount(upwards.mean, unit)


def _heaviest(moves: list[Move]) -> Move:
    return max(moves, key=lambda move: move.weight)
