"""Why strategies differ: what moved most in the journey, among the causes of trouble and among the reasons to leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from experiments.comparison.view import View
from experiments.measures.paired import Estimate
from experiments.pages.formats import NBSP, amount, listed, number, plus_minus
from experiments.pages.phrases import quoted
from sim.state.indicators import Indicator
from sim.state.tables import REASONS, STAGES

CHAIN = ("promised", "expected", "delivered", "perceived")
STAGE_WORDS = {
    "buying": "when buying",
    "receiving": "when receiving and discovering",
    "using": "in use",
    "help": "when asking for help",
}
REASON_WORDS = {
    "fit": "fit with the need",
    "visibility": "being seen",
    "word_of_mouth": "word of mouth",
    "prescriber": "a prescriber's advice",
    "switching_cost": "the cost of switching",
    "problem": "a problem not forgotten",
    "waiting": "delivery time",
    "unplanned": "chance (unplanned)",
    "left_market": "leaving the market",
    "lapsed": "lapsing (no purchase for long)",
}
OF_ARRIVALS = {
    "satisfaction": "dissatisfaction with the former brand",
    "problem": "a problem with the former brand",
}
OF_DEPARTURES = {"satisfaction": "dissatisfaction"}
"""Reasons that are about the brand that is left: what people say of them when they come, and when they leave."""
QUALITY = "quality"
"""Unit of the chain: the scale 0 to 1."""


_LEAST_QUALITY = 0.0005
_LEAST_SHARE = 0.005
"""Differences of quality, and of frequency as a share, that round to nothing are not told."""
_PICKED = 1.8
"""The largest of a dozen differences must be this much clearer of zero than one looked at alone (Bonferroni): 1.8 times
a 95 % interval is one of 99.2 % with 5 seeds, and of 99.9 % with 20."""


class Move(NamedTuple):
    """Something that moved: its key, the paired difference, and how much that weighs in the whole experience."""

    key: str
    change: Estimate
    weight: float


def reason_words(reason: str, flow: str) -> str:
    """Return a reason as people would say it when they come (`flow` "gains") or leave ("losses")."""
    of_flow = OF_ARRIVALS if flow == "gains" else OF_DEPARTURES
    return of_flow.get(reason) or REASON_WORDS.get(reason, reason.replace("_", " "))


def cause_rate(cause: str) -> Indicator:
    """Return how often a cause strikes: episodes per 100 customers a week."""
    return Indicator(
        cause, cause, (f"irritants.{cause}",), ("customers",), 100.0, "per 100 customers a week", "lower", "ratio"
    )


def why(view: View, scenario: str, against: str | None = None, *, exact: bool = True) -> str:
    """Return what a strategy moves in its customers' lives, beside the baseline or another strategy.

    Only what is clear of luck is told; `exact` adds the intervals.
    """
    told = [
        *_journey(view, scenario, against, exact),
        *_causes(view, scenario, against),
        *_leaving(view, scenario, against, exact),
    ]
    beside = quoted(view.titles[against or view.baseline])
    title = quoted(view.titles[scenario])
    if not told:
        return f"{title} beside {beside}: no part of the journey, cause or departure differs beyond luck."
    return f"{title} beside {beside}: " + "; ".join(told) + "."


def _journey(view: View, scenario: str, against: str | None, exact: bool) -> Iterable[str]:
    """Yield where the journey changed most, weighing each stage by how often it is lived."""
    moved = [
        Move(f"{what}_{stage}", change, abs(change.mean) * view.level(f"encounters_{stage}"))
        for what in ("delivered", "perceived")
        for stage in STAGES
        for change in [view.change(f"{what}_{stage}_quality", scenario, against)]
        if _is_told(change, _LEAST_QUALITY)
    ]
    if not moved:
        return
    stage = _heaviest(moved).key.partition("_")[2]
    steps = {what: view.change(f"{what}_{stage}_quality", scenario, against) for what in CHAIN}
    clear = [
        f"{_size(change, QUALITY, exact)} {'more' if change.is_above else 'less'} {what}"
        for what, change in steps.items()
        if _is_told(change, _LEAST_QUALITY)
    ]
    yield f"the journey changes most {STAGE_WORDS[stage]}, by {listed(clear)} on a scale of 0 to 1"


def _causes(view: View, scenario: str, against: str | None) -> Iterable[str]:
    """Yield the cause of trouble whose frequency changed most."""
    moved = [
        Move(cause, change, abs(change.mean))
        for cause in view.cause_titles
        for change in [view.change(cause_rate(cause), scenario, against)]
        if _is_told(change, _LEAST_SHARE * view.level(cause_rate(cause), against))
    ]
    if not moved:
        return
    move = _heaviest(moved)
    before = view.level(cause_rate(move.key), against)
    strikes = "more" if move.change.is_above else "less"
    much = f"{number(100 * abs(move.change.mean) / before)}{NBSP}%" if before else "much"
    yield f"{quoted(view.cause_titles[move.key])} strikes {much} {strikes} often"


def _leaving(view: View, scenario: str, against: str | None, exact: bool) -> Iterable[str]:
    """Yield how departures and arrivals changed, and by which reason most."""
    for flow, words in (("losses", "departures"), ("gains", "arrivals")):
        change = view.change(flow, scenario, against, last_year=False)
        if not change.is_clear:
            continue
        moved = [
            Move(reason, part, abs(part.mean))
            for reason in REASONS
            for part in [view.change(f"{flow}_{reason}", scenario, against, last_year=False)]
            if part.is_clear and part.is_above == change.is_above
        ]
        way = "rise" if change.is_above else "fall"
        by = f", mostly those decided by {reason_words(_heaviest(moved).key, flow)}" if moved else ""
        yield f"{words} {way} by {_size(change, 'customers', exact)}{by}"


def _is_told(change: Estimate, least: float) -> bool:
    """Return whether a difference picked among many is clear of luck, and more than a zero when it is written."""
    return change.is_clear and abs(change.mean) >= max(least, _PICKED * change.half_width)


def _size(change: Estimate, unit: str, exact: bool) -> str:
    """Return how large a difference is, whichever way it goes."""
    upwards = change if change.is_above else -change
    return plus_minus(upwards, unit) if exact else amount(upwards.mean, unit)


def _heaviest(moves: list[Move]) -> Move:
    return max(moves, key=lambda move: move.weight)
