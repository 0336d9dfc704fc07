"""Paired statistics against examples made by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.measures.statistics import half_width, summary


def per_seed(metric: str, **scenarios: list[float]) -> pd.DataFrame:
    """Return the table of one metric, one list over seeds per scenario."""
    rows = [(name, seed, value) for name, values in scenarios.items() for seed, value in enumerate(values)]
    return pd.DataFrame(rows, columns=["scenario", "seed", metric])


def line(table: pd.DataFrame, scenario: str) -> pd.Series:
    """Return the summary of one scenario."""
    return summary(table).set_index("scenario").loc[scenario]


def test_interval_is_that_of_a_paired_t_test():
    """The interval of the difference is the one scipy gives for paired samples."""
    base, treated = [10.0, 12, 9, 14, 11], [11.5, 12.5, 11, 16, 11]
    result = line(per_seed("npv_eur", baseline=base, treated=treated), "treated")
    expected = stats.ttest_rel(treated, base).confidence_interval(0.95)
    assert (result.low, result.high) == pytest.approx((expected.low, expected.high))
    assert result.difference == pytest.approx(np.mean(treated) - np.mean(base))


def test_common_random_numbers_narrow_the_interval():
    """Luck that both scenarios share leaves the interval of the difference at zero width."""
    result = line(per_seed("npv_eur", baseline=[0, 50, 100], treated=[1, 51, 101]), "treated")
    assert (result.low, result.high) == (1, 1)


def test_better_follows_the_direction_of_the_metric():
    """Less churn is better, more value is better, and a tie is half."""
    churn = per_seed("churn", baseline=[5, 5, 5, 5], treated=[4, 4, 6, 5])
    value = per_seed("npv_eur", baseline=[5, 5, 5, 5], treated=[4, 4, 6, 5])
    assert line(churn, "treated").probability_better == (1 + 1 + 0 + 0.5) / 4
    assert line(value, "treated").probability_better == (0 + 0 + 1 + 0.5) / 4


def test_best_shares_out_the_seeds():
    """The baseline can be best, ties share, and the probabilities add up to one."""
    result = summary(per_seed("npv_eur", baseline=[3, 0, 0], a=[1, 2, 1], b=[0, 2, 5]))
    assert list(result.probability_best) == pytest.approx([1 / 3, 0.5 / 3, 1.5 / 3])


def test_neutral_metrics_have_no_winner():
    """Nobody is better for having more habit."""
    result = summary(per_seed("habit", baseline=[0.1, 0.2], a=[0.3, 0.4]))
    assert result[["probability_better", "probability_best"]].isna().all(axis=None)


def test_one_seed_has_no_interval():
    """One run says nothing of its own uncertainty."""
    assert np.isnan(half_width(np.array([1.0])))


def test_baseline_has_no_difference_to_itself():
    """Zero width around zero would pretend a finding."""
    assert summary(per_seed("npv_eur", baseline=[1, 2], a=[1, 2])).iloc[0][["difference", "low", "high"]].isna().all()


def test_roi_is_better_above_one_and_the_free_scenario_has_none():
    """Getting back less than was spent is not better; what cost nothing takes no part."""
    nan = float("nan")
    result = summary(per_seed("roi", baseline=[nan] * 3, paid=[2, 0.5, 3], free=[nan] * 3)).set_index("scenario")
    assert result.loc["paid", "probability_better"] == pytest.approx(2 / 3)
    assert result.loc["paid", "probability_best"] == 1
    assert result.loc["paid", "difference"] == pytest.approx(5.5 / 3)
    assert result.loc[["baseline", "free"], "probability_best"].isna().all()


def test_payback_says_in_how_many_futures_it_comes_back():
    """The mean is over the seeds in which it came back, and their share is the probability."""
    nan = float("nan")
    weeks = per_seed("payback_weeks", baseline=[nan] * 4, a=[10, 20, nan, nan], b=[nan, 5, 40, nan])
    result = summary(weeks).set_index("scenario")
    assert result.loc["a", "mean"] == 15
    assert result.loc["a", "probability_better"] == 0.5
    assert result.loc["a", "probability_best"] == pytest.approx((1 + 0 + 0 + 0.5) / 4)
