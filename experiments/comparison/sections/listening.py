"""Listening: what a brand that listens found, what is true, and where its money went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import numpy as np

from experiments.comparison.programmes import Programme, healing_runs, programmes
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import compared
from experiments.measures.metrics import METRICS
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Figure, Fold, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import NOTHING, amount, listed, number, plus_minus, share
from experiments.pages.phrases import quoted, sentence
from language import mark, phrase

_BASIS = mark("per 1,000 customers a year")
_MOST_BARS = 8


def found(view: ComparisonView) -> Section:
    """Return what each programme put bad encounters down to, beside what they truly come from."""
    listening = programmes(view)
    lead = [
        *(_found(view, name, each) for name, each in listening.items()),
        *(_bias(view, name, each) for name, each in listening.items()),
    ]
    blocks: list[Figure | Table] = [
        Figure(_pictures(view, listening), legend=""),
        _causes(view, listening),
        _touchpoints(view, listening),
    ]
    return Section("listening", phrase("What the brand found, what is true"), lead, blocks)


def money(view: ComparisonView) -> Section:
    """Return on which works each programme spent its budget, what it claims of them, and what they did."""
    listening = programmes(view)
    lead = [*(_spent(view, name, each) for name, each in listening.items()), *_which_pays(view, listening)]
    folds = [
        Fold(phrase("The works of {name}", name=quoted(view.titles[name])), [_works(view, each)])
        for name, each in listening.items()
        if each.works
    ]
    return Section("works", phrase("Where the money went"), lead, [_summary(view, listening), *folds])


def _rate(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if len(values) else float("nan")


def _targets(view: ComparisonView) -> dict[str, str]:
    """Return what bad encounters can be put down to: column of the record -> title."""
    causes = {f"blamed_on.{cause}": title for cause, title in view.cause_titles.items()}
    return causes | {f"blamed_at.{name}": title for name, title in view.touchpoint_titles.items()}


def _found(view: ComparisonView, name: str, programme: Programme) -> str:
    """Return how much of the truth a programme found, and what its dashboard shows first."""
    targets = _targets(view)
    said = {column: _rate(programme.said(column)) for column in targets}
    if not any(said.values()):
        return phrase("{name} heard nothing: nobody who was asked gave a bad score.", name=quoted(view.titles[name]))
    first = max(said, key=lambda column: said[column])
    true = {cause: _rate(programme.true(f"bad_on.{cause}")) for cause in view.cause_titles}
    worst = max(true, key=lambda cause: true[cause], default="")
    kind = phrase("the root cause") if first.startswith("blamed_on.") else phrase("the touchpoint")
    share_found = programme.found_share
    part = plus_minus(share_found, "%") if share_found.mean else phrase("none")
    text = phrase(
        "The dashboard of {name} shows {kind} {target} first. It puts {part} of the bad encounters "
        "that have a root cause down to the right one.",
        name=quoted(view.titles[name]),
        kind=kind,
        target=quoted(targets[first]),
        part=part,
    )
    return text + (
        phrase(" In truth most of these come from {cause_title}.", cause_title=quoted(view.cause_titles[worst]))
        if worst
        else ""
    )


def _bias(view: ComparisonView, name: str, programme: Programme) -> str:
    """Return how the score of the survey differs from that of everybody."""
    bias, surveyed = programme.response_bias, estimate(programme.surveyed_nps)
    if not bias.pairs:
        return phrase("{name} asks nobody for a recommendation.", name=quoted(view.titles[name]))
    everybody = view.level("nps", name, last_year=False)
    scores = phrase(
        "In the survey of {name} the net promoter score is {mean}, among all customers {everybody}",
        name=quoted(view.titles[name]),
        mean=number(surveyed.mean),
        everybody=number(everybody),
    )
    if not bias.is_significant:
        return phrase("{scores}: no clear difference.", scores=scores)
    how = mark("{scores}: those who answer are gloomier, by {points}.")
    if not bias.is_below:
        how = mark("{scores}: those who answer are rosier, by {points}.")
    return phrase(how, scores=scores, points=plus_minus(-bias if bias.is_below else bias, "points"))


def _pictures(view: ComparisonView, listening: Mapping[str, Programme]) -> list[Panel]:
    """Return the true causes of bad encounters, and what each dashboard shows."""
    true = Programme(view, view.baseline)
    rates = {title: _rate(true.true(f"bad_on.{cause}")) for cause, title in view.cause_titles.items()}
    everywhere = sum(_rate(true.true(f"bad_at.{name}")) for name in view.touchpoint_titles)
    rates[phrase("No root cause")] = everywhere - sum(rates.values())
    pictures = [_bars(phrase("True: bad encounters {basis}", basis=phrase(_BASIS)), rates)]
    for name, programme in listening.items():
        said = {title: _rate(programme.said(column)) for column, title in _targets(view).items()}
        pictures.append(_bars(phrase("The dashboard of {name}", name=quoted(view.titles[name])), said))
    return pictures


def _bars(title: str, rates: Mapping[str, float]) -> Panel:
    largest = sorted((each for each in rates if rates[each] > 0), key=lambda each: -rates[each])[:_MOST_BARS]
    reading = phrase("{title}, the largest first.", title=title)
    return lengths(Panel(title, reading), {each: (rates[each], amount(rates[each], "")) for each in largest})


def _causes(view: ComparisonView, listening: Mapping[str, Programme]) -> Table:
    """Return for each cause the true harm and what each dashboard says."""
    true = Programme(view, view.baseline)
    rates = {cause: _rate(true.true(f"bad_on.{cause}")) for cause in view.cause_titles}
    healed = healing_runs(view)
    rows = [
        [
            Cell(view.cause_titles[cause]),
            _mean(true.true(f"bad_on.{cause}")),
            _mean(true.true(f"left_for.{cause}")),
            *([_counterfactual(view, healed.get(cause))] if healed else []),
            *(_said(each, f"blamed_on.{cause}", f"codes_found.{cause}") for each in listening.values()),
        ]
        for cause in sorted(rates, key=lambda cause: -rates[cause])
    ]
    return Table(
        phrase("Root causes: true harm and what the dashboards say, {basis}", basis=phrase(_BASIS)),
        [
            phrase("Root cause"),
            phrase("True: bad encounters"),
            phrase("True: customers whose worst moment it was"),
            *([phrase("True: customers lost when it is healed")] if healed else []),
            *_said_by(view, listening),
        ],
        rows,
        reading=phrase(
            "True figures are those of the baseline, in which nothing is mended; of customers, those who "
            "left. A dashboard is the mean of all its reviews; people who are moved answer more often, "
            "so that bad encounters are overstated."
        ),
    )


def _touchpoints(view: ComparisonView, listening: Mapping[str, Programme]) -> Table:
    """Return for each touchpoint how many encounters are bad, how many of them by a root cause, and what is blamed."""
    true = Programme(view, view.baseline)
    rates = {name: _rate(true.true(f"bad_at.{name}")) for name in view.touchpoint_titles}
    rows = []
    for name in sorted((each for each in rates if rates[each] > 0), key=lambda each: -rates[each]):
        caused = true.true(f"caused_at.{name}") / np.maximum(true.true(f"bad_at.{name}"), 1e-12)
        rows.append(
            [
                Cell(view.touchpoint_titles[name]),
                _mean(true.true(f"bad_at.{name}")),
                Cell(share(_rate(caused))),
                *(_said(each, f"blamed_at.{name}") for each in listening.values()),
            ]
        )
    return Table(
        phrase(
            "Touchpoints: true bad encounters and what is put down to the touchpoint itself, {basis}",
            basis=phrase(_BASIS),
        ),
        [
            phrase("Touchpoint"),
            phrase("True: bad encounters"),
            phrase("True: share with a root cause"),
            *_said_by(view, listening),
        ],
        rows,
        reading=phrase("Polishing a touchpoint does nothing about a root cause that shows itself there."),
    )


def _counterfactual(view: ComparisonView, strategy: str | None) -> Cell:
    """Return how many more or fewer customers leave where nothing but the cause is healed, if there is such a run."""
    if strategy is None:
        return Cell(NOTHING)
    change = view.change("losses", strategy, last_year=False)
    return Cell(
        plus_minus(change, "customers", signed=True),
        note=phrase("over all weeks, with {strategy}", strategy=quoted(view.titles[strategy])),
    )


def _said_by(view: ComparisonView, listening: Mapping[str, Programme]) -> list[str]:
    return [phrase("Dashboard: {name}", name=quoted(view.titles[name])) for name in listening]


def _mean(values: np.ndarray) -> Cell:
    return Cell(plus_minus(estimate(values), ""))


def _said(programme: Programme, column: str, codes: str = "") -> Cell:
    """Return what a dashboard says, and in how many simulations a cause had first to be found."""
    values = programme.said(column)
    coded = float((programme.total(codes) > 0).mean()) if codes else 0.0
    note = phrase("code found in {coded} of simulations", coded=share(coded)) if coded else ""
    return (
        Cell(plus_minus(estimate(values), ""), note=note)
        if values.any()
        else Cell(phrase("not read") if codes else NOTHING)
    )


def _spent(view: ComparisonView, name: str, programme: Programme) -> str:
    """Return what a programme spent on works, and how much of it on what is not to blame."""
    works, title = programme.works, quoted(view.titles[name])
    if not works:
        return phrase("{title} started no work.", title=title)
    first = [quoted(each) for each in list(works.values())[:3]]
    return phrase(
        "{title} spends {estimate} on works, most on {first}. {other_estimate} of it is misdirected: "
        "spent on touchpoints for bad encounters that have a root cause, or on causes that were "
        "blamed too much.",
        title=title,
        estimate=plus_minus(estimate(programme.spent_on_works), "EUR"),
        first=listed(first),
        other_estimate=plus_minus(estimate(programme.misdirected), "EUR"),
    )


def _which_pays(view: ComparisonView, listening: Mapping[str, Programme]) -> list[str]:
    """Return how programmes compare two by two in value, retention and recommendation."""
    told = []
    for one, other in combinations(listening, 2):
        gain = view.gain(one, other, "npv_eur")
        best, second = (one, other) if gain.mean >= 0 else (other, one)
        text = compared(
            view.titles[best], view.titles[second], view.gain(best, second, "npv_eur"), "EUR", view.comparison.weeks
        )
        for metric, label in (
            ("retention", phrase("yearly retention")),
            ("nps", phrase("the net promoter score of all customers")),
        ):
            change = view.change_of_metric(metric, best, second)
            text += f" {_moved(label, change, METRICS[metric].unit)}"
        if not gain.is_significant:
            text += phrase(" So far nothing speaks against the simpler one; more simulations may tell them apart.")
        told.append(text)
    return told


def _moved(what: str, change: Estimate, unit: str) -> str:
    """Return in a sentence by how much a figure is higher or lower."""
    if not change.is_significant:
        return phrase("No clear difference in {what}.", what=what)
    words = "points" if unit.startswith("%") else unit
    way, size = ("higher", change) if change.is_above else ("lower", -change)
    return phrase("{what} is {way} by {size}.", what=sentence(what), way=way, size=plus_minus(size, words))


def _summary(view: ComparisonView, listening: Mapping[str, Programme]) -> Table:
    """Return budget, spending and results of the programmes side by side."""
    figures: dict[tuple[str, str, str], Callable[[Programme], Estimate]] = {
        ("Budget granted", "EUR", ""): lambda each: estimate(each.total("granted_eur")),
        ("Spent on works", "EUR", "what is left is carried over"): lambda each: estimate(each.spent_on_works),
        ("Misdirected", "EUR", ""): lambda each: estimate(each.misdirected),
        ("The programme itself", "EUR", "people who ask, read, decide"): lambda each: estimate(each.spent("programme")),
        ("Answers", "EUR", "cost of asking"): lambda each: estimate(each.total("listening_eur")),
        ("Found", "%", "of the bad encounters with a root cause"): lambda each: each.found_share,
    }
    rows = [
        [Cell(label, note=note), *(Cell(_amount(of(each), unit)) for each in listening.values())]
        for (label, unit, note), of in figures.items()
    ]
    for metric, label, unit in (
        ("npv_eur", phrase("Net present value"), "EUR"),
        ("retention", phrase("Yearly retention"), "points"),
    ):
        changes = [view.change_of_metric(metric, name) if name != view.baseline else None for name in listening]
        cells = [difference_cell(change, unit, "higher") if change else Cell(NOTHING) for change in changes]
        rows.append([Cell(label), *cells])
    return Table(
        phrase("The programmes side by side"),
        ["", *(view.titles[name] for name in listening)],
        rows,
        reading=phrase(
            "Amounts are {basis}, not discounted; net present value and retention are differences from the baseline.",
            basis=view.basis,
        ),
    )


def _works(view: ComparisonView, programme: Programme) -> Table:
    """Return for each work its price, what was promised and claimed, and what was true."""
    rows = []
    for work, title in programme.works.items():
        kind, target = programme.target(work)
        about = (view.cause_titles if kind == "cause" else view.touchpoint_titles)[target]
        times = programme.total(f"works_started.{work}").mean()
        rows.append(
            [
                Cell(title, note=f"{kind}: {about}"),
                Cell(number(times, 1)),
                Cell(plus_minus(estimate(programme.spent(work)), "EUR")),
                _known(programme.promised(work)),
                _known(programme.claimed(work), signed=True),
                _known(programme.avoided(work), signed=True),
            ]
        )
    return Table(
        phrase("Bad encounters avoided, {basis}", basis=phrase(_BASIS)),
        [
            phrase("Work"),
            phrase("Times started"),
            phrase("Spent"),
            phrase("Promised"),
            phrase("Claimed after measuring again"),
            phrase("True in the last year"),
        ],
        rows,
        reading=phrase(
            "Promised and claimed are means of the simulations in which the work was started and "
            "measured. The true figure is the difference from the baseline at the target, by all works "
            "together."
        ),
    )


def _amount(values: Estimate, unit: str) -> str:
    return plus_minus(values, unit) if values.mean else "none"


def _known(values: Estimate, signed: bool = False) -> Cell:
    if not values.pairs:
        return Cell(phrase("not yet"))
    tone = "clear" if signed and values.is_significant else ""
    return Cell(plus_minus(values, "", signed=signed), tone=tone)
