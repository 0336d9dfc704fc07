"""Needs: they arise, grow with satisfaction, lapse when they are not served, and change with life events.

Category needs follow the problem-recognition stage of Engel, Blackwell & Miniard (1995): depletion, unmet need, adverts
and life events raise a tension that opens the buying journey. Satisfied needs breed new ones (Hirschman 1958). What
some brands offer beyond the usual becomes usual, and then needed by everybody (Kano 2001).
"""

from __future__ import annotations

import math

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp01, difference, partly_redrawn

_LEAST_NEED = 1e-6
"""Lower limit of the breadth by which a covered share is divided."""


@rule
def grown_need(needed, adopted, pleasure, p):
    """Return the breadth of features needed after one week, 0 to 1.

    ``needed + breeding pleasure room - lapsing max(0, needed - adopted)``, where `pleasure` (-1 to 1) is satisfaction
    above the neutral level and the room is 1 - needed above it, needed below: satisfied needs breed new ones,
    disappointed ones wither, unserved ones slowly lapse. At the neutral level a served need stays as it is.

    Source: form ours after Hirschman's "needs breed needs"; rates are our assumption.
    """
    room = 1.0 - needed if pleasure >= 0.0 else needed
    lapsed = p.lapsing * max(0.0, difference(needed, adopted))
    return clamp01(needed + p.breeding * pleasure * room - lapsed)


@rule
def usual_after_a_week(usual, best, kept):
    """Return the breadth of features that is usual, 0 to 1, after one week: what the `best` offers have more spreads.

    `kept` is the share of their lead that survives a week. What has become usual stays so.

    Source: attractive features become must-be ones, Kano 2001; a lead lasts about three years, Agarwal & Gort 2001.
    """
    return usual + (1.0 - kept) * max(0.0, best - usual)


@rule
def need_after_spread(needed, rise, p):
    """Return the breadth needed, 0 to 1, after the usual breadth of features has risen by `rise`.

    Source: Kano 2001 for the form; the share needed is our assumption.
    """
    return clamp01(needed + p.must_be * rise)


@rule
def need_after_life_event(needed, usual, spread, z, p):
    """Return the breadth needed after a life event, 0 to 1: a share of it is drawn anew.

    `usual` is the mean breadth needed in the segment, `spread` its standard deviation, `z` a standard normal number.
    Over many events means and spreads stay as they are. Source: our assumption.
    """
    return clamp01(usual + partly_redrawn(needed - usual, spread * z, p.event_need))


@rule
def taste_after_life_event(match, z, p):
    """Return the fit between customer and brand (standard normal) after a life event: a share of it is drawn anew.

    `z` is a standard normal number. Source: our assumption; without it customers and brands would only sort themselves.
    """
    return partly_redrawn(match, z, p.event_taste)


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
