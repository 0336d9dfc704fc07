"""Parameters of convenience and variety."""

from typing import NamedTuple

from sim.foundations.numbers import number, parameters


@parameters
class Convenience(NamedTuple):
    """See :mod:`sim.rules.convenience`."""

    hassle_half_life: float = number(17, 1, 260, "weeks", "assumed", "half-life of hassle")
    waiting_minutes: float = number(20, 1, 600, "minutes", "assumed", "wait that makes two thirds of the effort that is left to make")
    accepted: float = number(0.5, 0, 1, "0 to 1", "assumed", "hassle that is accepted")
    hassle: float = number(8.0, 0, 50, "utility", "adapted", "weight of hassle beyond what is accepted", "fitted to the share of inconvenience among causes of switching, Keaveney 1995")
    reach: float = number(1.0, 0, 10, "utility", "assumed", "weight of how easily a brand is reached: location, opening hours")
    variety: float = number(0.5, 0, 10, "utility", "adapted", "weight of something new for the average customer of all categories", "van Trijp, Hoyer & Inman 1996 for the sign")
    variety_experiences: float = number(5, 0.1, 100, "experiences", "assumed", "experiences with one brand after which two thirds of the wish for variety has come up")
