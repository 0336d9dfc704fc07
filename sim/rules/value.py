"""Value: money is booked in whole cents, so that the ledger of a brand is exactly the sum over its customers."""

from __future__ import annotations

import math

from sim.foundations.compiled import rule

WEEKS_PER_MONTH = 52.0 / 12.0


@rule
def cents(eur):
    """Return an amount of EUR in whole cents, rounded half up."""
    return math.floor(eur * 100.0 + 0.5)


@rule
def weekly_bill_eur(price_eur, price_ratio, extended):
    """Return the weekly revenue of one contract, EUR.

    `price_eur` is the monthly list price, `price_ratio` the personal price as a share of it, `extended` what extensions
    add (ratio).
    """
    return price_eur * price_ratio * (1.0 + extended) / WEEKS_PER_MONTH


@rule
def over_delivery_eur(delivered, expected, tolerance, quality_eur):
    """Return what quality cost beyond what this customer notices at an encounter, EUR.

    Above expectation by more than the zone of tolerance, more quality is hardly noticed; `quality_eur` is the cost of
    one unit of quality. Source: our assumption, after the zone of tolerance (Zeithaml et al. 1993).
    """
    return quality_eur * max(0.0, delivered - expected - tolerance)
