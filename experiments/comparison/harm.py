"""What a strategy makes worse."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.comparison.explain import is_picked, least_told, size
from experiments.comparison.value import margin_per_customer, parts
from experiments.comparison.view import ComparisonView
from experiments.comparison.vocabulary import NPS
from experiments.measures.metrics import METRICS
from experiments.pages.formats import listed, plus_minus
from experiments.pages.phrases import quoted, sentence
from language import mark, phrase

NO_HARM = mark(
    "No clear harm to the net promoter score (in no segment), to the number of customers who "
    "leave or join, to the margin per customer, to complaints or to waiting for support."
)


_FLOWS = {
    ("leave", True): mark("{size} more customers leave"),
    ("leave", False): mark("{size} fewer customers leave"),
    ("join", True): mark("{size} more customers join"),
    ("join", False): mark("{size} fewer customers join"),
}
"""What customers do, and whether more of them do it -> the clause."""


def harm(view: ComparisonView, scenario: str, against: str | None = None) -> str:
    """Return what a strategy makes worse, "" when nothing is clearly worse."""
    found = list(_harms(view, scenario, against))
    return f"{sentence(listed(found))}." if found else ""


def _harms(view: ComparisonView, scenario: str, against: str | None) -> Iterator[str]:
    """Yield each thing that is clearly worse."""
    nps = view.change("nps", scenario, against)
    if nps.is_below:
        yield phrase("{nps} is lower by {size}", nps=phrase(NPS), size=size(nps, "points"))
    else:
        among = {
            title: change
            for segment, title in view.segment_titles.items()
            for change in [view.change("nps", scenario, against, segment=segment)]
            if change.is_below and is_picked(change)
        }
        if among:
            worst = min(among, key=lambda title: among[title].mean)
            yield phrase(
                "the net promoter score is lower among {worst} by {size}",
                worst=quoted(worst),
                size=size(among[worst], "points"),
            )
    for flow, act, is_worse in (("losses", "leave", "is_above"), ("gains", "join", "is_below")):
        change = view.change(flow, scenario, against, last_year=False)
        if getattr(change, is_worse):
            yield phrase(_FLOWS[act, change.is_above], size=size(change, "customers"))
    margin = margin_per_customer(view, scenario, against)
    if margin.is_below and -margin.mean >= least_told(parts(view, scenario, against)):
        yield phrase(
            "each customer brings less margin ({margin} in all)", margin=plus_minus(margin, "EUR", signed=True)
        )
    for name, words in (
        ("complaint_rate", phrase("complaints are more frequent")),
        ("wait_minutes", phrase("support takes longer")),
    ):
        change = view.change(name, scenario, against)
        if change.is_above:
            yield f"{words} ({plus_minus(change, METRICS[name].unit, signed=True)}{_per(METRICS[name].unit)})"


def _per(unit: str) -> str:
    return f" {unit}" if unit.startswith("per ") else ""
