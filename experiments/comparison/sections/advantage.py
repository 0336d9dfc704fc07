"""What the brand believes that people come for, from its own survey, and what decided."""

from __future__ import annotations

import numpy as np

from experiments.comparison.explain import is_picked
from experiments.comparison.view import ComparisonView
from experiments.comparison.vocabulary import reason_words
from experiments.measures.paired import Estimate, estimate
from experiments.pages.blocks import Cell, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.formats import amount
from experiments.pages.phrases import quoted
from language import phrase
from sim.rules.naming_sheet import Naming
from sim.state.observed import named_reasons
from sim.state.tables import REASONS

_LEAST = 1.0
"""Reasons below this share, in per cent, in survey and books are not shown."""


def section(view: ComparisonView) -> Section:
    """Return the reasons that newcomers name beside those that decided, and how strategies change both."""
    decided = {name: shares(view, name) for name in view.names}
    named = {name: named_shares(view, of) for name, of in decided.items()}
    lead = [
        phrase(
            "Asked why they came to {brand_title}, some newcomers name what decided, the others what "
            "seems plausible (Nisbett & Wilson 1977). A brand that believes its own survey advertises "
            "and improves what is named. The books of the simulation hold what decided.",
            brand_title=view.brand_title,
        ),
        believed(view, named[view.baseline], decided[view.baseline]),
        *(corrected(view, name, named, decided) for name in view.drawn),
    ]
    return Section(
        "advantage",
        phrase("Why people come: believed and real"),
        [text for text in lead if text],
        [_table(view, named, decided)],
    )


def shares(view: ComparisonView, scenario: str) -> np.ndarray:
    """Return the share of newcomers for whom each reason decided, (seeds, reasons) per cent; NaN without any."""
    counts = np.stack(
        [view.levels(f"gains_{reason}", last_year=False)[scenario].to_numpy(float) for reason in REASONS],
        axis=-1,
    )
    total = counts.sum(axis=-1, keepdims=True)
    return 100.0 * np.divide(counts, total, out=np.full_like(counts, np.nan), where=total > 0.0)


def named_shares(view: ComparisonView, decided: np.ndarray) -> np.ndarray:
    """Return the share of newcomers who name each reason, (seeds, reasons) per cent."""
    numbers = view.comparison.market.model_dump()["behaviour"]["naming"]
    return named_reasons(decided, Naming(**numbers))


def believed(view: ComparisonView, named: np.ndarray, decided: np.ndarray) -> str:
    """Return whether what is named most is what decides most; "" where that is not clear."""
    first_named, first_decided = (int(np.nanmean(of, axis=0).argmax()) for of in (named, decided))
    words = {of: reason_words(REASONS[of], "gains") for of in (first_named, first_decided)}
    said, real = (estimate(of[:, at]) for of, at in ((named, first_named), (decided, first_decided)))
    if first_named == first_decided:
        return phrase(
            "The survey is right about the first reason: {word} ({percent} name it, for {other_percent} it decided).",
            word=words[first_named],
            percent=_percent(said),
            other_percent=_percent(estimate(decided[:, first_named])),
        )
    lead = estimate(decided[:, first_decided] - decided[:, first_named])
    if not (lead.is_above and is_picked(lead)):
        return ""
    return phrase(
        "The survey would put {word} first ({percent} name it), which decided for {other_percent} "
        "only; what decided most often is {other_word} ({further_percent}, named by {last_percent}).",
        word=words[first_named],
        percent=_percent(said),
        other_percent=_percent(estimate(decided[:, first_named])),
        other_word=words[first_decided],
        further_percent=_percent(real),
        last_percent=_percent(estimate(named[:, first_decided])),
    )


def corrected(view: ComparisonView, name: str, named: dict[str, np.ndarray], decided: dict[str, np.ndarray]) -> str:
    """Return whether a strategy brings what is named closer to what decides; "" where that is not clear."""
    gaps = [np.abs(named[run] - decided[run]).sum(axis=1) / 2.0 for run in (name, view.baseline)]
    change = estimate(gaps[0] - gaps[1])
    if name == view.baseline or not (change.is_significant and is_picked(change)):
        return ""
    how = phrase("further from") if change.is_above else phrase("closer to")
    return phrase(
        "With {name} survey and truth are {how} each other: for {percent} of newcomers another "
        "reason is named than decided, in place of {other_percent}.",
        name=quoted(view.titles[name]),
        how=how,
        percent=_percent(estimate(gaps[0])),
        other_percent=_percent(estimate(gaps[1])),
    )


def _table(view: ComparisonView, named: dict[str, np.ndarray], decided: dict[str, np.ndarray]) -> Table:
    of, real = named[view.baseline], decided[view.baseline]
    size = np.maximum(np.nanmean(of, axis=0), np.nanmean(real, axis=0))
    rows = [
        [
            Cell(reason_words(REASONS[reason], "gains")),
            Cell(_percent(estimate(of[:, reason]))),
            Cell(_percent(estimate(real[:, reason]))),
            difference_cell(estimate(of[:, reason] - real[:, reason]), "points"),
            *(difference_cell(estimate(decided[name][:, reason] - real[:, reason]), "points") for name in view.drawn),
        ]
        for reason in np.argsort(-size)
        if size[reason] >= _LEAST
    ]
    head = [
        phrase("Reason to come"),
        phrase("Named in the survey"),
        phrase("Decided"),
        phrase("Named too often"),
        *(phrase("Decided, with {name}", name=view.titles[name]) for name in view.drawn),
    ]
    return Table(phrase("Why people come to {brand_title}, % of newcomers", brand_title=view.brand_title), head, rows)


def _percent(of: Estimate) -> str:
    return amount(of.mean, "%")
