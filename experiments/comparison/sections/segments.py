"""Results by segment, and the market shares of all brands."""

from __future__ import annotations

import pandas as pd

from experiments.comparison.tables import head
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes, strongest
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Figure, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import grouped_intervals
from experiments.pages.formats import amount, listed, plus_minus
from experiments.pages.phrases import quoted
from language import phrase
from sim.state.indicators import indicator

_SHOWN = ("margin_eur", "churn", "nps", "satisfaction")


def section(view: ComparisonView) -> Section:
    """Return differences from the baseline by segment and by brand."""
    lead = [sentence for name in view.drawn if (sentence := _uneven(view, name))]
    panels = [_panel(view, name) for name in _SHOWN]
    return Section("segments", phrase("By segment and by brand"), lead, [Figure(panels), _brands(view)])


def _uneven(view: ComparisonView, strategy: str) -> str:
    """Return in which segment a strategy raises the net promoter score most, and in which it lowers it most."""
    changed = {title: view.change("nps", strategy, segment=segment) for segment, title in view.segment_titles.items()}
    up = {title: change for title, change in changed.items() if change.is_above}
    down = {title: change for title, change in changed.items() if change.is_below}
    if not up and not down:
        return ""
    parts, what = [], phrase("the true net promoter score")
    if up:
        best = max(up, key=lambda title: up[title].mean)
        parts.append(
            phrase(
                "raises {what} most among {best} ({up})",
                what=what,
                best=quoted(best),
                up=plus_minus(up[best], "points", signed=True),
            )
        )
        what = phrase("it")
    if down:
        worst = min(down, key=lambda title: down[title].mean)
        parts.append(
            phrase(
                "lowers {what} most among {worst} ({down})",
                what=what,
                worst=quoted(worst),
                down=plus_minus(down[worst], "points", signed=True),
            )
        )
    return phrase("{strategy} {acts}.", strategy=quoted(view.titles[strategy]), acts=listed(parts))


def _panel(view: ComparisonView, name: str) -> Panel:
    of = indicator(name)
    whole_run = of.kind == "flow"
    groups = {
        title: view.moves(name, segment=segment, last_year=not whole_run)
        for segment, title in view.segment_titles.items()
    }
    values = {
        title: phrase(
            "baseline {level}", level=amount(view.level(name, segment=segment, last_year=not whole_run), of.unit)
        )
        for segment, title in view.segment_titles.items()
    }
    when = (
        phrase("Over all weeks, before wages and the cost of the strategy, which are not allocated to segments.")
        if whole_run
        else phrase("In the last year.")
    )
    reading = f"{when} {strongest(groups)}"
    panel = Panel(
        f"{view.label(of)}, {phrase(of.unit)}",
        phrase("Differences from the baseline by segment. {reading}", reading=reading),
        reading,
    )
    return grouped_intervals(panel, groups, view.ink, of.unit, values)


def _brands(view: ComparisonView) -> Table:
    """Return the share of every brand in the last week."""
    rows = []
    for brand, shares in view.brand_shares.items():
        own = brand == view.comparison.brand
        title = view.brand_titles[brand]
        rows.append(
            [
                Cell(title, note=phrase("brand analysed") if own else ""),
                Cell(amount(float(shares[view.baseline].mean()), "%")),
                *(
                    difference_cell(_apart(view, shares, name), "%", "higher" if own else "")
                    for name in view.strategies
                ),
            ]
        )
    own_share = view.brand_shares[view.comparison.brand]
    moved = {view.titles[name]: _apart(view, own_share, name) for name in view.drawn}
    reading = changes(
        phrase("The share of {brand_title}", brand_title=view.brand_title), moved, view.titles[view.baseline], "%"
    )
    caption = phrase("Shares of all brands in the last week, and differences from the baseline")
    return Table(caption, head(view, phrase("Share of customers")), rows, reading)


def _apart(view: ComparisonView, shares: pd.DataFrame, strategy: str) -> Estimate:
    return estimate((shares[strategy] - shares[view.baseline]).to_numpy())
