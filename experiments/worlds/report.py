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

if TYPE_CHECKING:
    from experiments.running.study import Study

_MOST_RANGES, _MOST_PAIRS = 30, 4
_LONG_WAY = 2.0


def report(found: Matched, study: Study) -> Page:
    """Return the page of an ensemble."""
    title = clean(study.market.title)
    return Page(
        title=title,
        lead=[words.headline(found, title), words.the_market(found), words.NO_PROBABILITY],
        blocks=[_statements(found), *_backtest(found), _ranges(found), *_pairs(found), _method(found)],
        kind="Worlds that agree with what is known",
        facts=[
            f"{len(found.factors)} assumed numbers",
            f"{len(found.evidence.statements)} statements",
            f"{number(study.customers)} simulated customers",
            f"{number(sum(len(wave.inputs) for wave in found.waves))} simulated worlds",
        ],
        points=[
            Point("What rules out most", words.what_rules_out(found)),
            Point("What is left", words.what_is_left(found)),
            Point("What trades off", words.which_trade_off(found)),
            *(Point("Forecasts", sentence) for sentence in backtest.in_words(found)),
        ],
    )


def _statements(found: Matched) -> Section:
    rows = []
    for row, each in zip(statements(found), found.evidence.statements, strict=True):
        is_far = row["market_implausibility"] > _LONG_WAY
        rows.append(
            [
                Cell(clean(each.title), clean(each.unit)),
                Cell(each.wanted, f"± {row['standard_deviation_allowed']:.2g}"),
                Cell(f"{row['worlds_low']:.3g} to {row['worlds_high']:.3g}", f"mean {row['worlds_mean']:.3g}"),
                Cell(
                    f"{row['market']:.3g}",
                    f"{number(row['market_implausibility'], 1)} away" if is_far else "",
                    tone="bad" if is_far else "",
                ),
                Cell(share(row["ruled_out_alone"])),
            ]
        )
    table = Table(
        "Statements",
        ["Statement", "Known", "Worlds show", "The market shows", "Rules out alone"],
        rows,
        "Known: a figure or an interval, with one standard deviation of what may be off in it (observation and model). "
        "Worlds, market: means over the seeds of the check. Rules out alone: share of the first wave.",
    )
    return Section("statements", "What is known, and what the worlds show", [words.what_rules_out(found)], [table])


def _ranges(found: Matched) -> Section:
    rows = ranges(found)
    titles = titled([factor.path for factor in found.factors])
    shown = [row for row in rows if row["is_narrower"] or row["is_learned"]][:_MOST_RANGES] or rows[:_MOST_RANGES]
    panel = Panel(
        "What is left of the ranges",
        "A bar for each number: its range, the part in which nine of ten worlds lie, and the market's own value.",
        "Light: the range. Blue: where nine of ten worlds lie; hollow mark: the market's own value.",
    )
    table = Table(
        "Numbers",
        ["Number", "Range", "Nine of ten worlds", "Market", "Ruled out"],
        [
            [
                Cell(clean(titles[row["number"]]), clean(row["number"])),
                Cell(f"{row['low']:.3g} to {row['high']:.3g}", clean(row["unit"])),
                Cell(f"{row['left_low']:.3g} to {row['left_high']:.3g}"),
                Cell(f"{row['market']:.3g}"),
                Cell(share(row["ruled_out"]), tone="clear" if row["is_narrower"] else ""),
            ]
            for row in shown
        ],
        "Ruled out: by how much narrower the worlds lie than the range; bold where that is beyond chance. Numbers that "
        f"no statement depends on are not listed: {len(rows) - len(shown)} of them, see ranges.csv.",
    )
    lead = [words.what_is_left(found)]
    return Section(
        "ranges", "What is left of each range", lead, [Figure([figures.left(panel, shown, titles)], legend=""), table]
    )


def _pairs(found: Matched) -> list[Section]:
    pairs = trade_offs(found)[:_MOST_PAIRS]
    if not pairs:
        return []
    titles = titled([factor.path for factor in found.factors])
    panels = [
        figures.pair(
            Panel(
                f"{titles[found.factors[b].path]}, over {titles[found.factors[a].path]}",
                f"One mark per world; rank correlation {number(strength, 2)}.",
            ),
            found,
            (a, b),
            titles,
        )
        for a, b, strength in pairs
    ]
    return [Section("pairs", "Which numbers trade off", [words.which_trade_off(found)], [Figure(panels, legend="")])]


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
            Cell(f"{row['low_80']:.3g} to {row['high_80']:.3g}", f"middle {row['worlds']:.3g}"),
            Cell("yes" if row["low_80"] <= row["value"] <= row["high_80"] else "no"),
            Cell(f"{row['no_change']:.3g}"),
            Cell(f"{row['trend']:.3g}"),
            *([Cell(f"{row['model']:.3g}" if np.isfinite(row["model"]) else "")] if has_curve else []),
        ]
        for row in table
    ]
    forecasts = Table(
        "Figures that were not known yet",
        [
            "Figure",
            "Later",
            "Four of five worlds",
            "Within",
            "No change",
            "Trend",
            *(["Usual model"] if has_curve else []),
        ],
        rows,
        "Four of five worlds: between which the figure lies, with its tolerance. No change: the last known figure; "
        "trend: the straight line through all known ones. In the worlds nothing happens after the known day."
        + (
            " Usual model: beta-geometric for retention (Fader & Hardie 2007), negative binomial for further orders "
            "(Ehrenberg 1959), from the known points of the curve."
            if has_curve
            else ""
        ),
    )
    return [Section("backtest", "Forecasts of later figures", backtest.in_words(found), [forecasts])]


def _method(found: Matched) -> Section:
    rows = [
        [
            Cell(f"Wave {place}"),
            Cell(number(len(wave.inputs))),
            Cell(share(wave.left)),
            Cell(number(len(screen.active))),
        ]
        for place, (wave, screen) in enumerate(zip(found.waves, found.screens, strict=True), start=1)
    ]
    table = Table(
        "Waves",
        ["Wave", "Worlds simulated", "Ranges left before it", "Numbers that matter, after it"],
        rows,
        "Left: share of points anywhere in the ranges that emulators of earlier waves do not rule out.",
    )
    return Section("method", "How they were found", words.method(found), [table])
