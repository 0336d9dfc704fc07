"""Worlds of claims: shared by content, with the same people and the same luck."""

import numpy as np
import pytest

from experiments.theory.claim import AS_IT_IS, Claim, Figure, Side, Watched, World, comparison, contrast, lever
from experiments.theory.theory import shown
from experiments.theory.verdict import Verdict
from experiments.theory.worlds import TheoryJobs, digest
from sim.market.loading import load_market

SIZE = {"smallest": 0.5, "why": "made up for this test"}
CHEAPER = World("cheaper", (lever("brand.offer.price_eur", multiply=0.5),))
CHEAPER_AGAIN = World("by another name", (lever("brand.offer.price_eur", multiply=0.5),))


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    """Return a market that is settled soon."""
    folder = tmp_path_factory.mktemp("soon")
    (folder / "soon.yaml").write_text("extends: telecom\ncategory: {burn_in_weeks: 2}\n")
    return load_market(folder / "soon.yaml")


def claim(*effects, name: str = "mine") -> Claim:
    """Return a claim with some effects."""
    return Claim(id=name, part="firm", sentence="It is so.", question="Is it?", effects=effects)


def watch_a_week(simulation):
    """Return how many people there are after a week."""
    yield
    return float(len(simulation.world.customers))


def count_weeks(simulation, weeks):
    """Return the week in which it stops to look."""
    while simulation.week < weeks:
        yield
    return float(simulation.week)


def test_worlds_are_told_apart_by_content(market):
    """The words of a world do not count, its levers do."""
    assert digest(CHEAPER, market) == digest(CHEAPER_AGAIN, market)
    assert digest(CHEAPER, market) != digest(AS_IT_IS, market)


def test_deeds_of_one_making_are_told_apart(market):
    """Functions with the same text that are closed over other numbers make other worlds."""

    def raising(by):
        def deed(simulation):
            simulation.world.customers["satisfaction"][:] += by

        return World("raised", deed=deed)

    assert digest(raising(0.1), market) != digest(raising(0.2), market)
    assert digest(raising(0.1), market) == digest(raising(0.1), market)


def test_same_world_is_run_once(market):
    """Two claims about the same two worlds share them."""
    effects = [
        contrast(AS_IT_IS, each, Figure(name, weeks=(1, 4)), expected="higher", **SIZE)
        for each, name in ((CHEAPER, "gains"), (CHEAPER_AGAIN, "orders"))
    ]
    jobs = TheoryJobs.of(market, [claim(effects[0]), claim(effects[1], name="other")], 60, [1])
    assert [len(group.worlds) for group in jobs.groups] == [2]


def test_equal_worlds_do_not_differ(market):
    """With the same people and random numbers, the same levers make the same bits; another price does not."""

    def revenue(world):
        return contrast(AS_IT_IS, world, Figure("revenue_eur", weeks=(1, 4)), expected="same", **SIZE)

    untouched = World("later cheaper", (lever("brand.offer.price_eur", 9, multiply=0.5),))
    found = shown(market, [claim(revenue(untouched)), claim(revenue(CHEAPER), name="other")], 60, range(1, 4))
    still, moved = (each.effects[0].found for each in found.claims)
    assert (still.mean, still.low, still.high) == (0.0, 0.0, 0.0)
    assert moved.high < 0


def test_figure_is_that_of_the_weekly_table(market):
    """Churn over some weeks is departures over customer-weeks, a year."""
    from sim.model import LoyaltyModel

    effect = contrast(AS_IT_IS, CHEAPER, Figure("churn", weeks=(3, 8)), expected="lower", **SIZE)
    (one,) = shown(market, [claim(effect)], 200, [3]).claims
    weeks = LoyaltyModel(market, customers=200, seed=3, diaries=0).run(8).booked
    weeks = weeks[(weeks["brand"] == "acme") & weeks["week"].between(3, 8)]
    assert one.effects[0].sides[0].value.mean == pytest.approx(5200 * weeks["losses"].sum() / weeks["customers"].sum())


def test_deed_is_done_in_its_own_world_only(market):
    """What is done to people in one world leaves the other as it is."""

    def forget(simulation):
        simulation.world.customers["satisfaction"][:] = 0.0

    effect = contrast(
        AS_IT_IS, World("all is forgotten", deed=forget), Figure("satisfaction", weeks=(1, 3)), expected="lower", **SIZE
    )
    (one,) = shown(market, [claim(effect)], 60, range(1, 4)).claims
    first, second = (side.value.mean for side in one.effects[0].sides)
    assert first > 0.5 > second


def test_outcomes_of_any_length_watch_one_run(market):
    """An outcome that has seen enough leaves the others looking."""
    effect = comparison(
        Side("short", AS_IT_IS, Watched("week", "weeks", count_weeks, (2,))),
        Side("long", AS_IT_IS, Watched("week", "weeks", count_weeks, (5,))),
        expected="higher",
        **SIZE,
    )
    (one,) = shown(market, [claim(effect)], 60, range(1, 4)).claims
    assert [side.value.mean for side in one.effects[0].sides] == [2.0, 5.0]
    assert one.verdict is Verdict.HOLDS


def test_worlds_with_diaries_are_the_same_worlds(market):
    """To keep diaries changes no bit: both runs of the market as it is have the same figures."""

    def satisfaction(simulation):
        while simulation.week < 4:
            yield
        return float(simulation.world.customers["satisfaction"].astype(float).sum())

    seen = []
    for has_diaries in (False, True):
        outcome = Watched("satisfaction", "sum", satisfaction, has_diaries=has_diaries)
        effect = contrast(AS_IT_IS, CHEAPER, outcome, expected="same", **SIZE)
        (one,) = shown(market, [claim(effect)], 60, range(1, 4)).claims
        seen.append([side.value.mean for side in one.effects[0].sides])
    assert seen[0] == seen[1]


def test_claim_that_lacks_something_says_what(market):
    """A claim about another kind of market, or about a path that is not there, cannot be shown."""
    strange = World("strange", (lever("touchpoints.teleporter.effort", to=0.0),))
    effect = contrast(AS_IT_IS, strange, Figure("effort"), expected="lower", **SIZE)
    (one,) = shown(market, [claim(effect)], 60, range(1, 4)).claims
    assert one.verdict is Verdict.NOT_SHOWN
    assert "teleporter" in one.why_not
    assert np.isnan(one.effects[0].found.mean) if one.effects else True
