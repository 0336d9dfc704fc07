"""What was put in: every changed number with its grade and source, the seeds, the versions, and how to do it again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.comparison.view import View
from experiments.pages.blocks import Cell, Fold, Section, Table
from experiments.pages.formats import NOTHING, amount, clean, listed, number
from experiments.pages.phrases import quoted

if TYPE_CHECKING:
    from experiments.comparison.compare import ScenarioInfo

_GRADES = ("measured", "adapted", "assumed")
_LONGEST = 600
"""Characters of one line of the manifest that are shown; the file has it all."""


def section(view: View) -> Section:
    """Return the assumptions of each scenario and the facts of the runs."""
    scenarios = view.comparison.scenarios
    changed = {each.name: changed_numbers(view, each) for each in scenarios}
    lead = [_grades(grades(view)), *_from_table(view), *_not_covered(view)]
    blocks: list[Table | Fold] = [_scenarios(view)]
    blocks += [
        Fold(
            f"{view.titles[name]}: {len(numbers)} changed number{'s' if len(numbers) > 1 else ''}",
            [_changes(view, name, numbers)],
        )
        for name, numbers in changed.items()
        if len(numbers)
    ]
    blocks.append(Fold("Seeds, versions and hashes", [_manifest(view)]))
    return Section("assumptions", "Assumptions, and how to do it again", lead, blocks)


def command(view: View) -> str:
    """Return the command that makes this comparison, "" when it is not known."""
    given = view.comparison.manifest.get("command", "")
    return clean(given if isinstance(given, str) else " ".join(map(str, given)))


def changed_numbers(view: View, scenario: ScenarioInfo) -> pd.DataFrame:
    """Return the numbers a scenario changes, one row for all segments in which a change is the same."""
    others = [column for column in scenario.changes.columns if column != "segment"]
    together = scenario.changes.groupby(others, sort=False, dropna=False)["segment"].agg(list).reset_index()
    everybody = set(view.segment_titles)
    together["segment"] = [
        "all" if set(segments) >= everybody else listed(list(map(str, segments))) for segments in together["segment"]
    ]
    return together


def grades(view: View) -> list[str]:
    """Return the grade of every number changed by any scenario."""
    return [grade for each in view.comparison.scenarios for grade in changed_numbers(view, each)["grade"]]


def _grades(grades: list[str]) -> str:
    """Return how well the changed numbers are known."""
    if not grades:
        return "No number of the market is changed by these strategies."
    counted = [f"{grades.count(grade)} {grade}" for grade in _GRADES if grade in grades]
    return (
        f"The strategies change {len(grades)} numbers of the market: {listed(counted)}. Measured = from a cited "
        "study or source; adapted = "
        "from one of another scale, category or form; assumed = ours, to be challenged first."
    )


def _from_table(view: View) -> list[str]:
    """Return what a CRM table gave, if there is one."""
    found = view.comparison.manifest.get("crm")
    if not found:
        return []
    brands = listed([view.brand_titles[brand] for brand in found["brands"]])
    former = f", and {number(found['former_customers'])} who left" if found["former_customers"] else ""
    others = " The others are drawn from the segments." if len(found["brands"]) < len(view.brand_titles) else ""
    return [
        f"The customers of {brands} come from a table: {number(found['rows_used'])} rows used, "
        f"{number(found['rows_rejected'])} rejected; {number(found['customers'])} customers{former}.{others}",
        *(f"Doubtful in the table: {clean(doubt)}." for doubt in found.get("doubts", ())),
    ]


def _not_covered(view: View) -> list[str]:
    """Return what the intervals do not say."""
    told = [
        f"{len(view.comparison.seeds)} paired seeds, {number(view.comparison.customers)} simulated customers, "
        f"{view.comparison.weeks} weeks. All scenarios of one seed share all luck until they act, so differences are "
        "taken seed by "
        "seed."
    ]
    if len(view.strategies) > 2:
        told.append(
            f"Intervals are made for one comparison at a time; among {len(view.strategies)} strategies the best is "
            "partly the "
            "luckiest, so a narrow lead deserves more seeds."
        )
    return told


def _scenarios(view: View) -> Table:
    """Return question, start and cost of each scenario."""
    rows = [
        [
            Cell(view.titles[each.name], ink=view.ink[view.titles[each.name]]),
            Cell(clean(each.question) or NOTHING),
            Cell(_week(view, each.from_week) if len(each.changes) else NOTHING),
            Cell(amount(each.one_off_eur, "EUR")),
            Cell(amount(each.weekly_eur, "EUR")),
        ]
        for each in view.comparison.scenarios
    ]
    return Table(
        "The scenarios", ["Scenario", "Question", "From week", "One-off cost", "Weekly cost"], rows, is_text=True
    )


def _changes(view: View, scenario: str, numbers: pd.DataFrame) -> Table:
    """Return every number a scenario changes."""
    head = [
        "Number",
        "Segments",
        "Before",
        "After",
        "Unit",
        "Grade",
        "Source",
        "From week",
        "Ramp, weeks",
        "Until week",
    ]
    rows = [
        [
            Cell(clean(str(row.path))),
            Cell(clean(str(row.segment))),
            Cell(_plain(row.before)),
            Cell(_plain(row.after)),
            Cell(clean(str(row.unit))),
            Cell(clean(str(row.grade))),
            Cell(clean(str(row.source))),
            Cell(_week(view, row.from_week)),
            Cell(_plain(row.ramp_weeks)),
            Cell(_week(view, row.until_week)),
        ]
        for row in numbers.itertuples()
    ]
    return Table(f"Numbers changed by {quoted(view.titles[scenario])}", head, rows, is_text=True)


def _manifest(view: View) -> Table:
    """Return the facts of the runs, flattened."""
    rows = [[Cell(clean(key)), Cell(clean(text)[:_LONGEST])] for key, text in _flat(view.comparison.manifest).items()]
    return Table("Facts of the runs", ["What", "Value"], rows, is_text=True)


def _flat(facts: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Return nested facts as one level of dotted names."""
    flat: dict[str, str] = {}
    for key, value in facts.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = value if isinstance(value, str) else json.dumps(value, default=str)
    return flat


def _week(view: View, week: object) -> str:
    """Return a week, with the day on which it begins where the market has a start date."""
    shown = _plain(week)
    day = view.comparison.market.date_of(int(shown)) if shown.isdecimal() else None
    return f"{shown} ({day})" if day else shown


def _plain(value: object) -> str:
    """Return a number of a file as written there, without spurious digits."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return NOTHING
    return f"{value:.6g}" if isinstance(value, float) else clean(str(value))
