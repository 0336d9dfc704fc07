"""The page says what was found, and no more; whatever comes from files is escaped."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from experiments.design.factor import Factor
from experiments.pages.page import html
from experiments.running.trials import run_trials
from experiments.sensitivity.chain import chained
from experiments.sensitivity.decision import Decision
from experiments.sensitivity.methods import METHODS
from experiments.sensitivity.outcome import outcome_of
from experiments.sensitivity.points import Careful
from experiments.sensitivity.report import report
from experiments.sensitivity.view import Sensitivity, SensitivityView, titled
from experiments.sensitivity.words import headline, reversal_in_detail

HOSTILE = "<script>alert(1)</script> & $x_{1$ \u0007 {{ 7*7 }}"
PATHS = (
    "behaviour.loyalty.satisfied_level",
    "behaviour.impressions.loss_aversion",
    "behaviour.choice.image",
    "brands.acme.offer.price_eur",
    "causes.network.weekly_probability.acme",
)
FACTORS = tuple(Factor(path, 0.0, 1.0, 0.4, "share", "assumed", "our assumption") for path in PATHS)


def market(trial) -> np.ndarray:
    """Return three scenarios with two metrics that depend on the factors and, a little, on chance."""
    level, aversion, image, price, _ = (trial.values.get(path, 0.4) for path in PATHS)
    rng = np.random.default_rng([trial.seed, int(1e6 * (level + 3 * aversion + 7 * image))])
    gain = 9e5 * (0.7 - level) + 6e5 * aversion * image + 2e5 * np.sin(4 * price) + 4e4 * rng.normal()
    churn = 14 - 6 * level + 2 * image + 0.2 * rng.normal()
    return np.array([[2e7, churn], [2e7 + gain, churn - 2 + 3 * level], [2e7 - gain / 2, churn + 1]])


def analysed(methods: dict[str, int], *, seeds=(1, 2, 3), compared=True, metrics=("npv_eur", "churn"), hostile=""):
    """Return an analysis of the made-up market."""
    task = Careful(market, (3, 2))
    outcomes = tuple(outcome_of(name, place, 1, 0 if compared else None) for place, name in enumerate(metrics))
    stages = chained(
        lambda method, trials: run_trials(task, trials),
        [(METHODS[name], samples) for name, samples in methods.items()],
        FACTORS,
        outcomes,
        seeds,
        customers=2000,
        seed=1,
        why=task.reason,
    )
    titles = tuple(f"{title}{hostile}" for title in ("As today", "Heal root causes", "Polish"))
    note = f"as a varies, b is rescaled{hostile}"
    return Sensitivity(stages, f"A market{hostile}", f"Acme{hostile}", titles, 2000, 104, 52, (note,))


def made(methods: dict[str, int], hostile: str = "") -> str:
    """Return the page of an analysis with some methods, each with its samples."""
    return html(replace(report(analysed(methods, hostile=hostile)), command=f"cxsim x{hostile}"))


def text_of(page: str) -> str:
    """Return the words of a page."""
    return " ".join(re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL).split())


@pytest.fixture(scope="module")
def page() -> str:
    return made({"morris": 8, "sobol": 32})


def test_the_answer_comes_first(page):
    """A director reads first who wins usually, how often that is reversed, and by what."""
    text = text_of(page)
    answer = text[text.index("The answer") :]
    assert answer.startswith("The answer With default values “Heal root causes” beats “As today” by EUR")
    assert answer.index("this is reversed, mainly where “loyalty · satisfied level” is high") < answer.index(
        "What matters"
    )
    order = [
        "What matters",
        "Uncertainty",
        "Sample size",
        "Which assumptions matter",
        "Could the decision be reversed?",
    ]
    order += [
        "Random variation and effects of assumptions",
        "Convergence",
        "All indices",
        "The assumptions and their ranges",
    ]
    places = [answer.rindex(words) for words in [*order, "Reproduce these results"]]
    assert places == sorted(places)


def test_the_page_needs_nothing_from_outside(page):
    """No address leads out of the file."""
    assert re.findall(r'(?:href|src|action)="(?!#)[^"]*"', page) == []
    assert "default-src 'none'" in page


def test_no_number_is_none(page):
    """What is unknown is said in words."""
    assert not {"nan", "inf", "None"} & set(re.findall(r"\w+", text_of(page)))


def test_the_same_analysis_gives_the_same_page(page):
    """A second page is equal to the last bit."""
    assert made({"morris": 8, "sobol": 32}) == page


@pytest.mark.parametrize(("method", "samples", "seeds"), [("fast", 65, 1), ("pawn", 64, 2), ("morris", 4, 1)])
def test_every_method_has_a_page(method, samples, seeds):
    """Other methods, a single seed and figures of one scenario have a page without gaps too."""
    found = analysed({method: samples}, seeds=tuple(range(seeds)), compared=False, metrics=("npv_eur",))
    text = text_of(html(report(found)))
    assert "Could the decision be reversed?" not in text
    assert ("Only one seed was run" in text) == (seeds == 1)
    assert not {"nan", "inf", "None"} & set(re.findall(r"\w+", text))


def test_names_from_files_are_escaped():
    """Hostile titles are shown as they are and do nothing."""
    page = made({"morris": 4}, HOSTILE)
    assert page.count("<script>") == 1
    assert "{{ 7*7 }}" in page
    assert "\u0007" not in page


def test_a_single_seed_decides_nothing():
    """With one seed the headline does not call a winner."""
    assert "do not differ significantly (random variation is unknown with one seed)" in headline(
        SensitivityView(analysed({"morris": 4}, seeds=(1,)))
    )


def test_titles_are_never_confused():
    """Two paths that differ in their first part only keep it."""
    titles = titled(["a.b.c", "d.b.c", "d.e_f.g"])
    assert titles == {"a.b.c": "a · b · c", "d.b.c": "d · b · c", "d.e_f.g": "e f · g"}


def test_the_gain_of_the_winner_is_a_gain():
    """Whichever of two scenarios is ahead, what it still gains where it is closest to a reversal has a plus sign."""
    for usual, closest in ((5.0, 2.0), (-5.0, -2.0)):
        found = analysed({"morris": 4}, metrics=("npv_eur",))
        stage = found.stages[0]
        unreversed = replace(
            stage.findings[0],
            decision=Decision(usual, usual - 1, usual + 1, 0.0, 0.0, 0.1, 0.0, closest, ()),
        )
        told = reversal_in_detail(
            SensitivityView(replace(found, stages=(replace(stage, findings=(unreversed,)),))), unreversed
        )
        winner = "Heal root causes" if usual > 0 else "As today"
        assert [each.replace("\u00a0", " ") for each in told] == [
            f"At the point closest to a reversal “{winner}” still has an advantage of EUR +2.00."
        ]
