"""Expectation of what ought to be, in place of what will be: better service raises it, worse service never lowers it.

Boulding, Kalra, Staelin & Zeithaml (1993) found both kinds in the same customers. "Will" expectations follow experience
in both directions; "should" expectations rise where a brand shows what is possible, and do not fall where it fails.
"""

from __future__ import annotations

from sim.foundations.maths import clamp01


def expectation_from_experience(expected, perceived, is_discovering, p):
    """Return the expectation of what ought to be after an encounter, 0 to 1: it rises with better service only.

    It rises as slowly as the expectation of the model falls, and faster during first discovery. Promises and what
    others tell move it as before, up and down.

    Source: Boulding, Kalra, Staelin & Zeithaml 1993 for the direction; the speed is our assumption.
    """
    rate = p.down * (p.anchoring if is_discovering else 1.0)
    return expected + clamp01(rate) * max(0.0, perceived - expected)
