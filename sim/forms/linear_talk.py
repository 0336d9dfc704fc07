"""Word of mouth that adds up, in place of one limited by head-room: a message moves everybody alike.

Favourable and unfavourable comments have one effect each, as in Arndt (1967). East, Hammond & Lomax (2008) found the
head-room of the model in stated probabilities of purchase, for which the ends of their scale are another explanation.
"""

from __future__ import annotations

from sim.foundations.maths import clamp01

_ROOM = 0.5
"""Head-room at a neutral image, at which both forms move it alike."""


def praise_after_message(praise, susceptibility, strength, p):
    """Return recent positive word of mouth about a brand (0 to 1) after one message: messages add up to the bound.

    Source: the simplest form, after Arndt 1967; the number is that of the model at no praise, our assumption.
    """
    return clamp01(praise + p.praise_gain * susceptibility * strength)


def blame_after_message(blame, susceptibility, strength, p):
    """Return recent negative word of mouth about a brand (0 to 1) after one message: messages add up to the bound.

    Source: the simplest form, after Arndt 1967; the number is that of the model at no blame, our assumption.
    """
    return clamp01(blame + p.blame_gain * susceptibility * strength)


def image_shift(image, is_positive, susceptibility, strength, p):
    """Return the change of the image stock by one message: always the same, whatever the image (-1 to 1).

    Source: the simplest form, after Arndt 1967; the number is that of the model at a neutral image, our assumption.
    """
    shift = p.image_shift_positive if is_positive else -p.image_shift_negative
    return _ROOM * shift * susceptibility * strength
