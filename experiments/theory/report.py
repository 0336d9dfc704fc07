"""The page of a theory: a card for each claim, by the part of the cycle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from experiments.pages.blocks import Card, Cell, Point, Section, Table
from experiments.pages.charts.canvas import Panel
from experiments.pages.charts.worlds import OTHER, over_time, side_by_side
from experiments.pages.formats import clean
from experiments.pages.page import Page
from experiments.pages.palette import BASELINE
from experiments.pages.phrases import sentence
from experiments.theory.claim import PARTS, WEEKS_A_MONTH, Claim
from experiments.theory.theory import ClaimShown, EffectShown, Theory
from experiments.theory.verdict import SHORT, Verdict
from experiments.theory.words import (
    MEANINGS,
    certainty,
    headline,
    level,
    named,
    parts_that_hold,
    size_of,
    told,
    verdict_alone,
)
from language import phrase
from sim.market.schema import Market
from sim.scenarios.loading import shipped_scenarios

TONES = {
    Verdict.HOLDS: "good",
    Verdict.WEAKLY: "fair",
    Verdict.UNDECIDED: "fair",
    Verdict.SMALL: "fair",
    Verdict.FAILS: "bad",
}
_FEWEST_MONTHS = 3


def report(theory: Theory) -> Page:
    """Return the page."""
    return Page(
        title=phrase("The theory of customer experience, claim by claim"),
        lead=[
            headline(theory),
            phrase(
                "Each claim is tried in two worlds that differ in one thing only. A claim may fail: then the theory is "
                "wrong, or the world is, or this market cannot show it."
            ),
            phrase("A claim of several effects has the verdict of the weakest of them."),
            certainty(theory),
        ],
        blocks=[_overview(theory), *_parts(theory)],
        kind=phrase("Theory"),
        contents=phrase("Parts of the cycle"),
        facts=size_of(theory),
        points=[
            Point(verdict_alone(verdict), phrase(MEANINGS[verdict])) for verdict in Verdict if theory.count(verdict)
        ],
    )


def _overview(theory: Theory) -> Section:
    rows = [
        [
            Cell(shown.claim.id),
            Cell(clean(phrase(shown.claim.sentence))),
            Cell(
                phrase(shown.verdict.value),
                tone={"good": "good", "bad": "bad"}.get(TONES.get(shown.verdict, ""), "clear"),
                note=parts_that_hold(shown),
            ),
        ]
        for shown in theory.claims
    ]
    head = [phrase("Claim"), phrase("What the theory says"), phrase("Verdict")]
    return Section("all", phrase("All claims"), [], [Table(phrase("Verdicts"), head, rows, is_text=True)])


def _parts(theory: Theory) -> Iterator[Section]:
    scenarios = set(shipped_scenarios(theory.market.name))  # the copy that a repetition reads has none beside it
    for part, heading in PARTS.items():
        own = [shown for shown in theory.claims if shown.claim.part == part]
        if own:
            cards = [card(shown, theory.market, scenarios) for shown in own]
            yield Section(part, phrase(heading), [], cards)


def card(shown: ClaimShown, market: Market, scenarios: set[str]) -> Card:
    """Return one claim."""
    claim = shown.claim
    drawn = shown.deciding if shown.deciding and np.isfinite(shown.deciding.found.mean) else None
    return Card(
        key=clean(claim.id),
        label=clean(claim.id),
        title=clean(phrase(claim.sentence)),
        verdict=phrase(shown.verdict.value),
        tone=TONES.get(shown.verdict, ""),  # type: ignore[arg-type]
        lead=clean(phrase(claim.question)),
        sentences=[named(clean(sentence), market) for sentence in told(shown)] + _reason(shown, market),
        picture=picture(drawn, market) if drawn else None,
        colours=[
            (named(clean(phrase(side.words)), market), ink)
            for side, ink in zip(drawn.sides, (BASELINE, OTHER), strict=True)
        ]
        if drawn
        else (),
        facts=list(facts(claim, market, scenarios)),
    )


def _reason(shown: ClaimShown, market: Market) -> list[str]:
    reason = shown.claim.reasons.get(market.name, "")
    return [phrase("Why: {reason}", reason=phrase(reason))] if reason and shown.verdict in SHORT else []


def picture(part: EffectShown, market: Market) -> Panel:
    """Return both worlds in a small picture."""
    effect, (first, second) = part.effect, part.sides
    unit = "" if effect.is_relative else effect.unit
    title = named(clean(sentence(phrase(effect.words))), market)
    is_difference = effect.first.against is not None or effect.second.against is not None
    panel = Panel(title, phrase("{second} against {first}.", second=phrase(second.words), first=phrase(first.words)))
    panel.reading = phrase("Each is the difference from the market as it is.") if is_difference else ""
    if first.weekly is not None and second.weekly is not None and len(first.weekly) >= _FEWEST_MONTHS:
        weeks = WEEKS_A_MONTH * np.arange(1, len(first.weekly) + 1)
        return over_time(panel, weeks, first.weekly, second.weekly, unit)
    return side_by_side(panel, [(each.value.mean, level(each, effect)) for each in (first, second)])


def facts(claim: Claim, market: Market, scenarios: set[str]) -> Iterator[Point]:
    """Yield what belongs to a claim: rule, source, switch, scenario."""
    if claim.rule:
        yield Point(phrase("Rule"), claim.rule)
    if claim.source:
        yield Point(phrase("Source"), clean(claim.source))
    if claim.switch:
        yield Point(phrase("Turn it off"), f"{claim.switch.path}: {claim.switch.to:g}")
    if claim.scenario in scenarios:
        yield Point(phrase("Play with"), f"cxsim compare {market.name} {claim.scenario}")
