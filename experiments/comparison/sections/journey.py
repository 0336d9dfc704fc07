"""The journey: promised, expected, delivered, perceived at each stage, root causes, and why strategies differ."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from experiments.comparison.explain import CHAIN, QUALITY, cause_rate, why
from experiments.comparison.sections.answer import of_equal_cost
from experiments.comparison.tables import Line, differences
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes, strongest
from experiments.pages.blocks import Figure, Fold, Section, Table
from experiments.pages.charts.bars import lengths
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.intervals import grouped_intervals
from experiments.pages.charts.lines import chains
from experiments.pages.formats import CHANGE, NBSP, number
from experiments.pages.phrases import quoted
from sim.state.tables import STAGES

_STAGE_TITLES = {"buying": "Buying", "receiving": "Delivery and first use", "using": "Use", "help": "Help"}


def section(view: ComparisonView) -> Section:
    """Return the journey by stage and strategy, and the differences it explains."""
    lead = [why(view, name) for name in view.drawn]
    strategies = [name for name in view.ranking if name != view.baseline]
    if len(strategies) > 1:
        lead.append(f"The two best: {why(view, *strategies[:2])}")
    pair = of_equal_cost(view)
    if pair and list(pair) != strategies[:2]:
        lead.append(f"At equal cost: {why(view, *pair)}")
    blocks: list[Figure | Fold] = [
        _chains(view),
        Fold("The same figures as a table, with differences from the baseline", [_table(view)]),
    ]
    if view.cause_titles:
        blocks.insert(1, _causes(view))
    return Section("journey", "Why the strategies differ: the customer journey", lead, blocks)


def _chains(view: ComparisonView) -> Figure:
    """Return one chain per stage, all on the same scale."""
    shown = (view.baseline, *view.drawn)
    levels = {
        stage: {name: [view.level(f"{what}_{stage}_quality", name) for what in CHAIN] for name in shown}
        for stage in STAGES
    }
    known = np.array([each for of in levels.values() for each in of.values()]).ravel()
    known = known[~np.isnan(known)]
    if not known.size:
        return Figure([], reading="No encounter took place in the last year.", legend="")
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
        "True quality of all encounters, from 0 to 1, in the last year; 0.5 = just acceptable. A drop from promised to "
        "delivered is a broken promise; a drop from delivered to perceived is quality that customers do not notice.",
        legend="scenarios",
    )


def _chain_reading(view: ComparisonView, stage: str, baseline: list[float]) -> str:
    """Return the gaps of the baseline at a stage, and which strategies change perceived quality."""
    promised, expected, delivered, perceived = baseline
    gaps = [
        _gap(
            delivered - promised,
            "delivered as promised",
            "more delivered than promised",
            "less delivered than promised",
        ),
        _gap(
            perceived - delivered,
            "perceived as delivered",
            "perceived better than delivered",
            "perceived worse than delivered",
        ),
        _gap(perceived - expected, "expectations met", "above expectations", "below expectations"),
    ]
    moved = view.moves(f"perceived_{stage}_quality")
    return f"{quoted(view.titles[view.baseline])}: {', '.join(gaps)}. " + changes(
        "Perceived quality", moved, view.titles[view.baseline], QUALITY
    )


def _gap(gap: float, level: str, above: str, below: str) -> str:
    """Return in words the difference between two steps."""
    size = number(abs(gap), 2)
    return level if size == number(0, 2) else f"{size} {above if gap > 0 else below}"


def _causes(view: ComparisonView) -> Figure:
    """Return how often each root cause occurs and is reported, and how the strategies change that."""
    rates = {cause: view.level(cause_rate(cause)) for cause in view.cause_titles}
    order = sorted(rates, key=lambda cause: -rates[cause])
    reported = {
        cause: 100 * view.level(f"complained.{cause}") / episodes
        for cause in order
        if (episodes := view.level(f"irritants.{cause}"))
    }
    bars = {
        view.cause_titles[cause]: (
            rates[cause],
            number(rates[cause], 2) + (f", {number(reported[cause])}{NBSP}% reported" if cause in reported else ""),
        )
        for cause in order
    }
    reading = (
        f"{quoted(view.titles[view.baseline])}: episodes per 100 customers a week in the last year, "
        f"and the share of problems that are reported as complaints."
    )
    if len(reported) > 1:
        reading += f" {_most_reported(view, reported, order[0])}"
    changed = {view.cause_titles[cause]: view.relative_moves(cause_rate(cause)) for cause in order}
    levels = lengths(Panel("Root causes: how often they truly occur", reading, reading), bars)
    summary = f"Change in per cent of {quoted(view.titles[view.baseline])}. {strongest(changed, CHANGE)}"
    return Figure(
        [
            levels,
            grouped_intervals(
                Panel("Root causes: change in frequency, %", summary, summary), changed, view.ink, CHANGE
            ),
        ]
    )


def _most_reported(view: ComparisonView, reported: Mapping[str, float], first: str) -> str:
    """Return whether the most frequent root cause is also the one most often reported."""
    loudest = max(reported, key=lambda cause: reported[cause])
    if loudest == first:
        return f"{quoted(view.cause_titles[first])} is the most frequent cause and the one most often reported."
    return (
        f"{quoted(view.cause_titles[first])} is the most frequent cause, but {quoted(view.cause_titles[loudest])} is "
        "most often reported: complaints alone would give a misleading picture."
    )


def _table(view: ComparisonView) -> Table:
    """Return the quality at every stage and step: the baseline's level, and each strategy's difference."""
    lines = [
        Line(f"{_STAGE_TITLES[stage]}, {what}", f"{what}_{stage}_quality", QUALITY)
        for stage in STAGES
        for what in CHAIN
    ]
    caption = "True quality by stage and step in the last year, 0 to 1 (all customers)"
    return differences(view, caption, "Stage and step", lines, reading="Bold: statistically significant at 95 %.")
