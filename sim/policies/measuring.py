"""Measuring again: what a company reads from its scores before and after a work.

Works are chosen because scores were bad, and scores that were bad by chance come back by themselves (regression to the
mean): compared with the weeks that raised the alarm, a work that does nothing seems to help. Later weeks, between the
choice and the end of the work, did not select it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal, NamedTuple

from sim.policies.attribution import NOTHING, Blame, Target
from sim.scenarios.record import Entry

Comparison = Literal["with_what_alarmed", "with_a_fresh_window"]
BlameBetween = Callable[[int, int], dict[Target, Blame]]
"""Return what bad encounters were put down to in answers given after the first week and until the second."""


class Windows(NamedTuple):
    """Weeks that are compared: those after the first and until the last of each pair."""

    before: tuple[int, int]
    after: tuple[int, int]


def windows(started: Entry, comparison: Comparison, window_weeks: int, measuring_weeks: int) -> Windows:
    """Return the weeks before and after a work that are compared.

    Before are the weeks for which it was chosen, or the last ones before it landed.
    """
    if comparison == "with_what_alarmed":
        before = (started.week - window_weeks, started.week)
    else:
        before = (max(started.week, started.until - measuring_weeks), started.until)
    return Windows(before, (started.until, started.until + measuring_weeks))


def claim(target: Target, weeks: Windows, blame_between: BlameBetween) -> Blame:
    """Return how many bad encounters a week seem to be avoided at a target, and the variance of that figure."""
    before, after = (blame_between(*each).get(target, NOTHING) for each in weeks)
    return Blame(before.bad - after.bad, before.variance + after.variance)


def standard_error(claimed: Blame) -> float:
    """Return the standard error of a claim, bad encounters a week."""
    return math.sqrt(claimed.variance)
