"""What one encounter leaves behind, and what adds up."""

import numpy as np

from sim.simulation import Simulation
from tests.mechanisms.measures import customers_of, in_mind, mean, newcomers
from tests.mechanisms.stages import SURE, Shock, Stage, paired_t

IMPRESSIONS = "behaviour.impressions."
STAGES = ("buying", "receiving", "using", "help")
USE = ("network_use", "app", "invoice")


def impression(world: Simulation) -> float:
    """Return the mean impression of an encounter since week 1."""
    table = world.ledger.table()
    return float(table["impression_sum"].sum() / table[[f"encounters_{stage}" for stage in STAGES]].to_numpy().sum())


def recommendation(world: Simulation) -> float:
    """Return the mean recommendation of customers in the last week, 0 to 10."""
    table = world.ledger.table()
    last = table[table["week"] == world.week]
    return float(last["recommendation_sum"].sum() / last.loc[last["brand"] != "none", "customers"].sum())


def share_of_sufferers_with_a_third_time(world: Simulation) -> float:
    """Return which share of those with a fresh trace of some irritant met the same one about three times."""
    most = world.world.traces.max(axis=1)
    return float(np.count_nonzero(most > 1.6) / np.count_nonzero(most > 0.4))


def test_moments_of_truth_enter_memory(telecom: Stage):
    """Bad invoices hurt satisfaction as far as invoices are salient."""
    without = {"touchpoints.invoice.salience": 0}
    assert telecom.gain(mean("satisfaction"), without, given={"touchpoints.invoice.quality.*.*": 0.3}) < -SURE


def test_first_discoveries_weigh_more(telecom: Stage):
    """A bad start pulls down new customers further than the same encounters later would."""
    bad_start = {f"touchpoints.{name}.quality.*.*": 0.3 for name in ("activation", "welcome")}
    assert telecom.gain(mean("satisfaction", newcomers), without={f"{IMPRESSIONS}primacy": 1}, given=bad_start) < -SURE


def test_first_discoveries_anchor_expectation(telecom: Stage):
    """A splendid start makes new customers expect more of the next delivery."""
    splendid = {f"touchpoints.{name}.quality.*.*": 1 for name in ("activation", "welcome")}
    expected = in_mind("expected", who=newcomers, stage=1)
    assert telecom.gain(expected, without={"behaviour.expectation.anchoring": 1}, given=splendid) > SURE


def test_the_same_irritant_hurts_more_each_time(telecom: Stage):
    """People grow more sensitive to trouble that returns."""
    assert telecom.gain(mean("satisfaction"), without={f"{IMPRESSIONS}sensitisation": 0}) < -SURE


def test_trouble_comes_in_episodes(telecom: Stage):
    """With episodes cut to a week, and begun more often instead, the same trouble strikes fewer a third time."""
    short = {f"causes.{cause}.episode_weeks": 1 for cause in telecom.market.causes}
    often = {
        f"causes.{name}.weekly_probability.{brand}": min(1, 2 * probability)
        for name, cause in telecom.market.causes.items()
        for brand, probability in cause.weekly_probability.items()
    }
    assert telecom.gain(share_of_sufferers_with_a_third_time, without=short | often) > SURE


def test_effort_costs_satisfaction(telecom: Stage):
    """What is asked of the customer lowers the impression on top of the outcome."""
    assert telecom.gain(mean("satisfaction"), without={f"{IMPRESSIONS}effort_weight": 0}) < -SURE


def test_losses_loom_larger_than_gains(telecom: Stage):
    """Ups and downs of the same size leave a worse impression than steady quality, the more so by loss aversion."""

    def cost_of_chance(loss_aversion: float) -> np.ndarray:
        numbers = {f"{IMPRESSIONS}loss_aversion": loss_aversion}
        changeable, steady = ({"behaviour.touchpoints.noise": noise} for noise in (0.25, 0.0))
        return telecom.outcomes(impression, numbers | steady) - telecom.outcomes(impression, numbers | changeable)

    default = telecom.market.behaviour.impressions.loss_aversion
    assert paired_t(cost_of_chance(default) - cost_of_chance(1)) > SURE


def shocked(stage: Stage, numbers: dict[str, float], first_week: int, last_week: int) -> np.ndarray:
    """Return how far three bad weeks lower the recommendation at the end."""
    shock = Shock({f"touchpoints.{name}.quality.*.*": 0.2 for name in USE}, first_week, last_week)
    return stage.outcomes(recommendation, numbers) - stage.outcomes(recommendation, numbers, shock=shock)


def test_peaks_are_remembered(telecom: Stage):
    """Three bad weeks long ago are felt more where the worst moment stays in memory."""
    without = {f"{IMPRESSIONS}peak_weight": 0}
    assert paired_t(shocked(telecom, {}, 1, 3) - shocked(telecom, without, 1, 3)) > SURE


def test_the_end_is_remembered(telecom: Stage):
    """Bad weeks at the end cost more than the same weeks at the beginning, the more so by the weight of the end."""

    def recency(numbers: dict[str, float]) -> np.ndarray:
        return shocked(telecom, numbers, 38, 40) - shocked(telecom, numbers, 1, 3)

    assert recency({}).min() > 0
    assert paired_t(recency({}) - recency({f"{IMPRESSIONS}end_weight": 0})) > SURE


def test_impressions_add_up_to_an_image(telecom: Stage):
    """The image of a brand whose quality rises grows as impressions accumulate."""
    better = {"touchpoints.*.quality.acme.*": 0.9}
    assert telecom.gain(in_mind("image", "acme"), without={f"{IMPRESSIONS}image_gain": 0}, given=better) > SURE


def test_frequency_counts(telecom: Stage):
    """The same good experience met more often makes a better image, which an average would not show."""
    often = {"touchpoints.network_use.weekly_rate": 2.5, "touchpoints.network_use.quality.*.*": 0.9}
    rarely = {"touchpoints.network_use.weekly_rate": 0.9}
    assert telecom.gain(in_mind("image"), without=rarely, given=often) > SURE


def test_experience_of_competitors_is_part_of_the_experience(telecom: Stage):
    """A rival's splendid shops are remembered by those who looked there, whatever they chose."""
    splendid = {"touchpoints.shop_advice.quality.orchid.*": 1, "touchpoints.web_shop.quality.orchid.*": 1}
    plain = {"touchpoints.shop_advice.quality.orchid.*": 0.7, "touchpoints.web_shop.quality.orchid.*": 0.7}
    image = in_mind("image", "orchid", who=customers_of("acme", "kite", "pico"))
    assert telecom.gain(image, without=plain, given=splendid) > SURE
