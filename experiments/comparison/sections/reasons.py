"""Acquisitions and losses by reason, and whether the brand's main advantage is why people join."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from statistics import mean

from experiments.comparison.explain import reason_counter
from experiments.comparison.view import ComparisonView
from experiments.comparison.vocabulary import TRIGGER_WORDS, reason_words
from experiments.comparison.words import changes, strongest
from experiments.pages.blocks import Figure, Section
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import group_height, grouped_intervals
from experiments.pages.formats import NBSP, number
from experiments.pages.phrases import quoted
from language import mark, phrase
from sim.market.schema import Market
from sim.state.tables import REASONS

_SHOWN = 8
"""Number of reasons drawn; the others are too rare to read."""

_DIMENSIONS = attrgetter("functional", "emotional", "relational")
_ON_PAPER: dict[str, Callable[[Market, str], float]] = {
    "price": lambda market, brand: -attrgetter("offer.price_eur")(market.brands[brand]),
    "fit": lambda market, brand: attrgetter("offer.breadth")(market.brands[brand]),
    "visibility": lambda market, brand: attrgetter("visibility")(market.brands[brand]),
    "waiting": lambda market, brand: -attrgetter("operations.lead_days")(market.brands[brand]),
    "quality": lambda market, brand: mean(
        mean(_DIMENSIONS(touchpoint.quality[brand])) for touchpoint in market.touchpoints.values()
    ),
}
"""What the market file says of a brand's position: reason -> value, more is better."""
_PAPER_WORDS = {
    "price": mark("its price"),
    "fit": mark("the breadth of its offer"),
    "visibility": mark("its visibility"),
    "waiting": mark("its delivery time"),
    "quality": mark("its quality"),
}
_LEAST_LEAD = 0.2
"""A lead over the mean of the others that is worth mentioning, as a share of the range of the market."""


_NOBODY = {
    "join": mark("No customers join in the baseline."),
    "leave": mark("No customers leave in the baseline."),
}
_MAIN = {
    "join": mark("Main reasons to join, in the baseline: {reasons}."),
    "leave": mark("Main reasons to leave, in the baseline: {reasons}."),
}


def section(view: ComparisonView) -> Section:
    """Return why customers join and leave, and how the strategies change that."""
    gains, losses = _by_reason(view, "gains"), _by_reason(view, "losses")
    lead = [
        _first(view, "gains", gains),
        changes(
            phrase("Customers acquired"), view.moves("gains", last_year=False), view.titles[view.baseline], "customers"
        ),
        _first(view, "losses", losses),
        _several(view),
        _triggers(view),
        changes(
            phrase("Customers lost"), view.moves("losses", last_year=False), view.titles[view.baseline], "customers"
        ),
        advantage(view, gains),
    ]
    figures = [
        Figure(
            [
                _levels(view, phrase("Why customers join"), "gains", gains),
                _changes(view, "gains", phrase("Acquisitions: change by reason"), gains),
            ]
        ),
        Figure(
            [
                _levels(view, phrase("Why customers leave"), "losses", losses),
                _changes(view, "losses", phrase("Losses: change by reason"), losses),
            ]
        ),
    ]
    return Section(
        "reasons", phrase("Why customers join and leave"), [sentence for sentence in lead if sentence], figures
    )


def advantage(view: ComparisonView, gains: dict[str, float]) -> str:
    """Return whether the brand's greatest advantage is the main reason to join; "" when that is not clear."""
    market, brand = view.comparison.market, view.comparison.brand
    everybody = sum(gains.values())
    if len(market.brands) < 2 or not everybody:
        return ""
    ahead = {reason: _lead(market, brand, worth) for reason, worth in _ON_PAPER.items()}
    claimed = max(ahead, key=lambda reason: ahead[reason])
    if ahead[claimed] < _LEAST_LEAD:
        return ""
    place = list(gains).index(claimed) + 1 if claimed in gains else len(gains) + 1
    advantage = phrase(
        "By the market file, the greatest advantage of {brand_title} is {paper_word}",
        brand_title=view.brand_title,
        paper_word=phrase(_PAPER_WORDS[claimed]),
    )
    share = phrase("{get}\u00a0% of acquisitions", get=number(100 * gains.get(claimed, 0) / everybody))
    if place == 1:
        return phrase("{advantage}, and that is the main reason to join ({share}).", advantage=advantage, share=share)
    return phrase(
        "{advantage}, but that is only reason number {place} to join ({share}), after {reason_words}.",
        advantage=advantage,
        place=place,
        share=share,
        reason_words=reason_words(next(iter(gains)), "gains"),
    )


def _lead(market: Market, brand: str, worth: Callable[[Market, str], float]) -> float:
    """Return how far a brand is ahead of the mean of the others, as a share of the range of the market."""
    of = {each: worth(market, each) for each in market.brands}
    spread = max(of.values()) - min(of.values())
    others = mean(value for each, value in of.items() if each != brand)
    return (of[brand] - others) / spread if spread else 0.0


def _several(view: ComparisonView) -> str:
    """Return how many of those who leave the baseline have more than one reason."""
    lost, joint = (view.level(counter, last_year=False) for counter in ("losses", "joint_losses"))
    if not lost:
        return ""
    return phrase("{joint}\u00a0% of those who leave have more than one reason.", joint=number(100 * joint / lost))


def _triggers(view: ComparisonView) -> str:
    """Return what made those who leave the baseline look around in the first place."""
    counts = {trigger: view.level(f"losses_after_{trigger}", last_year=False) for trigger in TRIGGER_WORDS}
    everybody = sum(counts.values())
    if not everybody:
        return ""
    parts = [
        f"{phrase(TRIGGER_WORDS[trigger])} ({number(100 * counts[trigger] / everybody)}{NBSP}%)"
        for trigger in sorted(counts, key=lambda trigger: -counts[trigger])[:3]
        if counts[trigger]
    ]
    return phrase("What first made them look around: {join}.", join=phrase(", then ").join(parts))


def _by_reason(view: ComparisonView, flow: str) -> dict[str, float]:
    """Return the baseline's acquisitions or losses over all weeks by reason, most frequent first."""
    counts = {reason: view.level(reason_counter(flow, reason), last_year=False) for reason in REASONS}
    return dict(sorted(((reason, count) for reason, count in counts.items() if count), key=lambda each: -each[1]))


def _first(view: ComparisonView, flow: str, counts: dict[str, float]) -> str:
    """Return the most frequent reasons."""
    act = "join" if flow == "gains" else "leave"
    everybody = view.level(flow, last_year=False)
    if not everybody:
        return phrase(_NOBODY[act])
    parts = [
        f"{reason_words(reason, flow)} ({number(100 * count / everybody)}{NBSP}%)"
        for reason, count in list(counts.items())[:3]
    ]
    return phrase(_MAIN[act], reasons=phrase(", then ").join(parts))


def _levels(view: ComparisonView, title: str, flow: str, counts: dict[str, float]) -> Panel:
    everybody = view.level(flow, last_year=False) or 1.0
    bars = {
        reason_words(reason, flow).capitalize(): (count, f"{number(count)} ({number(100 * count / everybody)}{NBSP}%)")
        for reason, count in list(counts.items())[:_SHOWN]
    }
    which = phrase("the deciding reason of each customer")
    if flow == "losses":
        which = phrase("every reason that spoke for leaving, so that shares can add up to more than 100 %")
    reading = phrase("{baseline}, all weeks: {which}.", baseline=quoted(view.titles[view.baseline]), which=which)
    return lengths(Panel(title, reading, reading), bars, row=group_height(len(view.drawn)))


def _changes(view: ComparisonView, flow: str, title: str, counts: dict[str, float]) -> Panel:
    groups = {
        reason_words(reason, flow).capitalize(): view.moves(reason_counter(flow, reason), last_year=False)
        for reason in list(counts)[:_SHOWN]
    }
    reading = phrase(
        "Difference from {baseline}, customers, all weeks. {strongest}",
        baseline=quoted(view.titles[view.baseline]),
        strongest=strongest(groups),
    )
    return grouped_intervals(Panel(title, reading, reading), groups, view.ink, "customers")
