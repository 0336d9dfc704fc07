"""The shipped policies answer what is public, late, slowly and within bounds."""

import numpy as np
import pytest

from sim.policies.follow_price import FollowPrice
from sim.policies.imitate_best import ImitateBest
from sim.scenarios.scenario import Scenario
from tests.policies.conftest import cut, numbers_by_week

AT_ONCE = {"reaction": 1.0, "adjustment_share": 1.0, "lag_weeks": 1, "floor": 0.5}


def followed(settled, **numbers) -> list[float]:
    """Return the relative price of kite in twelve weeks, when it follows acme's cut of week 5."""
    policy = FollowPrice(**(AT_ONCE | {"follows": "acme"} | numbers))
    return numbers_by_week(settled.fork(cut(kite=policy)), "kite", 12)


def test_a_follower_at_rest_changes_nothing(settled):
    """As long as nobody moves, a market with a follower is that without one, bit by bit."""
    still = settled.fork(Scenario(name="still", policies={"kite": FollowPrice(follows="acme")}))
    baseline = settled.fork(Scenario.baseline())
    for _ in range(10):
        still.step()
        baseline.step()
    assert np.array_equal(still.world.customers, baseline.world.customers)


@pytest.mark.parametrize("lag", [1, 3, 6])
def test_the_answer_comes_after_the_lag(settled, lag):
    """A price that is met in week 5 is answered in week 5 + lag, and not before."""
    prices = followed(settled, lag_weeks=lag)
    assert prices[: 4 + lag] == [1.0] * (4 + lag)
    assert prices[4 + lag] == pytest.approx(0.8)


def test_a_follower_keeps_its_distance(settled):
    """Brands of different price keep their ratio: a fifth less is answered by a fifth less."""
    assert followed(settled)[-1] == pytest.approx(0.8)


def test_a_weak_reaction(settled):
    """With a reaction of one half, half of the change is followed in the end."""
    assert followed(settled, reaction=0.5)[-1] == pytest.approx(0.9)


def test_inertia(settled):
    """Each week the same share of what is left of the gap is closed."""
    prices = followed(settled, adjustment_share=0.5)
    assert prices[5:9] == pytest.approx([0.9, 0.85, 0.825, 0.8125])


def test_bounds(settled):
    """The price goes no lower than the floor, whatever the other does."""
    assert min(followed(settled, floor=0.93)) == pytest.approx(0.93)


def test_the_cheapest_is_followed(settled):
    """Without a name the cheapest of the others is followed, which a dearer brand's cut leaves where it is."""
    assert followed(settled, follows=None) == [1.0] * 12
    cheapest = settled.fork(cut(pico=FollowPrice(follows="acme", **AT_ONCE), orchid=FollowPrice(**AT_ONCE)))
    assert numbers_by_week(cheapest, "orchid", 8) == [*[1.0] * 6, *[pytest.approx(0.8)] * 2]


def test_followers_of_each_other_see_last_week_only(settled):
    """Of two that follow one another, neither sees what the other decides in the same week."""
    both = settled.fork(cut(kite=FollowPrice(follows="acme", **AT_ONCE), pico=FollowPrice(follows="kite", **AT_ONCE)))
    other = settled.fork(cut(pico=FollowPrice(follows="kite", **AT_ONCE), kite=FollowPrice(follows="acme", **AT_ONCE)))
    kite, pico = numbers_by_week(both, "kite", 8), numbers_by_week(other, "pico", 8)
    assert (kite[4:6], pico[5:7]) == ([1.0, pytest.approx(0.8)], [1.0, pytest.approx(0.8)])


def test_the_best_rated_is_imitated(shops):
    """A promise moves to that of the shop with the best public rating, and no further than the bounds."""
    public = shops.intelligence("acorn").public()
    best, worst = public["rating"].idxmax(), public["rating"].idxmin()
    policy = ImitateBest(imitates="delivery", **(AT_ONCE | {"floor": 0.75}))
    world = shops.fork(Scenario(name="copy", policies={worst: policy}))
    promised = numbers_by_week(world, worst, 1, "delivery_days")
    ratio = public["promised_days"][best] / public["promised_days"][worst]
    assert promised == [pytest.approx(min(max(ratio, 0.75), policy.ceiling))]


def test_the_best_has_nobody_to_imitate(shops):
    """The brand that is rated best keeps its number."""
    best = shops.intelligence("acorn").public()["rating"].idxmax()
    policy = ImitateBest(imitates="delivery", **AT_ONCE)
    assert policy.decide(shops.intelligence(best)) == {}


@pytest.mark.parametrize(
    "made, message",
    [
        (lambda: FollowPrice(floor=1.2), "floor cannot be 1.2; expected 0.05 to 1"),
        (lambda: FollowPrice(lag_weeks=0), "lag_weeks cannot be 0; expected 1 to 52"),
        (lambda: FollowPrice(adjustment_share=float("nan")), "adjustment_share cannot be nan"),
        (lambda: ImitateBest(imitates="rating"), "imitates must be one of price, delivery"),
    ],
)
def test_parameters_out_of_range(made, message):
    """A policy made in Python is checked against the sheet."""
    with pytest.raises(ValueError, match=message):
        made()
