"""Impressions: the point effect of an encounter and what accumulates in memory.

Expectancy disconfirmation (Oliver 1980) with loss aversion (Kahneman & Tversky 1979; Anderson & Sullivan 1993), a
direct performance part (Churchill & Surprenant 1982), sensitisation to a returning irritant, customer effort (Dixon,
Freeman & Toman 2010), and peak-end memory (Kahneman et al. 1993). Adverts, press tests and comparison sites leave small
impressions, as far as they are believed and own experience is lacking (Hoch & Ha 1986; Ackerberg 2001).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp, clamp01, signed, squashed

_LEAST_TOTAL = 1e-9
"""Lower limit of the sum of weights by which a mean is divided."""
_FRESH = 0.5
"""Trace from which trouble is fresh."""


@rule
def impression(perceived, expected, trace, effort, p):
    """Return the impression left by one encounter, -1 (awful) to 1 (wonderful).

    ``w [tanh(k D+) / lambda - (1 + s trace) tanh(k D-)] + (1 - w) kp 2 (P - .5) - e effort`` with disconfirmation
    D = P - E. Losses weigh lambda times gains; an irritant whose `trace` (>= 0) is fresh hurts more. The difference is
    not squashed again, which would hide the loss aversion.

    Source: Oliver 1980 for D, Tversky & Kahneman 1992 for lambda; the form keeps the asymmetry measurable.
    """
    gap = perceived - expected
    if gap >= 0.0:
        disconfirmed = math.tanh(p.steepness * gap) / p.loss_aversion
    else:
        disconfirmed = (1.0 + p.sensitisation * trace) * math.tanh(p.steepness * gap)
    performed = p.performance * signed(perceived)
    weight = p.disconfirmation_weight
    return clamp(weight * disconfirmed + (1.0 - weight) * performed - p.effort_weight * effort, -1.0, 1.0)


@rule
def memory_weight(salience, is_discovering, told, p):
    """Return the weight with which an impression enters memory, >= 0.

    Moments of truth (Carlzon 1987) by `salience`; first discoveries weigh more (primacy); of what somebody else lived
    only the share that was `told` (0 to 1) is known.
    """
    weight = salience * told
    if is_discovering:
        weight *= p.primacy
    return weight


@rule
def indirect_weight(salience, credibility, experiences, p):
    """Return the weight in memory of what an advert, a press test or a comparison site leaves, >= 0.

    ``indirect salience credibility / (1 + experiences)``: as far as it is believed (`credibility`, 0 to 1), and the
    less the better one knows the brand oneself. `experiences` counts own purchases or months of use.

    Source: adverts move those without experience, Ackerberg 2001; they are hypotheses that experience tests, Hoch & Ha
    1986. That half of it is left after one experience is our assumption, as for promises.
    """
    return p.indirect * salience * credibility / (1.0 + experiences)


@rule
def image_after(stock, felt, weight, p):
    """Return the image stock after an impression: a leaky *sum*, so that frequency counts.

    ``stock + gain weight (felt - reference)``. The reference is the impression people are used to; without it half
    the market would sit at the upper bound. The image itself is the stock squashed into -1 to 1.
    """
    return stock + p.image_gain * weight * (felt - p.reference)


@rule
def image_after_cancelling(stock, p):
    """Return the image stock after an order that was cancelled because it was late: it loses a bad impression.

    Source: our assumption.
    """
    return stock - p.cancelled_order * p.image_gain


@rule
def mood_after(mood, felt, weight, p):
    """Return the mood after an impression, -1 to 1: a fast leaky average, the *end* of peak-end."""
    return mood + clamp01(p.mood_gain * weight) * (felt - mood)


@rule
def faded(level, kept):
    """Return a memory after one week of forgetting: mood, image, a peak, the trace of an irritant, a grudge.

    `kept` is the share that survives a week. Source: exponential forgetting, the simplest form; half-lives as in the
    sheet.
    """
    return level * kept


@rule
def is_fresh(trace):
    """Return whether trouble of a cause is fresh in memory: half a trace is left, as a half-life after one case.

    Source: our assumption; it only decides what is booked as trouble that customers had before they left.
    """
    return trace >= _FRESH


@rule
def remembered(image_stock, best, worst, mood, p):
    """Return the remembered experience, -1 to 1: image, peak and end.

    `best` (0 to 1) and `worst` (-1 to 0) are the extreme moments that are still remembered; the end is the mood.
    Source: peak-end, Kahneman et al. 1993 and Redelmeier & Kahneman 1996; weights are our assumption.
    """
    total = max(p.image_weight + p.peak_weight + p.end_weight, _LEAST_TOTAL)
    parts = p.image_weight * squashed(image_stock) + p.peak_weight * peak(best, worst) + p.end_weight * mood
    return parts / total


@rule
def peak(best, worst):
    """Return the peak of what is remembered, -1 to 1: the more extreme of two moments nearly alone.

    ``(best^2 best + worst^2 worst) / (best^2 + worst^2)``, a mean weighted by the squares. Source: our assumption.
    """
    up, down = 1.0 * best, 1.0 * worst  # in 64 bits
    weights = up * up + down * down
    return (up * up * up + down * down * down) / weights if weights > 0.0 else 0.0
