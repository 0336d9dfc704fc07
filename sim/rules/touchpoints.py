"""Touchpoints: quality delivered at an encounter.

Delivered quality is weighted over a functional, an emotional and a relational dimension (Schmitt 1999; Gentile, Spiller
& Noci 2007), less the loss by a root cause where it shows, plus noise.
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.distributions import evenly, normal
from sim.foundations.maths import MIDDLE, clamp01

_LONGEST_EPISODE = 200.0
"""Weeks that fit the counter of an episode, the first one and that of an order apart."""


@rule
def offered_quality(functional, emotional, relational, functional_weight, emotional_weight, belonging, p):
    """Return the quality of a touchpoint for this customer, 0 to 1, before noise and trouble.

    The three weights add up to one, so the relational one is the remainder. Part of the relational dimension is the
    company of other users: `belonging` is the share of ties who use the brand, 0 to 1.

    Source: Gentile, Spiller & Noci 2007 for the dimensions; weights by segment are our assumption.
    """
    relational_weight = 1.0 - functional_weight - emotional_weight
    with_whom = clamp01(relational + p.belonging_effect * (belonging - MIDDLE))
    return functional_weight * functional + emotional_weight * emotional + relational_weight * with_whom


@rule
def feel_of(functional, offered):
    """Return the feel of a touchpoint, quality points: what all dimensions make of it beyond its functions, or less.

    `functional` is its functional quality, `offered` that of all dimensions as this customer weighs them, each 0 to 1.

    Source: the dimensions of Gentile, Spiller & Noci 2007; the difference is our assumption.
    """
    return offered - functional


@rule
def preparation_factor(lead_factor, p):
    """Return the factor on the lead time of an order at a brand `lead_factor` times as slow as with free capacity.

    Source: :func:`sim.rules.waiting.lead_time_factor`; how strongly the backlog delays orders is our assumption.
    """
    return 1.0 + p.congestion_effect * (lead_factor - 1.0)


@rule
def episode_probability(usual, proneness):
    """Return the probability that an episode of a cause begins, 0 to 1, given that of an average customer.

    `proneness` to trouble is 1 on average. Causes begin independently of each other: a customer may have several.

    Source: our assumption.
    """
    return min(1.0, usual * proneness)


@rule
def episode_weeks(mean_weeks, u, at_least):
    """Return how many weeks an episode of trouble goes on after the first, a whole number from `at_least` on.

    Uniform, so that episodes last `mean_weeks` on average, the first week included; `u` is a uniform number.
    Source: our assumption.
    """
    return int(min(at_least + evenly(u, mean_weeks - MIDDLE), _LONGEST_EPISODE))


@rule
def severity(median, u, p):
    """Return the quality lost to a cause at one encounter, 0 to 1: heavy-tailed (lognormal) around its median.

    `u` is a uniform number. The heavy tail lets every cause open a problem now and then. Source: our assumption.
    """
    return min(median * math.exp(p.severity_spread * normal(u)), 1.0)


@rule
def delivered_quality(offered, fit, lost, by_chance):
    """Return the delivered quality of one encounter, 0 to 1.

    `offered` from :func:`offered_quality`, `fit` between customer and brand, `lost` to a cause, and what is
    more or less `by_chance`, all in quality points.
    """
    return clamp01(offered + fit - lost + by_chance)
