"""Do the answers survive other rules: one line for each form, and what each shows of what is known."""

from __future__ import annotations

import math

from experiments.comparison import words_of_rules as words
from experiments.comparison.figures import Figures
from experiments.comparison.other_rules import OURS
from experiments.comparison.surviving import Fate, Survival
from experiments.comparison.view import ComparisonView
from experiments.pages.blocks import Cell, Fold, Point, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.formats import NOTHING, listed, number, plus_minus
from experiments.pages.phrases import quoted
from experiments.worlds.evidence import CUTOFF, Statement
from language import phrase

_DIGITS = 3
_TONES = {Fate.SURVIVES: "good", Fate.OPEN: "", Fate.FALLS: "bad"}


def point(view: ComparisonView) -> list[Point]:
    """Return in short whether the answers survive; nothing when nobody asked."""
    of = view.survival
    return [Point(phrase("Other rules"), words.in_short(of))] if of else []


def section(view: ComparisonView) -> Section:
    """Return the chapter on other rules."""
    of = view.survival
    assert of is not None, "a comparison under the model's rules only has no such chapter"
    everything = Fold(phrase("Every strategy under every form"), [_strategies(of)])
    known = Fold(phrase("What each form shows of what is known"), [_known(of)])
    sources = Fold(phrase("The forms and their sources"), [_sources(of)])
    lead = [words.how(of), words.in_short(of)]
    blocks: list[Table | Fold] = [_forms(of), everything, known, sources]
    return Section("other-rules", phrase("Do the answers survive other rules?"), lead, blocks)


def _best(of: Survival) -> str:
    """Return the best strategy under the model's rules."""
    return next(name for name in of.view.ranking if name != of.view.baseline)


def _forms(of: Survival) -> Table:
    view, best = of.view, _best(of)
    unit = view.metric.unit
    rows = []
    for form in of.of.forms:
        verdict, met = of.verdict(form.name), of.met(form.name)
        rows.append(
            [
                Cell(phrase(form.title), note=phrase(form.theirs)),
                Cell(plus_minus(of.ours(best, view.baseline), unit, signed=True)),
                difference_cell(of.gain(form.name, best, view.baseline), unit, "higher"),
                Cell(view.titles[of.best(form.name)]),
                Cell(phrase("{met} of {total}", met=met[0], total=met[1])),
                Cell(
                    phrase(words.FATES[verdict]) if of.answers else NOTHING, tone=_TONES[verdict] if of.answers else ""
                ),
            ]
        )
    return Table(
        phrase("The answer under other forms of rules"),
        [
            phrase("Form"),
            phrase("Gain of {best}: our rules", best=quoted(view.titles[best])),
            phrase("Its gain: this form"),
            phrase("Best on average"),
            phrase("What is known, met"),
            phrase("The answer"),
        ],
        rows,
        words.what_an_answer_is(),
    )


def _sources(of: Survival) -> Table:
    """Return what the model's rules say, what each form says in their place, and where it comes from."""
    rows = [
        [Cell(phrase(form.title)), Cell(phrase(form.ours)), Cell(phrase(form.theirs)), Cell(form.source)]
        for form in of.of.forms
    ]
    head = [phrase("Form"), phrase("Our rules"), phrase("This form"), phrase("Source")]
    return Table(phrase("The forms"), head, rows, is_text=True)


def _strategies(of: Survival) -> Table:
    view = of.view
    unit = view.metric.unit
    rows = [
        [
            Cell(view.titles[name], ink=view.ink[view.titles[name]]),
            Cell(phrase(form.title)),
            Cell(plus_minus(of.ours(name, view.baseline), unit, signed=True)),
            difference_cell(of.gain(form.name, name, view.baseline), unit, "higher"),
            difference_cell(of.change(form.name, name, view.baseline), unit, "higher"),
        ]
        for name in view.ranking
        if name != view.baseline
        for form in of.of.forms
    ]
    head = [
        phrase("Strategy"),
        phrase("Form"),
        phrase("Gain: our rules"),
        phrase("Gain: this form"),
        phrase("Difference, future by future"),
    ]
    return Table(phrase("Gains under every form, in the same futures"), head, rows)


def _known(of: Survival) -> Table:
    """Return what the model's rules and each form show of every statement; what is missed is shaded."""
    names = [OURS, *(form.name for form in of.of.forms)]
    apart = {name: of.of.implausibility(name) for name in names}
    rows = []
    for place, each in enumerate(of.of.evidence.statements):
        cells = [_shown(float(of.of.shown[name][:, place].mean()), float(apart[name][place])) for name in names]
        rows.append([Cell(_title(of.view, each), note=phrase(each.unit)), Cell(_wanted(each)), *cells])
    return Table(
        phrase("What is known, and what each form shows"),
        [phrase("Statement"), phrase("Known"), phrase("Our rules"), *(phrase(form.title) for form in of.of.forms)],
        rows,
        phrase(
            "Means over {count} futures. Shaded: more than three standard deviations of all that may be off, luck "
            "included, outside of what is known. With few customers luck excuses much.",
            count=len(of.of.shown[OURS]),
        ),
    )


def _shown(mean: float, apart: float) -> Cell:
    if not math.isfinite(mean):
        return Cell(NOTHING, tone="bad")
    is_met = apart <= CUTOFF
    return Cell(_figure(mean), note="" if is_met else phrase("missed"), tone="" if is_met else "bad")


def _title(view: Figures, statement: Statement) -> str:
    """Return what is known in the words of the page: a pattern, or a figure and whose it is."""
    fact = statement.fact
    if fact is None or not fact.whose:
        return phrase(statement.title if fact is None else fact.figure.label)
    titles = view.brand_titles, view.segment_titles, view.touchpoint_titles
    named = [of[part] for of, part in zip(titles, fact.scope, strict=True) if part]
    return phrase("{figure}, {whose}", figure=phrase(fact.figure.label), whose=listed(named))


def _wanted(statement: Statement) -> str:
    """Return what is known: a figure, an interval, or its only end."""
    low, high = _figure(statement.low), _figure(statement.high)
    if statement.low == statement.high:
        return low
    if not math.isfinite(statement.high):
        return phrase("at least {low}", low=low)
    return phrase("at most {high}", high=high) if not math.isfinite(statement.low) else f"{low} – {high}"


def _figure(x: float) -> str:
    """Return a figure with three digits."""
    if not math.isfinite(x):
        return NOTHING
    return number(x, max(0, _DIGITS - 1 - math.floor(math.log10(abs(x)))) if x else 0)
