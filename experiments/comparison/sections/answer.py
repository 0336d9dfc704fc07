"""The answer: words first, then the ranking with its intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from experiments.comparison import words, words_of_rules, words_of_worlds
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
from language import phrase

_OTHER_METRICS = ("churn", "nps", "share")
"""Metrics whose differences stand in the ranked table after money."""
_SAME_COST = 0.01
"""Costs that differ by less, as a share, are the same budget."""
_DESCRIBED = 4
"""Number of strategies described one by one; the table has them all."""


def headline(view: ComparisonView) -> str:
    """Return the answer in one or two sentences."""
    if view.over_worlds:
        answer = words_of_worlds.headline(view.over_worlds)
        return answer + _at_the_price(view, view.ranking[0]) + _under_other_rules(view)
    first, *others = view.ranking
    gains = {(view.titles[first], view.titles[other]): view.gain(first, other) for other in others}
    ranking = [view.titles[name] for name in view.ranking]
    answer = words.headline(ranking, view.titles[view.baseline], gains, view.metric.unit, view.comparison.weeks)
    return answer + _at_the_price(view, first) + _under_other_rules(view)


def _under_other_rules(view: ComparisonView) -> str:
    """Return that the answer does not survive other forms of rules; "" when it does, or nobody asked."""
    return words_of_rules.warning(view.survival) if view.survival else ""


def _at_the_price(view: ComparisonView, winner: str) -> str:
    """Return that the best strategy lowers the net promoter score; "" when it does not, or is not clearly better."""
    nps = view.change("nps", winner)
    if winner == view.baseline or not view.gain(winner).is_above or not nps.is_below:
        return ""
    return phrase(" But {nps} falls by {other_nps}.", nps=phrase(NPS), other_nps=plus_minus(-nps, "points"))


def measured(view: ComparisonView) -> str:
    """Return the metric behind the headline, and what the baseline is."""
    baseline = phrase(
        "{baseline} is the market without any change by the brand.", baseline=quoted(view.titles[view.baseline])
    )
    if view.metric.name != "npv_eur":
        by = figure(view.metric.label, view.metric.unit)
        return phrase(
            "The strategies are ranked by {by}; {better} is better. {baseline}",
            by=by,
            better=view.metric.better,
            baseline=baseline,
        )
    rate = view.comparison.market.category.discount_rate
    return phrase(
        "The amounts are net present values for {brand_title}, {basis}: the margin after all costs, "
        "including that of the strategy; later years count {rate}\u00a0% a year less. {baseline}",
        brand_title=view.brand_title,
        basis=view.basis,
        rate=number(100 * rate, 1),
        baseline=baseline,
    )


def points(view: ComparisonView) -> list[Point]:
    """Return the main points after the headline: each strategy and whether it pays, the reasons, the uncertainty."""
    baseline = view.titles[view.baseline]
    strategies = [name for name in view.ranking if name != view.baseline]
    points = [
        Point(
            view.titles[name],
            f"{words.against_baseline(baseline, view.gain(name), view.metric.unit)} "
            f"{words.break_even(phrase('it'), *gain_and_cost(view, name), view.part)}",
            view.ink[view.titles[name]],
        )
        for name in strategies[:_DESCRIBED]
    ]
    if strategies:
        points += _why(view, strategies[0])
        next_best = tuple(strategies[:2])
        if strategies[1:]:
            points.append(
                Point(
                    phrase("Compared with {strategie}", strategie=quoted(view.titles[strategies[1]])),
                    _apart(view, *next_best),
                )
            )
        pair = of_equal_cost(view)
        if pair and pair != next_best:
            points.append(Point(phrase("At equal cost"), f"{_compared(view, *pair)} {_apart(view, *pair)}"))
    if view.over_worlds:
        return [*points, *worlds.points(view.over_worlds)]
    known = grades(view)
    points.append(
        Point(phrase("Uncertainty"), words.certainty(len(view.comparison.seeds), known.count("assumed"), len(known)))
    )
    return points


def _why(view: ComparisonView, best: str) -> list[Point]:
    """Return what the best strategy does: what it changes, who stays and joins, what they notice, money and harm."""
    title = quoted(view.titles[best])
    return [
        Point(phrase("What {title} does", title=title), what_changes(view, best)),
        Point(phrase("Who leaves"), who_stays(view, best)),
        Point(phrase("Who joins"), who_joins(view, best)),
        Point(phrase("What customers notice"), what_is_noticed(view, best)),
        Point(phrase("Where the money comes from"), money(view, best)),
        Point(phrase("What it harms"), harm(view, best) or phrase(NO_HARM)),
    ]


def _apart(view: ComparisonView, first: str, second: str) -> str:
    """Return which parts of the money differ between two strategies, and what is worse with the first one."""
    worse = harm(view, first, second)
    but = (
        phrase(
            " But compared with {second}, {worse}{other_worse}",
            second=quoted(view.titles[second]),
            worse=worse[:1].lower(),
            other_worse=worse[1:],
        )
        if worse
        else ""
    )
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
    return phrase("Net present value") if view.metric.name == "npv_eur" else view.metric.label


def gain_and_cost(view: ComparisonView, scenario: str) -> tuple[Estimate, float]:
    """Return the gain of a strategy before its own cost, and that cost; both discounted, EUR."""
    npv, cost = view.per_seed("npv_eur"), view.per_seed("cost_eur")
    extra = cost[scenario] - cost[view.baseline]
    return estimate((npv[scenario] - npv[view.baseline] + extra).to_numpy()), float(extra.mean())


def ranking(view: ComparisonView) -> Section:
    """Return the ranked table and its chart."""
    metric = view.metric
    panel = Panel(
        phrase(
            "{measure}, difference from {baseline}", measure=measure(view), baseline=quoted(view.titles[view.baseline])
        ),
        phrase("One dot per strategy with its 95 % interval; the values are in the table below."),
    )
    rows = {
        view.titles[name]: view.change_of_metric(metric.name, name) for name in view.ranking if name != view.baseline
    }
    blocks: list[Figure | Table] = [_table(view)]
    if rows:
        panel.reading = phrase(
            "A dot to the right of the vertical line is above {baseline}, one to the left below it; the "
            "line through a dot is its 95 % interval. A hollow dot is no clear difference.",
            baseline=quoted(view.titles[view.baseline]),
        )
        blocks.insert(0, Figure([ranked_intervals(panel, rows, view.ink, metric.unit)], legend=""))
    lead = [
        phrase(
            "{measure} over {weeks}, compared with {baseline} in simulations with the same random "
            "numbers; ± is half the width of the 95 % confidence interval.",
            measure=measure(view),
            weeks=horizon(view.comparison.weeks),
            baseline=quoted(view.titles[view.baseline]),
        )
    ]
    if len(view.drawn) < len(view.strategies):
        lead.append(
            phrase(
                "The figures below show the {drawn} strategies that rank highest; the tables hold all.",
                drawn=len(view.drawn),
            )
        )
    return Section("ranking", phrase("The ranking"), lead, blocks)


def _table(view: ComparisonView) -> Table:
    metric = view.metric
    others = [name for name in _OTHER_METRICS if name != metric.name]
    head = [
        phrase("Strategy"),
        measure(view),
        phrase("Better than baseline"),
        phrase("Best of all"),
        phrase("Cost {basis}", basis=view.basis),
        phrase("ROI: return per euro spent"),
        phrase("Payback"),
    ]
    head += [view.label(METRICS[name]) for name in others]
    return Table(
        phrase("Strategies from best to worst"),
        head,
        [_row(view, name, others) for name in view.ranking],
        reading=phrase(
            "Better than baseline, best of all: in how many of the simulations the strategy is. Cost: "
            "present value. Rates and scores refer to the last year, the share to the last week. Shaded: "
            "a clear difference, green if better.{definition_of_loss}",
            definition_of_loss=_definition_of_loss(view),
        ),
    )


def _definition_of_loss(view: ComparisonView) -> str:
    """Return which customers count as lost where purchases repeat; "" under contract, where churn is observed."""
    if view.is_contractual:
        return ""
    weeks = number(view.comparison.market.category.lapse_weeks)
    return phrase(
        " A customer belongs to the brand that delivered last, and is lost on buying elsewhere, or "
        "after {weeks}\u00a0weeks without a purchase; people can be won and lost several times, so "
        "losses can exceed 100\u00a0% a year.",
        weeks=weeks,
    )


def _row(view: ComparisonView, name: str, others: Sequence[str]) -> list[Cell]:
    metric = view.metric
    of_metric = view.summarised(metric.name, name)
    best = share(of_metric["probability_best"])
    title = Cell(view.titles[name], ink=view.ink[view.titles[name]])
    if name == view.baseline:
        level = amount(of_metric["mean"], metric.unit)
        cells = [
            title,
            Cell(NOTHING, note=phrase("level {level}", level=level)),
            Cell(NOTHING),
            Cell(best),
            *[Cell(NOTHING)] * 3,
        ]
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
        return Cell(phrase("none"), note=phrase("in no simulation"))
    return Cell(
        amount(weeks, "weeks"),
        note="" if returned == 1 else phrase("in {returned} of simulations", returned=share(returned)),
    )
