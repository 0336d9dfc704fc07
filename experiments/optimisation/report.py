"""The page of an optimum: where the money goes, how surely, what less would do, and where returns diminish."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from experiments.optimisation import figures, words, words_of_worlds
from experiments.optimisation.optimum import APPRAISAL
from experiments.optimisation.report_of_worlds import robustness
from experiments.optimisation.view import OptimumView
from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import ranked_intervals
from experiments.pages.formats import NOTHING, amount, clean, horizon, number, share
from experiments.pages.page import Page
from experiments.pages.palette import inks
from language import phrase, plural


def report(view: OptimumView) -> Page:
    """Return the page of an optimum."""
    chapters = [
        _split(view),
        *robustness(view),
        _alternatives(view),
        _less(view),
        _returns(view),
        *_front(view),
        _search(view),
    ]
    return Page(
        title=phrase("{market}: {brand}", market=clean(phrase(view.market)), brand=clean(phrase(view.brand))),
        lead=[words.headline(view), words.measured(view)],
        blocks=[*chapters, *_uncertain(view)],
        kind=phrase("Best split of a budget"),
        facts=_facts(view),
        points=_points(view),
    )


def _facts(view: OptimumView) -> list[str]:
    problem = view.optimum.problem
    futures = phrase("3 times {seeds} futures", seeds=problem.seeds)
    if problem.worlds:
        futures = phrase(
            "{seeds} futures in the search, {fresh} in run-off and appraisal",
            seeds=problem.seeds,
            fresh=len(problem.futures(APPRAISAL)),
        )
    return [
        phrase(
            "{budget} over {count} candidates", budget=amount(problem.budget.total_eur, "EUR"), count=len(view.titles)
        ),
        horizon(view.weeks),
        phrase("{splits} splits simulated", splits=number(len(view.optimum.searched.splits))),
        futures,
        phrase("{customers} simulated customers", customers=number(view.customers)),
    ]


def _points(view: OptimumView) -> list[Point]:
    points = [
        Point(phrase("The next euro"), words.next_euro(view)),
        Point(phrase("Spending less"), words.spending_less(view)),
        Point(phrase("Uncertainty"), words.uncertainty(view)),
    ]
    if view.optimum.split.any():
        points.append(Point(phrase("Winner's curse"), words.winners_curse(view)))
    if in_short := words_of_worlds.in_short(view):
        points.insert(0, Point(phrase("Robustness"), in_short))
    if told := words.reaction(view):
        points.insert(0, Point(phrase("If rivals react"), told))
    if view.optimum.front:
        points.insert(0, Point(phrase("The other objective"), words.trade(view)))
    return points


def _split(view: OptimumView) -> Section:
    """Return how the budget is split, and the contribution of each candidate."""
    optimum = view.optimum
    budget = optimum.problem.budget
    order = [int(i) for i in np.lexsort((-budget.costs_eur, -optimum.spent_eur))]
    bars = {
        view.titles[i]: (
            100.0 * optimum.spent_eur[i] / budget.total_eur,
            f"{share(optimum.spent_eur[i] / budget.total_eur)}, {amount(optimum.spent_eur[i], 'EUR')}",
        )
        for i in order
        if optimum.spent_eur[i] > 0
    }
    panel = Panel(
        phrase("Budget by candidate, %"),
        words.headline(view),
        phrase("A candidate bought in part has that share of its cost and effect."),
    )
    rows = [_split_row(view, i) for i in order]
    table = Table(
        phrase("The chosen split and the contribution of each candidate"),
        [
            phrase("Candidate"),
            phrase("Bought"),
            phrase("Cost"),
            phrase("Of the budget"),
            phrase("Full cost"),
            phrase("Contribution"),
            phrase("Per euro"),
        ],
        rows,
        phrase(
            "Contribution: the chosen split less the same split without the candidate, its money unspent. "
            "Bold: significant at 95\u00a0%. Costs are planned costs, discounted; indirect costs, such as revenue "
            "lost by lower prices, count in the result, not in the budget."
        ),
    )
    lead = [words.worth_of(view, i) for i in order if optimum.split[i] > 0 or not bars]
    figure = [Figure([lengths(panel, bars)], legend="")] if bars else []
    return Section("split", phrase("The split"), lead, [*figure, table])


def _split_row(view: OptimumView, i: int) -> list[Cell]:
    optimum = view.optimum
    candidate, spent = optimum.problem.portfolio.candidates[i], float(optimum.spent_eur[i])
    adds, each = Cell(NOTHING), Cell(NOTHING)
    if spent > 0:
        without = optimum.responses[i][0]
        objective = optimum.problem.objectives[0]
        adds = difference_cell(optimum.appraisal.lead(optimum.split, without), objective.unit)
        if objective.unit == "EUR":
            each = difference_cell(optimum.appraisal.per_euro(optimum.split, without, spent), "EUR")
    bought = "yes" if candidate.is_yes_no else share(float(optimum.split[i]))
    return [
        Cell(clean(phrase(candidate.title)), phrase("yes or no") if candidate.is_yes_no else ""),
        Cell(bought if spent else "no"),
        Cell(amount(spent, "EUR") if spent else NOTHING),
        Cell(share(spent / optimum.problem.budget.total_eur) if spent else NOTHING),
        Cell(amount(candidate.cost_eur, "EUR")),
        adds,
        each,
    ]


def _alternatives(view: OptimumView) -> Section:
    """Return the chosen split compared with others, in fresh futures."""
    optimum = view.optimum
    names = [view.title_of(name) for name in optimum.alternatives]
    gains = {view.title_of(name): optimum.appraisal.estimate(split) for name, split in optimum.alternatives.items()}
    unit = optimum.problem.objectives[0].unit
    panel = Panel(
        phrase(
            "{label}, beyond the baseline, {unit}", label=phrase(optimum.problem.objectives[0].metric.label), unit=unit
        ),
        phrase("One dot per alternative."),
        phrase("An interval that includes zero: no significant difference from spending nothing."),
    )
    drawn = ranked_intervals(panel, gains, dict(zip(names, inks(len(names) + 1)[1:], strict=True)), unit)
    rows = [
        [
            Cell(view.title_of(name), _bought(view, split)),
            difference_cell(gains[view.title_of(name)], unit),
            difference_cell(optimum.appraisal.lead(optimum.split, split), unit) if position else Cell(NOTHING),
            Cell(share(float(optimum.doubt.probability_best[position]))),
            Cell(amount(float(optimum.doubt.regret[position]), unit)),
        ]
        for position, (name, split) in enumerate(optimum.alternatives.items())
    ]
    table = Table(
        phrase("Alternatives in fresh futures"),
        [
            phrase("Split"),
            phrase("Beyond the baseline"),
            phrase("Advantage of the chosen split"),
            phrase("Best in the worst fourth") if optimum.problem.worlds else phrase("Best on average"),
            phrase("Expected regret"),
        ],
        rows,
        _how_sure(view),
    )
    lead = [words.uncertainty(view), words.winners_curse(view), *filter(None, [words.reaction(view)])]
    return Section(
        "alternatives", phrase("Alternatives and the cost of being wrong"), lead, [Figure([drawn], legend=""), table]
    )


def _how_sure(view: OptimumView) -> str:
    """Return what the last two columns of the alternatives mean."""
    if view.optimum.problem.worlds:
        return phrase(
            "Best in the worst fourth: probability, given this number of worlds and each counting alike, that no "
            "alternative has a higher mean in its worst fourth. Expected regret: expected shortfall of that mean "
            "against the best alternative."
        )
    return phrase(
        "Best on average: probability, given this number of futures, that no alternative has a higher "
        "mean. Expected regret: expected shortfall against the best alternative."
    )


def _bought(view: OptimumView, split: np.ndarray) -> str:
    """Return in a few words what a split buys."""
    parts = [
        f"{clean(view.titles[i])} {share(float(split[i]))}" for i in np.argsort(-split, kind="stable") if split[i] > 0
    ]
    return ", ".join(parts)


def _less(view: OptimumView) -> Section:
    """Return the value of the budget at other sizes."""
    optimum = view.optimum
    objective, budget = optimum.problem.objectives[0], optimum.problem.budget
    nothing = np.zeros(budget.n)
    sizes = {0.0: nothing} | optimum.budgets
    panel = figures.curve(
        Panel(
            phrase(
                "{label}, beyond the baseline, {unit}",
                label=phrase(objective.metric.label),
                unit=phrase(objective.unit),
            ),
            words.spending_less(view),
            phrase("The filled dot is the requested budget; the band is the 95\u00a0% interval."),
        ),
        list(sizes),
        [optimum.appraisal.estimate(split) for split in sizes.values()],
        budget.total_eur,
        objective.unit,
        phrase("budget, EUR"),
    )
    rows = [
        [
            Cell(amount(size, "EUR"), _bought(view, split)),
            Cell(amount(float(budget.spent_eur(split)), "EUR")),
            difference_cell(optimum.appraisal.estimate(split), objective.unit),
        ]
        for size, split in sizes.items()
    ]
    table = Table(
        phrase("The best split found for each budget"),
        [phrase("Budget"), phrase("Spent"), phrase("Beyond the baseline")],
        rows,
        phrase(
            "Splits of other budgets come from the response surface of the search and are measured in fresh "
            "futures, so their gains are lower limits of what is possible."
        ),
    )
    lead = [words.spending_less(view), words.next_euro(view)]
    return Section("less", phrase("Smaller and larger budgets"), lead, [Figure([panel], legend=""), table])


def _returns(view: OptimumView) -> Section:
    """Return the contribution of each candidate by spending on it, the others as in the chosen split."""
    optimum = view.optimum
    objective, budget = optimum.problem.objectives[0], optimum.problem.budget
    order = [int(i) for i in np.lexsort((-budget.costs_eur, -optimum.spent_eur))]
    panels = [
        figures.curve(
            Panel(
                f"{clean(view.titles[i])}, {phrase(objective.unit)}",
                words.worth_of(view, i),
                phrase("Yes or no.") if budget.is_yes_no[i] else "",
            ),
            [float(split[i] * budget.costs_eur[i]) for split in optimum.responses[i]],
            [optimum.appraisal.lead(split, optimum.responses[i][0]) for split in optimum.responses[i]],
            float(optimum.spent_eur[i]),
            objective.unit,
            phrase("spent on it, EUR"),
        )
        for i in order
    ]
    lead = [
        phrase(
            "Contribution of each candidate to {label} by spending on it; the others stay as in the chosen "
            "split (filled dot). Where the curve flattens or falls, money is better spent elsewhere.",
            label=phrase(objective.metric.label),
        )
    ]
    return Section("returns", phrase("Diminishing returns"), lead, [Figure(panels, legend="")])


def _front(view: OptimumView) -> Iterator[Section]:
    """Yield the front between two objectives, where there are two."""
    optimum = view.optimum
    if not optimum.front:
        return
    first, second = optimum.problem.objectives
    efficient = optimum.is_efficient(optimum.front)
    chosen = next(i for i, split in enumerate(optimum.front) if (split == optimum.split).all())
    points = [(optimum.appraisal.estimate(split), optimum.appraisal.estimate(split, 1)) for split in optimum.front]
    panel = figures.front(
        Panel(
            phrase(
                "{label} against {other}, beyond the baseline",
                label=phrase(second.metric.label),
                other=phrase(first.metric.label),
            ),
            words.trade(view),
            phrase(
                "Upwards: {label}, {unit}. Blue and connected: efficient, no other split has better means in "
                "both. The filled dot is the chosen split; lines are 95\u00a0% intervals.",
                label=phrase(second.metric.label),
                unit=phrase(second.unit),
            ),
        ),
        points,
        efficient,
        chosen,
        (first.unit, second.unit),
        f"{phrase(first.metric.label)}, {phrase(first.unit)}",
    )
    rows = [
        [
            Cell(phrase("chosen") if i == chosen else phrase("split {i}", i=i + 1), _bought(view, split)),
            difference_cell(points[i][0], first.unit),
            difference_cell(points[i][1], second.unit),
            Cell("yes" if efficient[i] else "no"),
        ]
        for i, split in enumerate(optimum.front)
    ]
    table = Table(
        phrase("Splits along the efficient frontier"),
        [phrase("Split"), phrase(first.metric.label), phrase(second.metric.label), phrase("Efficient")],
        rows,
    )
    yield Section("front", phrase("Two objectives"), [words.trade(view)], [Figure([panel], legend=""), table])


def _search(view: OptimumView) -> Section:
    """Return the search, and its convergence."""
    optimum = view.optimum
    objective = optimum.problem.objectives[0]
    panel = figures.tried(
        Panel(
            phrase(
                "{label} of the simulated splits, beyond the baseline, {unit}",
                label=phrase(objective.metric.label),
                unit=phrase(objective.unit),
            ),
            words.winners_curse(view),
            phrase(
                "Dots: mean gain of each split in the worst fourth of the worlds of the search. Red: the best so far. "
                "Green: the same of the chosen one in all worlds with fresh luck, with its 95\u00a0% interval."
            )
            if optimum.problem.worlds
            else phrase(
                "Dots: gain of each split in the futures of the search. Red: the best so far. Green: gain of the "
                "chosen one in fresh futures, with its 95\u00a0% interval."
            ),
        ),
        objective.sign * optimum.searched.values[:, 0],
        (optimum.appraisal.worst if optimum.problem.worlds else optimum.appraisal.estimate)(optimum.split),
        objective.unit,
        objective.sign,
    )
    lead = [words.searched(view)]
    lead.append(
        phrase("All splits used common random numbers, so differences between them are due to the splits alone.")
    )
    return Section("search", phrase("How the search was done"), lead, [Figure([panel], legend="")])


def _uncertain(view: OptimumView) -> Iterator[Section]:
    """Yield the uncertain numbers, where there are any."""
    factors = view.optimum.problem.factors
    if not factors:
        return
    rows = [
        [
            Cell(clean(each.path)),
            *(Cell(f"{value:.6g}") for value in (each.low, each.default, each.high)),
            Cell(clean(each.unit)),
            Cell(each.grade),
        ]
        for each in factors
    ]
    table = Table(
        phrase("Uncertain numbers"),
        [phrase("Number"), phrase("From"), phrase("Default"), phrase("To"), phrase("Unit"), phrase("Grade")],
        rows,
    )
    lead = [
        phrase(
            "Each future has its own values of {numbers}, spread evenly over their ranges; all splits are "
            "simulated in the same futures.",
            numbers=plural(
                "{count} uncertain number", "{count} uncertain numbers", len(factors), count=number(len(factors))
            ),
        )
    ]
    yield Section("uncertain", phrase("Uncertain numbers"), lead, [table])
