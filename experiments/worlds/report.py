"""The page: how many worlds remain, what is left of the ranges, and what rules out most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import clean, number, share
from experiments.pages.page import Page
from experiments.sensitivity.view import titled
from experiments.worlds import backtest, figures, words
from experiments.worlds.data import ranges, statements, trade_offs
from experiments.worlds.waves import Matched
from language import phrase

if TYPE_CHECKING:
    from experiments.running.study import Study

_MOST_RANGES, _MOST_PAIRS = 30, 4
_LONG_WAY = 2.0


def report(found: Matched, study: Study) -> Page:
    """Return the page of an ensemble."""
    title = clean(phrase(study.market.title))
    return Page(
        title=title,
        lead=[words.headline(found, title), words.the_market(found), phrase(words.NO_PROBABILITY)],
        blocks=[_statements(found), *_backtest(found), _ranges(found), *_pairs(found), _method(found)],
        kind=phrase("Worlds that agree with what is known"),
        facts=[
            phrase("{factors} assumed numbers", factors=len(found.factors)),
            phrase("{statements} statements", statements=len(found.evidence.statements)),
            phrase("{customers} simulated customers", customers=number(study.customers)),
            phrase("{worlds} simulated worlds", worlds=number(sum(len(wave.inputs) for wave in found.waves))),
        ],
        points=[
            Point(phrase("What rules out most"), words.what_rules_out(found)),
            Point(phrase("What is left"), words.what_is_left(found)),
            Point(phrase("What trades off"), words.which_trade_off(found)),
            *(Point(phrase("Forecasts"), sentence) for sentence in backtest.in_words(found)),
        ],
    )


def _statements(found: Matched) -> Section:
    rows = []
    for row, each in zip(statements(found), found.evidence.statements, strict=True):
        is_far = row["market_implausibility"] > _LONG_WAY
        rows.append(
            [
                Cell(clean(phrase(each.title)), clean(phrase(each.unit))),
                Cell(each.wanted, f"± {row['standard_deviation_allowed']:.2g}"),
                Cell(
                    phrase(
                        "{worlds_low:.3g} to {worlds_high:.3g}",
                        worlds_low=row["worlds_low"],
                        worlds_high=row["worlds_high"],
                    ),
                    phrase("mean {worlds_mean:.3g}", worlds_mean=row["worlds_mean"]),
                ),
                Cell(
                    f"{row['market']:.3g}",
                    phrase(
                        "{market_implausibility} away", market_implausibility=number(row["market_implausibility"], 1)
                    )
                    if is_far
                    else "",
                    tone="bad" if is_far else "",
                ),
                Cell(share(row["ruled_out_alone"])),
            ]
        )
    table = Table(
        phrase("Statements"),
        [
            phrase("Statement"),
            phrase("Known"),
            phrase("Worlds show"),
            phrase("The market shows"),
            phrase("Rules out alone"),
        ],
        rows,
        phrase(
            "Known: a figure or an interval, with one standard deviation of what may be off in it "
            "(observation and model). Worlds, market: means over the seeds of the check. Rules out alone: "
            "share of the first wave."
        ),
    )
    return Section(
        "statements", phrase("What is known, and what the worlds show"), [words.what_rules_out(found)], [table]
    )


def _ranges(found: Matched) -> Section:
    rows = ranges(found)
    titles = titled([factor.path for factor in found.factors])
    shown = [row for row in rows if row["is_narrower"] or row["is_learned"]][:_MOST_RANGES] or rows[:_MOST_RANGES]
    panel = Panel(
        phrase("What is left of the ranges"),
        phrase(
            "A bar for each number: its range, the part in which nine of ten worlds lie, and the market's own value."
        ),
        phrase("Light: the range. Blue: where nine of ten worlds lie; hollow mark: the market's own value."),
    )
    table = Table(
        phrase("Numbers"),
        [phrase("Number"), phrase("Range"), phrase("Nine of ten worlds"), phrase("Market"), phrase("Ruled out")],
        [
            [
                Cell(clean(titles[row["number"]]), clean(row["number"])),
                Cell(phrase("{low:.3g} to {high:.3g}", low=row["low"], high=row["high"]), clean(phrase(row["unit"]))),
                Cell(phrase("{left_low:.3g} to {left_high:.3g}", left_low=row["left_low"], left_high=row["left_high"])),
                Cell(f"{row['market']:.3g}"),
                Cell(share(row["ruled_out"]), tone="clear" if row["is_narrower"] else ""),
            ]
            for row in shown
        ],
        phrase(
            "Ruled out: by how much narrower the worlds lie than the range; bold where that is beyond "
            "chance. Numbers that no statement depends on are not listed: {rows} of them, see ranges.csv.",
            rows=len(rows) - len(shown),
        ),
    )
    lead = [words.what_is_left(found)]
    return Section(
        "ranges",
        phrase("What is left of each range"),
        lead,
        [Figure([figures.left(panel, shown, titles)], legend=""), table],
    )


def _pairs(found: Matched) -> list[Section]:
    pairs = trade_offs(found)[:_MOST_PAIRS]
    if not pairs:
        return []
    titles = titled([factor.path for factor in found.factors])
    panels = [
        figures.pair(
            Panel(
                phrase(
                    "{upwards}, over {across}",
                    upwards=titles[found.factors[b].path],
                    across=titles[found.factors[a].path],
                ),
                phrase("One mark per world; rank correlation {strength}.", strength=number(strength, 2)),
            ),
            found,
            (a, b),
            titles,
        )
        for a, b, strength in pairs
    ]
    return [
        Section("pairs", phrase("Which numbers trade off"), [words.which_trade_off(found)], [Figure(panels, legend="")])
    ]


def _backtest(found: Matched) -> list[Section]:
    """Return how well worlds forecast what was not known yet, where there is such a thing."""
    if not found.evidence.later:
        return []
    table = backtest.rows(found)
    has_curve = any(np.isfinite(row["model"]) for row in table)
    rows = [
        [
            Cell(clean(str(row["fact"])), str(row["date"])),
            Cell(f"{row['value']:.3g}", f"± {row['tolerance']:.2g}"),
            Cell(
                phrase("{low_80:.3g} to {high_80:.3g}", low_80=row["low_80"], high_80=row["high_80"]),
                phrase("middle {worlds:.3g}", worlds=row["worlds"]),
            ),
            Cell(phrase("yes") if row["low_80"] <= row["value"] <= row["high_80"] else phrase("no")),
            Cell(f"{row['no_change']:.3g}"),
            Cell(f"{row['trend']:.3g}"),
            *([Cell(f"{row['model']:.3g}" if np.isfinite(row["model"]) else "")] if has_curve else []),
        ]
        for row in table
    ]
    usual = phrase(
        "Usual model: beta-geometric for retention (Fader & Hardie 2007), negative binomial for further orders "
        "(Ehrenberg 1959), from the known points of the curve."
    )
    forecasts = Table(
        phrase("Figures that were not known yet"),
        [
            phrase("Figure"),
            phrase("Later"),
            phrase("Four of five worlds"),
            phrase("Within"),
            phrase("No change"),
            phrase("Trend"),
            *([phrase("Usual model")] if has_curve else []),
        ],
        rows,
        phrase(
            "Four of five worlds: between which the figure lies, with its tolerance. No change: the last "
            "known figure; trend: the straight line through all known ones. In the worlds nothing happens "
            "after the known day."
        )
        + (f" {usual}" if has_curve else ""),
    )
    return [Section("backtest", phrase("Forecasts of later figures"), backtest.in_words(found), [forecasts])]


def _method(found: Matched) -> Section:
    rows = [
        [
            Cell(phrase("Wave {place}", place=place)),
            Cell(number(len(wave.inputs))),
            Cell(share(wave.left)),
            Cell(number(len(screen.active))),
        ]
        for place, (wave, screen) in enumerate(zip(found.waves, found.screens, strict=True), start=1)
    ]
    table = Table(
        phrase("Waves"),
        [
            phrase("Wave"),
            phrase("Worlds simulated"),
            phrase("Ranges left before it"),
            phrase("Numbers that matter, after it"),
        ],
        rows,
        phrase("Left: share of points anywhere in the ranges that emulators of earlier waves do not rule out."),
    )
    return Section("method", phrase("How they were found"), words.method(found), [table])
