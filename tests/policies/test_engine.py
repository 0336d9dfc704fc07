"""Policies are a part of the simulation: of its forks, copies and repetitions."""

import copy
import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from sim.policies.follow_price import FollowPrice
from sim.policies.policy import Policy
from sim.scenarios.levers import Lever
from sim.scenarios.scenario import Scenario
from tests.laws.years import restless
from tests.policies.conftest import CUT, cut, numbers_by_week, with_policy
from tests.worlds import simulation

QUICK = FollowPrice(follows="acme", reaction=1.0, adjustment_share=1.0, lag_weeks=1, floor=0.5)


@dataclass(frozen=True, kw_only=True)
class Given(Policy):
    """Decides what it was given, whatever happens."""

    decided: object

    def decide(self, known):
        return self.decided


@pytest.fixture(scope="module")
def following():
    """Return a market whose file says that kite follows acme, at the end of its burn-in."""
    numbers = {"reaction": 1.0, "adjustment_share": 1.0, "lag_weeks": 1.0, "floor": 0.5}
    market = with_policy(restless("telecom"), "kite", kind="follow-price", follows="acme", **numbers)
    return simulation(market, 300, 3)


def booked(world, weeks):
    for _ in range(weeks):
        world.step()
    return world.ledger.table()


def test_a_market_may_have_policies(following, settled):
    """What the market file declares decides as what a scenario declares, or Python gives."""
    from_file = booked(following.fork(cut()), 10)
    from_scenario = booked(settled.fork(cut(kite=QUICK)), 10)
    from_python = settled.fork(cut())
    from_python.policies["kite"] = QUICK
    assert from_file.equals(from_scenario)
    assert from_file.equals(booked(from_python, 10))
    assert not from_file.equals(booked(settled.fork(cut()), 10))


def test_a_fork_is_a_run_from_the_start(settled):
    """A scenario with policies gives the same bits forked from the settled market or simulated from its beginning."""
    scenario = cut(kite=QUICK, pico=FollowPrice(from_week=3))
    assert booked(settled.fork(scenario), 12).equals(booked(simulation(settled.market, 300, 3, scenario), 12))


def test_forks_on_the_way(following):
    """A fork goes on with the policies and what they can look up, and no longer touches its origin."""
    world = following.fork(cut())
    booked(world, 6)
    twin, copied = world.fork(Scenario.baseline()), copy.deepcopy(world)
    assert twin.policy_of("kite") == world.policy_of("kite")
    assert twin.intelligence("kite").public(3).equals(world.intelligence("kite").public(3))
    assert booked(world, 5).equals(booked(copied, 5))
    assert twin.week == 6


def test_pickles_go_on(settled):
    """A simulation that was sent elsewhere goes on with the same bits."""
    world = settled.fork(cut(kite=QUICK))
    booked(world, 6)
    other = pickle.loads(pickle.dumps(world))
    assert booked(world, 5).equals(booked(other, 5))


def test_from_week(settled):
    """A policy decides at the end of its first week, and not before."""
    late = FollowPrice(follows="acme", reaction=1.0, adjustment_share=1.0, lag_weeks=1, floor=0.5, from_week=9)
    prices = numbers_by_week(settled.fork(cut(kite=late)), "kite", 11)
    assert prices == [*[1.0] * 9, *[pytest.approx(0.8)] * 2]


def test_a_scenario_replaces_the_policy_of_the_market(following):
    """From its first week on a scenario's policy takes the place of the market's; nothing takes it away."""
    dearer = Given(from_week=7, decided={"offer.price_eur": 30.0})
    own = following.market.brands["kite"].offer.price_eur
    replaced = numbers_by_week(following.fork(cut(kite=dearer)), "kite", 9)
    assert replaced[4:] == [1.0, *[pytest.approx(0.8)] * 2, *[pytest.approx(30.0 / own)] * 2]
    assert numbers_by_week(following.fork(cut(kite=None)), "kite", 9) == [1.0] * 9


def test_numbers_of_policies_are_levers(following):
    """A lever moves a number of a policy like any other."""
    lever = Lever(path="brands.kite.policy.reaction", to=0.0, from_week=1)
    still = following.fork(Scenario(name="still", brand="acme", levers=(CUT, lever)))
    assert numbers_by_week(still, "kite", 9) == [1.0] * 9


def test_policies_that_begin_too_late(settled):
    """A fork refuses a policy whose first week has passed."""
    world = settled.fork(Scenario.baseline())
    booked(world, 3)
    world.fork(cut(kite=FollowPrice(from_week=3)))
    with pytest.raises(ValueError, match="begins in week 3, which has passed"):
        world.fork(cut(kite=FollowPrice(from_week=2)))


@pytest.mark.parametrize(
    "decided, message",
    [
        (
            {"offer.price_eur": -1},
            "of kite, after week 0, has made an invalid decision: brands.kite.offer.price_eur cannot be -1",
        ),
        ({"offer.prize_eur": 1}, "unknown number of kite 'offer.prize_eur' .did you mean 'offer.price_eur'"),
        ({"offer.price_eur": float("nan")}, "must return finite numbers .got nan for offer.price_eur"),
        ({"offer.price_eur": "20"}, "must return finite numbers .got '20'"),
        (None, "must return numbers by path .got nothing"),
    ],
)
def test_what_a_policy_cannot_decide(settled, decided, message):
    """A decision that makes no sense is refused with the policy, the brand and the week."""
    world = settled.fork(Scenario(name="wrong", policies={"kite": Given(decided=decided)}))
    with pytest.raises(ValueError, match=message):
        world.step()


def test_what_is_no_policy(settled):
    """Only what decides for a brand of the market can be given."""
    for given, message in (({"kit": QUICK}, "did you mean 'kite'"), ({"kite": 3}, "must be a Policy")):
        with pytest.raises(ValueError, match=message):
            simulation(settled.market, 20, policies=given)


def test_a_policy_sees_what_is_public(settled):
    """Of others a brand sees price, promise, adverts, rating and reviews, and of itself what it can observe."""
    world = settled.fork(Scenario.baseline())
    booked(world, 3)
    known = world.intelligence("kite")
    assert list(known.public().columns) == ["price_eur", "promised_days", "visibility", "rating", "reviews"]
    assert known.observed(2).index.tolist() == [2, 3]
    assert known.get("offer.price_eur") == known.at_start("offer.price_eur")
    assert np.allclose(known.public()[["price_eur", "promised_days", "visibility"]], known.public_at_start)


def test_what_was_public(settled):
    """What was public can be looked up for a year; the oldest week stands for those before it."""
    world = settled.fork(cut())
    booked(world, 8)
    known = world.intelligence("kite")
    before = settled.market.brands["acme"].offer.price_eur
    assert [known.public(ago)["price_eur"]["acme"] / before for ago in (0, 3, 4, 52)] == pytest.approx([0.8, 0.8, 1, 1])
