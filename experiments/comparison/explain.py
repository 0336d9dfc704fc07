"""Why a strategy does better or worse: who leaves and who joins, what customers notice, and the money.

A change is reported when its whole 95 % interval lies on one side of zero. One that is picked as the largest of many
has to be clearer than that, since the largest of many is partly the largest by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from experiments.comparison.value import Part, parts
from experiments.comparison.view import ComparisonView
from experiments.comparison.vocabulary import NPS, STAGE_WORDS, reason_words
from experiments.measures.paired import Estimate, estimate
from experiments.pages.formats import NBSP, amount, horizon, listed, number, plus_minus
from experiments.pages.phrases import quoted, sentence
from language import mark, phrase
from sim.state.indicators import Indicator
from sim.state.tables import REASONS, STAGES

CHAIN = (mark("promised"), mark("heard"), mark("expected"), mark("delivered"), mark("perceived"))
_CHAIN_WORDS = {
    "promised": mark("promised quality"),
    "heard": mark("the promise as people hear it"),
    "expected": mark("expected quality"),
    "delivered": mark("delivered quality"),
    "perceived": mark("perceived quality"),
}
QUALITY = "quality"
"""Unit of the chain: the scale 0 to 1."""
_LEAST_QUALITY = 0.0005
_LEAST_SHARE = 0.005
"""Differences of quality, and of frequency as a share, that round to zero are not reported."""
_PICKED = 1.8
"""The largest of a dozen differences must exceed its 95 % half-width by this factor (Bonferroni): 1.8 times
it gives an interval of 99.2 % with 5 seeds, and of 99.9 % with 20."""
_NAMED = 2
"""Number of reasons named in a sentence."""
_SMALL = 0.03
"""Parts of the money below this share of the largest are not told one by one."""


class Move(NamedTuple):
    """A change: its key, the paired difference, and its weight in the whole experience."""

    key: str
    change: Estimate
    weight: float


def reason_counter(flow: str, reason: str) -> str:
    """Return what counts a reason: all departures in which it played a part, or acquisitions that it decided."""
    return f"losses_with_{reason}" if flow == "losses" else f"gains_{reason}"


def cause_rate(cause: str) -> Indicator:
    """Return how often a root cause occurs: episodes per 100 customers a week."""
    return Indicator(
        cause,
        cause,
        (f"irritants.{cause}",),
        ("customers",),
        100.0,
        mark("per 100 customers a week"),
        "lower",
        "ratio",
    )


def who_stays(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return how many more or fewer customers leave, among whom and for which reasons, and whether they like it."""
    change = view.change("losses", scenario, against, last_year=False)
    over = phrase("over {weeks}", weeks=horizon(view.comparison.weeks))
    if not change.is_significant:
        return phrase("No clear difference in how many customers leave {over}.", over=over)
    text = phrase(
        mark("{size} more customers leave {over}{by_segment}")
        if change.is_above
        else mark("{size} fewer customers leave {over}{by_segment}"),
        size=size(change, "customers"),
        over=over,
        by_segment=_by_segment(view, "losses", change, scenario, against),
    )
    nps = view.change("nps", scenario, against)
    if change.is_below and nps.is_below:
        text += phrase(
            ", although they think less of the brand: {nps} falls by {size}", nps=phrase(NPS), size=size(nps, "points")
        )
    text += f".{_by_reason(view, 'losses', scenario, against)}"
    held = view.change("spurious_share", scenario, against)
    if change.is_below and held.is_above:
        text += phrase(
            " The share of customers who stay without liking the brand rises by {size} points: "
            "contracts, habit and the effort of switching hold them, not satisfaction.",
            size=size(held, "%"),
        )
    return text


def who_joins(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return how many more or fewer customers join, for which reasons, and which brand has fewer customers for it."""
    change = view.change("gains", scenario, against, last_year=False)
    over = phrase("over {weeks}", weeks=horizon(view.comparison.weeks))
    if change.is_significant:
        among = _by_segment(view, "gains", change, scenario, against)
        text = phrase(
            mark("{size} more customers join {over}{among}.{by_reason}")
            if change.is_above
            else mark("{size} fewer customers join {over}{among}.{by_reason}"),
            size=size(change, "customers"),
            over=over,
            among=among,
            by_reason=_by_reason(view, "gains", scenario, against),
        )
    else:
        text = phrase("No clear difference in how many customers join {over}.", over=over)
    return text + _from_whom(view, scenario, against)


def what_is_noticed(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return at which stage of the journey customers notice a change, and which trouble occurs more or less often."""
    found = [*_journey(view, scenario, against), *_causes(view, scenario, against)]
    if found:
        return " ".join(found)
    return phrase("No clear difference in the quality that customers experience, nor in how often trouble occurs.")


def money(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return which parts of the difference of two net present values are clear, the largest first."""
    total = view.change_of_metric("npv_eur", scenario, against)
    found = parts(view, scenario, against)
    clear = sorted(_told(found), key=lambda part: -abs(found[part].mean))
    if not clear:
        return phrase("No clear difference in any part of the net present value.")
    reasons = [
        f"{plus_minus(found[part], 'EUR', signed=True)} {_because(view, part, found[part], scenario, against)}"
        for part in clear
    ]
    rest = sum(each.mean for part, each in found.items() if part not in clear)
    others = ""
    if abs(rest) >= least_told(found):
        others = phrase(" The other parts, small or not clear, add {rest}.", rest=amount(rest, "EUR", signed=True))
    return phrase(
        "Net present value {total}: {reasons}.{others}",
        total=plus_minus(total, "EUR", signed=True),
        reasons=listed(reasons),
        others=others,
    )


def _told(found: Mapping[Part, Estimate]) -> list[Part]:
    """Return the parts of the money that are clear, and not small beside the largest."""
    return [part for part, each in found.items() if each.is_significant and abs(each.mean) >= least_told(found)]


def least_told(found: Mapping[Part, Estimate]) -> float:
    """Return the amount below which a part of the money is small, EUR."""
    return _SMALL * max(abs(each.mean) for each in found.values())


def more_or_fewer(change: Estimate) -> str:
    """Return the size of a change in customers: ``62 ± 7 fewer``."""
    how = mark("{size} more") if change.is_above else mark("{size} fewer")
    return phrase(how, size=size(change, "customers"))


def _by_segment(view: ComparisonView, flow: str, total: Estimate, scenario: str, against: str | None) -> str:
    """Return in which segment a flow changes most, in the direction of the whole; "" when that is not clear."""
    moved = [
        Move(title, change, abs(change.mean))
        for segment, title in view.segment_titles.items()
        for change in [view.change(flow, scenario, against, last_year=False, segment=segment)]
        if change.is_significant and change.is_above == total.is_above and is_picked(change)
    ]
    if not moved or len(view.segment_titles) < 2:
        return ""
    largest = _heaviest(moved)
    return phrase(
        ", most of all among {key} ({more_or_fewer})",
        key=quoted(largest.key),
        more_or_fewer=more_or_fewer(largest.change),
    )


_BY_REASON = {
    ("losses", "fewer"): mark("fewer leave for reasons that include {reasons}"),
    ("losses", "more"): mark("more leave for reasons that include {reasons}"),
    ("gains", "fewer"): mark("fewer join because of {reasons}"),
    ("gains", "more"): mark("more join because of {reasons}"),
}


def _by_reason(view: ComparisonView, flow: str, scenario: str, against: str | None) -> str:
    """Return for which reasons fewer and more customers leave or join; "" when none is clear."""
    moved = [
        Move(reason, change, abs(change.mean))
        for reason in REASONS
        for change in [view.change(reason_counter(flow, reason), scenario, against, last_year=False)]
        if change.is_significant and is_picked(change)
    ]
    found = []
    for how in ("fewer", "more"):
        alike = sorted((move for move in moved if move.change.is_above == (how == "more")), key=lambda of: -of.weight)
        if alike:
            named = [
                phrase("{reason} ({size})", reason=reason_words(move.key, flow), size=more_or_fewer(move.change))
                for move in alike[:_NAMED]
            ]
            found.append(phrase(_BY_REASON[flow, how], reasons=listed(named)))
    return f" {sentence('; '.join(found))}." if found else ""


def _from_whom(view: ComparisonView, scenario: str, against: str | None) -> str:
    """Return which rival has a smaller share at the end, when the own one is larger; "" when that is not clear."""
    apart = {
        brand: estimate((shares[scenario] - shares[against or view.baseline]).to_numpy())
        for brand, shares in view.brand_shares.items()
    }
    own = apart.pop(view.comparison.brand, None)
    smaller = {brand: change for brand, change in apart.items() if change.is_below and is_picked(change)}
    if own is None or not own.is_above or not smaller:
        return ""
    most = min(smaller, key=lambda brand: smaller[brand].mean)
    return phrase(
        " At the end its share of the market is higher by {size} points, mostly at the expense of {most} ({smaller}).",
        size=size(own, "%"),
        most=quoted(view.brand_titles[most]),
        smaller=plus_minus(smaller[most], "%", signed=True),
    )


def _journey(view: ComparisonView, scenario: str, against: str | None) -> Iterator[str]:
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
    clear = [
        phrase(
            mark("{figure} rises by {mean}") if change.is_above else mark("{figure} falls by {mean}"),
            figure=phrase(_CHAIN_WORDS[what]),
            mean=amount(abs(change.mean), QUALITY),
        )
        for what, change in steps.items()
        if _is_reported(change, _LEAST_QUALITY)
    ]
    yield phrase(
        "Customers notice the change most {stage_word}: {clear}, on a scale from 0 to 1.",
        stage_word=phrase(STAGE_WORDS[stage]),
        clear=listed(clear),
    )


def _causes(view: ComparisonView, scenario: str, against: str | None) -> Iterator[str]:
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
    title = quoted(view.cause_titles[move.key])
    if not before:
        yield phrase("{cause} occurs, which it did not before.", cause=title)
        return
    yield phrase(
        mark("{cause} occurs {percent}\u00a0% more often.")
        if move.change.is_above
        else mark("{cause} occurs {percent}\u00a0% less often."),
        cause=title,
        percent=number(100 * abs(move.change.mean) / before),
    )


_BECAUSE = {
    ("leave", "when"): mark("from when customers leave"),
    ("leave", "more"): mark("because more customers leave"),
    ("leave", "fewer"): mark("because fewer customers leave"),
    ("join", "when"): mark("from when customers join"),
    ("join", "more"): mark("because more customers join"),
    ("join", "fewer"): mark("because fewer customers join"),
}


def _because(view: ComparisonView, part: Part, value: Estimate, scenario: str, against: str | None) -> str:
    """Return what made a part of the difference of two net present values."""
    if part in (Part.LEAVING, Part.JOINING):
        flow, act = ("losses", "leave") if part is Part.LEAVING else ("gains", "join")
        change = view.change(flow, scenario, against, last_year=False)
        how = "when" if not change.is_significant else "more" if change.is_above else "fewer"
        return phrase(_BECAUSE[act, how])
    return {
        Part.START: phrase("from another number of customers at the start"),
        Part.REVENUE: phrase("from higher revenue per customer")
        if value.is_above
        else phrase("from lower revenue per customer"),
        Part.SERVING: phrase("from lower cost to serve a customer")
        if value.is_above
        else phrase("from higher cost to serve a customer"),
        Part.STRATEGY: phrase("for the higher cost of the strategy itself")
        if value.is_below
        else phrase("for the lower cost of the strategy itself"),
    }[part]


def is_picked(change: Estimate) -> bool:
    """Return whether a difference picked among many is clear."""
    return abs(change.mean) >= _PICKED * change.half_width


def _is_reported(change: Estimate, least: float) -> bool:
    """Return whether a difference picked among many is clear, and does not round to zero."""
    return change.is_significant and is_picked(change) and abs(change.mean) >= least


def size(change: Estimate, unit: str) -> str:
    """Return the size of a difference, without its sign."""
    upwards = change if change.is_above else -change
    return plus_minus(upwards, unit).replace(f"{NBSP}%", "") if unit == "%" else plus_minus(upwards, unit)


def _heaviest(moves: list[Move]) -> Move:
    return max(moves, key=lambda move: move.weight)
