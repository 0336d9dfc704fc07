"""The answer claims a difference only when its whole interval lies on one side of zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.comparison import words
from experiments.measures.paired import Estimate, estimate
from experiments.pages.phrases import simulated_part, simulations

CLAIMS = (
    "beats",
    "is better",
    "is worse",
    "better than",
    "worse than",
    "higher with",
    "lower with",
    "pays at",
    "would lose",
)


def spaced(text: str) -> str:
    """Return a text with plain spaces, to be read in a test."""
    return text.replace("\u00a0", " ")


def claims(sentence: str) -> bool:
    """Return whether a sentence claims a difference."""
    return any(claim in sentence for claim in CLAIMS)


def known(mean: float, half: float, wins: float = 1.0, pairs: int = 20) -> Estimate:
    return Estimate(mean, mean - half, mean + half, wins, pairs)


@st.composite
def samples(draw) -> Estimate:
    """Draw the estimate of any few differences."""
    return estimate(np.array(draw(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=30))))


UNSURE = samples().filter(lambda each: not each.is_significant)


def test_a_clear_lead_is_reported_with_size_interval_and_frequency():
    """A significant comparison gives the difference, its interval, and the share of simulations."""
    sentence = spaced(words.compared("Fix", "Polish", known(1.2e6, 3e5, 0.95), "EUR", 156))
    assert sentence == (
        "“Fix” beats “Polish” by EUR 1.2 m ± 0.3 m over three years, and is better in 19 of 20 simulations."
    )


@pytest.mark.parametrize(
    ("simulated", "market", "written"),
    [
        (20_000, 20_000, ""),
        (4_000, 20_000, "for 4,000 of the market's 20,000 customers"),
        (40_000, 20_000, "for 40,000 customers, in place of the market's 20,000"),
    ],
)
def test_for_how_many_customers_amounts_are(simulated, market, written):
    """Amounts of a sample say of what they are a sample; those of the whole market need no word."""
    assert spaced(simulated_part(simulated, market)) == written


def test_a_cost_says_for_how_many_customers_it_is():
    """Beside the cost of a strategy stands the part of the market for which it is paid."""
    part = "for 4,000 of the market's 20,000 customers"
    sentence = spaced(words.break_even("it", known(-5e3, 1e3), 7_200.0, part))
    assert "(now EUR 7.20 k for 4,000 of the market's 20,000 customers)" in sentence


@given(UNSURE)
def test_nothing_is_claimed_when_the_interval_holds_zero(gain):
    """No sentence claims a difference within random variation."""
    assert not claims(words.compared("Fix", "Polish", gain, "EUR", 156).replace("and is better", ""))
    assert not claims(words.against_baseline("Baseline", gain, "EUR").lower())
    assert not claims(words.changes("Churn", {"Fix": gain}, "Baseline", "%"))
    assert not claims(words.strongest({"Churn": {"Fix": gain}}))


@given(st.dictionaries(st.sampled_from("ABCDE"), samples(), min_size=1))
def test_the_headline_beats_only_what_is_clearly_behind(gains):
    """A strategy reported as beaten is worse by an interval without zero."""
    order = sorted(gains, key=lambda title: gains[title].mean)
    pairs = {("First", other): gains[other] for other in order}
    for baseline in ("First", *order):
        headline = words.headline(["First", *order], baseline, pairs, "EUR", 156)
        for other in order:
            if f"beats “{other}”" in headline or f"“{other}”, is worse" in headline:
                assert gains[other].is_above
        if not any(each.is_above for each in gains.values()):
            assert "beats" not in headline


def test_the_headline_names_all_without_a_significant_difference():
    """A first place shared within random variation is reported as shared."""
    gains = {("A", "B"): known(10, 20), ("A", "C"): known(15, 20), ("A", "Today"): known(50, 20)}
    headline = words.headline(["A", "B", "C", "Today"], "Today", gains, "EUR", 52)
    assert "“A” beats “Today”" in headline
    assert "does not differ clearly from “B” and “C”" in headline


def test_the_headline_says_when_nothing_is_better_than_today():
    """A baseline that is best, or does not differ from the best, is reported as such."""
    lost = {("Today", "A"): known(50, 20)}
    assert words.headline(["Today", "A"], "Today", lost, "EUR", 52).startswith("No strategy beats “Today”")
    level = {("Today", "A"): known(5, 20)}
    assert words.headline(["Today", "A"], "Today", level, "EUR", 52).startswith(
        "No strategy is clearly better than “Today” over one\u00a0year: the closest"
    )
    chance = {("A", "Today"): known(5, 20)}
    assert words.headline(["A", "Today"], "Today", chance, "EUR", 52).startswith(
        "No strategy is clearly better than “Today” over one\u00a0year: “A” is best"
    )


def test_one_scenario_alone_is_no_comparison():
    """Without a second scenario the headline says that there is nothing to compare."""
    assert "nothing to compare" in words.headline(["Today"], "Today", {}, "EUR", 52)


@pytest.mark.parametrize(
    ("wins", "pairs", "phrase"),
    [
        (1.0, 20, "in all 20 simulations"),
        (0.0, 20, "in none of 20 simulations"),
        (0.95, 20, "in 19 of 20 simulations"),
        (0.975, 20, "in 98 % of simulations"),
        (0.9999, 1000, "in over 99 % of simulations"),
    ],
)
def test_simulations_are_counted_while_they_are_few(wins, pairs, phrase):
    """Few simulations are counted; many are given in per cent, and never rounded to certainty."""
    assert spaced(simulations(wins, pairs)) == phrase


@given(gross=samples(), cost=st.floats(1, 1e7))
def test_break_even_follows_the_interval(gross, cost):
    """A strategy pays only if all of the interval is above its cost, and is hopeless only if all is below zero."""
    sentence = words.break_even("it", gross, cost)
    assert ("pays at its cost" in sentence and "not pay" not in sentence) == (
        math.isfinite(gross.half_width) and gross.low >= cost
    )
    assert ("has no effect" in sentence) == (gross.low == gross.high == 0)
    assert ("even at no cost" in sentence) == (
        math.isfinite(gross.half_width) and gross.high <= 0 and gross.low < cost and not gross.low == gross.high == 0
    )
    assert ("pays only if it costs less" in sentence) == (gross.is_above and gross.low < cost and gross.high <= cost)


def test_a_strategy_without_any_effect_is_reported():
    """A strategy without effect in any simulation is reported as having none."""
    assert words.break_even("it", known(0, 0), 500) == "It has no effect here, and costs EUR\u00a0500."


def test_a_free_strategy_is_reported_as_without_a_cost():
    """A strategy without a cost is not praised for paying."""
    assert "no cost entered" in words.break_even("it", known(1000, 10), 0.0)


def test_doubt_names_what_the_intervals_leave_out():
    """The reader learns that intervals cover random variation, the assumed parameters, and the limits of one seed."""
    assert "not errors in the assumptions" in words.certainty(20, 3, 7)
    assert "3 of 7 changed parameters are assumed" in words.certainty(20, 3, 7)
    assert "All 7 changed parameters are assumed" in words.certainty(20, 7, 7)
    assert "The one changed parameter is assumed" in words.certainty(20, 1, 1)
    assert "random variation is unknown" in words.certainty(1, 0, 0)
