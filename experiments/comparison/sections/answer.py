"""The answer: words first, then the ranking with its intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from experiments.comparison import words
from experiments.comparison.explain import why
from experiments.comparison.sections.assumptions import grades
from experiments.comparison.tables import difference_cell
from experiments.comparison.view import View
from experiments.measures.metrics import METRICS
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import ranked_intervals
from experiments.pages.formats import NBSP, NOTHING, amount, horizon, number, plus_minus, share
from experiments.pages.phrases import quoted

_BESIDE = ("churn", "nps", "share")
"""Differences shown in the ranked table beside money."""
_SAME_COST = 0.01
"""Costs that differ by less, as a share, are the same budget."""
_TOLD = 4
"""So many strategies are told one by one; the table has them all."""
_EXPLAINED = 2
"""Beside so many of the others the best strategy is explained."""


def headline(view: View) -> str:
    """Return the answer in one or two sentences."""
    first, *others = view.ranking
    gains = {(view.titles[first], view.titles[other]): view.gain(first, other) for other in others}
    ranking = [view.titles[name] for name in view.ranking]
    return words.headline(ranking, view.titles[view.baseline], gains, view.metric.unit, view.comparison.weeks)


def measured(view: View) -> str:
    """Return what the headline is measured by, and beside what."""
    beside = f"{quoted(view.titles[view.baseline])} is the market in which nothing is changed."
    if view.metric.name != "npv_eur":
        return f"Measured by: {view.metric.label}, {view.metric.unit}. {beside}"
    rate = view.comparison.market.category.discount_rate
    return (
        f"Net present value for {view.brand_title}, in a market of {number(view.comparison.customers)} customers: the "
        "margin after all costs, that of the strategy included, discounted at "
        f"{number(100 * rate, 1)}{NBSP}% a year. {beside}"
    )


def points(view: View) -> list[Point]:
    """Return what a director should know besides the headline: each strategy and its price, the reason, the doubt."""
    baseline = view.titles[view.baseline]
    strategies = [name for name in view.ranking if name != view.baseline]
    told = [
        Point(
            view.titles[name],
            f"{words.against_baseline(baseline, view.gain(name), view.metric.unit)} "
            f"{words.break_even('it', *price(view, name))}",
            view.ink[view.titles[name]],
        )
        for name in strategies[:_TOLD]
    ]
    if strategies:
        best, *others = strategies
        explained = [(best, other) for other in others[:_EXPLAINED] or [view.baseline]]
        told += [Point("Why" if pair == explained[0] else "And", why(view, *pair, exact=False)) for pair in explained]
        pair = equally_dear(view)
        if pair and pair not in explained:
            told.append(Point("At equal cost", f"{_duel(view, *pair)} {why(view, *pair, exact=False)}"))
    known = grades(view)
    told.append(Point("How sure", words.certainty(len(view.comparison.seeds), known.count("assumed"), len(known))))
    return told


def equally_dear(view: View) -> tuple[str, str] | None:
    """Return the best two strategies that cost the same, the better one first; None when there are no such two."""
    strategies = [name for name in view.ranking if name != view.baseline]
    costs = {name: price(view, name)[1] for name in strategies}
    for first, second in combinations(strategies, 2):
        if costs[first] > 0 and math.isclose(costs[first], costs[second], rel_tol=_SAME_COST):
            return first, second
    return None


def _duel(view: View, first: str, second: str) -> str:
    """Return how one strategy does against another."""
    gain, unit = view.gain(first, second), view.metric.unit
    return words.duel(view.titles[first], view.titles[second], gain, unit, view.comparison.weeks)


def measure(view: View) -> str:
    """Return what ranks, in words."""
    return "Net present value" if view.metric.name == "npv_eur" else view.metric.label


def price(view: View, scenario: str) -> tuple[Estimate, float]:
    """Return what a strategy brings before its own cost, and that cost; both discounted, EUR."""
    npv, cost = view.per_seed("npv_eur"), view.per_seed("cost_eur")
    extra = cost[scenario] - cost[view.baseline]
    return estimate((npv[scenario] - npv[view.baseline] + extra).to_numpy()), float(extra.mean())


def ranking(view: View) -> Section:
    """Return the ranked table and its picture."""
    metric = view.metric
    panel = Panel(
        f"{measure(view)}, difference to {quoted(view.titles[view.baseline])}",
        "One dot per strategy with its 95 % interval; the values are in the table below.",
    )
    rows = {
        view.titles[name]: view.change_of_metric(metric.name, name) for name in view.ranking if name != view.baseline
    }
    blocks: list[Figure | Table] = [_table(view)]
    if rows:
        panel.reading = (
            "A dot right of the line brings more than the baseline; a hollow dot cannot be told apart from it."
        )
        blocks.insert(0, Figure([ranked_intervals(panel, rows, view.ink, metric.unit)], legend=""))
    lead = [
        f"{measure(view)} over {horizon(view.comparison.weeks)}, compared seed by seed with "
        f"{quoted(view.titles[view.baseline])}; "
        "± is half of the 95 % interval."
    ]
    if len(view.drawn) < len(view.strategies):
        lead.append(f"The figures below show the {len(view.drawn)} strategies that rank highest; the tables hold all.")
    return Section("ranking", "The ranking", lead, blocks)


def _table(view: View) -> Table:
    metric = view.metric
    beside = [name for name in _BESIDE if name != metric.name]
    head = ["Strategy", measure(view), "Better than baseline", "Best of all", "Cost", "ROI: back per euro", "Payback"]
    head += [view.label(METRICS[name]) for name in beside]
    return Table(
        "Strategies from best to worst",
        head,
        [_row(view, name, beside) for name in view.ranking],
        reading="Best of all = share of simulated futures in which no other strategy does better. Cost = present "
        "value. Rates and scores are those of the last year, the share that of the last week. Shaded: clear of luck, "
        f"green for the better.{_who_is_lost(view)}",
    )


def _who_is_lost(view: View) -> str:
    """Return who counts as lost where purchases repeat and nobody says goodbye; "" where leaving is seen."""
    if view.is_contractual:
        return ""
    weeks = number(view.comparison.market.category.lapse_weeks)
    return (
        " A customer is with the brand that delivered last; lost is who then buys elsewhere, or nowhere for "
        f"{weeks}{NBSP}weeks: above 100{NBSP}% a year people come and go."
    )


def _row(view: View, name: str, beside: Sequence[str]) -> list[Cell]:
    metric = view.metric
    of_metric = view.summarised(metric.name, name)
    best = share(of_metric["probability_best"])
    title = Cell(view.titles[name], ink=view.ink[view.titles[name]])
    if name == view.baseline:
        level = amount(of_metric["mean"], metric.unit)
        cells = [title, Cell(NOTHING, note=f"level {level}"), Cell(NOTHING), Cell(best), *[Cell(NOTHING)] * 3]
        return cells + [Cell(amount(view.summarised(each, name)["mean"], METRICS[each].unit)) for each in beside]
    payback, returned = view.summarised("payback_weeks", name), estimate(view.per_seed("roi")[name].to_numpy())
    return [
        title,
        _difference_cell(view, metric.name, name),
        Cell(share(of_metric["probability_better"])),
        Cell(best),
        Cell(amount(price(view, name)[1], "EUR")),
        _stacked(Cell(plus_minus(returned, "EUR"))),
        _payback(payback["mean"], payback["probability_better"]),
        *(_difference_cell(view, each, name) for each in beside),
    ]


def _difference_cell(view: View, metric: str, scenario: str) -> Cell:
    of = METRICS[metric]
    return _stacked(difference_cell(view.change_of_metric(metric, scenario), of.unit, of.better))


def _stacked(cell: Cell) -> Cell:
    """Return a cell whose interval stands small below its mean."""
    mean, sign, width = cell.text.partition(f"{NBSP}±")
    return replace(cell, text=mean, note=f"±{width}" if sign else "")


def _payback(weeks: float, returned: float) -> Cell:
    if not math.isfinite(weeks):
        return Cell("not yet", note="in no future")
    return Cell(amount(weeks, "weeks"), note="" if returned == 1 else f"in {share(returned)} of futures")
