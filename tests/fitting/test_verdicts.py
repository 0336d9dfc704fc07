"""Verdicts: met or missed, by how much and why."""

import numpy as np
import pytest

from experiments.fitting import words
from experiments.fitting.facts import Fact, Facts
from experiments.fitting.figures import Scope
from experiments.fitting.fitting import Fitting, Shown
from experiments.fitting.handles import Handle
from experiments.fitting.report import report
from experiments.fitting.request import FitRequest
from experiments.fitting.search import Limits
from experiments.pages.page import html
from language import speaking
from tests.worlds import shipped

CHURN = Fact("churn", Scope("acme"), 17.0, 1.0, line=2)
NPS = Fact("nps", Scope("acme"), 3.0, 2.0, line=3)


def fitting(shown, slopes, amounts=(0.0,), owned=((CHURN, NPS),), error=0.01) -> Fitting:
    """Return a fit of both facts by handles from -1 to 1 that own some of them."""
    count = len(amounts)
    handles = tuple(
        Handle(f"number {place}", (f"n.{place}",), "add", 0.1, -1.0, 1.0, tuple(fact.title for fact in facts))
        for place, facts in enumerate(owned)
    )
    limits = Limits(np.full(count, -1.0), np.full(count, 1.0), np.full(count, 0.1))
    seen = Shown(np.array(shown, float), np.full(2, error))
    return Fitting(
        Facts("facts.csv", "", (CHURN, NPS)),
        handles,
        np.array(amounts),
        {},
        np.array(slopes, float),
        limits,
        seen,
        seen,
    )


def test_within_one_tolerance_is_met():
    """Facts within their tolerance are met, and only then the market fits."""
    found = fitting((17.9, 1.1), [[1], [1]])
    assert [each.state for each in found.verdicts] == ["met", "met"]
    assert found.fits
    assert "shows all 2 facts" in words.headline(found, "A market")


def test_it_never_fits_when_a_fact_is_missed():
    """One missed fact is named first, with its distance."""
    found = fitting((20.0, 3.0), [[1], [1]])
    assert not found.fits
    headline = words.headline(found, "A market")
    assert "all" not in headline
    assert "shows 1 of 2 facts, but not Yearly churn, acme (20.0, 3.0 tolerances above it)" in headline


def test_random_variation_is_told_from_a_miss():
    """A fact that is missed by less than random variation is not clear, neither met nor missed."""
    (first, _) = fitting((18.2, 3.0), [[1], [1]], error=0.3).verdicts
    assert first.state == "unclear"
    assert words.verdict(first) == "not clear"
    assert "within random variation" in words.explanation(first)


@pytest.mark.parametrize(
    "arguments, kind, names",
    [
        ({"shown": (np.nan, 3.0), "slopes": [[1], [1]]}, "nobody", ()),
        ({"shown": (20.0, 3.0), "slopes": [[0], [1]]}, "nothing", ()),
        ({"shown": (20.0, 3.0), "slopes": [[-1], [0]], "amounts": (1.0,)}, "limit", ("number 0",)),
        ({"shown": (20.0, 3.0), "slopes": [[-1.5], [0]]}, "reach", ()),
        ({"shown": (20.0, 3.0), "slopes": [[-10], [10]]}, "conflict", (NPS.title,)),
        ({"shown": (20.0, 3.0), "slopes": [[-10], [0]]}, "end", ()),
    ],
)
def test_reasons(arguments, kind, names):
    """A missed fact says why: nobody, nothing that moves it, a limit, out of reach, a conflict, or the end."""
    verdict = fitting(**arguments).verdicts[0]
    assert (verdict.reason.kind, verdict.reason.names) == (kind, names)
    assert words.reason(verdict.reason)


def test_its_page_says_nothing_outside_the_catalogue(pseudo):
    """In a language made of wide letters no word of the page is left in plain ones, but for names of the user's own."""
    pytest.importorskip("babel", reason="Babel is a tool of developers")
    from tests.languages.pseudo import untranslated

    found = fitting((20.0, 3.9), [[-10], [10]], error=1.0)
    with speaking("fr"):
        page = html(report(found, shipped("telecom"), 1000, FitRequest(market="telecom", facts="facts.csv")))
    assert untranslated(page, "facts", "csv", "acme", "number", "market", "yaml", "steps") == []
