"""The journey: promised, expected, delivered, perceived at each stage, the causes of trouble, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.comparison.explain import CHAIN, QUALITY, cause_rate, why
from experiments.comparison.sections.answer import equally_dear
from experiments.comparison.tables import Line, differences
from experiments.comparison.view import View
from experiments.comparison.words import changes, strongest
from experiments.pages.blocks import Figure, Fold, Section, Table
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import grouped_intervals
from experiments.pages.charts.lines import chains
from experiments.pages.formats import CHANGE, NBSP, number
from experiments.pages.phrases import quoted
from sim.state.tables import STAGES

_STAGE_TITLES = {"buying": "Buying", "receiving": "Receiving and discovering", "using": "Using", "help": "Help"}


def section(view: View) -> Section:
    """Return the journey by stage and strategy, and what it explains."""
    lead = [why(view, name) for name in view.drawn]
    strategies = [name for name in view.ranking if name != view.baseline]
    if len(strategies) > 1:
        lead.append(f"Between the first two: {why(view, *strategies[:2])}")
    pair = equally_dear(view)
    if pair and list(pair) != strategies[:2]:
        lead.append(f"At equal cost: {why(view, *pair)}")
    blocks: list[Figure | Fold] = [
        _chains(view),
        Fold("The chain in figures, with differences to the baseline", [_table(view)]),
    ]
    if view.cause_titles:
        blocks.insert(1, _causes(view))
    return Section("journey", "Why they differ: the journey", lead, blocks)


def _chains(view: View) -> Figure:
    """Return one chain per stage, all on the same scale."""
    shown = (view.baseline, *view.drawn)
    levels = {
        stage: {name: [view.level(f"{what}_{stage}_quality", name) for what in CHAIN] for name in shown}
        for stage in STAGES
    }
    known = np.array([each for of in levels.values() for each in of.values()]).ravel()
    known = known[~np.isnan(known)]
    if not known.size:
        return Figure([], reading="No encounter was booked in the last year.", legend="")
    room = 0.08 * max(float(np.ptp(known)), 0.05)
    limits = (float(known.min()) - room, float(known.max()) + room)
    panels = []
    for stage in STAGES:
        if np.isnan(levels[stage][view.baseline]).all():
            continue
        reading = _chain_reading(view, stage, levels[stage][view.baseline])
        panel = Panel(_STAGE_TITLES[stage], f"From promised to perceived, for each strategy. {reading}", reading)
        panels.append(
            chains(panel, CHAIN, [(view.ink[view.titles[name]], levels[stage][name]) for name in shown], limits)
        )
    return Figure(
        panels,
        "True quality of all encounters, from 0 to 1, in the last year; 0.5 = just acceptable. A fall from promised to "
        "delivered is a promise not kept; a fall from delivered to perceived is work that customers do not notice.",
        legend="scenarios",
    )


def _chain_reading(view: View, stage: str, baseline: list[float]) -> str:
    """Return where the baseline stands at a stage, and who moves what is perceived."""
    promised, expected, delivered, perceived = baseline
    told = [
        _beside(
            delivered - promised,
            "as much is delivered as promised",
            "more is delivered than promised",
            "less is delivered than promised",
        ),
        _beside(
            perceived - delivered,
            "it is perceived as it is",
            "better perceived than it is",
            "worse perceived than it is",
        ),
        _beside(perceived - expected, "it meets what is expected", "above what is expected", "below what is expected"),
    ]
    moved = view.moves(f"perceived_{stage}_quality")
    return f"{quoted(view.titles[view.baseline])}: {', '.join(told)}. " + changes(
        "What is perceived", moved, view.titles[view.baseline], QUALITY
    )


def _beside(gap: float, level: str, above: str, below: str) -> str:
    """Return in words how far two steps lie apart."""
    size = number(abs(gap), 2)
    return level if size == number(0, 2) else f"{size} {above if gap > 0 else below}"


def _causes(view: View) -> Figure:
    """Return how often each cause strikes and is told, and what the strategies change of it."""
    rates = {cause: view.level(cause_rate(cause)) for cause in view.cause_titles}
    order = sorted(rates, key=lambda cause: -rates[cause])
    told = {
        cause: 100 * view.level(f"complained.{cause}") / struck
        for cause in order
        if (struck := view.level(f"irritants.{cause}"))
    }
    bars = {
        view.cause_titles[cause]: (
            rates[cause],
            number(rates[cause], 2) + (f", {number(told[cause])}{NBSP}% told" if cause in told else ""),
        )
        for cause in order
    }
    reading = (
        f"{quoted(view.titles[view.baseline])}: episodes per 100 customers a week in the last year, "
        "and how many are complained of."
    )
    if len(told) > 1:
        reading += f" {_telling(view, told, order[0])}"
    changed = {view.cause_titles[cause]: view.relative_moves(cause_rate(cause)) for cause in order}
    levels = lengths(Panel("Root causes: how often they truly strike", reading, reading), bars)
    summary = f"Change in per cent of {quoted(view.titles[view.baseline])}. {strongest(changed, CHANGE)}"
    return Figure(
        [levels, grouped_intervals(Panel("Root causes: change, %", summary, summary), changed, view.ink, CHANGE)]
    )


def _telling(view: View, told: Mapping[str, float], first: str) -> str:
    """Return whether the cause that strikes most often is also the one most often complained of."""
    loudest = max(told, key=lambda cause: told[cause])
    if loudest == first:
        return f"{quoted(view.cause_titles[first])} strikes most often and is most often told."
    return (
        f"{quoted(view.cause_titles[first])} strikes most often, but {quoted(view.cause_titles[loudest])} is most "
        "often told: complaints alone would show another picture."
    )


def _table(view: View) -> Table:
    """Return the chain of every stage: the baseline's level, and each strategy's difference."""
    lines = [
        Line(f"{_STAGE_TITLES[stage]}, {what}", f"{what}_{stage}_quality", QUALITY)
        for stage in STAGES
        for what in CHAIN
    ]
    caption = "True quality by stage and step in the last year, 0 to 1 (all customers)"
    return differences(view, caption, "Stage and step", lines, reading="Bold: clear of luck.")
