"""Waiting: the time between order and delivery, and the effects of a late delivery.

Anticipation before the promised date (Loewenstein 1987), anger after it that saturates after about a week (rating by
delay in the public Olist order data 2016-18), cancellations, and capacity that lengthens delivery times.
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import MIDDLE, clamp01, difference, towards

_LEAST_CAPACITY = 1e-9
"""Lower limit of the capacity by which a backlog is divided."""


@rule
def anger(days_late, p):
    """Return the anger about a late delivery, 0 to 1: ``d^a / (d^a + h^a)`` for `days_late` d > 0, else 0.

    Source: rating by delay in the Olist data, which saturates after about a week; exponent 1.6 and half-point 3.2 days
    fitted to it.
    """
    if days_late <= 0.0:
        return 0.0
    powered = math.pow(days_late, p.anger_exponent)
    return powered / (powered + math.pow(p.anger_days, p.anger_exponent))


@rule
def arrival_quality(offered, actual_days, promised_days, usual_days, patience, p):
    """Return the quality of a delivery, 0 to 1, given when it came.

    `actual_days`, `promised_days` and `usual_days` (learned by experience) count from the order, `patience`
    scales the loss (1 = average, higher is more patient). Being early against the usual arrival gains little; being
    late against the promise loses much.
    """
    loss = p.late_loss * anger(difference(actual_days, promised_days), p) / patience
    early = max(0.0, difference(usual_days, actual_days))
    gain = p.early_gain * (1.0 - math.exp(-early / p.early_days))
    return clamp01(offered - loss + gain)


@rule
def usual_days_after(usual_days, actual_days, p):
    """Return the usual delivery time, learned by experience, after one more delivery, days."""
    return usual_days + p.arrival_learning * difference(actual_days, usual_days)


@rule
def anger_while_waiting(days_late, tracking, p):
    """Return the anger about an order that is late, 0 to 1; to be told where it is (`tracking`, 0 to 1) calms.

    Source: information improves medium and long waits, not short ones, Hui & Tse 1996.
    """
    return anger(days_late, p) * (1.0 - p.informed * tracking)


@rule
def mood_while_waiting(mood, days_waited, promised_days, tracking, p):
    """Return the mood about an order after one more week, -1 to 1: anticipation before the promised day, then anger."""
    if days_waited <= promised_days:
        return mood + p.anticipation * (1.0 - mood)
    return mood - p.impatience * anger_while_waiting(difference(days_waited, promised_days), tracking, p) * (1.0 + mood)


@rule
def mood_after_order(mood, order_mood, p):
    """Return the mood with a brand when its order ends, delivered or cancelled: part of what was felt is carried on.

    Both moods are -1 to 1; for a new customer `mood` is 0. Source: our assumption.
    """
    return mood + p.carried * difference(order_mood, mood)


@rule
def cancelling_probability(days_late, tracking, trust, p):
    """Return the probability that a late order is cancelled this week.

    It rises with anger, which tracking (0 to 1) calms; trust in the brand (0 to 1) lowers it. The parameter of the
    sheet holds at medium trust. Source: our assumption.
    """
    return clamp01(p.cancelling * anger_while_waiting(days_late, tracking, p) * (1.0 + MIDDLE - trust))


@rule
def size_after(size, customers, weeks):
    """Return the number of customers for whom a brand has capacity, one week later.

    It closes one of `weeks` (>= 1) parts of the gap to its present `customers`: people and machines have to be found,
    and are not dismissed at once. Source: adjustment of capacity in proportion to the gap, Sterman 2000; the number is
    our assumption.
    """
    return towards(size, customers, 1.0 / weeks)


@rule
def lead_time_factor(backlog, capacity):
    """Return how much longer preparation takes than with free capacity, >= 1.

    `backlog` is the number of orders waiting at the brand, `capacity` what it prepares in a week. Up to a week's work
    there is no delay; beyond it, the delay grows in proportion (a fluid queue).
    """
    return max(1.0, backlog / max(capacity, _LEAST_CAPACITY))
