"""Convenience: effort that adds up to hassle, how easily a brand is reached, and the wish for variety."""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import MIDDLE, difference


@rule
def hassle_after(hassle, effort, p):
    """Return the hassle with a brand, 0 to 1, after an effort of 0 to 1: efforts add up, as far as the scale allows.

    What takes hardly any effort, such as routine use, is no hassle.

    Source: inconvenience as a reason to switch, Keaveney 1995; effort, Dixon, Freeman & Toman 2010; the form is ours.
    """
    return hassle + p.effort * max(0.0, effort - p.easy) * (1.0 - hassle)


@rule
def effort_of_waiting(minutes, p):
    """Return the effort of waiting some `minutes`, 0 to 1: ``1 - exp(-minutes / scale)``. Source: our assumption."""
    return 1.0 - math.exp(-minutes / p.waiting_minutes)


@rule
def inconvenience_utility(hassle, convenience, p):
    """Return the utility of convenience: that of reaching the brand (0 to 1), less hassle beyond what is accepted.

    `hassle` (0 to 1) is 0 for a brand that one does not use.
    """
    excess = max(0.0, difference(hassle, p.accepted))
    return p.reach * (convenience - MIDDLE) - p.hassle * excess


@rule
def variety_utility(variety_seeking, experiences, p):
    """Return the utility of anything new beside the present brand, after so many `experiences` with it.

    ``w x trait x (1 - exp(-experiences / scale))``; the trait is 1 for the average customer of all categories.

    Source: intrinsic variety seeking, stronger after repetition, van Trijp, Hoyer & Inman 1996; form and numbers ours.
    """
    return p.variety * variety_seeking * (1.0 - math.exp(-experiences / p.variety_experiences))
