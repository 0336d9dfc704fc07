"""The tables: every index with its interval, and every assumption with its range and grade."""

from __future__ import annotations

from experiments.pages.blocks import Cell, Fold, Section, Table
from experiments.pages.formats import amount, clean, number
from experiments.sensitivity import words
from experiments.sensitivity.analysis import Finding, Stage
from experiments.sensitivity.indices import Index
from experiments.sensitivity.view import SensitivityView
from language import phrase

_UNITLESS = "share"


def all_indices(view: SensitivityView) -> Section:
    """Return every index of single assumptions, with its interval."""
    folds = []
    for stage in view.of.stages:
        for finding in stage.findings:
            folds.append(
                Fold(f"{phrase(finding.method.title)}: {view.heading(finding)}", [_index_table(view, stage, finding)])
            )
    lead = [
        phrase(
            "{contrast} Each with its 95\u00a0% interval; indices.csv has them all, pairs included.",
            contrast=view.contrast,
        )
    ]
    return Section("indices", phrase("All indices"), lead, folds)


def _index_table(view: SensitivityView, stage: Stage, finding: Finding) -> Table:
    names = list(dict.fromkeys(each.name for each in finding.indices if each.other < 0))
    of = {name: finding.of(name) for name in names}
    unit = index_unit(finding)
    rows = []
    for first in finding.ranking:
        cells = [
            _index_cell(of[name][first.factor], unit, words.is_beyond_chance(first) and name == names[0])
            for name in names
        ]
        swing = finding.swings[first.factor]
        moved = Index(first.factor, -1, "swing", swing.value, swing.low, swing.high, 0.0)
        rows.append(
            [
                Cell(view.title(first.factor, stage)),
                *cells,
                _index_cell(moved, finding.outcome.unit, False, signed=True),
            ]
        )
    head = [
        phrase("Assumption"),
        *(words.index_title(name) for name in names),
        phrase("Swing over its range, {unit}", unit=phrase(finding.outcome.unit)),
    ]
    return Table(
        view.heading(finding), head, rows, phrase("Bold: beyond chance. {straight}", straight=words.straight(finding))
    )


def _index_cell(index: Index, unit: str, is_significant: bool, *, signed: bool = False) -> Cell:
    half = (index.high - index.low) / 2
    if unit == _UNITLESS:
        value, note = number(index.value, 3), f"±{number(half, 3)}"
    else:
        value = amount(index.value, unit, resolution=half or None, signed=signed or index.value < 0)
        note = phrase(
            "{low} to {high}", low=amount(index.low, unit, signed=True), high=amount(index.high, unit, signed=True)
        )
    return Cell(value, note, "clear" if is_significant else "")


def assumptions(view: SensitivityView) -> Section:
    """Return every factor with its range, unit, grade and source."""
    factors = view.of.stages[0].explored.factors
    counts = {grade: sum(factor.grade == grade for factor in factors) for grade in ("measured", "adapted", "assumed")}
    graded = ", ".join(f"{count} {phrase(grade)}" for grade, count in counts.items() if count)
    lead = [
        phrase(
            "{factors} numbers were varied between the ends of their ranges, all values equally likely: {graded}.",
            factors=len(factors),
            graded=graded,
        )
    ]
    lead += [f"{note[:1].upper()}{note[1:]}." for note in map(clean, view.of.notes)]
    rows = [
        [
            Cell(clean(factor.path)),
            Cell(f"{factor.low:.6g}"),
            Cell(f"{factor.default:.6g}"),
            Cell(f"{factor.high:.6g}"),
            Cell(clean(factor.unit)),
            Cell(factor.grade),
            Cell(clean(factor.source)),
        ]
        for factor in factors
    ]
    head = [
        phrase("Number"),
        phrase("From"),
        phrase("Usually"),
        phrase("To"),
        phrase("Unit"),
        phrase("Grade"),
        phrase("Source"),
    ]
    return Section(
        "assumptions",
        phrase("The assumptions and their ranges"),
        lead,
        [Table(phrase("What was varied"), head, rows, is_text=True)],
    )


def in_unit(finding: Finding) -> str:
    """Return the unit of the ranking index as the end of a heading."""
    unit = index_unit(finding)
    return f", {unit}" if unit != _UNITLESS else ""


def index_unit(finding: Finding) -> str:
    """Return the unit of the ranking index: that of the outcome for effects, none for shares and distances."""
    return finding.outcome.unit if finding.method.name == "morris" else _UNITLESS
