"""Money: how revenue and costs add up to the gain of each strategy, and when it pays back."""

from __future__ import annotations

from experiments.comparison.sections.answer import gain_and_cost
from experiments.comparison.tables import Line, differences
from experiments.comparison.value import Part, parts
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import break_even
from experiments.measures.paired import Estimate
from experiments.pages.blocks import Cell, Figure, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.bars import waterfall
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import amount, number
from experiments.pages.phrases import quoted, simulations
from language import mark, phrase

_PARTS = {
    Part.LEAVING: mark("Customers who leave"),
    Part.JOINING: mark("Customers who join"),
    Part.START: mark("Customers at the start"),
    Part.REVENUE: mark("Revenue per customer"),
    Part.SERVING: mark("Cost to serve per customer"),
    Part.STRATEGY: mark("The strategy itself"),
}
_STEPS = {
    "revenue_eur": (mark("Revenue"), 1),
    "service_cost_eur": (mark("Cost to serve"), -1),
    "support_cost_eur": (mark("Contacts with support"), -1),
    "wages_eur": (mark("Wages of support"), -1),
    "acquisition_cost_eur": (mark("Acquisition"), -1),
    "compensation_eur": (mark("Compensation"), -1),
    "listening_eur": (mark("Asking customers"), -1),
    "scenario_cost_eur": (mark("The strategy itself"), -1),
}


def section(view: ComparisonView) -> Section:
    """Return a waterfall per strategy, and the table behind it."""
    lead = [
        break_even(quoted(view.titles[name]), *gain_and_cost(view, name), view.part)
        for name in view.ranking
        if name in view.drawn
    ]
    panels = [_waterfall(view, name) for name in view.drawn]
    return Section(
        "money", phrase("Money"), lead, [Figure(panels, legend=""), _split(view), _table(view)] if panels else []
    )


def _waterfall(view: ComparisonView, strategy: str) -> Panel:
    """Return how the parts of the net present value of a strategy add up."""
    steps = [(phrase(_PARTS[part]), each.mean) for part, each in parts(view, strategy).items()]
    returned = view.summarised("payback_weeks", strategy)
    reading = phrase("Not paid back within the horizon in any simulation.")
    if returned["probability_better"] > 0:
        when = (
            phrase("Paid back after {mean} on average", mean=amount(returned["mean"], "weeks"))
            if returned["mean"]
            else phrase("Never behind")
        )
        reading = phrase(
            "{when}, {often}.", when=when, often=simulations(returned["probability_better"], len(view.comparison.seeds))
        )
    panel = Panel(
        view.titles[strategy], phrase("What adds up to the net present value. {reading}", reading=reading), reading
    )
    return waterfall(panel, steps, phrase("Net present value"), view.ink[view.titles[strategy]].colour)


def _split(view: ComparisonView) -> Table:
    """Return the parts of the net present value of every strategy, with their intervals."""
    found = {name: parts(view, name) for name in view.strategies}
    shown = [part for part in _PARTS if any(part in of for of in found.values())]
    none = Estimate(0.0, 0.0, 0.0, 0.5, len(view.comparison.seeds))
    rows = [
        [
            Cell(phrase(_PARTS[part])),
            *(difference_cell(found[name].get(part, none), "EUR", "higher") for name in view.strategies),
        ]
        for part in shown
    ]
    total = [difference_cell(view.change_of_metric("npv_eur", name), "EUR", "higher") for name in view.strategies]
    rows.append([Cell(phrase("Net present value")), *total])
    return Table(
        phrase("Where the net present value comes from: differences from the baseline"),
        [phrase("Part"), *(view.titles[name] for name in view.strategies)],
        rows,
        reading=phrase(
            "Present values, {basis}. Customers who leave or join count with the margin of an average "
            "customer from then on, less the cost of winning those who join; revenue and cost per "
            "customer count with the average number of customers.",
            basis=view.basis,
        ),
    )


def _table(view: ComparisonView) -> Table:
    """Return every step with its interval, and spending that customers do not notice."""
    lines = [
        Line(phrase(title), counter, "EUR", "higher" if sign > 0 else "lower")
        for counter, (title, sign) in _STEPS.items()
    ]
    lines.append(Line(phrase("Margin, not discounted"), "margin_eur", "EUR", "higher"))
    lines.append(Line(phrase("Over-delivery: spending customers do not notice"), "over_delivery_eur", "EUR", "lower"))
    rate = view.comparison.market.category.discount_rate
    reading = phrase(
        "Amounts are {basis}, not discounted; net present values are discounted at {rate} % a year.",
        basis=view.basis,
        rate=number(100 * rate, 1),
    )
    caption = phrase("Revenue and costs, and differences from the baseline")
    return differences(view, caption, phrase("EUR over all weeks"), lines, last_year=False, reading=reading)
