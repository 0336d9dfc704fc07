"""A bad week spreads from those who met it to those who know them, and costs customers; nothing else differs."""

from __future__ import annotations

import zlib
from base64 import b64decode
from functools import cache
from typing import Any

import numpy as np
import pytest

from app.catalogue import Catalogue
from app.engine import network as engine
from app.engine.futures import Shelf, scenario_in
from app.engine.lives import Lives
from app.rooms import network as room
from app.rooms.network import FIRST_BAD_WEEK, Question, page
from app.words import WORDS
from experiments.pictures.acquaintances import WIDTH, places
from sim.market.loading import load_shipped

FEW, WEEKS = 500, 26
CATALOGUE = Catalogue()


class Page:
    """What the room needs of the page."""

    catalogue, words = CATALOGUE, WORDS


@cache
def told(**levers: str) -> tuple[dict[str, Any], ...]:
    """Return what a worker tells of one small future."""
    (asked, *_) = Question({"market": "telecom", "length": "4"} | levers, CATALOGUE).for_workers()
    found: list[dict[str, Any]] = []
    for _ in engine.network(Lives(Shelf()), asked | {"customers": FEW, "weeks": WEEKS}, found.append):
        pass
    return tuple(found)


def weekly() -> np.ndarray:
    """Return the states of everybody, (weeks, people)."""
    packed = b"".join(zlib.decompress(b64decode(each["states"])) for each in told() if "states" in each)
    return np.frombuffer(packed, np.uint8).reshape(WEEKS, FEW)


def test_rooms_and_workers_speak_of_the_same_states():
    """What became of people is told in the order in which the page reads it, and has words."""
    assert room.STATES == engine.STATES
    assert set(WORDS.network.STATES) == set(engine.STATES)


def test_nothing_differs_before_the_bad_week():
    """Up to the bad week both worlds are the same; from then on some are disappointed, and others hear."""
    before = weekly()[: FIRST_BAD_WEEK - 1]
    assert set(np.unique(before)) <= {engine.STATES.index("elsewhere"), engine.STATES.index("own")}
    spread = told()[-1]["spread"]
    assert spread["met"] > 0
    assert spread["heard"] > 0
    assert spread["fewer"][: FIRST_BAD_WEEK - 1] == [0] * (FIRST_BAD_WEEK - 1)


def test_all_who_are_lost_are_counted():
    """Customers fewer are those who are lost, less those who stay only because of it, each met it or did not."""
    spread = told()[-1]["spread"]
    assert spread["fewer"][-1] == spread["lost"] - spread["kept"] == spread["fewer_met"] + spread["fewer_others"]
    assert spread["lost"] == (weekly()[-1] == engine.STATES.index("lost")).sum()


def test_who_hears_knows_who_spoke():
    """A line of talk joins two people who know each other."""
    people = next(each["people"] for each in told() if "people" in each)
    ties = {tuple(sorted(pair)) for pair in people["ties"]}
    paths = [tuple(sorted(pair)) for each in told() if "paths" in each for week in each["paths"] for pair in week]
    assert paths
    assert set(paths) <= ties


@pytest.mark.parametrize("market", list(CATALOGUE))
def test_the_levers_make_a_bad_week(market):
    """What the levers say is read by the loader of scenarios, in every shipped market."""
    question = Question({"market": market, "depth": "0.2", "length": "2", "reach": "0.1"}, CATALOGUE)
    (lever,) = scenario_in(question.scenario(), load_shipped(market), 52).levers
    assert (lever.add, lever.from_week, lever.until_week, lever.target.share) == (-0.2, 8, 9, 0.1)


def test_a_cost_is_claimed_only_when_it_is_clear():
    """Futures in which customers are now fewer, now more, end in no claim; one alone is called one."""
    spread = told()[-1]["spread"]
    question = Question({"market": "telecom"}, CATALOGUE)
    futures = [spread | {"fewer": [n], "met": 100} for n in (5, -5, 4, -4, 0)]
    assert "do not clearly" in page(question, futures, Page())["answer"]["finding"]  # type: ignore[arg-type]
    assert "first future" in page(question, futures[:1], Page())["answer"]["finding"]  # type: ignore[arg-type]


def test_everybody_has_a_place_of_their_own():
    """No two people stand at the same place, all within the picture, and the best connected in the middle."""
    segments, ties = [0] * 40 + [1] * 60, [(0, k) for k in range(1, 100)]
    spots, circles = places(segments, ties, ["One", "Another"])
    assert len(set(spots)) == 100
    assert all(0 <= x <= WIDTH for x, _ in spots)
    (x, y), _ = circles[0]
    assert min(range(40), key=lambda who: (spots[who][0] - x) ** 2 + (spots[who][1] - y) ** 2) == 0
