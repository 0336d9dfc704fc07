"""Tables of differences: the level in the baseline, and the change with each strategy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from experiments.comparison.view import ComparisonView
from experiments.pages.blocks import Cell, Table
from experiments.pages.cells import difference_cell
from experiments.pages.formats import amount, number
from language import phrase
from sim.state.indicators import Indicator


class Line(NamedTuple):
    """One line of a table: its words, the figure, its unit, and which direction is better ("" = neither)."""

    label: str
    of: str | Indicator
    unit: str
    better: str = ""
    note: str = ""


def differences(
    view: ComparisonView, caption: str, corner: str, lines: Sequence[Line], *, last_year: bool = True, reading: str = ""
) -> Table:
    """Return the table of `lines`, one column per scenario; `corner` heads the labels."""
    rows = []
    for line in lines:
        level = Cell(amount(view.level(line.of, last_year=last_year), line.unit))
        changes = [view.change(line.of, strategy, last_year=last_year) for strategy in view.strategies]
        cells = [difference_cell(change, line.unit, line.better) for change in changes]
        rows.append([Cell(line.label, note=line.note), level, *cells])
    return Table(caption, head(view, corner), rows, reading)


def head(view: ComparisonView, corner: str) -> list[str]:
    """Return the headings: `corner`, then the scenarios, baseline first."""
    return [corner, *view.titles.values()]


def cost_cell(view: ComparisonView, eur: float) -> Cell:
    """Return a cost of a scenario; when not all customers are simulated, that for the whole market stands below it."""
    if not view.part or not eur:
        return Cell(amount(eur, "EUR"))
    simulated, market = view.comparison.customers, view.comparison.market.category.customers
    return Cell(
        amount(eur, "EUR"),
        note=phrase("{eur} for {market} customers", eur=amount(eur * market / simulated, "EUR"), market=number(market)),
    )
