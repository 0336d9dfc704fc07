"""Root causes: how often trouble occurs, who leaves with it in mind, and the margin that leaves with them."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from experiments.comparison.explain import cause_rate
from experiments.comparison.value import SERVING
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import strongest
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Figure, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import group_height, grouped_intervals
from experiments.pages.formats import CHANGE, NOTHING, amount, number, plus_minus, share
from experiments.pages.phrases import quoted
from language import mark, phrase
from sim.state.counters import BRAND_ONLY
from sim.state.indicators import Indicator

_SERVING = tuple(cost for cost in SERVING if cost not in BRAND_ONLY)
_MARGIN = Indicator("margin", mark("Margin per customer"), ("revenue_eur",), ("customers",), minus=_SERVING)


def section(view: ComparisonView) -> Section:
    """Return what trouble of each root cause goes with, and how the strategies change it."""
    if not view.cause_titles:
        return Section(
            "causes", phrase("Root causes of trouble"), [phrase("This market has no root causes of trouble.")]
        )
    rates = {cause: view.level(cause_rate(cause)) for cause in view.cause_titles}
    order = sorted(rates, key=lambda cause: -rates[cause])
    reported = {
        cause: view.level(f"complained.{cause}") / episodes
        for cause in order
        if (episodes := view.level(f"irritants.{cause}"))
    }
    lead = [*_costliest(view, order), *_most_reported(view, reported, order[0])]
    return Section(
        "causes", phrase("Root causes of trouble"), lead, [_pictures(view, rates, order), _table(view, order, reported)]
    )


def fresh_among(cause: str, *, lost: bool) -> Indicator:
    """Return the share of customers, or of those lost, to whom trouble of a cause is fresh, in per cent."""
    of, all_of = ("lost", "losses") if lost else ("troubled", "customers")
    return Indicator(f"{of}.{cause}", cause, (f"{of}.{cause}",), (all_of,), 100.0, "%")


def margin_lost(view: ComparisonView, cause: str) -> Estimate:
    """Return the margin of a year (EUR) of customers lost in the baseline's last year with fresh trouble of a cause.

    Each is worth the mean margin of a customer of the segment, before the costs of acquisition and of the strategy.
    """
    by_segment = [
        view.levels(f"lost.{cause}", segment=segment)[view.baseline]
        * view.levels(_MARGIN, segment=segment)[view.baseline].fillna(0.0)
        for segment in view.segment_titles
    ]
    return estimate(view.last_year * sum(by_segment).to_numpy())


def _costliest(view: ComparisonView, order: list[str]) -> list[str]:
    """Return with which trouble most customers leave, and whether they have it more often than others."""
    lost = {cause: view.level(f"lost.{cause}") for cause in order}
    most = max(lost, key=lambda cause: lost[cause])
    if not lost[most]:
        return []
    of_lost, of_all = (view.levels(fresh_among(most, lost=of))[view.baseline].to_numpy() for of in (True, False))
    more = estimate(of_lost - of_all)
    compared = (
        phrase("more often than the {of_all}\u00a0% among all customers", of_all=number(of_all.mean()))
        if more.is_above
        else phrase("not clearly more often than among all customers ({of_all}\u00a0%)", of_all=number(of_all.mean()))
    )
    return [
        phrase(
            "{of_lost}\u00a0% of the customers who leave in the last year of the baseline had recent "
            "trouble with {cause_title}, {compared}. With them goes a margin of {margin_lost} a year.",
            of_lost=number(of_lost.mean()),
            cause_title=quoted(view.cause_titles[most]),
            compared=compared,
            margin_lost=plus_minus(margin_lost(view, most), "EUR"),
        )
    ]


def _most_reported(view: ComparisonView, reported: Mapping[str, float], first: str) -> list[str]:
    """Return whether the most frequent root cause is also the one most often reported."""
    if len(reported) < 2:
        return []
    loudest = max(reported, key=lambda cause: reported[cause])
    if loudest == first:
        return [
            phrase(
                "{cause_title} is the most frequent cause and the one most often reported.",
                cause_title=quoted(view.cause_titles[first]),
            )
        ]
    return [
        phrase(
            "{cause_title} is the most frequent cause, but {other_cause_title} is most often reported: "
            "complaints alone would give a misleading picture.",
            cause_title=quoted(view.cause_titles[first]),
            other_cause_title=quoted(view.cause_titles[loudest]),
        )
    ]


def _pictures(view: ComparisonView, rates: Mapping[str, float], order: list[str]) -> Figure:
    """Return how often each root cause occurs, and how the strategies change that."""
    bars = {view.cause_titles[cause]: (rates[cause], number(rates[cause], 2)) for cause in order}
    changed = {view.cause_titles[cause]: view.relative_moves(cause_rate(cause)) for cause in order}
    reading = phrase("{baseline}, last year. Not every case is reported.", baseline=quoted(view.titles[view.baseline]))
    levels = lengths(
        Panel(phrase("Cases per 100 customers a week"), reading, reading), bars, row=group_height(len(view.drawn))
    )
    summary = strongest(changed)
    change = Panel(
        phrase("Change in the number of cases, %"),
        phrase("Differences in per cent. {summary}", summary=summary),
        summary,
    )
    return Figure([levels, grouped_intervals(change, changed, view.ink, CHANGE)])


def _table(view: ComparisonView, order: list[str], reported: Mapping[str, float]) -> Table:
    """Return for each cause the customers who left with it, what left with them, and the change by each strategy."""
    rows = []
    for cause in order:
        of_lost, of_all = (view.level(fresh_among(cause, lost=of)) for of in (True, False))
        rows.append(
            [
                Cell(view.cause_titles[cause]),
                Cell(share(reported[cause]) if cause in reported else NOTHING),
                Cell(number(view.level(f"lost.{cause}"))),
                Cell(amount(of_lost, "%")),
                Cell(amount(of_all, "%")),
                Cell(plus_minus(margin_lost(view, cause), "EUR")),
                *(
                    difference_cell(view.change(f"lost.{cause}", name), "customers", "lower")
                    for name in view.strategies
                ),
            ]
        )
    head = [
        phrase("Cause of trouble"),
        phrase("Reported to the brand"),
        phrase("Customers who left with it"),
        phrase("Share of those who left"),
        phrase("Share of all customers"),
        phrase("Margin a year that left"),
        *(phrase("Left with it: change with {name}", name=quoted(view.titles[name])) for name in view.strategies),
    ]
    weeks = number(attrgetter("impressions.trace_half_life")(view.comparison.market.behaviour))
    reading = phrase(
        "Last year of {baseline}, {basis}. A customer left with a trouble that last occurred within "
        "about {weeks}\u00a0weeks before, longer if it occurred repeatedly; one customer can have "
        "several, so rows do not add up. The trouble need not be why they left: compare the two "
        "shares. Margin: what a customer of the same segment brings in a year.",
        baseline=quoted(view.titles[view.baseline]),
        basis=view.basis,
        weeks=weeks,
    )
    return Table(phrase("Customers and margin lost, by root cause"), head, rows, reading)
