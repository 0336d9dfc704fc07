"""What all patterns rest on: errors over seeds, ranks with ties, tolerances, and the suite itself."""

from importlib import import_module

import numpy as np
import pytest

from experiments.errors import RequestError
from experiments.validation.pattern import ABOVE_ZERO, Check, jackknife, mean_and_error, published
from experiments.validation.patterns.subscribers import between_ranks
from experiments.validation.suite import IDS, pattern, patterns_for, suites, tolerance


def test_mean_comes_with_its_standard_error():
    """The error is the spread over seeds over the root of their number."""
    sample = np.random.default_rng(1).normal(5.0, 2.0, 400)
    mean, error = mean_and_error(sample)
    assert mean == pytest.approx(sample.mean())
    assert error == pytest.approx(sample.std(ddof=1) / 20)


def test_seeds_without_anybody_are_left_out():
    """A seed in which nobody qualified (NaN) changes neither mean nor error of the others."""
    assert mean_and_error(np.array([1.0, np.nan, 3.0])) == mean_and_error(np.array([1.0, 3.0]))


def test_one_seed_has_no_error():
    """With one seed the error is unknown, not zero."""
    assert np.isnan(mean_and_error(np.array([2.0]))[1])
    assert np.isnan(jackknife(lambda total: total, np.array([2.0]))[1])


def test_jackknife_of_a_sum_is_its_error():
    """Left out one by one, seeds give the error of a sum that theory knows: the root of n times their spread."""
    sample = np.random.default_rng(2).normal(5.0, 2.0, 50)
    total, error = jackknife(lambda total: total, sample)
    assert total == pytest.approx(sample.sum())
    assert error == pytest.approx(sample.std(ddof=1) * np.sqrt(50) * 49 / 50, rel=0.03)


def test_ties_are_shared_out():
    """A tenth that cuts a level takes the part of it that it needs, and no more."""
    counts = np.array([4.0, 0.0, 16.0])
    np.testing.assert_allclose(between_ranks(counts, 0.0, 0.1), [0.5, 0.0, 0.0])
    np.testing.assert_allclose(between_ranks(counts, 0.1, 0.5), [0.5, 0.0, 6 / 16])
    assert between_ranks(counts, 0.9, 1.0) @ counts == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("low", "high", "value", "passes"),
    [(0.0, 3.0, 3.0, True), (0.0, 3.0, 3.1, False), (ABOVE_ZERO, np.inf, 0.0, False), (-np.inf, 1.0, np.nan, False)],
)
def test_check_passes_within_its_tolerance(low, high, value, passes):
    """What lies outside, or cannot be computed, fails."""
    assert Check("it", value, 0.1, "", low, high).passes is passes


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.0, 3.0, "0 to 3"),
        (1.3, np.inf, "at least 1.3"),
        (-np.inf, 1.5, "at most 1.5"),
        (ABOVE_ZERO, np.inf, "above 0"),
        (-np.inf, -ABOVE_ZERO, "below 0"),
    ],
)
def test_tolerance_in_words(low, high, words):
    """Tolerances read as people say them."""
    assert tolerance(low, high) == words


@pytest.mark.parametrize("name", IDS)
def test_every_pattern_says_what_it_is(name):
    """Each stands in the module of its id, with claim, source and design, and its basis before anything is measured."""
    found = pattern(name)
    assert found.id == name
    assert all((found.claim, found.source, found.design, found.watches))
    assert "Basis" in (import_module(f"experiments.validation.patterns.{name.replace('-', '_')}").__doc__ or "")


def test_unknown_pattern_gets_the_nearest():
    """A slip of the pen is answered with what was meant."""
    with pytest.raises(RequestError, match="did you mean 'retention-curve'"):
        pattern("retention-curv")


def test_pattern_of_another_kind_of_market_is_refused():
    """A pattern of shops cannot be seen in a market of subscriptions, and the sentence says what can."""
    with pytest.raises(RequestError, match="double-jeopardy cannot be seen in a contractual market, which shows"):
        patterns_for("contractual", ["double-jeopardy"])


def test_all_patterns_are_run_on_the_shipped_markets():
    """Without a market, every pattern is seen somewhere; those that make a market of their own once."""
    to_do = suites()
    names = [each.id for _, patterns in to_do.values() for each in patterns]
    assert set(names) == set(IDS)
    assert names.count("closed-forms") == 1
    assert {market.category.kind for market, _ in to_do.values()} == {"contractual", "repeat_purchase"}


def test_published_tables_are_there():
    """The tables come with the package: a cohort begins whole and shrinks."""
    curve = published("retention_regular")["percent_still_customer"].to_numpy()
    assert curve[0] == 100
    assert (np.diff(curve) < 0).all()
