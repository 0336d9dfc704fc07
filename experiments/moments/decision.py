"""What the decision matrix says of a touchpoint: mend it, keep it, spend less on it, or leave it alone."""

from __future__ import annotations

from typing import Literal

from experiments.moments.moments import Place
from language import mark

Decision = Literal["mend", "good enough", "keep", "save", "leave"]

DECISIONS: dict[Decision, tuple[str, str]] = {
    "mend": (mark("Mend first"), mark("it matters, and the best rival does it better")),
    "good enough": (
        mark("Good enough"),
        mark("it matters and the best rival does it better, but it is as good as a low-cost brand promises to be"),
    ),
    "keep": (mark("Keep it up"), mark("it matters, and no rival does it clearly better")),
    "save": (mark("Could cost less"), mark("it matters little, and it is clearly better than with any rival")),
    "leave": (mark("Leave it alone"), mark("it matters little here, or not clearly")),
}
"""Decision -> what it is called, and why."""
_LOW_COST = 0.4
"""Positioning up to which a brand is a low-cost one, 0 to 1."""


def decision(place: Place, threshold: float, positioning: float) -> Decision:
    """Return what to do about a touchpoint.

    Parameters
    ----------
    place : in the matrix.
    threshold : importance above which a touchpoint matters.
    positioning : of the brand, 0 (low cost) to 1 (premium). A low-cost brand may leave a moment alone that is as good
        as it promises to be.

    Notes
    -----
    Being behind or ahead is claimed only where the whole 95 % interval says so.

    Source: importance-performance analysis, Martilla & James 1977; performance against the best competitor, Slack 1994.
    """
    matters = place.importance.is_above and place.importance.mean >= threshold
    if matters and place.ahead.is_below:
        is_promised = positioning <= _LOW_COST and not place.beyond_asked.is_below
        return "good enough" if is_promised else "mend"
    if matters:
        return "keep"
    return "save" if place.ahead.is_above else "leave"
