"""The journey places everybody by what their week was, and one life is told in two worlds."""

from __future__ import annotations

import zlib
from base64 import b64decode
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pytest

from app.address import Asked
from app.catalogue import Catalogue
from app.engine import lives as engine
from app.engine.futures import Shelf
from app.engine.lives import Lives, chain_of, whole_life
from app.engine.stories import people, story
from app.rooms import customer, journey
from app.words import en
from sim.model import LoyaltyModel
from sim.state.counters import COUNTERS

FEW, WEEKS = 300, 26
ASKED = Asked("telecom", "price-cut", seed=5, weeks=WEEKS, customers=FEW)
FACTS = Catalogue()["telecom"]
QUESTION = journey.question(ASKED, is_as_is=False, facts=FACTS)


@cache
def lived() -> Lives:
    """Return a desk of lives, in which those of this file are lived once."""
    return Lives(Shelf())


def told(of: Any, **more: Any) -> list[dict[str, Any]]:
    """Return what a worker tells."""
    found: list[dict[str, Any]] = []
    for _ in of(lived(), QUESTION | more, found.append):
        pass
    return found


def life(**more: Any) -> engine.Life:
    """Return a life with all its weeks."""
    *_, found = whole_life(lived(), QUESTION | more)
    assert found is not None
    return found


def test_diaries_change_nothing():
    """A market in which everybody keeps a diary has the bits of one without."""
    model = LoyaltyModel("telecom", "price-cut", customers=FEW, seed=5, diaries=0).run(WEEKS)
    world = life().world.world.customers
    own = [name for name in world.dtype.names if name != "diary"]
    assert (world[own] == model.simulation.world.customers[own]).all()


def test_rooms_and_workers_speak_of_the_same_places():
    """Places and flows are told in the order in which the page reads them."""
    assert journey.PLACES == engine.PLACES
    assert tuple(engine.FLOWS) == journey.FLOWS
    assert set(en.PLACES) == set(engine.PLACES) - {"elsewhere"}
    assert set(journey.STAGE_OF) <= set(engine.PLACES)


def test_every_customer_has_one_place():
    """Those in the cycle are the customers of the brand, week by week; only those who wait or leave are not."""
    for part in told(engine.journey):
        packed = zlib.decompress(b64decode(part["people"]))
        for row, week in enumerate(range(part["from"], part["from"] + len(part["flows"]))):
            places = Counter(journey.PLACES[code >> 3] for code in packed[row * FEW : (row + 1) * FEW])
            own = sum(n for place, n in places.items() if place not in ("elsewhere", "waiting", "leave"))
            assert own == (life().brand[week] == life().focus).sum()


def test_the_chain_is_that_of_the_ledger():
    """What is told of the touchpoints of a stage adds up to what the ledger booked there."""
    found = chain_of(life(), "using", 0, WEEKS)
    weights = [each["met"] for each in found["touchpoints"]]
    booked = dict(zip(COUNTERS, life().world.ledger.of_brand(life().focus).sum(axis=0), strict=True))
    for what in ("promised", "expected", "delivered", "perceived"):
        mean = np.average([each[what] for each in found["touchpoints"]], weights=weights)
        assert mean == pytest.approx(booked[f"{what}_using"] / booked["encounters_using"], abs=1e-4)


def test_two_lives_are_one_until_they_part():
    """Before they part, nothing happens in one world only."""
    (groups,) = told(people)
    who = next(found["people"][0] for found in groups["groups"].values() if found["people"])
    (found,) = told(story, person=who)
    parted = found["parted"] or WEEKS + 1
    apart = [line["week"] for world in found["worlds"] for line in world["lines"] if not line["shared"]]
    assert min(apart, default=parted) >= parted
    assert customer.story(found, ASKED, FACTS, en)["diary"]


def test_without_a_strategy_both_worlds_are_the_same():
    """With nothing changed, everything of a life is shared."""
    (found,) = told(story, person=7, scenario="")
    assert found["parted"] is None
    assert all(line["shared"] for world in found["worlds"] for line in world["lines"])
