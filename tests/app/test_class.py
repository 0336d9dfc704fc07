"""A class: rounds lock, all teams have the same luck, truth counts beside value, and a killed server loses nothing."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest

from app.catalogue import Catalogue
from app.classes import MOST_STARTED, Class, Classes, RefusedError, nothing
from app.engine.futures import Shelf
from app.engine.rounds import RECOMMEND, play, scenario_of
from app.engine.rounds import RESEARCH as ASKED
from app.rooms import classroom
from app.rooms.classroom import decision_in, marks, marks_csv, points, question, stands, strategies
from app.words import WORDS
from sim.market.loading import load_market
from tests.app.conftest import Served, serving
from tests.app.teams import Client, Teacher, decision, team
from tests.app.test_compare import violations

FACTS = Catalogue()["telecom"]
FEW = 120
TRUTH = {"cause": [("reliability", 0.6), ("billing", 0.3)], "touchpoint": [("app", 0.5), ("chat", 0.2)], "nps": 10.0}
ALL_RIGHT = {"cause": "reliability", "touchpoint": "app", "nps": 8}


def open_class(teams: int = 2) -> Class:
    """Return a class whose first round is open."""
    found = Class.begun("telecom", 4, seed=1)
    for number in range(teams):
        found.join(f"Team {number}")
    found.do("open")
    return found


def lived(found: Class, margins: dict[str, float]) -> None:
    """Let a locked round be lived, with a margin a week for each team."""
    for name in list(found.unlived()):
        rows = [[100.0, 40.0, 20.0, 0.0, 0.0, margins.get(name, 0.0), 0.0]] * found.weeks * found.round
        rounds = [{"truth": TRUTH, "heard": {"touchpoints": [], "causes": []}}] * found.round
        found.live(name, {"rows": rows, "rounds": rounds}, found.of(name))
    found.show()


def test_a_locked_round_takes_nothing_more():
    """What is handed in before the lock counts and may be changed until then; afterwards it is refused."""
    found = open_class()
    found.decide("t1", nothing() | {"note": "first"})
    found.decide("t1", nothing() | {"note": "second"})
    found.do("lock")
    with pytest.raises(RefusedError, match="not_open"):
        found.decide("t1", nothing())
    assert [each["note"] for each in found.decisions("t1", 1)] == ["second"]
    assert [entry["decision"]["note"] for entry in found.log if entry["did"] == "decided"] == ["first", "second"]


def test_a_pause_takes_nothing_either():
    """While the class pauses nobody can hand in or lock; then it goes on as before."""
    found = open_class()
    found.do("pause")
    with pytest.raises(RefusedError, match="paused"):
        found.decide("t1", nothing())
    with pytest.raises(RefusedError):
        found.do("lock")
    found.do("resume")
    found.decide("t1", nothing())


def test_a_team_that_misses_a_round_goes_on_as_before():
    """Nothing new is decided for it, and what it decided earlier stays in force."""
    found = open_class()
    found.decide("t1", nothing() | {"levers": {"price": 25.0}})
    found.do("lock")
    lived(found, {})
    found.do("open")
    assert stands(found, "t1", FACTS)["price"] == 25.0
    assert question(found, "t1", FACTS)["decisions"][1]["levers"] == {}
    assert question(found, "t2", FACTS)["decisions"] == [{"levers": {}, "start": [], "ask": []}] * 2


def test_rewinding_opens_an_earlier_round():
    """Decisions of that round may be changed, later ones are only in the log, and the round is lived anew."""
    found = open_class()
    found.decide("t1", nothing() | {"levers": {"price": 25.0}})
    found.do("lock")
    lived(found, {})
    found.do("open")
    found.decide("t1", nothing() | {"levers": {"price": 30.0}})
    found.do("rewind", 1)
    assert (found.phase, found.round) == ("open", 1)
    assert stands(found, "t1", FACTS)["price"] == 27.0
    found.decide("t1", nothing() | {"levers": {"price": 24.0}})
    found.do("lock")
    assert list(found.unlived()) == ["t1"]
    assert sum(entry["did"] == "decided" for entry in found.log) == 3


def test_what_was_lived_for_other_decisions_does_not_count():
    """A market that was still being simulated while the class went back is lived again as it was decided then."""
    found = open_class()
    found.do("lock")
    before = found.of("t1")
    found.do("rewind", 1)
    found.decide("t1", nothing() | {"levers": {"price": 24.0}})
    found.do("lock")
    found.live("t1", {"rows": [], "rounds": []}, before)
    assert "t1" in found.unlived()


def test_value_and_truth_count_alike():
    """The richest team knows nothing, the poorest knows all of it, and both have the same mark."""
    found = open_class()
    found.decide("t1", nothing() | {"believed": ALL_RIGHT})
    found.do("lock")
    lived(found, {"t1": 10.0, "t2": 20.0})
    rows = {row["team"]: row for row in marks(found)}
    assert (rows["t1"]["for_truth"], rows["t1"]["for_value"]) == (10.0, 0.0)
    assert (rows["t2"]["for_truth"], rows["t2"]["for_value"]) == (0.0, 10.0)
    assert rows["t2"]["value"] == 20.0 * found.weeks
    assert rows["t1"]["mark"] == rows["t2"]["mark"] == 5.0


@pytest.mark.parametrize(
    "believed, own",
    [(ALL_RIGHT, 6), ({}, 0), ({"cause": "billing", "touchpoint": "chat", "nps": 18}, 3), ({"nps": 25}, 0)],
)
def test_truth_is_counted_by_how_near_it_was(believed, own):
    """Two points for what is most often so, or within five of the score; one for the second, or within ten."""
    assert points(nothing() | {"believed": believed}, TRUTH) == own


def test_marks_open_in_a_spreadsheet():
    """A team whose name would be a formula is written as a name."""
    found = Class.begun("telecom", 2, seed=1)
    found.join("=1+1")
    found.join("Blue, the second")
    text = marks_csv(found)
    assert "'=1+1" in text
    assert '"Blue, the second"' in text


def test_a_form_decides_only_what_can_be_decided():
    """Numbers go to the nearest stop; what is unknown, free of cost, or started already is left out."""
    found = open_class()
    given = {
        "price": ["24.4"],
        "agents": ["3.2"],
        "trouble": ["0"],
        "start": ["fix-root-causes", "onboarding", "polish-interactions", "storm", "../etc"],
        "ask": ["use", "everything"],
        "cause": ["reliability"],
        "touchpoint": ["nowhere"],
        "nps": ["999"],
        "note": ["x" * 999],
    }
    made = decision_in(given, found, "t1", FACTS)
    assert made["levers"] == {"price": 24.0}
    assert len(made["start"]) == MOST_STARTED
    assert made["ask"] == ["use"]
    assert made["believed"] == {"cause": "reliability", "nps": 100}
    assert len(made["note"]) == 200
    found.decide("t1", made)
    found.do("lock")
    lived(found, {})
    found.do("open")
    assert set(decision_in(given, found, "t1", FACTS)["start"]).isdisjoint(made["start"])


def test_no_strategy_is_free():
    """Each that a team may start costs something, since quality for nothing would always win."""
    assert len(strategies(FACTS)) >= 5
    assert all(each["one_off_eur"] + each["weekly_eur"] > 0 for each in strategies(FACTS))
    assert set(classroom.RESEARCH) == {*ASKED, RECOMMEND}


def test_a_class_is_on_the_disk_before_anybody_is_told(tmp_path):
    """A server that begins again finds every team and decision; secrets are not among what is kept."""
    found = open_class()
    _, secret = found.join("Late")
    found.decide("t1", nothing() | {"note": "kept"})

    async def kept() -> None:
        classes = Classes(tmp_path)
        classes.add(found)
        await asyncio.gather(*(classes.keep(found) for _ in range(20)))

    asyncio.run(kept())
    again = Classes(tmp_path).get(found.code.lower())
    assert again is not None
    assert again.kept == found.kept
    assert again.is_known("t3", secret)
    assert not again.is_known("t1", secret)
    (file,) = (tmp_path / "classes").iterdir()
    assert secret not in file.read_text(encoding="utf-8")


# The market of a team ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"code": "ABCDE"}', "[" * 100_000, "\0"])
def test_a_damaged_class_stops_no_page(tmp_path, text):
    """A file that holds no class any more is named and left as it is; all others are there."""
    (tmp_path / "classes").mkdir()
    (tmp_path / "classes" / "ABCDE.json").write_text(text)
    (tmp_path / "classes" / "FGHJK.json").write_text(json.dumps(open_class().kept | {"code": "FGHJK"}))
    classes = Classes(tmp_path)
    assert [each.code for each in classes] == ["FGHJK"]
    assert [file.name for file in classes.damaged] == ["ABCDE.json"]


@pytest.fixture(scope="module")
def soon(tmp_path_factory) -> str:
    """Return the path of a market that is settled soon; it has the scenarios of telecom beside it."""
    file: Path = tmp_path_factory.mktemp("market") / "soon.yaml"
    file.write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    return str(file)


SHELF = Shelf()


def told(market: str, rounds: int, *decisions: dict[str, Any]) -> dict[str, Any]:
    """Return what is lived in a team's market."""
    found: list[dict[str, Any]] = []
    asked = {"market": market, "customers": FEW, "luck": 2, "weeks": 13, "rounds": rounds, "decisions": decisions}
    for _ in play(SHELF, asked, found.append):
        pass
    return found[0]


def test_what_was_lived_stays_as_it_was(soon):
    """Later decisions move nothing in earlier rounds, and a round in which nothing is decided is as things are."""
    cut = nothing() | {"levers": {"brand.offer.price_eur": 20.0}}
    as_is, once, twice = told(soon, 2), told(soon, 1, cut), told(soon, 2, cut, nothing() | {"ask": ["use"]})
    later = told(soon, 2, nothing(), cut)
    assert twice["rows"][:13] == once["rows"]
    assert twice["rounds"][0] == once["rounds"][0]
    assert later["rows"][:13] == as_is["rows"][:13]
    assert later["rows"][13:] != as_is["rows"][13:]


def test_research_costs_and_moves_nothing_else(soon):
    """Who asks hears a sample, with its error, and pays for it; customers live as if nobody had asked."""
    silent, asking = told(soon, 1), told(soon, 1, nothing() | {"ask": ["help", "use", "recommend"]})
    assert [row[:5] for row in silent["rows"]] == [row[:5] for row in asking["rows"]]
    assert sum(row[5] for row in asking["rows"]) < sum(row[5] for row in silent["rows"])
    assert silent["rounds"][0]["heard"]["touchpoints"] == []
    assert all(0 < each["half"] <= 1 for each in asking["rounds"][0]["heard"]["touchpoints"])


def test_a_strategy_costs_and_acts_from_its_round_on():
    """Its levers and all of its cost begin in the first week of the round, as they would in week 8 by themselves."""
    market = load_market("telecom")
    for each in strategies(FACTS):
        scenario_of([nothing(), nothing() | {"start": [each["name"]]}], market, 26).check_against(market)
    decisions = [nothing(), nothing() | {"start": ["fix-root-causes"], "levers": {"brand.offer.price_eur": 25.0}}]
    scenario = scenario_of([*decisions, nothing() | {"levers": {"brand.offer.price_eur": 27.0}}], market, 26)
    works = [lever for lever in scenario.levers if lever.path.startswith("causes.")]
    assert {lever.from_week for lever in works} == {27}
    assert sum(lever.cost.one_off_eur for lever in works) == 36_000
    prices = [(lever.to, lever.from_week, lever.until_week) for lever in scenario.levers if "price" in lever.path]
    assert prices == [(25.0, 27, 52), (27.0, 53, None)]


# In use ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path, headers, status",
    [
        ("/compare", {}, 404),
        ("/class", {}, 404),
        ("/files/0123456789abcdef/report.html", {}, 404),
        ("/team", {"Host": "evil.example"}, 400),
        ("/team", {"Origin": "https://evil.example"}, 403),
    ],
)
def test_the_network_sees_pages_of_teams_only(served: Served, path, headers, status):
    """At the door of a class nothing of the teacher's page is answered, under no other name, for no other site."""
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(served.door + path, headers=headers))
    assert refused.value.code == status


def test_four_teams_play_a_round(page, served: Served):
    """Teams join, decide, and see their books; one comes again with its word; the debrief tells what was true."""
    teacher = Teacher(served)
    teacher.begin(market="telecom", rounds=2, seed=1)
    teams = [team(served, teacher.code, number) for number in range(4)]
    teacher.do("open")
    for number, each in enumerate(teams):
        each.post("/team/decide", **decision(number, 1))
    teacher.do("lock")
    assert "not_open" in teams[0].post("/team/decide", **decision(0, 1))
    teacher.wait_for("shown")
    assert [row["team"] for row in teacher.marks()].count("Team 2") == 1
    kept = json.loads((served.folder / "classes" / f"{teacher.code}.json").read_text(encoding="utf-8"))
    assert len(kept["teams"]) == 4
    again = Client(served.door)
    again.post("/team/join", code=teacher.code, again=kept["teams"]["t2"]["again"])
    assert "Team 1" in again.get("/team")
    page.goto(f"{served.base}/class?code={teacher.code}")
    assert page.locator("tbody tr").first.is_visible()
    violations(page)


LONGEST_WAIT = 5.0
"""Seconds that nobody waits for a page."""


@pytest.mark.slow
def test_a_killed_server_loses_nothing(tmp_path):
    """Thirty teams play four rounds; the server is killed while the second is lived, and goes on where it was.

    Nobody waits more than five seconds for a page.
    """
    with serving(tmp_path) as served:
        teacher = Teacher(served)
        teacher.begin(market="telecom", rounds=4, seed=1)
        teams = [team(served, teacher.code, number) for number in range(30)]
        played(teacher, teams, 1)
        teacher.do("open")
        for number, each in enumerate(teams):
            each.post("/team/decide", **decision(number, 2))
        teacher.do("lock")
        os.kill(served.process, signal.SIGKILL)
    with serving(tmp_path) as served:
        teacher.come_back(served)
        for each in teams:
            each.base = served.door
        teacher.wait_for("shown")
        for number in (3, 4):
            played(teacher, teams, number)
        teacher.do("end")
        waited = sorted(wait for each in (teacher, *teams) for wait in each.waited)
        print(f"{len(waited)} pages, half within {waited[len(waited) // 2]:.2f} s, the longest took {waited[-1]:.2f} s")
        assert waited[-1] < LONGEST_WAIT
        pages = len(waited)
        seconds = sum(psutil.Process(served.process).cpu_times()[:2])
        assert seconds / pages < 0.5
        kept = json.loads((served.folder / "classes" / f"{teacher.code}.json").read_text(encoding="utf-8"))
        for number in range(30):
            notes = [each["note"] for each in kept["teams"][f"t{number + 1}"]["decisions"]]
            assert notes == [f"team {number}, round {round_}" for round_ in (1, 2, 3, 4)]
            assert "What you believed" in teams[number].get("/team")
        assert len(teacher.marks()) == 30


def played(teacher: Teacher, teams: list[Client], number: int) -> None:
    """Play a round."""
    teacher.do("open")
    with ThreadPoolExecutor(len(teams)) as pool:  # all teams at once, as when a bell rings
        places = range(len(teams))
        led = pool.map(lambda place: teams[place].post("/team/decide", **decision(place, number)), places)
        assert all(address.endswith("/team") for address in led)
        teacher.do("lock")
        teacher.wait_for("shown")
        assert all(WORDS.round_title(number) in page for page in pool.map(lambda each: each.get("/team"), teams))
