"""What the report says of other forms of rules: which answers survive, which are left open, and which fall."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.comparison.other_rules import OURS, OtherRules
from experiments.comparison.sections.answer import headline
from experiments.comparison.sections.other_rules import point, section
from experiments.comparison.surviving import Fate
from experiments.comparison.view import ComparisonView
from experiments.pages.page import Page
from experiments.pages.page import html as as_html
from experiments.worlds.evidence import evidence_of
from language import speaking
from sim.forms.catalogue import FORMS

NAMES = ("baseline", "fix", "polish", "overpromise")
SEEDS = 5


def tried(comparison, **scaled: float):
    """Return a comparison tried under forms in which all gains are so many times those of the model."""
    levels = comparison.per_seed.set_index(["seed", "scenario"])["npv_eur"].unstack("scenario")[list(NAMES)]
    ours = levels.loc[list(range(1, SEEDS + 1))].to_numpy()
    theirs = {name: ours[:, :1] + times * (ours - ours[:, :1]) for name, times in scaled.items()}
    evidence = evidence_of(comparison.market, None)
    known = np.array([each.middle for each in evidence.statements])
    shown = {name: np.stack([known, known]) for name in (OURS, *scaled)}
    forms = tuple(form for form in FORMS.values() if form.name in scaled)
    of = OtherRules(forms, tuple(range(1, SEEDS + 1)), NAMES, evidence, ours, theirs, shown)
    return replace(comparison, other_rules=of)


def test_an_answer_survives_where_it_is_as_clear(comparison):
    """Where every gain is half as large, all answers survive, and the headline says nothing of it."""
    view = ComparisonView(tried(comparison, **{"linear-talk": 0.5}))
    assert view.survival.answers
    assert view.survival.verdict("linear-talk") is Fate.SURVIVES
    assert headline(view) == headline(ComparisonView(comparison))


def test_an_answer_falls_where_it_turns(comparison):
    """Where every gain turns into a loss the answer falls, and the headline says under which form."""
    view = ComparisonView(tried(comparison, satisficing=-1.0, **{"linear-talk": 0.5}))
    assert view.survival.verdict("satisficing") is Fate.FALLS
    assert "does not survive other rules: with “good enough or not”" in headline(view)
    assert "adds up" not in headline(view)


def test_no_gain_leaves_an_answer_open(comparison):
    """Where nothing moves the answer is neither confirmed nor refuted, and the headline claims neither."""
    view = ComparisonView(tried(comparison, satisficing=0.0))
    assert view.survival.verdict("satisficing") is Fate.OPEN
    assert "survive" not in headline(view)


def test_what_a_form_misses_is_told(comparison):
    """A form that shows something far from what is known misses that statement, and only that."""
    of = tried(comparison, satisficing=1.0)
    of.other_rules.shown["satisficing"][:, 0] *= 3.0
    view = ComparisonView(of)
    assert view.survival.of.missed("satisficing") == [of.other_rules.evidence.statements[0]]
    assert view.survival.met(OURS)[0] - view.survival.met("satisficing")[0] == 1
    rows = [row for row in view.survival.statements() if not row["is_met"]]
    assert [row["form"] for row in rows] == ["satisficing"]


def test_lower_may_be_better(comparison):
    """By churn, where lower is better, a form under which churn falls less than nothing makes the answer fall."""
    of = replace(comparison, metric="churn")
    levels = of.per_seed.set_index(["seed", "scenario"])["churn"].unstack("scenario")[list(NAMES)].to_numpy()[:SEEDS]
    turned = {"satisficing": 2 * levels[:, :1] - levels}
    evidence = evidence_of(of.market, None)
    shown = dict.fromkeys((OURS, "satisficing"), np.ones((2, len(evidence.statements))))
    forms = (FORMS["satisficing"],)
    other = OtherRules(forms, tuple(range(1, SEEDS + 1)), NAMES, evidence, levels, turned, shown)
    view = ComparisonView(replace(of, other_rules=other))
    assert view.survival.verdict("satisficing") is Fate.FALLS
    best = view.ranking[0]
    assert view.survival.ours(best, "baseline").mean > 0 > view.survival.gain("satisficing", best, "baseline").mean


@pytest.mark.parametrize("language, title", [("en", "Do the answers survive"), ("fr", "Les réponses résistent-elles")])
def test_the_report_has_a_chapter_on_other_rules(comparison, language, title):
    """One line for each form, in the language of the page, with both what the model says and what the form says."""
    with speaking(language):
        view = ComparisonView(tried(comparison, satisficing=-1.0, **{"average-image": 0.5}))
        page = as_html(Page(title="", lead=[], blocks=[section(view)], kind=""))
        assert title in page
        assert page.count("image comme moyenne" if language == "fr" else "image as an average") >= 2


def test_without_forms_nothing_is_said(comparison):
    """A comparison under the model's rules only has neither the chapter nor the point."""
    view = ComparisonView(comparison)
    assert view.survival is None
    assert point(view) == []
