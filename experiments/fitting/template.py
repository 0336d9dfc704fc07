"""The list of facts that a company may know, to be filled in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from experiments.fitting.fact_file import COLUMNS
from experiments.fitting.figures import FIGURES, Figure
from sim.market.schema import Market

_INTRODUCTION = """\
Facts about your market: fill in the column `value` where you know a figure, and leave the others empty.
Then: cxsim fit {folder} --facts {folder}/facts.csv
Lines without a value are left out; what is not given stays as in market.yaml.

What matters most: the shares of all brands; yearly churn, which decides how fast anything changes and what a customer
is worth; and the NPS of each brand. Then complaints and waiting, where trouble and support are the question. The rest
refines. Figures of rivals may be estimates: give them a wide tolerance.
tolerance: how far off the market may be, in the same unit; a default holds where it is empty.
basis: whom the figure covers, everybody (default), respondents or headquarters.
A fact of a segment needs its name in the column `segment` ({segments}).
Prices, delivery times and agents are numbers of market.yaml: write them there.
"""
_SECTIONS = {
    "share": "Shares of customers",
    "churn": "Yearly churn: customers lost in a year, in % of the customers",
    "nps": "Net promoter score",
    "complaints": "Complaints: per 100 customers a month",
    "wait_minutes": "Support: minutes waited, contacts abandoned, problems solved at the first contact",
    "late_share": "Deliveries after the promised date",
    "csat": "Answers in the top two of five boxes, after an encounter",
    "bill": "Mean bill, a month or an order",
    "elasticity": "Price elasticity: % of new customers or orders, per % of the price (below 0)",
}
_IN_SECTION = {"wait_minutes": ("wait_minutes", "abandonment", "first_contact_resolution")}
_OF_ALL = ("churn", "nps", "complaints")
"""Figures that are also asked for all brands together."""
_OF_ONE = ("csat", "bill", "elasticity")
"""Figures that a company knows of itself only."""


def facts_template(market: Market, folder: str) -> str:
    """Return a table of facts without values, with the brands and touchpoints of a market.

    Parameters
    ----------
    folder : the market's, as commands name it.
    """
    introduction = _INTRODUCTION.format(folder=folder, segments=", ".join(market.listed("segments")))
    lines = [f"# {line}".rstrip() for line in introduction.splitlines()]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS.known)
    for first, title in _SECTIONS.items():
        if first == "churn" and market.category.kind != "contractual":  # type: ignore[attr-defined]
            continue  # where purchases repeat, nobody sees who is lost
        text.write(f"# {title}\n")
        for name in _IN_SECTION.get(first, (first,)):
            for row in _rows(FIGURES[name], market):
                writer.writerow(row)
    return "\n".join(lines) + "\n" + text.getvalue()


def _rows(figure: Figure, market: Market) -> Iterator[list[str]]:
    """Yield the lines of a figure: for all together, for each brand, or for the focus."""
    brands = [market.focus] if figure.name in _OF_ONE else list(market.listed("brands"))
    places = [""]
    if figure.name == "csat":
        kinds = {name: each.kind for name, each in market.touchpoints.items()}  # type: ignore[attr-defined]
        places = [name for name in market.listed("touchpoints") if kinds[name] != "indirect"]
    for brand in (*([""] if figure.name in _OF_ALL else []), *brands):
        for touchpoint in places:
            cells = {"what": figure.name, "brand": brand, "touchpoint": touchpoint, "unit": figure.unit}
            yield [cells.get(column, "") for column in COLUMNS.known]
