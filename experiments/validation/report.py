"""Patterns for readers: the table of checks, and a chapter with a figure for each pattern."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.published import Curve, against_published, curve_inks
from experiments.pages.formats import NOTHING, clean, decimals_for, number
from experiments.pages.page import Page
from experiments.validation.pattern import Result
from experiments.validation.suite import Outcome, tolerance

KINDS = {"C": "calibrated", "V": "validation"}
SUBJECTS = {
    "first": "experience, complaint, talk, choice and value",
    "second": "price, rivals, talk and memory, and common sense",
    "third": "measuring",
}
"""Set of patterns -> what it is about."""
CAPTIONS = {"": "Every check with its tolerance"} | {
    name: f"Every check with its tolerance, {name} set: {subject}" for name, subject in SUBJECTS.items()
}
_HEAD = ["Pattern and source", "Kind", "Statistic", "Simulated", "Published", "Tolerance", "Verdict"]
LEGEND = (
    "The parameters of the model were fitted to the calibrated patterns (C), and to none of those reserved for "
    "validation (V). All use the same calibration, and failures are shown."
)


def report(outcomes: Sequence[Outcome]) -> Page:
    """Return the page of a validation."""
    return Page(
        title="Published patterns: published and simulated figures",
        lead=[verdict(outcomes), LEGEND],
        blocks=[
            Section("table", "All checks", [], tables(outcomes)),
            *(chapter(outcome) for outcome in outcomes if outcome.result),
        ],
        kind="Validation",
        facts=_facts(outcomes),
        points=[Point(f"Fails: {each.pattern.id}", each.pattern.claim) for each in outcomes if not each.passes],
    )


def verdict(outcomes: Sequence[Outcome], beginning: str = "The model reproduces") -> str:
    """Return in a sentence how many patterns are reproduced."""
    parts = []
    for kind, word in KINDS.items():
        of_kind = [each for each in outcomes if each.pattern.kind == kind]
        if of_kind:
            parts.append(f"{sum(each.passes for each in of_kind)} of {len(of_kind)} {word} patterns")
    return f"{beginning} {' and '.join(parts)} within their tolerances." if parts else "No pattern was run."


def _facts(outcomes: Sequence[Outcome]) -> list[str]:
    markets = list(dict.fromkeys(each.market for each in outcomes))
    seeds = [each.seeds for each in outcomes] or [0]
    customers = [each.customers for each in outcomes] or [0]
    return [
        f"market{'s' if len(markets) > 1 else ''} {', '.join(map(clean, markets))}",
        f"{_span(seeds)} seeds",
        f"{_span(customers)} simulated customers per market",
    ]


def _span(numbers: Sequence[int]) -> str:
    low, high = number(min(numbers)), number(max(numbers))
    return low if low == high else f"{low} to {high}"


def tables(outcomes: Sequence[Outcome]) -> list[Table]:
    """Return a table of all checks for each set of patterns."""
    sets = dict.fromkeys(each.set for each in outcomes)
    return [table([each for each in outcomes if each.set == name], CAPTIONS[name]) for name in sets]


def table(outcomes: Sequence[Outcome], caption: str = CAPTIONS[""]) -> Table:
    """Return the table of all checks, one row each; failures are shaded."""
    rows = []
    for outcome in outcomes:
        for position, check in enumerate(outcome.result.checks if outcome.result else ()):
            rows.append(
                [
                    Cell(outcome.pattern.id, note=outcome.pattern.source) if position == 0 else Cell(""),
                    Cell(outcome.pattern.kind if position == 0 else ""),
                    Cell(check.name, note="control of the measurement" if check.is_control else ""),
                    Cell(figure_in_words(check.simulated, check.standard_error)),
                    Cell(check.published or NOTHING),
                    Cell(tolerance(check.low, check.high)),
                    Cell("pass" if check.passes else "fail", tone="good" if check.passes else "bad"),
                ]
            )
    return Table(caption, _HEAD, rows, is_text=True)


def figure_in_words(simulated: float, error: float) -> str:
    """Return a statistic with its standard error, if it has one, with the digits that the error allows."""
    if not math.isfinite(simulated):
        return NOTHING
    size = error if math.isfinite(error) and error > 0 else abs(simulated) / 50 or 0.01
    decimals = min(decimals_for(size), 3 if abs(simulated) >= 0.01 else 4)
    shown = number(simulated, decimals)
    return f"{shown} ± {number(error, decimals)}" if math.isfinite(error) else shown


def chapter(outcome: Outcome) -> Section:
    """Return the claim, the design, the result, and the figure of one pattern."""
    assert outcome.result is not None
    pattern, result = outcome.pattern, outcome.result
    lead = [
        f"{'Reproduced' if result.passes else 'Not reproduced'} ({KINDS[pattern.kind]}). {result.sentence}",
        f"Claim: {pattern.claim} {pattern.source}.",
        f"Design: {pattern.design} {outcome.seeds} seeds, {number(outcome.customers)} customers per market.",
    ]
    return Section(pattern.id, title(pattern.id), lead, [figure(pattern.id, result)])


def title(name: str) -> str:
    """Return an id in words: "Talk U shape"."""
    first, *rest = name.split("-")
    return " ".join([first.capitalize(), *(word.upper() if len(word) == 1 else word for word in rest)])


def figure(title: str, result: Result) -> Figure:
    """Return published against simulated as a figure."""
    drawn = result.figure
    curves = [Curve(*series) for series in drawn.series]
    looks = [
        f"{curve.name} ({_look(curve, ink.colour)})" for curve, ink in zip(curves, curve_inks(curves), strict=True)
    ]
    panel = Panel(drawn.y_label, f"{title}: {drawn.y_label} over {drawn.x_label}; {', '.join(looks)}.")
    panel.reading = f"{'; '.join(looks)}. Bands and error bars are two standard errors."
    return Figure([against_published(panel, drawn.x, curves, drawn.x_label)], legend="")


def _look(curve: Curve, colour: str) -> str:
    names = {"#1c8be0": "blue", "#d06a1c": "orange", "#12402f": "dark green", "#b0309f": "purple"}
    return "grey, published" if curve.is_published else names.get(colour, "coloured")
