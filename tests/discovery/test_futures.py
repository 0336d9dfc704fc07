"""What counts as a loss, and what a sweep must have for it."""

import numpy as np
import pytest

from experiments.discovery.futures import Criterion, factors_in, futures_of, strategy_in
from experiments.errors import RequestError
from tests.discovery.conftest import FAULT, PRICE, TIES


@pytest.fixture(scope="module")
def results(swept):
    return swept(points=40)


def test_loss_is_a_pair_with_the_same_seed(results):
    """A strategy loses a run when it does worse than the baseline with the same seed at the same point."""
    wide = results.pivot(index=["point", "seed"], columns="scenario", values="npv_eur")
    lost = (wide["healed"] < wide["baseline"]).groupby("point").mean()
    np.testing.assert_array_equal(futures_of(results, Criterion("healed")).lost, lost)


def test_least_gain_moves_the_line(results):
    """With a least gain, what gains less is a loss."""
    strict = futures_of(results, Criterion("healed", least_gain=1e9))
    assert strict.loss_share == 1.0


def test_lower_can_be_better(results):
    """Where lower is better, a strategy loses when it is higher."""
    by_churn = futures_of(results, Criterion("healed", metric="churn"))
    by_margin = futures_of(results, Criterion("healed"))
    np.testing.assert_array_equal(by_churn.lost, by_margin.lost)


def test_against_another_strategy(results):
    """A strategy can be measured against any other one."""
    assert futures_of(results, Criterion("baseline", against="spent")).loss_share == 0.0
    assert futures_of(results, Criterion("spent", against="baseline")).loss_share == 1.0


def test_order_of_the_table_changes_nothing(results):
    """However the rows come, the futures are the same."""
    shuffled = results.sample(frac=1, random_state=1)
    one, other = futures_of(results, Criterion("healed")), futures_of(shuffled, Criterion("healed"))
    np.testing.assert_array_equal(one.values, other.values)
    np.testing.assert_array_equal(one.lost, other.lost)


def test_unknown_values_are_counted_and_left_out(results):
    """A run without a value is neither won nor lost, and is counted."""
    holed = results.copy()
    holed.loc[(holed["scenario"] == "healed") & (holed["point"] < 3), "npv_eur"] = np.nan
    futures = futures_of(holed, Criterion("healed"))
    assert (futures.unknown, len(futures.runs)) == (6, 37)


def test_factors_are_what_was_varied(results):
    """Metrics are no factors, nor is what never changed."""
    assert factors_in(results.assign(**{"network.rewired_share": 0.1})) == (PRICE, FAULT, TIES)


def test_strategy_must_be_clear(results):
    """Of several strategies one must be named; a single one is meant."""
    with pytest.raises(RequestError, match="choose a strategy with --scenario: the sweep has healed, spent"):
        strategy_in(results, None, "baseline")
    assert strategy_in(results[results["scenario"] != "spent"], None, "baseline") == "healed"


@pytest.mark.parametrize(
    "criterion, message",
    [
        (Criterion("heald"), "unknown scenario of the sweep 'heald' (did you mean 'healed'?)"),
        (Criterion("healed", against="nobody"), "unknown scenario of the sweep 'nobody'"),
        (Criterion("healed", against="healed"), "healed cannot be measured against itself"),
        (Criterion("healed", metric="nvp_eur"), "unknown metric of the sweep 'nvp_eur' (did you mean 'npv_eur'?)"),
    ],
)
def test_mistakes_are_reported(results, criterion, message):
    """What the sweep does not have is reported with the nearest name."""
    with pytest.raises(RequestError) as error:
        futures_of(results, criterion)
    assert message in str(error.value)


def test_small_sweeps_are_refused(results):
    """A handful of points cannot tell a region from chance."""
    with pytest.raises(RequestError, match="the sweep has 12 points with a result; 20 is the minimum"):
        futures_of(results[results["point"] < 12], Criterion("healed"))


def test_sweeps_without_factors_are_refused(results):
    """Where nothing was varied there is no region."""
    with pytest.raises(RequestError, match="no factor was varied"):
        futures_of(results.drop(columns=[PRICE, FAULT, TIES]), Criterion("healed"))
