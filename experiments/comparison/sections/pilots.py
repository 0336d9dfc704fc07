"""Pilots: what a company would have read, with which size and weeks it can be believed, and what was true."""

from __future__ import annotations

import math
from collections.abc import Iterator

from experiments.comparison.pilots import Reading, readings
from experiments.comparison.view import ComparisonView
from experiments.pages.blocks import Cell, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.formats import NBSP, NOTHING, amount, listed, number, plus_minus, share
from experiments.pages.phrases import quoted, simulated_part
from language import phrase, plural

_WEEKS = (13, 26, 52, 104)
"""Weeks after which a pilot is read, as far as the run lasts."""


def section(view: ComparisonView) -> Section:
    """Return a table for each pilot of each strategy."""
    tables = list(_tables(view))
    lead = [
        phrase(
            "A pilot compares those who felt the change with others of the same kind, drawn by lot, who "
            "did not. What is read differs from what is true by chance, and because the two groups talk "
            "to each other and share queues. The truth is the same people and the same luck twice: once "
            "with everybody in the pilot, once with nobody."
        ),
        *(_of_pilot(table, sentence, len(tables)) for table, found in tables for sentence in _told(found)),
    ]
    return Section("pilots", phrase("What pilots show"), lead, [table for table, _ in tables])


def _of_pilot(table: Table, sentence: str, pilots: int) -> str:
    """Return a sentence about a pilot, which is named where there are several."""
    return phrase("{pilot}. {sentence}", pilot=table.caption, sentence=sentence) if pilots > 1 else sentence


def _tables(view: ComparisonView) -> Iterator[tuple[Table, list[Reading]]]:
    booked = view.comparison.piloted
    if booked is None:
        return
    for scenario in view.comparison.scenarios:
        for pilot, from_week in enumerate(scenario.pilots_from):
            runs = view.comparison.weeks - from_week + 1
            horizons = sorted({min(weeks, runs) for weeks in _WEEKS})
            found = [each for weeks in horizons for each in readings(booked, scenario.name, pilot, from_week, weeks)]
            if found:
                yield _table(view, scenario.name, pilot, len(scenario.pilots_from), found), found


def _table(view: ComparisonView, scenario: str, pilot: int, pilots: int, found: list[Reading]) -> Table:
    rows = [
        [
            Cell(each.measure.title, note=each.measure.unit if each.measure.unit != "EUR" else phrase("EUR a year")),
            Cell(plural("{count} week", "{count} weeks", each.weeks, count=number(each.weeks))),
            Cell(_read(each)),
            difference_cell(each.true, _unit(each), each.measure.better),
            Cell(share(each.found) if math.isfinite(each.found) else NOTHING),
            Cell(number(each.people)),
            Cell(_needed(each)),
        ]
        for each in found
    ]
    which = phrase(", group {pilot}", pilot=pilot + 1) if pilots > 1 else ""
    size = simulated_part(view.comparison.customers, view.comparison.market.category.customers)
    reading = phrase(
        "Read: pilot less control group, mean over simulations, ± half the 95 % interval of one "
        "single pilot. Found: how often one pilot of this size shows the true direction clearly. "
        "Needed: people in both groups with whom four pilots in five would.{variant}",
        variant=phrase(" All sizes are of those simulated, {size}.", size=size) if size else "",
    )
    head = [
        phrase("Measure"),
        phrase("Read after"),
        phrase("Read by the company"),
        phrase("True"),
        phrase("Found"),
        phrase("People"),
        phrase("People needed"),
    ]
    return Table(
        phrase("The pilot of {scenario}{which}", scenario=quoted(view.titles[scenario]), which=which),
        head,
        rows,
        reading,
    )


def _told(found: list[Reading]) -> Iterator[str]:
    """Yield for the last reading of each measure whether the pilot tells the truth."""
    last = {each.measure: each for each in found}
    unclear = [each for each in last.values() if not each.true.is_significant]
    for each in last.values():
        if each in unclear:
            continue
        verdict = (
            phrase("would be found")
            if each.found >= 0.8
            else phrase("would often be missed")
            if each.found < 0.5
            else phrase("may be missed")
        )
        yield (
            phrase(
                "{title}: after {weeks} the true difference of {true} {verdict} by a pilot of {people} "
                "people (in {found} of them).",
                title=each.measure.title,
                weeks=plural("{count} week", "{count} weeks", each.weeks, count=number(each.weeks)),
                true=plus_minus(each.true, _unit(each), signed=True),
                verdict=verdict,
                people=number(each.people),
                found=share(each.found),
            )
        )
    if unclear:
        yield phrase("No clear true difference in {all}.", all=listed([quoted(each.measure.title) for each in unclear]))


def _needed(each: Reading) -> str:
    """Return how many people a pilot needs; nothing where there is no clear true difference to be found."""
    if not (each.true.is_significant and math.isfinite(each.people_needed)):
        return NOTHING
    return number(max(100.0, float(round(each.people_needed, -2))))


def _read(each: Reading) -> str:
    unit = _unit(each)
    mean = amount(each.read, unit, signed=True)
    half = amount(each.half_width, "points" if unit == "%" else unit)
    return f"{mean}{NBSP}± {half}" if math.isfinite(each.half_width) else mean


def _unit(each: Reading) -> str:
    return "%" if each.measure.unit.startswith("%") else each.measure.unit
