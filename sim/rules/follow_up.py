"""Follow-up: real use is compared with what was bought, and the brand coaches, right-sizes or proposes.

Two causes of under-use ask for opposite remedies: what is not mastered is helped by coaching, what is oversized by a
smaller plan; in the wrong case both cost. Advice helps, and wakes some people up (Ascarza, Iyengar & Schleicher 2016).
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp01


@rule
def seems_oversized(is_oversized, u, accuracy):
    """Return what usage data say of an under-user: oversized or not mastered, right with probability `accuracy`.

    `u` is a uniform number; at an accuracy of one half the data say nothing. Source: our assumption.
    """
    return is_oversized if u < accuracy else not is_oversized


@rule
def adopted_after_coaching(adopted, needed, bought, p):
    """Return the breadth adopted after coaching, 0 to 1: part of the gap to the reachable closes.

    Source: our assumption; help with use is effective and fades, Retana, Forman & Wu 2016.
    """
    return adopted + p.coaching_adoption * max(0.0, min(needed, bought) - adopted)


@rule
def attachment_after_coaching(attachment, p):
    """Return attachment after coaching that was of use, 0 to 1: care raises it. Source: our assumption."""
    return attachment + p.coaching_attachment * (1.0 - attachment)


@rule
def breadth_after_right_sizing(needed, adopted, is_oversized):
    """Return the breadth that is left after right-sizing, 0 to 1: what is needed, or used if that is more.

    Where the plan was not too large but not mastered, usage data mislead: what is left is no more than what is used.
    Source: our assumption.
    """
    return max(needed, adopted) if is_oversized else adopted


@rule
def trust_after_advice(trust, p):
    """Return trust after advice in the customer's interest, 0 to 1: the brand gives up revenue, or fits a new need.

    Source: customer advocacy, Urban 2004, for the sign; the number is our assumption.
    """
    return trust + p.advice_trust * (1.0 - trust)


@rule
def satisfaction_after_annoyance(satisfaction, p):
    """Return satisfaction after an outreach that was not called for, 0 to 1.

    Source: reactance to unsolicited advice, Fitzsimons & Lehmann 2004, for the sign; the number is our assumption.
    """
    return satisfaction * (1.0 - p.annoyance)


@rule
def waking_after_advice_probability(freedom, p):
    """Return the probability that an outreach about the plan lets a customer look around, 0 to 1.

    `freedom` to look (0 to 1) is that of :func:`sim.rules.loyalty.freedom_to_look`.

    Source: of those who were advised of another plan 10 % left within three months, against 6 %, Ascarza, Iyengar &
    Schleicher 2016; the number is adapted to it.
    """
    return clamp01(p.waking * freedom)


@rule
def accepting_probability(trust, p):
    """Return the probability that a timely proposal is accepted, 0 to 1; `trust` is 0 to 1. Source: our assumption."""
    return clamp01(p.acceptance * trust)
