"""Figures of single customers that the world computes and does not keep: bills, what is bought, recommendation."""

from __future__ import annotations

import numpy as np

from sim.foundations.compiled import compiled
from sim.foundations.maths import squashed
from sim.rules.impressions import remembered
from sim.rules.loyalty import recommendation
from sim.rules.price import value_for_money
from sim.rules.satisfaction import lived_beyond, pleasure
from sim.rules.usage import bought_breadth


@compiled
def monthly_bills(customers, offers):
    """Return the price of a month, or of an order, of customers of a brand, EUR, (n,).

    Parameters
    ----------
    customers : (n,) CUSTOMER, everybody with a brand.
    offers : (rows, B) OFFER_RECORD.
    """
    bills = np.empty(customers.size)
    for i in range(customers.size):
        me = customers[i]
        listed = offers[me.segment, me.brand].price_eur
        price = me.agreed_eur if me.contract_weeks > 0 else listed
        bills[i] = price * me.price_ratio * me.basket * (1.0 + me.extended)
    return bills


@compiled
def bought_shares(customers, offers):
    """Return the breadth that customers of a brand have bought, 0 to 1, (n,); parameters as of `monthly_bills`."""
    shares = np.empty(customers.size)
    for i in range(customers.size):
        me = customers[i]
        shares[i] = bought_breadth(me.stated, me.sold_up, offers[me.segment, me.brand].breadth)
    return shares


@compiled
def recommendations(customers, image, behaviour):
    """Return how far customers would recommend their brand, 0 to 10, (n,): what they would answer but for noise.

    Parameters
    ----------
    customers : (n,) CUSTOMER.
    image : (n,) of their brand, the stock.
    behaviour : (rows,) the numbers of behaviour.
    """
    scores = np.empty(customers.size)
    for i in range(customers.size):
        me = customers[i]
        p = behaviour[me.segment]
        memory = remembered(image[i], me.best, me.worst, me.mood, p.impressions)
        value = value_for_money(me.price_loss)
        pleased = pleasure(me.satisfaction, 0.0, p.satisfaction)
        lived = lived_beyond(me.experience, p.satisfaction)
        views = squashed(image[i]), memory, me.trust, me.attachment, value, pleased, lived
        scores[i] = recommendation(*views, me.leniency, p.loyalty)
    return scores
