"""The journey: what is promised, heard, expected, delivered and perceived at each stage."""

from __future__ import annotations

import numpy as np

from experiments.comparison.explain import CHAIN, QUALITY, what_is_noticed
from experiments.comparison.tables import Line, differences
from experiments.comparison.view import ComparisonView
from experiments.comparison.words import changes
from experiments.pages.blocks import Figure, Fold, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.lines import chains
from experiments.pages.formats import listed
from experiments.pages.phrases import quoted
from language import mark, phrase
from sim.state.tables import STAGES

_LEAST_GAP = 0.01
"""Differences of quality that can hardly be seen in the chart."""
_STAGE_TITLES = {
    "buying": mark("Buying"),
    "receiving": mark("Delivery and first use"),
    "using": mark("Use"),
    "help": mark("Help"),
}


def section(view: ComparisonView) -> Section:
    """Return the journey by stage and strategy."""
    noticed = {quoted(view.titles[name]): what_is_noticed(view, name) for name in view.drawn}
    lead = [f"{title}: {text[:1].lower()}{text[1:]}" for title, text in noticed.items()]
    table = Fold(phrase("The same figures as a table, with differences from the baseline"), [_table(view)])
    return Section("journey", phrase("What customers experience"), lead, [_chains(view), table])


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
        return Figure([], reading=phrase("No encounter took place in the last year."), legend="")
    room = 0.08 * max(float(np.ptp(known)), 0.05)
    limits = (float(known.min()) - room, float(known.max()) + room)
    panels = []
    for stage in STAGES:
        if np.isnan(levels[stage][view.baseline][CHAIN.index("delivered")]):
            continue
        reading = _chain_reading(view, stage, levels[stage][view.baseline])
        panel = Panel(
            phrase(_STAGE_TITLES[stage]),
            phrase("From promised to perceived, for each strategy. {reading}", reading=reading),
            reading,
        )
        panels.append(
            chains(
                panel,
                [phrase(what) for what in CHAIN],
                [(view.ink[view.titles[name]], levels[stage][name]) for name in shown],
                limits,
            )
        )
    return Figure(
        panels,
        phrase(
            "True quality of all encounters, from 0 to 1, in the last year; 0.5 = just acceptable. Heard "
            "is the promise as adverts and sales talk were received. A drop from promised to delivered "
            "is a broken promise; a drop from delivered to perceived is quality that customers do not "
            "notice."
        ),
        legend="scenarios",
    )


def _chain_reading(view: ComparisonView, stage: str, baseline: list[float]) -> str:
    """Return the gaps of the baseline at a stage, and which strategies change perceived quality."""
    promised, _, expected, delivered, perceived = baseline
    gaps = [
        _gap(
            delivered - promised, phrase("less is delivered than promised"), phrase("more is delivered than promised")
        ),
        _gap(
            perceived - delivered,
            phrase("it is perceived as worse than it is"),
            phrase("it is perceived as better than it is"),
        ),
        _gap(perceived - expected, phrase("customers expected more"), phrase("customers expected less")),
    ]
    known = [gap for gap in gaps if gap] or [phrase("promise, expectation and perception agree")]
    moved = changes(
        phrase("Perceived quality"),
        view.moves(f"perceived_{stage}_quality"),
        view.titles[view.baseline],
    )
    return f"{quoted(view.titles[view.baseline])}: {listed(known)}. {moved}"


def _gap(gap: float, below: str, above: str) -> str:
    """Return in words the difference between two steps; "" when it is hardly one."""
    return "" if abs(gap) < _LEAST_GAP else above if gap > 0 else below


def _table(view: ComparisonView) -> Table:
    """Return the quality at every stage and step: the baseline's level, and each strategy's difference."""
    lines = [
        Line(f"{phrase(_STAGE_TITLES[stage])}, {phrase(what)}", f"{what}_{stage}_quality", QUALITY)
        for stage in STAGES
        for what in CHAIN
    ]
    caption = phrase("True quality by stage and step in the last year, 0 to 1 (all customers)")
    return differences(view, caption, phrase("Stage and step"), lines, reading=phrase("Bold: a clear difference."))
