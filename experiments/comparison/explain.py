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
from sim.state.indicators import Indicator
from sim.state.tables import REASONS, STAGES

CHAIN = ("promised", "heard", "expected", "delivered", "perceived")
_CHAIN_WORDS = {what: f"{what} quality" for what in CHAIN} | {"heard": "the promise as people hear it"}
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
        cause, cause, (f"irritants.{cause}",), ("customers",), 100.0, "per 100 customers a week", "lower", "ratio"
    )


def who_stays(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return how many more or fewer customers leave, among whom and for which reasons, and whether they like it."""
    change = view.change("losses", scenario, against, last_year=False)
    over = f"over {horizon(view.comparison.weeks)}"
    if not change.is_significant:
        return f"No clear difference in how many customers leave {over}."
    text = f"{more_or_fewer(change)} customers leave {over}{_by_segment(view, 'losses', change, scenario, against)}"
    nps = view.change("nps", scenario, against)
    if change.is_below and nps.is_below:
        text += f", although they think less of the brand: {NPS} falls by {size(nps, 'points')}"
    text += f".{_by_reason(view, 'losses', scenario, against)}"
    held = view.change("spurious_share", scenario, against)
    if change.is_below and held.is_above:
        text += (
            f" The share of customers who stay without liking the brand rises by {size(held, '%')} points: contracts, "
            "habit and the effort of switching hold them, not satisfaction."
        )
    return text


def who_joins(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return how many more or fewer customers join, for which reasons, and which brand has fewer customers for it."""
    change = view.change("gains", scenario, against, last_year=False)
    over = f"over {horizon(view.comparison.weeks)}"
    if change.is_significant:
        among = _by_segment(view, "gains", change, scenario, against)
        text = f"{more_or_fewer(change)} customers join {over}{among}.{_by_reason(view, 'gains', scenario, against)}"
    else:
        text = f"No clear difference in how many customers join {over}."
    return text + _from_whom(view, scenario, against)


def what_is_noticed(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return at which stage of the journey customers notice a change, and which trouble occurs more or less often."""
    found = [*_journey(view, scenario, against), *_causes(view, scenario, against)]
    if found:
        return " ".join(found)
    return "No clear difference in the quality that customers experience, nor in how often trouble occurs."


def money(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return which parts of the difference of two net present values are clear, the largest first."""
    total = view.change_of_metric("npv_eur", scenario, against)
    found = parts(view, scenario, against)
    clear = sorted(_told(found), key=lambda part: -abs(found[part].mean))
    if not clear:
        return "No clear difference in any part of the net present value."
    reasons = [
        f"{plus_minus(found[part], 'EUR', signed=True)} {_because(view, part, found[part], scenario, against)}"
        for part in clear
    ]
    rest = sum(each.mean for part, each in found.items() if part not in clear)
    others = ""
    if abs(rest) >= least_told(found):
        others = f" The other parts, small or not clear, add {amount(rest, 'EUR', signed=True)}."
    return f"Net present value {plus_minus(total, 'EUR', signed=True)}: {listed(reasons)}.{others}"


def _told(found: Mapping[Part, Estimate]) -> list[Part]:
    """Return the parts of the money that are clear, and not small beside the largest."""
    return [part for part, each in found.items() if each.is_significant and abs(each.mean) >= least_told(found)]


def least_told(found: Mapping[Part, Estimate]) -> float:
    """Return the amount below which a part of the money is small, EUR."""
    return _SMALL * max(abs(each.mean) for each in found.values())


def more_or_fewer(change: Estimate) -> str:
    """Return the size of a change in customers: ``62 ± 7 fewer``."""
    return f"{size(change, 'customers')} {'more' if change.is_above else 'fewer'}"


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
    return f", most of all among {quoted(largest.key)} ({more_or_fewer(largest.change)})"


def _by_reason(view: ComparisonView, flow: str, scenario: str, against: str | None) -> str:
    """Return for which reasons fewer and more customers leave or join; "" when none is clear."""
    moved = [
        Move(reason, change, abs(change.mean))
        for reason in REASONS
        for change in [view.change(reason_counter(flow, reason), scenario, against, last_year=False)]
        if change.is_significant and is_picked(change)
    ]
    act, because = ("leave", "for reasons that include") if flow == "losses" else ("join", "because of")
    found = []
    for how in ("fewer", "more"):
        alike = sorted((move for move in moved if move.change.is_above == (how == "more")), key=lambda of: -of.weight)
        if alike:
            named = [
                f"{reason_words(move.key, flow)} ({size(move.change, 'customers')} {how})" for move in alike[:_NAMED]
            ]
            found.append(f"{how} {act} {because} {listed(named)}")
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
    return (
        f" At the end its share of the market is higher by {size(own, '%')} points, mostly at the expense of "
        f"{quoted(view.brand_titles[most])} ({plus_minus(smaller[most], '%', signed=True)})."
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
        f"{_CHAIN_WORDS[what]} {'rises' if change.is_above else 'falls'} by {amount(abs(change.mean), QUALITY)}"
        for what, change in steps.items()
        if _is_reported(change, _LEAST_QUALITY)
    ]
    yield f"Customers notice the change most {STAGE_WORDS[stage]}: {listed(clear)}, on a scale from 0 to 1."


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
    direction = "more" if move.change.is_above else "less"
    much = f"{number(100 * abs(move.change.mean) / before)}{NBSP}%" if before else "much"
    yield f"{quoted(view.cause_titles[move.key])} occurs {much} {direction} often."


def _because(view: ComparisonView, part: Part, value: Estimate, scenario: str, against: str | None) -> str:
    """Return what made a part of the difference of two net present values."""
    if part in (Part.LEAVING, Part.JOINING):
        flow, act = ("losses", "leave") if part is Part.LEAVING else ("gains", "join")
        change = view.change(flow, scenario, against, last_year=False)
        if not change.is_significant:
            return f"from when customers {act}"
        return f"because {'more' if change.is_above else 'fewer'} customers {act}"
    direction = {True: ("higher", "lower"), False: ("lower", "higher")}[value.is_above]
    return {
        Part.START: "from another number of customers at the start",
        Part.REVENUE: f"from {direction[0]} revenue per customer",
        Part.SERVING: f"from {direction[1]} cost to serve a customer",
        Part.STRATEGY: f"for the {'higher' if value.is_below else 'lower'} cost of the strategy itself",
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
