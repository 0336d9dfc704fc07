"""Staff: people who serve, with standards that overload wears away and that do not come back by themselves.

Load, training, room to decide, and thanks or blame move how warm they are, how often they solve a problem, and how much
of the trouble they see is reported. Scores held against them buy good scores and silence instead of better service.
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp, clamp01


@rule
def overload(busy, p):
    """Return by how much staff are busier than they can bear; `busy` is work by hours, 1 when every hour is needed.

    Source: Oliva & Sterman 2001; the limit is our assumption.
    """
    return clamp(busy - p.bearable_load, 0.0, 1.0)


@rule
def standards_lost_after(lost, over, training, p):
    """Return the share of the standards of staff that is lost after a week of overload `over`, 0 to 1.

    Corners once cut become the norm: only `training` (0 to 1) gives standards back, not quiet weeks.

    Source: Oliva & Sterman 2001, Management Science 47:894-914, for the one-way erosion; numbers are our assumption.
    """
    return clamp01(lost + p.erosion * over * (1.0 - lost) - p.restoring * training * lost)


@rule
def warmth_by_staff(lost, room, training, thanks, blame, p):
    """Return what staff add to the quality of encounters with them, or take away.

    `lost` standards, `room` to decide, `training`, `thanks` and `blame` are shares from 0 to 1.

    Source: satisfied staff make satisfied customers, Brown & Lam 2008; form and numbers are our assumption.
    """
    won = p.warmth_of_room * room + p.warmth_of_training * training + p.warmth_of_thanks * (thanks - blame)
    return won - p.warmth_of_standards * lost


@rule
def solving_by_staff(lost, room, training, p):
    """Return how much more often staff solve problems, log-odds; arguments as of :func:`warmth_by_staff`.

    Source: room to decide helps recovery, Boshoff & Leong 1998; form and numbers are our assumption.
    """
    return p.solving_of_room * room + p.solving_of_training * training - p.solving_of_standards * lost


@rule
def solved_by_staff(usual, more):
    """Return the probability that staff solve a problem, given the usual one and by how much it differs, log-odds.

    Source: our assumption; the first term of a logistic, which leaves the usual probability as it is when nothing
    differs.
    """
    return clamp01(usual + more * usual * (1.0 - usual))


@rule
def reported_share(thanks, blame, p):
    """Return how much of what they would usually report staff report, 1 = as usual.

    Source: silence out of fear, Morrison & Milliken 2000; numbers are our assumption.
    """
    return (1.0 + p.thanked_reports * thanks) * (1.0 - p.silence * blame)
