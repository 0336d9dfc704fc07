"""The worlds: in how many a strategy is better, luck and assumptions, where it loses, what to measure, and regret."""

from __future__ import annotations

import numpy as np

from experiments.comparison import words_of_worlds as words
from experiments.comparison.charts_of_worlds import gains_by_world
from experiments.comparison.over_worlds import OverWorlds
from experiments.comparison.view import ComparisonView
from experiments.discovery import figures
from experiments.discovery.boxes import Limit
from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import NOTHING, amount, clean, number, share
from experiments.pages.phrases import quoted
from language import phrase

_MOST_FACTS = 8


def points(of: OverWorlds) -> list[Point]:
    """Return what to know besides the answer."""
    view = of.view
    best = next(name for name in view.ranking if name != view.baseline)
    return [
        Point(phrase("Luck and assumptions"), words.where_from(of, of.gains(best))),
        Point(phrase("Where it loses"), " ".join(words.where_it_loses(of, name) for name in view.drawn)),
        Point(phrase("What to measure"), words.what_to_measure(of)),
        Point(phrase("What worlds are"), words.certainty(of)),
    ]


def section(view: ComparisonView) -> Section:
    """Return the chapter on worlds."""
    of = view.over_worlds
    assert of is not None, phrase("a comparison of the market as it is has no such chapter")
    lead = [words.certainty(of)]
    panel = Panel(
        phrase("{label}: gain in each world", label=view.metric.label),
        phrase("For each strategy a mark per world, from its smallest gain to its largest, without luck."),
        phrase(
            "A mark per world, sorted; left of the line the strategy loses. The bar below is luck alone: "
            "nine of ten futures of one world."
        ),
    )
    blocks: list[Figure | Table] = [
        Figure([gains_by_world(panel, of)], legend=""),
        _table(of),
        *_losing(of),
        *_facts(of),
        _regret(of),
    ]
    return Section("worlds", phrase("Over the worlds that agree with what is known"), lead, blocks)


def _table(of: OverWorlds) -> Table:
    view, rows = of.view, []
    for name in view.ranking:
        if name == view.baseline:
            continue
        gains = of.gains(name)
        low, high = np.quantile(gains.of_worlds, [0.05, 0.95])
        unit = view.metric.unit
        rows.append(
            [
                Cell(view.titles[name], ink=view.ink[view.titles[name]]),
                Cell(
                    phrase("{better} of {worlds}", better=gains.better, worlds=len(gains.worlds))
                    if of.counts_worlds(gains)
                    else NOTHING
                ),
                Cell(amount(float(np.nanmean(gains.of_futures)), unit)),
                Cell(phrase("{low} to {high}", low=amount(float(low), unit), high=amount(float(high), unit))),
                Cell(amount(float(np.sqrt(gains.assumptions)), unit) if of.knows_luck else NOTHING),
                Cell(amount(float(np.sqrt(gains.luck)), unit) if of.knows_luck else NOTHING),
                Cell(amount(float(gains.of_worlds.min()), unit)),
            ]
        )
    return Table(
        phrase("Gains over the worlds"),
        [
            phrase("Strategy"),
            phrase("Better in worlds"),
            phrase("Mean gain"),
            phrase("Nine of ten worlds"),
            phrase("Assumptions"),
            phrase("Luck"),
            phrase("Worst world"),
        ],
        rows,
        phrase(
            "Gains over {baseline}. Assumptions: standard deviation between worlds; luck: of futures of "
            "one world. Worlds are compared without luck: means of worlds, drawn together until they are "
            "as far apart as worlds are without it.",
            baseline=quoted(view.titles[view.baseline]),
        ),
    )


def _losing(of: OverWorlds) -> list[Figure]:
    """Return a picture of the worlds in which each strategy loses, in the numbers that tell them apart."""
    panels = []
    for name, found in of.losing.items():
        if not found.believed:
            continue
        limits = list(found.believed[0].box.limits)
        if len(limits) == 1:
            limits.append(Limit(next(path for path in found.futures.factors if path != limits[0].factor)))
        panel = Panel(
            phrase(
                "{name}: {factor}, over {other_factor}",
                name=of.view.titles[name],
                factor=found.titles[limits[1].factor],
                other_factor=found.titles[limits[0].factor],
            ),
            words.where_it_loses(of, name),
            phrase("A mark per world. Red, filled: it loses. Green, hollow: it does not. The frame is the region."),
        )
        panels.append(figures.plane(panel, found.futures, limits[:2], found.titles[limits[0].factor]))
    return [Figure(panels, legend="")] if panels else []


def _facts(of: OverWorlds) -> list[Table]:
    rows = [
        [
            Cell(clean(each.fact)),
            Cell(amount(each.value, "EUR"), tone="clear" if each.is_believed else ""),
            Cell(phrase("{low} to {high}", low=amount(each.low, "EUR"), high=amount(each.high, "EUR"))),
            Cell(number(each.changes)),
            Cell(share(each.by_chance)),
        ]
        for each in of.worths[:_MOST_FACTS]
        if each.value > 0
    ]
    head = [
        phrase("Fact"),
        phrase("Worth"),
        phrase("With other weights"),
        phrase("Worlds with another choice"),
        phrase("By chance"),
    ]
    return [Table(phrase("Which fact to measure next"), head, rows, words.how_valued())] if rows else []


def _regret(of: OverWorlds) -> Table:
    view = of.view
    rows = [
        [
            Cell(view.titles[name], ink=view.ink[view.titles[name]]),
            Cell(amount(of.regret[name].mean, view.metric.unit)),
            Cell(amount(of.regret[name].largest, view.metric.unit)),
            Cell(phrase("{best} of {count}", best=of.regret[name].best, count=of.count)),
        ]
        for name in sorted(view.names, key=lambda name: of.regret[name].mean)
    ]
    return Table(
        phrase("Regret"),
        [phrase("Choice"), phrase("Mean regret"), phrase("Largest regret"), phrase("Best in worlds")],
        rows,
        phrase(
            "Regret: what a choice gains less than the best choice of the same world. The choice with "
            "the smallest largest regret is the cautious one."
        ),
    )
