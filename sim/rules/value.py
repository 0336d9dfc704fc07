"""Value: bills and costs in whole cents, so that the ledger of a brand is exactly the sum over its customers."""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import rounded

WEEKS_PER_MONTH = 52.0 / 12.0
"""Weeks in a month: contract prices are monthly, bills weekly."""

CENTS_PER_EUR = 100.0
"""Money is booked in whole cents."""


@rule
def cents(eur):
    """Return an amount of EUR in whole cents, rounded half up."""
    return rounded(eur * CENTS_PER_EUR)


@rule
def weekly_bill_eur(price_eur, extended):
    """Return the weekly revenue of one contract, EUR.

    `price_eur` is the monthly price of the customer's basket, `extended` what extensions add (ratio).
    """
    return price_eur * (1.0 + extended) / WEEKS_PER_MONTH


@rule
def goods_cost_eur(goods_eur, basket, extended):
    """Return the cost of the goods that a customer buys in one order, or in one month under contract, EUR.

    `goods_eur` is that of the usual basket. A larger `basket` (ratio) costs more, and so does what extensions add
    (`extended`, ratio); a personal price or a change of the list price leaves it as it is.

    Source: a cost per unit and not per euro of revenue, so that margins follow prices (Lerner 1934).
    """
    return goods_eur * basket * (1.0 + extended)


@rule
def loss_eur(severity, bill_eur):
    """Return what a problem that took quality `severity` (0 to 1) is worth to a customer with such a bill, EUR.

    As large a part of the bill of a month, or of an order, as of quality. Source: our assumption; recovery is judged
    against the loss, Gelbrich, Gäthke & Grégoire 2015.
    """
    return severity * bill_eur


@rule
def weekly_wages_eur(agents, hours, wage_eur):
    """Return what `agents` are paid in a week in which each is there for `hours`, at `wage_eur` an hour, EUR.

    They are paid whether somebody calls or not. Source: staffing cost in call centres is agents x hours x wage, Gans,
    Koole & Mandelbaum 2003.
    """
    return agents * hours * wage_eur


@rule
def over_delivery_eur(meant, expected, tolerance, quality_eur):
    """Return the cost of quality that this customer neither asks for nor needs at an encounter, EUR.

    `meant` is the quality that the brand sets out to deliver to this customer: what it offers, and how well that fits;
    what chance and trouble make of it is no decision of the brand. Above expectation by more than the zone of
    tolerance, more quality is hardly noticed; `quality_eur` is the cost of one unit of quality. Source: our assumption,
    after the zone of tolerance (Zeithaml et al. 1993).
    """
    return quality_eur * max(0.0, meant - expected - tolerance)
