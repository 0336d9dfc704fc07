"""What it means to buy a part of a candidate, and which candidates there can be."""

import numpy as np
import pytest

from experiments.errors import RequestError
from experiments.optimisation.candidates import Candidate, levers_at, planned_cost_eur
from experiments.optimisation.files import named_portfolio, portfolio_of
from sim.scenarios.levers import Cost, Lever
from sim.scenarios.loading import load_scenario
from sim.scenarios.scenario import Scenario

PRICE = "brand.offer.price_eur"


def scenario(*levers: Lever, name: str = "one", **more) -> Scenario:
    return Scenario(name=name, brand="acme", levers=levers, **more)


def bought(whole: Scenario, intensity: float, market) -> list[Lever]:
    """Return the levers of a scenario of which so much is bought."""
    return levers_at(whole, intensity, whole.plan(market).targets)


def after(market, made: Scenario, week: int = 52) -> float:
    """Return the price of the brand in a week of a scenario."""
    values = made.plan(market).values_at(week, next(iter(market.segments)))
    return values[("brands", "acme", "offer", "price_eur")]


@pytest.mark.parametrize(
    "change, whole",
    [
        ({"multiply": 0.8}, lambda price: 0.8 * price),
        ({"add": -4.0}, lambda price: price - 4),
        ({"to": 20.0}, lambda price: 20.0),
    ],
)
def test_half_of_a_candidate_makes_half_of_the_change(market, change, whole):
    """Bought by half, a number goes half of the way, however the lever says it."""
    price = market.brands["acme"].offer.price_eur
    lever = Lever(path=PRICE, **change)
    half = scenario(*bought(scenario(lever), 0.5, market))
    assert after(market, half) == pytest.approx(0.5 * (price + whole(price)))


@pytest.mark.parametrize("name", ["fix-root-causes", "fast-recovery", "onboarding"])
def test_all_of_a_candidate_is_the_scenario_as_written(market, name):
    """Intensity 1 gives the very levers of the file."""
    written = load_scenario(name, market)
    assert tuple(bought(written, 1.0, market)) == written.levers


@pytest.mark.parametrize("intensity", [0.25, 0.5, 1.0])
def test_costs_are_in_proportion(market, intensity):
    """A part of a candidate costs that part of it, week by week."""
    for name in ("fix-root-causes", "onboarding", "fast-recovery"):
        written = load_scenario(name, market)
        part = scenario(*bought(written, intensity, market))
        for week in (1, 8, 20, 100):
            assert part.cost_eur(week) == pytest.approx(intensity * written.cost_eur(week), abs=0.01)


def test_cost_of_the_scenario_itself_is_paid_while_a_lever_is_open(market):
    """What a scenario costs on top of its levers is paid in the same weeks when it is part of a portfolio."""
    first = Lever(path=PRICE, multiply=0.9, from_week=3, until_week=6)
    second = Lever(path=PRICE, multiply=0.9, from_week=5, until_week=9)
    third = Lever(path=PRICE, multiply=0.9, from_week=20)
    whole = scenario(first, second, third, cost=Cost(one_off_eur=1000, weekly_eur=50))
    part = scenario(*bought(whole, 1.0, market))
    assert [part.cost_eur(week) for week in range(1, 30)] == [whole.cost_eur(week) for week in range(1, 30)]
    assert after(market, part, 25) == after(market, whole, 25)


def test_candidates_do_not_undo_each_other(market):
    """Two candidates that set the same number take it both steps, and a trace of one leaves the other alone."""
    price = market.brands["acme"].offer.price_eur
    cost = Cost(one_off_eur=100)
    one = scenario(Lever(path=PRICE, to=price - 2, cost=cost), name="one")
    other = scenario(Lever(path=PRICE, to=price - 3, cost=cost), name="other")
    both = portfolio_of(market, [one, other], ["continuous"] * 2, 52)
    assert after(market, both.scenario([1.0, 1.0])) == pytest.approx(price - 5)
    assert after(market, both.scenario([1.0, 0.01])) == pytest.approx(price - 2.03)


def test_planned_cost_is_discounted(market):
    """The plan counts each week's cost at its present value."""
    lever = Lever(path=PRICE, multiply=0.9, from_week=2, until_week=3, cost=Cost(one_off_eur=100, weekly_eur=10))
    rate = 1 + market.category.discount_rate
    assert planned_cost_eur(scenario(lever), market, 52) == pytest.approx(
        110 * rate ** (-2 / 52) + 10 * rate ** (-3 / 52)
    )


def test_candidates_need_a_cost(market):
    """What costs nothing until the horizon, or saves money, is refused by its name."""
    free = scenario(Lever(path=PRICE, multiply=0.9), name="free")
    saving = scenario(Lever(path=PRICE, multiply=0.9, cost=Cost(weekly_eur=-5)), name="saving")
    with pytest.raises(RequestError) as error:
        portfolio_of(market, [free, saving], ["continuous"] * 2, 52)
    assert "free has no cost" in str(error.value)
    assert "saving saves more than it costs" in str(error.value)


def test_candidates_of_two_brands_are_refused(market):
    """One brand has one budget."""
    lever = Lever(path=PRICE, multiply=0.9, cost=Cost(one_off_eur=100))
    other = Scenario(name="other", brand="zest", levers=(lever,))
    brands = [name for name in market.brands if name != "acme"]
    other = other.model_copy(update={"brand": brands[0]})
    with pytest.raises(RequestError, match="one brand has one budget"):
        portfolio_of(market, [scenario(lever), other], ["continuous"] * 2, 52)


def test_candidates_that_leave_the_range_together_are_refused_by_name(market):
    """Alone both can be bought, together they take a share out of its range: reported before anything runs."""
    path = "brand.relationship.loyalty_programme"
    one = scenario(Lever(path=path, to=0.9, cost=Cost(one_off_eur=100)), name="points")
    other = scenario(Lever(path=path, to=0.8, cost=Cost(one_off_eur=100)), name="gifts")
    with pytest.raises(RequestError, match=r"points and gifts cannot be bought together: makes .*loyalty_programme"):
        portfolio_of(market, [one, other], ["continuous"] * 2, 52)


@pytest.mark.parametrize("shipped", ["telecom", "retail"])
def test_all_shipped_scenarios_with_a_cost_go_together(shipped):
    """Without names, every scenario of the focal brand that costs something is a candidate."""
    from sim.market.loading import load_market

    every = named_portfolio(load_market(shipped), [], [], 156)
    assert len(every.candidates) >= 2
    assert (every.costs_eur > 0).all()
    half = every.scenario(np.full(len(every.candidates), 0.5))
    half.check_against(every.market)
    assert planned_cost_eur(half, every.market, 156) == pytest.approx(0.5 * every.costs_eur.sum(), rel=1e-6)


def test_unknown_names_are_told(market):
    """A misspelt candidate or yes-or-no name is refused with the nearest one."""
    with pytest.raises(RequestError, match=r"unknown candidate 'referal' \(did you mean 'referral'"):
        named_portfolio(market, ["referral"], ["referal"], 52)


def test_kind_is_kept(market):
    """A candidate that is named as yes or no is bought wholly or not at all."""
    made = named_portfolio(market, ["referral", "support-capacity"], ["support-capacity"], 52)
    assert made.is_yes_no.tolist() == [False, True]
    assert Candidate.of(load_scenario("referral", market), market, 52).kind == "continuous"
