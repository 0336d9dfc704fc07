"""The customer table beside the model: churn, bill, contracts, tenure and shares, and where they disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

from experiments.comparison.view import ComparisonView
from experiments.measures.metrics import WEEKS_A_YEAR
from experiments.pages.blocks import Cell, Point, Section, Table
from experiments.pages.formats import amount, listed, number, share
from experiments.pages.phrases import sentence
from language import phrase

_AGREES = 0.1
"""Figures agree that differ by at most this part of the table's."""
_CONTRACTS = ("relationship.year_contract_share", "relationship.two_year_contract_share")
_WEEKS_A_MONTH = WEEKS_A_YEAR / 12


class Pair(NamedTuple):
    """One figure of the table beside that of the model, and how it is written and told."""

    label: str
    table: float
    model: float
    unit: str
    told: Callable[[str, str], str]
    """Returns the figure in words, of the table's value and the model's."""
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the model's figure is near enough."""
        return abs(self.model - self.table) <= _AGREES * abs(self.table)


def pairs(view: ComparisonView) -> list[Pair]:
    """Return what the table says of the compared brand beside what the model says; nothing without a table of it."""
    profile = (view.comparison.manifest.get("crm") or {}).get("profiles", {}).get(view.comparison.brand)
    return list(_pairs(view, profile)) if profile else []


def warning(view: ComparisonView) -> Point | None:
    """Return by how much the model and the table disagree and what to do; None when they agree or there is no table."""
    apart = [each for each in pairs(view) if not each.agrees]
    if not apart:
        return None
    told = [each.told(_written(each, each.table), _written(each, each.model)) for each in apart]
    return Point(
        phrase("The model does not describe these customers yet"),
        phrase(
            "{join} Differences between strategies may be off accordingly. First fit the market to your "
            "own figures with the command cxsim fit, then compare again.",
            join=" ".join(f"{sentence(each)}." for each in told),
        ),
    )


def section(view: ComparisonView) -> Section:
    """Return the figures of the table and of the model side by side."""
    found = pairs(view)
    apart = [each.label.lower() for each in found if not each.agrees]
    lead = (
        phrase(
            "The table and the model disagree in {apart}: fit the market to your own figures (cxsim fit).",
            apart=listed(apart),
        )
        if apart
        else phrase("The table and the model agree in all figures that both have.")
    )
    rows = [
        [
            Cell(each.label, note=each.note),
            Cell(_written(each, each.table)),
            Cell(_written(each, each.model), tone="" if each.agrees else "bad"),
            Cell(_apart(each)),
        ]
        for each in found
    ]
    reading = phrase(
        "Shaded: the model differs from the table by more than {agrees}. In the simulation, "
        "customers of the table have its bills, contracts and tenures; newcomers and the customers "
        "of other brands have those of the market file.",
        agrees=share(_AGREES),
    )
    table = Table(
        phrase("Figures side by side"),
        [phrase("Figure"), phrase("Your table"), phrase("The model"), phrase("Difference")],
        rows,
        reading,
    )
    return Section("table", phrase("Your data and the model"), [lead], [table])


def _pairs(view: ComparisonView, profile: dict[str, float]) -> Iterator[Pair]:
    """Yield each figure that the table has."""
    market = view.comparison.market
    brand = market.brands[view.comparison.brand]
    if "left_share" in profile:
        yield Pair(
            phrase("Customers who left"),
            100 * profile["left_share"],
            view.churn_at_first,
            "%",
            lambda table, model: phrase(
                "{table} of the rows are marked as left, the churn of a year if the mark covers one; the "
                "model loses {model} of the customers in its first year",
                table=table,
                model=model,
            ),
            phrase("table: rows marked as left, whatever time the mark covers; model: first year of the baseline"),
        )
    if "median_price_eur" in profile:
        price, listed_at = profile["median_price_eur"], attrgetter("offer.price_eur")(brand)
        what = "bill" if view.is_contractual else "order"
        times = phrase(" ({price} times as much)", price=number(price / listed_at, 1)) if listed_at else ""
        yield Pair(
            phrase("Monthly bill") if view.is_contractual else phrase("Order"),
            price,
            listed_at,
            "EUR",
            lambda table, model: phrase(
                "the median {what} is {table}, the list price of the model {model}{times}",
                what=what,
                table=table,
                model=model,
                times=times,
            ),
            phrase("table: median; model: list price"),
        )
    if "contract_share" in profile and view.is_contractual:
        yield Pair(
            phrase("Customers under contract"),
            100 * profile["contract_share"],
            100 * sum(attrgetter(*_CONTRACTS)(brand)),
            "%",
            lambda table, model: phrase(
                "{table} of the customers have a contract, in the model {model} of newcomers sign one",
                table=table,
                model=model,
            ),
            phrase("table: customers with a contract; model: new customers who sign one"),
        )
    if "mean_tenure_weeks" in profile:
        yield Pair(
            phrase("Months with the brand"),
            profile["mean_tenure_weeks"] / _WEEKS_A_MONTH,
            attrgetter("population.start_tenure_weeks")(market.behaviour) / _WEEKS_A_MONTH,
            "months",
            lambda table, model: phrase(
                "customers have been with the brand for {table} on average, in the model for {model}",
                table=table,
                model=model,
            ),
            phrase("table: mean; model: mean of the customers that the market begins with"),
        )
    title, of_table = view.brand_title, view.comparison.manifest["crm"]["brands"]
    if len(of_table) > 1:
        yield Pair(
            phrase("Share of {brand_title}", brand_title=view.brand_title),
            100 * profile["share"],
            100 * brand.share / sum(market.brands[each].share for each in of_table),
            "%",
            lambda table, model: phrase(
                "{table} of the customers in the table are those of {title}, in the model {model}",
                table=table,
                title=title,
                model=model,
            ),
            phrase("among the brands of the table"),
        )


def _written(pair: Pair, value: float) -> str:
    return phrase("{value}\u00a0months", value=number(value)) if pair.unit == "months" else amount(value, pair.unit)


def _apart(pair: Pair) -> str:
    """Return the difference of the model from the table."""
    if pair.unit == "months":
        return phrase("{model}\u00a0months", model=number(pair.model - pair.table, signed=True))
    return amount(pair.model - pair.table, pair.unit, signed=True)
