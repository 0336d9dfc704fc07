"""Satisficing: price and quality are good enough or not, in place of utilities that rise and fall evenly.

Simon (1955) replaces a utility by a payoff with two values, satisfactory and unsatisfactory; Tversky (1972) lets an
alternative that lacks an aspect fall out. What is beyond the aspiration counts no further, and how far something falls
short does not count either. Taste and luck stay those of the model: a brand that falls short in one aspect may still be
chosen for others.
"""

from __future__ import annotations

_STEP = 2.5
"""Height of a step at the mean of a normal variable, in standard deviations, whose line of best fit has slope one."""

_SPREAD_OF_QUALITY = 0.1
"""Usual spread of expected quality over customers and brands, quality points."""

_SPREAD_OF_PRICES = 0.15
"""Usual spread of prices over brands, as a share."""

_ACCEPTED = 0.1
"""How much dearer than others a brand may be to a customer of average sensitivity, as a share."""


def quality_utility(quality, typical, p):
    """Return the utility of a quality (0 to 1): none when it is at least typical, else a loss that is always the same.

    The aspiration is what is usual, which can be had elsewhere. The loss is that with which the utility of the model
    fits best over the usual spread of expectations: ``2.5 x spread x weight``.

    Source: two-valued payoff, Simon 1955; aspiration at what comparable others attain, Cyert & March 1963; that both
    forms answer alike over the usual spread is our assumption.
    """
    return 0.0 if quality >= typical else -_STEP * _SPREAD_OF_QUALITY * p.quality


def price_utility(price, others_price, sensitivity, payer_is_other, p):
    """Return the utility of a price against that of others: none when it is acceptable, else always the same loss.

    Acceptable is up to a tenth above others for the average customer; the more sensitive a customer, and another payer
    than the user, the less. The loss is that with which the utility of the model fits best over the usual spread of
    prices: ``2.5 x spread x weight``.

    Source: latitude of acceptance, Monroe 1971, Kalyanaram & Little 1994; two-valued payoff, Simon 1955; its width is
    our assumption.
    """
    sensed = sensitivity * (p.payer_price if payer_is_other else 1.0) * (price / others_price - 1.0)
    return 0.0 if sensed <= _ACCEPTED else -_STEP * _SPREAD_OF_PRICES * p.price
