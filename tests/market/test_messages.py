"""Messages: the nearest name that is known."""

import pytest

from sim.market.messages import unknown

METRICS = ["nps", "npv_eur", "npv_eur_per_customer", "churn"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("npv", "did you mean 'npv_eur'?"),
        ("churnn", "did you mean 'churn'?"),
        ("weather", "known: nps, npv_eur, npv_eur_per_customer, churn"),
        ("", "known: nps, npv_eur, npv_eur_per_customer, churn"),
    ],
)
def test_unknown_name(name, hint):
    """A name that is cut short is completed, a misspelt one mended; else all are listed."""
    assert unknown("metric", name, METRICS) == f"unknown metric '{name}' ({hint})"
