"""Parameters of needs."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Needs(NamedTuple):
    """See :mod:`sim.rules.needs`."""

    breeding: float = number(0.002, 0, 0.1, "a week", "assumed", "growth of needed breadth per unit of satisfaction above the neutral level")
    lapsing: float = number(0.004, 0, 0.1, "a week", "assumed", "share of the unserved need that lapses")
    event_need: float = number(0.25, 0, 1, "share", "assumed", "share of the breadth needed that a life event draws anew")
    event_taste: float = number(0.25, 0, 1, "share", "assumed", "share of the fit between customer and brands that a life event draws anew")
    event_habit_kept: float = number(0.4, 0, 1, "share", "assumed", "habit left after a life event", "Verplanken & Roy 2016: habits are weak after moving house")
    feature_half_life: float = number(108, 13, 1040, "weeks", "adapted", "time in which half of what a brand offers beyond the usual becomes usual", "Agarwal & Gort 2001: a lead of about three years, here the time constant")
    must_be: float = number(0.7, 0, 1, "ratio", "adapted", "needed breadth added by features that become usual, as a share of their breadth", "Kano 2001 for the form; need about two thirds of what is usual, as with the features of today")
    unmet_push: float = number(0.10, 0, 1, "a week", "assumed", "tension added in a week by a wholly unmet need")
    advert_pull: float = number(0.01, 0, 0.5, "an advert", "assumed", "tension added by one advert")
    tension_half_life: float = number(8, 1, 104, "weeks", "assumed", "half-life of tension")
    tension_effect: float = number(0.6, 0, 5, "ratio", "assumed", "how much full tension raises the rate at which needs arise")
