"""The answer claims a difference only when its whole interval lies on one side of zero."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.comparison import words
from experiments.measures.paired import Estimate, estimate
from experiments.pages.phrases import futures

CLAIMS = ("beats", "does better", "falls behind", "does worse", "higher with", "lower with", "pays at", "would lose")


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


UNSURE = samples().filter(lambda each: not each.is_clear)


def test_a_clear_lead_is_told_with_size_doubt_and_frequency():
    """A duel that is clear of luck says by how much, how surely, and in how many futures."""
    sentence = spaced(words.duel("Fix", "Polish", known(1.2e6, 3e5, 0.95), "EUR", 156))
    assert sentence == (
        "“Fix” beats “Polish” by EUR 1.2 m ± 0.3 m over three years, and does better in 19 of 20 simulated futures."
    )


@given(UNSURE)
def test_nothing_is_claimed_when_the_interval_holds_zero(gain):
    """No sentence claims a difference that luck alone explains."""
    assert not claims(words.duel("Fix", "Polish", gain, "EUR", 156).replace("and does better", ""))
    assert not claims(words.against_baseline("Baseline", gain, "EUR").lower())
    assert not claims(words.changes("Churn", {"Fix": gain}, "Baseline", "%"))
    assert not claims(words.strongest({"Churn": {"Fix": gain}}, "%"))


@given(st.dictionaries(st.sampled_from("ABCDE"), samples(), min_size=1))
def test_the_headline_beats_only_what_is_clearly_behind(gains):
    """Whoever the headline says to be beaten is behind by an interval without zero."""
    order = sorted(gains, key=lambda title: gains[title].mean)
    pairs = {("First", other): gains[other] for other in order}
    for baseline in ("First", *order):
        headline = words.headline(["First", *order], baseline, pairs, "EUR", 156)
        for other in order:
            if f"beats “{other}”" in headline or f"“{other}”, falls behind" in headline:
                assert gains[other].is_above
        if not any(each.is_above for each in gains.values()):
            assert "beats" not in headline


def test_the_headline_names_all_that_cannot_be_told_apart():
    """A first place that is shared within luck is told as shared."""
    gains = {("A", "B"): known(10, 20), ("A", "C"): known(15, 20), ("A", "Today"): known(50, 20)}
    headline = words.headline(["A", "B", "C", "Today"], "Today", gains, "EUR", 52)
    assert "“A” beats “Today”" in headline
    assert "cannot be told apart from “B” and “C”" in headline


def test_the_headline_says_when_nothing_is_better_than_today():
    """A baseline that comes first, or is level with the first, is told as such."""
    lost = {("Today", "A"): known(50, 20)}
    assert words.headline(["Today", "A"], "Today", lost, "EUR", 52).startswith("No strategy beats “Today”")
    level = {("Today", "A"): known(5, 20)}
    assert words.headline(["Today", "A"], "Today", level, "EUR", 52).startswith("No strategy can be said")
    luck = {("A", "Today"): known(5, 20)}
    assert words.headline(["A", "Today"], "Today", luck, "EUR", 52).startswith("No strategy can be told apart")


def test_one_scenario_alone_is_no_comparison():
    """Without a second scenario the headline says that there is nothing to compare."""
    assert "nothing to compare" in words.headline(["Today"], "Today", {}, "EUR", 52)


@pytest.mark.parametrize(
    ("wins", "pairs", "said"),
    [
        (1.0, 20, "in all 20 simulated futures"),
        (0.0, 20, "in none of 20 simulated futures"),
        (0.95, 20, "in 19 of 20 simulated futures"),
        (0.975, 20, "in 98 % of simulated futures"),
        (0.9999, 1000, "in over 99 % of simulated futures"),
    ],
)
def test_futures_are_counted_while_they_are_few(wins, pairs, said):
    """Few futures are counted; many are told in per cent, and never rounded to certainty."""
    assert spaced(futures(wins, pairs)) == said


@given(gross=samples(), cost=st.floats(1, 1e7))
def test_break_even_follows_the_interval(gross, cost):
    """A strategy pays only if all of the interval is above its cost, and is hopeless only if all is below zero."""
    sentence = words.break_even("it", gross, cost)
    assert ("pays at its cost" in sentence and "not pay" not in sentence) == (
        math.isfinite(gross.half_width) and gross.low >= cost
    )
    assert ("brings nothing" in sentence) == (gross.low == gross.high == 0)
    assert ("even if" in sentence) == (
        math.isfinite(gross.half_width) and gross.high <= 0 and gross.low < cost and not gross.low == gross.high == 0
    )
    assert ("pays only if it costs less" in sentence) == (gross.is_above and gross.low < cost and gross.high <= cost)


def test_a_strategy_without_any_effect_is_told_so():
    """What changes nothing in any future is not doubted but known to bring nothing."""
    assert words.break_even("it", known(0, 0), 500) == "It brings nothing here, and costs EUR\u00a0500."


def test_a_free_strategy_is_told_as_without_a_price():
    """A strategy without a cost is not praised for paying."""
    assert "no cost entered" in words.break_even("it", known(1000, 10), 0.0)


def test_doubt_names_what_the_intervals_leave_out():
    """The reader is told that intervals cover luck, how many numbers are assumed, and what one seed is worth."""
    assert "not whether the numbers put in are right" in words.certainty(20, 3, 7)
    assert "3 of 7 changed numbers are assumed" in words.certainty(20, 3, 7)
    assert "All 7 changed numbers are assumed" in words.certainty(20, 7, 7)
    assert "The one changed number is assumed" in words.certainty(20, 1, 1)
    assert "nothing can be said about luck" in words.certainty(1, 0, 0)
