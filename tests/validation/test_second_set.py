"""The statistics of the second set of patterns, on data whose answer is known, and one tiny run of all of them."""

import numpy as np
import pytest

from experiments.validation.jobs import Size
from experiments.validation.patterns import ceiling, contrasts, peak_end, survey
from experiments.validation.patterns import neighbour_departure as neighbours
from experiments.validation.patterns import no_free_lunch as lunch
from experiments.validation.patterns import price_elasticity as elasticity
from experiments.validation.patterns import price_rise_asymmetry as rises
from experiments.validation.patterns import price_sanity as prices
from experiments.validation.patterns import recovery_paradox as recovery
from experiments.validation.patterns import satisfied_yet_defecting as defectors
from experiments.validation.patterns import steady_baseline as steady
from experiments.validation.patterns import switching_causes as causes
from experiments.validation.patterns import talkers_give_both as talkers
from experiments.validation.patterns import value_in_satisfaction as worth
from experiments.validation.suite import SECOND_SET, pattern, validated
from sim.state.tables import REASONS
from tests.worlds import simulation, with_numbers

RNG = np.random.default_rng(11)
NEAR_LIST = np.array([-50.0, 700, 1000, 950, 800, 500, 100])


def failing(result) -> list[str]:
    """Return the names of the checks that fail."""
    return [check.name for check in result.checks if not check.passes]


def seeds(sample, n: int = 5) -> np.ndarray:
    """Return the same sample for some seeds."""
    return np.repeat(np.asarray(sample, float)[None], n, axis=0)


# Price ---------------------------------------------------------------------------------------------------------------


def test_elasticity_is_that_of_a_power_of_the_price():
    """Sales that go with the price to the power -2.6 have that elasticity, and pass."""
    sales = {
        name: {flow: np.full(5, 1000 * price**power) for flow, power in (("gains", -2.6), ("base", -1.0))}
        for name, price in (("cheaper", 0.9), ("dearer", 1.1))
    }
    result = elasticity.judged(sales)
    np.testing.assert_allclose([check.simulated for check in result.checks], [-2.6, -1.0])
    assert failing(result) == []


def test_sales_that_ignore_the_price_fail():
    """No elasticity is too little of it."""
    sold = {"orders": np.full(5, 700.0)}
    assert failing(elasticity.judged({"cheaper": sold, "dearer": sold})) == [
        "elasticity of orders of the second half-year"
    ]


def tried(*curves: np.ndarray) -> dict[str, dict[str, np.ndarray]]:
    """Return samples of brands with these values at the seven prices."""
    npv = np.tile(np.stack(curves), (4, 1, 1)) + RNG.normal(0, 1, (4, len(curves), 7))
    return {"prices": {"npv": npv, "brand": np.tile(["dear", "cheap"][: len(curves)], (4, 1))}}


def test_a_best_price_near_the_list_price_is_sane():
    """Values that fall away from the list price on both sides pass; the smallest loss is that of the first step up."""
    result = prices.judged(tried(NEAR_LIST, NEAR_LIST * 2))
    assert failing(result) == []
    assert result.checks[-1].simulated == pytest.approx(15.0, abs=0.5)


def test_the_dearer_the_better_is_not_sane():
    """Where three times the price is best for one brand, that brand and the steps outside fail."""
    found = prices.judged(tried(NEAR_LIST, np.arange(7) * 100.0))
    assert failing(found) == ["best price of cheap, list prices", "smallest loss by a step outside, any brand, %"]


def test_a_second_hill_outside_is_noticed():
    """A value that rises again at three times the price fails, though the best price is in the middle."""
    again = NEAR_LIST.copy()
    again[-1] = 700
    assert failing(prices.judged(tried(again))) == ["smallest loss by a step outside, any brand, %"]


def leavers(cut: float, unchanged: float, rise: float) -> dict[str, dict[str, np.ndarray]]:
    """Return samples of departures after a cut, without a change, after a rise."""
    counts = zip(rises.WORLDS, (cut, unchanged, rise), strict=True)
    return {world: {"customers": seeds(3000), "departures": seeds(count)} for world, count in counts}


@pytest.mark.parametrize(
    ("departures", "ratio"), [((190, 200, 220), 2.0), ((190, 200, 210), 1.0), ((210, 200, 180), np.nan)]
)
def test_departures_added_over_departures_saved(departures, ratio):
    """Twenty more against ten fewer is twice; people who leave because it became cheaper have no ratio."""
    result = rises.judged(leavers(*departures))
    assert result.checks[0].simulated == pytest.approx(ratio, nan_ok=True)
    assert result.passes == (ratio == 2.0)


def test_satisfaction_moves_in_standard_deviations():
    """A tenth of a standard deviation less for everybody is an effect of -.1."""
    before = RNG.normal(0.7, 0.2, 1000)
    assert worth.standardised(before - 0.1 * before.std(), before) == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("cheaper", "dearer", "wrong"), [(0.1, -0.2, 0), (0.0, 0.0, 1), (-0.1, -0.2, 1), (0.1, 0.2, 2)]
)
def test_dearer_is_never_happier(cheaper, dearer, wrong):
    """An effect in its range with both signs right passes; none at all, or a wrong sign on either side, does not."""
    samples = {name: {"effect": seeds(value)} for name, value in (("cheaper", cheaper), ("dearer", dearer))}
    assert len(failing(worth.judged(samples))) == wrong


# Departures ----------------------------------------------------------------------------------------------------------


def test_boxes_are_fifths_of_the_scale_in_a_personal_style():
    """The middle of each fifth is its box; a lenient person ticks one box more, at the top there is none."""
    satisfaction = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    assert list(survey.boxes(satisfaction, np.zeros(5), 0.1)) == [0, 1, 2, 3, 4]
    assert list(survey.boxes(satisfaction, np.full(5, 2.0), 0.1)) == [1, 2, 3, 4, 4]


def test_satisfied_defectors_are_those_of_the_two_top_boxes():
    """Seventy of a hundred pass, thirty do not."""
    surveys = {"everybody": seeds([5, 5, 10, 50, 30]), "defectors": seeds([5, 10, 15, 50, 20])}
    assert defectors.judged({"surveys": surveys}).checks[0].simulated == pytest.approx(70.0)
    unhappy = surveys | {"defectors": seeds([20, 20, 30, 20, 10])}
    assert failing(defectors.judged({"surveys": unhappy}))


def test_causes_of_a_departure():
    """Price and a grudge after a failed response make three causes; fit alone makes none; who needs nothing, one."""
    reasons = np.array([causes.bits("price", "problem"), causes.bits("fit"), causes.bits("left_market")])
    met = np.array([[True, False, True], [True, True, True], [True, True, True]])
    found = causes.causes_of(reasons, met)
    named = [{cause for cause, is_one in zip(causes.PUBLISHED, row, strict=True) if is_one} for row in found]
    assert named == [
        {"pricing", "core service failure", "response to failed service"},
        set(),
        {"involuntary switching"},
    ]


def test_every_reason_that_is_read_exists():
    """The mapping names reasons of the model only, and none of them twice."""
    named = [*causes.DISSATISFIED, *(reason for reasons in causes.BY_REASONS.values() for reason in reasons)]
    assert set(named) <= set(REASONS)
    assert len(named) == len(set(named))


def told(shares) -> dict[str, dict[str, np.ndarray]]:
    """Return samples of a thousand departures with these shares of causes, %."""
    return {"departures": {"departures": seeds(1000), "several": seeds(500), "causes": seeds([10 * s for s in shares])}}


def test_published_causes_agree_with_themselves_and_the_reverse_does_not():
    """Published shares have tau 1; in reverse order -1, with too little price and inconvenience enough."""
    published = list(causes.PUBLISHED.values())
    assert failing(causes.judged(told(published))) == []
    assert failing(causes.judged(told(published[::-1]))) == ["Kendall's tau over the causes"]
    assert failing(causes.judged(told([44, 34, 5, 4, 3, 2, 1]))) == [
        "price among the causes, %",
        "inconvenience among the causes, %",
    ]


def departed(ratios, strata: int = 3) -> np.ndarray:
    """Return departures and customer-weeks in strata of different hazards, with these hazard ratios."""
    counts = np.zeros((strata, neighbours.QUARTERS + 1, 2))
    for stratum in range(strata):
        hazard = 0.002 * (stratum + 1)
        counts[stratum, :, 1] = [1000 * (1 + stratum), 2000, 3000, 400_000 / (1 + stratum)]
        counts[stratum, :, 0] = counts[stratum, :, 1] * hazard * np.array([*ratios, 1.0])
    return counts


def test_hazard_ratio_is_not_that_of_the_strata():
    """Where the restless see more departures, the ratio within strata is found, not the one of all together."""
    counts = departed((1.8, 1.3, 1.1))
    np.testing.assert_allclose(neighbours.hazard_ratios(counts), [1.8, 1.3, 1.1])
    crude = counts.sum(axis=0)
    assert crude[0, 0] / crude[0, 1] / (crude[3, 0] / crude[3, 1]) > 2.2
    assert failing(neighbours.judged({"ties": {"counts": seeds(counts)}})) == []


def test_an_echo_that_grows_fails():
    """A ratio that rises from quarter to quarter is not the published pattern."""
    counts = np.tile(departed((1.5, 1.6, 1.7)), (4, 1, 1, 1))
    assert failing(neighbours.judged({"ties": {"counts": counts}})) == [
        "fall of it by the second quarter",
        "fall of it by the third quarter",
    ]


# Talk, failures, memory ----------------------------------------------------------------------------------------------


def test_talkers_who_give_both():
    """Odds of 4, three messages of praise for one of blame, and a third of the blame about others pass."""
    year = {"people": seeds([[400, 100], [100, 100]]), "messages": seeds([[270, 30], [66, 34]])}
    result = talkers.judged({"year": year})
    assert [check.simulated for check in result.checks] == pytest.approx([4.0, 3.0, 34.0])
    assert failing(result) == []


def test_camps_of_praise_and_blame_fail():
    """Where people either praise or blame, and only what they have, both checks fail; the ratio alone is no proof."""
    year = {"people": seeds([[100, 300], [300, 100]]), "messages": seeds([[300, 0], [100, 0]])}
    assert len(failing(talkers.judged({"year": year}))) == 2


def test_recovery_pleases_once():
    """Sums of differences become effects: +.1 and then -.2 standard deviations pass, the reverse fails twice."""
    sums = np.array([[100.0, 10.0, 80.0, -1.6, 110.0], [20.0, -4.0, 15.0, -0.6, 22.0]])
    result = recovery.judged({"failures": {"sums": seeds(sums)}})
    assert [check.simulated for check in result.checks] == pytest.approx([0.1, -0.02, -0.2])
    assert failing(result) == []


def test_failures_that_never_hurt_or_always_hurt_fail():
    """Two happy failures, or two sad ones, are not the paradox."""
    happy = np.array([[100.0, 10.0, 80.0, -1.6, 110.0], [20.0, 2.0, 15.0, -0.6, 22.0]])
    sad = np.array([[100.0, -10.0, 80.0, -1.6, 110.0], [20.0, -4.0, 15.0, -0.6, 22.0]])
    for sums in (happy, sad):
        assert len(failing(recovery.judged({"failures": {"sums": seeds(sums)}}))) == 1


def test_peak_and_end_explain_what_they_made():
    """Memories of peak and end are explained by these, and less by a mean that goes with them."""
    peak, end = RNG.normal(0, 0.3, (2, 2000))
    mean = 0.3 * peak + 0.3 * end + RNG.normal(0, 0.1, 2000)
    remembered = 0.5 * peak + 0.5 * end
    assert peak_end.explained(remembered, peak, end) == pytest.approx(1.0)
    assert peak_end.explained(remembered, mean) < 0.9
    assert abs(peak_end.explained(RNG.normal(0, 1, 2000), peak, end)) < 0.01


def test_a_memory_of_the_mean_fails():
    """What the mean explains better is no peak-end memory."""
    stretch = {"peak_end": seeds(0.5) + RNG.normal(0, 0.01, 5), "mean": seeds(0.9)}
    assert failing(peak_end.judged({"stretch": stretch}))


# Common sense --------------------------------------------------------------------------------------------------------


def weeks(nps_rise: float = 0.0, share_rise: float = 0.0, churn_rise: float = 0.0) -> dict[str, dict[str, np.ndarray]]:
    """Return three years of two brands with 1000 customers each, one of which drifts over the years."""
    time = np.linspace(-1, 1, 156)
    customers = np.stack([1000 * (1 + share_rise * time), 1000 * (1 - share_rise * time)], axis=1)
    losses = customers * np.stack([0.2 + churn_rise * time, np.full(156, 0.2)], axis=1) / 52
    nps = customers * np.stack([0.1 + nps_rise * time, np.full(156, 0.1)], axis=1)
    seen = np.stack([customers, losses, nps], axis=2)
    return {"baseline": {"weeks": np.tile(seen, (3, 1, 1, 1)), "brand": np.tile(["one", "two"], (3, 1))}}


@pytest.mark.parametrize(
    ("drift", "wrong"),
    [
        ({}, []),
        ({"nps_rise": 0.04}, ["net promoter score"]),
        ({"share_rise": 0.04}, ["share"]),
        ({"churn_rise": 0.04}, ["yearly churn"]),
    ],
)
def test_what_drifts_is_noticed(drift, wrong):
    """Four per cent of drift to either side fails in the figure that drifts, and in no other."""
    names = failing(steady.judged(weeks(**drift)))
    assert [name.partition(": ")[2].partition(" of")[0].partition(",")[0] for name in names] == wrong


@pytest.mark.parametrize(("score", "churn", "passes"), [(0.75, 0.08, True), (0.97, 0.08, False), (0.75, 0.01, False)])
def test_nobody_is_perfect(score, churn, passes):
    """A score of 75 with 8 % churn passes, one of 97 or a churn of 1 % does not."""
    year = np.array([52_000.0, 1000 * churn, 52_000 * score])
    assert ceiling.judged({"perfect": {"years": seeds([year] * 3)}}).passes is passes


def test_modesty_costs():
    """A tenth fewer gains and a point of share less pass; a modest promise that wins share fails."""
    gains = np.tile([[100.0, 100, 100, 100], [90.0, 95, 98, 100]], (4, 1, 1))
    lost, won = (np.tile([[300.0, 1000], [share, 1000]], (4, 1, 1)) for share in (290.0, 310.0))
    assert failing(lunch.judged({"promises": {"gains": gains, "share": lost}})) == []
    assert failing(lunch.judged({"promises": {"gains": gains, "share": won}})) == [
        "share after a year, change in points"
    ]


# Worlds --------------------------------------------------------------------------------------------------------------


def test_twins_live_the_same_until_something_changes():
    """A twin without levers is the same world to the bit; one with a lever is not, and the first one is left alone."""
    market = with_numbers("telecom", {"category.burn_in_weeks": 2})
    world = simulation(market, 200)
    same, dear = (
        contrasts.twin_of(world, *levers) for levers in ((), (contrasts.lever(contrasts.PRICE, multiply=2.0),))
    )
    for _ in range(3):
        world.step()
        contrasts.stepped(same)
        contrasts.stepped(dear)
    assert (same.world.customers == world.world.customers).all()
    assert (dear.world.customers != world.world.customers).any()
    assert dear.world.offers["price_eur"].max() > world.world.offers["price_eur"].max()


@pytest.mark.parametrize("kind", ["contractual", "repeat_purchase"])
def test_all_of_them_run(kind):
    """In a tiny world each has its checks and its figure, whatever they say, and long ones are told apart."""
    market = with_numbers({"contractual": "telecom", "repeat_purchase": "retail"}[kind], {"category.burn_in_weeks": 2})
    chosen = [each for each in map(pattern, SECOND_SET) if each.category in (kind, "any") and not each.is_long]
    found = validated(market, chosen, Size(80, 2))
    assert all(outcome.result.checks and outcome.result.figure.x and outcome.result.sentence for outcome in found)
    assert {outcome.set for outcome in found} == {"second"}


def test_prices_are_tried_brand_by_brand(monkeypatch):
    """In two weeks of a tiny world, three times the price earns the brand more than half the price, for every brand."""
    monkeypatch.setattr(prices, "WEEKS", 2)
    (found,) = validated(
        with_numbers("telecom", {"category.burn_in_weeks": 2}), [pattern("price-sanity")], Size(300, 2)
    )
    assert [check.name for check in found.result.checks[:-1]] == [
        f"best price of {name}, list prices" for name in with_numbers("telecom", {}).brands
    ]
    assert all(check.simulated > 1 for check in found.result.checks[:-1])
