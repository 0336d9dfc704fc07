"""The page: the answer in words, the verdict on every fact, the numbers that were moved, and how they were found."""

from __future__ import annotations

import math

from experiments.fitting import words
from experiments.fitting.fitting import Fitting, Verdict
from experiments.fitting.handles import Handle, pressed
from experiments.fitting.request import FitRequest
from experiments.pages.blocks import Cell, Fold, Point, Section, Table
from experiments.pages.formats import clean, digits, number
from experiments.pages.page import Page
from language import phrase, plural
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
    title = clean(phrase(market.title))
    missed, moved = [each for each in fitting.verdicts if each.state == "missed"], len(fitting.numbers)
    points = [Point(phrase("What was not given"), " ".join(words.inherited(fitting, title)))]
    if missed and fitting.is_fitted:
        points.insert(0, Point(phrase("Why facts are missed"), " ".join(clean(words.missed(each)) for each in missed)))
    chapters = [_facts(fitting)]
    if fitting.is_fitted:
        chapters += [_numbers(fitting, market), _method(fitting, request)]
    return Page(
        title=title,
        lead=[words.headline(fitting, title)],
        blocks=chapters,
        kind=phrase("A market fitted to facts") if fitting.is_fitted else phrase("A market beside the facts"),
        facts=[
            plural(
                "{count} fact: {file}",
                "{count} facts: {file}",
                len(fitting.facts.given),
                count=len(fitting.facts.given),
                file=clean(fitting.facts.file),
            ),
            *([plural("{count} number moved", "{count} numbers moved", moved, count=moved)] if moved else []),
            phrase("{customers} simulated customers", customers=number(customers)),
            plural("{count} run in the check", "{count} runs in the check", request.checks, count=request.checks),
        ],
        points=points,
    )


def _facts(fitting: Fitting) -> Section:
    """Return the verdict on every fact, those of the file first."""
    given = [each for each in fitting.verdicts if not each.fact.is_implied]
    implied = [each for each in fitting.verdicts if each.fact.is_implied]
    blocks = [_verdict_table(phrase("Facts"), given, fitting)] if given else []
    if implied:
        caption = phrase("Implied, because nothing else is given")
        blocks.append(_verdict_table(caption, implied, fitting))
    return Section("facts", phrase("Facts and what the market shows"), words.notes(fitting), blocks)


def _verdict_table(caption: str, verdicts: list[Verdict], fitting: Fitting) -> Table:
    is_fitted, has_sources = fitting.is_fitted, any(each.fact.source for each in verdicts)
    rows = [
        [*_verdict_row(each, is_fitted), *([Cell(words.source(each.fact, fitting.facts))] if has_sources else [])]
        for each in verdicts
    ]
    head = [
        phrase("Fact"),
        phrase("Given"),
        *([phrase("Before")] if is_fitted else []),
        phrase("Shown"),
        phrase("Verdict"),
        *([phrase("Source")] if has_sources else []),
    ]
    reading = phrase(
        "Given: with its tolerance. Shown: mean of the year after the burn-in, over seeds that the search did not use, "
        "with its standard error. Met: within one tolerance."
    )
    return Table(caption, head, rows, reading)


def _verdict_row(each: Verdict, is_fitted: bool) -> list[Cell]:
    fact = each.fact
    error = f"± {words.figure(each.error, fact)}" if math.isfinite(each.error) else ""
    return [
        Cell(clean(words.said(fact)), phrase(fact.figure.unit)),
        Cell(words.figure(fact.value, fact), f"± {digits(fact.tolerance, 3)}"),
        *([Cell(words.figure(each.before, fact))] if is_fitted else []),
        Cell(words.shown(each), error),
        Cell(words.verdict(each), words.explanation(each), tone=_TONES[each.state]),
    ]


def _numbers(fitting: Fitting, market: Market) -> Section:
    """Return what was moved."""
    before = {dotted(each.path): each for each in numbers_in(market.model_dump())}
    facts = {fact.title: clean(words.said(fact)) for fact in fitting.facts.all}
    rows = [
        _handle_row(each, float(amount), facts) for each, amount in zip(fitting.handles, fitting.amounts, strict=True)
    ]
    head = [phrase("Moved"), phrase("By"), phrase("Numbers"), phrase("For")]
    each_row = [
        [
            Cell(clean(path), before[path].number.unit),
            Cell(digits(before[path].value, 3)),
            Cell(digits(value, 3)),
        ]
        for path, value in fitting.numbers.items()
    ]
    lead = [
        phrase("market.yaml holds these numbers, each with the facts that it was moved for, and inherits all else.")
    ]
    if fitting.pressed:
        named = ", ".join(clean(words.said(each)) for each in fitting.pressed)
        lead.append(phrase("At an end of the range: {named}. There the range decides, not the facts.", named=named))
    together = phrase("Numbers that belong together are moved by one amount, or by one factor.")
    every = Table(phrase("Numbers"), [phrase("Number"), phrase("Before"), phrase("Fitted")], each_row)
    return Section(
        "numbers",
        phrase("Numbers that were moved"),
        lead,
        [Table(phrase("Moved"), head, rows, together, True), Fold(phrase("Every number"), [every])],
    )


def _handle_row(handle: Handle, amount: float, facts: dict[str, str]) -> list[Cell]:
    by = digits(amount, 3, signed=True) if handle.how == "add" else f"× {digits(math.exp(amount), 3)}"
    note = phrase("at an end of the range") if pressed(handle, amount) else ""
    count = len(handle.paths)
    numbers = handle.paths[0] if count == 1 else plural("{count} number", "{count} numbers", count, count=count)
    moved_for = "; ".join(facts.get(fact, fact) for fact in handle.facts)
    return [Cell(clean(words.said(handle))), Cell(by, note), Cell(numbers), Cell(moved_for)]


def _method(fitting: Fitting, request: FitRequest) -> Section:
    """Return how the numbers were found."""
    lead = [
        phrase(
            "{points} points were simulated with {seeds} seeds each: the burn-in, then one year. All points share "
            "their random numbers. The effect of each number was measured by moving it alone; then all were moved "
            "together within their ranges (Gauss-Newton), and every step corrected the effects (Broyden 1965). A fact "
            "that cannot be met loses weight the farther away it is (Huber 1964), so that it does not spoil others.",
            points=fitting.points,
            seeds=request.seeds,
        ),
        phrase(
            "The verdicts come from {checks} other seeds. Distance from the facts during the search: {distances} (half "
            "the sum of squared tolerances).",
            checks=request.checks,
            distances=", ".join(digits(each, 3) for each in fitting.path),
        ),
    ]
    return Section("method", phrase("Method"), lead)
