"""Parameters of convenience and variety."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Convenience(NamedTuple):
    """See :mod:`sim.rules.convenience`."""

    effort: float = number(0.48, 0, 1, "share", "adapted", "share of the gap to full hassle that a full effort closes", "fitted to the share of inconvenience among causes of switching, Keaveney 1995")
    easy: float = number(0.1, 0, 1, "0 to 1", "assumed", "effort that is no hassle")
    hassle_half_life: float = number(17, 1, 260, "weeks", "assumed", "half-life of hassle")
    waiting_minutes: float = number(20, 1, 600, "minutes", "assumed", "wait that is two thirds of a full effort")
    accepted: float = number(0.22, 0, 1, "0 to 1", "assumed", "hassle that is accepted")
    hassle: float = number(23.5, 0, 50, "utility", "assumed", "weight of hassle beyond what is accepted")
    reach: float = number(1.0, 0, 10, "utility", "assumed", "weight of how easily a brand is reached: location, opening hours")
    variety: float = number(0.5, 0, 10, "utility", "adapted", "weight of something new for the average customer of all categories", "van Trijp, Hoyer & Inman 1996 for the sign")
    variety_experiences: float = number(5, 0.1, 100, "experiences", "assumed", "experiences with one brand after which two thirds of the wish for variety has come up")
