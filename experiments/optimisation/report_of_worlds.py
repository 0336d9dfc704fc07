"""The chapter on robustness: the alternatives in all worlds, and with the same luck under the market's own numbers."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.measures.paired import Estimate
from experiments.optimisation import figures, words_of_worlds
from experiments.optimisation.optimum import CHOSEN, WITHOUT_WORLDS
from experiments.optimisation.robustness import Robustness
from experiments.optimisation.view import OptimumView
from experiments.pages.blocks import Cell, Figure, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import NOTHING, amount, number
from experiments.pages.phrases import NO_PROBABILITY
from language import phrase


def robustness(view: OptimumView) -> Iterator[Section]:
    """Yield what robustness costs and buys, where the futures lie in worlds."""
    of = view.optimum.robustness
    if of is None:
        return
    yield Section(
        "robustness",
        phrase("What robustness costs and buys"),
        [*words_of_worlds.told(view), words_of_worlds.how_chosen(view), phrase(NO_PROBABILITY)],
        [Figure([_picture(view, of)]), _table(view, of)],
    )


def _picture(view: OptimumView, of: Robustness) -> Panel:
    """Return the gains of the chosen split, and of the one chosen without worlds, in all worlds from worst to best."""
    objective, alternatives = view.optimum.problem.objectives[0], view.optimum.alternatives
    names = [CHOSEN] if words_of_worlds.is_same(view) else [CHOSEN, WITHOUT_WORLDS]
    gains = {view.title_of(name): objective.sign * of.gains(alternatives[name]).counted for name in names}
    panel = Panel(
        phrase(
            "{label} in each world, beyond the baseline, {unit}",
            label=phrase(objective.metric.label),
            unit=phrase(objective.unit),
        ),
        words_of_worlds.held_up(view, of),
        phrase("Each split has its own worst worlds; the shaded fourth is the one whose mean decides."),
    )
    return figures.worlds(panel, gains, objective.unit, objective.sign)


def _table(view: OptimumView, of: Robustness) -> Table:
    unit, splits = view.optimum.problem.objectives[0].unit, list(view.optimum.alternatives.values())
    rows = []
    for name, split, regret in zip(view.optimum.alternatives, splits, of.regrets(splits), strict=True):
        gains = of.gains(split)
        if split.any():
            cells = [
                _cell(view, of.under_own_numbers(split)),
                difference_cell(view.optimum.appraisal.estimate(split), unit),
                _cell(view, of.worst(split)),
                Cell(number(gains.better) if gains.knows_luck else NOTHING),
            ]
        else:
            cells = [Cell(NOTHING)] * 4
        rows.append([Cell(view.title_of(name)), *cells, Cell(amount(regret.largest, unit))])
    return Table(
        phrase("The alternatives with and without worlds, in the same luck"),
        [
            phrase("Split"),
            phrase("The market's own numbers"),
            phrase("Mean of all worlds"),
            phrase("Mean of the worst fourth"),
            phrase("Better than nothing, worlds of {count}", count=number(of.count)),
            phrase("Largest regret"),
        ],
        rows,
        phrase(
            "Gains beyond the baseline. Worst fourth: of each split its own, without luck where worlds were simulated "
            "twice. Largest regret: how far the split falls behind the best alternative of a world at most. "
            "Bold: significant at 95\u00a0%."
        ),
    )


def _cell(view: OptimumView, of: Estimate) -> Cell:
    """Return a cell with an estimate that is turned so that higher is better, in the direction of its metric."""
    objective = view.optimum.problem.objectives[0]
    return difference_cell(of if objective.sign > 0 else -of, objective.unit)
