"""Figures of one run, checked with a pencil."""

import numpy as np
import pandas as pd
import pytest

from experiments.measures.metrics import METRICS, figures, payback


def of(runs: pd.DataFrame, scenario: str, discount_rate: float = 0.0) -> pd.Series:
    """Return the figures of a scenario for the brand acme."""
    return figures(runs, "acme", discount_rate).set_index("scenario").loc[scenario]


def test_money_is_discounted_week_by_week(booked):
    """At 10 % a year, 100 EUR booked in week 52 are worth 100 / 1.1 today."""
    revenue = [0.0] * 51 + [100.0]
    assert of(booked(revenue_eur=revenue), "baseline", 0.1).npv_eur == pytest.approx(100 / 1.1)


def test_roi_is_what_one_euro_brings_back(booked):
    """A scenario that costs 50 and brings 120 more revenue returns 2.4 euros per euro, whatever else is earned."""
    plain = booked(revenue_eur=[100, 100])
    treated = booked("treated", revenue_eur=[160, 160], scenario_cost_eur=[50, 0])
    result = of(pd.concat([plain, treated]), "treated")
    assert result.roi == pytest.approx(120 / 50)
    assert result.cost_eur == 50
    assert result.npv_eur - 200 == pytest.approx(120 - 50)


def test_spending_of_the_baseline_is_no_spending_of_the_scenario(booked):
    """When the baseline costs 20 too, only the 30 beyond count in the return."""
    plain = booked(revenue_eur=[100, 100], scenario_cost_eur=[20, 0])
    treated = booked("treated", revenue_eur=[130, 130], scenario_cost_eur=[50, 0])
    assert of(pd.concat([plain, treated]), "treated").roi == pytest.approx(60 / 30)


def test_free_scenario_has_no_roi(booked):
    """Nothing is divided by no cost."""
    runs = pd.concat([booked(revenue_eur=[1, 1]), booked("free", revenue_eur=[2, 2])])
    assert np.isnan(of(runs, "free").roi)


@pytest.mark.parametrize(
    ("gain", "weeks"),
    [([-30, 10, 10, 10, 10], 4), ([-30, 40, -20, 20, 0], 4), ([1, 1], 0), ([-30, 10], np.nan), ([5, -10, 1], np.nan)],
)
def test_payback_is_the_week_after_which_nothing_is_owed_again(gain, weeks):
    """A first return that is lost again does not count, nor does an early gain that turns into a loss."""
    assert payback(np.array(gain, float)) == pytest.approx(weeks, nan_ok=True)


def test_payback_of_no_difference_is_unknown():
    """Where nothing was spent and nothing gained, nothing is paid back."""
    assert np.isnan(payback(np.zeros(4)))


def test_share_counts_customers_only(booked):
    """People without a brand are not in the denominator, and only the last week counts."""
    assert of(booked(customers=[100, 300]), "baseline").share == pytest.approx(75.0)


def test_rates_look_at_the_last_year_only(booked):
    """Losses of the first year do not move churn after a second year without any."""
    churn = of(booked(customers=[100.0] * 104, losses=[10.0] * 52 + [0.0] * 52), "baseline").churn
    assert churn == 0


def test_rates_are_taken_after_adding_up(booked):
    """Satisfaction is the mean over customer weeks, not over weeks."""
    runs = booked(customers=[100, 300], satisfaction_sum=[20, 240])
    assert of(runs, "baseline").satisfaction == pytest.approx(260 / 400)


def test_expected_lifetime_value_is_the_textbook_formula(booked):
    """100 EUR a year, 80 % retention and 10 % interest make 100 * .8 / (1 + .1 - .8) EUR (Gupta & Lehmann 2003)."""
    stay = 0.8 ** (1 / 52)
    runs = booked(customers=[1000.0] * 52, losses=[1000 * (1 - stay)] * 52, revenue_eur=[100 * 1000 / 52] * 52)
    result = of(runs, "baseline", 0.1)
    assert result.retention == pytest.approx(80)
    assert result.clv_eur == pytest.approx(100 * 0.8 / 0.3)
    assert result.customer_equity_eur == pytest.approx(1000 * 100 * 0.8 / 0.3)


def test_realised_value_divides_by_everybody_served(booked):
    """90 customers at the start and 30 won since share the margin before scenario cost."""
    counts = {"customers": [100, 110], "gains": [20, 10], "losses": [10, 0]}
    runs = booked(revenue_eur=[600, 600], scenario_cost_eur=[50, 0], **counts)
    assert of(runs, "baseline").realised_clv_eur == pytest.approx(1200 / 120)


def test_every_metric_is_a_column(booked):
    """The table has the metrics of the catalogue and no other, also for a brand without customers."""
    assert list(figures(booked(customers=[0, 0]), "acme", 0.1).columns) == ["scenario", "seed", *METRICS]
