"""The order in which a market file lists things, and brands that are not there, change no bit of any result."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.market.order import PARTS
from sim.market.schema import Market
from sim.scenarios.scenario import Scenario
from sim.simulation import Simulation
from tests.laws.years import restless
from tests.worlds import with_numbers

CUSTOMERS, WEEKS = 400, 12


def booked(market: Market) -> pd.DataFrame:
    """Return the booked weeks of a market."""
    world = Simulation(market, Scenario.baseline(), CUSTOMERS, 7)
    world.burn_in()
    for _ in range(WEEKS):
        world.step()
    return world.ledger.table()


def shuffled(part: Any, luck: np.random.Generator) -> Any:
    """Return a part of a document with its keys, and those of every part of it, in another order."""
    if not isinstance(part, dict):
        return part
    keys = list(part)
    return {keys[place]: shuffled(part[keys[place]], luck) for place in luck.permutation(len(keys))}


@pytest.fixture(scope="module", params=["telecom", "retail"])
def market(request: pytest.FixtureRequest) -> Market:
    """Return a market in which much happens."""
    return restless(request.param)


@pytest.fixture(scope="module")
def as_written(market: Market) -> pd.DataFrame:
    """Return the booked weeks of the market as its file is written."""
    return booked(market)


@pytest.mark.parametrize("part", PARTS)
def test_the_order_of_names_changes_nothing(part, market, as_written):
    """Brands, segments, touchpoints or causes listed backwards give the same weekly table, bit for bit."""
    document = market.model_dump()
    backwards = {name: document[part][name] for name in reversed(market.listed(part))}
    other = Market.model_validate(document | {part: backwards})
    assert other.listed(part) == market.listed(part)[::-1]
    pd.testing.assert_frame_equal(as_written, booked(other), check_exact=True)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_keys_changes_nothing(seed, market, as_written):
    """All keys of a market file in another order give the same weekly table, bit for bit."""
    luck = np.random.default_rng(seed)
    document = {name: shuffled(part, luck) for name, part in market.model_dump(exclude={"crm"}).items()}
    pd.testing.assert_frame_equal(as_written, booked(Market.model_validate(document)), check_exact=True)


@pytest.mark.parametrize("name", ["aardvark", "mid", "zebra"])
def test_an_absent_brand_changes_nobody(name, market):
    """A brand that enters after the end changes no other brand, wherever its name is sorted in.

    Usual prices and delivery times are means over brands of the file, so all brands have the same.
    """
    market = with_numbers(market, {"brands.*.offer.price_eur": 32.0, "brands.*.promise.delivery_days": 2.0})
    document = market.model_dump(exclude={"crm"})
    like = market.focus
    enters = {"title": name, "share": 0.0, "enters_in_week": float(WEEKS + 1)}
    document["brands"][name] = document["brands"][like] | enters
    for part in (*document["touchpoints"].values(), *document["causes"].values()):
        for key in ("quality", "by_brand", "weekly_probability", "order_probability", "severity"):
            if key in part:
                part[key][name] = part[key][like]
    with_it = booked(Market.model_validate(document))
    others = with_it[with_it["brand"] != name].reset_index(drop=True)
    pd.testing.assert_frame_equal(booked(market), others, check_exact=True)
