"""Expectation: moved by experience, promises, peers and the market; the standard of every comparison.

Boulding, Kalra, Staelin & Zeithaml (1993) for "will" and "should" expectations. Expectation learns slowly and
asymmetrically: it follows an upper expectile of experience, so that disconfirmation stays alive.
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import MIDDLE, clamp01


@rule
def expectation_from_experience(expected, perceived, is_discovering, p):
    """Return expectation after an encounter, 0 to 1.

    It rises faster than it falls: good experience is soon taken for granted. It moves faster during first discovery.
    """
    rate = p.up if perceived > expected else p.down
    if is_discovering:
        rate *= p.anchoring
    return expected + clamp01(rate) * (perceived - expected)


@rule
def expectation_from_promise(expected, heard, credibility, experiences, p):
    """Return expectation after meeting a promise (advert, sales talk), 0 to 1.

    The promise counts as it was `heard` (0 to 1, see :func:`sim.rules.perception.perceived_quality`), as far as it is
    believed (`credibility`, 0 to 1). The pull fades with own experience: ``pull / (1 + experiences)``; a constant pull
    would bias expectation permanently. `experiences` counts own purchases or months of use.
    """
    return expected + p.promise_pull * credibility / (1.0 + experiences) * (heard - expected)


@rule
def expectation_from_peers(expected, reported, strength, p):
    """Return expectation after one message, 0 to 1: a step towards the quality `reported` (0 to 1).

    `strength` is that of the tie, 1 for a strong one. Source: our assumption; others' experience as a source of "will"
    expectations, Zeithaml, Berry & Parasuraman 1993.
    """
    return expected + p.peer_pull * strength * (reported - expected)


@rule
def expectation_after_cancelling(expected, p):
    """Return expectation of receiving, 0 to 1, after an order that was cancelled because it was late.

    Source: our assumption.
    """
    return clamp01(expected - p.cancelled_order)


@rule
def expectation_from_market(expected, standard, demanded, weeks, p):
    """Return expectation of a brand after some `weeks` on the market, 0 to 1: a better standard raises it.

    The `standard` (0 to 1) counts with what is `demanded` of this brand more or less, see :func:`demanded_of`.
    """
    return expected + clamp01(p.standard_pull * weeks) * max(0.0, clamp01(standard + demanded) - expected)


@rule
def expectation_from_elsewhere(expected, remembered, demanded, weeks, p):
    """Return expectation of the present brand after some `weeks`, 0 to 1: a better stay elsewhere raises it.

    What is `remembered` of the brand before (0 to 1) counts with what is `demanded` of the present one more, or less,
    than of that one (quality points): nobody asks of a low-cost brand what a premium brand did. A worse stay changes
    nothing.

    Source: norms come from experience of other brands too, Cadotte, Woodruff & Jenkins 1987; the form is our
    assumption.
    """
    return expected + clamp01(p.elsewhere_pull * weeks) * max(0.0, clamp01(remembered + demanded) - expected)


@rule
def demanded_of(positioning, demand, expertise, p):
    """Return how much more a customer demands of a brand than of others, quality points, for ever.

    Less of a low-cost brand (`positioning` 0 to 1); more when demanding (`demand`, quality points) or expert (0 to 1).

    Source: price as a signal of quality, Rao & Monroe 1989; expertise raises standards, Zeithaml, Berry & Parasuraman
    1993; numbers are our assumption.
    """
    return p.positioning * (positioning - MIDDLE) + demand + p.expert_demand * (expertise - MIDDLE)


@rule
def market_standard_after(standard, best, p):
    """Return the market standard of a stage after one week, 0 to 1, given the `best` quality delivered by a brand."""
    return standard + p.standard_rise * (best - standard)


@rule
def known_quality_after(known, delivered, encounters, p):
    """Return the quality (0 to 1) for which a brand is known at a stage, after a week.

    ``known + learning n / (n + n0) (delivered - known)``: `delivered` is the mean over the week's `encounters` n > 0;
    the fewer, the smaller the update.

    Source: credibility weights, Bühlmann 1967, for the form; numbers are our assumption.
    """
    weight = encounters / (encounters + p.standard_encounters)
    return known + p.standard_learning * weight * (delivered - known)


@rule
def first_expectation(typical, promised, demanded, p):
    """Return expectation of a brand before any experience of it, 0 to 1.

    Between the typical quality of the category and the promise, and more or less by what is `demanded` of the brand,
    see :func:`demanded_of`. Source: our assumption.
    """
    return clamp01(typical + p.first_promise_weight * (promised - typical) + demanded)
