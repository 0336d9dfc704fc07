"""Desire: a need becomes a search when the category is attractive; sights, content and talk feed desire, and it fades.

The hierarchy of effects from attention by desire to action (Lavidge & Steiner 1961); elaborated intrusions feed desire
(Kavanagh, Andrade & May 2005). Desire neither wakes a need nor chooses a brand: it carries people from need to search.
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp01


@rule
def desire_after_sight(desire, warmth, p):
    """Return desire after a sight of the category, 0 to 1: an advert, content, a shop.

    `warmth` is its emotional quality: ``desire + sight x warmth (1 - desire)``. Source: our assumption.
    """
    return desire + p.sight * warmth * (1.0 - desire)


@rule
def desire_after_message(desire, is_positive, strength, p):
    """Return desire after a message of somebody, 0 to 1: praise raises it, blame lowers it.

    `strength` is that of the tie, 0 to 1. Source: our assumption.
    """
    if is_positive:
        return desire + p.talk * strength * (1.0 - desire)
    return desire * (1.0 - p.talk * strength)


@rule
def with_desire(usual, desire, p):
    """Return a weekly probability of going on to search or choice, given that at the usual desire.

    Its odds are multiplied by ``exp(pull (desire - usual))``. Source: our assumption.
    """
    return _with_odds(usual, math.exp(p.pull * (desire - p.usual)))


@rule
def without_desire(usual, desire, p):
    """Return a weekly probability of giving up, given that at the usual desire: its odds fall as desire rises."""
    return _with_odds(usual, math.exp(-p.pull * (desire - p.usual)))


@rule
def _with_odds(probability, factor):
    """Return a probability with its odds multiplied by a factor."""
    return clamp01(probability * factor / (1.0 - probability + probability * factor))


@rule
def abandoning_probability(felt, p):
    """Return the probability that a purchase is abandoned at its last step, 0 to 1, from the impression, -1 to 1.

    Source: abandoned baskets, Kukar-Kinney & Close 2010; the form and number are our assumption.
    """
    return clamp01(p.abandoning * max(0.0, -felt))
