"""The answer: words first, then the ranking with its intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from experiments.comparison import words, words_of_worlds
from experiments.comparison.explain import money, what_is_noticed, who_joins, who_stays
from experiments.comparison.harm import NO_HARM, harm
from experiments.comparison.sections import worlds
from experiments.comparison.sections.assumptions import grades, what_changes
from experiments.comparison.tables import cost_cell
from experiments.comparison.view import ComparisonView
from experiments.comparison.vocabulary import NPS
from experiments.measures.metrics import METRICS
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import ranked_intervals
from experiments.pages.formats import NBSP, NOTHING, amount, horizon, number, plus_minus, share
from experiments.pages.phrases import figure, quoted

_OTHER_METRICS = ("churn", "nps", "share")
"""Metrics whose differences stand in the ranked table after money."""
_SAME_COST = 0.01
"""Costs that differ by less, as a share, are the same budget."""
_DESCRIBED = 4
"""Number of strategies described one by one; the table has them all."""


def headline(view: ComparisonView) -> str:
    """Return the answer in one or two sentences."""
    if view.over_worlds:
        return words_of_worlds.headline(view.over_worlds) + _at_the_price(view, view.ranking[0])
    first, *others = view.ranking
    gains = {(view.titles[first], view.titles[other]): view.gain(first, other) for other in others}
    ranking = [view.titles[name] for name in view.ranking]
    answer = words.headline(ranking, view.titles[view.baseline], gains, view.metric.unit, view.comparison.weeks)
    return answer + _at_the_price(view, first)


def _at_the_price(view: ComparisonView, winner: str) -> str:
    """Return that the best strategy lowers the net promoter score; "" when it does not, or is not clearly better."""
    nps = view.change("nps", winner)
    if winner == view.baseline or not view.gain(winner).is_above or not nps.is_below:
        return ""
    return f" But {NPS} falls by {plus_minus(-nps, 'points')}."


def measured(view: ComparisonView) -> str:
    """Return the metric behind the headline, and what the baseline is."""
    baseline = f"{quoted(view.titles[view.baseline])} is the market without any change by the brand."
    if view.metric.name != "npv_eur":
        by = figure(view.metric.label, view.metric.unit)
        return f"The strategies are ranked by {by}; {view.metric.better} is better. {baseline}"
    rate = view.comparison.market.category.discount_rate
    return (
        f"The amounts are net present values for {view.brand_title}, {view.basis}: the margin after all costs, "
        f"including that of the strategy; later years count {number(100 * rate, 1)}{NBSP}% a year less. {baseline}"
    )


def points(view: ComparisonView) -> list[Point]:
    """Return the main points after the headline: each strategy and whether it pays, the reasons, the uncertainty."""
    baseline = view.titles[view.baseline]
    strategies = [name for name in view.ranking if name != view.baseline]
    points = [
        Point(
            view.titles[name],
            f"{words.against_baseline(baseline, view.gain(name), view.metric.unit)} "
            f"{words.break_even('it', *gain_and_cost(view, name), view.part)}",
            view.ink[view.titles[name]],
        )
        for name in strategies[:_DESCRIBED]
    ]
    if strategies:
        points += _why(view, strategies[0])
        next_best = tuple(strategies[:2])
        if strategies[1:]:
            points.append(Point(f"Compared with {quoted(view.titles[strategies[1]])}", _apart(view, *next_best)))
        pair = of_equal_cost(view)
        if pair and pair != next_best:
            points.append(Point("At equal cost", f"{_compared(view, *pair)} {_apart(view, *pair)}"))
    if view.over_worlds:
        return [*points, *worlds.points(view.over_worlds)]
    known = grades(view)
    points.append(Point("Uncertainty", words.certainty(len(view.comparison.seeds), known.count("assumed"), len(known))))
    return points


def _why(view: ComparisonView, best: str) -> list[Point]:
    """Return what the best strategy does: what it changes, who stays and joins, what they notice, money and harm."""
    title = quoted(view.titles[best])
    return [
        Point(f"What {title} does", what_changes(view, best)),
        Point("Who leaves", who_stays(view, best)),
        Point("Who joins", who_joins(view, best)),
        Point("What customers notice", what_is_noticed(view, best)),
        Point("Where the money comes from", money(view, best)),
        Point("What it harms", harm(view, best) or NO_HARM),
    ]


def _apart(view: ComparisonView, first: str, second: str) -> str:
    """Return which parts of the money differ between two strategies, and what is worse with the first one."""
    worse = harm(view, first, second)
    but = f" But compared with {quoted(view.titles[second])}, {worse[:1].lower()}{worse[1:]}" if worse else ""
    return f"{money(view, first, second)}{but}"


def of_equal_cost(view: ComparisonView) -> tuple[str, str] | None:
    """Return the best two strategies of equal cost, the better one first; None when no two cost the same."""
    strategies = [name for name in view.ranking if name != view.baseline]
    costs = {name: gain_and_cost(view, name)[1] for name in strategies}
    for first, second in combinations(strategies, 2):
        if costs[first] > 0 and math.isclose(costs[first], costs[second], rel_tol=_SAME_COST):
            return first, second
    return None


def _compared(view: ComparisonView, first: str, second: str) -> str:
    """Return how one strategy compares with another."""
    gain, unit = view.gain(first, second), view.metric.unit
    return words.compared(view.titles[first], view.titles[second], gain, unit, view.comparison.weeks)


def measure(view: ComparisonView) -> str:
    """Return the ranking metric in words."""
    return "Net present value" if view.metric.name == "npv_eur" else view.metric.label


def gain_and_cost(view: ComparisonView, scenario: str) -> tuple[Estimate, float]:
    """Return the gain of a strategy before its own cost, and that cost; both discounted, EUR."""
    npv, cost = view.per_seed("npv_eur"), view.per_seed("cost_eur")
    extra = cost[scenario] - cost[view.baseline]
    return estimate((npv[scenario] - npv[view.baseline] + extra).to_numpy()), float(extra.mean())


def ranking(view: ComparisonView) -> Section:
    """Return the ranked table and its chart."""
    metric = view.metric
    panel = Panel(
        f"{measure(view)}, difference from {quoted(view.titles[view.baseline])}",
        "One dot per strategy with its 95 % interval; the values are in the table below.",
    )
    rows = {
        view.titles[name]: view.change_of_metric(metric.name, name) for name in view.ranking if name != view.baseline
    }
    blocks: list[Figure | Table] = [_table(view)]
    if rows:
        panel.reading = (
            f"A dot to the right of the vertical line is above {quoted(view.titles[view.baseline])}, one to the left "
            "below it; the line through a dot is its 95 % interval. A hollow dot is no clear difference."
        )
        blocks.insert(0, Figure([ranked_intervals(panel, rows, view.ink, metric.unit)], legend=""))
    lead = [
        f"{measure(view)} over {horizon(view.comparison.weeks)}, compared with {quoted(view.titles[view.baseline])} in "
        "simulations with the same random numbers; ± is half the width of the 95 % confidence interval."
    ]
    if len(view.drawn) < len(view.strategies):
        lead.append(f"The figures below show the {len(view.drawn)} strategies that rank highest; the tables hold all.")
    return Section("ranking", "The ranking", lead, blocks)


def _table(view: ComparisonView) -> Table:
    metric = view.metric
    others = [name for name in _OTHER_METRICS if name != metric.name]
    head = [
        "Strategy",
        measure(view),
        "Better than baseline",
        "Best of all",
        f"Cost {view.basis}",
        "ROI: return per euro spent",
        "Payback",
    ]
    head += [view.label(METRICS[name]) for name in others]
    return Table(
        "Strategies from best to worst",
        head,
        [_row(view, name, others) for name in view.ranking],
        reading="Better than baseline, best of all: in how many of the simulations the strategy is. Cost: present "
        "value. Rates and scores refer to the last year, the share to the last week. Shaded: a clear "
        f"difference, green if better.{_definition_of_loss(view)}",
    )


def _definition_of_loss(view: ComparisonView) -> str:
    """Return which customers count as lost where purchases repeat; "" under contract, where churn is observed."""
    if view.is_contractual:
        return ""
    weeks = number(view.comparison.market.category.lapse_weeks)
    return (
        " A customer belongs to the brand that delivered last, and is lost on buying elsewhere, or after "
        f"{weeks}{NBSP}weeks without a purchase; people can be won and lost several times, so losses can exceed "
        f"100{NBSP}% a year."
    )


def _row(view: ComparisonView, name: str, others: Sequence[str]) -> list[Cell]:
    metric = view.metric
    of_metric = view.summarised(metric.name, name)
    best = share(of_metric["probability_best"])
    title = Cell(view.titles[name], ink=view.ink[view.titles[name]])
    if name == view.baseline:
        level = amount(of_metric["mean"], metric.unit)
        cells = [title, Cell(NOTHING, note=f"level {level}"), Cell(NOTHING), Cell(best), *[Cell(NOTHING)] * 3]
        return cells + [Cell(amount(view.summarised(each, name)["mean"], METRICS[each].unit)) for each in others]
    payback, returned = view.summarised("payback_weeks", name), estimate(view.per_seed("roi")[name].to_numpy())
    return [
        title,
        _difference_cell(view, metric.name, name),
        Cell(share(of_metric["probability_better"])),
        Cell(best),
        cost_cell(view, gain_and_cost(view, name)[1]),
        _stacked(Cell(plus_minus(returned, "EUR"))),
        _payback(payback["mean"], payback["probability_better"]),
        *(_difference_cell(view, each, name) for each in others),
    ]


def _difference_cell(view: ComparisonView, metric: str, scenario: str) -> Cell:
    of = METRICS[metric]
    return _stacked(difference_cell(view.change_of_metric(metric, scenario), of.unit, of.better))


def _stacked(cell: Cell) -> Cell:
    """Return a cell whose interval stands in small print below its mean."""
    mean, sign, width = cell.text.partition(f"{NBSP}±")
    return replace(cell, text=mean, note=f"±{width}" if sign else "")


def _payback(weeks: float, returned: float) -> Cell:
    if not math.isfinite(weeks):
        return Cell("none", note="in no simulation")
    return Cell(amount(weeks, "weeks"), note="" if returned == 1 else f"in {share(returned)} of simulations")
