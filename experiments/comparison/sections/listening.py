"""Listening: what a brand that listens found, and what is true."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.comparison.programmes import Programme, healing_runs, programmes
from experiments.comparison.view import ComparisonView
from experiments.measures.paired import estimate
from experiments.pages.blocks import Cell, Figure, Section, Table
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import NOTHING, amount, number, plus_minus, share
from experiments.pages.phrases import quoted
from language import mark, phrase

_BASIS = mark("per 1,000 customers a year")
_MOST_BARS = 8
_ROOT, _ITSELF = "#1d4f73", "#e0b667"
"""Colours of root causes, and of what a touchpoint itself is blamed for: dark and light, also in grey print."""


def section(view: ComparisonView) -> Section:
    """Return what each programme put bad encounters down to, beside what they truly come from."""
    listening = programmes(view)
    lead = [
        _truth(view),
        *(_found(view, name, each) for name, each in listening.items()),
        *(_bias(view, name, each) for name, each in listening.items()),
    ]
    key = [(phrase("root cause"), _ROOT), (phrase("the touchpoint itself, no root cause"), _ITSELF)]
    blocks: list[Figure | Table] = [
        Figure(_pictures(view, listening), legend="", key=key),
        _causes(view, listening),
        _touchpoints(view, listening),
    ]
    return Section("listening", phrase("What the brand found, what is true"), lead, blocks)


def _rate(values: np.ndarray) -> float:
    return float(np.nanmean(values)) if len(values) else float("nan")


def _targets(view: ComparisonView) -> dict[str, str]:
    """Return what bad encounters can be put down to: column of the record -> title."""
    causes = {f"blamed_on.{cause}": title for cause, title in view.cause_titles.items()}
    return causes | {f"blamed_at.{name}": title for name, title in view.touchpoint_titles.items()}


def _true_rates(view: ComparisonView) -> dict[str, float]:
    """Return what bad encounters of the baseline truly come from, by the columns of a dashboard that knew everything.

    Those at a touchpoint are the ones without a root cause.
    """
    true = Programme(view, view.baseline)
    rates = {f"blamed_on.{cause}": _rate(true.true(f"bad_on.{cause}")) for cause in view.cause_titles}
    return rates | {
        f"blamed_at.{name}": _rate(true.true(f"bad_at.{name}") - true.true(f"caused_at.{name}"))
        for name in view.touchpoint_titles
    }


def _truth(view: ComparisonView) -> str:
    """Return what a bad encounter is, how many have a root cause, and what most of them truly come from."""
    rates = _true_rates(view)
    caused = {column: rate for column, rate in rates.items() if column.startswith("blamed_on.")}
    everything, of_causes = sum(rates.values()), sum(caused.values())
    what = phrase("An encounter is bad when most people would give it 4 points of 10 or fewer.")
    if not of_causes:
        return what + phrase(" None has a root cause here.")
    worst = max(caused, key=lambda column: caused[column])
    return what + phrase(
        " In truth {part} of the bad encounters have a root cause, most often {cause}; the others come from what the "
        "touchpoint itself is like.",
        part=share(of_causes / everything),
        cause=quoted(_targets(view)[worst]),
    )


def _found(view: ComparisonView, name: str, programme: Programme) -> str:
    """Return what a dashboard shows first, and how much of the truth a programme found."""
    targets = _targets(view)
    said = {column: _rate(programme.said(column)) for column in targets}
    if not any(said.values()):
        return phrase("{name} heard nothing: nobody who was asked gave a bad score.", name=quoted(view.titles[name]))
    first = max(said, key=lambda column: said[column])
    kind = phrase("the root cause") if first.startswith("blamed_on.") else phrase("the touchpoint")
    share_found = programme.found_share
    if not share_found.mean:
        return phrase(
            "The dashboard of {name} shows {kind} {target} first. It puts none of the bad encounters that have a root "
            "cause down to the right one.",
            name=quoted(view.titles[name]),
            kind=kind,
            target=quoted(targets[first]),
        )
    return phrase(
        "The dashboard of {name} shows {kind} {target} first. It puts {part} of the bad encounters "
        "that have a root cause down to the right one.",
        name=quoted(view.titles[name]),
        kind=kind,
        target=quoted(targets[first]),
        part=plus_minus(share_found, "%"),
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
    """Return what bad encounters truly come from, and what each dashboard shows, all on one scale."""
    drawn = {phrase("True: bad encounters {basis}", basis=phrase(_BASIS)): _true_rates(view)}
    for name, programme in listening.items():
        title = phrase("The dashboard of {name}", name=quoted(view.titles[name]))
        drawn[title] = {column: _rate(programme.said(column)) for column in _targets(view)}
    longest = max((rate for rates in drawn.values() for rate in rates.values()), default=0.0)
    return [_bars(view, title, rates, longest) for title, rates in drawn.items()]


def _bars(view: ComparisonView, title: str, rates: Mapping[str, float], longest: float) -> Panel:
    titles = _targets(view)
    largest = sorted((each for each in rates if rates[each] > 0), key=lambda each: -rates[each])[:_MOST_BARS]
    reading = phrase("{title}, the largest first.", title=title)
    bars = {titles[each]: (rates[each], amount(rates[each], "")) for each in largest}
    colours = [_ROOT if each.startswith("blamed_on.") else _ITSELF for each in largest]
    return lengths(Panel(title, reading), bars, colours, longest=longest)


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
