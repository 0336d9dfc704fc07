"""Needs: they arise, grow with satisfaction, lapse when they are not served, and change with life events.

Category needs follow the problem-recognition stage of Engel, Blackwell & Miniard (1995): depletion, unmet need, adverts
and life events raise a tension that opens the buying journey. Satisfied needs breed new ones (Hirschman 1958).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.distributions import evenly
from sim.foundations.maths import MIDDLE, clamp01, difference

_LEAST_NEED = 1e-6
"""Lower limit of the breadth by which a covered share is divided."""


@rule
def grown_need(needed, adopted, satisfaction, p):
    """Return the breadth of features needed after one week, 0 to 1.

    ``needed + breeding max(0, satisfaction - .5) (1 - needed) - lapsing max(0, needed - adopted)``: satisfied needs
    breed new ones, unserved needs slowly lapse.

    Source: form ours after Hirschman's "needs breed needs"; rates are our assumption.
    """
    bred = p.breeding * max(0.0, satisfaction - MIDDLE) * (1.0 - needed)
    lapsed = p.lapsing * max(0.0, difference(needed, adopted))
    return clamp01(needed + bred - lapsed)


@rule
def need_after_life_event(needed, u, p):
    """Return the breadth needed after a life event, 0 to 1: wider by a random part of the head-room.

    `u` is a uniform number. Source: our assumption.
    """
    return clamp01(needed + evenly(u, p.event_widening) * (1.0 - needed))


@rule
def habit_after_life_event(habit, p):
    """Return habit after a life event, 0 to 1. Source: habits are weak after moving house, Verplanken & Roy 2016."""
    return habit * p.event_habit_kept


@rule
def unmet_need(needed, offered):
    """Return the breadth that is needed and not offered, 0 to 1."""
    return max(0.0, needed - offered)


@rule
def covered_share(needed, offered):
    """Return the share of the needed breadth that is offered, 0 to 1."""
    return min(needed, offered) / max(needed, _LEAST_NEED)


@rule
def tension_after_a_week(tension, unmet, kept, p):
    """Return the tension of need after one week, 0 to 1.

    `unmet` is the unmet breadth, `kept` the share of tension that survives a week.
    Source: problem recognition, Engel, Blackwell & Miniard 1995; numbers are our assumption.
    """
    return clamp01(tension * kept + p.unmet_push * unmet * (1.0 - tension))


@rule
def tension_after_advert(tension, p):
    """Return the tension of need after one advert, 0 to 1. Source: our assumption."""
    return tension + p.advert_pull * (1.0 - tension)


@rule
def waking_probability(need_rate, tension, p):
    """Return the probability that a need arises this week: ``1 - exp(-rate (1 + effect x tension))``.

    `need_rate` in needs a week. Source: Poisson needs with gamma rates, Ehrenberg 1959; effect of tension ours.
    """
    return 1.0 - math.exp(-(1.0 + p.tension_effect * tension) * need_rate)
