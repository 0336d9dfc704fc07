"""Users are people: each lives encounters of their own, remembers them, and tells those who decide.

Several people stand behind one customer: users, a payer, a recipient, a prescriber (buying centres, Webster & Wind
1972; families, Davis 1976). What somebody else lived is known at second hand; bad news is told more than good.
"""

from __future__ import annotations

from sim.foundations.compiled import rule
from sim.foundations.maths import clamp01


@rule
def user_in_turn(u, users):
    """Return which of the users lives an encounter with the product, from 0 on; `u` is a uniform number."""
    return min(int(u * users), users - 1)


@rule
def told_share(felt, p):
    """Return how much of an experience reaches those who did not live it, 0 to 1: more of it when it was bad.

    ``min(1, told (1 + bad_news x max(0, -felt)))``, with the impression `felt`, -1 to 1.

    Source: bad is stronger than good, Baumeister et al. 2001; the numbers are our assumption.
    """
    return clamp01(p.told * (1.0 + p.bad_news * max(0.0, -felt)))


@rule
def remembered_by_user(experience, felt, p):
    """Return what one user remembers of the product, -1 to 1, after an impression: a leaky average.

    Source: our assumption, as of satisfaction.
    """
    return experience + p.user_learning * (felt - experience)


@rule
def satisfaction_at_home(satisfaction, worst, p):
    """Return the satisfaction with which a decision unit decides, 0 to 1, given the experience of its unhappiest user.

    ``satisfaction - w max(0, -worst)`` with `worst` -1 to 1: whoever fares badly presses for a change.

    Source: negativity in households and teams is our assumption.
    """
    return clamp01(satisfaction - p.worst_served_weight * max(0.0, -worst))
