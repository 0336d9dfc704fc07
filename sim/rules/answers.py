"""Answers about single encounters: "how satisfied were you?", in five boxes.

Companies report the share of the two best boxes (CSAT). Answers follow the impression of the encounter and a personal
style of answering, and most lie in the top boxes (Peterson & Wilson 1992, Journal of the Academy of Marketing Science
20:61-71).
"""

from __future__ import annotations

from sim.foundations.compiled import rule

_TOP_TWO = 3.5
"""Answer from which on the box is the fourth or the fifth, since answers are rounded to boxes."""


@rule
def answer(felt, leniency, p):
    """Return the answer about one encounter in boxes, before it is rounded: ``level + slope felt + spread leniency``.

    `felt` is the impression, -1 to 1; `leniency` the personal style (standard normal).

    Source: satisfaction with a transaction follows its disconfirmation, Oliver 1980; form and numbers are our
    assumption.
    """
    return p.answer_level + p.answer_slope * felt + p.answer_spread * leniency


@rule
def is_in_top_boxes(answered):
    """Return whether an answer is in one of the two best of five boxes. Source: the usual definition of CSAT."""
    return answered >= _TOP_TWO
