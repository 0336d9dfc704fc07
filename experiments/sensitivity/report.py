"""The page: the answer in words, then importance, reversals, interactions, seed, convergence and assumptions."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from experiments.pages.blocks import Cell, Figure, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.formats import clean, horizon, number, share
from experiments.pages.page import Page
from experiments.pages.phrases import with_unit
from experiments.sensitivity import figures, words
from experiments.sensitivity.analysis import Finding, Stage
from experiments.sensitivity.tables import all_indices, assumptions, in_unit, index_unit
from experiments.sensitivity.view import Sensitivity, SensitivityView, drawn
from language import phrase, plural

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
        title=phrase("{market}: {brand}", market=clean(phrase(of.market)), brand=clean(phrase(of.brand))),
        lead=[words.headline(view), _measured(view)],
        blocks=chapters,
        kind=phrase("Which assumptions matter"),
        facts=_facts(view),
        points=_points(view),
        legend=view.legend,
    )


def _facts(view: SensitivityView) -> list[str]:
    """Return in a few words what was run."""
    runs = sum(len(stage.explored.results) for stage in view.of.stages)
    seeds = len(view.stage.explored.seeds)
    return [
        _methods(view),
        phrase("{factors} assumptions", factors=len(view.of.stages[0].explored.factors)),
        phrase("{runs} points", runs=number(runs)),
        plural("{count} seed each", "{count} seeds each", seeds, count=number(seeds)),
        phrase("{customers} simulated customers", customers=number(view.of.customers)),
        phrase(
            "{weeks} after {burn_in} of burn-in", weeks=horizon(view.of.weeks), burn_in=horizon(view.of.burn_in_weeks)
        ),
    ]


def _methods(view: SensitivityView) -> str:
    """Return the methods in their order."""
    first, *after = (phrase(stage.explored.method.title) for stage in view.of.stages)
    return phrase("{first} then {second}", first=first, second=after[0]) if after else first


def _measured(view: SensitivityView) -> str:
    finding = view.finding
    return phrase(
        "What is studied: {subject}{with_unit}.",
        subject=view.subject(finding),
        with_unit=with_unit(finding.outcome.unit),
    )


def _points(view: SensitivityView) -> list[Point]:
    """Return the main points after the headline."""
    finding = view.finding
    points = [
        Point(phrase("What matters"), f"{words.what_matters(view, finding)} {words.how_many_matter(view, finding)}")
    ]
    if finding.decision and finding.decision.is_possible:
        points.append(Point(phrase("What could reverse it"), " ".join(words.reversal_in_detail(view, finding))))
    points.append(Point(phrase("Uncertainty"), words.noise(finding)))
    points.append(Point(phrase("Sample size"), " ".join(words.enough(view, finding))))
    if lost := words.dropped(finding):
        points.append(Point(phrase("Missing points"), lost))
    return points


def _matters(view: SensitivityView) -> Section:
    """Return the importance of the assumptions, and the direction of their effects on each outcome."""
    method = view.stage.explored.method
    lead = [
        phrase(
            "{title} answers the question: {answers} Its index is the {reads}.",
            title=phrase(method.title),
            answers=phrase(method.answers),
            reads=phrase(method.reads),
        )
    ]
    lead += [view.contrast]
    lead += [words.what_matters(view, finding) for finding in view.stage.findings]
    if len(shown := drawn(view.finding.ranking)) < len(view.finding.ranking):
        lead.append(
            phrase(
                "The {shown} strongest are drawn; the table below has all {ranking}.",
                shown=len(shown),
                ranking=len(view.finding.ranking),
            )
        )
    blocks = [
        Figure([_importance(view, finding), _tornado(view, finding)], legend="") for finding in view.stage.findings
    ]
    return Section("matters", phrase("Which assumptions matter"), lead, blocks)


def _importance(view: SensitivityView, finding: Finding) -> Panel:
    ranking = drawn(finding.ranking)
    alone = finding.of("S1")
    reading = (
        phrase("The line is the 95\u00a0% interval; a hollow dot is not beyond chance (the grey bar).")
        if any(each.floor > 0 for each in ranking)
        else phrase("The line is the 95\u00a0% interval; a hollow dot is not beyond chance.")
    )
    if alone:
        reading += " " + phrase("The diamond is the main effect of the assumption.")
    panel = Panel(
        f"{view.heading(finding)}: {words.index_title(finding.method.measure)}{in_unit(finding)}",
        phrase("One dot per assumption. {what_matters}", what_matters=words.what_matters(view, finding)),
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
        phrase(
            "{heading} at the ends of each range, {unit}",
            heading=view.heading(finding),
            unit=phrase(finding.outcome.unit),
        ),
        phrase("Bars from the mean to the result at both ends. {straight}", straight=words.straight(finding)),
        phrase(
            "Blue: at the low end of the assumption's range; orange: at its high end; the thin line is the "
            "95\u00a0% interval of the latter. {straight}",
            straight=words.straight(finding),
        )
        + (" " + phrase("The dashed line is zero: beyond it the sign changes.") if is_signed and is_near else ""),
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
                phrase("{heading}: reversals along each range, % of the points", heading=view.heading(finding)),
                phrase("One line per assumption. {reversal}", reversal=words.reversal(view, finding)),
                phrase(
                    "A flat line means that the assumption has no effect on reversals. Counted over all points, "
                    "whatever the values of the other assumptions."
                ),
            )
            panels.append(figures.reversals(panel, [(view.inked[each.factor], each.shares) for each in drivers[:6]]))
    blocks = [Figure(panels, legend="scenarios")] if panels else []
    yield Section("reversal", phrase("Could the decision be reversed?"), lead, blocks)


def _together(view: SensitivityView) -> Section:
    """Return interactions of assumptions, and their importance across outcomes."""
    findings = view.stage.findings
    lead = [_named(view, finding, text) for finding in findings if (text := words.interactions(view, finding))]
    panels = [_pairs(view, finding) for finding in findings if any(each.other >= 0 for each in finding.indices)]
    if len(findings) > 1 or not panels:
        panels.append(_across(view))
    if not lead:
        lead = [phrase("This method does not separate main effects from interactions; sobol and fast do.")]
    return Section("together", phrase("Interactions"), lead, [Figure(panels, legend="")])


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
        phrase("{heading}: shares of the variance", heading=view.heading(finding)),
        words.interactions(view, finding),
        phrase(
            "On the diagonal the total share of an assumption, above it the interaction of each pair; "
            "columns are numbered as the rows."
        ),
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
    named = "; ".join(f"{number + 1} {view.heading(finding)}" for number, finding in enumerate(findings))
    panel = Panel(
        phrase("Relative to the strongest: {index_title}", index_title=words.index_title(view.finding.method.measure)),
        phrase("One row per assumption, one column per figure."),
        phrase("1 is the strongest assumption of the column's figure. Columns: {columns}.", columns=named),
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
        phrase(
            "{title} with {samples} {counts}: effects to the right are strong, those high up depend on other "
            "assumptions or are nonlinear.",
            title=phrase(method.title),
            samples=stage.explored.design.samples,
            counts=phrase(method.counts),
        )
    ]
    if view.screening:
        kept = [view.titles[factor.path] for factor in view.factors]
        lead.append(
            phrase(
                "{kept} of {factors} assumptions go on to {title}; the others have their default values there.",
                kept=len(kept),
                factors=len(stage.explored.factors),
                title=phrase(view.stage.explored.method.title),
            )
        )
    blocks = [Figure([_plane(view, stage, finding) for finding in stage.findings], legend="")]
    yield Section("screening", phrase("The Morris plane"), lead, blocks)


def _plane(view: SensitivityView, stage: Stage, finding: Finding) -> Panel:
    sigma = finding.of("sigma")
    ranking = finding.ranking
    numbered = "; ".join(
        f"{place + 1} {view.title(each.factor, stage)}" for place, each in enumerate(ranking[:_NUMBERED])
    )
    panel = Panel(
        phrase(
            "{heading}: spread σ against mean absolute effect μ*, {unit}",
            heading=view.heading(finding),
            unit=phrase(finding.outcome.unit),
        ),
        phrase("One dot per assumption."),
        phrase(
            "{numbered}. On or above the upper line interactions or nonlinearity are as large as the effect itself.",
            numbered=numbered,
        ),
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
        phrase(
            "All points with the same seed share their random numbers, so variation common to all points "
            "cancels out; only variation of single points remains."
        )
    )
    rows = []
    for finding in view.stage.findings:
        noise = finding.noise
        parts = (noise.points, noise.seeds, noise.interaction)
        whole = sum(part for part in parts if math.isfinite(part)) or 1.0
        cells = [Cell(share(part / whole) if math.isfinite(part) else phrase("unknown")) for part in parts]
        spread = Cell(words.size(noise.spread, finding.outcome.unit))
        rows.append([Cell(view.heading(finding)), *cells, Cell(share(noise.share)), spread])
    head = [
        phrase("Figure"),
        phrase("Assumptions"),
        phrase("Variation shared by all points"),
        phrase("Variation of single points"),
        phrase("Variation left in the means"),
        phrase("Standard deviation by chance, one point"),
    ]
    table = Table(
        phrase("Sources of variance of single runs"),
        head,
        rows,
        phrase(
            "Two-way analysis of variance, points by seeds. The first three add up to 100\u00a0%; the fourth is "
            "the remaining share of random variation in the variance between the means of points, which all "
            "indices use."
        ),
    )
    return Section("variation", phrase("Random variation and effects of assumptions"), lead, [table])


def _convergence(view: SensitivityView) -> Section:
    """Return the ranking indices at growing sample sizes."""
    lead = [sentence for finding in view.stage.findings[:1] for sentence in words.enough(view, finding)]
    panels = [_growing(view, finding) for finding in view.stage.findings if len(finding.steps) > 1]
    return Section("convergence", phrase("Convergence"), lead, [Figure(panels, legend="scenarios")] if panels else [])


def _growing(view: SensitivityView, finding: Finding) -> Panel:
    sizes = [step.samples for step in finding.steps]
    lines = []
    for factor, ink in view.inked.items():
        path = [next(each for each in step.found if each.factor == factor) for step in finding.steps]
        values = np.array([each.value for each in path])
        lines.append((ink, values, np.array([each.high for each in path]) - values))
    panel = Panel(
        f"{view.heading(finding)}: {words.index_title(finding.method.measure)}{in_unit(finding)}",
        phrase("One line per assumption, from a part of the sample to all of it."),
        phrase(
            "The band is the 95\u00a0% interval. Lines that still change, or bands that overlap, call for more samples."
        ),
    )
    counts = phrase("sets of search curves") if finding.method.name == "fast" else phrase(finding.method.counts)
    return figures.growing(panel, sizes, lines, counts, index_unit(finding))
