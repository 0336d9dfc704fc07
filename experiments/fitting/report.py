"""The page: the answer in words, the verdict on every fact, the numbers that were moved, and how they were found."""

from __future__ import annotations

import math

from experiments.fitting import words
from experiments.fitting.fitting import Fitting, Verdict
from experiments.fitting.handles import Handle, pressed
from experiments.fitting.request import FitRequest
from experiments.pages.blocks import Cell, Fold, Point, Section, Table
from experiments.pages.formats import clean, number
from experiments.pages.page import Page
from sim.market.messages import dotted
from sim.market.schema import Market
from sim.market.sheet import numbers_in

_TONES = {"met": "good", "missed": "bad", "unclear": ""}


def report(fitting: Fitting, market: Market, customers: int, request: FitRequest) -> Page:
    """Return the page of a fit.

    Parameters
    ----------
    market : as it was before the fit.
    customers : simulated in each run.
    """
    title = clean(market.title)
    missed = [each for each in fitting.verdicts if each.state == "missed"]
    points = [Point("What was not given", " ".join(words.inherited(fitting, title)))]
    if missed and fitting.is_fitted:
        points.insert(0, Point("Why facts are missed", _reasons(missed)))
    chapters = [_facts(fitting)]
    if fitting.is_fitted:
        chapters += [_numbers(fitting, market), _method(fitting, request)]
    return Page(
        title=title,
        lead=[words.headline(fitting, title)],
        blocks=chapters,
        kind="A market fitted to facts" if fitting.is_fitted else "A market beside the facts",
        facts=[
            f"{len(fitting.facts.given)} facts: {clean(fitting.facts.file)}",
            *([f"{len(fitting.numbers)} numbers moved"] if fitting.is_fitted else []),
            f"{number(customers)} simulated customers",
            f"{request.checks} runs in the check",
        ],
        points=points,
    )


def _reasons(missed: list[Verdict]) -> str:
    return " ".join(f"{clean(each.fact.title)} {words.reason(each.reason)}." for each in missed)


def _facts(fitting: Fitting) -> Section:
    """Return the verdict on every fact, those of the file first."""
    given = [each for each in fitting.verdicts if not each.fact.is_implied]
    implied = [each for each in fitting.verdicts if each.fact.is_implied]
    blocks = [_verdict_table("Facts", given, fitting.is_fitted)] if given else []
    if implied:
        blocks.append(_verdict_table("Implied, because nothing else is given", implied, fitting.is_fitted))
    return Section("facts", "Facts and what the market shows", words.notes(fitting), blocks)


def _verdict_table(caption: str, verdicts: list[Verdict], is_fitted: bool) -> Table:
    rows = []
    has_sources = any(each.fact.source for each in verdicts)
    for each in verdicts:
        fact = each.fact
        source = clean(fact.source) + ("" if fact.basis == "everybody" else f" ({words.basis(fact)})")
        before = [Cell(words.figure(each.before, fact))] if is_fitted else []
        error = f"± {words.figure(each.error, fact)}" if math.isfinite(each.error) else ""
        rows.append(
            [
                Cell(clean(fact.title), fact.figure.unit),
                Cell(words.figure(fact.value, fact), f"± {number_of(fact.tolerance)}"),
                *before,
                Cell(words.shown(each), error),
                Cell(words.verdict(each), words.explanation(each), tone=_TONES[each.state]),
                *([Cell(source)] if has_sources else []),
            ]
        )
    head = [
        "Fact",
        "Given",
        *(["Before"] if is_fitted else []),
        "Shown",
        "Verdict",
        *(["Source"] if has_sources else []),
    ]
    reading = (
        "Given: with its tolerance. Shown: mean of the year after the burn-in, over seeds that the search did not use, "
        "with its standard error. Met: within one tolerance."
    )
    return Table(caption, head, rows, reading)


def number_of(value: float) -> str:
    """Return a number with three digits."""
    return f"{value:.3g}"


def _numbers(fitting: Fitting, market: Market) -> Section:
    """Return what was moved."""
    before = {dotted(each.path): each for each in numbers_in(market.model_dump())}
    rows = [_handle_row(each, float(amount)) for each, amount in zip(fitting.handles, fitting.amounts, strict=True)]
    head = ["Moved", "By", "Numbers", "For"]
    each_row = [
        [
            Cell(clean(path), before[path].number.unit),
            Cell(number_of(before[path].value)),
            Cell(number_of(value)),
        ]
        for path, value in fitting.numbers.items()
    ]
    lead = ["market.yaml holds these numbers, each with the facts that it was moved for, and inherits everything else."]
    if fitting.pressed:
        lead.append(
            "At an end of the range: " + ", ".join(clean(each.title) for each in fitting.pressed) + ". There the range "
            "decides, not the facts."
        )
    return Section(
        "numbers",
        "Numbers that were moved",
        lead,
        [
            Table("Moved", head, rows, "Numbers that belong together are moved by one amount, or by one factor.", True),
            Fold("Every number", [Table("Numbers", ["Number", "Before", "Fitted"], each_row)]),
        ],
    )


def _handle_row(handle: Handle, amount: float) -> list[Cell]:
    by = f"{amount:+.3g}" if handle.how == "add" else f"x {math.exp(amount):.3g}"
    note = "at an end of the range" if pressed(handle, amount) else ""
    numbers = handle.paths[0] if len(handle.paths) == 1 else f"{len(handle.paths)} numbers"
    return [Cell(clean(handle.title)), Cell(by, note), Cell(numbers), Cell("; ".join(map(clean, handle.facts)))]


def _method(fitting: Fitting, request: FitRequest) -> Section:
    """Return how the numbers were found."""
    lead = [
        f"{fitting.points} points were simulated with {request.seeds} seeds each: the burn-in, then one year. All "
        "points share their random numbers. The effect of each number was measured by moving it alone; then all were "
        "moved together within their ranges (Gauss-Newton), and every step corrected the effects (Broyden 1965). A "
        "fact that cannot be met loses weight the farther away it is (Huber 1964), so that it does not spoil others.",
        f"The verdicts come from {request.checks} other seeds. Distance from the facts during the search: "
        f"{', '.join(f'{each:.3g}' for each in fitting.path)} (half the sum of squared tolerances).",
    ]
    return Section("method", "Method", lead)
