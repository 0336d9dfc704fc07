"""Money: how revenue and costs add up to the gain of each strategy, and when the spending comes back."""

from __future__ import annotations

from experiments.reporting.blocks import Cell, Figure, Section, Table, tone
from experiments.reporting.charts.bars import waterfall
from experiments.reporting.charts.canvas import Panel
from experiments.reporting.formats import amount, number, plus_minus
from experiments.reporting.sections.answer import price
from experiments.reporting.view import View
from experiments.reporting.words import break_even, futures, quoted

_STEPS = {
    "revenue_eur": ("Revenue", 1),
    "service_cost_eur": ("Serving customers", -1),
    "support_cost_eur": ("Support", -1),
    "acquisition_cost_eur": ("Winning customers", -1),
    "compensation_eur": ("Compensation", -1),
    "scenario_cost_eur": ("The strategy itself", -1),
}


def section(view: View) -> Section:
    """Return a waterfall per strategy, and the table behind it."""
    lead = [break_even(quoted(view.titles[name]), *price(view, name)) for name in view.ranking if name != view.baseline]
    panels = [_waterfall(view, rival) for rival in view.rivals]
    return Section("money", "Money", lead, [Figure(panels, legend=""), _table(view)] if panels else [])


def _waterfall(view: View, rival: str) -> Panel:
    steps = [
        (title, sign * view.change(counter, rival, last_year=False).mean) for counter, (title, sign) in _STEPS.items()
    ]
    npv = view.change_of_metric("npv_eur", rival)
    steps.append(("Discounting", npv.mean - sum(step for _, step in steps)))
    biggest, size = max(steps[:-1], key=lambda step: abs(step[1]))
    returned = view.summarised("payback_weeks", rival)
    back = "is not paid back within the horizon in any simulated future"
    if returned["probability_better"] > 0:
        back = (
            f"is paid back after {amount(returned['mean'], 'weeks')} on average, "
            f"{futures(returned['probability_better'], len(view.comparison.seeds))}"
        )
    reading = (
        f"Net present value of {quoted(view.titles[rival])}: {plus_minus(npv, 'EUR', signed=True)}; the largest step "
        "is "
        f"{biggest.lower()} ({amount(size, 'EUR', signed=True)}). It {back}."
    )
    panel = Panel(view.titles[rival], f"From the change of revenue to the net present value. {reading}", reading)
    return waterfall(panel, steps, "Net present value", view.ink[rival].colour)


def _table(view: View) -> Table:
    """Return every step with its interval, and what is spent beyond what customers notice."""
    head = ["EUR over all weeks", view.titles[view.baseline], *(view.titles[rival] for rival in view.rivals)]
    rows = []
    shown = {counter: (title, "higher" if sign > 0 else "lower") for counter, (title, sign) in _STEPS.items()}
    shown["margin_eur"] = ("Margin, not discounted", "higher")
    shown["over_delivery_eur"] = ("Spent beyond what customers notice", "lower")
    for counter, (title, better) in shown.items():
        cells = [Cell(title), Cell(amount(view.level(counter, last_year=False), "EUR"))]
        for rival in view.rivals:
            change = view.change(counter, rival, last_year=False)
            cells.append(Cell(plus_minus(change, "EUR", signed=True), tone=tone(change, better)))
        rows.append(cells)
    rate = view.comparison.market.category.discount_rate
    reading = (
        f"Money is that of {number(view.comparison.customers)} simulated customers, and is discounted at "
        f"{number(100 * rate, 1)} % a "
        "year where a present value is named."
    )
    return Table("Where the money comes from and goes, and differences to the baseline", head, rows, reading)
