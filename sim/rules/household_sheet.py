"""Parameters of the people behind one customer."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Household(NamedTuple):
    """See :mod:`sim.rules.household`."""

    told: float = number(0.6, 0, 1, "share", "assumed", "share of a neutral experience that reaches those who did not live it")
    bad_news: float = number(1.0, 0, 10, "ratio", "adapted", "how much more of an experience is told when it was as bad as can be", "Baumeister et al. 2001 for the sign")
    user_learning: float = number(0.1, 0, 1, "share", "assumed", "share of the gap between a user's memory and an impression that one encounter closes")
    worst_served_weight: float = number(0.4, 0, 1, "weight", "assumed", "satisfaction lost to the unhappiest user of a decision unit, per unit of experience below zero")
    passed_on: float = number(0.5, 0, 1, "share", "assumed", "share of onboarding that reaches the other users of a decision unit")
