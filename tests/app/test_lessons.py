"""Guided experiments are the claims of the theory, lived in both worlds and judged like them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.catalogue import Catalogue
from app.engine.futures import Shelf
from app.engine.lessons import LESSONS, effects_of, facts_of_lessons, lesson, verdicts
from app.rooms.teach import Answer, Lived, Taught, came_out, shown, taught_in, worst
from app.words import WORDS
from experiments.theory.catalogue import theory
from experiments.theory.claim import PARTS
from experiments.theory.theory import Reading
from experiments.theory.worlds import TheoryJobs
from sim.market.loading import load_market
from tests.app.conftest import Served
from tests.app.test_compare import violations

CLAIMS = {claim.id: claim for claim in theory()}
CATALOGUE = Catalogue()
en = WORDS
FEW = 120


@pytest.fixture(scope="module")
def says() -> dict[str, Any]:
    """Return what the theory says in each lesson on telecom."""
    return facts_of_lessons(load_market("telecom"))


@pytest.fixture(scope="module")
def soon(tmp_path_factory) -> str:
    """Return the path of a market that is settled soon."""
    file: Path = tmp_path_factory.mktemp("market") / "soon.yaml"
    file.write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    return str(file)


def told(market: str, key: str, **more: Any) -> list[dict[str, Any]]:
    """Return what a worker tells of a lesson with one seed."""
    found: list[dict[str, Any]] = []
    asked = {"market": market, "lesson": key, "customers": FEW, "seed": 3} | more
    for _ in lesson(Shelf(), asked, found.append):
        pass
    return found


def test_lessons_have_words_in_the_order_of_the_cycle():
    """Each of a dozen and more lessons has its words, as many pictures as effects, and stands in its claim's part."""
    assert list(LESSONS) == list(en.LESSONS)
    assert len(LESSONS) >= 12
    for key, each in LESSONS.items():
        assert len(en.LESSONS[key].shown) == len(each.effects)
        assert en.LESSONS[key].part == CLAIMS[each.claim].part
        assert set(en.LESSONS[key].choices) == {"higher", "same", "lower"}
    parts = [list(PARTS).index(each.part) for each in en.LESSONS.values()]
    assert parts == sorted(parts)


def test_the_theory_speaks_for_itself(says):
    """Sentence, rule, source and switch of a lesson are those of the declared claim, with the rule as it is written."""
    third, claim = says["third"], CLAIMS["T19"]
    assert (third["sentence"], third["rule"], third["source"]) == (claim.sentence, claim.rule, claim.source)
    assert claim.switch is not None
    assert third["switch"] == {"path": claim.switch.path, "to": claim.switch.to}
    assert "def impression(" in third["rule_code"]
    assert [key for key, each in says.items() if each["lacks"]] == []


def test_a_market_that_cannot_show_it_says_what_it_lacks():
    """Shops have no old provider to be blamed, and the page says so."""
    facts = facts_of_lessons(load_market("retail"))
    assert "old provider" in facts["wait"]["lacks"]


@pytest.mark.parametrize("key", ["received", "third"])
def test_a_lesson_equals_the_theory_bit_for_bit(soon, key):
    """A future of a lesson is that of the same seed in `cxsim theory`: worlds, deeds, diaries and outcomes."""
    market = load_market(soon)
    claim = CLAIMS[LESSONS[key].claim]
    jobs = TheoryJobs.of(market, [claim], FEW, [3])
    reading = Reading(jobs, (3,), {job: jobs(job) for job in jobs.jobs})
    values = told(soon, key)[-1]["values"]
    for effect, value in zip(effects_of(LESSONS[key]), values, strict=True):
        expected = float(reading.effect(effect)[0])
        assert value["effect"] == (None if math.isnan(expected) else expected)


def test_pictures_grow_and_end_with_the_outcome(soon):
    """Both sides are told turn by turn, each time from the first week on."""
    parts = [each["effects"] for each in told(soon, "must") if "effects" in each]
    reached = [effects[0][1][-1][0] for effects in parts if effects[0][1]]
    assert reached == sorted(reached)
    assert reached[0] < 20
    assert reached[-1] == 156


def test_a_rule_that_is_turned_off_is_off_in_both_worlds(soon):
    """With its switch, what the rule does is gone: three failures in a row leave no trace for each other."""
    on, off = (told(soon, "third", off=off)[-1]["values"][0] for off in (False, True))
    assert on != off
    paths = [
        [each["set"] for each in side.world.levers_in(load_market(soon))]
        for effect in effects_of(LESSONS["third"], is_off=True)
        for side in (effect.first, effect.second)
    ]
    assert all("behaviour.impressions.sensitisation" in each for each in paths)


@pytest.mark.parametrize(
    "low, high, came",
    [
        (-0.004, 0.004, ("same", True)),
        (0.002, 0.02, ("higher", False)),
        (0.011, 0.02, ("higher", True)),
        (-0.02, -0.002, ("lower", False)),
        (-0.02, 0.02, ("undecided", False)),
        (None, None, ("undecided", False)),
    ],
)
def test_what_came_out_is_told_no_surer_than_its_interval(low, high, came):
    """A direction needs an interval without zero, and "as much as matters" one beyond the smallest effect."""
    assert came_out({"low": low, "high": high}, smallest=0.01) == came


def lived(effect: float) -> Lived:
    """Return a future of the third delay with an effect on satisfaction, and none on departures."""
    points = [[(1, 0.0), (2, 0.0), (3, 0.0)], [(1, 0.0), (2, 0.0), (3, effect)]]
    values = [{"first": 0.0, "second": each, "effect": each} for each in (effect, 0.0)]
    return Lived([points, points], values)


def test_a_run_that_contradicts_the_theory_says_so(says):
    """When satisfaction rises after failures in a row, the page says that the run contradicts the sentence."""
    answer = Answer([lived(0.02 + 0.001 * k) for k in range(4)])
    found: list[dict[str, Any]] = []
    for _ in verdicts({"lesson": "third", "samples": answer.samples()}, found.append):
        pass
    answer.found = found[0]["found"]
    taught = Taught("telecom", "third", guess="lower")
    page = shown(answer, taught, says["third"], CATALOGUE["telecom"], en)
    assert [each["verdict"] for each in answer.found] == ["FAILS", "FAILS"]
    assert "contradicts" in page["explained"]["verdict"]
    assert "otherwise" in page["explained"]["guess"]
    assert page["explained"]["reason"] == CLAIMS["T19"].reasons["telecom"]
    assert worst(["HOLDS", "FAILS", "WEAKLY"]) == "FAILS"


def test_only_whole_futures_are_averaged():
    """A future that is still being simulated does not move the mean of those that have come to their end."""
    answer = Answer([lived(0.02), lived(0.04), Lived([[[(1, 9.0)], [(1, 9.0)]]] * 2)])
    assert answer.side(0, 1)[-1] == (3, pytest.approx(0.03))
    effect = answer.effect(0)
    assert effect is not None
    assert effect.mean == pytest.approx(np.mean([0.02, 0.04]))


def test_anything_in_the_address_is_a_lesson():
    """Whatever an address holds, there is a lesson, and the address of it brings it back."""
    taught = taught_in({"lesson": "<script>", "guess": "?", "seed": "-7", "market": "/etc"}, CATALOGUE, en)
    assert taught == Taught("telecom", next(iter(LESSONS)))


def test_a_lesson_asks_before_it_shows(page, served: Served):
    """Before the visitor has chosen there is a question with three answers, and no picture."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("#waiting").wait_for(state="hidden")
    page.goto(f"{served.base}/teach?lesson=third")
    assert page.locator(".guesses a").count() == 3
    assert page.locator("figure").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    violations(page)


@pytest.mark.slow
def test_predict_run_explain(page, served: Served):
    """A choice runs both worlds before one's eyes, and then come the sentence, the rule and the switch."""
    page.goto(f"{served.base}/teach?lesson=third")
    page.locator(".guesses a").nth(2).click()
    page.locator("#run figure svg path").first.wait_for()
    page.locator("#explained blockquote").wait_for()
    assert "T19" in page.locator("#explained").inner_text()
    assert page.locator(".found").count() == 2
    violations(page)
    page.locator("#explained a", has_text="turned off").click()
    page.locator("#explained blockquote").wait_for()
    assert "off=1" in page.url
