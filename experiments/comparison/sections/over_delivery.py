"""Over-delivery: what is spent on quality that customers neither ask for nor notice, by touchpoint and segment."""

from __future__ import annotations

from experiments.comparison.explain import is_picked
from experiments.comparison.harm import harm
from experiments.comparison.view import ComparisonView
from experiments.measures.metrics import WEEKS_A_YEAR
from experiments.measures.paired import estimate
from experiments.pages.blocks import Cell, Section, Table
from experiments.pages.cells import difference_cell
from experiments.pages.formats import amount, number
from experiments.pages.phrases import quoted
from language import phrase, plural

COUNTER = "over_delivery_eur"
_LEAST_SHARE = 1e-4
"""Over-delivery below this share of the cost to serve is as good as nothing: our assumption."""


def section(view: ComparisonView) -> Section:
    """Return where quality beyond what is asked for is delivered, and which strategies withdraw it without harm."""
    level = _a_year(view, view.level(COUNTER))
    served = _a_year(view, view.level("service_cost_eur"))
    share = (
        phrase("{level}\u00a0% of the cost to serve", level=number(100 * level / served, 1))
        if served
        else phrase("no cost to serve")
    )
    told = [at for at in view.touchpoint_titles if _is_something(view, f"{COUNTER}_at.{at}")]
    lead = [
        phrase(
            "A customer neither asks for nor notices quality that lies above expectation by more than "
            "the zone of tolerance. {baseline}: EUR\u00a0{level} a year, {share}. What chance and "
            "trouble make of an encounter is left out.",
            baseline=quoted(view.titles[view.baseline]),
            level=number(level),
            share=share,
        ),
        *(text for name in view.drawn if (text := withdrawn(view, name))),
    ]
    if not told:
        lead.append(phrase("So little cannot be told from nothing: there is nothing to withdraw."))
    return Section("over-delivery", phrase("Quality that nobody asks for"), lead, [_table(view, told)] if told else [])


def _is_something(view: ComparisonView, of: str) -> bool:
    """Return whether over-delivery can be told from nothing, at a touchpoint or in all."""
    level = estimate(view.levels(of)[view.baseline].to_numpy())
    return bool(level.mean > _LEAST_SHARE * view.level("service_cost_eur") and (level.is_above or level.pairs == 1))


def withdrawn(view: ComparisonView, name: str) -> str:
    """Return whether a strategy gives less of what nobody asks for, and whether it harms; "" where nothing is clear."""
    change = view.change(COUNTER, name)
    if not (change.is_below and is_picked(change) and _is_something(view, COUNTER)):
        return ""
    percent = number(-100 * change.mean / view.level(COUNTER))
    worse = harm(view, name)
    after = (
        phrase("But {worse}{other_worse}", worse=worse[:1].lower(), other_worse=worse[1:])
        if worse
        else phrase("No clear harm comes of it.")
    )
    return phrase(
        "With {name} it falls by {percent}\u00a0%. {after}",
        name=quoted(view.titles[name]),
        percent=percent,
        after=after,
    )


def _a_year(view: ComparisonView, amount_eur: float) -> float:
    return amount_eur * WEEKS_A_YEAR / view.last_year


def _table(view: ComparisonView, told: list[str]) -> Table:
    """Return over-delivery at some touchpoints: by segment in the baseline, and its change with each strategy."""
    factor = WEEKS_A_YEAR / view.last_year
    level = {at: view.level(f"{COUNTER}_at.{at}") for at in view.touchpoint_titles}
    rows = []
    for at in sorted(told, key=lambda at: -level[at]):
        of = f"{COUNTER}_at.{at}"
        by_segment = [view.level(of, segment=segment) * factor for segment in view.segment_titles]
        changes = [factor * view.levels(of).sub(view.levels(of)[view.baseline], axis=0)[name] for name in view.drawn]
        rows.append(
            [
                Cell(view.touchpoint_titles[at]),
                Cell(amount(level[at] * factor, "EUR")),
                *(Cell(amount(each, "EUR")) for each in by_segment),
                *(difference_cell(estimate(each.to_numpy()), "EUR", "lower") for each in changes),
            ]
        )
    head = [
        phrase("Touchpoint"),
        phrase("EUR a year"),
        *view.segment_titles.values(),
        *(phrase("With {name}", name=view.titles[name]) for name in view.drawn),
    ]
    return Table(
        phrase(
            "Over-delivery of {brand_title} by touchpoint and segment, {basis}",
            brand_title=view.brand_title,
            basis=view.basis,
        ),
        head,
        rows,
        reading=left_out(len(level) - len(told)),
    )


def left_out(touchpoints: int) -> str:
    """Return how many touchpoints the table leaves out, and why; "" for none."""
    if not touchpoints:
        return ""
    return plural(
        "{count} touchpoint is left out: what is given there cannot be told from nothing.",
        "{count} touchpoints are left out: what is given there cannot be told from nothing.",
        touchpoints,
        count=number(touchpoints),
    )
