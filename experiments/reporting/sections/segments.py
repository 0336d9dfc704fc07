"""Who wins and who loses: results by segment, and the shares of all brands."""

from __future__ import annotations

from experiments.reporting.blocks import Cell, Figure, Section, Table, tone
from experiments.reporting.charts.canvas import Panel
from experiments.reporting.charts.intervals import grouped_intervals
from experiments.reporting.formats import amount, clean, plus_minus
from experiments.reporting.paired import estimate
from experiments.reporting.view import View
from experiments.reporting.words import changes, quoted, strongest
from sim.state.indicators import indicator

_SHOWN = ("margin_eur", "churn", "nps", "satisfaction")


def section(view: View) -> Section:
    """Return differences to the baseline by segment and by brand."""
    lead = [sentence for rival in view.rivals if (sentence := _uneven(view, rival))]
    panels = [_panel(view, name) for name in _SHOWN]
    return Section("segments", "By segment and by brand", lead, [Figure(panels), _brands(view)])


def _uneven(view: View, rival: str) -> str:
    """Return where a strategy helps most, and where it harms, by net promoter score."""
    changed = {title: view.change("nps", rival, segment=segment) for segment, title in view.segment_titles.items()}
    up = {title: change for title, change in changed.items() if change.is_above}
    down = {title: change for title, change in changed.items() if change.is_below}
    if not up and not down:
        return ""
    told = []
    if up:
        best = max(up, key=lambda title: up[title].mean)
        told.append(
            f"raises the net promoter score most among {quoted(best)} ({plus_minus(up[best], 'points', signed=True)})"
        )
    if down:
        worst = min(down, key=lambda title: down[title].mean)
        told.append(f"lowers it most among {quoted(worst)} ({plus_minus(down[worst], 'points', signed=True)})")
    return f"{quoted(view.titles[rival])} {' and '.join(told)}."


def _panel(view: View, name: str) -> Panel:
    of = indicator(name)
    whole_run = of.kind == "flow"
    groups = {
        title: [
            (view.ink[rival], view.change(name, rival, segment=segment, last_year=not whole_run))
            for rival in view.rivals
        ]
        for segment, title in view.segment_titles.items()
    }
    values = {
        title: f"baseline {amount(view.level(name, segment=segment, last_year=not whole_run), of.unit)}"
        for segment, title in view.segment_titles.items()
    }
    when = (
        "Over all weeks, before the cost of the strategy, which belongs to no segment."
        if whole_run
        else "In the last year."
    )
    changed = {
        (quoted(title), view.titles[rival]): change
        for title, marks in groups.items()
        for rival, (_, change) in zip(view.rivals, marks, strict=True)
    }
    reading = f"{when} {strongest(changed, of.unit)}"
    panel = Panel(f"{of.label}, {of.unit}", f"Differences to the baseline by segment. {reading}", reading)
    return grouped_intervals(panel, groups, of.unit, values)


def _brands(view: View) -> Table:
    """Return the share of every brand in the last week."""
    head = ["Share of customers", view.titles[view.baseline], *(view.titles[rival] for rival in view.rivals)]
    rows = []
    for brand, shares in view.brand_shares.items():
        own = brand == view.comparison.brand
        cells = [Cell(clean(view.comparison.market.brands[brand].title), note="compared here" if own else "")]
        cells.append(Cell(amount(float(shares[view.baseline].mean()), "%")))
        for rival in view.rivals:
            change = estimate((shares[rival] - shares[view.baseline]).to_numpy())
            cells.append(Cell(plus_minus(change, "%", signed=True), tone=tone(change, "higher" if own else "")))
        rows.append(cells)
    own_share = view.brand_shares[view.comparison.brand]
    moved = {
        view.titles[rival]: estimate((own_share[rival] - own_share[view.baseline]).to_numpy()) for rival in view.rivals
    }
    reading = changes(f"The share of {view.brand_title}", moved, view.titles[view.baseline], "%")
    return Table("Shares of all brands in the last week, and differences to the baseline", head, rows, reading)
