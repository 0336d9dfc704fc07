"""Listening shows what a programme finds as the comparison has it, and what it makes runs on the command line."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from app.catalogue import Catalogue
from app.engine.futures import Shelf, scenario_in
from app.engine.listening import listening
from app.rooms.listening import MODES, STOPS, Question, markets_that_mend, page
from app.words import WORDS
from sim.market.loading import load_shipped

FEW, WEEKS = 600, 39
CATALOGUE = Catalogue()


class Page:
    """What the room needs of the page."""

    catalogue, words = CATALOGUE, WORDS


@cache
def found(mode: str) -> dict[str, Any]:
    """Return what a worker tells of one small future."""
    (asked, *_) = Question({"market": "telecom", "mode": mode, "coverage": "1"}, CATALOGUE).for_workers()
    told: list[dict[str, Any]] = []
    for _ in listening(Shelf(), asked | {"customers": FEW, "weeks": WEEKS}, told.append):
        pass
    return dict(told[-1]["found"])


def test_the_levers_make_a_scenario_that_listens():
    """What the levers say is read by the loader of scenarios, in every market whose brand can mend anything."""
    for market in markets_that_mend(CATALOGUE):
        given = {"market": market, "mode": "joined", "coverage": "0.5", "response": "0.4", "accuracy": "0.9"}
        question = Question(given, CATALOGUE)
        scenario = scenario_in(question.scenario(), load_shipped(market), 104)
        (policy,) = scenario.policies.values()
        assert (policy.kind, policy.mode, policy.contact_coverage) == ("listen", "joined", 0.5)
        assert [lever.to for lever in scenario.levers] == [0.4]


def test_an_address_that_makes_no_sense_is_clamped():
    """A lever goes to its nearest stop, and an unknown way to listen is the first."""
    question = Question({"market": "nowhere", "mode": "psychic", "coverage": "0.33", "response": "much"}, CATALOGUE)
    assert (question.mode, question.levers["coverage"]) == (MODES[0], 0.3)
    assert question.query() == "market=telecom"
    assert set(question.levers) == set(STOPS)


def test_where_nothing_can_be_mended_another_market_is_shown():
    """A market whose brand has no works is not listened to, and the page says so."""
    catalogue = Catalogue()
    catalogue.add("mine", CATALOGUE["retail"] | {"has_works": False})
    question = Question({"market": "mine"}, catalogue)
    assert (question.asked.market, question.is_elsewhere) == ("telecom", True)


def test_every_shipped_market_is_listened_to():
    """The focus brand of each shipped market has works to choose among, so the room shows the market that is named."""
    for market in CATALOGUE:
        question = Question({"market": market}, CATALOGUE)
        assert (question.asked.market, question.is_elsewhere) == (market, False)


def test_a_silo_sees_no_cause_and_joined_feedback_does():
    """The same customers speak to both; only where their feedback is joined is anything put down to a cause."""
    silo, joined = (sum(each["said"] for each in found(mode)["causes"].values()) for mode in MODES)
    assert silo == 0 < joined


def test_what_is_true_does_not_depend_on_who_listens():
    """True harm is that of the market as things are, however the brand listens."""
    for kind in ("causes", "touchpoints"):
        one, other = (
            {name: (each["true"], each["left"]) for name, each in found(mode)[kind].items()} for mode in MODES
        )
        assert one == other


def test_a_touchpoint_has_no_more_root_causes_than_bad_encounters():
    """Bad encounters whose cause lies elsewhere are among the bad encounters, and add up to those of all causes."""
    touchpoints, causes = found("silo")["touchpoints"].values(), found("silo")["causes"].values()
    assert all(each["caused"] <= each["true"] + 1e-9 for each in touchpoints)
    assert sum(each["caused"] for each in touchpoints) == pytest.approx(sum(each["true"] for each in causes))


def test_words_claim_what_the_dashboard_shows():
    """The finding names what the dashboard shows first, and in truth the cause that harms most."""
    told = found("silo")
    titles = {kind: CATALOGUE["telecom"][kind] for kind in ("causes", "touchpoints")}
    worst = max(told["causes"], key=lambda cause: told["causes"][cause]["true"])
    first = max(told["touchpoints"], key=lambda name: told["touchpoints"][name]["said"])
    question = Question({"market": "telecom"}, CATALOGUE)
    findings = page(question, [told, told], Page())["answer"]["findings"]  # type: ignore[arg-type]
    assert titles["touchpoints"][first]["title"] in findings["brand"]
    assert titles["causes"][worst] in findings["true"]
