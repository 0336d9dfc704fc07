"""What is left of each strategy when rivals react: the same seeds, with and without."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from experiments.comparison.view import ComparisonView
from experiments.measures.metrics import WEEKS_A_YEAR
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Point, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.formats import clean, horizon, plus_minus
from experiments.pages.phrases import quoted
from language import phrase

_MOST_TOLD = 3
"""Number of strategies of which the answer with reacting rivals is told in words."""


class Reaction(NamedTuple):
    """What a strategy gains over the baseline of the same rivals.

    Attributes
    ----------
    alone : while rivals go on as in the market.
    faced : while they react.
    change : the second less the first, seed by seed.
    """

    alone: Estimate
    faced: Estimate
    change: Estimate


def reaction(view: ComparisonView) -> list[str]:
    """Return what is left of the best strategies when rivals react; nothing when nobody asked."""
    if view.comparison.reacting is None:
        return []
    found = _reactions(view)
    best = [name for name in view.ranking if name in found][:_MOST_TOLD]
    return [
        phrase("If rivals react ({title}): ", title=_title(view))
        + " ".join(_told(view, name, found[name]) for name in best)
    ]


def point(view: ComparisonView) -> list[Point]:
    """Return the same as one of the main points of the report."""
    return [Point(phrase("If rivals react"), text.partition(": ")[2]) for text in reaction(view)]


def section(view: ComparisonView) -> Section:
    """Return the table of strategies with and without reaction, and what it changes for each rival."""
    found = _reactions(view)
    of = view.comparison.reacting
    source = f" {clean(of.rivals.source)}." if of and of.rivals and of.rivals.source else ""
    lead = [
        phrase(
            "Every strategy is played twice with the same random numbers: while rivals go on as in the "
            "market, and while they react ({title}).{source} What rivals do when nothing is changed "
            "belongs to both sides of the second column, so that it holds the reaction to the strategy "
            "alone.",
            title=_title(view),
            source=source,
        )
    ]
    return Section("rivals", phrase("If rivals react"), lead, [_gains(view, found), _of_rivals(view)])


def _title(view: ComparisonView) -> str:
    of = view.comparison.reacting
    title = clean(of.rivals.title) if of and of.rivals else ""
    return title[:1].lower() + title[1:]


def _told(view: ComparisonView, name: str, of: Reaction) -> str:
    """Return what the reaction makes of the gain of a strategy."""
    title, unit = quoted(view.titles[name]), view.metric.unit
    over = phrase("over {weeks}", weeks=horizon(view.comparison.weeks))
    now, before = plus_minus(of.faced, unit, signed=True), plus_minus(of.alone, unit, signed=True)
    text = phrase("{title} makes {now} {over}, in place of {before}", title=title, now=now, over=over, before=before)
    if not of.change.is_significant:
        return phrase("{text}: no clear difference.", text=text)
    better = "more" if of.change.is_above == (view.metric.better != "lower") else "less"
    return phrase(
        "{text}: {change}, which is {better} than without the reaction.",
        text=text,
        change=plus_minus(of.change, unit, signed=True),
        better=better,
    )


def _reactions(view: ComparisonView) -> dict[str, Reaction]:
    """Return the reaction to each strategy, in the metric that ranks."""
    if view.comparison.reacting is None:
        return {}
    metric = view.comparison.metric
    alone, faced = view.per_seed(metric), ComparisonView(view.comparison.reacting).per_seed(metric)
    found = {}
    for position, name in enumerate(view.names):
        if name == view.baseline:
            continue
        own = (alone[name] - alone[view.baseline]).to_numpy()
        against = (faced.iloc[:, position] - faced.iloc[:, 0]).to_numpy()
        found[name] = Reaction(estimate(own), estimate(against), estimate(against - own))
    return found


def _gains(view: ComparisonView, found: dict[str, Reaction]) -> Table:
    unit, better = view.metric.unit, view.metric.better
    rows = [
        [
            Cell(view.titles[name], ink=view.ink[view.titles[name]]),
            *(difference_cell(each, unit, better) for each in found[name]),
        ]
        for name in view.ranking
        if name in found
    ]
    head = [
        phrase("Strategy"),
        phrase("Gain if rivals go on"),
        phrase("Gain if they react"),
        phrase("What the reaction changes"),
    ]
    reading = phrase(
        "{label}, difference from the baseline. Shaded: a clear difference, green if better.", label=view.metric.label
    )
    return Table(phrase("What is left of each strategy when rivals react"), head, rows, reading)


def _of_rivals(view: ComparisonView) -> Table:
    """Return what the reaction changes for each brand: what a customer pays, and its share at the end."""
    of = view.comparison
    plain = _paid_and_share(of.weekly, of.weeks)
    reacting = _paid_and_share(of.reacting.weekly, of.weeks) if of.reacting else plain
    names = dict(zip(view.names, [each.name for each in of.reacting.scenarios], strict=True)) if of.reacting else {}
    rows = []
    for brand in of.market.listed("brands"):
        for name in view.names:
            if name != view.baseline and name in view.drawn and name in names:
                moved = [
                    estimate((reacting[what].loc[(names[name], brand)] - plain[what].loc[(name, brand)]).to_numpy())
                    for what in ("paid", "share")
                ]
                cells = [difference_cell(moved[0], "EUR"), difference_cell(moved[1], "%")]
                rows.append([Cell(view.brand_titles[brand]), Cell(view.titles[name]), *cells])
    head = [
        phrase("Brand"),
        phrase("Strategy"),
        phrase("Revenue per customer a week, last year"),
        phrase("Share of customers, last week"),
    ]
    return Table(phrase("What the reaction changes for each brand"), head, rows)


def _paid_and_share(weekly: pd.DataFrame, weeks: int) -> dict[str, pd.DataFrame]:
    """Return revenue per customer in the last year and the final share, rows (scenario, brand), columns seeds."""
    keys = ["scenario", "brand", "seed"]
    last = weekly[weekly["week"] > weeks - WEEKS_A_YEAR]
    sums = last.groupby(keys, observed=True)[["revenue_eur", "customers"]].sum()
    end = weekly[(weekly["week"] == weeks) & (weekly["brand"] != "none")]
    customers = end.groupby(keys, observed=True)["customers"].sum()
    share = 100.0 * customers / customers.groupby(["scenario", "seed"], observed=True).transform("sum")
    return {"paid": (sums["revenue_eur"] / sums["customers"]).unstack("seed"), "share": share.unstack("seed")}
