"""The page: the answer in words, then importance, reversals, interactions, seed, convergence and assumptions."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import clean, counted, horizon, number, share
from experiments.pages.page import Page
from experiments.pages.phrases import with_unit
from experiments.sensitivity import figures, words
from experiments.sensitivity.analysis import Finding, Stage
from experiments.sensitivity.tables import all_indices, assumptions, in_unit, index_unit
from experiments.sensitivity.view import Sensitivity, SensitivityView, drawn

_NUMBERED = 10


def report(of: Sensitivity) -> Page:
    """Return the page of an analysis."""
    view = SensitivityView(of)
    chapters = [
        _matters(view),
        *_reversed(view),
        _together(view),
        *_screening(view),
        _variation(view),
        _convergence(view),
    ]
    chapters += [all_indices(view), assumptions(view)]
    return Page(
        title=f"{clean(of.market)}: {clean(of.brand)}",
        lead=[words.headline(view), _measured(view)],
        blocks=chapters,
        kind="Which assumptions matter",
        facts=_facts(view),
        points=_points(view),
        legend=view.legend,
    )


def _facts(view: SensitivityView) -> list[str]:
    """Return in a few words what was run."""
    runs = sum(len(stage.explored.results) for stage in view.of.stages)
    seeds = len(view.stage.explored.seeds)
    return [
        " then ".join(stage.explored.method.title for stage in view.of.stages),
        f"{len(view.of.stages[0].explored.factors)} assumptions",
        f"{number(runs)} points",
        f"{counted(seeds, 'seed')} each",
        f"{number(view.of.customers)} simulated customers",
        f"{horizon(view.of.weeks)} after {horizon(view.of.burn_in_weeks)} of burn-in",
    ]


def _measured(view: SensitivityView) -> str:
    finding = view.finding
    return f"What is studied: {view.subject(finding)}{with_unit(finding.outcome.unit)}."


def _points(view: SensitivityView) -> list[Point]:
    """Return the main points after the headline."""
    finding = view.finding
    points = [Point("What matters", f"{words.what_matters(view, finding)} {words.how_many_matter(view, finding)}")]
    if finding.decision and finding.decision.is_possible:
        points.append(Point("What could reverse it", " ".join(words.reversal_in_detail(view, finding))))
    points.append(Point("Uncertainty", words.noise(finding)))
    points.append(Point("Sample size", " ".join(words.enough(view, finding))))
    if lost := words.dropped(finding):
        points.append(Point("Missing points", lost))
    return points


def _matters(view: SensitivityView) -> Section:
    """Return the importance of the assumptions, and the direction of their effects on each outcome."""
    method = view.stage.explored.method
    lead = [f"{method.title} answers the question: {method.answers} Its index is the {method.reads}."]
    lead += [view.contrast]
    lead += [words.what_matters(view, finding) for finding in view.stage.findings]
    if len(shown := drawn(view.finding.ranking)) < len(view.finding.ranking):
        lead.append(f"The {len(shown)} strongest are drawn; the table below has all {len(view.finding.ranking)}.")
    blocks = [
        Figure([_importance(view, finding), _tornado(view, finding)], legend="") for finding in view.stage.findings
    ]
    return Section("matters", "Which assumptions matter", lead, blocks)


def _importance(view: SensitivityView, finding: Finding) -> Panel:
    ranking = drawn(finding.ranking)
    alone = finding.of("S1")
    reading = "The line is the 95 % interval; a hollow dot is not beyond chance"
    reading += " (the grey bar)." if any(each.floor > 0 for each in ranking) else "."
    if alone:
        reading += " The diamond is the main effect of the assumption."
    panel = Panel(
        f"{view.heading(finding)}: {words.index_title(finding.method.measure)}{in_unit(finding)}",
        f"One dot per assumption. {words.what_matters(view, finding)}",
        reading,
    )
    rows = {
        view.title(each.factor): figures.Row(
            each.value,
            each.low,
            each.high,
            alone[each.factor].value if alone else math.nan,
            words.is_beyond_chance(each),
        )
        for each in ranking
    }
    return figures.importance(panel, rows, [each.floor for each in ranking], index_unit(finding))


def _tornado(view: SensitivityView, finding: Finding) -> Panel:
    order = sorted((each.factor for each in drawn(finding.ranking)), key=lambda i: -abs(finding.swings[i].value))
    centre = float(finding.results.mean())
    reach = max(max(abs(swing.low), abs(swing.high)) for swing in finding.swings)
    is_signed, is_near = finding.outcome.is_difference, abs(centre) < 2 * reach
    panel = Panel(
        f"{view.heading(finding)} at the ends of each range, {finding.outcome.unit}",
        f"Bars from the mean to the result at both ends. {words.straight(finding)}",
        "Blue: at the low end of the assumption's range; orange: at its high end; the thin line is the 95 % interval "
        f"of the latter. {words.straight(finding)}"
        + (" The dashed line is zero: beyond it the sign changes." if is_signed and is_near else ""),
    )
    rows = {view.title(factor): finding.swings[factor] for factor in order}
    return figures.tornado(panel, rows, centre, finding.outcome.unit, signed=is_signed, zero=is_signed and is_near)


def _reversed(view: SensitivityView) -> Iterator[Section]:
    """Yield the chapter on the decision, where there is one."""
    decided = [finding for finding in view.stage.findings if finding.decision]
    if not decided:
        return
    lead, panels = [], []
    for finding in decided:
        sentences = [words.headline_of(view, finding), *words.reversal_in_detail(view, finding)]
        lead.append(_named(view, finding, " ".join(sentences)))
        drivers = [each for each in finding.decision.drivers if each.factor in view.inked] if finding.decision else []
        if drivers:
            panel = Panel(
                f"{view.heading(finding)}: reversals along each range, % of the points",
                f"One line per assumption. {words.reversal(view, finding)}",
                "A flat line means that the assumption has no effect on reversals. Counted over all points, "
                "whatever the values of the other assumptions.",
            )
            panels.append(figures.reversals(panel, [(view.inked[each.factor], each.shares) for each in drivers[:6]]))
    blocks = [Figure(panels, legend="scenarios")] if panels else []
    yield Section("reversal", "Could the decision be reversed?", lead, blocks)


def _together(view: SensitivityView) -> Section:
    """Return interactions of assumptions, and their importance across outcomes."""
    findings = view.stage.findings
    lead = [_named(view, finding, text) for finding in findings if (text := words.interactions(view, finding))]
    panels = [_pairs(view, finding) for finding in findings if any(each.other >= 0 for each in finding.indices)]
    if len(findings) > 1 or not panels:
        panels.append(_across(view))
    if not lead:
        lead = ["This method does not separate main effects from interactions; sobol and fast do."]
    return Section("together", "Interactions", lead, [Figure(panels, legend="")])


def _pairs(view: SensitivityView, finding: Finding) -> Panel:
    """Return the heat map of pairs, with the total share on the diagonal."""
    order = [each.factor for each in finding.ranking[:_NUMBERED]]
    place = {factor: number for number, factor in enumerate(order)}
    values = np.full((len(order), len(order)), np.nan)
    for each in finding.indices:
        if each.other >= 0 and each.factor in place and each.other in place:
            row, column = sorted((place[each.factor], place[each.other]))
            values[row, column] = max(0.0, each.value)
    for each in finding.ranking[:_NUMBERED]:
        values[place[each.factor], place[each.factor]] = max(0.0, each.value)
    panel = Panel(
        f"{view.heading(finding)}: shares of the variance",
        words.interactions(view, finding),
        "On the diagonal the total share of an assumption, above it the interaction of each pair; columns are numbered "
        "as the rows.",
    )
    names = [f"{number + 1}  {view.title(factor)}" for number, factor in enumerate(order)]
    return figures.heat(
        panel, names, [str(number + 1) for number in range(len(order))], values, float(np.nanmax(values))
    )


def _across(view: SensitivityView) -> Panel:
    """Return the heat map of the ranking index by assumption and outcome, relative to the strongest of each."""
    findings = view.stage.findings
    order = [each.factor for each in drawn(view.finding.ranking)]
    columns = []
    for finding in findings:
        of = finding.of(finding.method.measure)
        strongest = max(each.value for each in of.values()) or 1.0
        columns.append([max(0.0, of[factor].value) / strongest for factor in order])
    panel = Panel(
        f"Relative to the strongest: {words.index_title(view.finding.method.measure)}",
        "One row per assumption, one column per figure.",
        "1 is the strongest assumption of the column's figure. Columns: "
        + "; ".join(f"{number + 1} {view.heading(finding)}" for number, finding in enumerate(findings))
        + ".",
    )
    heads = [str(number + 1) for number in range(len(findings))]
    return figures.heat(panel, [view.title(factor) for factor in order], heads, np.array(columns).T, 1.0)


def _screening(view: SensitivityView) -> Iterator[Section]:
    """Yield the Morris plane, of the screening or of the last stage."""
    stage = view.screening or view.stage
    if stage.explored.method.name != "morris":
        return
    method = stage.explored.method
    lead = [
        f"{method.title} with {stage.explored.design.samples} {method.counts}: effects to the right are strong, "
        "those high up depend on other assumptions or are nonlinear."
    ]
    if view.screening:
        kept = [view.titles[factor.path] for factor in view.factors]
        lead.append(
            f"{len(kept)} of {len(stage.explored.factors)} assumptions go on to {view.stage.explored.method.title}; "
            "the others have their default values there."
        )
    blocks = [Figure([_plane(view, stage, finding) for finding in stage.findings], legend="")]
    yield Section("screening", "The Morris plane", lead, blocks)


def _plane(view: SensitivityView, stage: Stage, finding: Finding) -> Panel:
    sigma = finding.of("sigma")
    ranking = finding.ranking
    numbered = "; ".join(
        f"{place + 1} {view.title(each.factor, stage)}" for place, each in enumerate(ranking[:_NUMBERED])
    )
    panel = Panel(
        f"{view.heading(finding)}: spread σ against mean absolute effect μ*, {finding.outcome.unit}",
        "One dot per assumption.",
        f"{numbered}. On or above the upper line interactions or nonlinearity are as large as the effect itself.",
    )
    points = {view.title(each.factor, stage): (each.value, sigma[each.factor].value) for each in ranking}
    return figures.plane(panel, points, _NUMBERED, finding.outcome.unit)


def _named(view: SensitivityView, finding: Finding, sentence: str) -> str:
    """Return a sentence with the name of the figure it is about, where there are several."""
    return f"{view.heading(finding)}: {sentence}" if len(view.stage.findings) > 1 else sentence


def _variation(view: SensitivityView) -> Section:
    """Return where the variance comes from."""
    lead = [_named(view, finding, words.noise(finding)) for finding in view.stage.findings]
    lead.append(
        "All points with the same seed share their random numbers, so variation common to all points cancels out; only "
        "variation of single points remains."
    )
    rows = []
    for finding in view.stage.findings:
        noise = finding.noise
        parts = (noise.points, noise.seeds, noise.interaction)
        whole = sum(part for part in parts if math.isfinite(part)) or 1.0
        cells = [Cell(share(part / whole) if math.isfinite(part) else "unknown") for part in parts]
        spread = Cell(words.size(noise.spread, finding.outcome.unit))
        rows.append([Cell(view.heading(finding)), *cells, Cell(share(noise.share)), spread])
    head = [
        "Figure",
        "Assumptions",
        "Variation shared by all points",
        "Variation of single points",
        "Variation left in the means",
        "Standard deviation by chance, one point",
    ]
    table = Table(
        "Sources of variance of single runs",
        head,
        rows,
        "Two-way analysis of variance, points by seeds. The first three add up to 100 %; the fourth is the "
        "remaining share of random variation in the variance between the means of points, which all indices use.",
    )
    return Section("variation", "Random variation and effects of assumptions", lead, [table])


def _convergence(view: SensitivityView) -> Section:
    """Return the ranking indices at growing sample sizes."""
    lead = [sentence for finding in view.stage.findings[:1] for sentence in words.enough(view, finding)]
    panels = [_growing(view, finding) for finding in view.stage.findings if len(finding.steps) > 1]
    return Section("convergence", "Convergence", lead, [Figure(panels, legend="scenarios")] if panels else [])


def _growing(view: SensitivityView, finding: Finding) -> Panel:
    sizes = [step.samples for step in finding.steps]
    lines = []
    for factor, ink in view.inked.items():
        path = [next(each for each in step.found if each.factor == factor) for step in finding.steps]
        values = np.array([each.value for each in path])
        lines.append((ink, values, np.array([each.high for each in path]) - values))
    panel = Panel(
        f"{view.heading(finding)}: {words.index_title(finding.method.measure)}{in_unit(finding)}",
        "One line per assumption, from a part of the sample to all of it.",
        "The band is the 95 % interval. Lines that still change, or bands that overlap, call for more samples.",
    )
    counts = "sets of search curves" if finding.method.name == "fast" else finding.method.counts
    return figures.growing(panel, sizes, lines, counts, index_unit(finding))
