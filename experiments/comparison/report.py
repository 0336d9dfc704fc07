"""The report of a comparison: its chapters in order, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.comparison.figures import LONGEST_TITLE
from experiments.comparison.programmes import programmes
from experiments.comparison.sections import (
    advantage,
    answer,
    assumptions,
    causes,
    customer_table,
    funnel,
    help,
    journey,
    listening,
    loyalty,
    money,
    other_rules,
    over_delivery,
    patterns,
    pilots,
    reasons,
    rivals,
    saved,
    segments,
    talk,
    trajectories,
    works,
    worlds,
)
from experiments.comparison.view import ComparisonView
from experiments.pages.blocks import Section
from experiments.pages.formats import clean, clipped, horizon, number
from experiments.pages.page import Page
from language import phrase, plural

if TYPE_CHECKING:
    from experiments.comparison.compare import Comparison

_CHAPTERS = (
    answer.ranking,
    trajectories.section,
    journey.section,
    funnel.section,
    reasons.section,
    advantage.section,
    causes.section,
    listening.section,
    works.section,
    loyalty.section,
    help.section,
    talk.section,
    money.section,
    over_delivery.section,
    segments.section,
    assumptions.section,
    patterns.section,
)

_OF_PROGRAMMES = (listening.section, works.section)
"""Chapters of comparisons in which the brand listens."""


def report(comparison: Comparison) -> Page:
    """Return the page of a comparison."""
    view = ComparisonView(comparison)
    return Page(
        title=phrase(
            "{market}: {brand}",
            market=clipped(clean(phrase(comparison.market.title)), LONGEST_TITLE),
            brand=view.brand_title,
        ),
        lead=[answer.headline(view), answer.measured(view)],
        blocks=_chapters(view),
        kind=phrase("Comparison of strategies"),
        facts=facts(view),
        warning=customer_table.warning(view),
        points=[*answer.points(view), *rivals.point(view), *other_rules.point(view)],
        legend=[(view.titles[name], view.ink[view.titles[name]]) for name in (view.baseline, *view.drawn)],
        command=assumptions.command(view),
        version=str(comparison.manifest.get("versions", {}).get("cxsim", "")),
    )


def _chapters(view: ComparisonView) -> list[Section]:
    """Return the chapters: all, or only how the runs were made when there is nothing to compare."""
    table = [customer_table.section] if customer_table.pairs(view) else []
    table += [pilots.section] if view.comparison.piloted is not None else []
    table += [rivals.section] if view.comparison.reacting else []
    first, *others = (each for each in _CHAPTERS if each not in _OF_PROGRAMMES or programmes(view))
    table = [other_rules.section, *table] if view.survival else table
    table = [worlds.section, *table] if view.over_worlds else table
    if view.comparison.saved is not None:
        others.insert(others.index(reasons.section) + 1, saved.section)
    return [
        chapter(view) for chapter in ([first, *table, *others] if view.strategies else [*table, assumptions.section])
    ]


def facts(view: ComparisonView) -> list[str]:
    """Return in a few words what was run."""
    of = view.comparison
    table = (
        [phrase("customers of {brand_title} from a table", brand_title=view.brand_title)]
        if of.manifest.get("crm")
        else []
    )
    return [
        plural(
            "{strategies} strategy of {brand}",
            "{strategies} strategies of {brand}",
            len(view.strategies),
            strategies=len(view.strategies),
            brand=view.brand_title,
        ),
        horizon(of.weeks),
        phrase(
            "{simulations} of each",
            simulations=plural("{count} simulation", "{count} simulations", len(of.seeds), count=number(len(of.seeds))),
        ),
        *(
            [plural("{count} world", "{count} worlds", view.over_worlds.count, count=view.over_worlds.count)]
            if view.over_worlds
            else []
        ),
        phrase("{customers} simulated customers", customers=number(of.customers)),
        *table,
    ]
