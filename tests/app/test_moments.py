"""Moments of truth on the page are those of the command, as far as they have come."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest

from app.catalogue import Catalogue
from app.engine import moments as engine
from app.engine.futures import Shelf
from app.rooms.moments import Question, page
from app.words import WORDS
from experiments.moments.importance import true_importance
from experiments.moments.runs import Counterfactuals, Part
from experiments.moments.worlds import Moment, counterfactuals
from experiments.running.study import Study
from sim.market.loading import load_shipped

FEW, WEEKS, SEEDS, WORLDS = 300, 13, [3, 4], 12
CATALOGUE = Catalogue()
USUAL = Question({"market": "software"}, CATALOGUE)


class Page:
    """What the room needs of the page."""

    catalogue, words = CATALOGUE, WORDS


@cache
def told() -> list[dict[str, Any]]:
    """Return what a worker tells of two small futures, in a market with few worlds."""
    asked = USUAL.for_worker() | {"customers": FEW, "weeks": WEEKS, "seeds": SEEDS}
    found: list[dict[str, Any]] = []
    with patch.object(engine, "counterfactuals", lambda *given: islice(counterfactuals(*given), WORLDS)):
        for _ in engine.moments(Shelf(), asked, found.append):
            pass
    return found


def early() -> dict[str, Any]:
    """Return the first that is told of a touchpoint."""
    return next(each for each in told() if each["touchpoints"])


def test_importance_is_that_of_the_command():
    """The same worlds, seeds and step give the importance that `cxsim moments` measures, bit by bit."""
    market = load_shipped("software")
    study = Study.of(market, brand=market.focus, customers=FEW, weeks=WEEKS)
    of_command = Counterfactuals(study, engine.STEP)
    runs = pd.concat([of_command(Part(seed, 0, 0, WORLDS)) for seed in SEEDS], ignore_index=True)
    importance = true_importance(runs, "retention")
    for each in told()[-1]["touchpoints"]:
        assert each["importance"][0] == float(importance[Moment("touchpoint", each["name"])].mean())


def test_it_grows():
    """A touchpoint more is told each time, until all worlds of all seeds are lived; one seed has no interval."""
    counts = [len(each["touchpoints"]) + len(each["causes"]) for each in told()]
    assert counts == sorted(counts)
    assert early()["touchpoints"][0]["importance"][1] is None
    assert told()[-1]["done"] == told()[-1]["total"]


def test_one_future_says_nothing_about_what_to_do():
    """Before there is an interval, no touchpoint is said to be mended or kept."""
    first = page(USUAL, early(), Page())["answer"]  # type: ignore[arg-type]
    assert {row["decided"][0] for row in first["rows"]} == {WORDS.moments.DECISIONS[""][0]}


def test_every_point_is_a_link_that_says_what_it_means():
    """Each touchpoint stands in both pictures as a link, with words for what its place means."""
    answer = page(USUAL, told()[-1], Page())["answer"]  # type: ignore[arg-type]
    for picture in answer["pictures"]:
        assert picture.count('class="point') == len(answer["rows"])
    assert all(len(row["means"]) >= 4 for row in answer["rows"])


@pytest.mark.parametrize(
    "query, key",
    [
        ({"market": "nowhere", "brand": "nobody", "view": "dream", "point": "x"}, "market=telecom"),
        ({"market": "telecom", "brand": "kite", "view": "survey", "point": "chat"}, "market=telecom&brand=kite"),
        ({"market": "telecom", "brand": "acme", "strategy": "price-cut"}, "market=telecom"),
    ],
)
def test_an_address_is_clamped(query, key):
    """What is unknown in an address is left out, and what is looked at changes no answer."""
    assert Question(query, CATALOGUE).key == key
