"""Impulse and regret: what is seen in a good mood and warm surroundings is bought unplanned, and sometimes regretted.

Mood and atmosphere make people buy on impulse (Santini et al. 2019); about a fifth of purchases is unplanned (Bell,
Corsten & Knox 2011).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp, clamp01, squashed

_FARTHEST = 5.0
"""Limit of the logarithm of a temptation."""


@rule
def temptation_of(warmth, typical, mood, p):
    """Return how much a sight tempts to buy at once, a ratio: 1 at typical warmth in a neutral mood.

    ``exp(atmosphere (warmth - typical) + mood_effect x mood)`` with the emotional quality of what is seen and what is
    `typical` of the category, 0 to 1, and `mood`, -1 to 1.

    Source: Santini et al. 2019 for both causes, and for emotion ahead of atmosphere; the form is ours.
    """
    return math.exp(clamp(p.atmosphere * (warmth - typical) + p.mood_effect * mood, -_FARTHEST, _FARTHEST))


@rule
def impulse_probability(usual, temptation):
    """Return the probability to give in to the greatest temptation of a week, 0 to 1, before the price is seen."""
    return clamp01(usual * temptation)


@rule
def regret(match):
    """Return the regret of a purchase without comparison, 0 to 1, from the fit (standard normal): none when it fits."""
    return squashed(max(0.0, -match))


@rule
def satisfaction_after_regret(satisfaction, regretted, p):
    """Return satisfaction when an unplanned purchase is regretted, 0 to 1.

    Source: regret lowers satisfaction, Tsiros & Mittal 2000, for the sign; the number is our assumption.
    """
    return satisfaction * (1.0 - p.regret * regretted)


@rule
def returning_probability(regretted, p):
    """Return the probability that an unplanned purchase is sent back, 0 to 1. Source: our assumption."""
    return clamp01(p.returning * regretted)
