"""Money: how revenue and costs add up to the gain of each strategy, and when it pays back."""

from __future__ import annotations

from experiments.comparison.sections.answer import gain_and_cost
from experiments.comparison.tables import Line, differences
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import break_even
from experiments.pages.blocks import Figure, Section, Table
from experiments.pages.charts.bars import waterfall
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import amount, number, plus_minus
from experiments.pages.phrases import quoted, replications

_STEPS = {
    "revenue_eur": ("Revenue", 1),
    "service_cost_eur": ("Cost to serve", -1),
    "support_cost_eur": ("Contacts with support", -1),
    "wages_eur": ("Wages of support", -1),
    "acquisition_cost_eur": ("Acquisition", -1),
    "compensation_eur": ("Compensation", -1),
    "scenario_cost_eur": ("The strategy itself", -1),
}


def section(view: ComparisonView) -> Section:
    """Return a waterfall per strategy, and the table behind it."""
    lead = [
        break_even(quoted(view.titles[name]), *gain_and_cost(view, name), view.part)
        for name in view.ranking
        if name in view.drawn
    ]
    panels = [_waterfall(view, name) for name in view.drawn]
    return Section("money", "Money", lead, [Figure(panels, legend=""), _table(view)] if panels else [])


def _waterfall(view: ComparisonView, strategy: str) -> Panel:
    steps = [
        (title, sign * view.change(counter, strategy, last_year=False).mean)
        for counter, (title, sign) in _STEPS.items()
    ]
    npv = view.change_of_metric("npv_eur", strategy)
    steps.append(("Discounting", npv.mean - sum(step for _, step in steps)))
    biggest, size = max(steps[:-1], key=lambda step: abs(step[1]))
    returned = view.summarised("payback_weeks", strategy)
    back = "is not paid back within the horizon in any replication"
    if returned["probability_better"] > 0:
        back = (
            f"is paid back after {amount(returned['mean'], 'weeks')} on average, "
            f"{replications(returned['probability_better'], len(view.comparison.seeds))}"
        )
    reading = (
        f"Net present value of {quoted(view.titles[strategy])}: {plus_minus(npv, 'EUR', signed=True)}; "
        f"the largest step is {biggest.lower()} ({amount(size, 'EUR', signed=True)}). It {back}."
    )
    panel = Panel(view.titles[strategy], f"From the change of revenue to the net present value. {reading}", reading)
    return waterfall(panel, steps, "Net present value", view.ink[view.titles[strategy]].colour)


def _table(view: ComparisonView) -> Table:
    """Return every step with its interval, and spending that customers do not notice."""
    lines = [
        Line(title, counter, "EUR", "higher" if sign > 0 else "lower") for counter, (title, sign) in _STEPS.items()
    ]
    lines.append(Line("Margin, not discounted", "margin_eur", "EUR", "higher"))
    lines.append(Line("Over-delivery: spending customers do not notice", "over_delivery_eur", "EUR", "lower"))
    rate = view.comparison.market.category.discount_rate
    everybody = f"for {number(view.comparison.customers)} customers"
    reading = (
        f"Amounts are {view.part or everybody}; present values are discounted at {number(100 * rate, 1)} % a year."
    )
    caption = "Revenue and costs, and differences from the baseline"
    return differences(view, caption, "EUR over all weeks", lines, last_year=False, reading=reading)
